"""The three readings and the voice, against `{"text", "targets": [{"start", "end", "label", …}]}`.

`ece` is the expected calibration error of the stance: by how much its probabilities lie, over ten
shelves. `named.*` shows the model the names that it is never shown; `hard.KIND.*` are the rows so
marked, `outlet.NAME.*` those of one outlet. Intervals resample whole texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from monitor.errors import SintesisError
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import Pair, accuracy, macro_f1
from nlp.readings import HEADS

Row = Mapping[str, Any]
Chances = Callable[[str, int, int, bool], Mapping[str, Any]]  # text, start, end, with its name?
SHELVES = 10
FEW = 8  # rows: of fewer no figure is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One target, what is right of it, and how likely the reader held each class."""

    text: int  # number of its row: those of one text depend on each other
    row: Row
    target: Mapping[str, Any]
    chances: Mapping[str, Any]

    def pair(self, head: str) -> Pair:
        return self.target[head], HEADS[head][int(np.argmax(self.chances[head]))]


def evaluate(rows: Sequence[Row], chances: Chances, *, named: bool = True) -> dict[str, Any]:
    """Every score; without `named`, not those that show the names: half of the time."""
    told = list(_told(rows, chances, named=False))
    result: dict[str, Any] = {"n": len(told)}
    result |= _scores("", told, "label") | {"ece": _ece(told, "label")}
    for head in ("tone", "responsible", "voice"):
        some = [each for each in told if head in each.target]
        result |= _scores(f"{head}.", some, head) | {f"{head}.ece": _ece(some, head)}
    hard = [each for each in told if each.target.get("hard")]
    result |= _scores("hard.", hard, "label")
    if named:
        result |= _scores("named.", list(_told(rows, chances, named=True)), "label")
    for kind in sorted({kind for each in hard for kind in each.target["hard"]}):
        some = [each for each in hard if kind in each.target["hard"]]
        result |= _scores(f"hard.{kind}.", some, "label")
    for outlet in sorted({str(each.row["outlet"]) for each in told if each.row.get("outlet")}):
        some = [each for each in told if each.row.get("outlet") == outlet]
        result |= _scores(f"outlet.{outlet}.", some, "label")
    return result


def predictions(rows: Sequence[Row], chances: Chances) -> list[dict[str, Any]]:
    """One row for each target, with every head's answer and its probability."""
    return [
        {
            "text": each.row["text"],
            **each.target,
            "target": each.row["text"][each.target["start"] : each.target["end"]],
            **{
                f"predicted_{head}": HEADS[head][int(np.argmax(each.chances[head]))]
                for head in HEADS
            },
            "confidence": round(float(max(each.chances["label"])), 3),
        }
        for each in _told(rows, chances, named=False)
    ]


def reliability(rows: Sequence[Row], chances: Chances, head: str) -> list[tuple[float, float, int]]:
    """For each shelf that holds rows: mean probability, share that was right, rows."""
    return _reliability(list(_told(rows, chances, named=False)), head)


def _told(rows: Sequence[Row], chances: Chances, *, named: bool) -> Iterator[Told]:
    for number, row in enumerate(rows, start=1):
        for target in _targets(number, row):
            answer = chances(row["text"], target["start"], target["end"], named)
            yield Told(text=number, row=row, target=target, chances=answer)


def _targets(number: int, row: Row) -> list[Row]:
    targets = row.get("targets")
    if not isinstance(row.get("text"), str) or not isinstance(targets, list):
        raise SintesisError(f"Fila {number}: faltan «text» o «targets».")
    for target in targets:
        wrong = [head for head in HEADS if target.get(head, HEADS[head][0]) not in HEADS[head]]
        if wrong or "label" not in target or not {"start", "end"} <= target.keys():
            raise SintesisError(
                f"Fila {number}: cada objetivo lleva «start», «end» y «label», y las lecturas "
                f"{', '.join(HEADS)} con los valores de la guía."
            )
    return targets


def _scores(prefix: str, told: Sequence[Told], head: str) -> dict[str, Any]:
    if len(told) < FEW:
        return {}
    texts: dict[int, list[Pair]] = {}
    for each in told:
        texts.setdefault(each.text, []).append(each.pair(head))
    groups = list(texts.values())
    return (
        score(f"{prefix}macro_f1", groups, lambda some: macro_f1(_flat(some)))
        | score(f"{prefix}accuracy", groups, lambda some: accuracy(_flat(some)))
        | {f"{prefix}macro_f1_n": len(told), f"{prefix}accuracy_n": len(told)}
    )


def _flat(groups: Sequence[Sequence[Pair]]) -> list[Pair]:
    return [pair for group in groups for pair in group]


def _ece(told: Sequence[Told], head: str) -> float:
    """The mean distance between what a shelf promised and what it held."""
    shelves = _reliability(told, head)
    rows = sum(count for *_, count in shelves)
    return round(sum(abs(sure - right) * count for sure, right, count in shelves) / rows, 4)


def _reliability(told: Sequence[Told], head: str) -> list[tuple[float, float, int]]:
    shelves: dict[int, list[tuple[float, bool]]] = {}
    for each in told:
        label, said = each.pair(head)
        sure = float(max(each.chances[head]))
        shelves.setdefault(min(SHELVES - 1, int(sure * SHELVES)), []).append((sure, label == said))
    return [
        (
            sum(sure for sure, _ in shelf) / len(shelf),
            sum(right for _, right in shelf) / len(shelf),
            len(shelf),
        )
        for _, shelf in sorted(shelves.items())
    ]
