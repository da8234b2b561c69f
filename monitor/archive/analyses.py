"""What the NLP read: kept once for each revision, by the analyzer that read it last.

An older analyzer's analysis stays until a newer one has read the same words, and then gives its
place: what a digest told is kept with the digest. What an analyst corrects is never touched here,
and is applied whenever an analysis is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, or_, select, update

from monitor.archive import corrections, petitioned, search
from monitor.archive.amending import about, amended, amended_readings
from monitor.archive.analysed_reads import as_read, as_read_at, readings_as_read
from monitor.archive.analysed_rows import (
    analysis_row,
    entity_row,
    mention_row,
    place_row,
    quote_row,
    reading_row,
)
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert
from monitor.archive.rows import AnyRow, Record, chunks, clipping_of
from monitor.archive.schema import (
    analyses,
    analyzers,
    clippings,
    entities,
    items,
    mentions,
    places,
    quotes,
    readings,
    revisions,
)
from monitor.model import Analysis, Clipping, Outcome, PieceKind, Reading

_EXCLUDED: Final = "no nombra lo que se sigue, o solo en un contexto excluido, ni pide nada"
_KEPT: Sequence[tuple[Table, str, Callable[[Any], Record]]] = (
    (mentions, "mentions", mention_row),
    (readings, "readings", reading_row),
    (entities, "entities", entity_row),
    (quotes, "quotes", quote_row),
    (places, "places", place_row),
)


def save(
    db: Connection,
    new: Iterable[Analysis],
    *,
    parts: Mapping[str, str],
    kept: Collection[str] = (),
) -> None:
    """Keep what the NLP read. What, first read, names nobody and asks for nothing leaves.

    Those of `kept` stay all the same. One that was read before and cannot be read now keeps what
    was read before.
    """
    given = sorted(new, key=lambda analysis: analysis.clipping_id)
    heads = _heads(db, [analysis.clipping_id for analysis in given])
    news = [analysis for analysis in given if _is_kept(analysis, heads.get(analysis.clipping_id))]
    latest = [a for a in news if a.revision == heads[a.clipping_id].revision]
    fallen = {a.clipping_id for a in latest if _says_nothing(a, heads[a.clipping_id])}
    fallen -= set(kept)
    fallen -= _front_pages(db, sorted(fallen))
    staying = [analysis for analysis in latest if analysis.clipping_id not in fallen]
    _keep(db, [a for a in news if a.clipping_id not in fallen], parts=parts)
    _mark(db, staying)
    petitioned.keep(db, staying)
    search.put(db, [a.clipping_id for a in staying if heads[a.clipping_id].tagged_by is None])
    _drop(db, sorted(fallen))


def _front_pages(db: Connection, ids: Sequence[str]) -> set[str]:
    """Those that a digest shows whomever they name."""
    front = select(items.c.id).where(items.c.kind == PieceKind.FRONT_PAGE.value)
    return {row.id for some in chunks(ids) for row in db.execute(front.where(items.c.id.in_(some)))}


def _heads(db: Connection, ids: Sequence[str]) -> dict[str, AnyRow]:
    names = ("id", "revision", "told_revision", "tagged_by", "failed")
    query = select(*(clippings.c[name] for name in names)).order_by(clippings.c.id)
    return {
        row.id: row
        for some in chunks(ids)
        for row in db.execute(query.where(clippings.c.id.in_(some)).with_for_update())
    }


def _is_kept(analysis: Analysis, head: AnyRow | None) -> bool:
    if head is None or analysis.revision > head.revision:
        return False
    was_read = head.tagged_by is not None and head.failed is None
    return not (analysis.failed and was_read and analysis.revision == head.revision)


def _says_nothing(analysis: Analysis, head: AnyRow) -> bool:
    """True of a first revision that was read in vain, first of all, and that no digest has told.

    What was archived once stays: another reading of the same words is no reason to lose them.
    """
    return (
        analysis.failed is None
        and not analysis.mentions
        and not analysis.petitions
        and head.revision == 1
        and head.told_revision == 0
        and head.tagged_by is None
    )


def _keep(db: Connection, given: Sequence[Analysis], *, parts: Mapping[str, str]) -> None:
    _remember(db, {analysis.analyzer for analysis in given}, parts=parts)
    _insert(db, analyses, map(analysis_row, given))
    for table, name, row in _KEPT:
        _insert(
            db,
            table,
            (
                _key(analysis) | {"position": position} | row(found)
                for analysis in given
                for position, found in enumerate(getattr(analysis, name))
            ),
        )
    if given:
        db.execute(_FORGET, [_key(analysis, "its_") for analysis in given])


def _key(analysis: Analysis, prefix: str = "") -> Record:
    return {
        f"{prefix}clipping_id": analysis.clipping_id,
        f"{prefix}revision": analysis.revision,
        f"{prefix}analyzer": analysis.analyzer,
    }


_FORGET: Final = delete(analyses).where(
    analyses.c.clipping_id == bindparam("its_clipping_id"),
    analyses.c.revision == bindparam("its_revision"),
    analyses.c.analyzer != bindparam("its_analyzer"),
)


def _insert(db: Connection, table: Table, rows: Iterable[Record]) -> None:
    if values := list(rows):
        db.execute(insert(db, table).on_conflict_do_nothing(), values)


def _remember(db: Connection, names: Iterable[str], *, parts: Mapping[str, str]) -> None:
    """What an analyzer is made of, once; the first word on it stays."""
    written = json.dumps(dict(sorted(parts.items())), ensure_ascii=False)
    if values := [{"id": name, "parts": written} for name in sorted(names)]:
        statement = insert(db, analyzers)
        unsaid = and_(analyzers.c.parts == "{}", statement.excluded.parts != "{}")
        news = {"parts": statement.excluded.parts}
        db.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=news, where=unsaid), values
        )


def parts_of(db: Connection, analyzer: str) -> dict[str, str]:
    """What made the analyses that bear this name; nothing when it was never said."""
    written = db.scalar(select(analyzers.c.parts).where(analyzers.c.id == analyzer))
    return dict(json.loads(written)) if written else {}


def _mark(db: Connection, latest: Sequence[Analysis]) -> None:
    standing = corrections.judge(db, latest)
    rows = [
        {
            "its_id": analysis.clipping_id,
            "its_revision": analysis.revision,
            "its_analyzer": analysis.analyzer,
            "its_failed": analysis.failed,
            "its_about": about(amended(analysis, standing.get(analysis.clipping_id, ()))),
        }
        for analysis in latest
    ]
    if rows:
        its = and_(
            clippings.c.id == bindparam("its_id"),
            clippings.c.revision == bindparam("its_revision"),
        )
        news: Record = {
            "tagged_by": bindparam("its_analyzer"),
            "failed": bindparam("its_failed"),
            "about": bindparam("its_about"),
        }
        db.execute(update(clippings).where(its).values(news), rows)


def _drop(db: Connection, ids: Sequence[str]) -> None:
    """What falls out keeps its row in the ledger, never its text."""
    for some in chunks(ids):
        search.drop(db, some)
        db.execute(delete(clippings).where(clippings.c.id.in_(some)))
        db.execute(
            update(items)
            .where(items.c.id.in_(some))
            .values(outcome=Outcome.IRRELEVANT.value, detail=_EXCLUDED, text=None, read_at=None)
        )


def of(db: Connection, ids: Sequence[str]) -> dict[str, Analysis]:
    """What is said of the latest revision of these clippings, where the NLP has read it."""
    standing = corrections.standing_of(db, ids)
    return {
        key: amended(analysis, standing.get(key, ())) for key, analysis in as_read(db, ids).items()
    }


def at(db: Connection, heads: Mapping[str, int]) -> dict[str, Analysis]:
    """What is said of these revisions: as analysts left it, also where a newer one has come."""
    latest = of(db, list(heads))
    found = {key: each for key, each in latest.items() if each.revision == heads[key]}
    older = {key: revision for key, revision in heads.items() if key not in found}
    for key, analysis in as_read_at(db, older).items():
        found[key] = amended(analysis, corrections.standing_at(db, analysis))
    return found


def readings_of(db: Connection, heads: Mapping[str, int]) -> dict[str, tuple[Reading, ...]]:
    """How these clippings treat each subject; `heads` gives the latest revision of each."""
    ids = list(heads)
    read, standing = readings_as_read(db, ids), corrections.standing_of(db, ids)
    return {
        key: amended_readings(read.get(key, ()), standing.get(key, ()), revision=heads[key])
        for key in ids
    }


def stale(
    db: Connection,
    analyzer: str,
    *,
    since: datetime | None,
    before: Clipping | None,
    limit: int,
) -> list[Clipping]:
    """What another analyzer read, the newest first, below `before`: one look at the index each."""
    places_ = [_below(before)] if before else []
    places_ += [clippings.c.published_at >= since] if since else []
    order = (clippings.c.published_at.desc(), clippings.c.id.desc())
    query = select(revisions).join(clippings, LATEST).where(*places_).order_by(*order).limit(limit)
    found = [
        clipping_of(row)
        for other in _others(db, analyzer)
        for row in db.execute(query.where(clippings.c.tagged_by == other))
    ]
    return sorted(found, key=lambda one: (one.published_at, one.id), reverse=True)[:limit]


def _below(clipping: Clipping) -> Any:
    day = clippings.c.published_at
    tie = or_(day < clipping.published_at, clippings.c.id < clipping.id)
    return and_(day <= clipping.published_at, tie)


def stale_counts(db: Connection, analyzer: str, *, since: datetime | None) -> dict[str, int]:
    """How many clippings each other analyzer read last; those that read none are not here."""
    asked = [clippings.c.published_at >= since] if since else []
    query = select(func.count()).select_from(clippings).where(*asked)
    counts = {
        other: db.scalar(query.where(clippings.c.tagged_by == other)) or 0
        for other in _others(db, analyzer)
    }
    return {other: count for other, count in counts.items() if count}


def _others(db: Connection, analyzer: str) -> list[str]:
    query = select(analyzers.c.id).where(analyzers.c.id != analyzer).order_by(analyzers.c.id)
    return list(db.scalars(query))
