"""What editions already told: how each story stood there, and which subjects were long unheard.

Each question is bounded: by the stories of one edition, or by the last `MONTH` of telling.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, and_, func, select, tuple_

from monitor.archive.clippings import LATEST
from monitor.archive.database import reading
from monitor.archive.editions import told_of
from monitor.archive.rows import AnyRow, chunks, clipping_of
from monitor.archive.schema import TELLS, clippings, editions, readings, revisions, told
from monitor.model import Clipping, PieceKind
from monitor.telling import Telling

MONTH = timedelta(days=30)
FORTNIGHT = timedelta(days=14)
FRESH = timedelta(days=2)  # a newspaper that was dropped later than that is no news


@dataclass(frozen=True, slots=True)
class Past:
    """What is asked of the editions before."""

    _engine: Engine = field(repr=False)

    def told_of(
        self, story_ids: Iterable[str], *, since: datetime
    ) -> Mapping[str, tuple[Clipping, ...]]:
        """Of each story, its pieces since then that an edition told, as it last told them."""
        with reading(self._engine) as db:
            return told_of(db, story_ids, since=since)

    def tellings(self, story_ids: Iterable[str], *, since: datetime) -> Mapping[str, Telling]:
        """How the last edition that told each told it, of pieces since then, by its id in a digest.

        That is the id of its story, or that with what the digest puts behind it to tell apart a
        column from the news.
        """
        with reading(self._engine) as db:
            rows = _rows(db, sorted(set(story_ids)), since=since)
            places = _places(db, sorted({row.edition_id for row in rows}))
        found: dict[str, list[AnyRow]] = {}
        for row in rows:
            if place := places.get((row.edition_id, row.clipping_id)):
                found.setdefault(f"{row.story_id}{place.apart}", []).append(row)
        return {key: _telling(its, places) for key, its in found.items()}

    def fronts(self, *, since: datetime, until: datetime) -> tuple[Clipping, ...]:
        """The front pages with a picture that arrived between the two, whomever they name."""
        query = (
            select(revisions, clippings.c.withdrawn_at)
            .join(clippings, LATEST)
            .where(
                clippings.c.published_at >= since - FRESH,
                revisions.c.kind == PieceKind.FRONT_PAGE.value,
                revisions.c.file.is_not(None),
                revisions.c.collected_at > since,
                revisions.c.collected_at <= until,
            )
            .order_by(revisions.c.collected_at, clippings.c.id)
        )
        with reading(self._engine) as db:
            return tuple(clipping_of(row) for row in db.execute(query))

    def data(self, *, limit: int) -> list[str]:
        """The JSON of the last digests, the newest first."""
        query = (
            select(editions.c.data)
            .where(editions.c.closed_at.is_not(None), editions.c.data.is_not(None), TELLS)
            .order_by(editions.c.closed_at.desc(), editions.c.id.desc())
            .limit(limit)
        )
        with reading(self._engine) as db:
            return list(db.scalars(query))

    def unheard(self, subject_ids: Collection[str], *, now: datetime) -> Mapping[str, int]:
        """The subjects that no edition named in the last 30 days, or 14 while there are no more.

        Returns:
            The number of those days, by subject; nothing before editions have a fortnight.
        """
        with reading(self._engine) as db:
            window = _window(db, now=now)
            if window is None or not subject_ids:
                return {}
            heard = _heard(db, since=now - window)
        return dict.fromkeys(sorted(set(subject_ids) - heard), window.days)


class Place(NamedTuple):
    """Where a digest shows a piece; what an analyst dropped from it is nowhere."""

    title: str  # of its story there
    apart: str  # what the digest puts behind the id of its story


def _rows(db: Connection, story_ids: Sequence[str], *, since: datetime) -> list[AnyRow]:
    """Every time that an edition told a piece of these stories, the last time first."""
    query = (
        select(
            told.c.edition_id,
            told.c.clipping_id,
            clippings.c.story_id,
            editions.c.day,
            editions.c.hour,
            editions.c.closed_at,
        )
        .join(clippings, clippings.c.id == told.c.clipping_id)
        .join(editions, and_(editions.c.id == told.c.edition_id, TELLS))
        .where(clippings.c.published_at >= since, editions.c.closed_at.is_not(None))
    )
    rows = [
        row
        for some in chunks(story_ids)
        for row in db.execute(query.where(clippings.c.story_id.in_(some)))
    ]
    return sorted(
        rows, key=lambda row: (row.closed_at, row.edition_id, row.clipping_id), reverse=True
    )


def _places(db: Connection, edition_ids: Sequence[str]) -> dict[tuple[str, str], Place]:
    """Where each edition told each piece, as its digest says."""
    query = select(editions.c.id, editions.c.data)
    return {
        (row.id, clipping_id): place
        for some in chunks(edition_ids)
        for row in db.execute(query.where(editions.c.id.in_(some)))
        for clipping_id, place in _of_digest(json.loads(row.data or "{}"))
    }


def _of_digest(said: Mapping[str, object]) -> Iterable[tuple[str, Place]]:
    sections = said.get("sections", ())
    assert isinstance(sections, Sequence)
    for section in sections:
        for story in section["stories"]:
            _, mark, apart = story["id"].partition("-")
            for impact in story["impacts"]:
                yield impact["clipping_id"], Place(story["title"], mark + apart)


def _telling(rows: Sequence[AnyRow], places: Mapping[tuple[str, str], Place]) -> Telling:
    last = rows[0]
    return Telling(
        edition_id=last.edition_id,
        day=last.day,
        hour=last.hour,
        title=places[last.edition_id, last.clipping_id].title,
        clipping_ids=frozenset(row.clipping_id for row in rows),
    )


def _window(db: Connection, *, now: datetime) -> timedelta | None:
    """As far back as there are editions."""
    first = db.scalar(
        select(func.min(editions.c.closed_at)).where(TELLS, editions.c.closed_at.is_not(None))
    )
    return next((each for each in (MONTH, FORTNIGHT) if first and now - first >= each), None)


def _heard(db: Connection, *, since: datetime) -> set[str]:
    recent = select(clippings.c.id, clippings.c.told_revision).where(
        clippings.c.published_at >= since, clippings.c.told_revision > 0
    )
    its = tuple_(readings.c.clipping_id, readings.c.revision).in_(recent)
    return set(db.scalars(select(readings.c.subject_id).distinct().where(its)))
