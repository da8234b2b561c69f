"""Puts together what a backup holds: the archive, the settings, and the proofs of offices.

What never changes is not here but `beside`; secrets are in the environment, and in no backup.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import getLogger
from pathlib import Path
from typing import Final

from monitor import __version__
from monitor.archive import Archive
from monitor.archive.migrate import versions
from monitor.backup.bundle import digest_of
from monitor.backup.files import PART, held
from monitor.backup.manifest import ARCHIVE, FILE, SETTINGS, Manifest, Member, is_ours
from monitor.config import Config
from monitor.errors import ArchiveBusy, BackupError
from monitor.keeping import PROOFS

logger = getLogger(__name__)

STAGE: Final = ".respaldo-"  # how the folders begin where backups are put together
SPARE: Final = 100_000_000  # bytes that a backup must leave on a disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What there is to keep."""

    config: Config
    archive: Archive
    folder: Path  # of the editions
    settings: Path | None  # sources.yaml itself


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """A folder of ours alone, on the disk where the archive's own files may lie open.

    What a killed process left there is cleared.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{STAGE}*"):
        with suppress(ArchiveBusy, OSError), held(left, busy=str(left)):
            shutil.rmtree(left)
    made = Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
    try:
        with held(made, busy=str(made)):
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_full(place: Path, needed: int) -> None:
    """Raises BackupError where a backup would fill the disk."""
    free = shutil.disk_usage(place).free
    if free < needed + SPARE:
        raise BackupError(
            f"no cabe en el disco de {place}: hacen falta {(needed + SPARE) // 1_000_000:,} MB y "
            f"quedan {free // 1_000_000:,}"
        )


def collected(matter: Matter, stage: Path, *, now: datetime) -> Manifest:
    """Put all its files in a folder, and say which they are.

    Raises:
        BackupError: the archive is not sound.
    """
    store = matter.archive.backups
    copy = stage / ARCHIVE[store.kind]
    store.dump(copy)
    if faults := store.faults(copy):
        raise BackupError(f"el acervo está dañado, y así no se respalda: {faults[0]}")
    rows = store.row_counts(copy)
    for name, source in _others(matter):
        _bring(source, stage, name)
    names = sorted(path.relative_to(stage).as_posix() for path in _files(stage))
    return Manifest(
        at=now.astimezone(UTC),
        program=__version__,
        schema=versions()[-1],
        database=store.kind,
        members=tuple(_member(stage, each) for each in names),
        rows=rows,
    )


def _others(matter: Matter) -> Iterator[tuple[str, Path]]:
    """The name in the backup, and the place, of each file that is no table."""
    if matter.settings:
        yield FILE, matter.settings
        home = matter.settings.parent.resolve()
        for named in filter(None, (matter.config.gazetteer, matter.config.profile.branding.logo)):
            yield f"{SETTINGS}/{_beside(Path(named), home)}", Path(named)
    proofs = matter.folder / PROOFS
    for path in sorted(_files(proofs)):
        if path.suffix != PART:
            yield f"{PROOFS}/{path.relative_to(proofs).as_posix()}", path


def _beside(path: Path, home: Path) -> str:
    """Where a file lies beside sources.yaml; of one that lies elsewhere, its own name."""
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink())


def _bring(source: Path, stage: Path, name: str) -> None:
    if not is_ours(name):
        logger.warning("no se respalda %s: su nombre es muy largo o lleva signos", source)
        return
    place = stage / name
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):  # forgotten a moment ago
        shutil.copyfile(source, place)


def _member(stage: Path, name: str) -> Member:
    path = stage / name
    return Member(name=name, size=path.stat().st_size, digest=digest_of(path))
