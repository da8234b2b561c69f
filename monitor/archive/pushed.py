"""What a receiving system knows of our demands: what was sent, its number there, what is next.

A demand has no row until it is first sent; one without `outcome` still has something to be done,
at `retry_at`: to be sent again, to be given its number, or to be read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, or_, select, update

from monitor.archive import sources
from monitor.archive.database import insert, reading, writing
from monitor.archive.rows import AnyRow, Record, host_of
from monitor.archive.schema import host_holds
from monitor.archive.schema_cases import PUSHES_WAIT, TO_PUSH, demands, pushes

LONGEST = 500  # characters of a reason


class PushOutcome(StrEnum):
    """How a push ended."""

    CLOSED = "closed"  # the receiver attended it
    REFUSED = "refused"  # it does not take it: a person must look
    SETTLED = "settled"  # it was answered here


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A demand and one receiver. Without `pushed_at` it was never sent."""

    folio: str
    receiver: str
    retry_at: datetime | None = None
    attempts: int = 0
    remote_id: str | None = None
    token: str | None = None
    reason: str | None = None
    pushed_at: datetime | None = None  # when it was first tried
    remote_status: str | None = None
    read_at: datetime | None = None
    outcome: PushOutcome | None = None


@dataclass(frozen=True, slots=True)
class Pushes:
    """What is asked of pushes, and told them; each method is one transaction."""

    _engine: Engine = field(repr=False)

    def waits(self, receiver: str, *, now: datetime) -> bool:
        return bool(self.due(receiver, now=now, limit=1))

    def due(self, receiver: str, *, now: datetime, limit: int) -> list[Push]:
        """What was sent and is due again, then what was never sent; nothing while it is held."""
        with reading(self._engine) as db:
            if _is_held(db, receiver, now=now):
                return []
            found = list(_waiting(db, receiver, now=now, limit=limit))
            return found + list(_new(db, receiver, limit=limit - len(found)))

    def hold(self, receiver: str, *, until: datetime) -> None:
        """It asked for a pause, or does not answer: nothing of it is due before."""
        with writing(self._engine) as db:
            sources.hold_host(db, host_of(receiver), until=until)

    def begin(self, push: Push, *, now: datetime, retry_at: datetime) -> bool:
        """Note that it is about to be sent; False when somebody else noted the same before."""
        key = {"folio": push.folio, "receiver": push.receiver}
        new = {"attempts": push.attempts + 1, "retry_at": retry_at}
        with writing(self._engine) as db:
            statement = insert(db, pushes).values(**key, **new, pushed_at=now)
            taken = statement.on_conflict_do_update(
                index_elements=list(key),
                set_=new,
                where=and_(pushes.c.attempts == push.attempts, PUSHES_WAIT),
            )
            return db.scalar(taken.returning(pushes.c.folio)) is not None

    def taken(
        self, push: Push, *, remote_id: str | None, token: str | None, retry_at: datetime
    ) -> None:
        """The receiver has it; with a token alone, its number must be asked for later."""
        news = {"remote_id": remote_id, "token": token, "retry_at": retry_at, "reason": None}
        self._write(push, news)

    def read(self, push: Push, *, status: str, now: datetime, retry_at: datetime) -> None:
        news = {"remote_status": status, "read_at": now, "retry_at": retry_at, "reason": None}
        self._write(push, news)

    def postponed(self, push: Push, *, reason: str, retry_at: datetime) -> None:
        """It could not be done now; the row is there from here on, sent or not."""
        news = {"reason": reason[:LONGEST], "retry_at": retry_at}
        key = {"folio": push.folio, "receiver": push.receiver}
        with writing(self._engine) as db:
            statement = insert(db, pushes).values(**key, **news, attempts=0)
            db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=news))

    def ended(self, push: Push, outcome: PushOutcome, *, reason: str | None = None) -> None:
        self._write(push, {"outcome": outcome.value, "reason": reason and reason[:LONGEST]})

    def again(self, folio: str, *, now: datetime) -> bool:
        """Try what was refused once more; False when nothing of it was."""
        refused = and_(pushes.c.folio == folio, pushes.c.outcome == PushOutcome.REFUSED.value)
        news = {"outcome": None, "reason": None, "attempts": 1, "retry_at": now}
        with writing(self._engine) as db:
            return bool(db.execute(update(pushes).where(refused).values(news)).rowcount)

    def of(self, folio: str) -> list[Push]:
        return self._listed(select(pushes).where(pushes.c.folio == folio))

    def in_trouble(self, receiver: str, *, limit: int = 50) -> list[Push]:
        """What it refused, and what waits for a reason; the newest first."""
        its = or_(pushes.c.outcome == PushOutcome.REFUSED.value, PUSHES_WAIT)
        query = select(pushes).where(its, pushes.c.receiver == receiver)
        query = query.where(pushes.c.reason.is_not(None)).order_by(pushes.c.folio.desc())
        return self._listed(query.limit(limit))

    def _listed(self, query: Select[Any]) -> list[Push]:
        with reading(self._engine) as db:
            return [_push(row) for row in db.execute(query)]

    def _write(self, push: Push, news: Record) -> None:
        its = and_(pushes.c.folio == push.folio, pushes.c.receiver == push.receiver)
        with writing(self._engine) as db:
            db.execute(update(pushes).where(its).values(news))


def _is_held(db: Connection, receiver: str, *, now: datetime) -> bool:
    held = sources.held_hosts(now=now).where(host_holds.c.host == host_of(receiver))
    return db.scalar(held) is not None


def _waiting(db: Connection, receiver: str, *, now: datetime, limit: int) -> Iterator[Push]:
    due = (PUSHES_WAIT, pushes.c.receiver == receiver, pushes.c.retry_at <= now)
    query = select(pushes).where(*due).order_by(pushes.c.retry_at, pushes.c.folio)
    return (_push(row) for row in db.execute(query.limit(limit)))


def _new(db: Connection, receiver: str, *, limit: int) -> Iterator[Push]:
    """The turned ones that have no row: a look over what waits, not over all there is."""
    its = and_(pushes.c.folio == demands.c.folio, pushes.c.receiver == receiver)
    query = select(demands.c.folio).outerjoin(pushes, its).where(TO_PUSH, pushes.c.folio.is_(None))
    query = query.order_by(demands.c.received_at, demands.c.folio).limit(limit)
    return (Push(folio=folio, receiver=receiver) for folio in db.scalars(query))


def _push(row: AnyRow) -> Push:
    return Push(
        folio=row.folio,
        receiver=row.receiver,
        retry_at=row.retry_at,
        attempts=row.attempts,
        remote_id=row.remote_id,
        token=row.token,
        reason=row.reason,
        pushed_at=row.pushed_at,
        remote_status=row.remote_status,
        read_at=row.read_at,
        outcome=PushOutcome(row.outcome) if row.outcome else None,
    )
