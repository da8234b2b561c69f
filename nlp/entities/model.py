"""The recogniser of names: a linear chain over the words of a text, its weights in `nlp/models`.

`python -m training.entities` makes the weights; what a feature is, is said in `features` and
`words`. What a word adds by itself is summed once and remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.entities import features, tags
from nlp.entities.tokens import lines
from nlp.entities.words import Lists, Word, known

FILE = Path(__file__).parent.parent / "models" / "entities.npz"
REMEMBERED = 8_000  # words whose sums are kept: 15 MB
SURE = 11.0  # so far above every other tag, no neighbour makes a word part of a name

Scores = NDArray[np.float32]


class Name(NamedTuple):
    """`[start, end)` of a text names a PER, an ORG or a LOC."""

    start: int
    end: int
    kind: str


class Recogniser:
    """Loads once, reads many; not for several threads at a time."""

    def __init__(self, file: Path = FILE) -> None:
        with np.load(file) as arrays:
            self._weights: NDArray[np.int8] = arrays["weights"]
            self._scale = np.float32(arrays["scale"])
            self._follow: Scores = np.where(tags.allowed(), arrays["follow"], -np.inf)
            self._common = frozenset(arrays["common"].tolist())
        self._forget()

    def names(self, text: str) -> list[Name]:
        """The names of a text, in reading order."""
        page = features.sheet(lines(text), self._known)
        if len(page.tokens) == features.EDGES:
            return []
        numbers = self._decoded(page)
        return [
            Name(page.tokens[first].start, page.tokens[last].end, kind)
            for first, last, kind in tags.names(numbers)
        ]

    def lists(self, word: str) -> Lists:
        """The lists that a word is in, that of our labelled texts among them."""
        return Lists(self._known(word).lists)

    def _known(self, word: str) -> Word:
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = known(word, self._common)
        return found

    def _forget(self) -> None:
        self._words: dict[str, Word] = {}
        self._rows: dict[str, int] = {}
        self._sums = np.empty((1024, len(features.PLACES), len(tags.TAGS)), dtype=np.float32)

    def _decoded(self, page: features.Sheet) -> list[int]:
        scores = self._scores(page)
        numbers = [tags.OUTSIDE] * len(scores)
        others = np.delete(scores, tags.OUTSIDE, axis=1).max(axis=1)
        doubtful = scores[:, tags.OUTSIDE] - others < SURE
        for first, end in _stretches(doubtful, page):
            numbers[first:end] = best(scores[first:end], self._follow)
        return numbers

    def _scores(self, page: features.Sheet) -> Scores:
        mixed = self._weights[features.mixed_ids(page)].sum(axis=0, dtype=np.int32)
        scores: Scores = mixed.astype(np.float32) * self._scale
        rows = self._rows_of(page)
        for place, offset in enumerate(features.PLACES):
            scores += np.roll(self._sums[rows, place], -offset, axis=0)
        return scores

    def _rows_of(self, page: features.Sheet) -> list[int]:
        if len(self._rows) > REMEMBERED:
            self._forget()
        return [self._row(token.word) for token in page.tokens]

    def _row(self, word: str) -> int:
        row = self._rows.get(word)
        if row is None:
            row = self._rows[word] = len(self._rows)
            if row == len(self._sums):
                self._sums = np.concatenate([self._sums, np.empty_like(self._sums)])
            ids, starts = features.word_ids(self._known(word))
            told = np.add.reduceat(self._weights[ids], starts, axis=0, dtype=np.int32)
            self._sums[row] = told * self._scale
        return row


@cache
def shipped() -> Recogniser:
    """The one of our weights."""
    return Recogniser()


def _stretches(doubtful: NDArray[np.bool_], page: features.Sheet) -> Iterator[tuple[int, int]]:
    """`[first, end)` of the words in a row of which some may be a name; no edge is inside."""
    open_ = doubtful & (np.array([token.start for token in page.tokens]) >= 0)
    steps = np.flatnonzero(np.diff(open_.astype(np.int8), prepend=0, append=0))
    yield from zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True)


def best(scores: Scores, follow: Scores) -> list[int]:
    """The likeliest tags of words that begin and end outside of every name (Viterbi)."""
    back = np.zeros(scores.shape, dtype=np.intp)
    total = scores[0] + follow[tags.OUTSIDE]
    for place in range(1, len(scores)):
        ways = total[:, None] + follow
        back[place] = ways.argmax(axis=0)
        total = ways.max(axis=0) + scores[place]
    number = int((total + follow[:, tags.OUTSIDE]).argmax())
    numbers = [number]
    for place in range(len(scores) - 1, 0, -1):
        number = int(back[place][number])
        numbers.append(number)
    return numbers[::-1]
