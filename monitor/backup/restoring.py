"""Puts a backup back: proved in new files first, then in its place, the old one kept aside.

Nothing of the office is touched until all of the backup was read and its archive is sound.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.archive import Archive, dumping
from monitor.archive.backups import BackupTry
from monitor.backup import beside
from monitor.backup.bundle import digest_of, first, unpacked
from monitor.backup.ciphers import Cipher, opened
from monitor.backup.collecting import SPARE, stage
from monitor.backup.files import name, settle_folder
from monitor.backup.manifest import FILE, SETTINGS, Manifest
from monitor.errors import ArchiveError, BackupError
from monitor.keeping import PROOFS
from monitor.refusals import refusal

ASIDE: Final = ".antes-%Y%m%d-%H%M%S"
BESIDE: Final = ".del-respaldo"  # what ends the settings of a backup where there are others
_JOURNALS: Final = ("-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a backup is put."""

    archive_url: str
    settings: Path  # sources.yaml
    folder: Path  # of the editions


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    aside: Path | None  # the archive of before
    settings: tuple[Path, ...]  # written now
    proofs: int
    copies: int  # and originals
    damaged: tuple[str, ...] = ()  # of these, those that could not be opened


def proved(file: Path, *, cipher: Cipher, folder: Path) -> Manifest:
    """Read a whole backup, and prove the archive in it; `folder` is where it may lie open.

    Raises:
        BackupError: it is damaged, or its archive is not sound.
    """
    with stage(folder) as made:
        manifest = _unpack(file, made, cipher=cipher)
        _refuse_harmed(made / manifest.archive, kind=manifest.database)
    return manifest


def restore(file: Path, place: Place, *, cipher: Cipher, now: datetime) -> Restored:
    """Put a backup in its place; `now` is in the office's zone, for the name of what was there.

    Raises:
        BackupError: it cannot be trusted, or does not fit there; nothing was changed.
        ArchiveBusy: a program works on the archive that is there.
    """
    archive = Archive(place.archive_url)
    try:
        if archive.backups.place:
            archive.backups.place.parent.mkdir(parents=True, exist_ok=True)
        with archive.exclusive(), stage(place.folder) as made:
            return _restore(file, place, archive, made=made, cipher=cipher, now=now)
    except OSError as error:
        where = f" en {error.filename}" if error.filename else ""
        raise BackupError(f"no se pudo escribir{where}: {refusal(error)}") from error
    finally:
        archive.close()


def _restore(
    file: Path, place: Place, archive: Archive, *, made: Path, cipher: Cipher, now: datetime
) -> Restored:
    manifest = _unpack(file, made, cipher=cipher)
    if manifest.database != archive.backups.kind:
        raise BackupError(
            f"el respaldo es de un acervo en {manifest.database}, y se pide ponerlo en "
            f"{archive.backups.kind}: diga con --archive dónde va"
        )
    _refuse_harmed(made / manifest.archive, kind=manifest.database)
    aside = _put(made / manifest.archive, archive, now)
    settings = tuple(_settings(made / SETTINGS, place))
    proofs = _proofs(made / PROOFS, place.folder / PROOFS)
    copies, damaged = beside.bring_back(file.parent, place.folder, cipher=cipher)
    _remember(file, manifest, place.archive_url)
    return Restored(
        manifest=manifest,
        aside=aside,
        settings=settings,
        proofs=proofs,
        copies=copies,
        damaged=damaged,
    )


def _remember(file: Path, manifest: Manifest, archive_url: str) -> None:
    """It was written before the archive in it could know of it."""
    size, digest = file.stat().st_size, digest_of(file)
    archive = Archive(archive_url)
    try:
        archive.backups.tried(BackupTry(at=manifest.at, file=file.name, size=size, digest=digest))
    finally:
        archive.close()


def _unpack(file: Path, made: Path, *, cipher: Cipher) -> Manifest:
    room = shutil.disk_usage(made).free - SPARE
    try:
        if file.stat().st_size > room:
            raise BackupError(f"el respaldo no cabe abierto en {made.parent}: libere espacio")
        with opened(file, cipher, stage=made) as plain:
            dumping.refuse_newer(first(plain).schema)
            room = shutil.disk_usage(made).free - SPARE
            return unpacked(plain, into=made, room=room)
    except (OSError, ArchiveError) as error:
        raise BackupError(f"no se pudo abrir {file}: {refusal(error)}") from error


def _refuse_harmed(copy: Path, *, kind: str) -> None:
    if faults := dumping.faults(copy, kind=kind):
        raise BackupError(f"el acervo del respaldo no está sano, y no se usa: {faults[0]}")


def _put(copy: Path, archive: Archive, now: datetime) -> Path | None:
    """In the place of the archive in one step, or not at all; where the one of before is."""
    place = archive.backups.place
    if place is None:
        try:
            archive.backups.load(copy)
        except ArchiveError as error:
            raise BackupError(str(error)) from error
        return None
    fresh = place.with_name(f"{place.name}.nuevo")
    shutil.move(copy, fresh)
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    aside = place.with_name(f"{place.name}{now:{ASIDE}}") if place.exists() else None
    if aside:
        _keep_aside(place, aside)
    name(fresh, place)
    return aside


def _keep_aside(place: Path, aside: Path) -> None:
    """The old archive under another name, with what was not yet in its file.

    Its journal must not be there when the new one comes: it would be taken for its own.
    """
    _link(place, aside)
    for ending in _JOURNALS:
        journal = place.with_name(f"{place.name}{ending}")
        if journal.exists():
            _link(journal, aside.with_name(f"{aside.name}{ending}"))
    settle_folder(place.parent)
    for ending in _JOURNALS:
        place.with_name(f"{place.name}{ending}").unlink(missing_ok=True)


def _link(source: Path, to: Path) -> None:
    if to.exists():
        raise BackupError(f"ya existe {to}: vuelva a intentar en un momento")
    try:
        os.link(source, to)
    except OSError:  # a disk that knows no links
        shutil.copy2(source, to)


def _settings(kept: Path, place: Place) -> list[Path]:
    """Those that were there stay; those of the backup lie beside them when they say otherwise."""
    written = []
    home = place.settings.absolute().parent
    for source in sorted(path for path in kept.rglob("*") if path.is_file()):
        is_main = f"{SETTINGS}/{source.relative_to(kept).as_posix()}" == FILE
        to = place.settings if is_main else home / source.relative_to(kept)
        if to.exists() and to.read_bytes() == source.read_bytes():
            continue
        to = to.with_name(to.name + BESIDE) if to.exists() else to
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, to)
        written.append(to)
    return written


def _proofs(kept: Path, place: Path) -> int:
    """Bring back those that are not there; how many."""
    brought = 0
    for source in sorted(path for path in kept.rglob("*") if path.is_file()):
        to = place / source.relative_to(kept)
        if not to.exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, to)
            brought += 1
    return brought
