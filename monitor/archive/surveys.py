"""All that a weekly or monthly report counts, in one view of the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Connection, Select, and_, distinct, func, select

from monitor.archive import analyses, sources
from monitor.archive.aggregates import began, by_author, by_piece, by_place, by_subject, total
from monitor.archive.clippings import LATEST
from monitor.archive.counted import Ranks, Scope, held_in, pieces
from monitor.archive.find import Asked
from monitor.archive.records import SourceState
from monitor.archive.rows import clipping_of
from monitor.archive.schema import clippings, revisions
from monitor.config import Source
from monitor.model import Entry, PieceKind, SourceReport, Stance
from monitor.periods import Period, PeriodCounts, PeriodFacts, StoryCount

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
    told = _most_told(db, found, limit=survey.most_told)
    negative = _negative(db, found, scope, survey)
    worst = sorted(negative, key=lambda story: (-negative[story], story))[: survey.most_negative]
    impacts = told | _impacts(db, found, [each for each in worst if each not in told])
    outlets = _outlets(db, found, sorted(impacts))
    stories = {
        story: StoryCount(
            story_id=story,
            impacts=impacts[story],
            negative=negative.get(story, 0),
            outlets=tuple(outlets[story]),
        )
        for story in impacts
    }
    return PeriodFacts(
        period=period,
        began=began(db),
        now=_counts(db, scope, survey),
        before=_counts(db, _scope(period.before, survey), survey),
        authors=by_author(db, scope),
        places=tuple(by_place(db, scope, ranks=survey.ranks, ours=survey.ours)),
        most_told=tuple(stories[each] for each in told),
        most_negative=tuple(stories[each] for each in worst),
        entries=tuple(_entries(db, found, sorted(stories))),
        coverage=tuple(_coverage(db, period, survey)),
    )


def _scope(period: Period, survey: Survey) -> Scope:
    since, until = period.bounds(survey.zone)
    return Scope(asked=Asked(since=since, until=until), without=survey.without)


def _counts(db: Connection, scope: Scope, survey: Survey) -> PeriodCounts:
    every = replace(scope, without=())
    return PeriodCounts(
        stories=total(db, scope).stories,
        pieces=by_piece(db, every, ranks=survey.ranks, zone=survey.zone),
        subjects=tuple(by_subject(db, scope)),
    )


def _most_told(db: Connection, found: CTE, *, limit: int) -> dict[str, int]:
    """Impacts of each story, most first."""
    impacts = func.count()
    query = select(found.c.story, impacts).group_by(found.c.story)
    return _numbers(db, query.order_by(impacts.desc(), found.c.story).limit(limit))


def _impacts(db: Connection, found: CTE, stories: Sequence[str]) -> dict[str, int]:
    query = select(found.c.story, func.count()).group_by(found.c.story)
    return _numbers(db, query.where(found.c.story.in_(stories)))


def _numbers(db: Connection, query: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in db.execute(query)}


def _negative(db: Connection, found: CTE, scope: Scope, survey: Survey) -> dict[str, int]:
    """Impacts of each story that treat one of our own ill; not those that treat none so."""
    held = held_in(found, scope)
    against = (held.c.subject_id.in_(sorted(survey.own)), held.c.stance == Stance.NEGATIVE.value)
    notes = func.count(distinct(held.c.number))
    return _numbers(db, select(held.c.story, notes).where(*against).group_by(held.c.story))


def _outlets(db: Connection, found: CTE, stories: Sequence[str]) -> dict[str, list[str]]:
    """Of each story, those with more impacts first."""
    columns = (found.c.story, found.c.outlet)
    query = select(*columns, func.count()).where(found.c.story.in_(stories)).group_by(*columns)
    outlets: dict[str, list[str]] = defaultdict(list)
    for story, outlet, _ in sorted(db.execute(query), key=lambda row: (row[0], -row[2], row[1])):
        outlets[story].append(outlet)
    return outlets


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
        select(revisions, ranked.c.story)
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
