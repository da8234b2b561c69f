"""What a source took back: marked in the ledger and in the archive, and unmarked if it returns.

A piece that was read stays, since an edition may have told it; one that was not is read no more,
and the words that its source sent are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from monitor.archive.rows import chunks
from monitor.archive.schema import clean, clippings, items, sightings
from monitor.model import Item, Outcome

DETAIL: Final = "su autor la retiró antes de que se leyera"
_FORGOTTEN: Final = ""  # a fingerprint that is nobody's: what returns is told anew


def take_back(db: Connection, gone: Iterable[str], *, source_id: str, now: datetime) -> None:
    """Mark what this source announced under these guids."""
    for some in chunks(sorted({clean(guid) for guid in gone})):
        taken = list(
            db.scalars(
                select(items.c.id)
                .join(sightings, sightings.c.item_id == items.c.id)
                .where(sightings.c.source_id == source_id, items.c.guid.in_(some))
                .where(sightings.c.gone_at.is_(None))
                .order_by(items.c.id)
            )
        )
        if taken:
            _mark(db, taken, source_id=source_id, now=now)


def _mark(db: Connection, ids: Sequence[str], *, source_id: str, now: datetime) -> None:
    seen = (sightings.c.source_id == source_id, sightings.c.item_id.in_(ids))
    db.execute(update(sightings).where(*seen).values(gone_at=now, fingerprint=_FORGOTTEN))
    standing = (clippings.c.id.in_(ids), clippings.c.withdrawn_at.is_(None))
    db.execute(update(clippings).where(*standing).values(withdrawn_at=now))
    unread = {"outcome": Outcome.GONE.value, "detail": DETAIL, "text": None}
    its = items.c.id.in_(ids)
    db.execute(update(items).where(its, items.c.outcome.is_(None)).values(unread))
    db.execute(update(items).where(its).values(read_at=None))


def put_back(db: Connection, found: Iterable[Item], *, source_id: str, now: datetime) -> None:
    """Unmark what this source announces again; what was never read is read at last."""
    for some in chunks(sorted({item.id for item in found})):
        back = list(
            db.scalars(
                select(sightings.c.item_id)
                .where(sightings.c.source_id == source_id, sightings.c.item_id.in_(some))
                .where(sightings.c.gone_at.is_not(None))
                .order_by(sightings.c.item_id)
            )
        )
        if back:
            _unmark(db, back, source_id=source_id, now=now)


def _unmark(db: Connection, ids: Sequence[str], *, source_id: str, now: datetime) -> None:
    seen = (sightings.c.source_id == source_id, sightings.c.item_id.in_(ids))
    db.execute(update(sightings).where(*seen).values(gone_at=None))
    db.execute(update(clippings).where(clippings.c.id.in_(ids)).values(withdrawn_at=None))
    never = (items.c.id.in_(ids), items.c.outcome == Outcome.GONE.value, items.c.detail == DETAIL)
    waits = {"outcome": None, "detail": "", "read_at": now, "attempts": 0}
    db.execute(update(items).where(*never).values(waits))
