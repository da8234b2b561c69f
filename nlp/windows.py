"""Which words around a mention are read with it: its sentence, or the whole of a short piece."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

SHORT = 320  # characters: a post is read whole

_ENDLESS = 1 << 60

Bounds = tuple[int, int]


def sentence(sentences: Sequence[Bounds], start: int, end: int) -> Bounds:
    """`[first, last)` of the sentence of the mention `[start, end)`."""
    number = max(0, bisect_right(sentences, (start, _ENDLESS)) - 1)
    return sentences[number][0], max(sentences[number][1], end)


def window(sentences: Sequence[Bounds], body: int, start: int, end: int) -> Bounds:
    """`[first, last)` around the mention `[start, end)`; `body` is where the text begins."""
    told = [bounds for bounds in sentences if bounds[0] >= body]
    if start < body or told[-1][1] - told[0][0] > SHORT:
        return sentence(sentences, start, end)
    return told[0][0], max(told[-1][1], end)
