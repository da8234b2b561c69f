"""Which backups stay: those of the days that the office keeps, and always the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

_FORM: Final = "sintesis-%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"(sintesis-\d{8}T\d{6}Z)\.tar\.gz(?:\.age)?")
EXTENSION: Final = ".tar.gz"
PARTS: Final = ("sintesis-*",)  # whose unfinished files may be left


def name_of(now: datetime, suffix: str) -> str:
    return f"{now.astimezone(UTC):{_FORM}}{EXTENSION}{suffix}"


def kept(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups of a folder, the newest first; whatever else lies there is none of ours."""
    return sorted(_found(folder), reverse=True)


def _found(folder: Path) -> Iterator[tuple[datetime, Path]]:
    for path in folder.glob("sintesis-*"):
        named = _NAME.fullmatch(path.name)
        if named and path.is_file() and not path.is_symlink():
            try:
                yield datetime.strptime(named[1], _FORM).replace(tzinfo=UTC), path
            except ValueError:  # a day that no calendar has
                continue


def rotate(folder: Path, *, newest: Path, keep: timedelta, now: datetime) -> int:
    """Let go of those older than what is kept; how many.

    After a long time without any, or with a clock that jumped, nothing goes: the next one does it.
    """
    before = [(at, path) for at, path in kept(folder) if path != newest]
    if not before or abs(now - before[0][0]) > keep:
        return 0
    old = [path for at, path in before if now - at > keep]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
