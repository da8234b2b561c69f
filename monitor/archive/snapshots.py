"""Where each kept page is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, tuple_

from monitor.archive.database import insert, reading, writing
from monitor.archive.rows import AnyRow, Record, chunks
from monitor.archive.schema import clippings, snapshots
from monitor.snapshots import Shot

PAGE = 1000  # rows that are read at once


def add(db: Connection, shots: Sequence[Shot]) -> None:
    """Keep where they are, in the transaction of their clippings."""
    known: set[str] = set()
    for some in chunks(sorted({shot.clipping_id for shot in shots})):
        known |= set(db.scalars(select(clippings.c.id).where(clippings.c.id.in_(some))))
    rows = [_row(shot) for shot in shots if shot.clipping_id in known]
    if rows:
        db.execute(insert(db, snapshots).on_conflict_do_nothing(), rows)


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What is asked of kept pages, and told them."""

    _engine: Engine = field(repr=False)

    def add(self, shots: Sequence[Shot]) -> None:
        """Keep where they are; those of what is no clipping are left out."""
        with writing(self._engine) as db:
            add(db, shots)

    def of(self, clipping_id: str) -> list[Shot]:
        """Those of a clipping, the newest first."""
        order = (snapshots.c.revision.desc(), snapshots.c.at.desc(), snapshots.c.is_picture)
        query = select(snapshots).where(snapshots.c.clipping_id == clipping_id).order_by(*order)
        with reading(self._engine) as db:
            return [_shot(row) for row in db.execute(query)]

    def newest(self, clipping_ids: Iterable[str], *, picture: bool = False) -> dict[str, Shot]:
        """By clipping, its last page or picture; of a revisit, `whole` knows its bytes."""
        found: dict[str, Shot] = {}
        order = (snapshots.c.revision, snapshots.c.at)
        query = select(snapshots).where(snapshots.c.is_picture.is_(picture)).order_by(*order)
        with reading(self._engine) as db:
            for some in chunks(sorted(set(clipping_ids))):
                for row in db.execute(query.where(snapshots.c.clipping_id.in_(some))):
                    found[row.clipping_id] = _shot(row)
        return found

    def whole(self, clipping_ids: Iterable[str]) -> dict[tuple[str, str], Shot]:
        """By clipping and digest, the records that have the bytes themselves.

        A revisit refers to one of its own clipping, for they leave the archive together.
        """
        query = select(snapshots).where(~snapshots.c.is_revisit).order_by(snapshots.c.at.desc())
        found: dict[tuple[str, str], Shot] = {}
        with reading(self._engine) as db:
            for some in chunks(sorted(set(clipping_ids))):
                for row in db.execute(query.where(snapshots.c.clipping_id.in_(some))):
                    found[row.clipping_id, row.digest] = _shot(row)
        return found

    def files(self, *, since: datetime) -> list[str]:
        """Those that keep what was kept since then."""
        query = select(snapshots.c.file).where(snapshots.c.at >= since).distinct()
        with reading(self._engine) as db:
            return sorted(db.scalars(query))

    def count(self) -> int:
        with reading(self._engine) as db:
            return int(db.scalar(select(func.count()).select_from(snapshots)) or 0)

    def size(self, *, since: datetime) -> int:
        """Bytes kept since then."""
        query = select(func.coalesce(func.sum(snapshots.c.size), 0)).where(snapshots.c.at >= since)
        with reading(self._engine) as db:
            return int(db.scalar(query) or 0)

    def every(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Shot]:
        """Those that were kept from one moment to another, by file and place in it."""
        order = (snapshots.c.file, snapshots.c.offset)
        query = select(snapshots).order_by(*order).limit(PAGE)
        query = query.where(snapshots.c.at >= since) if since else query
        query = query.where(snapshots.c.at < until) if until else query
        after: tuple[str, int] = ("", 0)
        while True:
            with reading(self._engine) as db:
                rows = db.execute(query.where(tuple_(*order) > after)).all()
            yield from map(_shot, rows)
            if len(rows) < PAGE:
                return
            after = (rows[-1].file, rows[-1].offset)


def _row(shot: Shot) -> Record:
    return {name: getattr(shot, name) for name in Shot.__slots__}


def _shot(row: AnyRow) -> Shot:
    return Shot(**{name: getattr(row, name) for name in Shot.__slots__})
