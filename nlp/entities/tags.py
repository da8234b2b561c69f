"""The tags of the recogniser: outside, or begin, inside, last, unit of a kind of name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

KINDS = ("PER", "ORG", "LOC")
OUTSIDE = 0
TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BILU"))


def allowed() -> NDArray[np.bool_]:
    """(from, to): which tag may follow which."""
    table = [[_follows(before, after) for after in TAGS] for before in TAGS]
    return np.array(table, dtype=np.bool_)


def _follows(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IL" and before[2:] == after[2:]
    return after[0] in "OBU"


def names(tags: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """`[first, last]` of each name and its kind."""
    first = 0
    for place, number in enumerate(tags):
        tag = TAGS[number]
        if tag[0] in "BU":
            first = place
        if tag[0] in "LU":
            yield first, place, tag[2:]


def of(size: int, spans: Sequence[tuple[int, int, str]]) -> list[int]:
    """The tags of so many words from `[first, last]` of each name and its kind."""
    tags = [OUTSIDE] * size
    for first, last, kind in spans:
        for place in range(first, last + 1):
            letter = "I" if first < place < last else "L" if place > first else "B"
            tags[place] = TAGS.index(f"{'U' if first == last else letter}-{kind}")
    return tags
