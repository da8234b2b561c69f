"""Proves that the files of snapshots hold what they held when they were written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import SnapshotError
from monitor.snapshots.records import Shot
from monitor.snapshots.stored import stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that is not as it should be, and why."""

    file: str
    reason: str


def verify(folder: Path, shots: Iterable[Shot]) -> Iterator[Fault]:
    """Read every record that the archive knows, against its digest."""
    known: Counter[str] = Counter()
    for shot in shots:
        known[shot.file] += 1
        if shot.is_revisit:
            if not (folder / shot.file).exists():
                yield Fault(file=shot.file, reason=f"falta el archivo de {shot.url}")
            continue
        try:
            stored(folder, shot)
        except SnapshotError as error:
            yield Fault(file=shot.file, reason=str(error))
    for path in sorted(folder.rglob("*.warc.gz")):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            yield Fault(
                file=name, reason="ninguna nota la nombra: la dejó una lectura interrumpida"
            )
