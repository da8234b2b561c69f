"""What of the copies must leave the disk, since what it said of persons was forgotten.

A clipping enters `removals` in the transaction that covers it; its rows go once its bytes did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, select, union, update

from monitor.archive.database import insert, reading, writing
from monitor.archive.rows import chunks
from monitor.archive.schema import items, revisions, snapshots
from monitor.archive.schema_keeping import REMOVAL_PENDS, removals

MUST_GO = snapshots.c.clipping_id.in_(select(removals.c.clipping_id).where(REMOVAL_PENDS))


def enter(db: Connection, clipping_ids: Sequence[str], *, now: datetime) -> None:
    """Their copies must go; what entered before and has new ones enters again."""
    for clipping_id in clipping_ids:
        row = insert(db, removals).values(clipping_id=clipping_id, at=now)
        again = {"at": now, "done_at": None}
        db.execute(row.on_conflict_do_update(index_elements=["clipping_id"], set_=again))


@dataclass(frozen=True, slots=True)
class Removals:
    """What is asked of removals, and told them."""

    _engine: Engine = field(repr=False)

    def held(self, clipping_ids: Collection[str]) -> int:
        """How many copies these have: records, and originals that nobody else names."""
        query = select(func.count()).select_from(snapshots)
        with reading(self._engine) as db:
            records = sum(
                db.scalar(query.where(snapshots.c.clipping_id.in_(some))) or 0
                for some in chunks(sorted(clipping_ids))
            )
            return records + len(_originals(db, clipping_ids))

    def pending(self) -> list[str]:
        """The clippings whose copies may still be there."""
        query = select(removals.c.clipping_id).where(REMOVAL_PENDS)
        with reading(self._engine) as db:
            return list(db.scalars(query.order_by(removals.c.clipping_id)))

    def of(self, clipping_ids: Iterable[str]) -> Mapping[str, datetime]:
        """Since when the copies of these are no longer shown, of those of which that is so."""
        found: dict[str, datetime] = {}
        columns = (removals.c.clipping_id, removals.c.at)
        with reading(self._engine) as db:
            for some in chunks(sorted(set(clipping_ids))):
                rows = db.execute(select(*columns).where(removals.c.clipping_id.in_(some)))
                found |= {row.clipping_id: row.at for row in rows}
        return found

    def next_file(self) -> str | None:
        """A WARC file that holds what must go."""
        query = select(snapshots.c.file).where(MUST_GO).order_by(snapshots.c.file)
        with reading(self._engine) as db:
            found: str | None = db.scalar(query.limit(1))
            return found

    def dropped(self, file: str) -> int:
        """What had to go from this file is no longer anywhere; how many records it was."""
        with writing(self._engine) as db:
            return db.execute(delete(snapshots).where(MUST_GO, snapshots.c.file == file)).rowcount

    def originals(self, clipping_ids: Collection[str]) -> list[str]:
        """The names of their originals, but those that are somebody else's too."""
        with reading(self._engine) as db:
            return _originals(db, clipping_ids)

    def finish(self, clipping_ids: Collection[str], *, now: datetime) -> None:
        """Nothing of these is on the disk."""
        with writing(self._engine) as db:
            for some in chunks(sorted(clipping_ids)):
                its = revisions.c.clipping_id.in_(some)
                db.execute(update(revisions).where(its).values(file=None))
                db.execute(update(items).where(items.c.id.in_(some)).values(file=None))
                gone = (removals.c.clipping_id.in_(some), REMOVAL_PENDS)
                db.execute(update(removals).where(*gone).values(done_at=now))


def _originals(db: Connection, clipping_ids: Collection[str]) -> list[str]:
    ids = frozenset(clipping_ids)
    named: set[str] = set()
    for some in chunks(sorted(ids)):
        theirs = select(revisions.c.file).where(revisions.c.clipping_id.in_(some))
        seen = select(items.c.file).where(items.c.id.in_(some))
        named |= {name for name in db.scalars(union(theirs, seen)) if name}
    return sorted(named - _shared(db, sorted(named), ids))


def _shared(db: Connection, names: Sequence[str], ids: frozenset[str]) -> set[str]:
    """Those of these originals that are also of others."""
    found: set[str] = set()
    for some in chunks(names):
        clipped = select(revisions.c.file, revisions.c.clipping_id.label("of"))
        announced = select(items.c.file, items.c.id)
        rows = db.execute(
            union(
                clipped.where(revisions.c.file.in_(some)), announced.where(items.c.file.in_(some))
            )
        )
        found |= {row.file for row in rows if row.of not in ids}
    return found
