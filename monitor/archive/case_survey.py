"""How the demands of a period were attended, counted by the database: three looks at an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from monitor.archive.rows import AnyRow
from monitor.archive.schema_cases import OPEN_DEMANDS, demands
from monitor.casework import CaseFigures, CaseSurvey
from monitor.labels import DemandState

_HOURS: Final = 24


def survey(db: Connection, *, since: datetime, until: datetime, today: date) -> CaseSurvey:
    """Of what was received in these days; what was merged into another counts with that one."""
    its = and_(
        demands.c.received_at >= since,
        demands.c.received_at < until,
        demands.c.merged_into.is_(None),
    )
    tallies = [_tallied(db, column, its, today=today) for column in _GROUPS]
    offices, categories, places = tallies
    return CaseSurvey(
        since=since,
        until=until,
        all=_figures("", _sum(categories.values())),
        by_office=_ranked(offices),
        by_category=_ranked(categories),
        by_settlement=_ranked(places),
    )


_GROUPS: Final[tuple[ColumnElement[Any], ...]] = (
    demands.c.office_id,
    demands.c.category,
    demands.c.place,
)


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What is counted of one group: its name, its numbers, and how many were answered in what."""

    name: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)

    def add(self, row: AnyRow) -> None:
        self.counts["received"] += row.times
        self.counts["open"] += row.times if row.open else 0
        self.counts["overdue"] += row.times if row.overdue else 0
        self.counts[row.answer or "unanswered"] += row.times
        if row.answer == DemandState.ATTENDED:
            self.counts["in_time"] += row.times if row.in_time else 0
            self.hours[row.took] += row.times


def _tallied(
    db: Connection, column: ColumnElement[Any], its: ColumnElement[bool], *, today: date
) -> dict[str, _Tally]:
    """By what the column says; what it says nothing of is under ""."""
    found: dict[str, _Tally] = defaultdict(_Tally)
    for row in db.execute(_query(column, its, today=today)):
        tally = found[row.key or ""]
        tally.name = max(tally.name, row.name or "")
        tally.add(row)
    return found


def _query(column: ColumnElement[Any], its: ColumnElement[bool], *, today: date) -> Any:
    is_open = case((OPEN_DEMANDS, 1), else_=0)
    overdue = case((and_(OPEN_DEMANDS, demands.c.due_on < today), 1), else_=0)
    attended = demands.c.answer == DemandState.ATTENDED.value
    parts = (
        column.label("key"),
        demands.c.answer,
        is_open.label("open"),
        overdue.label("overdue"),
        demands.c.in_time,
        case((attended, demands.c.took)).label("took"),
    )
    name = demands.c.settlement if column is demands.c.place else column
    counts = (func.max(name).label("name"), func.count().label("times"))
    return select(*parts, *counts).where(its).group_by(*parts)


def _sum(tallies: Iterable[_Tally]) -> _Tally:
    whole = _Tally()
    for tally in tallies:
        whole.counts.update(tally.counts)
        whole.hours.update(tally.hours)
    return whole


def _ranked(tallies: Mapping[str, _Tally]) -> tuple[CaseFigures, ...]:
    """The most received first; those of no office or place are in the sum only."""
    named = (_figures(tally.name, tally) for key, tally in tallies.items() if key)
    return tuple(sorted(named, key=lambda one: (-one.received, one.key)))


def _figures(key: str, tally: _Tally) -> CaseFigures:
    counts = tally.counts
    return CaseFigures(
        key=key,
        received=counts["received"],
        open=counts["open"],
        overdue=counts["overdue"],
        attended=counts[DemandState.ATTENDED],
        in_time=counts["in_time"],
        median_days=_median(tally.hours),
        declined=counts[DemandState.DECLINED],
        not_ours=counts[DemandState.NOT_OURS],
    )


def _median(hours: Counter[int]) -> float | None:
    """In days; between the two middle ones when their number is even."""
    total = hours.total()
    if not total:
        return None
    ranks, seen, middle = {(total - 1) // 2, total // 2}, 0, []
    for value in sorted(hours):
        seen += hours[value]
        middle += [value for rank in ranks if seen - hours[value] <= rank < seen]
    return sum(middle) / len(middle) / _HOURS
