"""How the demands of a period were attended, counted by the database: three looks at an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from monitor.archive.schema_cases import demands
from monitor.casework import CaseFigures, CaseSurvey
from monitor.labels import DemandState
from monitor.likeness import settlement_key

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
        by_settlement=_ranked(_same_names(places)),
    )


class _Standing(IntEnum):
    IN_TIME = 1
    LATE = 2  # attended, beyond its term
    DECLINED = 3
    NOT_OURS = 4
    CLOSED = 5  # without an answer
    OVERDUE = 6
    OPEN = 7


_HOURS_KEPT: Final = 1_000_000  # of one standing: standing and hours are counted as one number
_GROUPS: Final = (demands.c.office_id, demands.c.category, demands.c.settlement)
_Tally = Counter[tuple[_Standing, int]]  # how many stand so, and how many hours it took


def _tallied(
    db: Connection, column: ColumnElement[Any], its: ColumnElement[bool], *, today: date
) -> dict[str, _Tally]:
    """By what the column says; what it says nothing of is under ""."""
    coded = (_standing(today) * _HOURS_KEPT + _hours()).label("coded")
    query = select(column, coded, func.count()).where(its).group_by(column, coded)
    found: dict[str, _Tally] = defaultdict(Counter)
    for key, code, times in db.execute(query):
        standing, hours = divmod(code, _HOURS_KEPT)
        found[key or ""][_STANDINGS[standing], hours] += times
    return found


_STANDINGS: Final = {each.value: each for each in _Standing}


def _standing(today: date) -> ColumnElement[int]:
    answer = demands.c.answer
    return case(
        (and_(answer == DemandState.ATTENDED.value, demands.c.in_time), _Standing.IN_TIME.value),
        (answer == DemandState.ATTENDED.value, _Standing.LATE.value),
        (answer == DemandState.DECLINED.value, _Standing.DECLINED.value),
        (answer == DemandState.NOT_OURS.value, _Standing.NOT_OURS.value),
        (demands.c.closed_at.is_not(None), _Standing.CLOSED.value),
        (demands.c.due_on < today, _Standing.OVERDUE.value),
        else_=_Standing.OPEN.value,
    )


def _hours() -> ColumnElement[int]:
    """Of what was attended: the others have no median."""
    attended = demands.c.answer == DemandState.ATTENDED.value
    return case((attended, func.coalesce(demands.c.took, 0)), else_=0)


def _sum(tallies: Iterable[_Tally]) -> _Tally:
    whole: _Tally = Counter()
    for tally in tallies:
        whole.update(tally)
    return whole


def _ranked(tallies: Mapping[str, _Tally]) -> tuple[CaseFigures, ...]:
    """The most received first; those of no office or place are in the sum only."""
    named = (_figures(key, tally) for key, tally in tallies.items() if key)
    return tuple(sorted(named, key=lambda one: (-one.received, one.key)))


def _figures(key: str, tally: _Tally) -> CaseFigures:
    counts: Counter[_Standing] = Counter()
    hours: Counter[int] = Counter()
    for (standing, took), times in tally.items():
        counts[standing] += times
        if standing in (_Standing.IN_TIME, _Standing.LATE):
            hours[took] += times
    return CaseFigures(
        key=key,
        received=counts.total(),
        open=counts[_Standing.OPEN] + counts[_Standing.OVERDUE],
        overdue=counts[_Standing.OVERDUE],
        attended=hours.total(),
        in_time=counts[_Standing.IN_TIME],
        median_days=_median(hours),
        declined=counts[_Standing.DECLINED],
        not_ours=counts[_Standing.NOT_OURS],
    )


def _same_names(places: Mapping[str, _Tally]) -> dict[str, _Tally]:
    """A colonia that is written in two ways is one, under the way that is written more."""
    ways: dict[str, list[str]] = defaultdict(list)
    for name in sorted(places, key=lambda name: (-places[name].total(), name)):
        ways[settlement_key(name)].append(name)
    return {names[0]: _sum(places[name] for name in names) for names in ways.values()}


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
