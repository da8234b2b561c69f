"""What an edition asks of demands: those received, overdue and attended since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from monitor.archive import case_book as book
from monitor.archive.case_rows import address_of
from monitor.archive.database import reading
from monitor.archive.rows import chunks
from monitor.archive.schema import TELLS, editions
from monitor.archive.schema_cases import OPEN_DEMANDS, demands, heard
from monitor.casework import CaseNews, Demand
from monitor.labels import DemandState
from monitor.likeness import settlement_key

_ATTENDED: Final = (demands.c.attended_at, demands.c.folio)
_RECEIVED: Final = (demands.c.received_at, demands.c.year, demands.c.number)
_OVERDUE: Final = (demands.c.due_on, demands.c.folio)


@dataclass(frozen=True, slots=True)
class NewsOfCases:
    """Each method is one transaction."""

    _engine: Engine = field(repr=False)

    def last_told(self) -> datetime | None:
        """When the last edition closed: what came before is told."""
        with reading(self._engine) as db:
            last: datetime | None = db.scalar(select(func.max(editions.c.closed_at)).where(TELLS))
            return last

    def between(self, *, since: datetime, until: datetime, today: date, most: int) -> CaseNews:
        """`most` of each, the first received, the most overdue and the first attended first.

        Of what was done in the instant of an edition, it is that edition that tells: it waited for
        what was being heard. So `until` is within, and `since` is not.
        """
        received = (demands.c.received_at > since, demands.c.received_at <= until)
        attended = (
            demands.c.answer == DemandState.ATTENDED.value,
            demands.c.changed_at >= since,  # its index finds what was attended since
            demands.c.attended_at > since,
            demands.c.attended_at <= until,
        )
        overdue = (OPEN_DEMANDS, demands.c.due_on < today)
        with reading(self._engine) as db:
            return CaseNews(
                since=since,
                until=until,
                today=today,
                received=_found(db, *received, order=_RECEIVED, most=most),
                received_count=_count(db, *received),
                overdue=_found(db, *overdue, order=_OVERDUE, most=most),
                overdue_count=_count(db, *overdue),
                attended=_found(db, *attended, order=_ATTENDED, most=most),
                attended_count=_count(db, *attended),
            )

    def unattended(self, clippings: Iterable[str], *, today: date) -> dict[str, tuple[str, date]]:
        """The folio of the overdue demand that each piece says, and when it was due."""
        with reading(self._engine) as db:
            return {
                row.clipping_id: (row.folio, row.due_on)
                for ids in chunks(list(clippings))
                for row in db.execute(_said_by(ids, today))
            }

    def points(
        self, settlements: Iterable[str], *, since: datetime, until: datetime
    ) -> dict[str, tuple[float, float]]:
        """The centre of each colonia, as one of its demands of those days knows it."""
        with reading(self._engine) as db:
            found = ((each, _point(db, each, since=since, until=until)) for each in settlements)
            return {name: point for name, point in found if point}


def _point(
    db: Connection, settlement: str, *, since: datetime, until: datetime
) -> tuple[float, float] | None:
    its = (
        demands.c.place == settlement_key(settlement),
        demands.c.received_at >= since,
        demands.c.received_at < until,
    )
    written = db.scalar(select(demands.c.address).where(*its).limit(1))
    where = address_of(written) if written else None
    if where is None or where.latitude is None or where.longitude is None:
        return None
    return where.latitude, where.longitude


def _said_by(ids: Sequence[str], today: date) -> Select[tuple[str, str, date]]:
    """The most overdue last: of two that a piece says, it is the one kept."""
    return (
        select(heard.c.clipping_id, demands.c.folio, demands.c.due_on)
        .join(demands, heard.c.folio == demands.c.folio)
        .where(heard.c.clipping_id.in_(ids), OPEN_DEMANDS, demands.c.due_on < today)
        .order_by(demands.c.due_on.desc(), demands.c.folio.desc())
    )


def _found(
    db: Connection,
    *its: ColumnElement[bool],
    order: tuple[ColumnElement[object], ...],
    most: int,
) -> tuple[Demand, ...]:
    query = select(demands).where(*its, _ITS_OWN).order_by(*order).limit(most)
    return tuple(book.with_sources(db, db.execute(query).all()))


def _count(db: Connection, *its: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(demands).where(*its, _ITS_OWN)
    return int(db.scalar(query) or 0)


_ITS_OWN: Final = demands.c.merged_into.is_(None)  # one that was merged is another's now
