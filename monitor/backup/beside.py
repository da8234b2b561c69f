"""What never changes once it is written: kept once beside the backups, each under its own name.

The pages kept as they were and the originals without a page. One that left the office (it was
forgotten, or packed with others) leaves here with the last backup of when it was there: its time
of change says when it was last seen there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from monitor.backup.bundle import digest_of
from monitor.backup.ciphers import Cipher
from monitor.backup.files import PART, Counting, name, part, settle
from monitor.errors import BackupError
from monitor.keeping import FOLDER as ORIGINALS
from monitor.snapshots import FOLDER as COPIES

KINDS: Final = (COPIES, ORIGINALS)
PARTS: Final = tuple(f"{kind}/**/*" for kind in KINDS)  # whose unfinished files may be left

Named = Callable[[Collection[str]], Collection[str]]  # those of these copies the archive names


def keep(office: Path, folder: Path, *, cipher: Cipher, now: datetime) -> int:
    """Bring those that are not there yet, and read each back; how many."""
    seen = now.timestamp()
    brought = 0
    for kind in KINDS:
        for relative in _files(office / kind):
            place = folder / kind / f"{relative}{cipher.suffix}"
            if not place.exists():
                brought += _bring(office / kind / relative, place, cipher)
            if place.exists():
                os.utime(place, (seen, seen))
    return brought


def _bring(source: Path, place: Path, cipher: Cipher) -> bool:
    try:
        plain = source.open("rb")
    except FileNotFoundError:  # it left a moment ago
        return False
    with plain, part(place) as (aside, file):
        cipher.close(plain, file)
        settle(file)
        if cipher.can_open and _digest(aside, cipher) != digest_of(source):
            raise BackupError(f"{source.name} no se leyó de vuelta como es: revise el disco")
        name(aside, place)
    return True


def _digest(path: Path, cipher: Cipher) -> str:
    """That of what a file of ours holds."""
    if not cipher.recipients:
        return digest_of(path)
    found = Counting()
    with path.open("rb") as closed:
        cipher.open(closed, found)
    return found.digest.hexdigest()


def leave(office: Path, folder: Path, *, cipher: Cipher, named: Named, since: datetime) -> int:
    """Take away those that left the office before then, and its archive names no more; how many.

    `since` is the moment of the oldest backup: what stood in the office after it, it may name.
    What a broken disk lost is still named: nothing of it leaves.
    """
    left = 0
    for kind in KINDS:
        gone = _gone(office / kind, folder / kind, cipher)
        known = set(named([_known_as(kind, own) for own in gone]))
        for own in gone:
            place = folder / kind / f"{own}{cipher.suffix}"
            if _known_as(kind, own) not in known and place.stat().st_mtime < since.timestamp():
                place.unlink(missing_ok=True)
                left += 1
    return left


def _gone(office: Path, folder: Path, cipher: Cipher) -> list[str]:
    """The names of those that are here and no longer there."""
    present = set(_files(office))
    owned = (_own(each, cipher) for each in _files(folder))
    return [own for own in owned if own is not None and own not in present]


def _known_as(kind: str, own: str) -> str:
    """How the archive names a file: an original, without the folder of its first letters."""
    return own if kind == COPIES else own.rpartition("/")[2]


def _own(relative: str, cipher: Cipher) -> str | None:
    """Its name in the office; None of a file that was kept in another way."""
    return relative.removesuffix(cipher.suffix) if relative.endswith(cipher.suffix) else None


def _files(folder: Path) -> Iterator[str]:
    """The names of its whole files, below it."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.suffix != PART:
            yield path.relative_to(folder).as_posix()


def bring_back(folder: Path, office: Path, *, cipher: Cipher) -> tuple[int, tuple[str, ...]]:
    """Bring back to the office those that it lacks: how many, and which are damaged."""
    brought, damaged = 0, []
    for kind in KINDS:
        for relative in sorted(_files(folder / kind)):
            own = _own(relative, cipher)
            if own is None or (office / kind / own).exists():
                continue
            if _bring_back(folder / kind / relative, office / kind / own, cipher):
                brought += 1
            else:
                damaged.append(f"{kind}/{own}")
    return brought, tuple(damaged)


def _bring_back(kept: Path, place: Path, cipher: Cipher) -> bool:
    with kept.open("rb") as closed, part(place) as (aside, file):
        try:
            _open(closed, file, cipher)
        except BackupError:
            return False
        settle(file)
        name(aside, place)
    return True


def _open(closed: BinaryIO, into: BinaryIO, cipher: Cipher) -> None:
    if cipher.recipients:
        cipher.open(closed, into)
        return
    cipher.close(closed, into)
