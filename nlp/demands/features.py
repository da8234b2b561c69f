"""What a linear model sees of a clause or a text: hashed words, pairs, letters and listed words.

Words that speak of a category are in `lexicons/demands/categories.tsv`, signs that a text asks or
does not ask in `lexicons/demands/cues.tsv`; a list more is a line there, and `make train`.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.folding import fold
from nlp import lexicons

BUCKETS: Final = 1 << 16  # each number of one fits two bytes
LETTERS: Final = range(2, 6)  # lengths of the n-grams within a word
REMEMBERED: Final = 1 << 13  # words whose letters are kept: 3 MB
_TOKEN: Final = re.compile(r"\w+|[!?¡¿]")
_DIGITS: Final = re.compile(r"\d+")
_STRETCHED: Final = re.compile(r"([^\W\d])\1{2,}")

Floats = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.int64]


class Sparse:
    """Columns and their values."""

    __slots__ = ("columns", "values")

    def __init__(self, columns: Buckets, values: Floats) -> None:
        self.columns, self.values = columns, values


def tokens(text: str) -> list[str]:
    """Words and the signs of asking, as careless and careful writers share them."""
    plain = _STRETCHED.sub(r"\1\1", _DIGITS.sub("0", fold(text)))
    return [_SPELT.get(token, token) for token in _TOKEN.findall(plain)]


def families(words: Sequence[str]) -> tuple[Buckets, Buckets]:
    """Every bucket of the words with their pairs, and of their letters, as often as it occurs."""
    pairs = (_bucket(f"w{one} {other}") for one, other in pairwise(words))
    letters = (bucket for word in words for bucket in _letters(word))
    return (
        np.fromiter((*map(_word, words), *pairs), np.int64),
        np.fromiter(letters, np.int64),
    )


def vector(parts: Iterable[Buckets], rarity: Floats) -> Sparse:
    """Each family weighed by rarity and brought to length one, as in any TF-IDF."""
    columns, values = [], []
    for part in parts:
        found, counts = np.unique(part, return_counts=True)
        raw = ((1 + np.log(counts)) * rarity[found]).astype(np.float32)
        length = float(np.sqrt(raw @ raw)) or 1.0
        columns.append(found)
        values.append(raw / np.float32(length))
    return Sparse(np.concatenate(columns), np.concatenate(values))


def listed(name: str, text: str) -> Floats:
    """How many different words of each row of a list a text says; a phrase counts twice."""
    automaton, owners, count = _finder(name)
    folded = fold(text)
    seen: set[int] = set()
    for which, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        alone = owners[which][0]
        inside = start and folded[start - 1].isalnum()
        if not inside and not (alone and end < len(folded) and folded[end].isalnum()):
            seen.add(which)
    found = np.zeros(count, np.float32)
    for which in seen:
        _, weight, rows = owners[which]
        for row in rows:
            found[row] += weight
    return found


@cache
def names(name: str) -> tuple[str, ...]:
    """What each row of a list stands for, in order."""
    return tuple(row[0] for row in lexicons.rows(f"demands/{name}.tsv"))


def _bucket(gram: str) -> int:
    return crc32(gram.encode("utf-8", "replace")) % BUCKETS


@lru_cache(REMEMBERED)
def _word(word: str) -> int:
    return _bucket(f"w{word}")


@lru_cache(REMEMBERED)
def _letters(word: str) -> array[int]:
    padded = f" {word[:30]} "
    grams = (
        padded[first : first + length]
        for length in LETTERS
        for first in range(max(1, len(padded) - length + 1))
    )
    return array("H", (_bucket(f"l{gram}") for gram in grams))


@cache
def _finder(name: str) -> tuple[AhoCorasick, list[tuple[bool, float, list[int]]], int]:
    """The automaton and, for each of its words, whether it stands alone, its weight, its rows."""
    owners: dict[tuple[str, bool], list[int]] = {}
    every = list(lexicons.rows(f"demands/{name}.tsv"))
    for number, (_, words) in enumerate(every):
        for word in words.split(","):
            owners.setdefault((word.rstrip("="), word.endswith("=")), []).append(number)
    automaton = AhoCorasick([word for word, _ in owners], matchkind=MatchKind.Standard)
    kept = [(alone, 2.0 if " " in word else 1.0, rows) for (word, alone), rows in owners.items()]
    return automaton, kept, len(every)


_SPELT: Final = {row[0]: row[1] for row in lexicons.rows("demands/spelt.tsv")}
