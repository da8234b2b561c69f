"""Alerts: what is asked to find them, and those that were raised.

Each question is bounded by the hours that it is given, and goes by an index; raising one is one
transaction with its messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, literal, select, union_all

from monitor.archive import analyses, editions
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert, reading, writing
from monitor.archive.records import StoredDigest
from monitor.archive.rows import AnyRow, chunks
from monitor.archive.schema import TAGGED, UNREPORTED, alerts, clippings, revisions, sightings
from monitor.archive.schema import editions as rows
from monitor.model import Edition, Entry, Mail

_HOUR = timedelta(hours=1)
_AROUND = timedelta(hours=12)
_TELLABLE: tuple[ColumnElement[bool], ...] = (
    TAGGED,
    clippings.c.failed.is_(None),
    clippings.c.about.is_not(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertState:
    """An alert that was raised."""

    edition_id: str
    story_id: str  # as it now is: stories may have been joined since
    raised_at: datetime
    reason: str  # in words
    subject: str
    data: str  # JSON


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is asked of alerts, and told them."""

    _engine: Engine = field(repr=False)

    def pulse(self, *, since: datetime) -> tuple[int, ...]:
        """Changes when something of these hours is read, grouped, told or corrected by its outlet.

        It looks at no text: a few milliseconds that save a look at the stories.
        """
        with reading(self._engine) as db:
            return tuple(db.execute(_pulse(since)).one())

    def stories(
        self, *, recent: datetime, since: datetime, least: int = 1, told: bool = False
    ) -> tuple[Entry, ...]:
        """Each story that has something untold since `recent`, whole since `since`, told or not.

        Those of fewer pieces than `least` are left out; with `told`, those told whole are not.
        """
        with reading(self._engine) as db:
            new = _TELLABLE if told else (UNREPORTED,)
            ids = _members(db, new, recent=recent, since=since, least=least)
            head = (clippings.c.story_id, clippings.c.told_revision, clippings.c.withdrawn_at)
            query = select(revisions, *head).join(clippings, LATEST)
            found = [
                row
                for some in chunks(ids)
                for row in db.execute(query.where(clippings.c.id.in_(some)))
            ]
            found.sort(key=lambda row: (row.published_at, row.clipping_id))
            return editions.entries(db, found, analyses.of(db, ids))

    def pace(self, hours: Mapping[date, datetime]) -> dict[date, int]:
        """How many notes that name somebody were published in the hour that ends then, by day.

        An hour around which no source announced anything was not watched, and is left out.
        """
        if not hours:
            return {}
        counted = union_all(*(_of_hour(at, end) for at, end in enumerate(hours.values())))
        days = list(hours)
        with reading(self._engine) as db:
            return {days[row.at]: row.notes for row in db.execute(counted) if row.watched}

    def raised(
        self, *, since: datetime | None = None, limit: int | None = None
    ) -> list[AlertState]:
        """The newest first."""
        with reading(self._engine) as db:
            return [_state(row) for row in db.execute(_raised(since).limit(limit))]

    def raise_one(
        self,
        edition: Edition,
        *,
        story_id: str,
        reason: str,
        digest: StoredDigest,
        mails: Sequence[Mail],
        now: datetime,
    ) -> bool:
        """Keep an alert with its messages, once; False when it was raised before.

        Its edition has no entries: it tells nothing, and what it is about is still the next one's.
        """
        row = {"edition_id": edition.id, "story_id": story_id, "reason": reason, "raised_at": now}
        with writing(self._engine) as db:
            editions.close_edition(db, edition, digest=digest, mails=mails, now=now)
            new = insert(db, alerts).values(row).on_conflict_do_nothing()
            return db.scalar(new.returning(alerts.c.edition_id)) is not None


def _pulse(since: datetime) -> Select[Any]:
    its = (clippings.c.revision, clippings.c.told_revision, clippings.c.number)
    sums = (func.coalesce(func.sum(each), 0) for each in its)
    filled = (clippings.c.tagged_by, clippings.c.story_id, clippings.c.about, clippings.c.id)
    counts = (func.count(each) for each in filled)
    return select(*sums, *counts).where(clippings.c.published_at >= since)


def _members(
    db: Connection,
    new: Sequence[ColumnElement[bool]],
    *,
    recent: datetime,
    since: datetime,
    least: int,
) -> list[str]:
    """The ids of all that the stories of these hours hold, when they hold enough."""
    grouped = (clippings.c.story_id.is_not(None), clippings.c.published_at >= recent)
    found = select(clippings.c.story_id).where(*new, *grouped)
    stories: dict[str, list[str]] = {}
    for some in chunks(sorted(set(db.scalars(found)))):
        query = select(clippings.c.story_id, clippings.c.id).where(
            clippings.c.story_id.in_(some), clippings.c.published_at >= since, *_TELLABLE
        )
        for story_id, clipping_id in db.execute(query):
            stories.setdefault(story_id, []).append(clipping_id)
    return sorted(each for ids in stories.values() if len(ids) >= least for each in ids)


def _of_hour(at: int, end: datetime) -> Select[Any]:
    seen = sightings.c.first_seen_at
    notes = select(func.count()).where(
        clippings.c.about.is_not(None),
        clippings.c.published_at > end - _HOUR,
        clippings.c.published_at <= end,
    )
    around = (seen > end - _AROUND, seen <= end + _AROUND)
    watched = select(sightings.c.item_id).where(*around).exists()
    return select(
        literal(at).label("at"), notes.scalar_subquery().label("notes"), watched.label("watched")
    )


def _raised(since: datetime | None) -> Select[Any]:
    """A story that was joined to another is that other one now: its id is that of a clipping."""
    query = (
        select(
            alerts,
            rows.c.subject,
            rows.c.data,
            func.coalesce(clippings.c.story_id, alerts.c.story_id).label("story_now"),
        )
        .join(rows, rows.c.id == alerts.c.edition_id)
        .outerjoin(clippings, clippings.c.id == alerts.c.story_id)
        .order_by(alerts.c.raised_at.desc(), alerts.c.edition_id)
    )
    return query if since is None else query.where(rows.c.closed_at >= since)


def _state(row: AnyRow) -> AlertState:
    return AlertState(
        edition_id=row.edition_id,
        story_id=row.story_now,
        raised_at=row.raised_at,
        reason=row.reason,
        subject=row.subject,
        data=row.data,
    )
