"""Where each kept page is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, tuple_, update

from monitor.archive.database import insert, reading, writing
from monitor.archive.removing import MUST_GO, Removals
from monitor.archive.rows import AnyRow, Record, chunks
from monitor.archive.schema import UNPACKED, clippings, snapshots
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

    @property
    def removals(self) -> Removals:
        return Removals(self._engine)

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
        """Those that were kept from one moment to another, by file and place in it.

        Those that must go are no longer told of, whether their bytes are there or not.
        """
        order = (snapshots.c.file, snapshots.c.offset)
        query = select(snapshots).where(~MUST_GO).order_by(*order).limit(PAGE)
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

    # where they lie

    def known(self, record_ids: Iterable[str]) -> dict[str, Shot]:
        """Where these records are now; those that left the archive are not there."""
        found: dict[str, Shot] = {}
        with reading(self._engine) as db:
            for some in chunks(sorted(set(record_ids))):
                rows = db.execute(select(snapshots).where(snapshots.c.record_id.in_(some)))
                found |= {row.record_id: _shot(row) for row in rows}
        return found

    def named(self, files: Iterable[str]) -> set[str]:
        """Those of these files that hold something which is known."""
        found: set[str] = set()
        query = select(snapshots.c.file).distinct()
        with reading(self._engine) as db:
            for some in chunks(sorted(set(files))):
                found |= set(db.scalars(query.where(snapshots.c.file.in_(some))))
        return found

    def in_file(self, file: str) -> list[Shot]:
        query = select(snapshots).where(snapshots.c.file == file)
        with reading(self._engine) as db:
            return [_shot(row) for row in db.execute(query.order_by(snapshots.c.offset))]

    def unpacked(self, *, before: datetime) -> datetime | None:
        """When the oldest was kept that no night has packed yet."""
        query = select(snapshots.c.at).where(UNPACKED, snapshots.c.at < before)
        with reading(self._engine) as db:
            found: datetime | None = db.scalar(query.order_by(snapshots.c.at).limit(1))
            return found

    def packed(self, *, since: datetime, until: datetime) -> None:
        """All that was kept between these moments lies where it stays."""
        its = (UNPACKED, snapshots.c.at >= since, snapshots.c.at < until)
        with writing(self._engine) as db:
            db.execute(update(snapshots).where(*its).values(is_packed=True))

    def moved(self, before: Sequence[Shot], after: Sequence[Shot]) -> bool:
        """Say where records are from now on; False, and nothing, if one was not where it was."""
        with writing(self._engine) as db:
            standing = _files(db, [shot.record_id for shot in before])
            if standing != {shot.record_id: shot.file for shot in before}:
                return False
            for shot in after:
                its = snapshots.c.record_id == shot.record_id
                news = {"file": shot.file, "offset": shot.offset}
                db.execute(update(snapshots).where(its).values(news))
            return True


def _files(db: Connection, record_ids: Sequence[str]) -> dict[str, str]:
    """Where each is; nobody else moves them meanwhile."""
    found: dict[str, str] = {}
    columns = (snapshots.c.record_id, snapshots.c.file)
    for some in chunks(sorted(record_ids)):
        its = snapshots.c.record_id.in_(some)
        rows = db.execute(select(*columns).where(its).order_by(columns[0]).with_for_update())
        found |= {row.record_id: row.file for row in rows}
    return found


def _row(shot: Shot) -> Record:
    return {name: getattr(shot, name) for name in Shot.__slots__}


def _shot(row: AnyRow) -> Shot:
    return Shot(**{name: getattr(row, name) for name in Shot.__slots__})
