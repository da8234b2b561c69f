"""From what the heads say of each clause to petitions: where each begins, ends, and how sure.

A text demands or not as a whole; then the clauses that demand most tell what, neighbours of one
category together. One petition of a category is told, where it is surest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from nlp.demands.features import Floats

SETTINGS: Final = Path(__file__).parents[1] / "models" / "demands.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `training/demands.py` measured on rows that trained nothing."""

    worth: float  # of the words alone, below which a text is read no further
    text: float  # above it a text demands
    clause: float  # above it a clause is part of a petition
    alone: float  # … and of a second petition, of another category
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
    found = sorted(_runs(seen, settings), key=lambda group: -group.score)
    first = found[:1] or [_one(seen, int(seen.clauses.argmax()))]
    others = [group for group in found[1:] if group.score >= settings.alone]
    kept = {group.category: group for group in reversed([*first, *others])}
    return tuple(sorted(kept.values(), key=lambda group: -group.score))


def _runs(seen: Seen, settings: Settings) -> Iterator[Group]:
    """Neighbours that demand, cut where one speaks of something else."""
    run: list[int] = []
    for place in np.flatnonzero(seen.clauses >= settings.clause).tolist():
        if run and (place != run[-1] + 1 or _differ(seen, run, place, settings)):
            yield _group(seen, run)
            run = []
        run.append(place)
    if run:
        yield _group(seen, run)


def _differ(seen: Seen, run: Sequence[int], place: int, settings: Settings) -> bool:
    strong = seen.clauses[place] >= settings.alone
    ours = seen.categories[list(run)].sum(axis=0)
    return bool(strong and ours.argmax() != seen.categories[place].argmax())


def _group(seen: Seen, run: Sequence[int]) -> Group:
    category = int(seen.categories[list(run)].sum(axis=0).argmax())
    said = range(run[0], run[-1] + 1)
    return Group(said=said, category=category, score=float(seen.clauses[list(run)].max()))


def _one(seen: Seen, place: int) -> Group:
    return _group(seen, [place])


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
    return Settings(**{**told, "confidence": tuple(told["confidence"])})
