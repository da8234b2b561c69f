"""A partition into stories, against `{"id", "published"?, "title", "text", "story"}`: BCubed.

The mean over all rows: how much of the row's group belongs to its true story (precision), how
much of its true story is in its group (recall).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from monitor.errors import SintesisError
from nlp.evaluate.bootstrap import mean, score

Row = Mapping[str, Any]
Group = Callable[[Iterable[tuple[str, str, str]]], Mapping[str, str]]  # (id, title, text) → story
Shares = tuple[float, float]  # precision and recall of one row


def evaluate(rows: Sequence[Row], group: Group) -> dict[str, Any]:
    shares = _shares(rows, _grouped(rows, group))
    result: dict[str, Any] = {"n": len(rows)}
    result |= score("bcubed.precision", [share[0] for share in shares], mean)
    result |= score("bcubed.recall", [share[1] for share in shares], mean)
    result |= score("bcubed.f1", shares, _f1)
    return result


def predictions(rows: Sequence[Row], group: Group) -> list[dict[str, Any]]:
    grouped = _grouped(rows, group)
    return [
        {"id": row["id"], "story": row["story"], "predicted": grouped[str(row["id"])]}
        for row in rows
    ]


def _grouped(rows: Sequence[Row], group: Group) -> Mapping[str, str]:
    for number, row in enumerate(rows, start=1):
        if missing := {"id", "text", "story"} - row.keys():
            raise SintesisError(f"Fila {number}: falta {', '.join(sorted(missing))}.")
    return group((str(row["id"]), str(row.get("title") or ""), str(row["text"])) for row in rows)


def _shares(rows: Sequence[Row], grouped: Mapping[str, str]) -> list[Shares]:
    pairs = [(str(row["story"]), grouped[str(row["id"])]) for row in rows]
    both, true, said = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return [(both[pair] / said[pair[1]], both[pair] / true[pair[0]]) for pair in pairs]


def _f1(shares: Sequence[Shares]) -> float:
    precision = mean([share[0] for share in shares])
    recall = mean([share[1] for share in shares])
    return 2 * precision * recall / (precision + recall)
