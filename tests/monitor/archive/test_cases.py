"""Demands: folios without gaps, each change with its step, found by what is asked of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.casework import Access, Asked
from monitor.errors import CaseError
from monitor.labels import Competence, DemandState, HeardState, StepAction, Urgency
from monitor.model import Address
from tests.monitor.archive.asking import LAMP, LOMA, change, receive, says
from tests.monitor.archive.makers import NOW, mail

DAY = timedelta(days=1)


def test_a_text_that_asks_waits_and_becomes_a_demand_with_its_history(archive):
    new = says(archive, 1, private="un mes")
    assert [each.id for each in archive.cases.waiting()] == [new.id]
    assert archive.cases.waits()
    with archive.cases.hearing() as desk:
        folio = desk.receive(new, now=NOW)
    demand = archive.cases.demand(folio)
    assert (folio, demand.state, demand.category) == ("2026-00001", "received", "alumbrado")
    assert demand.address == LOMA
    assert demand.told == LAMP.replace("un mes", "•• •••")
    assert (demand.sources[0].folio, demand.sources[0].state) == (folio, HeardState.JOINED)
    [step] = archive.cases.steps(folio)
    assert (step.action, step.after, step.by) == ("received", "received", "sintesis")
    assert not archive.cases.waits()
    assert archive.cases.to_turn() == [folio]


def test_folios_follow_each_other_and_begin_anew_with_the_year_of_the_office(archive):
    zone = ZoneInfo("America/Mexico_City")
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=zone)
    folios = [receive(archive, number, now=eve) for number in (1, 2)]
    folios.append(receive(archive, 3, now=eve + timedelta(hours=1)))
    assert eve.astimezone(UTC).year == 2027
    assert folios == ["2026-00001", "2026-00002", "2027-00001"]


def test_a_folio_of_a_transaction_that_fails_is_given_again(archive):
    new = says(archive, 1)
    with suppress(ZeroDivisionError), archive.cases.hearing() as desk:
        assert desk.receive(new, now=NOW) == "2026-00001"
        raise ZeroDivisionError
    with archive.cases.hearing() as desk:
        assert desk.receive(new, now=NOW) == "2026-00001"


def test_a_change_keeps_its_step_its_values_and_its_mail_together(archive):
    folio = receive(archive, 1)
    due_on = date(2026, 11, 30)
    step = change(
        archive,
        folio,
        StepAction.ROUTED,
        DemandState.ROUTED,
        before=DemandState.RECEIVED,
        mails=(mail("tarjeta"),),
        office_id="obras",
        due_on=due_on,
    )
    demand = archive.cases.demand(folio)
    assert (demand.state, demand.office_id, demand.due_on) == ("routed", "obras", due_on)
    assert demand.routed_at == NOW + timedelta(hours=1)
    assert archive.cases.steps(folio)[-1] == step
    assert (step.before, step.after) == (DemandState.RECEIVED, DemandState.ROUTED)
    assert [each.id for each in archive.cases.letters.states()] == ["tarjeta"]
    assert archive.cases.to_turn() == []


def test_a_change_of_what_another_changed_meanwhile_is_refused_whole(archive):
    folio = receive(archive, 1)
    change(archive, folio, StepAction.ROUTED, DemandState.ROUTED)
    with pytest.raises(CaseError, match="cambió mientras tanto"):
        change(
            archive,
            folio,
            StepAction.NOT_OURS,
            DemandState.NOT_OURS,
            before=DemandState.RECEIVED,
            mails=(mail("tarde"),),
        )
    assert archive.cases.demand(folio).state is DemandState.ROUTED
    assert archive.cases.letters.states() == []
    with pytest.raises(CaseError, match="2026-00009"):
        change(archive, "2026-00009", StepAction.NOTED)


def test_an_answer_is_in_time_until_the_end_of_its_day_at_the_office(archive):
    zone = ZoneInfo("America/Mexico_City")
    evening = datetime(2026, 11, 24, 20, tzinfo=zone)  # the 25th in UTC
    for number, now in ((1, evening), (2, evening + DAY)):
        folio = receive(archive, number)
        change(archive, folio, StepAction.ROUTED, DemandState.ROUTED, due_on=date(2026, 11, 24))
        change(archive, folio, StepAction.ATTENDED, DemandState.ATTENDED, now=now)
    figures = archive.cases.survey(since=NOW - DAY, until=NOW + DAY, today=date(2026, 12, 1)).all
    assert (figures.attended, figures.in_time, figures.overdue) == (2, 1, 0)


def test_what_is_reopened_is_open_as_if_nobody_had_answered(archive):
    folio = receive(archive, 1)
    change(archive, folio, StepAction.ATTENDED, DemandState.ATTENDED)
    change(archive, folio, StepAction.CLOSED, DemandState.CLOSED)
    closed = archive.cases.demand(folio)
    assert closed.attended_at == NOW + timedelta(hours=1)
    assert closed.closed_at is not None
    change(archive, folio, StepAction.REOPENED, DemandState.ROUTED)
    demand = archive.cases.demand(folio)
    assert demand.is_open
    assert demand.attended_at is None
    assert demand.closed_at is None


def test_what_waits_for_a_person_is_not_turned_until_it_is_let_go(archive):
    folio = receive(archive, 1)
    change(archive, folio, StepAction.NOTED, held="sin dependencia")
    assert archive.cases.to_turn() == []
    assert archive.cases.demand(folio).held == "sin dependencia"
    change(archive, folio, StepAction.NOTED, held="")
    assert archive.cases.to_turn() == [folio]


def test_demands_are_found_by_each_condition(archive):
    loma = receive(archive, 1)
    other = receive(
        archive,
        2,
        "el bache de Niños Héroes ya tiró a dos motociclistas",
        now=NOW + DAY,
        category="bache",
        urgency=Urgency.HIGH,
        competence=Competence.STATE,
        address=Address(settlement="Las Águilas"),
    )
    change(
        archive,
        other,
        StepAction.ROUTED,
        DemandState.ROUTED,
        office_id="obras",
        due_on=date(2026, 11, 20),
        now=NOW + 2 * DAY,
    )
    found = archive.cases.find(Asked())
    assert [each.folio for each in found] == [other, loma]
    asked = (
        Asked(states=(DemandState.ROUTED, DemandState.ATTENDED)),
        Asked(office_id="obras"),
        Asked(category="bache"),
        Asked(settlement="colonia LAS AGUILAS"),
        Asked(urgency=Urgency.HIGH),
        Asked(competence=Competence.STATE),
        Asked(words="motocicl BACHE niños"),
        Asked(since=NOW + DAY),
        Asked(changed_since=NOW + 2 * DAY),
        Asked(overdue_on=date(2026, 11, 23)),
        Asked(folios=(other, "2026-00077")),
    )
    for conditions in asked:
        assert [each.folio for each in archive.cases.find(conditions)] == [other], conditions
        assert archive.cases.count(conditions) == 1
    assert [each.folio for each in archive.cases.find(Asked(until=NOW + DAY))] == [loma]
    assert archive.cases.count(Asked(overdue_on=date(2026, 11, 20))) == 0
    assert [each.folio for each in archive.cases.find(Asked(), limit=1, offset=1)] == [loma]
    assert [each.folio for each in archive.cases.due_to_follow(until=date(2026, 11, 20))] == [other]
    assert archive.cases.due_to_follow(until=date(2026, 11, 19)) == []


def test_words_that_are_private_find_nothing(archive):
    receive(archive, 1, "habla Eulogia Pantoja, no hay luz en la calle", private="Eulogia Pantoja")
    assert archive.cases.count(Asked(words="eulogia")) == 0
    assert archive.cases.count(Asked(words="luz")) == 1


def test_who_opened_a_demand_is_remembered(archive):
    folio = receive(archive, 1)
    seen = Access(at=NOW, by="Elvira", what="show", folio=folio, count=3)
    archive.cases.accessed(seen)
    archive.cases.accessed(Access(at=NOW, by="Elvira", what="export", count=40))
    assert archive.cases.accesses(folio) == [seen]


def test_the_last_of_each_step_is_told(archive):
    folio = receive(archive, 1)
    for days in (1, 2):
        change(archive, folio, StepAction.REMINDED, now=NOW + days * DAY)
    change(archive, folio, StepAction.NOTED, now=NOW + 3 * DAY)
    last = archive.cases.last_steps([folio], [StepAction.REMINDED, StepAction.ESCALATED])
    assert last == {(folio, StepAction.REMINDED): NOW + 2 * DAY}
