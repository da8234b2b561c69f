"""The lines that show why a search found a clipping."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from monitor.archive.query import Leaf, Phrase
from monitor.archive.words import Word, words
from monitor.folding import compose

_BEFORE: Final = 80  # characters
_LENGTH: Final = 240


def snippet(text: str, leaves: Sequence[Leaf]) -> str:
    """One line of the text around the first hit, or its beginning when the hit is elsewhere."""
    text = compose(text)
    start = _from(text, _first(text, leaves))
    end = _until(text, start + _LENGTH)
    line = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"


def _first(text: str, leaves: Sequence[Leaf]) -> int:
    """Where the first word that was sought stands."""
    if not leaves:
        return 0
    found = list(words(text))
    hits = (word.start for position, word in enumerate(found) if _hit(found, position, leaves))
    return next(hits, 0)


def _hit(found: Sequence[Word], position: int, leaves: Sequence[Leaf]) -> bool:
    return any(_is(found, position, leaf) for leaf in leaves)


def _is(found: Sequence[Word], position: int, leaf: Leaf) -> bool:
    if isinstance(leaf, Phrase):
        following = islice(found, position, position + len(leaf.words))
        return tuple(word.folded for word in following) == leaf.words
    return not set(leaf.stems).isdisjoint(found[position].stems)


def _from(text: str, hit: int) -> int:
    """A little before the hit, at the beginning of a word, in the same paragraph."""
    if hit <= _BEFORE // 2:
        return 0
    earliest = max(0, hit - _BEFORE)
    paragraph = text.rfind("\n", earliest, hit)
    if paragraph >= 0:
        return paragraph + 1
    return (earliest and text.find(" ", earliest, hit) + 1) or earliest


def _until(text: str, end: int) -> int:
    """At most there, at the end of a word."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - _BEFORE, end)
    return space if space > 0 else end
