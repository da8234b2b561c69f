"""Offices of the fictional municipality and a text that asks them for something."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.archive import Archive
from monitor.archive.petitioned import heard_in
from monitor.casework import Demand, Heard
from monitor.config import Office
from monitor.labels import Field
from monitor.model import Address, Petition, Span
from tests.monitor.archive.makers import analysis, announce, item, keep

OFFICES = (
    Office(
        id="obras",
        name="Dirección de Obras Públicas",
        categories=("bache", "banqueta"),
        email="obras@xaltepec.test",
        escalation="direccion.obras@xaltepec.test",
    ),
    Office(
        id="agua",
        name="Organismo de Agua",
        categories=("falta-de-agua", "fuga-de-agua"),
        email="agua@xaltepec.test",
    ),
    Office(id="proteccion", name="Protección Civil", categories=("riesgo", "electricidad")),
)
MORNING = datetime(2026, 8, 19, 16, tzinfo=UTC)  # a Wednesday, ten in the morning
PLACE = Address(settlement="Las Peñas", municipality="Xaltepec")
QUOTE = "hay un bache enorme en la calle Fresno"


def says(
    archive: Archive, number: int = 1, *, at: datetime = MORNING, private: str = "", **said: object
) -> Heard:
    """A text of that hour that asks for something: it waits to be heard."""
    announced = replace(item(number), published_at=at)
    announce(archive, announced, now=at)
    clipping = keep(archive, announced, f"Vecinos: {QUOTE}. Firmado.")
    usual = {"category": "bache", "confidence": 0.97, "address": PLACE}
    petition = Petition(at=_span(clipping.text, QUOTE), **(usual | said))
    spans = (_span(clipping.text, private),) if private else ()
    read = replace(analysis(clipping), petitions=(petition,), private=spans)
    archive.save_analyses([read])
    return next(iter(heard_in(clipping, read)))


def receive(archive: Archive, number: int = 1, *, at: datetime = MORNING, **said: object) -> str:
    """A text becomes a demand of its own; its folio."""
    new = says(archive, number, at=at, **said)
    with archive.cases.hearing() as desk:
        return desk.receive(new, now=at)


def demand(archive: Archive, folio: str = "2026-00001") -> Demand:
    found = archive.cases.demand(folio)
    assert found
    return found


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(field=Field.TEXT, start=start, end=start + len(words))
