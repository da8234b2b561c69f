"""What a source gives again under new ids: told apart before it enters the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from monitor.archive.rows import chunks
from monitor.archive.schema import items, sightings
from monitor.model import Item

FEWEST: Final = 5  # fewer repeated titles may be a column that is always called the same
_MOST_OF_IT: Final = 0.8
_LATELY: Final = timedelta(days=7)

Seen = dict[str, set[datetime | None]]  # by title, when what has it was published


def without(
    db: Connection, found: Sequence[Item], *, source_id: str, now: datetime
) -> tuple[Sequence[Item], bool]:
    """The items that are not there under another id, and whether most of them were.

    Only where nearly all that a source lists is new and is called as what it listed before: a
    title may come back, a whole list of them does not.
    """
    ids = {item.id for item in found}
    if len(ids) < FEWEST:
        return found, False
    fresh = ids - _announced(db, ids, source_id=source_id)
    if len(fresh) <= _MOST_OF_IT * len(ids):
        return found, False
    before = _titled(db, {item.title for item in found}, source_id=source_id, since=now - _LATELY)
    again = {item.id for item in found if item.id in fresh and _is_known(item, before, now)}
    if len(again) < FEWEST or len(again) <= _MOST_OF_IT * len(ids):
        return found, False
    return [item for item in found if item.id not in again], True


def _announced(db: Connection, ids: set[str], *, source_id: str) -> set[str]:
    return {
        key
        for some in chunks(sorted(ids))
        for key in db.scalars(
            select(sightings.c.item_id).where(
                sightings.c.source_id == source_id, sightings.c.item_id.in_(some)
            )
        )
    }


def _titled(db: Connection, titles: set[str], *, source_id: str, since: datetime) -> Seen:
    rows = db.execute(
        select(items.c.title, items.c.published_at)
        .join(sightings, sightings.c.item_id == items.c.id)
        .where(sightings.c.source_id == source_id, sightings.c.first_seen_at >= since)
    )
    seen: Seen = {}
    for row in rows:
        if row.title in titles:
            seen.setdefault(row.title, set()).add(row.published_at)
    return seen


def _is_known(item: Item, before: Seen, now: datetime) -> bool:
    """Of the same title, and of no other date, where both are told."""
    dates = before.get(item.title)
    if not item.title or dates is None:
        return False
    told = item.published_at
    return told is None or told >= now or None in dates or told in dates
