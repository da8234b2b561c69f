"""Scores of an extractor on labelled pages: words, snippets, title, date, author, verdict, speed.

A row names a saved page (`html`, maybe gzipped) and what a person read in it; every key but
`html` is optional and counts only in its own score. `text` is the whole piece, `with` and
`without` are snippets that must and must not appear, `date` is the local day, `article: false`
marks a front or section page.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from time import process_time
from typing import Any

from monitor.errors import SintesisError
from monitor.folding import compose
from monitor.model import Article, Rejected
from nlp.evaluate.bootstrap import mean, score

Row = Mapping[str, Any]
Extractor = Callable[[bytes, str], Article | Rejected]  # of a page's bytes and its address
Snippets = tuple[int, int, int]  # wanted and found, unwanted and found, wanted and missed

_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the extractor made of one row, and the CPU seconds it took."""

    row: Row
    got: Article | Rejected
    seconds: float

    @property
    def text(self) -> str:
        return self.got.text if isinstance(self.got, Article) else ""


def evaluate(
    rows: Iterable[Row], extract: Extractor, *, folder: Path = Path(), zone: tzinfo = UTC
) -> dict[str, Any]:
    """All scores with their intervals; pages are read from `folder`, days told in `zone`."""
    outcomes = [_outcome(row, extract, folder) for row in _checked(rows)]
    hits = {
        "title": _hits(outcomes, "title", lambda got: got.title),
        "date": _hits(outcomes, "date", lambda got: _day(got, zone)),
        "author": _hits(outcomes, "author", lambda got: got.author),
    }
    result: dict[str, Any] = {"n": len(outcomes)}
    result |= score("words.f1", _word_scores(outcomes), mean)
    for name, statistic in (("precision", _precision), ("recall", _recall), ("f1", _f1)):
        result |= score(f"snippets.{name}", _snippets(outcomes), statistic)
    for name, values in hits.items():
        result |= score(name, values, mean)
    result |= score("article", _verdicts(outcomes), mean)
    return result | score("pages_per_cpu_s", [one.seconds for one in outcomes], _rate)


def predictions(
    rows: Iterable[Row], extract: Extractor, *, folder: Path = Path(), zone: tzinfo = UTC
) -> list[dict[str, Any]]:
    """What was read in each page, as rows that a person can compare with the labels."""
    return [_prediction(_outcome(row, extract, folder), zone) for row in _checked(rows)]


def word_f1(found: str, wanted: str) -> float:
    """F1 over the words of two texts, each counted as often as it stands there."""
    left, right = _words(found), _words(wanted)
    shared = (left & right).total()
    return 2 * shared / ((left.total() + right.total()) or 1)


def _checked(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if not isinstance(row.get("html"), str):
            raise SintesisError(f"Fila {number}: falta «html», la ruta de la página guardada.")
        yield row


def _outcome(row: Row, extract: Extractor, folder: Path) -> Outcome:
    body = _page(folder / str(row["html"]))
    start = process_time()
    got = extract(body, str(row.get("url") or ""))
    return Outcome(row=row, got=got, seconds=max(process_time() - start, 1e-9))


def _page(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
    except OSError as failure:
        raise SintesisError(f"No se puede leer la página {path}: {failure}") from failure
    return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(compose(text).lower()))


def _word_scores(outcomes: Sequence[Outcome]) -> list[float]:
    return [word_f1(one.text, one.row["text"]) for one in outcomes if one.row.get("text")]


def _snippets(outcomes: Sequence[Outcome]) -> list[Snippets]:
    return [_found(one) for one in outcomes if one.row.get("with") or one.row.get("without")]


def _found(one: Outcome) -> Snippets:
    text = _plain(one.text)
    wanted = [_plain(snippet) in text for snippet in one.row.get("with", ())]
    leaked = [_plain(snippet) in text for snippet in one.row.get("without", ())]
    return sum(wanted), sum(leaked), len(wanted) - sum(wanted)


def _precision(rows: Sequence[Snippets]) -> float:
    right, leaked = sum(row[0] for row in rows), sum(row[1] for row in rows)
    return right / ((right + leaked) or 1)


def _recall(rows: Sequence[Snippets]) -> float:
    right, missed = sum(row[0] for row in rows), sum(row[2] for row in rows)
    return right / ((right + missed) or 1)


def _f1(rows: Sequence[Snippets]) -> float:
    precision, recall = _precision(rows), _recall(rows)
    return 2 * precision * recall / ((precision + recall) or 1)


def _hits(
    outcomes: Sequence[Outcome], key: str, read: Callable[[Article], str | None]
) -> list[float]:
    labelled = [one for one in outcomes if one.row.get(key)]
    return [float(_same(one, str(one.row[key]), read)) for one in labelled]


def _same(one: Outcome, wanted: str, read: Callable[[Article], str | None]) -> bool:
    got = read(one.got) if isinstance(one.got, Article) else None
    return got is not None and _plain(got).lower() == _plain(wanted).lower()


def _day(got: Article, zone: tzinfo) -> str | None:
    moment = got.published_at
    return moment.astimezone(zone).date().isoformat() if moment else None


def _verdicts(outcomes: Sequence[Outcome]) -> list[float]:
    return [
        float(isinstance(one.got, Article) == one.row["article"])
        for one in outcomes
        if "article" in one.row
    ]


def _plain(text: str) -> str:
    """Spaces and quotes in one spelling: they are not what is scored."""
    return " ".join(compose(text).translate(_QUOTES).split())


def _rate(seconds: Sequence[float]) -> float:
    return len(seconds) / sum(seconds)


def _prediction(one: Outcome, zone: tzinfo) -> dict[str, Any]:
    got = one.got
    if isinstance(got, Rejected):
        return {"html": one.row["html"], "rejected": got.outcome.value, "detail": got.detail}
    return {
        "html": one.row["html"],
        "title": got.title,
        "date": _day(got, zone),
        "author": got.author,
        "kind": got.kind.value,
        "section": got.section,
        "text": got.text,
    }
