"""Rows to the nouns of a demand and back: the only place that knows which column holds what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter

from monitor.archive.columns import clean
from monitor.archive.rows import AnyRow, Record
from monitor.archive.words import folded_words
from monitor.casework import Access, Demand, Heard, Step, masked
from monitor.labels import Competence, DemandState, HeardState, StepAction, Urgency
from monitor.likeness import settlement_key
from monitor.model import Address, Petition

_PETITION: Final = TypeAdapter(Petition)
_ADDRESS: Final = TypeAdapter(Address)
_PRIVATE: Final = TypeAdapter(tuple[tuple[int, int], ...])


def heard_row(heard: Heard) -> Record:
    return {
        "id": heard.id,
        "clipping_id": heard.clipping_id,
        "revision": heard.revision,
        "source_id": heard.source_id,
        "outlet_id": heard.outlet_id,
        "url": heard.url,
        "title": heard.title,
        "published_at": heard.published_at,
        "quote": heard.quote,
        "folded": " ".join(folded_words(clean(masked(heard.quote, heard.private)))),
        "private": _PRIVATE.dump_json(heard.private).decode(),
        **petition_row(heard.petition),
        "state": heard.state.value,
        "folio": heard.folio,
    }


def petition_row(petition: Petition) -> Record:
    return {
        "petition": _PETITION.dump_json(petition).decode(),
        "category": petition.category,
    }


def heard_of(row: AnyRow) -> Heard:
    return Heard(
        id=row.id,
        clipping_id=row.clipping_id,
        revision=row.revision,
        source_id=row.source_id,
        outlet_id=row.outlet_id,
        url=row.url,
        title=row.title,
        published_at=row.published_at,
        quote=row.quote,
        private=_PRIVATE.validate_json(row.private),
        petition=_PETITION.validate_json(row.petition),
        state=HeardState(row.state),
        folio=row.folio,
    )


def address_row(address: Address) -> Record:
    return {
        "address": _ADDRESS.dump_json(address).decode(),
        "settlement": address.settlement,
        "place": settlement_key(address.settlement),
        "municipality": address.municipality,
    }


def address_of(written: str) -> Address:
    return _ADDRESS.validate_json(written)


def demand_of(row: AnyRow, sources: Sequence[Heard] = ()) -> Demand:
    return Demand(
        folio=row.folio,
        state=DemandState(row.state),
        category=row.category,
        confidence=row.confidence,
        urgency=Urgency(row.urgency),
        reason=row.reason,
        competence=Competence(row.competence),
        body=row.body,
        office_id=row.office_id,
        address=address_of(row.address),
        heard_at=row.heard_at,
        last_heard_at=row.last_heard_at,
        received_at=row.received_at,
        routed_at=row.routed_at,
        due_on=row.due_on,
        attended_at=row.attended_at,
        closed_at=row.closed_at,
        anonymised_at=row.anonymised_at,
        sources=tuple(sources),
        remote_id=row.remote_id,
        held=row.held,
        reheard_at=row.reheard_at,
        merged_into=row.merged_into,
    )


def step_row(step: Step) -> Record:
    return {
        "folio": step.folio,
        "at": step.at,
        "by": step.by,
        "action": step.action.value,
        "before": step.before.value if step.before else None,
        "after": step.after.value if step.after else None,
        "note": step.note,
        "evidence": step.evidence,
    }


def step_of(row: AnyRow) -> Step:
    return Step(
        folio=row.folio,
        at=row.at,
        by=row.by,
        action=StepAction(row.action),
        before=DemandState(row.before) if row.before else None,
        after=DemandState(row.after) if row.after else None,
        note=row.note,
        evidence=row.evidence,
        number=row.number,
    )


def access_of(row: AnyRow) -> Access:
    return Access(at=row.at, by=row.by, what=row.what, folio=row.folio, count=row.times)
