"""Trains the upper half of the encoder to read a mention: stance, tone, responsible and voice.

    python -m training.readings [EXTRA.jsonl…]

The model sees a mask in place of the name, so that nobody is read by who they are. One text in ten
is kept apart to calibrate the probabilities; the test part is not looked at here.
"""

from __future__ import annotations

import math
import os
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize
from torch import Tensor, nn
from torch.nn import functional

from monitor.folding import fold
from nlp.encoder import Pieces, Wording
from nlp.linear import Linear
from nlp.readings import HEADS, by_rules
from training import export, linear, packed
from training.e5 import Lower, Upper, save_words, words
from training.labelled import CORRECTIONS, LABELLED, rows

MODELS = Path("nlp/models")
SEED = 20261123
EPOCHS = 5
BATCH = 32
ENCODER_RATE, HEAD_RATE = 1e-4, 1e-3
SMOOTHING = 0.05
APART = 10  # one text in so many calibrates
WEIGHTS = {"label": 1.0, "tone": 0.5, "responsible": 0.5, "voice": 0.5}
CARELESS = 0.25  # of what is shown in training
SHOUTED = 0.3  # of the careless guises are in capitals
IGNORED = -100  # a row that says nothing of a head


Shown = tuple[Tensor, Pieces]  # the states of a text, and where its target is


@dataclass(frozen=True, slots=True)
class Row:
    """One target of one text; a class number for each head."""

    text: str
    start: int
    end: int
    classes: tuple[int, ...]
    apart: bool


