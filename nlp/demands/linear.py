"""Linear heads over words, letters, lists and meaning: of a text, of its clauses, of a category.

`training/demands.py` fits `models/demands.npz`; a hashed weight is a signed byte, with a scale for
each answer. What a head sees is one function here; another head is one more, and its training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from nlp.demands import features
from nlp.demands.features import BUCKETS, Buckets, Floats, Sparse

MODEL: Final = Path(__file__).parents[1] / "models" / "demands.npz"
AROUND: Final = 2  # clauses on each side that speak of one, too
NEAR: Final = np.float32(0.5)  # how much what stands around says of a category
BESIDE: Final = np.float32(0.6)  # … and of whether a clause demands
CUES: Final = np.float32(0.45)  # of the lists of signs
LISTS: Final = np.float32(0.35)  # of the lists of categories
LISTS_NEAR: Final = np.float32(0.25)
PULL: Final = np.float32(2.2)  # of a vector: those of our rows lie so far from their mean
PULL_CATEGORY: Final = np.float32(1.4)

Arrays = Mapping[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Clause:
    """What is seen of a clause by itself."""

    families: tuple[Buckets, Buckets]
    cues: Floats
    lists: Floats


@dataclass(frozen=True, slots=True)
class Meant:
    """Unit vectors around their mean: of each clause, and of all of them."""

    clauses: Floats  # (clauses, width)
    whole: Floats  # (width,)


@dataclass(frozen=True, slots=True)
class Row:
    """What a head sees: hashed columns, and dense ones."""

    sparse: Sparse
    dense: Floats


def read(text: str) -> Clause:
    return Clause(
        features.families(features.tokens(text)),
        features.listed("cues", text),
        features.listed("categories", text),
    )


def of_words(clauses: Sequence[Clause], rarity: Floats) -> Row:
    """What the words alone say of a text: whether it is worth more work."""
    lists = _sum(clauses, "lists")
    length = sum(len(clause.families[0]) for clause in clauses)
    dense = np.concatenate(
        [
            np.log1p(_sum(clauses, "cues")),
            np.log1p(clauses[0].cues),
            np.log1p(clauses[-1].cues),
            [np.log1p(lists.max()), np.log1p(length) / 4, np.log1p(len(clauses))],
        ]
    )
    return Row(features.vector(_joined(clauses), rarity), dense.astype(np.float32) * CUES)


def of_text(words: Row, meant: Meant) -> Row:
    """The same, with what the text means."""
    vectors = [meant.whole * PULL, meant.clauses.max(axis=0) * (PULL * np.float32(0.3))]
    return Row(words.sparse, np.concatenate([words.dense, *vectors]))


def of_clause(clauses: Sequence[Clause], place: int, meant: Meant, rarity: Floats) -> Row:
    """What says whether one clause demands something."""
    one = clauses[place]
    alone = features.vector(one.families, rarity)
    near = features.vector(_joined(around(clauses, place)), rarity)
    dense = np.concatenate(
        [
            np.log1p(one.cues),
            np.log1p(_sum(clauses, "cues")),
            [np.log1p(one.lists.max()), np.log1p(one.lists.sum())],
            [place == 0, place == len(clauses) - 1, place / len(clauses)],
        ]
    )
    sparse = Sparse(
        np.concatenate([alone.columns, near.columns + BUCKETS]),
        np.concatenate([alone.values, near.values * BESIDE]),
    )
    vectors = [meant.clauses[place] * PULL, meant.whole * PULL]
    return Row(sparse, np.concatenate([dense.astype(np.float32) * CUES, *vectors]))


def of_category(clauses: Sequence[Clause], said: range, meant: Meant, rarity: Floats) -> Row:
    """What says of which category the clauses `said` are, they and those around them."""
    its = clauses[said.start : said.stop]
    near = clauses[max(0, said.start - AROUND) : said.stop + AROUND]
    alone = features.vector(_joined(its), rarity)
    beside = features.vector(_joined(near), rarity)
    sparse = Sparse(
        np.concatenate([alone.columns, beside.columns]),
        np.concatenate([alone.values, beside.values * NEAR]),
    )
    dense = np.concatenate(
        [
            np.log1p(_sum(its, "lists")) * LISTS,
            np.log1p(_sum(near, "lists")) * LISTS_NEAR,
            meant.clauses[said.start : said.stop].mean(axis=0) * PULL_CATEGORY,
            meant.whole * PULL_CATEGORY,
        ]
    )
    return Row(sparse, dense.astype(np.float32))


def around(clauses: Sequence[Clause], place: int) -> Sequence[Clause]:
    return clauses[max(0, place - AROUND) : place + AROUND + 1]


def _sum(clauses: Sequence[Clause], name: str) -> Floats:
    total: Floats = np.sum([getattr(clause, name) for clause in clauses], axis=0)
    return total


def _joined(clauses: Sequence[Clause]) -> tuple[Buckets, Buckets]:
    words, letters = zip(*(clause.families for clause in clauses), strict=True)
    return np.concatenate(words), np.concatenate(letters)


class Head:
    """Weights of hashed columns and of dense ones, for one or many answers."""

    def __init__(self, kept: Arrays, name: str) -> None:
        self._weights = kept[f"{name}.weights"]
        self._scale = _floats(kept[f"{name}.scale"])
        self._dense = _floats(kept[f"{name}.dense"])
        self._bias = _floats(kept[f"{name}.bias"])

    def __call__(self, row: Row) -> Floats:
        weights = self._weights[row.sparse.columns].astype(np.float32)
        found: Floats = (row.sparse.values @ weights) * self._scale
        found += row.dense @ self._dense + self._bias
        return found


class Linear:
    """Every head, from the arrays of `models/demands.npz`."""

    def __init__(self, kept: Arrays) -> None:
        self.rarity = _floats(kept["rarity"])
        self._centre = _floats(kept["centre"])
        self._words, self._text = Head(kept, "words"), Head(kept, "text")
        self._clause, self._category = Head(kept, "clause"), Head(kept, "category")

    def words(self, row: Row) -> float:
        return float(self._words(row)[0])

    def text(self, row: Row, meant: Meant) -> float:
        return float(self._text(of_text(row, meant))[0])

    def clause(self, clauses: Sequence[Clause], place: int, meant: Meant) -> float:
        return float(self._clause(of_clause(clauses, place, meant, self.rarity))[0])

    def category(self, clauses: Sequence[Clause], said: range, meant: Meant) -> Floats:
        return self._category(of_category(clauses, said, meant, self.rarity))

    def meant(self, clauses: Floats, whole: Floats) -> Meant:
        return centred(clauses, whole, self._centre)


def centred(clauses: Floats, whole: Floats, centre: Floats) -> Meant:
    """Vectors of the encoder around the mean of our rows': (2, width), clauses' and texts'."""
    long = np.linalg.norm(clauses, axis=1, keepdims=True)
    return Meant(clauses / long - centre[0], whole / np.linalg.norm(whole) - centre[1])


def _floats(array: npt.NDArray[np.generic]) -> Floats:
    return array.astype(np.float32)


@cache
def shipped() -> Linear:
    with np.load(MODEL) as kept:
        return Linear({name: kept[name] for name in kept.files})
