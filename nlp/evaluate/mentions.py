"""Which subjects a tagger finds named, against `{"text", "title"?, "date"?, "subjects": [id, …]}`.

A row counts each subject once: named or not. `date` is the local day of the piece, whose office
holders the tagger must know; a row without one is of `UNDATED`. `case` names the kind of trap,
`mentions` the exact words (`{"subject", "field", "start", "end"}`), and `config` the configuration
whose subjects are meant: a file beside the rows or in a folder above them.

Scores: `f1` of all (row, subject) pairs, `subject.ID.f1`, `case.NAME.right` (rows without any
error), `false_friends.right` (rows in which nobody is named who is not), `spans.f1` (exact words)
and the same of the baseline, the configured aliases alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from monitor.config import Config
from monitor.configfile import load
from monitor.errors import SintesisError
from monitor.model import Analysis, Clipping
from nlp.evaluate.bootstrap import mean, score
from nlp.evaluate.classes import Counts, compared, f1, scores
from nlp.spotting import Sort, Spotter, longest

Row = Mapping[str, Any]
Span = tuple[str, str, int, int]  # subject, field, start, end
UNDATED = datetime(2026, 6, 1, 18, tzinfo=UTC)
FALSE_FRIENDS = ("false_friend", "homonym")  # cases whose words look like a subject's


class Pipe(Protocol):
    """A Tagger, or anything that tags as one."""

    def pipe(self, clippings: Iterable[Clipping]) -> Iterator[Analysis]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who reads a row, and for whom; the baseline needs the configuration."""

    tagger: Pipe
    config: Config | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was said of one row."""

    row: Row
    said: frozenset[str]
    spans: frozenset[Span]
    words: tuple[str, ...]
    baseline: frozenset[str] | None

    @property
    def truth(self) -> frozenset[str]:
        return frozenset(self.row["subjects"])


def evaluate(
    rows: Sequence[Row],
    tagger: Pipe,
    *,
    config: Config | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """All scores with their intervals; files that rows name in `config` are sought in `folder`."""
    outcomes = _outcomes(rows, Office(tagger=tagger, config=config), folder)
    result: dict[str, Any] = {"n": len(rows)}
    result |= scores([compared(one.truth, one.said) for one in outcomes])
    result |= _right("false_friends.right", _strangers(outcomes), _nobody_else)
    result |= _span_scores(outcomes)
    for subject in sorted({subject for one in outcomes for subject in one.truth | one.said}):
        result |= score(f"subject.{subject}.f1", _counts_of(outcomes, subject), f1)
    for case, group in sorted(_cases(outcomes).items()):
        result |= _right(f"case.{case}.right", group, _exactly)
    result |= _baseline([one for one in outcomes if one.baseline is not None])
    result["per_subject"] = _per_subject(outcomes)
    return result


def predictions(
    rows: Sequence[Row],
    tagger: Pipe,
    *,
    config: Config | None = None,
    folder: Path | None = None,
) -> list[dict[str, Any]]:
    """What the tagger said of each row, with the words that it read as a name."""
    return [
        {
            "subjects": sorted(one.truth),
            "predicted": sorted(one.said),
            "words": list(one.words),
            "case": one.row.get("case"),
            "text": f"{one.row.get('title') or ''}\n{one.row['text']}".strip(),
        }
        for one in _outcomes(rows, Office(tagger=tagger, config=config), folder)
    ]


def _outcomes(rows: Sequence[Row], office: Office, folder: Path | None) -> list[Outcome]:
    """The rows of one configuration go through its tagger together, the results in row order."""
    groups: dict[str | None, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[row.get("config")].append(number)
    found: dict[int, Outcome] = {}
    for name, numbers in groups.items():
        reader = office if name is None else _office(_beside(name, folder))
        taken = [rows[number] for number in numbers]
        found |= zip(numbers, _read(taken, numbers, reader), strict=True)
    return [found[number] for number in range(len(rows))]


def _beside(name: str, folder: Path | None) -> Path:
    start = (folder or Path()).resolve()
    for place in (start, *start.parents):
        if (place / name).is_file():
            return place / name
    raise SintesisError(f"No existe la configuración «{name}» junto a las filas ni más arriba.")


@lru_cache(8)
def _office(path: Path) -> Office:
    from nlp import Tagger

    config = load(path)
    return Office(tagger=Tagger(config), config=config)


def _read(rows: Sequence[Row], numbers: Sequence[int], office: Office) -> Iterator[Outcome]:
    clippings = [clipping_of(*pair) for pair in zip(rows, numbers, strict=True)]
    spotter = Spotter(office.config) if office.config else None
    for row, clipping, analysis in zip(rows, clippings, office.tagger.pipe(clippings), strict=True):
        places = [(one.subject_id, one.at) for one in analysis.mentions]
        yield Outcome(
            row=row,
            said=frozenset(subject for subject, _ in places),
            spans=frozenset((name, at.field.value, at.start, at.end) for name, at in places),
            words=tuple(at.of(clipping) for _, at in places),
            baseline=_aliases_alone(clipping, spotter) if spotter else None,
        )


def _aliases_alone(clipping: Clipping, spotter: Spotter) -> frozenset[str]:
    """Whom one would find by the configured names as whole words, whatever stands around them."""
    hits = spotter.hits(f"{clipping.title}\n{clipping.text}")
    opening = longest(hit for hit in hits if hit.pattern.sort is Sort.OPEN)
    return frozenset(hit.pattern.subject.id for hit in opening)


def clipping_of(row: Row, number: int) -> Clipping:
    """The row as a clipping of its day."""
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


def _counts_of(outcomes: Iterable[Outcome], subject: str) -> list[Counts]:
    """Of the rows where it is named or said to be: the others change no score."""
    one = {subject}
    return [
        compared(each.truth & one, each.said & one)
        for each in outcomes
        if subject in each.truth | each.said
    ]


def _per_subject(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    named = sorted({subject for one in outcomes for subject in one.truth | one.said})
    return {subject: scores(_counts_of(outcomes, subject)) for subject in named}


def _right(
    key: str, outcomes: Iterable[Outcome], is_right: Callable[[Outcome], bool]
) -> dict[str, Any]:
    return score(key, [float(is_right(one)) for one in outcomes], mean)


def _exactly(one: Outcome) -> bool:
    return one.said == one.truth


def _nobody_else(one: Outcome) -> bool:
    return one.said <= one.truth


def _strangers(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.row.get("case") in FALSE_FRIENDS]


def _cases(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if case := one.row.get("case"):
            groups[str(case)].append(one)
    return groups


def _span_scores(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    counts = []
    for one in outcomes:
        if (told := one.row.get("mentions")) is not None:
            truth = {(each["subject"], each["field"], each["start"], each["end"]) for each in told}
            counts.append(compared(truth, one.spans))
    return score("spans.f1", counts, f1) if counts else {}


def _baseline(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The aliases alone, on the rows whose configuration is known."""
    if not outcomes:
        return {}
    counts = [compared(one.truth, one.baseline or frozenset()) for one in outcomes]
    strangers = [float((one.baseline or set()) <= one.truth) for one in _strangers(outcomes)]
    return scores(counts, "baseline.") | score("baseline.false_friends.right", strangers, mean)
