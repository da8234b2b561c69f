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
from nlp.demands.linear import Clause

SCORED: Final = -2.0  # below this score of its clause a category is not asked
FARTHEST: Final = 8.0  # between two logarithms of probabilities, or two clauses
BEGUN: Final = 0.4  # how much a beginning that demands nothing weighs on what follows
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
    least: float  # of a confidence, below which a petition is not told
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
    petitions: int  # that the same text makes


def weighed(score: float, begun: float) -> float:
    """The score of a later part of a piece, by what its title and first lines say it is about."""
    return score + BEGUN * min(begun, 0.0)


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
            petitions=len(found),
        )
        for number, (category, place) in enumerate(found.items())
    )


def _another(
    seen: Seen, logs: Floats, found: Mapping[int, int], place: int, settings: Settings
) -> bool:
    bias, *weights = settings.second
    return bool(bias + np.dot(weights, apart(seen, logs, found, place)) > 0)


def apart(seen: Seen, logs: Floats, found: Mapping[int, int], place: int) -> tuple[float, ...]:
    """What tells that a clause demands something else than what was already found."""
    best = float(logs[place].max())
    against = float(logs[place, list(found)].max())
    far = min(abs(place - other) for other in found.values())
    score = float(seen.clauses[place])
    return score, best, min(best - against, FARTHEST), seen.text, min(far, FARTHEST)


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


def confidence(told: Sequence[float], settings: Settings) -> float:
    """How probable it is that this is a demand, and of the category that has most."""
    bias, *weights = settings.confidence
    return float(1 / (1 + np.exp(-bias - np.dot(weights, told))))


def signs(seen: Seen, group: Group, shares: Floats, clauses: Sequence[Clause]) -> tuple[float, ...]:
    """What the confidence is made of; a longer petition, alone in its text, is a surer one."""
    second, best = np.sort(shares)[-2:].tolist()
    odds = float(np.log(best / max(1 - best, 1e-4)))
    said = clauses[group.said.start : group.said.stop]
    length = float(np.log1p(sum(len(clause.families[0]) for clause in said)))
    return seen.text, group.score, odds, best - second, length, 1 / group.petitions


@cache
def shipped() -> Settings:
    told: Mapping[str, Any] = json.loads(SETTINGS.read_text(encoding="utf-8"))
    several = {name: tuple(told[name]) for name in ("second", "confidence")}
    return Settings(**{**told, **several})
