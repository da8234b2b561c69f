"""What people do to a demand: change its state, put it right, split it, merge it; each a Step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, update

from monitor.archive import case_book as book
from monitor.archive import outbox
from monitor.archive.case_rows import address_row, heard_of
from monitor.archive.rows import AnyRow, Record
from monitor.archive.schema_cases import demands, heard
from monitor.casework import ANSWERED, OPEN, Change, Step
from monitor.errors import CaseError
from monitor.labels import DemandState, StepAction
from monitor.model import Mail

_PLAIN: Final = ("office_id", "due_on", "category", "reason", "body", "remote_id", "held")
_LABELS: Final = ("urgency", "competence")
_HOUR: Final = timedelta(hours=1)
MOVED: Final = "la demanda pasó a otra dependencia"


def change(db: Connection, given: Change, *, mails: Sequence[Mail], now: datetime) -> Step:
    """Keep a step with what it changes and its messages; the step as it is kept.

    Raises:
        CaseError: there is no such demand, or it is no longer in the state that the step begins in.
    """
    folio = given.step.folio
    row = book.locked(db, folio)
    state = DemandState(row.state)
    if given.step.before not in (None, state):
        raise CaseError(f"la demanda {folio} cambió mientras tanto: vuelva a verla y repita")
    after = given.state or state
    news = _news(given) | _answer(row, given, now=now) | {"changed_at": now}
    db.execute(update(demands).where(demands.c.folio == folio).values(news))
    if given.category is not None or given.address is not None:
        book.settle(db, folio)
    if given.office_id is not None and given.office_id != row.office_id:
        outbox.withdraw(db, folio, reason=MOVED, now=now)  # the office that had it is told no more
    outbox.put(db, mails, folio=folio, now=now)
    number = book.write(db, given.step, before=state, after=after)
    return replace(given.step, number=number, before=state, after=after)


def _news(given: Change) -> Record:
    news = {name: getattr(given, name) for name in _PLAIN}
    news |= {name: str(label) for name in _LABELS if (label := getattr(given, name)) is not None}
    kept = {name: value for name, value in news.items() if value is not None}
    return kept | (address_row(given.address) if given.address else {})


def _answer(row: AnyRow, given: Change, *, now: datetime) -> Record:
    """What follows from the new state: the hours of its answer, or none again."""
    if given.state is None:
        return {}
    news: Record = {"state": given.state.value, "reheard_at": None}
    if given.state in OPEN:
        news |= dict.fromkeys(("attended_at", "closed_at", "answer", "in_time", "took"))
    if given.step.action is StepAction.ROUTED:
        news["routed_at"] = now
    if given.state in ANSWERED:
        due_on = given.due_on or row.due_on
        in_time = due_on is None or now.date() <= due_on
        news |= {
            "attended_at": now,
            "closed_at": None,
            "answer": given.state.value,
            "took": max(0, (now - row.received_at) // _HOUR),
            "in_time": in_time if given.state is DemandState.ATTENDED else None,
        }
    if given.state is DemandState.CLOSED:
        news["closed_at"] = now
    return news


def split(db: Connection, heard_id: str, *, by: str, now: datetime) -> str:
    """Take a text out of its demand into one of its own, for ever; the new folio."""
    book.alone(db)
    row = book.heard_row_of(db, heard_id)
    old = row.folio
    if old is None:
        raise CaseError("ese texto no es de ninguna demanda: no hay de dónde separarlo")
    if len(book.sources_of(db, [old])[old]) < 2:
        raise CaseError(f"la demanda {old} solo tiene ese texto: no hay de qué separarlo")
    state = DemandState(book.locked(db, old).state)
    new = book.open_demand(db, heard_of(row), by=by, note=f"separada de {old}", now=now)
    db.execute(update(heard).where(heard.c.id == heard_id).values(kept_apart=old))
    book.settle(db, old)
    _touch(db, old, now=now)
    step = Step(folio=old, at=now, by=by, action=StepAction.SPLIT, note=f"se separó {new}")
    book.write(db, step, before=state, after=state)
    return new


def merge(db: Connection, given: Sequence[str], *, by: str, now: datetime) -> str:
    """Make several demands one: the first that is open, else the first; its folio."""
    book.alone(db)
    rows = [book.locked(db, folio) for folio in sorted(set(given))]
    if len(rows) < 2:
        raise CaseError("para unir se necesitan dos folios distintos o más")
    if taken := [row.folio for row in rows if row.merged_into]:
        raise CaseError(f"la demanda {taken[0]} ya se unió a otra")
    kept = min(rows, key=lambda row: (DemandState(row.state) not in OPEN, row.received_at))
    for row in rows:
        if row.folio != kept.folio:
            _absorb(db, row, kept, by=by, now=now)
    book.settle(db, kept.folio)
    _touch(db, kept.folio, now=now)
    return str(kept.folio)


def _absorb(db: Connection, row: AnyRow, kept: AnyRow, *, by: str, now: datetime) -> None:
    moved = {"folio": kept.folio, "kept_apart": ""}
    db.execute(update(heard).where(heard.c.folio == row.folio).values(moved))
    news = {
        "state": DemandState.CLOSED.value,
        "merged_into": kept.folio,
        "closed_at": now,
        "changed_at": now,
        "reheard_at": None,
    }
    db.execute(update(demands).where(demands.c.folio == row.folio).values(news))
    book.settle(db, row.folio)
    _say(db, row, StepAction.CLOSED, f"unida a {kept.folio}", by=by, now=now)
    _say(db, kept, StepAction.HEARD, f"se le unió {row.folio}", by=by, now=now)


def _say(
    db: Connection, row: AnyRow, action: StepAction, note: str, *, by: str, now: datetime
) -> None:
    state = DemandState(row.state)
    after = DemandState.CLOSED if action is StepAction.CLOSED else state
    step = Step(folio=row.folio, at=now, by=by, action=action, note=note)
    book.write(db, step, before=state, after=after)


def _touch(db: Connection, folio: str, *, now: datetime) -> None:
    db.execute(update(demands).where(demands.c.folio == folio).values(changed_at=now))
