"""What a piece is about: one theme of `lexicons/themes`, by a linear model on its first words
and on what they mean.

The weights of `models/themes.npz` are fitted by `python -m training.theme`. To add a theme: a line
in `lexicons/themes/words.tsv`, labelled rows in `labelled/themes.jsonl`, and that command.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.folding import fold
from nlp import lexicons, meaning

MODEL = Path(__file__).parent / "models" / "themes.npz"
BUCKETS = 1 << 14
LEAD = 1_200  # characters of the text that say what it is about
STEM = 5  # letters that stand for a word and its forms
PULL = 1 / 0.45  # of the vector: those of our rows lie so far from their mean
TITLE = 2  # times that a word of the title counts
_WORD = re.compile(r"[^\W\d_]{2,}")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """One row of weights per theme; a temperature makes its answers probabilities."""

    names: tuple[str, ...]
    weights: Floats  # (themes, columns)
    bias: Floats
    temperature: float

    def probabilities(self, title: str, text: str, *, vector: bytes) -> Floats:
        where, values = features(title, text, vector=vector)
        logits = (self.weights[:, where] @ values + self.bias) / self.temperature
        raised = np.exp(logits - logits.max())
        found: Floats = raised / raised.sum()
        return found


def read(title: str, text: str, *, vector: bytes) -> tuple[str, float]:
    """The theme and the probability that it is the right one; `vector` as `meaning` gives it."""
    model = shipped()
    chances = model.probabilities(title, text, vector=vector)
    best = int(chances.argmax())
    return model.names[best], float(chances[best])


def features(title: str, text: str, *, vector: bytes) -> tuple[npt.NDArray[np.int64], Floats]:
    """Columns and values: words, beginnings of words, pairs, what each list finds, the meaning."""
    said = fold(f"{title}\n{text[:LEAD]}")
    heading = _WORD.findall(fold(title))
    words = [*heading * (TITLE - 1), *_WORD.findall(said)]
    where: list[int] = []
    values: list[float] = []
    for grams in (_singles(words), _stems(words), _pairs(words)):
        counts = Counter(crc32(gram.encode("utf-8", "replace")) % BUCKETS for gram in grams)
        size = math.sqrt(sum(1 + math.log(n) for n in counts.values())) or 1.0
        where += counts
        values += [(1 + math.log(n)) / size for n in counts.values()]
    found = keywords(said)
    where += range(BUCKETS, columns())
    values += [math.log1p(n) for n in found]
    values += (meaning.direction(vector) * PULL).tolist()
    return np.array(where, dtype=np.int64), np.array(values, dtype=np.float32)


def keywords(folded: str) -> list[int]:
    """How many words of each list begin in a folded text, in the order of `names`."""
    automaton, owners = _finder()
    counts = [0] * len(names())
    for which, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        alone, numbers = owners[which]
        inside = start and folded[start - 1].isalnum()
        if inside or (alone and end < len(folded) and folded[end].isalnum()):
            continue
        for number in numbers:
            counts[number] += 1
    return counts


def _singles(words: list[str]) -> Iterator[str]:
    return (f"w{word}" for word in words)


def _stems(words: list[str]) -> Iterator[str]:
    return (f"s{word[:STEM]}" for word in words if len(word) >= STEM)


def _pairs(words: list[str]) -> Iterator[str]:
    return (f"p{one} {other}" for one, other in pairwise(words))


@cache
def names() -> tuple[str, ...]:
    """Every theme, in the order of the weights."""
    return tuple(row[0] for row in lexicons.rows("themes/words.tsv"))


def columns() -> int:
    """How many features a piece may have."""
    return BUCKETS + len(names()) + meaning.SIZE


@cache
def _finder() -> tuple[AhoCorasick, list[tuple[bool, list[int]]]]:
    """The automaton and, for each of its words, whether it stands alone and in which lists."""
    owners: dict[tuple[str, bool], list[int]] = {}
    for number, (_, listed) in enumerate(lexicons.rows("themes/words.tsv")):
        for word in listed.split(","):
            owners.setdefault((word.rstrip("="), word.endswith("=")), []).append(number)
    automaton = AhoCorasick([word for word, _ in owners], matchkind=MatchKind.Standard)
    return automaton, [(alone, numbers) for (_, alone), numbers in owners.items()]


@cache
def shipped() -> Model:
    """The weights of `models/themes.npz`: signed bytes and a scale per theme."""
    kept = np.load(MODEL)
    weights = kept["weights"].astype(np.float32) * kept["scales"][:, None]
    return Model(names(), weights, kept["bias"], float(kept["temperature"]))
