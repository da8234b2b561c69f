"""Files of a backup folder: whole or not there, on disk before they have a name, ours alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from monitor.errors import ArchiveBusy

PART: Final = ".part"
LOCK: Final = ".cerrojo"


class Digest(Protocol):
    def update(self, chunk: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(slots=True)
class Counting:
    """What is written is counted, digested, and passed on to a file if there is one."""

    file: BinaryIO | None = None
    size: int = 0
    digest: Digest = field(default_factory=sha256)

    def write(self, chunk: bytes) -> int:
        self.digest.update(chunk)
        self.size += len(chunk)
        return self.file.write(chunk) if self.file else len(chunk)

    def flush(self) -> None:
        """What is passed on is settled by whoever opened it."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One at a time in a folder, or `ArchiveBusy`; a killed process lets go by itself."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = folder / LOCK
    lock.touch(mode=0o600)
    with held(lock, busy=f"ya se hace un respaldo en {folder}"):
        yield


@contextmanager
def held(place: Path, *, busy: str) -> Iterator[None]:
    """A file or a folder that nobody else holds, or `ArchiveBusy` with these words."""
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ArchiveBusy(busy) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def part(place: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file to be written aside; what is left of it when something fails is taken away."""
    aside = place.with_name(place.name + PART)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield aside, file
    finally:
        aside.unlink(missing_ok=True)


def settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def name(aside: Path, place: Path) -> None:
    """Give a settled file its name, for ever."""
    aside.replace(place)
    settle_folder(place.parent)


def settle_folder(folder: Path) -> None:
    """The names themselves are on disk, where the system lets us say so."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def put(place: Path, body: bytes) -> None:
    """Write a small file, whole or not at all."""
    with part(place) as (aside, file):
        file.write(body)
        settle(file)
        name(aside, place)


def clear_parts(folder: Path, patterns: Iterable[str]) -> None:
    """What a killed process left unfinished; to be called by whoever is alone in the folder."""
    for pattern in patterns:
        for left in folder.glob(f"{pattern}{PART}"):
            if left.is_file() and not left.is_symlink():
                left.unlink(missing_ok=True)
