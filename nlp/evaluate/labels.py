"""One label of a whole piece, its theme or its kind, against `{"title"?, "text", "theme", "kind"}`.

`macro_f1` is the mean of the F1 of every label that the truth or the reader uses. The baselines:
always the most frequent label and, for themes, the list of words that finds most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from monitor.errors import SintesisError
from monitor.folding import fold
from nlp import kinds, meaning, themes
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import Pair, accuracy, baselines, counts_of, f1, macro_f1, summed, used
from nlp.evaluate.parts import tested

Row = Mapping[str, Any]
Reader = Callable[[str, str], str]


def theme(title: str, text: str) -> str:
    """What we ship, as a Reader of themes."""
    return themes.read(title, text, vector=meaning.vector(title, text))[0]


def kind(title: str, text: str) -> str:
    """What we ship, as a Reader of kinds, for a page that states none."""
    return kinds.read(title, text).value


def by_words(title: str, text: str) -> str:
    """The theme whose list of words finds most; the first, when none finds any."""
    counts = themes.keywords(fold(f"{title}\n{text[: themes.LEAD]}"))
    return themes.names()[counts.index(max(counts))]


READERS: Mapping[str, Reader] = {"theme": theme, "kind": kind}
BASELINES: Mapping[str, Mapping[str, Reader]] = {"theme": {"keywords": by_words}, "kind": {}}


def evaluate(rows: Sequence[Row], label: str) -> dict[str, Any]:
    """Scores over the test part, when the rows have one."""
    rows = tested(rows)
    pairs = _read(rows, label, READERS[label])
    result: dict[str, Any] = {"n": len(pairs)}
    result |= score("accuracy", pairs, accuracy) | score("macro_f1", pairs, macro_f1)
    result["per_class"] = {
        name: {
            "f1": round(f1(counts_of(pairs, name)), 4),
            "n": sum(name == true for true, _ in pairs),
        }
        for name in used(pairs)
    }
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    result["confused"] = {
        f"{true} > {said}": count for (true, said), count in counted.most_common()
    }
    result["baselines"] = _baselines(rows, label, pairs)
    return result


def predictions(rows: Sequence[Row], label: str) -> list[dict[str, Any]]:
    """Each row with what the reader said of it."""
    said = _read(rows, label, READERS[label])
    return [{**row, "predicted": told} for row, (_, told) in zip(rows, said, strict=True)]


def _read(rows: Sequence[Row], label: str, reader: Reader) -> list[Pair]:
    return [
        (str(row[label]), reader(str(row.get("title") or ""), row["text"]))
        for row in map(_checked, range(1, len(rows) + 1), rows, [label] * len(rows))
    ]


def _checked(number: int, row: Row, label: str) -> Row:
    if not isinstance(row.get("text"), str) or not isinstance(row.get(label), str):
        raise SintesisError(f"Fila {number}: faltan «text» o «{label}».")
    return row


def _baselines(
    rows: Sequence[Row], label: str, pairs: Sequence[Pair]
) -> dict[str, dict[str, float]]:
    if not pairs:
        return {}
    readers = BASELINES[label].items()
    return baselines(pairs) | {name: summed(_read(rows, label, each)) for name, each in readers}
