"""The shape of every count: the notes that `find` lists, and the stance of each of them.

What is counted and by what is in `aggregates`; a new column of a note is one more in `pieces`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    extract,
    func,
    literal,
    select,
    union_all,
)

from monitor.archive.analysed_reads import of_latest
from monitor.archive.clippings import LATEST
from monitor.archive.find import KIND, Asked, conditions, joined
from monitor.archive.schema import analyses, clippings, readings, revisions, standing
from monitor.model import PieceKind, Stance
from monitor.periods import OTHERS

# Every zone is ahead or behind by quarters of an hour, so that none has two days.
_QUARTER: Final = 900
# The same as KIND; the revision is looked up only where the analysis says nothing.
_LEAN_KIND: Final = func.coalesce(
    analyses.c.kind,
    select(revisions.c.kind).where(LATEST).correlate_except(revisions).scalar_subquery(),
)
_UNKNOWN: Final = 99  # the rank of a subject that nobody watches any more

Ranks = Mapping[str, int]  # of each subject, the weightiest the lowest


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which notes are counted: those that `find` lists for these, but for some kinds."""

    asked: Asked = field(default_factory=Asked)
    query: str | None = None
    without: Collection[PieceKind] = ()


def pieces(db: Connection, scope: Scope, *, author: bool = False) -> CTE:
    """What `find` lists. Of the revision itself nothing is read unless it must: a note's text is
    most of the archive.
    """
    whole = author or scope.asked.kind is not None
    kind = KIND if whole else _LEAN_KIND
    seconds = extract("epoch", clippings.c.published_at)
    columns: list[ColumnElement[Any]] = [
        clippings.c.number,
        clippings.c.id,
        clippings.c.revision,
        clippings.c.tagged_by,
        clippings.c.outlet_id.label("outlet"),
        func.coalesce(clippings.c.story_id, clippings.c.id).label("story"),
        (seconds - seconds % _QUARTER).label("quarter"),
        analyses.c.theme,
        kind.label("kind"),
    ]
    if author:
        columns.append(func.nullif(func.trim(revisions.c.author), "").label("author"))
    wanted = conditions(db, scope.query, scope.asked)
    if scope.without:
        wanted.append(kind.not_in([each.value for each in scope.without]))
    query = joined(select(*columns)) if whole else _lean(select(*columns))
    return query.where(*wanted).cte("pieces")


def _lean(columns: Select[Any]) -> Select[Any]:
    """As `joined`, without the revisions."""
    return columns.select_from(clippings).outerjoin(analyses, of_latest(analyses))


def of_piece(table: Table, found: CTE) -> ColumnElement[bool]:
    """A row of the analysis that counts of one of these notes."""
    return and_(
        table.c.clipping_id == found.c.id,
        table.c.revision == found.c.revision,
        table.c.analyzer == found.c.tagged_by,
    )


def held_in(found: CTE, scope: Scope) -> CTE:
    """Each subject that a note names, and how it treats it; an analyst has the last word."""
    ruled = and_(
        standing.c.clipping_id == found.c.id,
        standing.c.revision == found.c.revision,
        standing.c.holds,
    )
    overruled = exists().where(ruled, standing.c.subject_id == readings.c.subject_id)
    read = (
        select(
            found.c.number,
            found.c.story,
            readings.c.subject_id,
            readings.c.stance,
            readings.c.mentions,
        )
        .join_from(found, readings, of_piece(readings, found))
        .where(~overruled, *_wanted(readings, scope))
    )
    same = and_(of_piece(readings, found), readings.c.subject_id == standing.c.subject_id)
    corrected = (
        select(
            found.c.number,
            found.c.story,
            standing.c.subject_id,
            standing.c.stance,
            func.coalesce(readings.c.mentions, literal(1)),
        )
        .join_from(found, standing, ruled)
        .outerjoin(readings, same)
        .where(standing.c.stance.is_not(None), *_wanted(standing, scope))
    )
    return union_all(read, corrected).cte("held")


def _wanted(table: Table, scope: Scope) -> list[ColumnElement[bool]]:
    """Of the subject and the stance that are asked for, and no other."""
    asked = scope.asked
    return [
        *([table.c.subject_id == asked.subject] if asked.subject else []),
        *([table.c.stance == asked.stance.value] if asked.stance else []),
    ]


def top_of(found: CTE, scope: Scope, ranks: Ranks) -> Subquery:
    """One stance of each note: that which comes first."""
    ranked = ranked_in(found, scope, ranks)
    return select(ranked.c.number, ranked.c.stance).where(ranked.c.place == 1).subquery("top")


def ranked_in(found: CTE, scope: Scope, ranks: Ranks) -> Subquery:
    """All that a note says of anybody, in order: first the weightiest of our own that it takes a
    side on; when it takes none, the weightiest subject; of equals, the most mentioned.
    """
    held = held_in(found, scope)
    weight = (
        case(dict(ranks), value=held.c.subject_id, else_=_UNKNOWN) if ranks else literal(_UNKNOWN)
    )
    sided = case((and_(weight < OTHERS, held.c.stance != Stance.NEUTRAL.value), 0), else_=1)
    place = func.row_number().over(
        partition_by=held.c.number,
        order_by=(sided, weight, held.c.mentions.desc(), held.c.subject_id),
    )
    columns = (held.c.number, held.c.subject_id, held.c.stance)
    return select(*columns, place.label("place")).subquery("ranked")


def with_stance(found: CTE, top: Subquery) -> Any:
    return found.outerjoin(top, top.c.number == found.c.number)
