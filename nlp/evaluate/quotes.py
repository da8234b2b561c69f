"""Quotes with their speakers, against `{"title"?, "text", "quotes": [{"field", "start", "end",
"speaker"}, …]}`.

A quote is found when four fifths of the characters of both are the same (`words`), or all of them
(`exact`); `speaker` is how often those found have the right name. The baseline takes whatever
stands between marks for a quote, and the nearest name for its speaker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import SintesisError
from monitor.folding import fold
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import Counts, f1, scores
from nlp.evaluate.parts import tested
from nlp.quoting import read

Row = Mapping[str, Any]
Reader = Callable[[str, str], Sequence["Spoken"]]
SAME = 0.8  # of the characters that either has
_MARKED = re.compile(r"[«“\"]([^«»“”\"\n]{3,2000})[»”\"]")
_NAME = re.compile(r"[A-ZÁÉÍÓÚÑ]\w+(?: [A-ZÁÉÍÓÚÑ]\w+)+")
_ARTICLES = frozenset(["el", "la", "los", "las", "un", "una", "unos", "unas"])


@dataclass(frozen=True, slots=True)
class Spoken:
    """`[start, end)` of the title, a line end and the text, and who says it."""

    start: int
    end: int
    speaker: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One row: its quotes, and those that were said to be."""

    true: tuple[Spoken, ...]
    said: tuple[Spoken, ...]

    def counts(self, least: float) -> Counts:
        return len(self.pairs(least)), len(self.said), len(self.true)

    def pairs(self, least: float) -> list[tuple[Spoken, Spoken]]:
        """Every true quote with the one that was said and is the same."""
        return [
            (true, one) for true in self.true for one in self.said if _shared(one, true) >= least
        ]


def shipped(title: str, text: str) -> list[Spoken]:
    """What we ship, as a Reader."""
    said = read(f"{title}\n{text}", title=len(title))
    return [Spoken(one.start, one.end, one.speaker) for one in said]


def baseline(title: str, text: str) -> list[Spoken]:
    """Whatever stands between marks, said by the nearest run of capitals."""
    whole = f"{title}\n{text}"
    names = list(_NAME.finditer(whole))
    return [
        Spoken(found.start(1), found.end(1), _nearest(names, found.start()))
        for found in _MARKED.finditer(whole)
    ]


def evaluate(rows: Sequence[Row], reader: Reader = shipped) -> dict[str, Any]:
    """Scores over the test part, when the rows have one."""
    rows = tested(rows)
    compared = _read(rows, reader)
    result: dict[str, Any] = {"n": len(rows)}
    for prefix, least in (("words.", SAME), ("exact.", 1.0)):
        result |= scores([one.counts(least) for one in compared], prefix)
    speakers = [_speakers(one) for one in compared if one.pairs(SAME)]
    result |= score("speaker", speakers, _right)
    plain = _read(rows, baseline)
    pairs = [_speakers(one) for one in plain if one.pairs(SAME)]
    result["baselines"] = {
        "marks": {
            "f1": round(f1([one.counts(SAME) for one in plain]), 4),
            "speaker": round(_right(pairs), 4),
        }
    }
    return result


def predictions(rows: Sequence[Row], reader: Reader = shipped) -> list[dict[str, Any]]:
    """Each row with what was said of it."""
    return [
        {**row, "predicted": [_shown(row, one) for one in compared.said]}
        for row, compared in zip(rows, _read(rows, reader), strict=True)
    ]


def same_speaker(true: str, said: str) -> bool:
    """The same words but for the article: "la alcaldesa" is "alcaldesa"."""
    return _bare(true) == _bare(said)


def _shown(row: Row, one: Spoken) -> dict[str, str]:
    whole = f"{row.get('title') or ''}\n{row['text']}"
    return {"words": whole[one.start : one.end], "speaker": one.speaker}


def _read(rows: Iterable[Row], reader: Reader) -> list[Compared]:
    return [
        Compared(tuple(_true(row, number)), tuple(reader(row.get("title") or "", row["text"])))
        for number, row in enumerate(rows, start=1)
    ]


def _true(row: Row, number: int) -> list[Spoken]:
    if not isinstance(row.get("text"), str) or not isinstance(row.get("quotes"), list):
        raise SintesisError(f"Fila {number}: faltan «text» (texto) o «quotes» (lista).")
    body = len(row.get("title") or "") + 1
    try:
        return [
            _spoken(each, 0 if each.get("field") == "title" else body) for each in row["quotes"]
        ]
    except (KeyError, TypeError, AttributeError) as failure:
        raise SintesisError(
            f"Fila {number}: cada cita lleva «start», «end» y «speaker»."
        ) from failure


def _spoken(each: Mapping[str, Any], offset: int) -> Spoken:
    return Spoken(each["start"] + offset, each["end"] + offset, str(each["speaker"]))


def _speakers(one: Compared) -> tuple[int, int]:
    pairs = one.pairs(SAME)
    return sum(same_speaker(true.speaker, said.speaker) for true, said in pairs), len(pairs)


def _right(counts: Sequence[tuple[int, int]]) -> float:
    return sum(right for right, _ in counts) / max(1, sum(of for _, of in counts))


def _shared(one: Spoken, other: Spoken) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    either = max(one.end, other.end) - min(one.start, other.start)
    return both / either if both > 0 else 0.0


def _nearest(names: Sequence[re.Match[str]], at: int) -> str:
    best = min(names, key=lambda name: abs(name.start() - at), default=None)
    return best[0] if best else ""


def _bare(name: str) -> str:
    words = fold(name).split()
    return " ".join(words[1:] if words and words[0] in _ARTICLES else words).strip(" .")
