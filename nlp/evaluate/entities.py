"""Names of people, organisations and places, against `{"text", "entities": [[start, end, kind]]}`.

Kinds are PER, ORG and LOC. A name is right when its first and last character and its kind are:
`spans` scores let the kind go. The baseline calls every run of capitalised words a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from monitor.errors import SintesisError
from nlp.evaluate import Row
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import compared, f1, scores

KINDS = ("PER", "ORG", "LOC")
Name = tuple[int, int, str]
EXAMPLES = 12
_CAPITALISED = re.compile(
    r"\b[A-ZÁÉÍÓÚÜÑ][\wáéíóúüñ]*(?:\s(?:de |del |la |los |y )*[A-ZÁÉÍÓÚÜÑ][\wáéíóúüñ]*)*"
)


class Finder(Protocol):
    """A Recogniser, or anything that finds names as one."""

    def names(self, text: str) -> Iterable[Name]: ...


class Capitals:
    """The baseline."""

    def names(self, text: str) -> list[Name]:
        return [(run.start(), run.end(), "PER") for run in _CAPITALISED.finditer(text)]


def evaluate(rows: Sequence[Row], finder: Finder) -> dict[str, Any]:
    """Scores over all names, by kind, of the bare spans, and examples of what went wrong."""
    pairs = [_pair(row, number, finder) for number, row in enumerate(rows, start=1)]
    result: dict[str, Any] = {"n": len(rows)}
    result |= scores([compared(*pair) for pair in pairs])
    result |= score("spans.f1", [compared(_bare(truth), _bare(said)) for truth, said in pairs], f1)
    for kind in KINDS:
        counts = [compared(_only(truth, kind), _only(said, kind)) for truth, said in pairs]
        result |= scores(counts, f"{kind}.")
    result["baselines"] = {"capitals": _baseline(rows)}
    result["errors"] = _errors(rows, pairs)[:EXAMPLES]
    return result


def predictions(rows: Sequence[Row], finder: Finder) -> list[dict[str, Any]]:
    """Each text with the names that were missed, and those that are none."""
    pairs = [_pair(row, number, finder) for number, row in enumerate(rows, start=1)]
    return [_told(row, *pair) for row, pair in zip(rows, pairs, strict=True)]


def _pair(row: Row, number: int, finder: Finder) -> tuple[set[Name], set[Name]]:
    text, entities = row.get("text"), row.get("entities")
    if not isinstance(text, str) or not isinstance(entities, list):
        raise SintesisError(f"Fila {number}: faltan «text» (texto) o «entities» (lista).")
    return {_name(each, number) for each in entities}, {(*name,) for name in finder.names(text)}


def _name(each: object, number: int) -> Name:
    match each:
        case [int(start), int(end), str(kind)] if start < end and kind in KINDS:
            return start, end, kind
    raise SintesisError(
        f"Fila {number}: «entities» lleva [inicio, fin, {' | '.join(KINDS)}], no {each}."
    )


def _bare(names: set[Name]) -> set[Name]:
    return {(start, end, "") for start, end, _ in names}


def _only(names: set[Name], kind: str) -> set[Name]:
    return {name for name in names if name[2] == kind}


def _baseline(rows: Sequence[Row]) -> dict[str, float]:
    pairs = [_pair(row, number, Capitals()) for number, row in enumerate(rows, start=1)]
    spans = [compared(_bare(truth), _bare(said)) for truth, said in pairs]
    whole = [compared(truth, said) for truth, said in pairs]
    return {"f1": round(f1(whole), 4), "spans.f1": round(f1(spans), 4)}


def _errors(
    rows: Sequence[Row], pairs: Sequence[tuple[set[Name], set[Name]]]
) -> list[dict[str, Any]]:
    return [
        _told(row, truth, said)
        for row, (truth, said) in zip(rows, pairs, strict=True)
        if truth != said
    ]


def _told(row: Row, truth: set[Name], said: set[Name]) -> dict[str, Any]:
    text = row["text"]
    return {
        "text": text,
        "missed": [f"{kind} {text[start:end]}" for start, end, kind in sorted(truth - said)],
        "wrong": [f"{kind} {text[start:end]}" for start, end, kind in sorted(said - truth)],
    }
