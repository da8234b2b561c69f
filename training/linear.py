"""Trains the linear model of `nlp.linear` for every head of the readings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp.linear import BUCKETS, families, vector
from nlp.readings import HEADS

STRENGTH = 0.7  # the inverse of the penalty
SEEN = 2  # texts: what occurs in fewer says nothing

Place = tuple[str, int, int]  # text, start, end of the target


def fit(places: Sequence[Place], classes: np.ndarray, *, ignored: int) -> dict[str, np.ndarray]:
    """The arrays of `linear.npz`; one column of weights for each class of each head."""
    rarity = _rarity(places)
    matrix = as_matrix(places, rarity)
    weights, bias = [], []
    for number, names in enumerate(HEADS.values()):
        known = classes[:, number] != ignored
        model = LogisticRegression(C=STRENGTH, max_iter=300)
        model.fit(matrix[known], classes[known, number])
        columns = np.zeros((BUCKETS, len(names)), np.float32)
        columns[:, model.classes_] = model.coef_.T
        its_bias = np.full(len(names), -9.0, np.float32)
        its_bias[model.classes_] = model.intercept_
        weights.append(columns)
        bias.append(its_bias)
    every = np.concatenate(weights, 1)
    scale = np.abs(every).max(0) / 127
    return {
        "rarity": rarity.astype(np.float16),
        "weights": np.round(every / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.concatenate(bias),
    }


def as_matrix(places: Sequence[Place], rarity: np.ndarray) -> csr_matrix:
    rows = [vector(*place, rarity=rarity) for place in places]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    buckets = np.concatenate([buckets for buckets, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, buckets, ends), shape=(len(rows), BUCKETS))


def save(path: Path, kept: dict[str, np.ndarray]) -> None:
    np.savez_compressed(path, **kept)


def _rarity(places: Sequence[Place]) -> np.ndarray:
    seen = np.zeros(BUCKETS)
    for place in places:
        for family in families(*place):
            seen[list(family)] += 1
    rarity = np.log((1 + len(places)) / (1 + seen)) + 1
    rarity[seen < SEEN] = 0
    return rarity.astype(np.float32)
