"""Stance towards a target, against `{"text", "target", "start"?, "end"?, "label"}`.

Rows of several targets, `{"text", "targets": [{"start", "end", "label"}]}`, count one for each.

`macro_f1` is the mean of the F1 of the three labels; `confusion[label][said]` counts rows. The
baselines say what always "neutral", and always the most frequent label, would have scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from monitor.errors import SintesisError
from monitor.model import Stance
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import Pair, accuracy, baselines, counts_of, macro_f1, scores

Row = Mapping[str, Any]
Reader = Callable[[str, str, int | None, int | None], tuple[Stance, float]]
LABELS = tuple(stance.value for stance in Stance)


def evaluate(rows: Sequence[Row], reader: Reader) -> dict[str, Any]:
    pairs = [(row["label"], stance.value) for row, stance, _ in _read(rows, reader)]
    result: dict[str, Any] = {"n": len(pairs)}
    result |= score("accuracy", pairs, accuracy) | score("macro_f1", pairs, macro_f1)
    result["per_class"] = {label: _class_scores(pairs, label) for label in LABELS}
    counted = Counter(pairs)
    result["confusion"] = {
        label: {said: counted[label, said] for said in LABELS} for label in LABELS
    }
    result["baselines"] = baselines(pairs, {"neutral": Stance.NEUTRAL.value})
    return result


def predictions(rows: Sequence[Row], reader: Reader) -> list[dict[str, Any]]:
    """Each row with what the reader said of it, and how sure it was."""
    return [
        {**row, "predicted": stance.value, "confidence": confidence}
        for row, stance, confidence in _read(rows, reader)
    ]


def _read(rows: Sequence[Row], reader: Reader) -> list[tuple[Row, Stance, float]]:
    return [
        (row, *reader(row["text"], row["target"], row.get("start"), row.get("end")))
        for row in (each for n, row in enumerate(rows, start=1) for each in _flat(n, row))
    ]


def _flat(number: int, row: Row) -> list[Row]:
    """The row, or one row for each of its targets."""
    targets = row.get("targets")
    if not isinstance(targets, list) or not isinstance(row.get("text"), str):
        return [_checked(number, row)]
    named = [
        {"text": row["text"], "target": row["text"][each["start"] : each["end"]], **each}
        for each in targets
    ]
    return [_checked(number, each) for each in named]


def _checked(number: int, row: Row) -> Row:
    if row.get("label") not in LABELS:
        raise SintesisError(f"Fila {number}: «label» debe ser {', '.join(LABELS)}.")
    if not isinstance(row.get("text"), str) or not isinstance(row.get("target"), str):
        raise SintesisError(f"Fila {number}: faltan «text» o «target».")
    return row


def _class_scores(pairs: Sequence[Pair], label: str) -> dict[str, Any]:
    counts = counts_of(pairs, label)
    return scores(counts) | {"n": sum(true for _, _, true in counts)}
