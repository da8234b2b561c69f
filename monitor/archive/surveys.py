"""All that a weekly or monthly report counts, in one view of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Connection, and_, func, select

from monitor.archive import analyses, sources
from monitor.archive.aggregates import began, by_author, day_of, named_places
from monitor.archive.clippings import LATEST
from monitor.archive.counted import Ranks, Scope, pieces, ranked_in
from monitor.archive.find import Asked
from monitor.archive.records import SourceState
from monitor.archive.rows import clipping_of
from monitor.archive.schema import clippings, revisions
from monitor.archive.tallied import Tallied, count
from monitor.config import Source
from monitor.folding import fold
from monitor.model import Entry, PieceKind, SourceReport, Stance
from monitor.periods import Count, Period, PeriodFacts

_BATCH: Final = 10_000  # rows
_READ: Final = 40  # pieces of a story, the first ones: enough to know who leads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the office asks of every period."""

    zone: ZoneInfo
    sources: Sequence[Source]
    ranks: Ranks
    own: Collection[str]  # subjects: what is said against them is told
    ours: Collection[str]  # how the municipality is named
    without: Collection[PieceKind]  # paid for, or notices: in no number
    most_told: int = 8
    most_negative: int = 5


def facts(db: Connection, period: Period, survey: Survey) -> PeriodFacts:
    scope = _scope(period, survey)
    found = pieces(db, scope)
    notes = tallied(db, period, survey)
    told = notes.most_told(survey.most_told)
    worst = notes.most_negative(survey.most_negative)
    return PeriodFacts(
        period=period,
        began=began(db),
        now=notes.counts(),
        before=tallied(db, period.before, survey).counts(),
        authors=by_author(db, scope),
        places=tuple(_places(db, found, notes, survey)),
        most_told=told,
        most_negative=worst,
        entries=tuple(_entries(db, found, sorted({each.story_id for each in (*told, *worst)}))),
        coverage=tuple(_coverage(db, period, survey)),
    )


def _scope(period: Period, survey: Survey) -> Scope:
    since, until = period.bounds(survey.zone)
    return Scope(asked=Asked(since=since, until=until), without=survey.without)


def tallied(db: Connection, period: Period, survey: Survey) -> Tallied:
    """Every note of a period in one pass, which costs far more than counting what it gives."""
    scope = replace(_scope(period, survey), without=())
    found = pieces(db, scope)
    said = ranked_in(found, scope, survey.ranks)
    columns = (found.c.number, found.c.quarter, found.c.outlet, found.c.kind, found.c.theme)
    query = select(
        *columns, found.c.story, said.c.subject_id, said.c.stance, said.c.place
    ).select_from(found.outerjoin(said, said.c.number == found.c.number))
    counted = Tallied()
    day, without = day_of(survey.zone), {each.value for each in survey.without}
    rows = db.execute(query, execution_options={"yield_per": _BATCH})
    for number, quarter, outlet, kind, theme, story, subject, stance, place in rows:
        if place is None or place == 1:
            counted.pieces[day(quarter), outlet, kind, theme, stance] += 1
        if kind in without:
            continue
        if place is None or place == 1:
            counted.stances[number] = stance
            counted.outlets[story, outlet] += 1
        if subject is not None:
            counted.subjects[subject, stance] += 1
        if subject in survey.own and stance == Stance.NEGATIVE.value:
            counted.against[number] = story
    return counted


def _places(db: Connection, found: CTE, notes: Tallied, survey: Survey) -> Iterable[Count]:
    """As `by_place`, with the stances that are known already."""
    rows = db.execute(named_places(found), execution_options={"yield_per": _BATCH})
    home = {fold(each) for each in survey.ours}
    names: dict[str, str] = {}
    seen: set[tuple[str, int]] = set()
    for number, folded, name, town in rows:
        if town is None or fold(town) in home:
            names[folded] = min(name, names.get(folded, name))
            seen.add((folded, number))
    counts = Counter((folded, notes.stances[number]) for folded, number in seen)
    for (folded, stance), number in counts.items():
        yield count(names[folded], stance, number)


def _entries(db: Connection, found: CTE, stories: Sequence[str]) -> Iterable[Entry]:
    first = func.row_number().over(
        partition_by=found.c.story, order_by=(found.c.quarter, found.c.id)
    )
    ranked = (
        select(found.c.id, found.c.story, first.label("place"))
        .where(found.c.story.in_(stories))
        .subquery("ranked")
    )
    rows = db.execute(
        select(revisions, ranked.c.story, clippings.c.withdrawn_at)
        .join(clippings, LATEST)
        .join(ranked, and_(ranked.c.id == clippings.c.id, ranked.c.place <= _READ))
        .order_by(clippings.c.published_at, clippings.c.id)
    ).all()
    read = analyses.of(db, [row.clipping_id for row in rows])
    for row in rows:
        if row.clipping_id in read:
            yield Entry(
                clipping=clipping_of(row), analysis=read[row.clipping_id], story_id=row.story
            )


def _coverage(db: Connection, period: Period, survey: Survey) -> Iterable[SourceReport]:
    """What each source gave, beside the period before. Of a past failure no row is left: a source
    counts as read in whatever part of the period it could be read.
    """
    since, until = period.bounds(survey.zone)
    earlier, _ = period.before.bounds(survey.zone)
    known = sources.states(db)
    seen = sources.seen_between(db, since=since, until=until)
    closed = sources.closed_between(db, since=since, until=until)
    before = sources.seen_between(db, since=earlier, until=since)
    for source in survey.sources:
        state = known.get(source.id)
        usual = before.get(source.id, 0) if state and state.first_check_at <= earlier else None
        report = SourceReport(
            source_id=source.id,
            outlet_id=source.outlet_id,
            last_success_at=None,
            failure=None,
            detail=None,
            seen=seen.get(source.id, 0),
            usual=usual,
            closed=closed.get(source.id, 0),
        )
        yield _stood(report, state, since=since, until=until)


def _stood(
    report: SourceReport, state: SourceState | None, *, since: datetime, until: datetime
) -> SourceReport:
    """How it stood in the period, as far as its row tells it."""
    if state is None or state.first_check_at >= until:
        return report
    failing = state.failing_since is not None and state.failing_since <= since
    if failing and not report.seen:
        return replace(
            report,
            failure=state.kind,
            detail=state.detail,
            last_success_at=state.last_success_at,
        )
    return replace(report, last_success_at=until)
