"""Which demands: the conditions of an Asked as SQL, and those that meet them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, or_, select

from monitor.archive import case_book as book
from monitor.archive.schema_cases import OPEN_DEMANDS, demands, heard
from monitor.archive.words import folded_words
from monitor.casework import Asked, Demand
from monitor.likeness import settlement_key

NEWEST: Final = (demands.c.received_at.desc(), demands.c.year.desc(), demands.c.number.desc())


def find(db: Connection, asked: Asked, *, limit: int, offset: int) -> list[Demand]:
    """The newest received first, with their texts."""
    query = select(demands).where(*conditions(asked)).order_by(*NEWEST)
    return book.with_sources(db, db.execute(query.limit(limit).offset(offset)).all())


def due(db: Connection, *, until: date, limit: int) -> list[Demand]:
    """The open ones whose term ends until that day, the most overdue first."""
    its = (OPEN_DEMANDS, demands.c.due_on <= until, demands.c.office_id.is_not(None))
    query = select(demands).where(*its).order_by(demands.c.due_on, demands.c.folio).limit(limit)
    return book.with_sources(db, db.execute(query).all())


def count(db: Connection, asked: Asked) -> int:
    query = select(func.count()).select_from(demands).where(*conditions(asked))
    return int(db.scalar(query) or 0)


def conditions(asked: Asked) -> list[ColumnElement[bool]]:
    return [*_kinds(asked), *_times(asked), *_words(asked), *_named(asked)]


def _kinds(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.states:
        yield demands.c.state.in_([state.value for state in asked.states])
    if asked.office_id is not None:
        yield demands.c.office_id == asked.office_id
    if asked.category is not None:
        yield demands.c.category == asked.category
    if asked.categories:
        yield demands.c.category.in_(asked.categories)
    if asked.settlement is not None:
        yield demands.c.place == settlement_key(asked.settlement)
    if asked.urgency is not None:
        yield demands.c.urgency == asked.urgency.value
    if asked.competence is not None:
        yield demands.c.competence == asked.competence.value


def _times(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.since is not None:
        yield demands.c.received_at >= asked.since
    if asked.until is not None:
        yield demands.c.received_at < asked.until
    if asked.changed_since is not None:
        yield demands.c.changed_at >= asked.changed_since
    if asked.overdue_on is not None:
        yield OPEN_DEMANDS
        yield demands.c.due_on < asked.overdue_on


def _words(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """Each word must begin a word of what one of its texts says, private words aside."""
    for word in folded_words(asked.words or ""):
        says = or_(
            heard.c.folded.like(f"{word}%"),
            heard.c.folded.like(f"% {word}%"),
        )
        yield demands.c.folio.in_(select(heard.c.folio).where(heard.c.folio.is_not(None), says))


def _named(asked: Asked) -> Iterator[ColumnElement[bool]]:
    """One that was merged is another's now: it is found by its folio only."""
    if asked.folios:
        yield demands.c.folio.in_(asked.folios)
    else:
        yield demands.c.merged_into.is_(None)
