"""How sure it is that words name a subject: the sum of what speaks for it and against it.

Every feature is a name with a weight in `models/identity.tsv`, in log-odds: the one set by hand,
and the one that `training/mentions.py` made of it on labelled rows, which counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp
from pathlib import Path

from nlp import lexicons

FILE = Path(__file__).parent / "models" / "identity.tsv"
THRESHOLD = 0.5  # less sure is no mention


def weights(path: Path = FILE) -> dict[str, float]:
    return {name: float(weight) for name, _, weight in lexicons.rows_of(path)}


def probability(features: Iterable[str], known: Mapping[str, float]) -> float:
    total = sum(known.get(feature, 0.0) for feature in features)
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
