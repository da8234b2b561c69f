"""What the NLP alone says of the latest revision of a clipping, before any correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, and_, select, tuple_

from monitor.archive.analysed_rows import (
    analysis_of,
    entity_of,
    mention_of,
    place_of,
    quote_of,
    reading_of,
)
from monitor.archive.rows import AnyRow, chunks
from monitor.archive.schema import (
    analyses,
    clippings,
    entities,
    mentions,
    places,
    quotes,
    readings,
)
from monitor.model import Analysis, Reading

Noun = TypeVar("Noun")
Which = Callable[[Table], Any]  # of a table of analyses: the condition of the rows meant


def as_read(db: Connection, ids: Sequence[str]) -> dict[str, Analysis]:
    return _read(db, ids, of_latest)


def as_read_at(db: Connection, heads: Mapping[str, int]) -> dict[str, Analysis]:
    """The same of these revisions, which may no longer be the latest ones."""

    def of_these(table: Table) -> Any:
        pair = tuple_(table.c.clipping_id, table.c.revision)
        return and_(table.c.clipping_id == clippings.c.id, pair.in_(list(heads.items())))

    return _read(db, list(heads), of_these)


def _read(db: Connection, ids: Sequence[str], which: Which) -> dict[str, Analysis]:
    named = _found(db, mentions, ids, mention_of, which)
    read = _found(db, readings, ids, reading_of, which)
    others = _found(db, entities, ids, entity_of, which)
    said = _found(db, quotes, ids, quote_of, which)
    where = _found(db, places, ids, place_of, which)
    return {
        row.clipping_id: analysis_of(
            row,
            mentions=named.get(row.clipping_id, ()),
            readings=read.get(row.clipping_id, ()),
            entities=others.get(row.clipping_id, ()),
            quotes=said.get(row.clipping_id, ()),
            places=where.get(row.clipping_id, ()),
        )
        for row in _rows(db, analyses, ids, which)
    }


def readings_as_read(db: Connection, ids: Sequence[str]) -> dict[str, tuple[Reading, ...]]:
    return _found(db, readings, ids, reading_of, of_latest)


def _found(
    db: Connection,
    table: Table,
    ids: Sequence[str],
    noun_of: Callable[[AnyRow], Noun],
    which: Which,
) -> dict[str, tuple[Noun, ...]]:
    found: dict[str, list[Noun]] = defaultdict(list)
    for row in _rows(db, table, ids, which):
        found[row.clipping_id].append(noun_of(row))
    return {key: tuple(values) for key, values in found.items()}


def of_latest(table: Table) -> Any:
    """The condition that a row of an analysis is of the latest revision, by its analyzer."""
    return and_(
        table.c.clipping_id == clippings.c.id,
        table.c.revision == clippings.c.revision,
        table.c.analyzer == clippings.c.tagged_by,
    )


def _rows(db: Connection, table: Table, ids: Sequence[str], which: Which) -> Iterable[AnyRow]:
    order = [table.c[name] for name in ("clipping_id", "position") if name in table.c]
    for some in chunks(ids):
        yield from db.execute(
            select(table)
            .join(clippings, which(table))
            .where(clippings.c.id.in_(some))
            .order_by(*order)
        )
