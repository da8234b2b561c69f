"""Fits how much each cue of urgency counts: `python -m training.urgency`, seconds of one core.

Rows: `nlp/labelled/demands.jsonl`. A multinomial logistic sum over the cues of
`nlp/lexicons/demands/urgency.tsv` and the category, plain numpy from zero: the same weights on
every run. Risk to life counts double, because missing it costs more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.labels import Urgency
from nlp import lexicons, sentences
from nlp.demands import urgency
from nlp.demands.scope import scopes
from training.labelled import LABELLED, rows

WEIGHTS = lexicons.FOLDER / "demands" / "urgency_weights.tsv"
COUNTS = {Urgency.NORMAL: 1.0, Urgency.HIGH: 1.0, Urgency.LIFE: 2.0}
DECAY = 3.0
STEPS = 600
RATE = 0.05
LEAST = 0.01  # a smaller weight changes nothing
HEADING = "# What a cue counts towards alta and vida, fitted by training/urgency.py.\n"

Floats = npt.NDArray[np.float64]


def main() -> None:
    given = [*examples(rows([LABELLED / "demands.jsonl"]))]
    names = sorted({name for features, _ in given for name in features})
    fitted = fit(table([features for features, _ in given], names), [one for _, one in given])
    relative = fitted - fitted[:, :1]
    kept = [(name, *relative[row, 1:]) for row, name in enumerate(names)]
    lines = [
        f"{name}\t{high:.3f}\t{life:.3f}\n"
        for name, high, life in kept
        if max(abs(high), abs(life)) >= LEAST
    ]
    WEIGHTS.write_text(HEADING + "".join(lines), encoding="utf-8")
    print(f"urgency: {len(given)} demands, {len(lines)} weights")


def examples(
    given: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[dict[str, float], Urgency]]:
    """The features of every labelled demand, and its level."""
    for row in given:
        said = [(int(one["span"][0]), int(one["span"][1])) for one in row["demands"]]
        text = str(row["text"])
        for one, scope in zip(
            row["demands"], scopes(text, said, sentences.split(text)), strict=True
        ):
            features = urgency.features(
                scope.words, one["category"], told=scope.told, around=scope.around
            )
            yield features, Urgency(one["urgency"])


def table(given: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    column = {name: place for place, name in enumerate(names)}
    found = np.zeros((len(given), len(names)))
    for row, features in enumerate(given):
        for name, value in features.items():
            if name in column:
                found[row, column[name]] = value
    return found


def fit(inputs: Floats, truth: Sequence[Urgency], *, steps: int = STEPS) -> Floats:
    """Weights by feature and level, by Adam over all rows."""
    wanted = np.array([[level is one for level in urgency.LEVELS] for one in truth], dtype=float)
    counts = np.array([COUNTS[one] for one in truth])
    weights = np.zeros((inputs.shape[1], len(urgency.LEVELS)))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        likely = _softmax(inputs @ weights)
        slope = inputs.T @ ((likely - wanted) * counts[:, None]) + DECAY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        moved = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights -= RATE * moved
    return weights


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
