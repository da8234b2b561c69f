"""The three readings of a mention, and who speaks there: three voices, weighed on rows apart.

The encoder's trained half reads the sentence, a linear model its n-grams, and the rules of grammar
what they know of the stance. None sees the name, so nobody is read by who they are. The weights are
those under which a probability is what it says, on rows that trained nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from monitor.model import Responsible, Stance, Tone, Voice
from nlp.encoder import MASK, MODELS, Encoder, Vectors, encoder, run, session
from nlp.linear import Linear
from nlp.stances.scoring import score as rules_score

HEADS: dict[str, tuple[str, ...]] = {
    "label": tuple(Stance),
    "tone": tuple(Tone),
    "responsible": tuple(Responsible),
    "voice": tuple(Voice),
}  # the classes of each head, in the order of the model's scores

Label = TypeVar("Label", bound=str)
Weights = Mapping[str, float]  # of each voice


@dataclass(frozen=True, slots=True)
class Choice(Generic[Label]):
    """A label and its probability."""

    label: Label
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What a sentence says of one target."""

    stance: Choice[Stance]
    tone: Choice[Tone]
    responsible: Choice[Responsible]
    voice: Choice[Voice]


class MentionReader:
    """Reads one target of one text at a time; the answer depends on nothing else."""

    def __init__(self, encoder: Encoder, models: Path = MODELS) -> None:
        self._encoder = encoder
        self._model = session(models / "readings.onnx")
        self._linear = Linear(models / "linear.npz")
        told = json.loads((models / "readings.json").read_text(encoding="utf-8"))
        self._weights: Mapping[str, Weights] = told["weights"]

    def __call__(self, text: str, start: int, end: int, *, least: float = 0.0) -> Readings:
        """The readings of `text` towards the words `[start, end)` of it.

        A side that is less likely than `least` is called neutral.
        """
        chances = self.chances(text, start, end)
        return Readings(
            stance=_stance(chances["label"], least),
            tone=_choice(Tone, chances["tone"]),
            responsible=_choice(Responsible, chances["responsible"]),
            voice=_choice(Voice, chances["voice"]),
        )

    def chances(self, text: str, start: int, end: int, named: bool = False) -> dict[str, Vectors]:
        """The probabilities of every head, in the order of its classes.

        `named` shows the model the name: only to measure that it makes no difference.
        """
        name = text[start:end] if named else MASK
        pieces = self._encoder.wording.marked(text, start, end, name=name)
        target = np.zeros((1, len(pieces.ids)), np.float32)
        target[0, pieces.first : pieces.last] = 1
        answer = run(self._model, states=self._encoder.states(pieces), target=target)[0][0]
        voices = {
            "encoder": dict(_split(answer)),
            "linear": dict(_split(self._linear.scores(text, start, end))),
            "rules": {"label": by_rules(text, start, end)},
        }
        return {head: _softmax(_weighed(voices, head, self._weights[head])) for head in HEADS}


def by_rules(text: str, start: int, end: int) -> Vectors:
    """What grammar and word lists say, as scores of the three stances."""
    total = max(-1.0, min(1.0, rules_score(text, start, end)))
    return np.array([total, 0.0, -total], np.float32)


def _weighed(voices: Mapping[str, Mapping[str, Vectors]], head: str, weights: Weights) -> Vectors:
    scores: Vectors = np.sum(
        [
            np.float32(weight) * voices[voice][head]
            for voice, weight in weights.items()
            if head in voices[voice]
        ],
        axis=0,
    )
    return scores


def _split(answer: Vectors) -> Iterator[tuple[str, Vectors]]:
    first = 0
    for head, names in HEADS.items():
        yield head, answer[first : first + len(names)]
        first += len(names)


def _softmax(scores: Vectors) -> Vectors:
    raised = np.exp(scores - scores.max())
    shares: Vectors = raised / raised.sum()
    return shares


def _stance(chances: Vectors, least: float) -> Choice[Stance]:
    best: Choice[Stance] = _choice(Stance, chances)
    if best.label is Stance.NEUTRAL or best.confidence >= least:
        return best
    return Choice(Stance.NEUTRAL, round(float(chances[tuple(Stance).index(Stance.NEUTRAL)]), 3))


def _choice(kind: Any, chances: Vectors) -> Choice[Any]:
    best = int(chances.argmax())
    return Choice(tuple(kind)[best], round(float(chances[best]), 3))


@cache
def reader() -> MentionReader:
    """The one of this process."""
    return MentionReader(encoder())
