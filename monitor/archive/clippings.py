"""Clippings and their revisions: nothing that was archived is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select, update

from monitor.archive.database import insert
from monitor.archive.rows import Record, cleaned, clipping_of, clipping_row, revision_row
from monitor.archive.schema import UNTAGGED, clippings, revisions
from monitor.archive.twins import twins
from monitor.model import Clipping

LATEST = and_(
    revisions.c.clipping_id == clippings.c.id, revisions.c.revision == clippings.c.revision
)


def add(db: Connection, new: Iterable[Clipping]) -> dict[str, str]:
    """Save new revisions; one that is there already stays as it is.

    Returns:
        The address under which a piece is here already, by the id of what was not saved for it.
    """
    arrived = sorted(map(cleaned, new), key=lambda clipping: (clipping.id, clipping.revision))
    known_as = twins(db, [clipping for clipping in arrived if clipping.revision == 1])
    _save(db, [clipping for clipping in arrived if clipping.id not in known_as])
    return known_as


def _save(db: Connection, arrived: Sequence[Clipping]) -> None:
    if not arrived:
        return
    heads = [clipping_row(clipping) for clipping in arrived]
    db.execute(insert(db, clippings).on_conflict_do_nothing(index_elements=["id"]), heads)
    contents = [revision_row(clipping) for clipping in arrived]
    db.execute(insert(db, revisions).on_conflict_do_nothing(), contents)
    _turn(db, heads)


def _turn(db: Connection, heads: Sequence[Record]) -> None:
    """A newer revision becomes the latest one, and waits for the NLP again."""
    names = ("revision", "outlet_id", "url_id", "published_at")
    news: Record = {name: bindparam(f"its_{name}") for name in names}
    news |= {"tagged_by": None, "failed": None, "about": None}
    older = clippings.c.revision < bindparam("its_revision")
    statement = update(clippings).where(clippings.c.id == bindparam("its_id"), older).values(news)
    db.execute(statement, [{f"its_{key}": value for key, value in row.items()} for row in heads])


def untagged_shards(db: Connection) -> list[str]:
    """The first hex digits of the clippings that wait: at most 16 jobs, disjoint by nature."""
    return sorted(db.scalars(select(func.substr(clippings.c.id, 1, 1)).where(UNTAGGED).distinct()))


def untagged(db: Connection, shard: str, *, limit: int) -> list[Clipping]:
    query = (
        _latest()
        .where(UNTAGGED, func.substr(clippings.c.id, 1, len(shard)) == shard)
        .order_by(clippings.c.id)
        .limit(limit)
    )
    return [clipping_of(row) for row in db.execute(query)]


def latest(db: Connection, clipping_id: str) -> Clipping | None:
    """A clipping as it now stands."""
    row = db.execute(_latest().where(clippings.c.id == clipping_id)).one_or_none()
    return clipping_of(row) if row else None


def _latest() -> Select[Any]:
    return select(revisions, clippings.c.withdrawn_at).join(clippings, LATEST)
