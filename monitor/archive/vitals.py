"""How sources live: what `monitor.health` judges them by, and how they are to be asked.

A question that the health of a source needs is a method here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, case, func, select

from monitor.archive import visits
from monitor.archive.database import reading, writing
from monitor.archive.records import Outage
from monitor.archive.rows import AnyRow
from monitor.archive.schema import clippings, items, outages, revisions, sightings
from monitor.archive.visits import Asking
from monitor.config import Source
from monitor.model import Outcome

LONG: Final = 600  # characters of a text that is more than a summary

Pulse = Mapping[datetime, int]  # items first seen, by the hour in which they were


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is asked of the life of sources; each method is one transaction."""

    _engine: Engine = field(repr=False)

    def asking(self, source: Source, *, now: datetime) -> Asking:
        """Where and how to read it now."""
        with reading(self._engine) as db:
            return visits.asking(db, source, now=now)

    def follow(self, source: Source, *, now: datetime) -> str | None:
        """Read it from now on where it moved, as a person says; where that is, or None."""
        with writing(self._engine) as db:
            return visits.follow(db, source, now=now)

    def pulse(self, *, since: datetime) -> Mapping[str, Pulse]:
        """What each source gave in each hour since then; hours without anything are not here."""
        found: dict[str, dict[datetime, int]] = {}
        with reading(self._engine) as db:
            hour = _hour(db)
            rows = db.execute(
                select(sightings.c.source_id, hour, func.count().label("seen"))
                .where(sightings.c.first_seen_at >= since)
                .group_by(sightings.c.source_id, hour)
            )
            for row in rows:
                moment = datetime.fromisoformat(f"{row.hour}:00").replace(tzinfo=UTC)
                found.setdefault(row.source_id, {})[moment] = row.seen
        return found

    def outages(self, *, since: datetime) -> list[Outage]:
        """Those that ended since then, by source and hour."""
        with reading(self._engine) as db:
            rows = db.execute(
                select(outages)
                .where(outages.c.ended_at >= since)
                .order_by(outages.c.source_id, outages.c.began_at)
            )
            return [_outage(row) for row in rows]

    def lengths(self, *, since: datetime) -> dict[str, tuple[int, int]]:
        """Of each source, the pages read since then and how many of them have a long text."""
        with reading(self._engine) as db:
            return _lengths(db, since)


def _outage(row: AnyRow) -> Outage:
    return Outage(
        source_id=row.source_id, began_at=row.began_at, ended_at=row.ended_at, kind=row.kind
    )


def _hour(db: Connection) -> Any:
    """The UTC hour of a sighting, as both databases write it: 2026-11-22 07."""
    moment = sightings.c.first_seen_at
    if db.dialect.name == "postgresql":
        return func.to_char(moment, "YYYY-MM-DD HH24").label("hour")
    return func.substr(moment, 1, 13).label("hour")


def _lengths(db: Connection, since: datetime) -> dict[str, tuple[int, int]]:
    read = items.c.outcome.in_([Outcome.CLIPPED.value, Outcome.NO_TEXT.value])
    latest = and_(
        revisions.c.clipping_id == clippings.c.id, revisions.c.revision == clippings.c.revision
    )
    is_long = case((func.length(revisions.c.text) >= LONG, 1), else_=0)
    rows = db.execute(
        select(items.c.source_id, func.count().label("pages"), func.sum(is_long).label("long"))
        .join(sightings, sightings.c.item_id == items.c.id)
        .outerjoin(clippings, clippings.c.id == items.c.id)
        .outerjoin(revisions, latest)
        .where(read, sightings.c.source_id == items.c.source_id)
        .where(sightings.c.first_seen_at >= since)
        .group_by(items.c.source_id)
    )
    return {row.source_id: (row.pages, int(row.long or 0)) for row in rows}
