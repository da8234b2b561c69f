"""Stories: which clippings tell the same, and by which bands their near-copies are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from monitor.archive.clippings import LATEST
from monitor.archive.database import insert
from monitor.archive.records import Impact, Kin
from monitor.archive.rows import chunks, clipping_of
from monitor.archive.schema import UNGROUPED, bands, clippings, revisions
from monitor.model import Clipping


def ungrouped(db: Connection, *, limit: int) -> list[Clipping]:
    """What was read but belongs to no story yet, the oldest first."""
    query = (
        select(revisions)
        .join(clippings, LATEST)
        .where(UNGROUPED)
        .order_by(clippings.c.published_at, clippings.c.id)
        .limit(limit)
    )
    return [clipping_of(row) for row in db.execute(query)]


def kin(db: Connection, shared: Sequence[str], *, since: datetime) -> list[Kin]:
    """The grouped clippings that share a band and were published since then."""
    columns = (clippings.c.id, clippings.c.story_id, clippings.c.signature)
    found = {
        row.id: Kin(clipping_id=row.id, story_id=row.story_id, signature=row.signature)
        for some in chunks(shared)
        for row in db.execute(
            select(*columns)
            .join(bands, bands.c.clipping_id == clippings.c.id)
            .where(
                bands.c.band.in_(some),
                clippings.c.published_at >= since,
                clippings.c.story_id.is_not(None),
            )
        )
    }
    return [found[key] for key in sorted(found)]


def save_group(
    db: Connection,
    clipping_id: str,
    *,
    story_id: str,
    absorbed: Sequence[str],
    signature: bytes,
    shared: Sequence[str],
) -> None:
    """Put a clipping into a story, and into it the members of the stories that it joins."""
    for some in chunks(sorted(absorbed)):
        of_them = clippings.c.story_id.in_(some)
        db.execute(update(clippings).where(of_them).values(story_id=story_id))
    its = clippings.c.id == clipping_id
    db.execute(update(clippings).where(its).values(story_id=story_id, signature=signature))
    if rows := [{"band": band, "clipping_id": clipping_id} for band in sorted(set(shared))]:
        db.execute(insert(db, bands).on_conflict_do_nothing(), rows)


def members(db: Connection, story_id: str) -> tuple[Impact, ...]:
    query = (
        select(revisions)
        .join(clippings, LATEST)
        .where(clippings.c.story_id == story_id)
        .order_by(clippings.c.published_at, clippings.c.id)
    )
    return tuple(
        Impact(clipping_id=row.clipping_id, outlet_id=row.outlet_id, url=row.url, title=row.title)
        for row in db.execute(query)
    )
