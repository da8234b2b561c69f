"""Invented demands of the invented municipality, as the archive would hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from monitor.casework import Demand, Heard, Step
from monitor.config import Config, MailServer, Office
from monitor.configdemands import Demands
from monitor.labels import Competence, DemandState, HeardState, StepAction, Urgency
from monitor.model import Address, Field, Petition, Span, computed_id
from tests.reports import press

NOW = datetime(2026, 11, 23, 16, 15, tzinfo=UTC)  # 10:15 in central Mexico
SERVICES = Office(
    id="servicios",
    name="Dirección de Servicios Urbanos",
    email="enlace.servicios@sanjacinto.example",
    escalation="direccion.servicios@sanjacinto.example",
)
WATER = Office(id="agua", name="Organismo de Agua", email="enlace.agua@sanjacinto.example")
HOLE = Address(
    street="Calle Fresno",
    number="118",
    between=("Encino", "Olmo"),
    settlement="Ampliación El Capulín",
    postcode="57000",
    landmark="frente a la primaria Valentín Gómez",
    municipality="San Jacinto del Lago",
    latitude=19.41,
    longitude=-99.01,
)
QUOTE = "Hay un bache enorme en Fresno 118, ya van tres llantas; soy Chela Ordaz, 55 1234 0000"


def config(**changes: object) -> Config:
    whole = press.config(
        mail=MailServer(host="127.0.0.1", sender="Síntesis <sintesis@sanjacinto.example>")
    )
    demands = Demands.model_validate({"reply_to": "demandas@sanjacinto.example"} | changes)
    return whole.model_copy(update={"offices": (SERVICES, WATER), "demands": demands})


def heard(
    quote: str = QUOTE, *, number: int = 0, category: str = "bache", address: Address = HOLE
) -> Heard:
    hidden = ("Chela Ordaz", "55 1234 0000")
    private = tuple((at, at + len(each)) for each in hidden if (at := quote.find(each)) >= 0)
    published = NOW - timedelta(hours=30 - number)
    key = computed_id(quote, str(number))
    return Heard(
        id=key,
        clipping_id=key,
        revision=1,
        source_id="vecinos-feed",
        outlet_id="vecinos" if number % 2 == 0 else "faro",
        url=f"https://vecinos.example/p/{number}",
        title="¿Quién nos hace caso?",
        published_at=published,
        quote=quote,
        private=private,
        petition=Petition(
            at=Span(field=Field.TEXT, start=0, end=len(quote)),
            category=category,
            confidence=0.97,
            address=address,
        ),
        state=HeardState.JOINED,
        folio="2026-00012",
    )


def demand(folio: str = "2026-00012", **changes: object) -> Demand:
    values: dict[str, object] = {
        "folio": folio,
        "state": DemandState.ROUTED,
        "category": "bache",
        "confidence": 0.97,
        "urgency": Urgency.NORMAL,
        "reason": "",
        "competence": Competence.OURS,
        "body": "",
        "office_id": "servicios",
        "address": HOLE,
        "heard_at": NOW - timedelta(hours=30),
        "last_heard_at": NOW - timedelta(hours=28),
        "received_at": NOW - timedelta(hours=2),
        "routed_at": NOW,
        "due_on": date(2026, 12, 2),
        "sources": (heard(), heard("Otra llanta ponchada en Fresno, arreglen ese bache", number=1)),
    }
    return Demand(**(values | changes))  # type: ignore[arg-type]


def step(action: StepAction = StepAction.RECEIVED, **changes: object) -> Step:
    values: dict[str, object] = {
        "folio": "2026-00012",
        "at": NOW - timedelta(hours=2),
        "by": "sintesis",
        "action": action,
    }
    return Step(**(values | changes))  # type: ignore[arg-type]
