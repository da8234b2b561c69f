"""How a sentence treats somebody whom it names: towards them, not the mood of the event."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Stance
from nlp.stances.scoring import score

LEAST = 0.3  # below this sum of cues nobody takes sides


@dataclass(frozen=True, slots=True)
class Verdict:
    """A stance and how sure it is, from 0 to 1."""

    stance: Stance
    confidence: float


def read(sentence: str, start: int, end: int) -> Verdict:
    """The stance of a sentence towards the words `[start, end)` of it."""
    total = score(sentence, start, end)
    strength = abs(total)
    if strength < LEAST:
        return Verdict(Stance.NEUTRAL, round(1 - strength / LEAST / 2, 2))
    sure = round(min(0.95, 0.5 + strength / 3), 2)
    return Verdict(Stance.POSITIVE if total > 0 else Stance.NEGATIVE, sure)
