"""Which subjects a tagger finds named, against `{"text", "title"?, "date"?, "subjects": [id, …]}`.

A row counts each subject once: named or not. `date` is the local day of the piece, whose office
holders the tagger must know; a row without one is of `UNDATED`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from monitor.errors import SintesisError
from monitor.model import Analysis, Clipping
from nlp.evaluate.bootstrap import score
from nlp.evaluate.classes import Counts, f1, precision, recall

Row = Mapping[str, Any]
UNDATED = datetime(2026, 6, 1, 18, tzinfo=UTC)


class Pipe(Protocol):
    """A Tagger, or anything that tags as one."""

    def pipe(self, clippings: Iterable[Clipping]) -> Iterator[Analysis]: ...


def evaluate(rows: Sequence[Row], tagger: Pipe) -> dict[str, Any]:
    """Scores over all (row, subject) pairs, and the same for every subject."""
    pairs = [(truth, said) for truth, said, _ in _read(rows, tagger)]
    result: dict[str, Any] = {"n": len(rows)}
    result |= _scores([_counts(truth, said) for truth, said in pairs])
    named = sorted({subject for pair in pairs for subjects in pair for subject in subjects})
    result["per_subject"] = {
        subject: _scores([_counts(truth & {subject}, said & {subject}) for truth, said in pairs])
        for subject in named
    }
    return result


def predictions(rows: Sequence[Row], tagger: Pipe) -> list[dict[str, Any]]:
    """What the tagger said of each row, with the words that it read as a name."""
    return [
        {"subjects": sorted(truth), "predicted": sorted(said), "words": words}
        for truth, said, words in _read(rows, tagger)
    ]


def _read(rows: Sequence[Row], tagger: Pipe) -> Iterator[tuple[set[str], set[str], list[str]]]:
    clippings = [_clipping(row, number) for number, row in enumerate(rows)]
    for row, clipping, analysis in zip(rows, clippings, tagger.pipe(clippings), strict=True):
        said = {mention.subject_id for mention in analysis.mentions}
        words = [mention.at.of(clipping) for mention in analysis.mentions]
        yield set(row["subjects"]), said, words


def _clipping(row: Row, number: int) -> Clipping:
    if not isinstance(row.get("text"), str) or not isinstance(row.get("subjects"), list):
        raise SintesisError(f"Fila {number + 1}: faltan «text» (texto) o «subjects» (lista).")
    moment = _moment(row.get("date"), number)
    return Clipping(
        id=str(number),
        revision=1,
        source_id="labelled",
        outlet_id="labelled",
        url=None,
        title=str(row.get("title") or ""),
        text=row["text"],
        published_at=moment,
        collected_at=moment,
    )


def _moment(date: object, number: int) -> datetime:
    """Six in the evening UTC: noon in Mexico, the same day in every zone of the country."""
    if date is None:
        return UNDATED
    try:
        day = datetime.fromisoformat(str(date))
    except ValueError as failure:
        raise SintesisError(f"Fila {number + 1}: «date» no es AAAA-MM-DD: {date}.") from failure
    return day if day.tzinfo else day.replace(hour=18, tzinfo=UTC)


def _counts(truth: set[str], said: set[str]) -> Counts:
    return len(truth & said), len(said), len(truth)


def _scores(counts: list[Counts]) -> dict[str, Any]:
    return (
        score("precision", counts, precision)
        | score("recall", counts, recall)
        | score("f1", counts, f1)
    )
