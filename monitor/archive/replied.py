"""Answers to the cards: what became of each, once and for ever, and how far a mailbox was read.

The row of an answer and what it does to its demand are one transaction: a kill leaves both or none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, func, select, update

from monitor.archive import case_changes
from monitor.archive.database import insert, reading, writing
from monitor.archive.rows import AnyRow
from monitor.archive.schema import mails
from monitor.archive.schema_cases import IN_QUARANTINE, mailboxes, replies
from monitor.casework import Change
from monitor.errors import CaseError


class Fate(StrEnum):
    """What became of an answer."""

    APPLIED = "applied"  # it changed its demand, or is a note in its history
    QUARANTINED = "quarantined"  # a person must decide
    IGNORED = "ignored"  # nobody wrote it, or it is no answer
    SETTLED = "settled"  # a person said what it means
    DROPPED = "dropped"  # a person said that it means nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A file that came with an answer; without a path it was not kept."""

    name: str
    path: str = ""  # within the folder of the editions
    digest: str = ""  # SHA-256
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A mail to the mailbox of answers, and what became of it."""

    id: str
    folio: str | None
    sender: str
    subject: str
    text: str  # what its sender wrote in it
    files: tuple[Proof, ...] = ()
    received_at: datetime
    fate: Fate
    reason: str
    settled_by: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a mailbox was read; a uid counts only under its validity."""

    mailbox: str
    validity: int | None = None
    uid: int = 0
    read_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Replies:
    """What is asked of answers, and told them; each method is one transaction."""

    _engine: Engine = field(repr=False)

    def place(self, mailbox: str) -> Place:
        with reading(self._engine) as db:
            row = db.execute(select(mailboxes).where(mailboxes.c.id == mailbox)).one_or_none()
        return _place(row) if row else Place(mailbox=mailbox)

    def moved(self, place: Place, *, due_at: datetime) -> None:
        """It was read until there, or could not be (`place.detail` says why)."""
        with writing(self._engine) as db:
            _move(db, place, due_at=due_at)

    def letters(self, message_ids: Collection[str]) -> dict[str, str | None]:
        """Which of these messages are ours, and the folio that each is about."""
        query = select(mails.c.message_id, mails.c.folio).where(mails.c.message_id.in_(message_ids))
        with reading(self._engine) as db:
            return {row.message_id: row.folio for row in db.execute(query)}

    def knows(self, reply_id: str) -> bool:
        with reading(self._engine) as db:
            return _row(db, reply_id) is not None

    def take(self, reply: Reply, *, change: Change | None = None, now: datetime) -> bool:
        """Keep an answer and do what it says, once; False when it was taken before.

        Raises:
            CaseError: its demand does not admit the change; nothing is kept.
        """
        with writing(self._engine) as db:
            row = _reply_row(reply)
            new = insert(db, replies).values(row).on_conflict_do_nothing().returning(replies.c.id)
            if db.scalar(new) is None:
                return False
            if change is not None:
                case_changes.change(db, change, mails=(), now=now)
            return True

    def listed(self, *, every: bool = False, limit: int = 100) -> list[Reply]:
        """The newest first; without `every`, only those that wait for a person."""
        query = select(replies).order_by(replies.c.received_at.desc(), replies.c.id).limit(limit)
        with reading(self._engine) as db:
            return [
                _reply(row) for row in db.execute(query if every else query.where(IN_QUARANTINE))
            ]

    def waiting(self) -> int:
        """How many wait for a person."""
        query = select(func.count()).select_from(replies).where(IN_QUARANTINE)
        with reading(self._engine) as db:
            return db.scalar(query) or 0

    def find(self, begins: str) -> Reply:
        """The answer whose id begins so; `CaseError` when it is none, or several."""
        with reading(self._engine) as db:
            found = db.execute(
                select(replies).where(replies.c.id.startswith(begins, autoescape=True)).limit(2)
            ).all()
        if len(found) != 1:
            many = "hay varias respuestas que empiezan" if found else "no hay una respuesta"
            raise CaseError(f"{many} «{begins}»; véalas con: sintesis demands replies")
        return _reply(found[0])

    def settle(self, reply_id: str, change: Change, *, by: str, now: datetime) -> None:
        """Do what a person says that it means.

        Raises:
            CaseError: it does not wait any more, or its demand does not admit the change.
        """
        with writing(self._engine) as db:
            _close(db, reply_id, Fate.SETTLED, by=by, now=now)
            its = replies.c.id == reply_id
            db.execute(update(replies).where(its).values(folio=change.step.folio))
            case_changes.change(db, change, mails=(), now=now)

    def drop(self, reply_id: str, *, by: str, now: datetime) -> None:
        """Leave it aside, as a person says; `CaseError` when it does not wait any more.

        Its words are forgotten: no demand will ever ask for them, nor for their retention.
        """
        with writing(self._engine) as db:
            _close(db, reply_id, Fate.DROPPED, by=by, now=now)
            db.execute(update(replies).where(replies.c.id == reply_id).values(text=""))


def _close(db: Connection, reply_id: str, fate: Fate, *, by: str, now: datetime) -> None:
    its = (replies.c.id == reply_id, IN_QUARANTINE)
    news = {"outcome": fate.value, "settled_by": by, "settled_at": now}
    closed = update(replies).where(*its).values(news).returning(replies.c.id)
    if db.scalar(closed) is None:
        raise CaseError(f"la respuesta {reply_id} ya no espera a nadie")


def _move(db: Connection, place: Place, *, due_at: datetime) -> None:
    row = asdict(place) | {"due_at": due_at}
    row["id"] = row.pop("mailbox")
    news = {name: value for name, value in row.items() if name != "id"}
    new = insert(db, mailboxes).values(row)
    db.execute(new.on_conflict_do_update(index_elements=["id"], set_=news))


def _place(row: AnyRow) -> Place:
    return Place(
        mailbox=row.id,
        validity=row.validity,
        uid=row.uid,
        read_at=row.read_at,
        due_at=row.due_at,
        failures=row.failures,
        detail=row.detail,
    )


def _row(db: Connection, reply_id: str) -> AnyRow | None:
    return db.execute(select(replies).where(replies.c.id == reply_id)).one_or_none()


def _reply_row(reply: Reply) -> dict[str, object]:
    return {
        "id": reply.id,
        "folio": reply.folio,
        "sender": reply.sender,
        "subject": reply.subject,
        "text": reply.text,
        "files": _files_json(reply.files),
        "received_at": reply.received_at,
        "outcome": reply.fate.value,
        "reason": reply.reason,
        "settled_by": reply.settled_by,
        "settled_at": reply.settled_at,
    }


def _files_json(given: Iterable[Proof]) -> str:
    return json.dumps([asdict(each) for each in given], ensure_ascii=False)


def _reply(row: AnyRow) -> Reply:
    return Reply(
        id=row.id,
        folio=row.folio,
        sender=row.sender,
        subject=row.subject,
        text=row.text,
        files=tuple(Proof(**each) for each in json.loads(row.files)),
        received_at=row.received_at,
        fate=Fate(row.outcome),
        reason=row.reason,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
    )
