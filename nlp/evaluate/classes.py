"""Precision, recall and F1 from counts; 0 where nothing was right, whatever was missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Counts = tuple[int, int, int]  # said and right, said, right in truth


def added(counts: Iterable[Counts]) -> Counts:
    right = said = true = 0
    for one in counts:
        right, said, true = right + one[0], said + one[1], true + one[2]
    return right, said, true


def precision(counts: Sequence[Counts]) -> float:
    right, said, _ = added(counts)
    return right / said if said else 0.0


def recall(counts: Sequence[Counts]) -> float:
    right, _, true = added(counts)
    return right / true if true else 0.0


def f1(counts: Sequence[Counts]) -> float:
    right, said, true = added(counts)
    return 2 * right / (said + true) if said + true else 0.0
