"""Whether an hour gave far more notes than the same hour of earlier days. Why these tests and not
others: docs/decisions/012-alerts.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import exp, lgamma, log, sqrt
from statistics import median

LEAST = 8  # notes: with fewer, nothing is a spike
TIMES = 2  # what is usual
DEVIATIONS = 4.0  # robust ones above what is usual
CHANCE = 1e-4  # that a calm hour gives so many
FEW = 0.5  # notes: what is usual of an hour that mostly gives none
RARE = 28  # of so many earlier hours, one may have given as many
DAYS = 7  # a younger archive knows no usual hour
ALIKE = 6  # days of the same kind, working or not, that are enough to compare with them alone
SCALE = 1.4826  # from the median absolute deviation to the standard one of a bell curve
CHANCE_ALONE = 0.5  # what the roots of counts deviate when nothing but chance moves them
SATURDAY = 5
ENOUGH_DIGITS = 1e-12


def alike(day: date, before: Mapping[date, int]) -> tuple[int, ...]:
    """The counts of the days to compare with; none while the archive is too young."""
    if len(before) < DAYS:
        return ()
    same = tuple(n for each, n in sorted(before.items()) if _rests(each) is _rests(day))
    return same if len(same) >= ALIKE else tuple(n for _, n in sorted(before.items()))


def _rests(day: date) -> bool:
    return day.weekday() >= SATURDAY


def usual(counts: Sequence[int]) -> float:
    return median(counts)


def is_unusual(notes: int, counts: Sequence[int]) -> bool:
    """Whether so many notes are a spike after these counts of the same hour."""
    if not counts or notes < LEAST:
        return False
    middle = usual(counts)
    return (
        notes >= TIMES * middle
        and _deviations(notes, counts) >= DEVIATIONS
        and sum(each >= notes for each in counts) <= len(counts) // RARE
        and _tail(notes, max(middle, FEW)) < CHANCE
    )


def _deviations(notes: int, counts: Sequence[int]) -> float:
    """How many robust ones above the median, of square roots: those of counts spread evenly."""
    roots = [sqrt(each) for each in counts]
    middle = median(roots)
    spread = SCALE * median(abs(each - middle) for each in roots)
    return (sqrt(notes) - middle) / max(spread, CHANCE_ALONE)


def _tail(notes: int, mean: float) -> float:
    """The chance of `notes` or more where `mean` are expected (Poisson); for notes above it."""
    term = exp(notes * log(mean) - mean - lgamma(notes + 1))
    total = 0.0
    while term > total * ENOUGH_DIGITS:
        total += term
        notes += 1
        term *= mean / notes
    return total
