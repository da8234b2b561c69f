"""Clippings, their revisions, and what the NLP read in each: nothing is ever overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, func, select, update

from monitor.archive import search
from monitor.archive.database import insert
from monitor.archive.rows import (
    AnyRow,
    Record,
    chunks,
    cleaned,
    clipping_of,
    clipping_row,
    mention_of,
    mention_row,
    reading_of,
    reading_row,
    revision_row,
)
from monitor.archive.schema import (
    UNTAGGED,
    analyses,
    clippings,
    items,
    mentions,
    readings,
    revisions,
)
from monitor.archive.twins import twins
from monitor.model import Analysis, Clipping, Mention, Outcome, Reading

_EXCLUDED: Final = "la nota solo nombra lo que se sigue en un contexto excluido"
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


def _latest() -> Select[Any]:
    return select(revisions).join(clippings, LATEST)


def save_analyses(db: Connection, new: Iterable[Analysis]) -> None:
    """Keep what the NLP read. A clipping that, once read, names nobody leaves the archive."""
    given = sorted(new, key=lambda analysis: analysis.clipping_id)
    heads = _heads(db, [analysis.clipping_id for analysis in given])
    kept = [
        analysis
        for analysis in given
        if (head := heads.get(analysis.clipping_id)) and analysis.revision <= head.revision
    ]
    latest = [a for a in kept if a.revision == heads[a.clipping_id].revision]
    fallen = {a.clipping_id for a in latest if _names_nobody(a, heads[a.clipping_id])}
    _keep(db, [analysis for analysis in kept if analysis.clipping_id not in fallen])
    _mark(db, [analysis for analysis in latest if analysis.clipping_id not in fallen])
    search.put(db, [a.clipping_id for a in latest if a.clipping_id not in fallen])
    _drop(db, sorted(fallen))


def _heads(db: Connection, ids: Sequence[str]) -> dict[str, AnyRow]:
    columns = [clippings.c.id, clippings.c.revision, clippings.c.told_revision]
    return {
        row.id: row
        for some in chunks(ids)
        for row in db.execute(select(*columns).where(clippings.c.id.in_(some)))
    }


def _names_nobody(analysis: Analysis, head: AnyRow) -> bool:
    """True of a first revision that was read in vain and that no digest has told."""
    return (
        analysis.failed is None
        and not analysis.mentions
        and head.revision == 1
        and head.told_revision == 0
    )


def _keep(db: Connection, given: Sequence[Analysis]) -> None:
    _insert(db, analyses, (_analysis_row(analysis) for analysis in given))
    _insert(
        db,
        mentions,
        (
            mention_row(analysis, position, mention)
            for analysis in given
            for position, mention in enumerate(analysis.mentions)
        ),
    )
    _insert(
        db,
        readings,
        (
            reading_row(analysis, position, reading)
            for analysis in given
            for position, reading in enumerate(analysis.readings)
        ),
    )


def _insert(db: Connection, table: Table, rows: Iterable[Record]) -> None:
    if values := list(rows):
        db.execute(insert(db, table).on_conflict_do_nothing(), values)


def _analysis_row(analysis: Analysis) -> Record:
    return {
        "clipping_id": analysis.clipping_id,
        "revision": analysis.revision,
        "analyzer": analysis.analyzer,
        "failed": analysis.failed,
    }


def _mark(db: Connection, latest: Sequence[Analysis]) -> None:
    rows = [
        {
            "its_id": analysis.clipping_id,
            "its_revision": analysis.revision,
            "its_analyzer": analysis.analyzer,
            "its_failed": analysis.failed,
            "its_about": next((mention.subject_id for mention in analysis.mentions), None),
        }
        for analysis in latest
    ]
    if rows:
        its = and_(
            clippings.c.id == bindparam("its_id"),
            clippings.c.revision == bindparam("its_revision"),
        )
        statement = update(clippings).where(its)
        news: Record = {
            "tagged_by": bindparam("its_analyzer"),
            "failed": bindparam("its_failed"),
            "about": bindparam("its_about"),
        }
        db.execute(statement.values(news), rows)


def _drop(db: Connection, ids: Sequence[str]) -> None:
    """What falls out keeps its row in the ledger, never its text."""
    for some in chunks(ids):
        search.drop(db, some)
        db.execute(delete(clippings).where(clippings.c.id.in_(some)))
        db.execute(
            update(items)
            .where(items.c.id.in_(some))
            .values(
                outcome=Outcome.IRRELEVANT.value,
                detail=_EXCLUDED,
                text=None,
                read_at=None,
            )
        )


def analyses_of(db: Connection, ids: Sequence[str]) -> dict[str, Analysis]:
    """What the NLP says of the latest revision of these clippings, where it has read it."""
    found = {row.clipping_id: row for row in _of_latest(db, analyses, ids)}
    named: dict[str, list[Mention]] = defaultdict(list)
    for row in _of_latest(db, mentions, ids):
        named[row.clipping_id].append(mention_of(row))
    read = readings_of(db, ids)
    return {
        key: Analysis(
            clipping_id=key,
            revision=row.revision,
            analyzer=row.analyzer,
            mentions=tuple(named[key]),
            readings=read.get(key, ()),
            failed=row.failed,
        )
        for key, row in found.items()
    }


def readings_of(db: Connection, ids: Sequence[str]) -> dict[str, tuple[Reading, ...]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for row in _of_latest(db, readings, ids):
        found[row.clipping_id].append(reading_of(row))
    return {key: tuple(values) for key, values in found.items()}


def of_latest(table: Table) -> Any:
    """The condition that a row of an analysis is of the latest revision, by its analyzer."""
    return and_(
        table.c.clipping_id == clippings.c.id,
        table.c.revision == clippings.c.revision,
        table.c.analyzer == clippings.c.tagged_by,
    )


def _of_latest(db: Connection, table: Table, ids: Sequence[str]) -> Iterable[AnyRow]:
    order = [table.c[name] for name in ("clipping_id", "position") if name in table.c]
    for some in chunks(ids):
        yield from db.execute(
            select(table)
            .join(clippings, of_latest(table))
            .where(clippings.c.id.in_(some))
            .order_by(*order)
        )
