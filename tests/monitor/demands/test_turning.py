"""What is received goes to its office with its card, once; what cannot be turned says why."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from monitor.casework import Change, Step
from monitor.configdemands import Route
from monitor.demands import moves
from monitor.demands.moves import Amendment, Word
from monitor.labels import Competence, DemandState, StepAction, Urgency
from monitor.model import Address
from monitor.turning import Turner, give, office_for
from tests.monitor.demands.offices import MORNING, demand, receive

DAY = timedelta(days=1)
NOWHERE = Address()


@pytest.fixture
def turner(archive, town):
    def make(**settings):
        return Turner(config=town(**settings), archive=archive)

    return make


def turn_all(turner: Turner, *, now=MORNING) -> list[str]:
    """As the walk does: until nothing is due, which must come soon."""
    said: list[str] = []
    for _ in range(5):
        if not (due := turner.due(now=now)):
            return said
        said += [turner.turn(folio, now=now) for folio in due]
    raise AssertionError("it never ends")


def addressed(archive, folio: str) -> list[str]:
    return [to.address for each in archive.cases.letters.states(folio) for to in each.recipients]


def test_a_demand_goes_to_its_office_with_its_term_and_its_card(archive, turner):
    folio = receive(archive)
    turn_all(turner())
    turned = demand(archive)
    assert (turned.state, turned.office_id) == (DemandState.ROUTED, "obras")
    assert turned.due_on == date(2026, 9, 2)
    assert turned.routed_at == MORNING
    assert addressed(archive, folio) == ["obras@xaltepec.test"]
    assert [each.action for each in archive.cases.steps(folio)] == ["received", "routed"]
    [seen] = archive.cases.accesses(folio)
    assert (seen.what, seen.by, seen.at) == ("card", "obras@xaltepec.test", MORNING)


def test_turned_twice_it_has_one_card(archive, turner):
    folio = receive(archive)
    turner().turn(folio, now=MORNING)
    assert "ya no espera" in turner().turn(folio, now=MORNING)
    assert len(addressed(archive, folio)) == 1
    assert len(archive.cases.steps(folio)) == 2


def test_a_kill_between_the_card_and_its_keeping_leaves_neither(archive, turner, monkeypatch):
    folio = receive(archive)
    with monkeypatch.context() as patch:
        patch.setattr("monitor.archive.outbox.put", _killed)
        with pytest.raises(KeyboardInterrupt):
            turner().turn(folio, now=MORNING)
    assert demand(archive).state is DemandState.RECEIVED
    assert addressed(archive, folio) == []
    turn_all(turner())
    assert addressed(archive, folio) == ["obras@xaltepec.test"]


def _killed(*given, **named):
    raise KeyboardInterrupt


def test_without_an_office_it_waits_and_says_so(archive, turner):
    folio = receive(archive, category="ruido")
    office_less = turner()
    assert turn_all(office_less) == [f"folio {folio}: espera a una persona"]
    assert demand(archive).held == "office"
    assert office_less.due(now=MORNING + DAY) == []


def test_what_waited_goes_once_the_file_names_an_office(archive, turner):
    folio = receive(archive, category="ruido")
    turn_all(turner())
    later = turner(routes=(Route(office="agua", categories=("ruido",)),))
    turn_all(later, now=MORNING + DAY)
    assert demand(archive).office_id == "agua"
    assert addressed(archive, folio) == ["agua@xaltepec.test"]


def test_without_a_place_it_waits_until_somebody_says_it(archive, turner):
    folio = receive(archive, address=NOWHERE)
    at_work = turner()
    turn_all(at_work)
    assert demand(archive).held == "place"
    place = Amendment(address=Address(settlement="Las Peñas"))
    word = Word(by="Elvira", at=MORNING + DAY)
    archive.cases.change(moves.amend(demand(archive), place, word), now=MORNING + DAY)
    turn_all(at_work, now=MORNING + DAY)
    assert demand(archive).state is DemandState.ROUTED
    assert len(addressed(archive, folio)) == 1


def test_a_text_that_says_the_place_lets_it_go(archive, turner):
    folio = receive(archive, address=NOWHERE)
    at_work = turner()
    turn_all(at_work)
    step = Step(folio=folio, at=MORNING, by="sintesis", action=StepAction.HEARD)
    heard = Change(step=step, address=Address(settlement="Las Peñas"))
    archive.cases.change(heard, now=MORNING + DAY)
    turn_all(at_work, now=MORNING + DAY)
    assert demand(archive).state is DemandState.ROUTED


def test_what_endangers_a_life_goes_at_once_although_its_place_is_unknown(archive, turner):
    receive(archive, address=NOWHERE, urgency=Urgency.LIFE)
    turn_all(turner())
    assert demand(archive).due_on == date(2026, 8, 20)


def test_what_is_of_another_authority_is_recorded_with_its_body(archive, turner):
    folio = receive(archive, category="transporte-publico", competence=Competence.STATE, body="SM")
    [said] = turn_all(turner())
    found = demand(archive)
    assert (found.state, found.body, found.office_id) == (DemandState.NOT_OURS, "SM", None)
    assert "SM" in said
    assert addressed(archive, folio) == []


def test_the_office_that_takes_such_things_is_told_whose_it_is(archive, turner):
    folio = receive(archive, competence=Competence.FEDERAL, body="Caminos Federales")
    turn_all(turner())
    assert demand(archive).state is DemandState.NOT_OURS
    assert addressed(archive, folio) == ["obras@xaltepec.test"]
    [mail] = archive.cases.letters.states(folio)
    sent = archive.claim(mail.id, now=MORNING + DAY)
    assert sent
    assert "Caminos Federales" in text_of(sent.message)


def text_of(message: bytes) -> str:
    body = message_from_bytes(message, policy=default).get_body(("plain",))
    assert body
    return str(body.get_content())


def test_nobody_is_told_without_an_address_and_it_says_so(archive, turner):
    folio = receive(archive, category="riesgo")
    [said] = turn_all(turner())
    assert "nadie le avisó a Protección Civil" in said
    assert demand(archive).state is DemandState.ROUTED
    assert addressed(archive, folio) == []
    assert archive.cases.accesses(folio) == []


def test_another_office_and_the_same_again_have_cards_of_their_own(archive, town, turner):
    folio = receive(archive)
    turn_all(turner())
    config = town()
    for number, office in enumerate(("agua", "obras", "agua"), start=1):
        at = MORNING + number * DAY
        now = demand(archive)
        give(config, archive, now, office_for(now, config, office), Word(by="E", at=at), now=at)
    told = archive.cases.letters.states(folio)
    assert len({each.message_id for each in told}) == 4
    assert demand(archive).due_on == date(2026, 9, 7)  # the term began anew on Saturday


def test_where_nothing_is_turned_all_is_heard_and_waits(archive, turner):
    receive(archive)
    assert turner(turn=False).due(now=MORNING) == []
    assert demand(archive).state is DemandState.RECEIVED
