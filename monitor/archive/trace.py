"""All that is known of one address: the facts behind `why`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from monitor.archive import analyses, corrections, stories
from monitor.archive.ledger import latest_of
from monitor.archive.records import Trace
from monitor.archive.rows import AnyRow, clipping_of, item_of
from monitor.archive.schema import alerts, clean, clippings, editions, items, sightings, told
from monitor.model import Outcome, computed_id

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"«»]+")


def trace(db: Connection, url: str) -> Trace | None:
    """What became of an address, or of the one that it is a copy of."""
    row = _item(db, _key(url)) or _page(db, _key(url))
    if row is None:
        return None
    original = _original(db, row)
    clipped = original or row
    head = db.execute(select(clippings).where(clippings.c.id == clipped.id)).one_or_none()
    plain = Trace(
        item=item_of(row),
        sources=_sources(db, row.id),
        first_seen_at=row.first_seen_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        detail=row.detail,
        attempts=row.attempts,
        read_at=row.read_at,
        last_read_at=row.last_read_at,
        duplicate_of=original.url if original else None,
    )
    return _with_clipping(db, plain, head) if head else plain


def _key(url: str) -> str:
    return computed_id(clean(url))


def _item(db: Connection, key: str) -> AnyRow | None:
    return db.execute(select(items).where(items.c.id == key)).one_or_none()


def _page(db: Connection, key: str) -> AnyRow | None:
    """The item of a clipping whose page states this address as its own."""
    stated = select(items).join(clippings, clippings.c.id == items.c.id)
    by_number = stated.where(clippings.c.url_id == key).order_by(clippings.c.number)
    return db.execute(by_number.limit(1)).one_or_none()


def _original(db: Connection, row: AnyRow) -> AnyRow | None:
    """The item of which this one is another address: the detail names it."""
    named = _ADDRESS.search(row.detail) if row.outcome == Outcome.DUPLICATE else None
    if named is None:
        return None
    key = _key(named.group().rstrip(".,;:)]"))
    found = _page(db, key) or _item(db, key)
    return found if found and found.id != row.id else None


def _sources(db: Connection, item_id: str) -> tuple[str, ...]:
    order = (sightings.c.first_seen_at, sightings.c.source_id)
    seen = select(sightings.c.source_id).where(sightings.c.item_id == item_id).order_by(*order)
    return tuple(db.scalars(seen))


def _with_clipping(db: Connection, plain: Trace, head: AnyRow) -> Trace:
    return replace(
        plain,
        clipping=clipping_of(latest_of(db, [head.id])[head.id]),
        tagged_by=head.tagged_by,
        analysis=analyses.of(db, [head.id]).get(head.id),
        story_id=head.story_id,
        members=stories.members(db, head.story_id) if head.story_id else (),
        edition_id=_edition(db, head.id),
        told_revision=head.told_revision or None,
        standing=tuple(corrections.standing_of(db, [head.id]).get(head.id, ())),
        alerted_at=_alerted(db, head.story_id) if head.story_id else None,
    )


def _alerted(db: Connection, story_id: str) -> datetime | None:
    """The last alert of the story, or of one that was joined to it."""
    members = select(clippings.c.id).where(clippings.c.story_id == story_id)
    last = select(func.max(alerts.c.raised_at)).where(alerts.c.story_id.in_(members))
    found: datetime | None = db.scalar(last)
    return found


def _edition(db: Connection, clipping_id: str) -> str | None:
    last = (
        select(told.c.edition_id)
        .join(editions, editions.c.id == told.c.edition_id)
        .where(told.c.clipping_id == clipping_id)
        .order_by(told.c.revision.desc(), editions.c.closed_at.desc())
    )
    found: str | None = db.scalar(last.limit(1))
    return found
