"""How many notes: the same that `find` lists, counted by day, outlet, subject, author, place…

The database counts and only the groups come out, so that memory does not grow with the archive.
To count by something else: a column in `counted.pieces` and its name in `COLUMNS`, or a method.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    and_,
    distinct,
    exists,
    func,
    or_,
    select,
)

from monitor.archive.counted import (
    Ranks,
    Scope,
    held_in,
    of_piece,
    pieces,
    top_of,
    with_stance,
)
from monitor.archive.schema import places
from monitor.archive.schema import source_states as states
from monitor.archive.tallied import count
from monitor.folding import fold
from monitor.model import PlaceKind
from monitor.periods import AuthorCount, Count, Total

COLUMNS: Final = ("outlet", "kind", "theme")  # of a note itself
_SETTLED: Final = 0.5  # of a place
_SHOWN: Final = (PlaceKind.SETTLEMENT.value, PlaceKind.CROSSING.value)  # never an address


def began(db: Connection) -> datetime | None:
    first: datetime | None = db.scalar(select(func.min(states.c.first_check_at)))
    return first


def total(db: Connection, scope: Scope) -> Total:
    found = pieces(db, scope)
    counts = select(func.count().label("notes"), func.count(distinct(found.c.story)))
    notes, stories = db.execute(counts.select_from(found)).one()
    return Total(notes=notes, stories=stories)


def by_column(db: Connection, column: str, scope: Scope, *, ranks: Ranks) -> list[Count]:
    found = pieces(db, scope)
    top = top_of(found, scope, ranks)
    key = found.c[column]
    rows = db.execute(
        select(key, top.c.stance, func.count())
        .select_from(with_stance(found, top))
        .group_by(key, top.c.stance)
    )
    return [count(*row) for row in rows]


def by_day(db: Connection, scope: Scope, *, ranks: Ranks, zone: ZoneInfo) -> list[Count]:
    found = pieces(db, scope)
    top = top_of(found, scope, ranks)
    rows = db.execute(
        select(found.c.quarter, top.c.stance, func.count())
        .select_from(with_stance(found, top))
        .group_by(found.c.quarter, top.c.stance)
    )
    counts: Counter[tuple[date, str | None]] = Counter()
    day = day_of(zone)
    for quarter, stance, notes in rows:
        counts[day(quarter), stance] += notes
    return [count(day.isoformat(), stance, notes) for (day, stance), notes in counts.items()]


def by_subject(db: Connection, scope: Scope) -> list[Count]:
    held = held_in(pieces(db, scope), scope)
    columns = (held.c.subject_id, held.c.stance)
    rows = db.execute(select(*columns, func.count()).group_by(*columns))
    return [count(*row) for row in rows]


def by_stance(db: Connection, scope: Scope) -> list[Count]:
    found = pieces(db, scope)
    held = held_in(found, scope)
    notes = func.count(distinct(held.c.number))
    counts = [
        count(stance, stance, number)
        for stance, number in db.execute(select(held.c.stance, notes).group_by(held.c.stance))
    ]
    unread = select(func.count()).select_from(found)
    unread = unread.where(~exists().where(held.c.number == found.c.number))
    silent = db.scalar(unread) or 0
    return [*counts, Count(key=None, stance=None, notes=silent)] if silent else counts


def by_place(db: Connection, scope: Scope, *, ranks: Ranks, ours: Iterable[str]) -> list[Count]:
    found = pieces(db, scope)
    top = top_of(found, scope, ranks)
    named = _is_named(found)
    towns = db.scalars(select(places.c.municipality).join_from(found, places, named).distinct())
    home = {fold(each) for each in ours}
    here = [each for each in towns if each is not None and fold(each) in home]
    at_home = or_(places.c.municipality.is_(None), places.c.municipality.in_(here))
    notes = func.count(distinct(found.c.number))
    rows = db.execute(
        select(places.c.folded, top.c.stance, func.min(places.c.name), notes)
        .select_from(with_stance(found, top).join(places, named))
        .where(at_home)
        .group_by(places.c.folded, top.c.stance)
    ).all()
    names: dict[str, str] = {}
    for folded, _, name, _ in rows:
        names[folded] = min(name, names.get(folded, name))
    return [count(names[folded], stance, number) for folded, stance, _, number in rows]


def named_places(found: CTE) -> Select[Any]:
    """Each place that a note names: its words, and its municipality where it is known."""
    columns = (places.c.folded, places.c.name, places.c.municipality)
    return select(found.c.number, *columns).join_from(found, places, _is_named(found))


def _is_named(found: CTE) -> ColumnElement[bool]:
    return and_(of_piece(places, found), places.c.kind.in_(_SHOWN), places.c.confidence >= _SETTLED)


def by_author(db: Connection, scope: Scope) -> tuple[AuthorCount, ...]:
    """Never with a stance: what a journalist thinks is nobody's business to count."""
    found = pieces(db, scope, author=True)
    columns = (found.c.author, found.c.outlet)
    rows = db.execute(
        select(*columns, func.count()).where(found.c.author.is_not(None)).group_by(*columns)
    )
    return tuple(
        AuthorCount(author=author, outlet_id=outlet, notes=notes) for author, outlet, notes in rows
    )


def day_of(zone: ZoneInfo) -> Callable[[int], date]:
    """The local day of a quarter of an hour since 1970, worked out once each."""

    @cache
    def day(quarter: int) -> date:
        return datetime.fromtimestamp(int(quarter), UTC).astimezone(zone).date()

    return day
