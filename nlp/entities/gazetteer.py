"""Names of several words that our lists hold whole: "Guardia Nacional", "Baja California Sur"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from monitor.folding import fold
from nlp import lexicons
from nlp.entities.tokens import lines

OUTSIDE, PLACE, ORGANISATION = 0, 1, 2
LONGEST = 6


@cache
def _names() -> dict[str, dict[tuple[str, ...], int]]:
    """By first word, then the whole name in words."""
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for file, kind in (("places", PLACE), ("organisations", ORGANISATION)):
        for entry in lexicons.words(f"names/{file}.txt"):
            [line] = lines(entry)
            name = tuple(fold(token.word) for token in line)
            if 1 < len(name) <= LONGEST:
                found.setdefault(name[0], {})[name] = kind
    return found


def opens(word: str) -> bool:
    """Does a name of several words begin with this folded one?"""
    return word in _names()


def longest(words: Sequence[str]) -> tuple[int, int]:
    """How many of these folded words are a name that begins with the first, and its kind."""
    names = _names().get(words[0], {})
    for length in range(min(LONGEST, len(words)), 1, -1):
        kind = names.get(tuple(words[:length]))
        if kind:
            return length, kind
    return 0, OUTSIDE
