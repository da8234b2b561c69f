"""Fits the linear heads that `nlp.demands.linear` reads: of words, texts, clauses, categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.demands import features, linear
from nlp.demands.features import BUCKETS
from nlp.demands.linear import Meant, Row
from nlp.encoder import Vectors
from training.demand_rows import Example

SEEN = 2  # clauses: what occurs in fewer says nothing
STRENGTH = {"words": 4.0, "text": 2.0, "clause": 1.0, "category": 0.3}
PHRASE = 0.6  # weight of a phrase that stands in no text

Floats = np.ndarray[Any, np.dtype[np.float32]]


def fit(given: Sequence[Example], extra: Sequence[Example]) -> dict[str, np.ndarray]:
    """The arrays of `demands.npz`."""
    rarity = _rarity(given)
    centre = np.stack(
        [
            np.concatenate([_unit(one.raw[0]) for one in given]).mean(axis=0),
            np.stack([_unit(one.raw[1][None])[0] for one in given]).mean(axis=0),
        ]
    )
    meant = [_meant(one, centre) for one in given]
    of_words = [linear.of_words(one.clauses, rarity) for one in given]
    of_text = [linear.of_text(*pair) for pair in zip(of_words, meant, strict=True)]
    demands = np.array([one.demands for one in given])
    kept = {"rarity": rarity.astype(np.float16), "centre": centre.astype(np.float32)}
    kept |= _head("words", of_words, demands)
    kept |= _head("text", of_text, demands)
    kept |= _clauses(given, meant, rarity)
    return kept | _categories(given, extra, meant, centre, rarity)


def _clauses(
    given: Sequence[Example], meant: Sequence[Meant], rarity: Floats
) -> dict[str, np.ndarray]:
    seen = [
        linear.of_clause(one.clauses, place, its, rarity)
        for one, its in zip(given, meant, strict=True)
        for place in range(len(one.clauses))
    ]
    truth = np.array([each >= 0 for one in given for each in one.truth])
    return _head("clause", seen, truth, columns=2 * BUCKETS)


def _categories(
    given: Sequence[Example],
    extra: Sequence[Example],
    meant: Sequence[Meant],
    centre: Floats,
    rarity: Floats,
) -> dict[str, np.ndarray]:
    """Of whole demands and of each of their clauses, and of the phrases."""
    seen, truth, weights = [], [], []
    every = [*zip(given, meant, strict=True), *((one, _meant(one, centre)) for one in extra)]
    for number, (one, its) in enumerate(every):
        for said in {
            (each.start, each.stop): each for run in one.runs() for each in (run, *_singly(run))
        }.values():
            seen.append(linear.of_category(one.clauses, said, its, rarity))
            truth.append(one.truth[said.start])
            weights.append(PHRASE if number >= len(given) else 1.0)
    return _head("category", seen, np.array(truth), weights=np.array(weights))


def _singly(run: range) -> Iterator[range]:
    return (range(place, place + 1) for place in run)


def _head(
    name: str,
    seen: Sequence[Row],
    truth: np.ndarray,
    *,
    columns: int = BUCKETS,
    weights: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """The weights of one head, as `nlp.demands.linear.Head` reads them."""
    matrix = hstack([as_sparse(seen, columns), csr_matrix(np.stack([row.dense for row in seen]))])
    strength = STRENGTH[name]
    model = (
        LinearSVC(C=strength, random_state=0)
        if name == "category"
        else LogisticRegression(C=strength, max_iter=1000)
    )
    model.fit(matrix.tocsr(), truth, sample_weight=weights)
    answers = len(features.names("categories")) if name == "category" else 1
    whole = np.zeros((matrix.shape[1], answers), np.float32)
    bias = np.full(answers, -2.0, np.float32)
    where = model.classes_ if answers > 1 else [0]
    whole[:, where], bias[where] = model.coef_.T, model.intercept_
    hashed = whole[:columns]
    scale = np.maximum(np.abs(hashed).max(axis=0), 1e-9) / 127
    return {
        f"{name}.weights": np.round(hashed / scale).astype(np.int8),
        f"{name}.scale": scale,
        f"{name}.dense": whole[columns:].astype(np.float16),
        f"{name}.bias": bias,
    }


def as_sparse(seen: Sequence[Row], columns: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(row.sparse.columns) for row in seen)])
    where = np.concatenate([row.sparse.columns for row in seen])
    values = np.concatenate([row.sparse.values for row in seen])
    return csr_matrix((values, where, ends), shape=(len(seen), columns))


def _rarity(given: Sequence[Example]) -> Floats:
    seen = np.zeros(BUCKETS)
    every = [clause for one in given for clause in one.clauses]
    for clause in every:
        for family in clause.families:
            seen[np.unique(family)] += 1
    rarity = np.log((1 + len(every)) / (1 + seen)) + 1
    rarity[seen < SEEN] = 0
    return rarity.astype(np.float32)


def _meant(one: Example, centre: Floats) -> Meant:
    return linear.centred(*one.raw, centre)


def _unit(given: Vectors) -> Vectors:
    found: Vectors = given / np.linalg.norm(given, axis=1, keepdims=True)
    return found
