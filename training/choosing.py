"""Learns which of several things is chosen, or none: a conditional logistic model.

What is on offer competes: a story wins for being more like the note than the others are, and than
the note is like the first one of its event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

RIDGE = 3.0  # pulls every weight towards nothing
STEPS, LONGEST, ENOUGH = 60, 2.0, 1e-8  # of the search

Matrix = np.ndarray[Any, np.dtype[np.float64]]
Weights = tuple[float, Sequence[float]]  # bias, and one for each feature


class Choice(NamedTuple):
    """The features of each thing on offer, of whoever chooses, and which one was right, if any."""

    offered: Sequence[Sequence[float]]
    chooser: Sequence[float]
    right: int | None


@dataclass(frozen=True, slots=True)
class _Offers:
    values: Matrix  # one row for each thing on offer, and one for none of them
    group: np.ndarray[Any, np.dtype[np.int64]]
    right: Matrix

    @property
    def groups(self) -> int:
        return int(self.group[-1]) + 1


def chosen(choices: Sequence[Choice], *, signs: Sequence[int]) -> tuple[Weights, Weights]:
    """Weights of what is on offer, and of choosing none of it.

    A feature of sign 1 may only speak for a thing, of -1 only against it: one that would do the
    contrary is left out. Features that say nearly the same would else hold for these rows alone.
    """
    offers = _offers(choices)
    scale = offers.values.std(axis=0)
    allowed = [*signs] + [0] * (offers.values.shape[1] - len(signs))
    used = [at for at, deviation in enumerate(scale) if deviation > 1e-9]
    while True:
        found = _likeliest(offers.values[:, used] / scale[used], offers)
        pulls = [weight * allowed[at] for at, weight in zip(used, found, strict=True)]
        if min(pulls) >= 0:
            break
        used.pop(pulls.index(min(pulls)))
    weights = np.zeros(len(scale))
    weights[used] = found / scale[used]
    each = [float(weight) for weight in weights]
    return (0.0, each[: len(signs)]), (each[-1], each[len(signs) : -1])


def _offers(choices: Sequence[Choice]) -> _Offers:
    values, group, right = [], [], []
    for number, choice in enumerate(choices):
        nobody = [0.0] * len(choice.offered[0])
        values += [[*each, *[0.0] * (len(choice.chooser) + 1)] for each in choice.offered]
        values.append([*nobody, *choice.chooser, 1.0])
        group += [number] * (len(choice.offered) + 1)
        right += [at == choice.right for at in range(len(choice.offered))]
        right.append(choice.right is None)
    return _Offers(np.array(values), np.array(group), np.array(right, dtype=float))


def _likeliest(design: Matrix, offers: _Offers) -> Matrix:
    """Newton's method, in steps that are not too long."""
    found = np.zeros(design.shape[1])
    pull = RIDGE * np.eye(len(found))
    for _ in range(STEPS):
        chance = _chances(design @ found, offers)
        shared = chance[:, None] * design
        expected = np.zeros((offers.groups, len(found)))
        np.add.at(expected, offers.group, shared)
        slope = design.T @ (chance - offers.right) + pull @ found
        step = np.linalg.solve(design.T @ shared - expected.T @ expected + pull, slope)
        length = float(np.abs(step).max())
        found -= step * min(1.0, LONGEST / max(length, ENOUGH))
        if length < ENOUGH:
            break
    return found


def _chances(worth: Matrix, offers: _Offers) -> Matrix:
    most = np.full(offers.groups, -np.inf)
    np.maximum.at(most, offers.group, worth)
    raised: Matrix = np.exp(worth - most[offers.group])
    whole = np.bincount(offers.group, raised)
    chances: Matrix = raised / whole[offers.group]
    return chances
