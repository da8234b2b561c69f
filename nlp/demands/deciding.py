"""From what the heads say of each clause to petitions: where each begins, ends, and how sure.

A text demands or not as a whole; then the clauses that demand most tell what, neighbours of one
category together. One petition of a category is told, where it is surest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nlp.demands.features import Floats

SCORED: Final = -1.0  # below this score of its clause a category is not asked
FARTHEST: Final = 8.0  # between two logarithms of probabilities
SETTINGS: Final = Path(__file__).parents[1] / "models" / "demands.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `training/demands.py` measured on rows that trained nothing."""

    worth: float  # of the words alone, below which a text is read no further
    text: float  # above it a text demands
    clause: float  # above it a clause is part of a petition
    second: tuple[float, ...]  # of another petition: bias, then the weights of `apart`
    sharpness: float  # of the scores of categories, that they be probabilities
    confidence: tuple[float, ...]  # bias, then the weights of `_signs`
    sure: float  # of a confidence, from which turning by itself is right 95 times of 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the heads said of one stretch of text."""

    text: float
    clauses: Floats  # one score each
    categories: Floats  # (clauses, categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Clauses `said` are one petition."""

    said: range
    category: int
    score: float  # of its strongest clause


def groups(seen: Seen, settings: Settings) -> tuple[Group, ...]:
    """The petitions of a text that demands, the strongest first."""
    if seen.text < settings.text:
        return ()
    logs = shares(seen.categories, settings)
    found: dict[int, int] = {}  # where each category is strongest
    for place in np.argsort(-seen.clauses).tolist():
        category = int(logs[place].argmax())
        if found and seen.clauses[place] < SCORED:
            break
        if category not in found and (not found or _another(seen, logs, found, place, settings)):
            found[category] = place
    owners = logs[:, list(found)].argmax(axis=1)
    return tuple(
        Group(
            said=_around(seen, owners == number, place, settings),
            category=category,
            score=float(seen.clauses[place]),
        )
        for number, (category, place) in enumerate(found.items())
    )


def _another(
    seen: Seen, logs: Floats, found: Mapping[int, int], place: int, settings: Settings
) -> bool:
    bias, *weights = settings.second
    return bool(bias + np.dot(weights, apart(seen, logs, list(found), place)) > 0)


def apart(seen: Seen, logs: Floats, others: Sequence[int], place: int) -> tuple[float, ...]:
    """What tells that a clause demands something else than what was already found."""
    best = float(logs[place].max())
    against = float(logs[place, list(others)].max())
    return float(seen.clauses[place]), best, min(best - against, FARTHEST), seen.text


def _around(seen: Seen, own: npt.NDArray[np.bool_], place: int, settings: Settings) -> range:
    """The clauses of one category beside its strongest."""
    start = stop = place
    while start > 0 and own[start - 1] and seen.clauses[start - 1] >= settings.clause:
        start -= 1
    while stop + 1 < len(own) and own[stop + 1] and seen.clauses[stop + 1] >= settings.clause:
        stop += 1
    return range(start, stop + 1)


def shares(scores: Floats, settings: Settings) -> Floats:
    """The logarithm of the probability of each category, for each clause."""
    sharp = scores * np.float32(settings.sharpness)
    shifted = sharp - sharp.max(axis=1, keepdims=True)
    found: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found


def chances(scores: Floats, settings: Settings) -> Floats:
    """The probability of each category, of something that is a demand."""
    raised = np.exp((scores - scores.max()) * np.float32(settings.sharpness))
    found: Floats = raised / raised.sum()
    return found


def confidence(text: float, clause: float, shares: Floats, settings: Settings) -> float:
    """How probable it is that this is a demand, and of the category that has most."""
    bias, *weights = settings.confidence
    total = bias + float(np.dot(weights, signs(text, clause, shares)))
    return float(1 / (1 + np.exp(-total)))


def signs(text: float, clause: float, shares: Floats) -> tuple[float, ...]:
    """What the confidence is made of."""
    second, best = np.sort(shares)[-2:].tolist()
    odds = float(np.log(best / max(1 - best, 1e-4)))
    return text, clause, odds, best - second


@cache
def shipped() -> Settings:
    told: Mapping[str, Any] = json.loads(SETTINGS.read_text(encoding="utf-8"))
    several = {name: tuple(told[name]) for name in ("second", "confidence")}
    return Settings(**{**told, **several})
