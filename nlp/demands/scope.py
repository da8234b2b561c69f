"""Which part of a text speaks of which petition: its words, its sentence, and what is around.

A sentence that says no petition belongs to the one told before it, and before the first, to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Range = tuple[int, int]  # [start, end) of a text

REACH: Final = 400  # characters around its sentence that still speak of a petition


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a petition is said; each range holds the one before it."""

    said: Range
    sentence: Range
    near: Range
    whole: str

    @property
    def words(self) -> str:
        return self.whole[slice(*self.said)]

    @property
    def told(self) -> str:
        return self.whole[slice(*self.sentence)]

    @property
    def around(self) -> str:
        return self.whole[slice(*self.near)]


def scopes(whole: str, said: Sequence[Range], sentences: Iterable[Range]) -> tuple[Scope, ...]:
    """The scope of each petition, in the order given."""
    lines = sorted(sentences) or [(0, len(whole))]
    held = [_sentence(one, lines) for one in said]
    return tuple(
        Scope(
            said=one,
            sentence=_alone(whole, one, held[place], said),
            near=_near(whole, held[place], held, lines) if len(said) > 1 else _reach(whole, one),
            whole=whole,
        )
        for place, one in enumerate(said)
    )


def _sentence(said: Range, lines: Sequence[Range]) -> Range:
    touched = [line for line in lines if line[0] < said[1] and said[0] < line[1]]
    return (min(said[0], touched[0][0]), max(said[1], touched[-1][1])) if touched else said


def _alone(whole: str, said: Range, sentence: Range, others: Sequence[Range]) -> Range:
    """The sentence without what other petitions of it say."""
    start = max((end for _, end in others if sentence[0] < end <= said[0]), default=sentence[0])
    end = min((first for first, _ in others if said[1] <= first < sentence[1]), default=sentence[1])
    return _widened(whole, start, end)


def _widened(whole: str, start: int, end: int) -> Range:
    """No half words at its ends."""
    while 0 < start < len(whole) and whole[start].isalnum() and whole[start - 1].isalnum():
        start -= 1
    return start, end


def _near(whole: str, sentence: Range, held: Sequence[Range], lines: Sequence[Range]) -> Range:
    """From its sentence to the next one that says a petition; to the first, all before it."""
    end = min((other[0] for other in held if other[0] >= sentence[1]), default=len(whole))
    start = 0 if sentence[0] == min(held)[0] else sentence[0]
    low, high = _reach(whole, sentence)
    return max(start, low), max(sentence[1], min(end, high))


def _reach(whole: str, said: Range) -> Range:
    return max(0, said[0] - REACH), min(len(whole), said[1] + REACH)
