"""What is known of each source: when it is due, what it gave, and since when it fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import Connection, func, select

from monitor.archive.database import insert
from monitor.archive.records import SourceState
from monitor.archive.rows import AnyRow, host_of, short_host
from monitor.archive.schema import (
    TELLS,
    editions,
    host_holds,
    items,
    memos,
    sightings,
    source_states,
)
from monitor.config import Source
from monitor.model import Harvest, Memo, Outcome, SourceReport, computed_id

LONGEST_WAIT: Final = timedelta(hours=24)
_DAYS_OF_USUAL: Final = 7  # so that each day of the week counts once
_FEWEST_DAYS: Final = 3  # fewer tell nothing
_CLOSED: Final = (Outcome.BLOCKED.value, Outcome.PAYWALLED.value)


def due(db: Connection, sources: Iterable[Source], *, now: datetime, zone: tzinfo) -> list[Source]:
    """The sources to read now, in their hours; one never read is always due."""
    hour = now.astimezone(zone).time()
    later = select(source_states.c.source_id).where(source_states.c.next_check_at > now)
    waiting = set(db.scalars(later))
    held = set(db.scalars(held_hosts(now=now)))
    return [
        source
        for source in sources
        if source.id not in waiting
        and host_of(source.address) not in held
        and _is_open(source.hours, hour)
    ]


def _is_open(hours: tuple[time, time] | None, hour: time) -> bool:
    """Whether a source may be visited at that hour of the day; its hours may pass midnight."""
    if hours is None:
        return True
    opens, closes = hours
    if opens < closes:
        return opens <= hour < closes
    return hour >= opens or hour < closes


def held_hosts(*, now: datetime) -> Any:
    return select(host_holds.c.host).where(host_holds.c.until > now)


def hold_host(db: Connection, host: str, *, until: datetime) -> None:
    statement = insert(db, host_holds).values(host=short_host(host), until=until)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["host"],
            set_={"until": statement.excluded.until},
            where=host_holds.c.until < statement.excluded.until,
        )
    )


def memos_of(db: Connection, source_id: str) -> dict[str, Memo]:
    rows = db.execute(select(memos).where(memos.c.source_id == source_id))
    return {
        row.address: Memo(etag=row.etag, last_modified=row.last_modified, body_hash=row.body_hash)
        for row in rows
    }


def save_memos(db: Connection, source_id: str, harvest: Harvest) -> None:
    rows = [
        {
            "source_id": source_id,
            "address_id": computed_id(address),
            "address": address,
            "etag": memo.etag,
            "last_modified": memo.last_modified,
            "body_hash": memo.body_hash,
        }
        for address, memo in sorted(harvest.memos.items())
    ]
    if rows:
        statement = insert(db, memos)
        news = {name: statement.excluded[name] for name in ("etag", "last_modified", "body_hash")}
        keys = ["source_id", "address_id"]
        db.execute(statement.on_conflict_do_update(index_elements=keys, set_=news), rows)


def states(db: Connection) -> dict[str, SourceState]:
    return {row.source_id: state_of(row) for row in db.execute(select(source_states))}


def state_of(row: AnyRow) -> SourceState:
    return SourceState(
        source_id=row.source_id,
        first_check_at=row.first_check_at,
        next_check_at=row.next_check_at,
        last_success_at=row.last_success_at,
        last_item_at=row.last_item_at,
        items=row.announced,
        failures=row.failures,
        kind=row.kind,
        detail=row.detail,
        failing_since=row.failing_since,
        note=row.note,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        address=row.address,
        address_of=row.address_of,
        full_at=row.full_at,
        newest_at=row.newest_at,
        listed=row.listed,
        ahead=row.ahead,
        mended=row.mended,
        doubled_at=row.doubled_at,
        doubted_at=row.doubted_at,
        lied_at=row.lied_at,
    )


def coverage(
    db: Connection, sources: Iterable[Source], *, now: datetime
) -> tuple[SourceReport, ...]:
    """What each source gave since the last edition closed, beside the same hours of other days."""
    last = db.scalar(select(func.max(editions.c.closed_at)).where(TELLS))
    since = last or now - LONGEST_WAIT
    since = min(since, now)
    known = states(db)
    seen = seen_between(db, since=since, until=now)
    closed = closed_between(db, since=since, until=now)
    why = _why_closed(db, since=since, until=now)
    days = [timedelta(days=day) for day in range(1, _DAYS_OF_USUAL + 1)]
    before = {day: seen_between(db, since=since - day, until=now - day) for day in days}

    def usual(state: SourceState) -> float | None:
        counts = [
            before[day].get(state.source_id, 0)
            for day in days
            if state.first_check_at < since - day
        ]
        return sum(counts) / len(counts) if len(counts) >= _FEWEST_DAYS else None

    return tuple(
        replace(
            _report(source, state, seen=seen.get(source.id, 0)),
            usual=usual(state) if state else None,
            closed=closed.get(source.id, 0),
            closed_as=why.get(source.id, ("", ""))[0],
            closed_detail=why.get(source.id, ("", ""))[1],
        )
        for source in sources
        for state in (known.get(source.id),)
    )


def seen_between(db: Connection, *, since: datetime, until: datetime) -> dict[str, int]:
    rows = db.execute(
        select(sightings.c.source_id, func.count().label("seen"))
        .where(sightings.c.first_seen_at > since, sightings.c.first_seen_at <= until)
        .group_by(sightings.c.source_id)
    )
    return {row.source_id: row.seen for row in rows}


def closed_between(db: Connection, *, since: datetime, until: datetime) -> dict[str, int]:
    """How many of each source's new addresses the sites would not let us read."""
    rows = db.execute(
        select(sightings.c.source_id, func.count().label("closed"))
        .join(items, items.c.id == sightings.c.item_id)
        .where(sightings.c.first_seen_at > since, sightings.c.first_seen_at <= until)
        .where(items.c.outcome.in_(_CLOSED))
        .group_by(sightings.c.source_id)
    )
    return {row.source_id: row.closed for row in rows}


def _why_closed(db: Connection, *, since: datetime, until: datetime) -> dict[str, tuple[str, str]]:
    """What most of those are, of each source, and the reason in words."""
    count = func.count().label("closed")
    rows = db.execute(
        select(sightings.c.source_id, items.c.outcome, items.c.detail, count)
        .join(items, items.c.id == sightings.c.item_id)
        .where(sightings.c.first_seen_at > since, sightings.c.first_seen_at <= until)
        .where(items.c.outcome.in_(_CLOSED))
        .group_by(sightings.c.source_id, items.c.outcome, items.c.detail)
        .order_by(count, items.c.outcome.desc(), items.c.detail.desc())
    )
    return {row.source_id: (row.outcome, row.detail) for row in rows}


def _report(source: Source, state: SourceState | None, *, seen: int) -> SourceReport:
    return SourceReport(
        source_id=source.id,
        outlet_id=source.outlet_id,
        last_success_at=state.last_success_at if state else None,
        failure=state.kind if state else None,
        detail=state.detail if state else None,
        seen=seen,
        usual=None,
    )
