"""Hearing: what texts ask for becomes demands, joins those that say the same, or waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.casework import Asked
from monitor.configdemands import Demands
from monitor.errors import CaseError
from monitor.hearing import BATCH, Hearing
from monitor.labels import Competence, DemandState, HeardState, StepAction
from monitor.model import Address, Harvest
from monitor.pipeline import Pipeline
from tests.monitor.archive.asking import LOMA, change, petition, says
from tests.monitor.archive.makers import NOW, analysis, item

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
CORNER = replace(LOMA, street="Fresno", between=("Encinos",))
LAMP_AGAIN = "otra vez a oscuras en fresno esquina con encinos"


@pytest.fixture
def office(config):
    return config.model_copy(update={"demands": Demands(sure=0.9)})


@pytest.fixture
def hear(archive, office):
    hearing = Hearing(config=office, archive=archive)

    def all_of_it(now=NOW + HOUR):
        while hearing.hear(now=now):
            pass

    return all_of_it


def folio_of(archive, heard):
    return archive.cases.heard(heard.id).folio


def test_three_texts_of_one_lamp_are_one_demand_with_three_sources(archive, hear):
    texts = [
        says(archive, 1, address=CORNER),
        says(archive, 2, LAMP_AGAIN, address=CORNER, published_at=NOW + HOUR),
        says(archive, 3, "¿y la lámpara?", address=CORNER, published_at=NOW + 2 * HOUR),
    ]
    other = says(archive, 4, LAMP_AGAIN, address=replace(CORNER, street="Olmo", between=()))
    hear()
    [folio] = {folio_of(archive, each) for each in texts}
    demand = archive.cases.demand(folio)
    assert [each.id for each in demand.sources] == [each.id for each in texts]
    assert (demand.heard_at, demand.last_heard_at) == (NOW, NOW + 2 * HOUR)
    assert [step.action for step in archive.cases.steps(folio)] == ["received", "heard", "heard"]
    assert folio_of(archive, other) != folio
    assert archive.cases.count(Asked()) == 2


def test_what_is_not_sure_waits_for_a_person_unless_it_only_says_again_what_is_open(archive, hear):
    unsure = says(archive, 1, address=CORNER, confidence=0.5)
    hear()
    assert [each.id for each in archive.cases.in_review()] == [unsure.id]
    assert archive.cases.count(Asked()) == 0
    first = says(archive, 2, LAMP_AGAIN, address=CORNER)
    hear()
    again = says(archive, 3, "sigue la luminaria apagada", address=CORNER, confidence=0.5)
    hear()
    assert folio_of(archive, again) == folio_of(archive, first)
    change(archive, folio_of(archive, first), StepAction.ATTENDED, DemandState.ATTENDED)
    late = says(archive, 4, "otra vez no prende", address=CORNER, confidence=0.5)
    hear()
    assert {each.id for each in archive.cases.in_review()} == {unsure.id, late.id}


def test_a_person_decides_what_waits_once(archive, hear):
    unsure = says(archive, 1, confidence=0.5)
    other = says(archive, 2, confidence=0.5, address=Address())
    hear()
    with archive.cases.hearing() as desk:
        folio = desk.receive(desk.undecided(unsure.id), by="Elvira", now=NOW)
        desk.reject(desk.undecided(other.id), by="Elvira", now=NOW)
    assert archive.cases.in_review() == []
    assert archive.cases.steps(folio)[0].by == "Elvira"
    assert archive.cases.heard(other.id).state is HeardState.REJECTED
    with pytest.raises(CaseError, match="ya se decidió"), archive.cases.hearing() as desk:
        desk.undecided(unsure.id)
    with pytest.raises(CaseError, match="nadie"), archive.cases.hearing() as desk:
        desk.undecided("nadie")


def test_days_apart_it_is_another_demand(archive, hear, office):
    days = office.demands.joining.days
    one = says(archive, 1, address=CORNER)
    hear()
    near = says(archive, 2, LAMP_AGAIN, address=CORNER, published_at=NOW + days - HOUR)
    hear(now=NOW + days)
    far = says(archive, 3, LAMP_AGAIN, address=CORNER, published_at=NOW + 2 * days + HOUR)
    hear(now=NOW + 2 * days + HOUR)
    assert folio_of(archive, near) == folio_of(archive, one)
    assert folio_of(archive, far) != folio_of(archive, one)


def test_an_old_text_that_is_read_only_now_opens_nothing(archive, hear, office):
    old = says(archive, 1)
    hear(now=NOW + office.demands.joining.days + HOUR)
    assert archive.cases.heard(old.id).state is HeardState.REJECTED
    assert archive.cases.count(Asked()) == 0


def test_a_text_published_after_the_answer_asks_for_it_again(archive, hear):
    first = says(archive, 1, address=CORNER)
    hear()
    folio = folio_of(archive, first)
    change(archive, folio, StepAction.ATTENDED, DemandState.ATTENDED, now=NOW + DAY)
    says(archive, 2, LAMP_AGAIN, address=CORNER, published_at=NOW + DAY - HOUR)
    hear(now=NOW + DAY)
    assert archive.cases.reheard() == []
    again = says(archive, 3, "sigue sin prender", address=CORNER, published_at=NOW + 2 * DAY)
    hear(now=NOW + 2 * DAY)
    assert archive.cases.reheard() == [folio]
    demand = archive.cases.demand(folio)
    assert demand.reheard_at == again.published_at
    assert demand.state is DemandState.ATTENDED
    change(archive, folio, StepAction.REOPENED, DemandState.ROUTED, now=NOW + 2 * DAY)
    assert archive.cases.reheard() == []


def test_what_was_closed_without_an_answer_takes_nothing_more(archive, hear):
    first = says(archive, 1, address=CORNER)
    hear()
    change(archive, folio_of(archive, first), StepAction.CLOSED, DemandState.CLOSED)
    again = says(archive, 2, LAMP_AGAIN, address=CORNER)
    hear()
    assert folio_of(archive, again) != folio_of(archive, first)


def test_what_befalls_a_colonia_is_one_demand_and_a_thing_in_it_is_not(archive, hear):
    texts = [
        says(archive, 1, "no cae agua", category="falta-de-agua"),
        says(archive, 2, "los tinacos vacíos", category="falta-de-agua"),
        says(archive, 3, "hay un bache", category="bache"),
        says(archive, 4, "se ponchan las llantas", category="bache"),
    ]
    hear()
    water, dry, hole, tyres = [folio_of(archive, each) for each in texts]
    assert water == dry
    assert hole != tyres


def test_a_demand_without_place_takes_that_of_a_copy_that_says_it(archive, hear):
    text = "pedimos que alguien venga a ver la bomba que se descompuso hace dos semanas enteras"
    first = says(archive, 1, text, address=Address())
    hear()
    folio = folio_of(archive, first)
    assert archive.cases.demand(folio).missing == ("settlement",)
    copy = says(archive, 2, text, address=Address())
    hear()
    assert folio_of(archive, copy) == folio
    placed = says(archive, 3)
    with archive.cases.hearing() as desk:
        desk.join(placed, folio, now=NOW)
    assert archive.cases.demand(folio).address == LOMA


def test_more_than_a_batch_is_heard_whole_in_the_order_of_publication(archive, hear):
    count = BATCH + 3
    for number in range(count):
        says(
            archive,
            number,
            address=Address(settlement=f"Colonia {number}", municipality="Xaltepec"),
            published_at=NOW - timedelta(minutes=number),
        )
    hear()
    demands = archive.cases.find(Asked(), limit=count)
    newest = sorted(demands, key=lambda each: each.folio)
    assert [each.folio for each in newest] == [f"2026-{n + 1:05}" for n in range(count)]
    assert [each.heard_at for each in newest] == sorted(each.heard_at for each in demands)


def test_what_is_not_ours_is_received_too_with_whom_it_is_of(archive, hear):
    new = says(archive, 1, competence=Competence.FEDERAL, body="CFE")
    hear()
    demand = archive.cases.demand(folio_of(archive, new))
    assert (demand.competence, demand.body) == (Competence.FEDERAL, "CFE")


def test_a_category_that_the_file_no_longer_has_is_heard_all_the_same(archive, hear):
    new = says(archive, 1, category="de-antes")
    hear()
    assert archive.cases.demand(folio_of(archive, new)).category == "de-antes"


def test_what_waits_to_be_heard_is_a_job_that_reports_what_it_heard(archive, office, web, folder):
    pipeline = Pipeline(config=office, archive=archive, fetch=web, folder=folder)
    for source in office.sources.values():
        archive.collected(source, Harvest(), now=NOW, horizon=DAY)
    says(archive, 1)
    [job] = [job for job in pipeline.plan(NOW) if job.step == "hear"]
    assert pipeline.do(job, now=NOW) == "1 petición oída"
    assert not any(job.step == "hear" for job in pipeline.plan(NOW))
    assert archive.cases.count(Asked()) == 1


def test_two_sentences_of_one_text_about_one_lamp_are_of_one_demand(archive, hear):
    quote = "no prende la luminaria de fresno"
    again = "esa luminaria tampoco prendió ayer"
    text = f"Vecinos: {quote}. Y {again}."
    says(archive, 1, quote, text=text, address=CORNER)
    kept = archive.clipping(item(1).id)
    both = (
        petition(kept, quote, address=CORNER),
        petition(kept, again, address=replace(CORNER, between=())),
    )
    archive.save_analyses([replace(analysis(kept), analyzer="lector-2", petitions=both)])
    hear()
    [demand] = archive.cases.find(Asked())
    assert {each.quote for each in demand.sources} == {quote, again}
