"""The weights of `nlp/models/identity.tsv`, from the labelled mentions.

    python -m training.mentions [--prior STRENGTH]

A weight starts from what a person set and moves only as far as the rows ask: the sum of the log
loss and STRENGTH / 2 times the squared distance from the hand-set value is made smallest. Rows
that the present weights read teach the next round, since a name told decides what follows it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.configfile import load
from nlp import identity, lexicons
from nlp.evaluate.mentions import clipping_of
from nlp.piece import piece
from nlp.referring import Referrer
from training.labelled import LABELLED, rows

TRAIN = LABELLED / "mentions_train.jsonl"
ROUNDS = 3
STEPS = 100
SMALL = 1e-6
PRIOR = 0.3
Array = npt.NDArray[np.float64]
Example = tuple[frozenset[str], bool]


def examples(path: Path = TRAIN) -> Iterator[Example]:
    """Everything weighed in the rows, and whether a person marked it as the subject's."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows([path]):
        groups[row["config"]].append(row)
    for name, group in groups.items():
        referrer = Referrer(load(_found(name)))
        for number, row in enumerate(group):
            yield from _of_row(row, number, referrer)


def _found(name: str) -> Path:
    return LABELLED / name if (LABELLED / name).is_file() else Path(name)


def _of_row(row: dict[str, Any], number: int, referrer: Referrer) -> Iterator[Example]:
    clipping = clipping_of(row, number)
    one = piece(clipping, clipping.published_at.date())
    marked = [
        (each["subject"], each["start"], each["end"], each["field"]) for each in row["mentions"]
    ]
    for found, marks in referrer.candidates(one):
        span = one.span(found.start, found.end)
        yield (
            marks,
            any(
                subject == found.subject_id
                and field == span.field.value
                and start < span.end
                and span.start < end
                for subject, start, end, field in marked
            ),
        )


def trained(
    found: list[Example], prior: dict[str, float], strength: float
) -> tuple[dict[str, float], float]:
    """The weights that fit best without leaving the prior, and their mean log loss."""
    names = sorted({mark for marks, _ in found for mark in marks} | set(prior))
    place = {name: number for number, name in enumerate(names)}
    facts = np.zeros((len(found), len(names)))
    for number, (marks, _) in enumerate(found):
        facts[number, [place[mark] for mark in marks]] = 1
    truth = np.array([float(right) for _, right in found])
    start = np.array([prior.get(name, 0.0) for name in names])
    weights = _fitted(facts, truth, start, strength)
    loss = _cost(facts, truth, weights) / len(found)
    return dict(zip(names, weights.tolist(), strict=True)), loss


def _fitted(facts: Array, truth: Array, start: Array, strength: float) -> Array:
    """Newton's steps, each shortened until it is one downhill."""

    def cost(weights: Array) -> float:
        return _cost(facts, truth, weights) + strength / 2 * float(((weights - start) ** 2).sum())

    weights = start
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-(facts @ weights)))
        slope = facts.T @ (said - truth) + strength * (weights - start)
        curve = (facts.T * (said * (1 - said))) @ facts + strength * np.eye(len(start))
        step = np.linalg.solve(curve, slope)
        while cost(weights - step) > cost(weights) and np.abs(step).max() > SMALL:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= SMALL:
            break
    return weights


def _cost(facts: Array, truth: Array, weights: Array) -> float:
    """The log loss of all rows together."""
    total = facts @ weights
    return float(np.sum(np.logaddexp(0, total) - truth * total))


def write(prior: dict[str, float], weights: dict[str, float], seen: Counter[str]) -> None:
    head = [line for line in identity.FILE.read_text("utf-8").splitlines() if line[:1] == "#"]
    learned = sorted(name for name in set(weights) - set(prior) if seen[name] > 1)
    lines = [
        f"{name}\t{prior.get(name, 0.0):.2f}\t{weights[name]:.2f}" for name in [*prior, *learned]
    ]
    identity.FILE.write_text("\n".join([*head, *lines]) + "\n", "utf-8")


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prior", type=float, default=PRIOR)
    strength = parser.parse_args(arguments).prior
    prior = {name: float(hand) for name, hand, _ in lexicons.rows_of(identity.FILE)}
    for number in range(ROUNDS):
        found = list(examples())
        weights, loss = trained(found, prior, strength)
        write(prior, weights, Counter(mark for marks, _ in found for mark in marks))
        print(f"round {number + 1}: {len(found)} candidates, log loss {loss:.4f}")


if __name__ == "__main__":
    main(sys.argv[1:])