class Reader(nn.Module):
    """The states of the lower half to the scores of every head, side by side."""

    def __init__(self, whole: packed.Packed) -> None:
        super().__init__()
        self.upper = Upper(whole)
        self.inner = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(2 * whole.hidden, 192), nn.GELU(), nn.Dropout(0.1)
        )
        self.heads = nn.Linear(192, sum(len(classes) for classes in HEADS.values()))

    def forward(self, states: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
        states = self.upper(states, mask)
        seen = torch.ones_like(target) if mask is None else mask.to(states.dtype)
        pooled = torch.cat([_mean(states, seen), _mean(states, target)], 1)
        return self.heads(self.inner(pooled))


def _mean(states: Tensor, weights: Tensor) -> Tensor:
    return (states * weights[..., None]).sum(1) / weights.sum(1, keepdim=True)


def read_rows(paths: Iterable[Path]) -> list[Row]:
    return [row for number, each in enumerate(rows(paths)) for row in _rows(number, each)]


def _rows(number: int, row: dict[str, Any]) -> Iterator[Row]:
    for target in row["targets"]:
        classes = tuple(
            names.index(target[head]) if head in target else IGNORED
            for head, names in HEADS.items()
        )
        apart = number % APART == 0
        yield Row(row["text"], target["start"], target["end"], classes, apart)


class States:
    """What the frozen lower half says of rows, computed once."""

    def __init__(self, whole: packed.Packed, wording: Wording) -> None:
        table, scales = words(whole)
        self._table = torch.from_numpy(table.astype(np.float32) * scales.astype(np.float32))
        self._lower = Lower(whole).eval()
        self._wording = wording

    def guises(self, given: Sequence[Row], *, noise: random.Random) -> list[list[Shown]]:
        """Every row masked, and masked as a careless post or a headline in capitals writes it."""
        careless = [
            row.text.upper() if noise.random() < SHOUTED else fold(row.text) for row in given
        ]
        plain = self._states([self._pieces(row, row.text) for row in given])
        other = self._states(
            [self._pieces(row, text) for row, text in zip(given, careless, strict=True)]
        )
        return [list(both) for both in zip(plain, other, strict=True)]

    def _pieces(self, row: Row, text: str) -> Pieces:
        same_length = len(text) == len(row.text)
        return self._wording.marked(text, row.start, row.end if same_length else row.start)

    def _states(self, every: Sequence[Pieces]) -> list[Shown]:
        """In batches of like length, and back in their order."""
        found: dict[int, Shown] = {}
        order = sorted(range(len(every)), key=lambda number: len(every[number].ids))
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            longest = max(len(every[number].ids) for number in some)
            ids = torch.ones(len(some), longest, dtype=torch.long)
            mask = torch.zeros(len(some), longest, dtype=torch.bool)
            for place, number in enumerate(some):
                length = len(every[number].ids)
                ids[place, :length] = torch.tensor(every[number].ids)
                mask[place, :length] = True
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                states = self._lower(self._table[ids], mask).to(torch.bfloat16)
            for place, number in enumerate(some):
                length = len(every[number].ids)
                found[number] = (states[place, :length].clone(), every[number])
        return [found[number] for number in range(len(every))]


def batch(some: Sequence[Shown]) -> tuple[Tensor, Tensor, Tensor]:
    """Padded states, the target's places and the mask."""
    longest = max(len(states) for states, _ in some)
    padded = torch.zeros(len(some), longest, some[0][0].shape[1])
    target = torch.zeros(len(some), longest)
    mask = torch.zeros(len(some), longest, dtype=torch.bool)
    for number, (states, pieces) in enumerate(some):
        padded[number, : len(states)] = states.float()
        target[number, pieces.first : pieces.last] = 1
        mask[number, : len(states)] = True
    return padded, target, mask


def loss(scores: Tensor, classes: Tensor) -> Tensor:
    total, first = scores.new_zeros(()), 0
    for number, (head, names) in enumerate(HEADS.items()):
        part = scores[:, first : first + len(names)]
        first += len(names)
        if (classes[:, number] != IGNORED).any():
            total = total + WEIGHTS[head] * functional.cross_entropy(
                part, classes[:, number], ignore_index=IGNORED, label_smoothing=SMOOTHING
            )
    return total


def train(guises: list[list[Shown]], given: Sequence[Row], *, seed: int) -> Reader:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    reader = Reader(packed.load())
    optimizer = torch.optim.AdamW(
        [
            {"params": reader.upper.parameters(), "lr": ENCODER_RATE},
            {"params": [*reader.inner.parameters(), *reader.heads.parameters()], "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    steps = EPOCHS * math.ceil(len(given) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / (0.1 * steps + 1)) * max(0, (steps - step) / steps)
    )
    classes = torch.tensor([row.classes for row in given])
    for epoch in range(EPOCHS):
        reader.train()
        total = 0.0
        for some in _batches(guises, chance):
            shown = batch([guises[number][chance.random() < CARELESS] for number in some])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = reader(*shown)
            lost = loss(scores.float(), classes[some])
            optimizer.zero_grad()
            lost.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += lost.item()
        print(f"epoch {epoch + 1}: loss {total * BATCH / len(given):.3f}", flush=True)
    return reader.eval()


def _batches(guises: list[list[Shown]], chance: random.Random) -> Iterator[list[int]]:
    """Rows of like length together, in another order each time."""
    order = list(range(len(guises)))
    chance.shuffle(order)
    shelves = [order[first : first + 8 * BATCH] for first in range(0, len(order), 8 * BATCH)]
    parts = []
    for shelf in shelves:
        shelf.sort(key=lambda number: len(guises[number][1][0]))
        parts += [shelf[first : first + BATCH] for first in range(0, len(shelf), BATCH)]
    chance.shuffle(parts)
    yield from parts


def scores(reader: Reader, some: Sequence[Shown]) -> np.ndarray:
    with torch.no_grad():
        return np.concatenate(
            [
                reader(*batch(some[first : first + BATCH])).float().numpy()
                for first in range(0, len(some), BATCH)
            ]
        )


def weights(voices: Mapping[str, np.ndarray], wanted: np.ndarray) -> dict[str, dict[str, float]]:
    """How much each voice counts for each head, so that probabilities hold on rows apart."""
    found, first = {}, 0
    for number, (head, names) in enumerate(HEADS.items()):
        known = wanted[:, number] != IGNORED
        columns = slice(first, first + len(names))
        first += len(names)
        heard = {
            name: scores[known][:, columns]
            for name, scores in voices.items()
            if head == "label" or name != "rules"
        }
        found[head] = _weights(heard, wanted[known, number])
    return found


def _weights(heard: Mapping[str, np.ndarray], classes: np.ndarray) -> dict[str, float]:
    parts = np.stack(list(heard.values()))

    def lost(by: np.ndarray) -> float:
        return _log_loss(np.tensordot(by, parts, 1), classes)

    bounds = [(0.0, 3.0)] * len(parts)
    best = minimize(lost, np.full(len(parts), 0.5), bounds=bounds).x
    return {name: round(float(weight), 4) for name, weight in zip(heard, best, strict=True)}


def _log_loss(given: np.ndarray, classes: np.ndarray) -> float:
    shifted = given - given.max(1, keepdims=True)
    chances = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return float(-chances[np.arange(len(classes)), classes].mean())


def main(extra: Sequence[str]) -> None:
    torch.set_num_threads(os.cpu_count() or 1)  # torch counts cores and leaves their twins idle
    paths = [LABELLED / "readings.jsonl", *CORRECTIONS.glob("*.jsonl"), *map(Path, extra)]
    given = read_rows(paths)
    whole, noise = packed.load(), random.Random(SEED)
    save_words(whole, MODELS / "words.npz")
    states = States(whole, Wording())
    learned, kept = ([row for row in given if row.apart is side] for side in (False, True))
    kept_classes = np.array([row.classes for row in kept])
    places = [(row.text, row.start, row.end) for row in learned]
    classes = np.array([row.classes for row in learned])
    linear.save(MODELS / "linear.npz", linear.fit(places, classes, ignored=IGNORED))
    reader = train(states.guises(learned, noise=noise), learned, seed=SEED)
    voices = _voices(reader, [plain for plain, _ in states.guises(kept, noise=noise)], kept)
    told = {"weights": weights(voices, kept_classes), "texts": len({row.text for row in given})}
    export.save(whole, reader, told=told, folder=MODELS)


def _voices(reader: Reader, shown: Sequence[Shown], given: Sequence[Row]) -> dict[str, np.ndarray]:
    by_linear = Linear(MODELS / "linear.npz")
    ruled = np.zeros((len(given), 3), np.float32)
    for number, row in enumerate(given):
        ruled[number] = by_rules(row.text, row.start, row.end)
    return {
        "encoder": scores(reader, shown),
        "linear": np.array([by_linear.scores(row.text, row.start, row.end) for row in given]),
        "rules": ruled,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
