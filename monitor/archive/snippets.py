"""The lines that show why a search found a clipping."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
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
    ahead = max((len(leaf.words) for leaf in leaves if isinstance(leaf, Phrase)), default=1)
    hits = (
        window[0].start
        for window in _windows(words(text), ahead)
        if any(_opens(window, leaf) for leaf in leaves)
    )
    return next(hits, 0) if leaves else 0


def _windows(found: Iterator[Word], size: int) -> Iterator[Sequence[Word]]:
    """Each word with those that follow it, as many as there are."""
    window = deque(islice(found, size))
    while window:
        yield window
        window.popleft()
        window.extend(islice(found, 1))


def _opens(window: Sequence[Word], leaf: Leaf) -> bool:
    if isinstance(leaf, Phrase):
        following = islice(window, len(leaf.words))
        return tuple(word.folded for word in following) == leaf.words
    return not set(leaf.stems).isdisjoint(window[0].stems)


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
