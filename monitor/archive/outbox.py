"""The outbox: claim → send → record, so that a crash neither loses a message nor repeats it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, select, update

from monitor.archive.database import insert
from monitor.archive.records import MailState, RecipientState
from monitor.archive.rows import AnyRow
from monitor.archive.schema import MAIL_WAITS, mail_recipients, mails
from monitor.model import Channel, Mail

STALE: Final = timedelta(minutes=10)  # a claim so old is of a sender that died
EVERY: Final = tuple(Channel)
_WAITS = (mail_recipients.c.accepted_at.is_(None), mail_recipients.c.refused_at.is_(None))


def put(
    db: Connection,
    new: Iterable[Mail],
    *,
    edition_id: str | None = None,
    folio: str | None = None,
    now: datetime,
) -> None:
    """Put messages in it: of an edition, or about a demand."""
    for mail in new:
        row = {
            "id": mail.id,
            "edition_id": edition_id,
            "folio": folio,
            "message_id": mail.message_id,
            "sender": mail.sender,
            "message": mail.message,
            "channel": mail.channel.value,
            "list_id": mail.list_id,
            "created_at": now,
            "attempts": 0,
            "retry_at": now,
            "unsure": False,
            "done_at": None if mail.recipients else now,
        }
        db.execute(insert(db, mails).on_conflict_do_nothing(), row)
        addressed = [
            {"mail_id": mail.id, "address": address, "position": position}
            for position, address in enumerate(dict.fromkeys(mail.recipients))
        ]
        if addressed:
            db.execute(insert(db, mail_recipients).on_conflict_do_nothing(), addressed)


def withdraw(db: Connection, folio: str, *, reason: str, now: datetime) -> None:
    """What still waits to be sent about a demand is not sent; who is being sent it may have it."""
    its = (mails.c.folio == folio, MAIL_WAITS)
    db.execute(update(mails).where(*its).values(done_at=now, reason=reason))


def due(db: Connection, *, now: datetime, channels: Collection[Channel] = EVERY) -> list[str]:
    """The messages to send now: not those that somebody is sending."""
    query = (
        select(mails.c.id)
        .where(MAIL_WAITS, mails.c.retry_at <= now, _free(now), _of(channels))
        .order_by(mails.c.retry_at, mails.c.id)
    )
    return list(db.scalars(query))


def _free(now: datetime) -> Any:
    return mails.c.claimed_at.is_(None) | (mails.c.claimed_at <= now - STALE)


def _of(channels: Collection[Channel]) -> ColumnElement[bool]:
    return mails.c.channel.in_([each.value for each in channels])


def claim(
    db: Connection, mail_id: str, *, now: datetime, channels: Collection[Channel] = EVERY
) -> Mail | None:
    """Take a message to send it; None when it is sent, somebody else's, or not due yet."""
    its = mails.c.id == mail_id
    row = db.execute(
        select(mails)
        .where(its, MAIL_WAITS, mails.c.retry_at <= now, _free(now), _of(channels))
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    unsure = row.unsure or row.claimed_at is not None
    attempts = row.attempts + 1
    db.execute(update(mails).where(its).values(claimed_at=now, attempts=attempts, unsure=unsure))
    return Mail(
        id=row.id,
        message_id=row.message_id,
        sender=row.sender,
        recipients=_waiting(db, mail_id),
        message=row.message,
        channel=Channel(row.channel),
        list_id=row.list_id,
        attempts=attempts,
        unsure=unsure,
    )


def _waiting(db: Connection, mail_id: str) -> tuple[str, ...]:
    query = (
        select(mail_recipients.c.address)
        .where(mail_recipients.c.mail_id == mail_id, *_WAITS)
        .order_by(mail_recipients.c.position)
    )
    return tuple(db.scalars(query))


def delivered(
    db: Connection,
    mail_id: str,
    *,
    accepted: Sequence[str],
    refused: Mapping[str, str],
    now: datetime,
) -> None:
    """The server answered: who has it, and who never will. Done when nobody waits."""
    its = (
        mail_recipients.c.mail_id == mail_id,
        mail_recipients.c.address == bindparam("its_address"),
    )
    answer = update(mail_recipients).where(*its, *_WAITS)
    if taken := [{"its_address": address} for address in accepted]:
        db.execute(answer.values(accepted_at=now), taken)
    if turned_away := [
        {"its_address": address, "its_reason": reason} for address, reason in refused.items()
    ]:
        reason = bindparam("its_reason", type_=mail_recipients.c.reason.type)
        db.execute(answer.values(refused_at=now, reason=reason), turned_away)
    done_at = None if _waiting(db, mail_id) else now
    db.execute(
        update(mails)
        .where(mails.c.id == mail_id, MAIL_WAITS)
        .values(claimed_at=None, unsure=False, tried_at=now, done_at=done_at)
    )


def postponed(
    db: Connection, mail_id: str, *, reason: str, unsure: bool, now: datetime, retry_at: datetime
) -> None:
    """It did not leave, or nobody knows: another try later."""
    db.execute(
        update(mails)
        .where(mails.c.id == mail_id, MAIL_WAITS)
        .values(
            claimed_at=None,
            reason=reason,
            retry_at=retry_at,
            unsure=True if unsure else mails.c.unsure,
            tried_at=now,
        )
    )


def states(db: Connection, edition_id: str | None = None) -> list[MailState]:
    """Those of editions, the newest first; with an edition, only its own."""
    of = mails.c.edition_id
    return _states(db, of == edition_id if edition_id else of.is_not(None))


def letters(db: Connection, folio: str | None = None) -> list[MailState]:
    """Those about demands, the newest first; with a folio, only its own."""
    return _states(db, mails.c.folio == folio if folio else mails.c.edition_id.is_(None))


def letters_refused(db: Connection, *, since: datetime) -> list[MailState]:
    """Those about demands that somebody's server refused since then."""
    refused = select(mail_recipients.c.mail_id).where(mail_recipients.c.refused_at >= since)
    return _states(db, and_(mails.c.edition_id.is_(None), mails.c.id.in_(refused)))


def _states(db: Connection, its: ColumnElement[bool]) -> list[MailState]:
    addressed: dict[str, list[RecipientState]] = {}
    chosen = select(mail_recipients).join(mails).where(its)
    for row in db.execute(chosen.order_by(mail_recipients.c.position)):
        addressed.setdefault(row.mail_id, []).append(_recipient(row))
    known = [each for each in mails.c if each is not mails.c.message]  # it may weigh a lot
    rows = db.execute(select(*known).where(its).order_by(mails.c.created_at.desc(), mails.c.id))
    return [_state(row, addressed.get(row.id, ())) for row in rows]


def _recipient(row: AnyRow) -> RecipientState:
    return RecipientState(
        address=row.address,
        accepted_at=row.accepted_at,
        refused_at=row.refused_at,
        reason=row.reason,
    )


def _state(row: AnyRow, recipients: Sequence[RecipientState]) -> MailState:
    return MailState(
        id=row.id,
        edition_id=row.edition_id or "",
        folio=row.folio,
        message_id=row.message_id,
        channel=Channel(row.channel),
        list_id=row.list_id,
        recipients=tuple(recipients),
        created_at=row.created_at,
        attempts=row.attempts,
        tried_at=row.tried_at,
        retry_at=row.retry_at,
        claimed_at=row.claimed_at,
        unsure=row.unsure,
        reason=row.reason,
        done_at=row.done_at,
    )
