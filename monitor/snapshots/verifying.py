"""Proves that the files of snapshots hold what they held when they were written."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitor.errors import SnapshotError
from monitor.snapshots.records import Shot
from monitor.snapshots.stored import first, packed, stored, unpacked
from monitor.snapshots.writing import PART

HEAD = 65_536  # bytes in which the first record of a file, which says who wrote it, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that is not as it should be, and why."""

    file: str
    reason: str
    harmless: bool = False  # nothing was lost


def verify(folder: Path, shots: Iterable[Shot]) -> Iterator[Fault]:
    """Read every record that the archive knows, by file, against its checksum and its digest."""
    known: set[str] = set()
    for file, some in groupby(shots, key=lambda shot: shot.file):
        known.add(file)
        yield from _of_file(folder, file, list(some))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in known:
            yield Fault(file=name, reason=_stray(path), harmless=True)


def _of_file(folder: Path, file: str, shots: list[Shot]) -> Iterator[Fault]:
    if not (folder / file).is_file():
        lost = f"{len(shots)} copias guardadas" if len(shots) > 1 else "1 copia guardada"
        yield Fault(file=file, reason=f"falta el archivo, con {lost}; recupérelo de un respaldo")
        return
    if not _begins_well(folder / file):
        yield Fault(file=file, reason=f"{file}: su principio está dañado")
    for shot in shots:
        if reason := damage(folder, shot):
            yield Fault(file=file, reason=reason)


def damage(folder: Path, shot: Shot) -> str:
    """What is wrong with a record that is not as it was written; "" when nothing is."""
    try:
        if not shot.is_revisit:
            stored(folder, shot)
            return ""
        told = first(packed(folder, shot)).rec_headers.get_header("WARC-Payload-Digest")
    except SnapshotError as error:
        return str(error)
    except (OSError, zlib.error, ValueError):
        told = None
    if told == f"sha256:{shot.digest}":
        return ""
    return f"{shot.file}: la copia guardada de {shot.url} está dañada"


def _begins_well(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    try:
        return next(unpacked(head), b"").startswith(b"WARC/")
    except zlib.error:
        return False


def _stray(path: Path) -> str:
    if path.suffix == PART:
        return "una escritura que se interrumpió, o que está en curso"
    return "ninguna nota lo nombra: salió del acervo, o su lectura se interrumpió"
