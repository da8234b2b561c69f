"""Makes a backup: copied, proved, encrypted, read back, and only then named; each try is a row.

A kill at any point leaves nothing that could be taken for a backup; the next one clears the rest.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from logging import getLogger
from pathlib import Path
from typing import BinaryIO, Final

from monitor.archive import Archive
from monitor.archive.backups import BackupTry
from monitor.backup import beside, ciphers, rotating
from monitor.backup.bundle import Stream, digest_of, packed, unpacked
from monitor.backup.ciphers import Cipher
from monitor.backup.collecting import Matter, collected, refuse_full, stage
from monitor.backup.files import Counting, alone, clear_parts, name, part, settle
from monitor.backup.manifest import Manifest
from monitor.config import Config
from monitor.configbackup import Backup
from monitor.errors import ArchiveBusy, ArchiveError, BackupError
from monitor.plurals import counted
from monitor.refusals import refusal

logger = getLogger(__name__)

RETRY: Final = timedelta(hours=1)  # after a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A good backup."""

    file: Path
    size: int
    digest: str
    manifest: Manifest
    opened: bool  # it was opened to its end; else only its bytes were read back
    copies: int  # kept beside now, of what never changes
    gone: int  # files of before that left

    @property
    def words(self) -> str:
        how = "abierto y comprobado" if self.opened else "releído (solo lo abre su llave)"
        kept = counted(self.copies, "copia nueva", "copias nuevas")
        left = f"; {counted(self.gone, 'archivo')} de antes ya no se guarda" if self.gone else ""
        return f"respaldo {self.file.name}: {megabytes(self.size)}, {how}; {kept} aparte{left}"


def megabytes(size: int) -> str:
    return f"{max(size / 1_000_000, 0.1):,.1f} MB"


def scheduled(settings: Backup, *, local: datetime) -> datetime:
    """The last moment in which one should have been made; `local` is now, in the office's zone."""
    today = datetime.combine(local.date(), settings.at, local.tzinfo)
    return today if today <= local else today - timedelta(days=1)


def is_due(config: Config, archive: Archive, *, now: datetime) -> bool:
    """Whether none was made since its hour, and no try failed a moment ago."""
    if config.backup is None:
        return False
    good = archive.backups.last(until=now, good=True)
    if good and good.at >= scheduled(config.backup, local=config.local(now)):
        return False
    last = archive.backups.last(until=now)
    return last is None or last.reason is None or now - last.at >= RETRY


@dataclass(frozen=True, slots=True, kw_only=True)
class Backer:
    """Makes the backups of an office."""

    config: Config
    archive: Archive
    folder: Path  # of the editions: what lies there and is in no table is kept too
    settings: Path | None = None  # sources.yaml itself
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def is_due(self, *, now: datetime) -> bool:
        return is_due(self.config, self.archive, now=now)

    def run(self, *, now: datetime) -> str:
        """Make the one that is due; a failure is a row and a line, and the rest goes on."""
        try:
            return self.make(now=now).words
        except (BackupError, ArchiveError) as error:
            logger.warning("no se hizo el respaldo: %s", error)
            return f"no se hizo el respaldo: {error}"

    def make(self, *, now: datetime) -> Made:
        """Make one now.

        Raises:
            BackupError: why there is none; the archive keeps the reason.
            ArchiveBusy: one is being made.
        """
        if self.config.backup is None:
            raise BackupError("no hay dónde respaldar: diga la carpeta en «backup.folder»")
        try:
            made = self._make(self.config.backup, now=now)
        except ArchiveBusy:
            raise
        except (BackupError, ArchiveError, OSError) as error:
            reason = _words(error)
            with suppress(ArchiveError):  # the archive itself may be what fails
                self.archive.backups.tried(BackupTry(at=now, reason=reason))
            raise BackupError(reason) from error
        done = BackupTry(at=now, file=made.file.name, size=made.size, digest=made.digest)
        self.archive.backups.tried(done)
        return made

    def _make(self, settings: Backup, *, now: datetime) -> Made:
        folder = Path(settings.folder)
        _refuse_inside(folder, self.folder)
        passphrase = self.environment.get(ciphers.VARIABLE)
        with alone(folder):
            clear_parts(folder, (*rotating.PARTS, *beside.PARTS, ciphers.KEY))
            cipher = ciphers.sealing(settings, folder=folder, passphrase=passphrase)
            place = folder / rotating.name_of(now, cipher.suffix)
            manifest, size, digest = self._write(place, cipher=cipher, now=now)
            copies = beside.keep(self.folder, folder, cipher=cipher, now=now)
            gone = rotating.rotate(folder, newest=place, keep=settings.keep, now=now)
            oldest, _ = rotating.kept(folder)[-1]
            named = self.archive.backups.named
            gone += beside.leave(self.folder, folder, cipher=cipher, named=named, since=oldest)
        return Made(
            file=place,
            size=size,
            digest=digest,
            manifest=manifest,
            opened=cipher.can_open,
            copies=copies,
            gone=gone,
        )

    def _write(self, place: Path, *, cipher: Cipher, now: datetime) -> tuple[Manifest, int, str]:
        if place.exists():
            raise BackupError(f"ya hay un respaldo de este momento, {place.name}")
        with stage(self.folder) as made:
            size = self.archive.backups.size()
            refuse_full(made, size + size // 2)  # its copy, and what is opened to prove it
            refuse_full(place.parent, size // 2)
            matter = Matter(
                config=self.config,
                archive=self.archive,
                folder=self.folder,
                settings=self.settings,
            )
            manifest = collected(matter, made, now=now)
            return manifest, *write(place, manifest, stage=made, cipher=cipher)


def write(place: Path, manifest: Manifest, *, stage: Path, cipher: Cipher) -> tuple[int, str]:
    """Write a backup, read it back, and give it its name; its size and its digest."""
    with part(place) as (aside, file):
        counting = Counting(file)
        cipher.close(Stream(packed(manifest, stage.joinpath)), counting)
        settle(file)
        _drop_from_memory(file)
        digest = counting.digest.hexdigest()
        _read_back(aside, digest, manifest, stage=stage, cipher=cipher)
        name(aside, place)
    return counting.size, digest


def _drop_from_memory(file: BinaryIO) -> None:
    """So that what is read back comes from the disk, where the system lets us ask for it."""
    with suppress(OSError, AttributeError):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(
    aside: Path, digest: str, manifest: Manifest, *, stage: Path, cipher: Cipher
) -> None:
    if digest_of(aside) != digest:
        raise BackupError("lo que se leyó de vuelta no es lo que se escribió: revise el disco")
    if not cipher.can_open:
        return
    with ciphers.opened(aside, cipher, stage=stage) as plain:
        if unpacked(plain, into=None, room=manifest.size) != manifest:
            raise BackupError("el respaldo no dice lo que se escribió: revise el disco")


def _refuse_inside(folder: Path, editions: Path) -> None:
    """Copies of copies, and a rotation that would take away the originals."""
    where, home = folder.resolve(), editions.resolve()
    if where == home or where.is_relative_to(home) or home.is_relative_to(where):
        raise BackupError(
            f"los respaldos no pueden estar en la carpeta de las ediciones ni al revés ({where}): "
            "diga otra en «backup.folder», de preferencia en otro disco"
        )


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"no se pudo escribir: {refusal(error)}{where}"
    return str(error)
