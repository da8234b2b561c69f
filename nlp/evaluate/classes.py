"""Precision, recall, F1 and accuracy, from counts or from pairs of labels.

0 where nothing was right, whatever was missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from nlp.evaluate.bootstrap import score

Counts = tuple[int, int, int]  # said and right, said, right in truth
Pair = tuple[str, str]  # the right label, the one that was said


def compared(truth: Set[Any], said: Set[Any]) -> Counts:
    return len(truth & said), len(said), len(truth)


def added(counts: Iterable[Counts]) -> Counts:
    right = said = true = 0
    for one in counts:
        right, said, true = right + one[0], said + one[1], true + one[2]
    return right, said, true


def precision(counts: Sequence[Counts]) -> float:
    right, said, _ = added(counts)
    return right / said if said else 0.0


def recall(counts: Sequence[Counts]) -> float:
    right, _, true = added(counts)
    return right / true if true else 0.0


def f1(counts: Sequence[Counts]) -> float:
    right, said, true = added(counts)
    return 2 * right / (said + true) if said + true else 0.0


def scores(counts: Sequence[Counts], prefix: str = "") -> dict[str, Any]:
    """The three with their intervals; `prefix` ends in its dot."""
    return (
        score(f"{prefix}precision", counts, precision)
        | score(f"{prefix}recall", counts, recall)
        | score(f"{prefix}f1", counts, f1)
    )


def counts_of(pairs: Sequence[Pair], wanted: str) -> list[Counts]:
    """Of one label."""
    return [
        (int(true == said == wanted), int(said == wanted), int(true == wanted))
        for true, said in pairs
    ]


def used(pairs: Sequence[Pair]) -> list[str]:
    """The labels that the truth or the reader uses."""
    return sorted({label for pair in pairs for label in pair})


def accuracy(pairs: Sequence[Pair]) -> float:
    return sum(true == said for true, said in pairs) / len(pairs)


def macro_f1(pairs: Sequence[Pair]) -> float:
    """The mean of the F1 of each label; one that nobody uses does not count."""
    labels = used(pairs)
    return sum(f1(counts_of(pairs, label)) for label in labels) / len(labels)


def baselines(
    pairs: Sequence[Pair], always: Mapping[str, str] | None = None
) -> dict[str, dict[str, float]]:
    """What one answer to everything would have scored: each of `always`, and the commonest."""
    if not pairs:
        return {}
    [(majority, _)] = Counter(true for true, _ in pairs).most_common(1)
    answers = {**(always or {}), "majority": majority}
    return {name: summed([(true, one) for true, _ in pairs]) for name, one in answers.items()}


def summed(pairs: Sequence[Pair]) -> dict[str, float]:
    """Both scores of pairs, without their intervals."""
    return {"accuracy": round(accuracy(pairs), 4), "macro_f1": round(macro_f1(pairs), 4)}
