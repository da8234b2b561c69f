"""How far two people agree who label the same mentions apart: `nlp/labelled/second_pass.tsv`.

    python -m training.agreement

The first pass is the label of the test part. Printed: the share on which both agree, and Cohen's
kappa, which takes off what chance alone would give; with 95 % intervals.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence

from nlp.evaluate.bootstrap import interval
from nlp.readings import HEADS
from training.labelled import LABELLED

Pair = tuple[str, str]


def main() -> None:
    first = [json.loads(line) for line in _lines("readings_test.jsonl")]
    pairs: dict[str, list[Pair]] = {head: [] for head in HEADS}
    for line in _lines("second_pass.tsv"):
        text, target, *second = line.split("\t")
        labels = first[int(text)]["targets"][int(target)]
        for head, said in zip(HEADS, second, strict=True):
            pairs[head].append((labels[head], said))
    for head, both in pairs.items():
        print(
            f"{head:<12} n {len(both)}  agree {_told(both, agreement)}  kappa {_told(both, kappa)}"
        )


def agreement(pairs: Sequence[Pair]) -> float:
    return sum(one == other for one, other in pairs) / len(pairs)


def kappa(pairs: Sequence[Pair]) -> float:
    ones, others = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(ones[label] * others[label] for label in ones) / len(pairs) ** 2
    return (agreement(pairs) - chance) / (1 - chance) if chance < 1 else 1.0


def _told(pairs: Sequence[Pair], statistic: Callable[[Sequence[Pair]], float]) -> str:
    low, high = interval(pairs, statistic)
    return f"{statistic(pairs):.3f} [{low:.3f}, {high:.3f}]"


def _lines(name: str) -> list[str]:
    return (LABELLED / name).read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main()
