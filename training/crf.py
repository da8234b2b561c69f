"""A linear chain over sequences of words: its likelihood, and the weights that make it greatest.

Features are rows of a sparse matrix, one row a word; sequences of like length go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

Floats = NDArray[np.float64]
NEVER = -1e4
TOGETHER = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """(longest, sequences): the row of each word, and where a word is."""

    rows: NDArray[np.intp]
    there: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """`rows[i]` are the features of word i, `tags[i]` its tag; `batches` say who follows whom."""

    rows: sparse.csr_matrix
    tags: NDArray[np.intp]
    batches: Sequence[Batch]
    allowed: NDArray[np.bool_]  # (from, to)
    ends: NDArray[np.bool_]  # the tags that may end a sequence; OUTSIDE's followers may begin one


def batches(sequences: Sequence[tuple[int, int]]) -> Iterator[Batch]:
    """From `[first, end)` of each sequence."""
    ordered = sorted(sequences, key=lambda one: one[1] - one[0])
    for at in range(0, len(ordered), TOGETHER):
        some = ordered[at : at + TOGETHER]
        longest = max(end - first for first, end in some)
        rows = np.zeros((longest, len(some)), dtype=np.intp)
        there = np.zeros((longest, len(some)), dtype=np.bool_)
        for column, (first, end) in enumerate(some):
            rows[: end - first, column] = np.arange(first, end)
            there[: end - first, column] = True
        yield Batch(rows=rows, there=there)


def fit(chain: Chain, *, penalty: float, rounds: int) -> tuple[Floats, Floats]:
    """(features, tags) weights and (tags, tags) of who follows whom."""
    used = np.unique(chain.rows.indices)
    narrow = chain.rows[:, used].tocsr()
    across = narrow.T.tocsr()
    count = len(chain.allowed)
    cut = len(used) * count

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = narrow @ weights[:cut].reshape(-1, count).astype(np.float32)
        follow = weights[cut:].reshape(count, count)
        value, of_scores, of_follow = _likelihood(chain, scores.astype(np.float64), follow)
        slope = (across @ of_scores.astype(np.float32)).astype(np.float64)
        slopes = np.concatenate([slope.ravel(), of_follow.ravel()])
        return value + penalty / 2 * float(weights @ weights), slopes + penalty * weights

    found = minimize(
        loss,
        np.zeros(cut + count * count),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 6},
    ).x
    weights = np.zeros((chain.rows.shape[1], count))
    weights[used] = found[:cut].reshape(-1, count)
    return weights, found[cut:].reshape(count, count)


def _likelihood(chain: Chain, scores: Floats, follow: Floats) -> tuple[float, Floats, Floats]:
    """Minus its logarithm, and its slopes by score and by who follows whom."""
    value, of_scores, of_follow = 0.0, np.zeros_like(scores), np.zeros_like(follow)
    follow = np.where(chain.allowed, follow, NEVER)
    for batch in chain.batches:
        here = scores[batch.rows]
        forth, back, whole = _sums(chain, batch, here, follow)
        truth = _truth(chain, batch)
        likely = np.exp(forth + back - whole[None, :, None]) * batch.there[:, :, None]
        of_scores[batch.rows[batch.there]] += (likely - truth)[batch.there]
        pairs = _flat(truth[:-1]).T @ _flat(truth[1:])
        of_follow += _pairs(batch, here, forth, back, whole) * np.exp(follow) - pairs
        value += whole.sum() - (here * truth).sum() - (follow * pairs)[chain.allowed].sum()
    return float(value), of_scores, np.where(chain.allowed, of_follow, 0)


def _sums(
    chain: Chain, batch: Batch, here: Floats, follow: Floats
) -> tuple[Floats, Floats, Floats]:
    """Logarithms of the sums over all ways to each tag, from each tag, and of all ways."""
    forth, back, steps = np.empty_like(here), np.empty_like(here), np.exp(follow)
    forth[0] = here[0] + np.where(chain.allowed[0], 0, NEVER)
    for place in range(1, len(here)):
        ahead = _log_product(forth[place - 1], steps) + here[place]
        forth[place] = np.where(batch.there[place][:, None], ahead, forth[place - 1])
    back[-1] = np.where(chain.ends, 0, NEVER)
    for place in range(len(here) - 2, -1, -1):
        behind = _log_product(back[place + 1] + here[place + 1], steps.T)
        back[place] = np.where(batch.there[place + 1][:, None], behind, back[place + 1])
    last = forth[-1] + back[-1]
    top = last.max(1, keepdims=True)
    return forth, back, (np.log(np.exp(last - top).sum(1, keepdims=True)) + top)[:, 0]


def _log_product(logs: Floats, factors: Floats) -> Floats:
    top = logs.max(1, keepdims=True)
    return np.asarray(np.log(np.exp(logs - top) @ factors + 1e-30) + top)


def _pairs(batch: Batch, here: Floats, forth: Floats, back: Floats, whole: Floats) -> Floats:
    """How often each pair of tags is expected, but for the weight of the step itself."""
    expected = np.zeros((here.shape[2], here.shape[2]))
    for place in range(1, len(here)):
        there = batch.there[place]
        left, right = forth[place - 1][there], (back[place] + here[place])[there]
        tops = left.max(1, keepdims=True), right.max(1, keepdims=True)
        share = np.exp(tops[0] + tops[1] - whole[there][:, None])
        expected += (np.exp(left - tops[0]) * share).T @ np.exp(right - tops[1])
    return expected


def _truth(chain: Chain, batch: Batch) -> Floats:
    shape = (*batch.rows.shape, len(chain.allowed))
    truth = np.zeros(shape)
    longest, width = np.indices(batch.rows.shape)
    truth[longest, width, chain.tags[batch.rows]] = batch.there
    return truth


def _flat(values: Floats) -> Floats:
    return values.reshape(-1, values.shape[-1])
