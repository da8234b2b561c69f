"""Find clippings by words, outlet, subject, stance and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Float, Select, exists, literal_column, select

from monitor.archive import search
from monitor.archive.clippings import LATEST, of_latest, readings_of
from monitor.archive.query import Leaf, parse, sought
from monitor.archive.records import Found
from monitor.archive.rows import AnyRow, clipping_of
from monitor.archive.schema import clippings, readings, revisions
from monitor.archive.snippets import snippet
from monitor.model import Reading, Stance


def find(
    db: Connection,
    query: str | None,
    *,
    outlet: str | None,
    subject: str | None,
    stance: Stance | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
) -> list[Found]:
    """The best first; the newest first where no word is sought. `until` is not included."""
    node = parse(query) if query is not None and query.strip() else None
    leaves = list(sought(node)) if node else []
    asked = [
        *([] if node is None else [search.condition(db, node)]),
        *([] if outlet is None else [clippings.c.outlet_id == outlet]),
        *([] if subject is None and stance is None else [_reads(subject, stance)]),
        *([] if since is None else [clippings.c.published_at >= since]),
        *([] if until is None else [clippings.c.published_at < until]),
    ]
    rows = db.execute(_ordered(db, leaves).where(*asked).limit(limit)).all()
    read = readings_of(db, [row.clipping_id for row in rows])
    return [_found(row, read.get(row.clipping_id, ()), leaves) for row in rows]


def _reads(subject: str | None, stance: Stance | None) -> ColumnElement[bool]:
    """It names this subject, with this stance towards it."""
    asked = [
        of_latest(readings),
        *([] if subject is None else [readings.c.subject_id == subject]),
        *([] if stance is None else [readings.c.stance == stance.value]),
    ]
    return exists().where(*asked)


def _ordered(db: Connection, leaves: Sequence[Leaf]) -> Select[*tuple[object, ...]]:
    newest = (clippings.c.published_at.desc(), clippings.c.id)
    if not leaves:
        nothing = literal_column("0.0", Float).label("score")
        columns = select(revisions, clippings.c.story_id, nothing)
        return columns.join(clippings, LATEST).order_by(*newest)
    ranked = search.ranking(db, leaves)
    return (
        select(revisions, clippings.c.story_id, ranked.c.score)
        .join(clippings, LATEST)
        .outerjoin(ranked, ranked.c.number == clippings.c.number)
        .order_by(ranked.c.score.desc().nulls_last(), *newest)
    )


def _found(row: AnyRow, read: tuple[Reading, ...], leaves: Sequence[Leaf]) -> Found:
    return Found(
        clipping=clipping_of(row),
        readings=read,
        story_id=row.story_id,
        score=row.score or 0.0,
        snippet=snippet(row.text, leaves),
    )
