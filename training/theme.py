"""Fits the weights of the themes: `python -m training.theme`, two minutes of one core.

Rows: the train part of `nlp/labelled/themes.jsonl` and, at less weight, the sentences of
`readings.jsonl` under a heading of `theme_headings.tsv`. The temperature comes from folds of the
train part. Plain numpy: the same weights on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp import meaning, themes
from training.labelled import LABELLED, rows

HEADINGS = Path(__file__).parent / "theme_headings.tsv"
NOISY = 0.4  # weight of a sentence that only its heading labels
FEWEST = 2  # rows in which a feature must be
DECAY = 2e-4
STEPS = 150
RATE = 0.1
FOLDS = 3
SIZE = themes.columns()

Floats = npt.NDArray[np.float32]


def main() -> None:
    own = [row for row in rows([LABELLED / "themes.jsonl"]) if row["part"] == "train"]
    noisy = _noisy()
    inputs, truth, weights = _table([*own, *noisy])
    weights[len(own) :] = NOISY
    temperature = _temperature(inputs, truth, weights, count=len(own))
    fitted, bias = fit(inputs, truth, weights)
    scales = np.abs(fitted).max(axis=1) / 127
    np.savez_compressed(
        themes.MODEL,
        weights=np.round(fitted / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        bias=bias,
        temperature=np.float32(temperature),
    )
    size = themes.MODEL.stat().st_size / 1_000
    print(f"themes: {len(own)} rows, {len(noisy)} noisy, T {temperature:.2f}, {size:.0f} kB")


def fit(inputs: Floats, truth: npt.NDArray[np.int64], weights: Floats) -> tuple[Floats, Floats]:
    """Multinomial logistic regression by Adam, from zero and over all rows: no chance in it."""
    common = np.flatnonzero((inputs != 0).sum(axis=0) >= FEWEST)
    fitted, bias = _fit(np.ascontiguousarray(inputs[:, common]), truth, weights)
    whole = np.zeros((len(themes.names()), SIZE), dtype=np.float32)
    whole[:, common] = fitted
    return whole, bias


def _fit(inputs: Floats, truth: npt.NDArray[np.int64], weights: Floats) -> tuple[Floats, Floats]:
    count = len(themes.names())
    goal = np.eye(count, dtype=np.float32)[truth]
    share = (weights / weights.sum())[:, None]
    table = np.zeros((count, inputs.shape[1] + 1), dtype=np.float32)
    with_bias = np.hstack([inputs, np.ones((len(inputs), 1), dtype=np.float32)])
    first, second = np.zeros_like(table), np.zeros_like(table)
    for step in range(1, STEPS + 1):
        slope = (share * (_softmax(with_bias @ table.T) - goal)).T @ with_bias
        slope[:, :-1] += DECAY * table[:, :-1]
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        moved = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        table -= RATE * (1 - step / (STEPS + 1)) * moved
    return table[:, :-1].copy(), table[:, -1].copy()


def _temperature(
    inputs: Floats, truth: npt.NDArray[np.int64], weights: Floats, *, count: int
) -> float:
    """What makes the chances of rows that the model has not seen come true."""
    logits = np.zeros((count, len(themes.names())), dtype=np.float32)
    order = np.arange(len(inputs))
    for fold in range(FOLDS):
        held = (order < count) & (order % FOLDS == fold)
        fitted, bias = fit(inputs[~held], truth[~held], weights[~held])
        logits[held[:count]] = inputs[held] @ fitted.T + bias
    seen = truth[:count]
    print(f"themes: accuracy on held folds {(logits.argmax(axis=1) == seen).mean():.3f}")
    grid = np.geomspace(0.2, 3, 60)
    return float(min(grid, key=lambda one: _loss(logits / one, seen)))


def _loss(logits: Floats, truth: npt.NDArray[np.int64]) -> float:
    chances = _softmax(logits)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-9)).mean())


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


def _noisy() -> list[dict[str, Any]]:
    lines = HEADINGS.read_text(encoding="utf-8").splitlines()
    table = [line.split("\t") for line in lines if line and not line.startswith("#")]
    theme = {heading: name for name, headings in table for heading in headings.split(";")}
    return [
        {"title": "", "text": row["text"], "theme": theme[row["theme"]]}
        for row in rows([LABELLED / "readings.jsonl"])
        if row.get("theme") in theme
    ]


def _table(labelled: Sequence[dict[str, Any]]) -> tuple[Floats, npt.NDArray[np.int64], Floats]:
    number = {name: place for place, name in enumerate(themes.names())}
    inputs = np.zeros((len(labelled), SIZE), dtype=np.float32)
    for place, row in enumerate(labelled):
        vector = meaning.vector(row["title"], row["text"])
        where, values = themes.features(row["title"], row["text"], vector=vector)
        np.add.at(inputs[place], where, values)
    truth = np.array([number[row["theme"]] for row in labelled])
    return inputs, truth, np.ones(len(labelled), dtype=np.float32)


if __name__ == "__main__":
    main()
