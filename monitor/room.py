"""The room that is left on the disks: below the least, nothing new is gathered.

What is kept stays to be read, and what is due still leaves: editions, cards and mails are small,
and a full disk would stop them too.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path
from typing import Final

logger = getLogger(__name__)

LEAST: Final = 200_000_000  # bytes


def left(place: Path) -> int:
    """The bytes that are free where a file or folder is, or will be."""
    absolute = place.absolute()
    there = next(each for each in (absolute, *absolute.parents) if each.exists())
    return shutil.disk_usage(there).free


@dataclass(slots=True, kw_only=True)
class Room:
    """Whether there is room in all of these places; it is told once when there is none."""

    places: tuple[Path, ...]
    least: int = LEAST
    _is_short: bool = False

    def is_left(self) -> bool:
        short = [each for each in self.places if left(each) < self.least]
        if short and not self._is_short:
            megabytes = left(short[0]) // 1_000_000
            logger.warning(
                "quedan %d MB de disco en %s: no se recoge nada nuevo hasta que haya lugar; "
                "libere espacio",
                megabytes,
                short[0],
            )
        self._is_short = bool(short)
        return not short
