"""The tables of `rules/`: one rule a line, `#` opens a comment, columns parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "rules"


def rows(name: str) -> Iterator[list[str]]:
    """The columns of every rule of a table."""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The rules of one table by their first column, each group as one pattern.

    They are written for folded text: lower case, no accents, ñ kept.
    """
    grouped: dict[str, list[str]] = {}
    for place, pattern in rows(name):
        grouped.setdefault(place, []).append(pattern)
    return {
        place: re.compile("|".join(f"(?:{one})" for one in group))
        for place, group in grouped.items()
    }


@cache
def selectors(name: str) -> tuple[str, ...]:
    """The CSS selectors of a table, in order."""
    return tuple(columns[0] for columns in rows(name))
