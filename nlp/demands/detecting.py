"""Finds what a text demands of a public body, and of which category: the reader of petitions.

It knows no place: `locating`, `urgency`, `competence` and `since` read the rest of a petition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from nlp.demands import clauses, deciding, features, linear, vectors
from nlp.demands.deciding import Group, Seen, Settings
from nlp.demands.features import Floats
from nlp.demands.linear import Clause, Linear, Meant
from nlp.demands.towns import Town, shown
from nlp.encoder import Encoder, encoder

Range = tuple[int, int]

WINDOW: Final = 700  # characters that are read together: a post, some sentences of a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`[start, end)` of a text demands something."""

    start: int
    end: int
    category: str
    confidence: float  # that it is a demand, and of this category


@dataclass(frozen=True, slots=True)
class Window:
    """Clauses that are read together."""

    ranges: tuple[Range, ...]
    texts: tuple[str, ...]  # as models see them


@dataclass(frozen=True, slots=True)
class _Opened:
    """A window as it is read first: whether it demands, and what it means if it is worth it."""

    read: list[Clause]
    score: float
    meant: Meant | None


class DemandReader:
    """Reads one text at a time; the answer depends on nothing else."""

    def __init__(self, model: Linear, settings: Settings, encoder: Encoder) -> None:
        self.settings = settings
        self._model, self._encoder = model, encoder
        self._categories = features.names("categories")

    def __call__(self, text: str, towns: Iterable[Town] = ()) -> tuple[Said, ...]:
        """Its petitions in reading order, one of each category; `towns` are named in it."""
        found: dict[str, Said] = {}
        begun = 0.0
        for number, window in enumerate(windows(text, tuple(towns))):
            its = self._opened(window)
            for one in self._of(window, its, begun):
                if one.category not in found or found[one.category].confidence < one.confidence:
                    found[one.category] = one
            begun = begun if number else its.score
        return tuple(sorted(found.values(), key=lambda one: one.start))

    def category(self, text: str, said: Range, towns: Iterable[Town] = ()) -> tuple[str, float]:
        """Of what category these words of a text are, taken for granted that they demand."""
        every = [*windows(text, tuple(towns))]
        window = max(every, key=lambda one: _shared((one.ranges[0][0], one.ranges[-1][1]), said))
        met = [place for place, each in enumerate(window.ranges) if _shared(each, said) > 0]
        read = [linear.read(told) for told in window.texts]
        meant = self._model.meant(*vectors.of(self._encoder, window.texts))
        run = range(met[0], met[-1] + 1) if met else range(len(read))
        scores = self._model.category(read, run, meant)
        shares = deciding.chances(scores, self.settings)
        return self._categories[int(shares.argmax())], float(shares.max())

    def _opened(self, window: Window) -> _Opened:
        read = [linear.read(text) for text in window.texts]
        row = linear.of_words(read, self._model.rarity)
        score = self._model.words(row)
        if score < self.settings.worth:
            return _Opened(read, score, None)
        meant = self._model.meant(*vectors.of(self._encoder, window.texts))
        return _Opened(read, self._model.text(row, meant), meant)

    def _of(self, window: Window, its: _Opened, begun: float) -> Iterator[Said]:
        score = deciding.weighed(its.score, begun)
        if its.meant is None or score < self.settings.text:
            return
        seen = self.seen(its.read, score, its.meant)
        for group in deciding.groups(seen, self.settings):
            said = self._said(window, its.read, its.meant, seen, group)
            if said.confidence >= self.settings.least:
                yield said

    def seen(self, read: Sequence[Clause], score: float, meant: Meant) -> Seen:
        """What the heads say of the clauses of a text with this score."""
        scores = [self._model.clause(read, place, meant) for place in range(len(read))]
        categories = np.zeros((len(read), len(self._categories)), np.float32)
        best = int(np.argmax(scores))
        for place, its in enumerate(scores):
            if its >= deciding.SCORED or place == best:
                categories[place] = self._model.category(read, range(place, place + 1), meant)
        return Seen(text=score, clauses=np.array(scores, np.float32), categories=categories)

    def _said(
        self, window: Window, read: Sequence[Clause], meant: Meant, seen: Seen, group: Group
    ) -> Said:
        shares = self._shares(read, meant, group)
        signs = deciding.signs(seen, group, shares, read)
        sure = deciding.confidence(signs, self.settings)
        return Said(
            start=window.ranges[group.said.start][0],
            end=window.ranges[group.said.stop - 1][1],
            category=self._categories[int(shares.argmax())],
            confidence=round(sure, 3),
        )

    def _shares(self, read: Sequence[Clause], meant: Meant, group: Group) -> Floats:
        scores = self._model.category(read, group.said, meant)
        return deciding.chances(scores, self.settings)


def _shared(one: Range, other: Range) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def windows(text: str, towns: Sequence[Town] = ()) -> Iterator[Window]:
    """The clauses of a text, so many at a time as are read together."""
    some: list[Range] = []
    for clause in clauses.split(text):
        if some and clause[1] - some[0][0] > WINDOW:
            yield _window(text, some, towns)
            some = []
        some.append(clause)
    if some:
        yield _window(text, some, towns)


def _window(text: str, ranges: Sequence[Range], towns: Sequence[Town]) -> Window:
    return Window(tuple(ranges), tuple(shown(text, clause, towns) for clause in ranges))


@cache
def reader() -> DemandReader:
    """The one of this process."""
    return DemandReader(linear.shipped(), deciding.shipped(), encoder())
