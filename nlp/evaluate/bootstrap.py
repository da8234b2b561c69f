"""95 % intervals by resampling rows with replacement: the same seed gives the same interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Statistic = Callable[[Sequence[T]], float]


def interval(
    rows: Sequence[T],
    statistic: Statistic[T],
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """Between which values the statistic of such rows lies 95 times of 100.

    Rows that depend on each other (sentences of one note) go in together, as one row.
    """
    if not rows:
        raise ValueError("no rows to resample")
    random = Random(seed)  # noqa: S311 - statistics, not secrets
    values = sorted(statistic(random.choices(rows, k=len(rows))) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[min(int(0.975 * rounds), rounds - 1)]


def score(
    key: str, rows: Sequence[T], statistic: Statistic[T], *, rounds: int = 1000, seed: int = 0
) -> dict[str, float | int | list[float] | None]:
    """A score with its interval and the rows behind it, as they go into the JSON.

    Without rows the score is null: "not measured" is not zero.
    """
    if not rows:
        return {key: None, f"{key}_ci": None, f"{key}_n": 0}
    low, high = interval(rows, statistic, rounds=rounds, seed=seed)
    return {
        key: round(statistic(rows), 4),
        f"{key}_ci": [round(low, 4), round(high, 4)],
        f"{key}_n": len(rows),
    }


def mean(values: Sequence[float]) -> float:
    """The statistic of rows that are numbers."""
    return sum(values) / len(values)
