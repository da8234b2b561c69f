"""No subject line tells of a person: it is seen by whoever sees the mailbox, and by its screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.labels import Urgency
from reports import cards, digest
from reports.alerts import letter
from reports.alerts.deciding import due
from reports.alerts.model import Pace
from tests.reports import asked, press
from tests.reports.alerts.conftest import notes, office

PLANTED = {
    "phone": "55 1234 5678",
    "mail": "ana.perez@correo.example",
    "curp": "GOMC800101MMCRRR09",
    "plate": "placas ABC-123-D",
}
TITLE = "Vecina denuncia fuga: {}"


def subjects(planted: str) -> Iterator[str]:
    """The subject of every mail, of what names a person in every place that it can."""
    said = TITLE.format(planted)
    entries = notes(3, title=said, text=f"{said}. Vecinos acusan a la presidenta municipal.")
    rules = office(words=())
    for alert in due(entries, rules, pace=Pace(notes=0), raised=(), now=press.OPENED):
        yield letter.build(alert, rules).subject
    yield digest.build(press.edition(*entries), press.config()).subject
    told = asked.heard(f"{said}, hay un bache enorme")
    demand = asked.demand(sources=(told,), reason=said, urgency=Urgency.LIFE)
    for write in (cards.card, cards.reminder, cards.escalation):
        yield write(demand, asked.SERVICES, asked.config(), now=asked.NOW).subject
    yield cards.weekly(asked.SERVICES, [demand], asked.config(), now=asked.NOW).subject


@pytest.mark.parametrize("kind", PLANTED)
def test_no_subject_tells_of_a_person(kind: str) -> None:
    found = list(subjects(PLANTED[kind]))
    assert len(found) == 6
    for each in found:
        assert each
        assert PLANTED[kind].removeprefix("placas ") not in each
