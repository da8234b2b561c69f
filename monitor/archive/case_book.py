"""The register of demands, inside one transaction: folios, states, history and what finds kin.

A folio is taken in the transaction that uses it, or not at all: numbers have no gap. Whoever
changes a demand writes a Step of it in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, text, update

from monitor.archive import sealing
from monitor.archive.case_rows import (
    address_row,
    demand_of,
    heard_of,
    step_of,
    step_row,
)
from monitor.archive.database import insert as upsert
from monitor.archive.rows import AnyRow, Record, chunks
from monitor.archive.schema_cases import demand_steps, demand_traits, demands, folios, heard
from monitor.casework import Demand, Heard, Step
from monitor.errors import CaseError
from monitor.labels import DemandState, HeardState, StepAction
from monitor.likeness import keys

_HEARING: Final = 0x53696E68  # the key of PostgreSQL's lock of whoever hears, splits or joins


def alone(db: Connection) -> None:
    """Nobody else hears until the transaction ends; on SQLite nobody writes at all."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _HEARING})


def open_demand(db: Connection, first: Heard, *, by: str, note: str = "", now: datetime) -> str:
    """A new demand of what a text says, with the next folio of the year; its folio."""
    folio, numbers = _next_folio(db, now)
    said = first.petition
    row = {
        "folio": folio,
        **numbers,
        "state": DemandState.RECEIVED.value,
        "category": said.category,
        "confidence": said.confidence,
        "urgency": said.urgency.value,
        "reason": said.reason,
        "competence": said.competence.value,
        "body": said.body,
        **address_row(said.address),
        "heard_at": first.published_at,
        "last_heard_at": first.published_at,
        "received_at": now,
        "changed_at": now,
    }
    db.execute(insert(demands), row)
    step = Step(folio=folio, at=now, by=by, action=StepAction.RECEIVED, note=note)
    write(db, step, after=DemandState.RECEIVED)
    put_source(db, first, folio, by=by, now=now)
    return folio


def _next_folio(db: Connection, now: datetime) -> tuple[str, Record]:
    """The year is that of `now` in its own zone: the office's."""
    db.execute(upsert(db, folios).on_conflict_do_nothing(), {"year": now.year, "last": 0})
    taken = update(folios).where(folios.c.year == now.year).values(last=folios.c.last + 1)
    number = db.execute(taken.returning(folios.c.last)).scalar_one()
    return f"{now.year:04}-{number:05}", {"year": now.year, "number": number}


def put_source(db: Connection, source: Heard, folio: str, *, by: str, now: datetime) -> None:
    """Make a text a source of a demand, which is found by its place and words too from now on."""
    news = {
        "state": HeardState.JOINED.value,
        "folio": folio,
        "decided_by": by,
        "decided_at": now,
    }
    db.execute(update(heard).where(heard.c.id == source.id).values(news))
    put_traits(db, folio, [(source.petition.category, key) for key in _keys(source)])


def _keys(source: Heard) -> tuple[str, ...]:
    return keys(source.petition.address, source.quote)


def put_traits(db: Connection, folio: str, found: Iterable[tuple[str, str]]) -> None:
    rows = [{"folio": folio, "category": category, "place": key} for category, key in found]
    if rows:
        db.execute(upsert(db, demand_traits).on_conflict_do_nothing(), rows)


def settle(db: Connection, folio: str) -> None:
    """Bring what a demand says of its sources up to them, after one came or left."""
    its = locked(db, folio)
    sources = sources_of(db, [folio]).get(folio, [])
    db.execute(delete(demand_traits).where(demand_traits.c.folio == folio))
    place = demand_of(its).address
    found = [(its.category, key) for each in sources for key in _keys(each)]
    put_traits(db, folio, [*found, *((its.category, key) for key in keys(place, ""))])
    if sources:
        heard_at = [each.published_at for each in sources]
        news = {"heard_at": min(heard_at), "last_heard_at": max(heard_at)}
        db.execute(update(demands).where(demands.c.folio == folio).values(news))


def write(
    db: Connection,
    step: Step,
    *,
    before: DemandState | None = None,
    after: DemandState | None = None,
) -> int:
    """A row of the history; its number."""
    row = step_row(step) | {
        "before": (before.value if before else None),
        "after": (after.value if after else None),
    }
    written = insert(demand_steps).values(row).returning(demand_steps.c.number)
    number = int(db.execute(written).scalar_one())
    sealing.note(db, demand_steps, [number])
    return number


def locked(db: Connection, folio: str) -> AnyRow:
    """The row of a demand, which nobody changes until the transaction ends."""
    query = select(demands).where(demands.c.folio == folio).with_for_update()
    row = db.execute(query).one_or_none()
    if row is None:
        raise CaseError(f"no hay ninguna demanda con el folio {folio}")
    return row


def heard_row_of(db: Connection, heard_id: str) -> AnyRow:
    row = db.execute(select(heard).where(heard.c.id == heard_id).with_for_update()).one_or_none()
    if row is None:
        raise CaseError(f"no hay ninguna petición con la clave {heard_id}")
    return row


def sources_of(db: Connection, its: Sequence[str]) -> dict[str, list[Heard]]:
    """The texts of each demand, the first published first."""
    found: dict[str, list[Heard]] = {}
    order = (heard.c.published_at, heard.c.id)
    for some in chunks(its):
        for row in db.execute(select(heard).where(heard.c.folio.in_(some)).order_by(*order)):
            found.setdefault(row.folio, []).append(heard_of(row))
    return found


def with_sources(db: Connection, rows: Sequence[AnyRow]) -> list[Demand]:
    sources = sources_of(db, [row.folio for row in rows])
    return [demand_of(row, sources.get(row.folio, ())) for row in rows]


def history(db: Connection, folio: str) -> list[Step]:
    its = demand_steps.c.folio == folio
    return [
        step_of(row)
        for row in db.execute(select(demand_steps).where(its).order_by(demand_steps.c.number))
    ]


def last_steps(
    db: Connection, its: Sequence[str], actions: Sequence[StepAction]
) -> dict[tuple[str, StepAction], datetime]:
    """When each of these was last done to each of these demands."""
    names = [action.value for action in actions]
    columns = (demand_steps.c.folio, demand_steps.c.action)
    query = select(*columns, func.max(demand_steps.c.at)).where(demand_steps.c.action.in_(names))
    return {
        (folio, StepAction(action)): at
        for some in chunks(its)
        for folio, action, at in db.execute(
            query.where(demand_steps.c.folio.in_(some)).group_by(*columns)
        )
    }
