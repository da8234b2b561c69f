"""What stands on a page: words, their boxes and their size, in points from the upper left."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float  # of its letters, as its line has them
    line: int = 0  # those of one number were written one after another, on one line
    sure: float = 100.0  # of 100: how sure the engine is that read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page, with what is written on it."""

    number: int  # 1, 2, 3 …
    width: float
    height: float
    words: tuple[Word, ...] = ()
