"""What people do to demands: split, merge, put right; and how all of it is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.casework import Asked, CaseFigures
from monitor.errors import CaseError
from monitor.labels import DemandState, HeardState, StepAction
from monitor.model import Address
from tests.monitor.archive.asking import LOMA, change, receive, says
from tests.monitor.archive.makers import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SINCE = NOW - 30 * DAY


def join(archive, folio, number, **said):
    new = says(archive, number, **said)
    with archive.cases.hearing() as desk:
        desk.join(new, folio, now=NOW)
    return new


def near(archive, new):
    with archive.cases.hearing() as desk:
        return [each.folio for each in desk.candidates(new, since=SINCE)]


def test_a_text_split_from_its_demand_has_a_folio_of_its_own(archive):
    old = receive(archive, 1)
    taken = join(archive, old, 2, published_at=NOW + DAY)
    new = archive.cases.split(taken.id, by="Elvira", now=NOW + DAY)
    assert (old, new) == ("2026-00001", "2026-00002")
    assert [each.id for each in archive.cases.demand(new).sources] == [taken.id]
    left = archive.cases.demand(old)
    assert taken.id not in [each.id for each in left.sources]
    assert left.last_heard_at == NOW
    assert archive.cases.to_turn() == [old, new]
    last = archive.cases.steps(old)[-1]
    assert (last.action, last.by, last.note) == ("split", "Elvira", f"se separó {new}")
    assert archive.cases.steps(new)[0].note == f"separada de {old}"


def test_what_was_split_is_never_a_candidate_of_the_old_demand_again(archive):
    old = receive(archive, 1)
    taken = join(archive, old, 2)
    new = archive.cases.split(taken.id, by="Elvira", now=NOW)
    assert near(archive, taken) == [new]
    revised = replace(taken, id="otra", quote="la misma, con otras palabras")
    assert near(archive, revised) == [new]
    assert sorted(near(archive, says(archive, 3))) == [old, new]


def test_the_only_text_of_a_demand_cannot_be_split(archive):
    folio = receive(archive, 1)
    [only] = archive.cases.demand(folio).sources
    waits = says(archive, 2)
    for heard_id, reason in ((only.id, "solo tiene ese"), (waits.id, "ninguna"), ("x", "clave x")):
        with pytest.raises(CaseError, match=reason):
            archive.cases.split(heard_id, by="Elvira", now=NOW)
    assert archive.cases.count(Asked()) == 1


def test_merged_demands_are_one_with_all_their_texts(archive):
    first, second, third = (receive(archive, number) for number in (1, 2, 3))
    change(archive, first, StepAction.ATTENDED, DemandState.ATTENDED)
    kept = archive.cases.merge([third, first, second], by="Elvira", now=NOW + DAY)
    assert kept == second
    assert len(archive.cases.demand(kept).sources) == 3
    gone = archive.cases.demand(first)
    assert (gone.state, gone.merged_into, gone.sources) == (DemandState.CLOSED, kept, ())
    assert [each.folio for each in archive.cases.find(Asked())] == [kept]
    assert archive.cases.to_turn() == [kept]
    assert archive.cases.steps(third)[-1].note == f"unida a {kept}"
    notes = {step.note for step in archive.cases.steps(kept)}
    assert {f"se le unió {first}", f"se le unió {third}"} <= notes
    assert near(archive, says(archive, 4)) == [kept]
    for folios, reason in (([kept], "dos folios"), ([kept, third], "ya se unió")):
        with pytest.raises(CaseError, match=reason):
            archive.cases.merge(folios, by="Elvira", now=NOW)


def test_what_was_split_and_merged_again_is_one_demand_that_is_heard_again(archive):
    old = receive(archive, 1)
    taken = join(archive, old, 2)
    new = archive.cases.split(taken.id, by="Elvira", now=NOW)
    assert archive.cases.merge([old, new], by="Elvira", now=NOW) == old
    assert near(archive, taken) == [old]


def test_a_demand_put_right_is_found_by_its_new_category_and_place(archive):
    folio = receive(archive, 1)
    aguilas = Address(settlement="Las Águilas", municipality="Xaltepec")
    change(archive, folio, StepAction.AMENDED, category="bache", address=aguilas)
    demand = archive.cases.demand(folio)
    assert (demand.category, demand.address) == ("bache", aguilas)
    assert archive.cases.count(Asked(settlement="las aguilas", category="bache")) == 1
    assert near(archive, says(archive, 2, category="bache", address=aguilas)) == [folio]
    assert near(archive, says(archive, 3, address=aguilas)) == []


def test_candidates_share_the_category_and_a_place_and_the_days(archive):
    here = receive(archive, 1)
    receive(archive, 2, category="bache")
    receive(archive, 3, address=Address(settlement="Las Águilas"))
    street = receive(archive, 4, address=Address(street="Robles Plata", between=("Olmo",)))
    old = receive(archive, 5, published_at=SINCE - HOUR)
    assert near(archive, says(archive, 6)) == [here]
    assert near(archive, says(archive, 7, address=Address(street="c. Olmo"))) == [street]
    assert near(archive, says(archive, 8, address=Address())) == []
    change(archive, old, StepAction.ATTENDED, DemandState.ATTENDED, now=NOW)
    assert sorted(near(archive, says(archive, 9))) == [here, old]


def test_a_place_is_found_by_words_that_nobody_read_as_one(archive):
    corner = Address(street="Robles Plata", between=("Encinos",), settlement="Las Águilas")
    folio = receive(archive, 1, address=corner)
    receive(archive, 2, address=Address(street="Jacarandas"))
    passing = replace(
        says(archive, 3, address=Address()), quote="otra vez en encinos con robles plata"
    )
    assert near(archive, passing) == [folio]
    colonia = replace(passing, quote="y en las aguilas para cuando")
    assert near(archive, colonia) == [folio]


def test_what_says_no_place_is_found_by_who_reads_it_there(archive):
    placeless = replace(
        says(archive, 1, address=Address()), quote="en encinos sigue el hoyo del otro día"
    )
    with archive.cases.hearing() as desk:
        folio = desk.receive(placeless, now=NOW)
    assert near(archive, says(archive, 2, address=Address(street="Encinos"))) == [folio]


def test_what_shares_more_of_the_place_is_looked_at_first(archive):
    """Of a street with many demands, those of the corner come before the newest."""
    corner = Address(street="Encinos", between=("Olmo",))
    folio = receive(archive, 1, address=corner)
    newer = receive(archive, 2, address=Address(street="Encinos"), published_at=NOW + HOUR)
    assert near(archive, says(archive, 3, address=corner)) == [folio, newer]


def test_a_second_text_of_the_same_piece_finds_the_demand_of_the_first_wherever_it_is(archive):
    folio = receive(archive, 1)
    [source] = archive.cases.demand(folio).sources
    assert near(archive, replace(source, petition=replace(source.petition, address=Address())))


def test_the_figures_of_a_period(archive):
    """Two offices; what was answered late, in time, not at all, by others, or before the period."""
    due_on = date(2026, 11, 24)
    given = {
        1: ("obras", DemandState.ATTENDED, 10),
        2: ("obras", DemandState.ATTENDED, 20),
        3: ("obras", DemandState.ATTENDED, 5 * 24),
        4: ("obras", None, 0),
        5: ("agua", DemandState.DECLINED, 5),
        6: ("agua", DemandState.NOT_OURS, 5),
    }
    for number, (office, answer, hours) in given.items():
        category = "falta-de-agua" if office == "agua" else "alumbrado"
        folio = receive(archive, number, category=category)
        change(
            archive, folio, StepAction.ROUTED, DemandState.ROUTED, office_id=office, due_on=due_on
        )
        if answer:
            at = NOW + timedelta(hours=hours, minutes=59)
            change(archive, folio, StepAction(answer.value), answer, now=at)
    change(archive, "2026-00001", StepAction.CLOSED, DemandState.CLOSED, now=NOW + DAY)
    untouched = receive(archive, 7, address=Address())
    merged = receive(archive, 8)
    archive.cases.merge([untouched, merged], by="Elvira", now=NOW)
    receive(archive, 9, now=NOW - 2 * DAY)
    found = archive.cases.survey(since=NOW - DAY, until=NOW + DAY, today=date(2026, 11, 30))
    obras = CaseFigures(
        key="obras", received=4, open=1, overdue=1, attended=3, in_time=2, median_days=20 / 24
    )
    agua = CaseFigures(key="agua", received=2, declined=1, not_ours=1)
    assert found.by_office == (obras, agua)
    assert obras.punctuality == 0.5
    assert [(each.key, each.received) for each in found.by_category] == [
        ("alumbrado", 5),
        ("falta-de-agua", 2),
    ]
    assert [(each.key, each.received) for each in found.by_settlement] == [(LOMA.settlement, 6)]
    assert (found.all.received, found.all.open, found.all.overdue) == (7, 2, 1)


def test_an_even_number_of_answers_has_its_median_between_the_middle_ones(archive):
    for number, hours in enumerate((24, 48), start=1):
        folio = receive(archive, number)
        change(
            archive,
            folio,
            StepAction.ATTENDED,
            DemandState.ATTENDED,
            now=NOW + timedelta(hours=hours),
        )
    figures = archive.cases.survey(since=NOW - DAY, until=NOW + DAY, today=NOW.date()).all
    assert figures.median_days == 1.5


def test_a_rejected_text_is_of_no_demand(archive):
    new = says(archive, 1)
    with archive.cases.hearing() as desk:
        desk.reject(new, by="Elvira", now=NOW)
    assert archive.cases.heard(new.id).state is HeardState.REJECTED
    assert not archive.cases.waits()


def test_a_colonia_that_is_written_in_two_ways_is_counted_once(archive):
    for number, name in enumerate(("Las Águilas", "Las Águilas", "col. las aguilas"), start=1):
        receive(archive, number, address=Address(settlement=name))
    found = archive.cases.survey(since=NOW - DAY, until=NOW + DAY, today=NOW.date())
    assert [(each.key, each.received) for each in found.by_settlement] == [("Las Águilas", 3)]
