"""What may be done to a demand, by whom, and what it says when it may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.casework import Step
from monitor.configdemands import Closing
from monitor.demands import moves
from monitor.demands.moves import Amendment, Word
from monitor.errors import CaseError
from monitor.labels import DemandState, StepAction, Urgency
from monitor.model import Address
from tests.monitor.demands.offices import MORNING

S = DemandState
DUE = date(2026, 9, 2)
LUCIA = Word(by="Lucía Barrera", at=MORNING, note="se cubrió el bache")
BARE = Word(by="Lucía Barrera", at=MORNING)


def test_an_answer_carries_who_when_note_and_proof(make_demand):
    word = replace(LUCIA, evidence="https://fotos.test/1.jpg")
    change = moves.answer(make_demand(state=S.ROUTED), S.ATTENDED, word, closing=Closing.OFFICE)
    assert change.state is S.ATTENDED
    step = change.step
    assert (step.by, step.at, step.note) == ("Lucía Barrera", MORNING, "se cubrió el bache")
    assert step.evidence == "https://fotos.test/1.jpg"
    assert (step.before, step.after) == (S.ROUTED, S.ATTENDED)
    assert step.action is StepAction.ATTENDED


@pytest.mark.parametrize("state", [S.DECLINED, S.NOT_OURS])
def test_what_will_not_be_attended_needs_a_reason(make_demand, state):
    routed = make_demand(state=S.ROUTED)
    with pytest.raises(CaseError, match="nota"):
        moves.answer(routed, state, BARE, closing=Closing.OFFICE)
    assert moves.answer(routed, state, LUCIA, closing=Closing.OFFICE).state is state


def test_the_body_of_another_authority_is_kept(make_demand):
    change = moves.answer(
        make_demand(state=S.ROUTED), S.NOT_OURS, BARE, closing=Closing.OFFICE, body="CFE"
    )
    assert change.body == "CFE"


def test_nobody_turns_by_changing_the_state(make_demand):
    with pytest.raises(CaseError, match="demands reassign"):
        moves.answer(make_demand(), S.ROUTED, LUCIA, closing=Closing.OFFICE)


def test_another_office_gets_it_with_its_own_term(make_demand):
    working = make_demand(state=S.IN_PROGRESS, office_id="agua")
    change = moves.turn(working, "obras", DUE, LUCIA)
    assert (change.state, change.office_id, change.due_on) == (S.ROUTED, "obras", DUE)
    with pytest.raises(CaseError, match="ya está en esa dependencia"):
        moves.turn(working, "agua", DUE, LUCIA)


def test_an_answered_one_is_reopened_not_reassigned(make_demand):
    attended = make_demand(state=S.ATTENDED, office_id="agua")
    with pytest.raises(CaseError, match="demands reopen"):
        moves.turn(attended, "obras", DUE, LUCIA)
    change = moves.reopen(attended, "agua", DUE, LUCIA)
    assert (change.state, change.step.action) == (S.ROUTED, StepAction.REOPENED)


def test_an_open_or_merged_one_is_not_reopened(make_demand):
    with pytest.raises(CaseError, match="no hay qué reabrir"):
        moves.reopen(make_demand(state=S.ROUTED), "agua", DUE, LUCIA)
    merged = make_demand(state=S.CLOSED, merged_into="2026-00002")
    with pytest.raises(CaseError, match="2026-00002"):
        moves.reopen(merged, "agua", DUE, LUCIA)


def answered(by: str) -> list[Step]:
    said = Step(folio="2026-00001", at=MORNING, by=by, action=StepAction.ATTENDED, after=S.ATTENDED)
    return [said]


def test_a_second_person_confirms_and_not_the_first(make_demand):
    attended = make_demand(state=S.ATTENDED)
    with pytest.raises(CaseError, match="otra persona"):
        moves.confirm(attended, answered("LUCIA  barrera"), LUCIA, closing=Closing.SECOND)
    change = moves.confirm(attended, answered("obras@xaltepec.test"), BARE, closing=Closing.SECOND)
    assert (change.state, change.step.action) == (S.CLOSED, StepAction.CONFIRMED)


def test_of_the_citizen_it_is_said_how_they_confirmed(make_demand):
    attended = make_demand(state=S.ATTENDED)
    with pytest.raises(CaseError, match="ciudadano"):
        moves.confirm(attended, answered("x"), BARE, closing=Closing.CITIZEN)
    assert moves.confirm(attended, answered("x"), LUCIA, closing=Closing.CITIZEN)


def test_what_nobody_answered_is_not_confirmed(make_demand):
    with pytest.raises(CaseError, match="ya se respondió"):
        moves.confirm(make_demand(state=S.ROUTED), [], LUCIA, closing=Closing.OFFICE)


@pytest.mark.parametrize(
    ("closing", "state", "free"),
    [
        (Closing.OFFICE, S.ATTENDED, True),
        (Closing.OFFICE, S.DECLINED, True),
        (Closing.SECOND, S.ATTENDED, False),
        (Closing.SECOND, S.DECLINED, False),
        (Closing.SECOND, S.NOT_OURS, True),
        (Closing.CITIZEN, S.ATTENDED, False),
        (Closing.CITIZEN, S.DECLINED, True),
    ],
)
def test_the_rule_says_what_closes_without_confirmation(make_demand, closing, state, free):
    demand = make_demand(state=state)
    if free:
        assert moves.answer(demand, S.CLOSED, BARE, closing=closing).state is S.CLOSED
        return
    with pytest.raises(CaseError, match="demands confirm"):
        moves.answer(demand, S.CLOSED, BARE, closing=closing)


def test_what_is_put_right_lets_go_what_waited(make_demand):
    wrong = Amendment(address=Address(settlement="Las Peñas"))
    assert moves.amend(make_demand(held="place"), wrong, LUCIA).held == ""
    assert moves.amend(make_demand(state=S.ROUTED), wrong, LUCIA).held is None
    with pytest.raises(CaseError, match="anonimizó"):
        moves.amend(make_demand(anonymised_at=MORNING), wrong, LUCIA)


def test_an_empty_note_is_refused(make_demand):
    with pytest.raises(CaseError):
        moves.note(make_demand(), BARE)
    assert moves.note(make_demand(), LUCIA).state is None


def test_the_changed_demand_says_what_the_card_must(make_demand):
    change = moves.turn(make_demand(), "obras", DUE, LUCIA)
    after = moves.changed(make_demand(), change)
    assert (after.state, after.office_id, after.due_on) == (S.ROUTED, "obras", DUE)
    assert after.routed_at == MORNING
    amended = moves.amend(after, Amendment(urgency=Urgency.HIGH), LUCIA)
    assert moves.changed(after, amended).urgency is Urgency.HIGH
    attended = replace(after, state=S.ATTENDED, attended_at=MORNING + timedelta(days=1))
    again = moves.changed(attended, moves.reopen(attended, "obras", DUE, LUCIA))
    assert again.attended_at is None
    assert again.is_open
