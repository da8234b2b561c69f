"""A partition into stories, against `{"id", "published"?, "title", "text", "story", "copy_of"?}`.

BCubed: the mean over all rows of how much of the row's group belongs to its true story
(precision), and of how much of its true story is in its group (recall). Copies: of all pairs of
rows said to be copies of one text, how many are (precision), and of all that are, how many were
said (recall); rows of one text are chained by `copy_of`. Intervals resample whole true stories.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from monitor.errors import SintesisError
from nlp.evaluate.bootstrap import mean, score

Row = Mapping[str, Any]
Group = Callable[[Sequence[Row]], Mapping[str, str]]  # rows → the story of each id
Shares = tuple[float, float]  # precision and recall of one row
Pairs = tuple[int, int, int]  # right, said, true: of the rows of one true story


def evaluate(
    rows: Sequence[Row],
    group: Group,
    *,
    copies: Group | None = None,
    baselines: Mapping[str, Group] | None = None,
) -> dict[str, Any]:
    """The scores of `group`; of `copies`, which groups by text alone; and of each baseline."""
    _check(rows)
    result: dict[str, Any] = {"n": len(rows), "stories": len({row["story"] for row in rows})}
    result |= _bcubed("bcubed", rows, group(rows))
    if copies and any("copy_of" in row for row in rows):
        result |= _of_pairs(rows, copies(rows))
    for name, baseline in {"own": _own, **(baselines or {})}.items():
        result |= _bcubed(f"baseline.{name}", rows, baseline(rows))
    return result


def predictions(rows: Sequence[Row], group: Group) -> list[dict[str, Any]]:
    _check(rows)
    grouped = group(rows)
    return [
        {"id": row["id"], "story": row["story"], "predicted": grouped[str(row["id"])]}
        for row in rows
    ]


def _check(rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        if missing := {"id", "text", "story"} - row.keys():
            raise SintesisError(f"Fila {number}: falta {', '.join(sorted(missing))}.")


def _own(rows: Sequence[Row]) -> Mapping[str, str]:
    """Every note a story of its own."""
    return {str(row["id"]): str(row["id"]) for row in rows}


def _bcubed(name: str, rows: Sequence[Row], grouped: Mapping[str, str]) -> dict[str, Any]:
    return bcubed(name, list(_by_story(rows, shares(rows, grouped)).values()))


def bcubed(name: str, stories: Sequence[Sequence[Shares]]) -> dict[str, Any]:
    """Precision, recall and F1 of the rows of each true story."""
    return (
        score(f"{name}.precision", stories, lambda some: _mean(some, 0))
        | score(f"{name}.recall", stories, lambda some: _mean(some, 1))
        | score(f"{name}.f1", stories, _f1)
    )


def shares(rows: Sequence[Row], grouped: Mapping[str, str]) -> list[Shares]:
    pairs = [(str(row["story"]), grouped[str(row["id"])]) for row in rows]
    both, true, said = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return [(both[pair] / said[pair[1]], both[pair] / true[pair[0]]) for pair in pairs]


def _by_story(rows: Sequence[Row], shares: Iterable[Shares]) -> Mapping[str, list[Shares]]:
    grouped: dict[str, list[Shares]] = defaultdict(list)
    for row, share in zip(rows, shares, strict=True):
        grouped[str(row["story"])].append(share)
    return grouped


def _mean(stories: Sequence[Sequence[Shares]], side: int) -> float:
    return mean([share[side] for story in stories for share in story])


def _f1(stories: Sequence[Sequence[Shares]]) -> float:
    precision, recall = _mean(stories, 0), _mean(stories, 1)
    return 2 * precision * recall / (precision + recall)


def _of_pairs(rows: Sequence[Row], said: Mapping[str, str]) -> dict[str, Any]:
    counted = list(_pairs(rows, said).values())
    return score("copies.precision", counted, lambda some: _ratio(some, 1)) | score(
        "copies.recall", counted, lambda some: _ratio(some, 2)
    )


def _ratio(counted: Sequence[Pairs], of: int) -> float:
    whole = sum(each[of] for each in counted)
    return sum(each[0] for each in counted) / whole if whole else 1.0


def _pairs(rows: Sequence[Row], said: Mapping[str, str]) -> Mapping[str, Pairs]:
    """By true story; a pair across two stories is wrong, and counts in that of its first row."""
    true = _texts(rows)
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, row in enumerate(rows):
        one, its = str(row["id"]), counted[str(row["story"])]
        for later in rows[place + 1 :]:
            other = str(later["id"])
            is_true, is_said = true[one] == true[other], said[one] == said[other]
            its[0] += is_true and is_said
            its[1] += is_said
            its[2] += is_true
    return {story: (each[0], each[1], each[2]) for story, each in counted.items()}


def _texts(rows: Sequence[Row]) -> Mapping[str, str]:
    """The first row of the chain of each one."""
    copied = {str(row["id"]): str(row["copy_of"]) for row in rows if row.get("copy_of")}
    firsts: dict[str, str] = {}
    for row in rows:
        one = first = str(row["id"])
        seen = {first}
        while first in copied and copied[first] not in seen:
            first = copied[first]
            seen.add(first)
        firsts[one] = first
    return firsts
