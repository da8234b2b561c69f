"""A linear model over hashed n-grams of the words around a target: nearly free, and often right.

Words alone, words by the side of the target they stand on, and letters within words; each family is
weighed by rarity and brought to length one, as in any TF-IDF.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 17
LETTERS = range(2, 6)  # lengths of the n-grams within a word
_TOKEN = re.compile(r"\w+|[^\w\s]")
TARGET = "objetivo"

Family = Counter[int]


def families(text: str, start: int, end: int) -> tuple[Family, Family, Family]:
    """How often each bucket occurs: words, sided words, letters."""
    left, right = (_TOKEN.findall(side.lower()) for side in (text[:start], text[end:]))
    tokens = [*left, TARGET, *right]
    words = [token for token in tokens if token[0].isalnum()]
    sided = [*(f"<{token}" for token in left), TARGET, *(f">{token}" for token in right)]
    return (
        _counted("w", _runs(words)),
        _counted("s", _runs(sided)),
        _counted("l", _letters(tokens)),
    )


def _counted(family: str, grams: Iterator[str]) -> Family:
    return Counter(crc32(f"{family}{gram}".encode("utf-8", "replace")) % BUCKETS for gram in grams)


def _runs(words: list[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, pairwise(words))


def _letters(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        padded = f" {token} "
        for length in LETTERS:
            for first in range(max(1, len(padded) - length + 1)):
                yield padded[first : first + length]


def vector(
    text: str, start: int, end: int, *, rarity: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Buckets and their values: what a row of the training matrix, and a text, is."""
    buckets: list[int] = []
    values: list[float] = []
    for family in families(text, start, end):
        raw = {
            bucket: (1 + math.log(count)) * float(rarity[bucket])
            for bucket, count in family.items()
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        buckets += raw
        values += [value / length for value in raw.values()]
    return np.array(buckets, np.int64), np.array(values, np.float32)


class Linear:
    """Scores of every class from `nlp/models/linear.npz`."""

    def __init__(self, path: Path) -> None:
        kept = np.load(path)
        self._rarity = kept["rarity"].astype(np.float32)
        self._weights, self._scale = kept["weights"], kept["scale"].astype(np.float32)
        self._bias: npt.NDArray[np.float32] = kept["bias"].astype(np.float32)

    def scores(self, text: str, start: int, end: int) -> npt.NDArray[np.float32]:
        buckets, values = vector(text, start, end, rarity=self._rarity)
        if not len(buckets):
            return self._bias
        found: npt.NDArray[np.float32] = values @ (self._weights[buckets] * self._scale)
        found += self._bias
        return found
