"""Find clippings by words, outlet, subject, stance, theme, kind, names and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Select,
    Table,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from monitor.archive import search
from monitor.archive.analysed_reads import of_latest
from monitor.archive.analysed_rows import spans_of
from monitor.archive.analyses import readings_of
from monitor.archive.clippings import LATEST
from monitor.archive.query import Leaf, Node, Phrase, parse, sought
from monitor.archive.records import Found
from monitor.archive.rows import AnyRow, clipping_of
from monitor.archive.schema import analyses, clippings, entities, readings, revisions, standing
from monitor.archive.snippets import snippet
from monitor.archive.words import folded_words
from monitor.casework import masked
from monitor.errors import QueryError
from monitor.model import Field, PieceKind, Reading, Stance
from monitor.privacy import covered
from monitor.privacy import joined as merged

KIND = func.coalesce(analyses.c.kind, revisions.c.kind)  # what its words say goes first


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a search asks for beside words; what is None is not asked."""

    outlet: str | None = None
    subject: str | None = None
    stance: Stance | None = None
    theme: str | None = None
    kind: PieceKind | None = None
    entity: str | None = None  # somebody or something named there, by some or all words of it
    since: datetime | None = None
    until: datetime | None = None  # not included


def find(db: Connection, query: str | None, asked: Asked, *, limit: int) -> list[Found]:
    """The best first; the newest first where no word is sought."""
    node = _tree(query)
    leaves = list(sought(node)) if node else []
    rows = db.execute(_ordered(db, leaves).where(*conditions(db, query, asked)).limit(limit)).all()
    read = readings_of(db, {row.clipping_id: row.revision for row in rows})
    return [_found(row, read.get(row.clipping_id, ()), leaves) for row in rows]


def _tree(query: str | None) -> Node | None:
    return parse(query) if query is not None and query.strip() else None


def conditions(db: Connection, query: str | None, asked: Asked) -> list[ColumnElement[bool]]:
    """What a clipping of `joined` must be so that it is found."""
    node = _tree(query)
    return [*([] if node is None else [search.condition(db, node)]), *_conditions(db, asked)]


def _conditions(db: Connection, asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.outlet is not None:
        yield clippings.c.outlet_id == asked.outlet
    if asked.subject is not None or asked.stance is not None:
        yield _reads(asked.subject, asked.stance)
    if asked.theme is not None:
        yield analyses.c.theme == asked.theme
    if asked.kind is not None:
        yield KIND.in_([asked.kind.value])
    if asked.entity is not None:
        yield _names(db, asked.entity)
    if asked.since is not None:
        yield clippings.c.published_at >= asked.since
    if asked.until is not None:
        yield clippings.c.published_at < asked.until


def _reads(subject: str | None, stance: Stance | None) -> ColumnElement[bool]:
    """It names this subject, with this stance towards it; an analyst has the last word."""
    ruled = and_(
        standing.c.clipping_id == clippings.c.id,
        standing.c.revision == clippings.c.revision,
        standing.c.holds,
    )
    # It lies two selects deep, where nothing else would tie it to the clipping that is sought.
    overruled = (
        exists()
        .where(ruled, standing.c.subject_id == readings.c.subject_id)
        .correlate_except(standing)
    )
    read = exists().where(of_latest(readings), ~overruled, *_so(subject, stance, readings))
    corrected = exists().where(
        ruled, standing.c.stance.is_not(None), *_so(subject, stance, standing)
    )
    return or_(read, corrected)


def _so(subject: str | None, stance: Stance | None, table: Table) -> Iterator[ColumnElement[bool]]:
    if subject is not None:
        yield table.c.subject_id == subject
    if stance is not None:
        yield table.c.stance == stance.value


def _names(db: Connection, name: str) -> ColumnElement[bool]:
    """The index of words finds where it may be named; only there are the names compared."""
    words = folded_words(name)
    if not words:
        raise QueryError(f"«{name}» no es un nombre: escriba al menos una letra o una cifra")
    key = f"% {' '.join(words)} %"
    named = exists().where(of_latest(entities), entities.c.folded.like(key))
    return and_(search.condition(db, Phrase(words=words)), named)


def _ordered(db: Connection, leaves: Sequence[Leaf]) -> Select[*tuple[object, ...]]:
    newest = (clippings.c.published_at.desc(), clippings.c.id)
    columns: list[Column[object] | ColumnElement[object]] = [
        clippings.c.story_id,
        clippings.c.withdrawn_at,
        analyses.c.theme,
        analyses.c.private,
        KIND.label("read_kind"),
    ]
    if not leaves:
        nothing = literal_column("0.0", Float).label("score")
        return joined(select(revisions, *columns, nothing)).order_by(*newest)
    ranked = search.ranking(db, leaves)
    return (
        joined(select(revisions, *columns, ranked.c.score))
        .outerjoin(ranked, ranked.c.number == clippings.c.number)
        .order_by(ranked.c.score.desc().nulls_last(), *newest)
    )


def joined(columns: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """With the latest revision of each clipping, and what was read in it."""
    return columns.join(clippings, LATEST).outerjoin(analyses, of_latest(analyses))


def _found(row: AnyRow, read: tuple[Reading, ...], leaves: Sequence[Leaf]) -> Found:
    private = spans_of(row.private)
    marked = merged((each.start, each.end) for each in private if each.field is Field.TEXT)
    return Found(
        clipping=clipping_of(row),
        readings=read,
        story_id=row.story_id,
        score=row.score or 0.0,
        snippet=covered(snippet(masked(row.text, marked), leaves)),
        kind=PieceKind(row.read_kind),
        theme=row.theme,
        private=private,
    )


def lines(text: str, query: str | None) -> str:
    """Why a search found it, in its words as they stand: for who may see all of them."""
    node = _tree(query)
    return snippet(text, list(sought(node)) if node else [])
