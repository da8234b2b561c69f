"""The section of citizen demands: what it counts and shows, and all that it never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.casework import CaseNews
from monitor.config import Branding, Clothing
from monitor.labels import DemandState, Urgency
from monitor.model import Address
from reports import cases, digest, excerpt, render
from reports.clothes import dress
from reports.model import Digest
from reports.sections import demands
from tests.reports import asked, press
from tests.reports.printed import words

HIDDEN = ("Chela", "Ordaz", "55 1234 0000")


def news(**changes: object) -> CaseNews:
    told = CaseNews(since=asked.NOW, until=asked.NOW, today=asked.NOW.date())
    return replace(told, **changes)


def full() -> CaseNews:
    received = (
        asked.demand("2026-00021"),
        asked.demand("2026-00022"),
        asked.demand("2026-00023", category="riesgo", urgency=Urgency.LIFE, due_on=None),
        asked.demand("2026-00024", category="ruido", address=Address(), office_id=None),
    )
    overdue = asked.demand("2026-00007", due_on=date(2026, 11, 19))
    attended = asked.demand("2026-00005", state=DemandState.ATTENDED)
    return news(
        received=received,
        received_count=30,
        overdue=(overdue,),
        overdue_count=1,
        attended=(attended,),
        attended_count=2,
    )


def built(told: CaseNews | None, *, sections: tuple[str, ...] = ()) -> Digest:
    config = asked.config()
    page = config.profile.digest.model_copy(update={"sections": sections})
    profile = config.profile.model_copy(update={"digest": page})
    whole = config.model_copy(update={"profile": profile})
    return digest.build(press.sample_edition(), whole, cases=told)


def section(told: CaseNews):
    return next(each for each in built(told).sections if each.id == demands.ID)


def test_it_stands_before_the_networks_and_after_the_state():
    ids = [each.id for each in built(full()).sections]
    assert ids.index("state") + 1 == ids.index("demands")


@pytest.mark.parametrize("told", [None, news()])
def test_an_office_without_demands_has_no_section(told):
    assert all(each.id != demands.ID for each in built(told).sections)


def test_an_office_that_left_it_out_of_its_page_has_none():
    chosen = built(full(), sections=("mayor", "municipality"))
    assert all(each.cases is None for each in chosen.sections)
    ids = [each.id for each in built(full(), sections=("demands", "mayor")).sections]
    assert ids[0] == demands.ID


def test_it_counts_all_and_shows_some():
    told = section(full()).cases
    assert told.counts == "30 nuevas y 2 atendidas desde la edición anterior; 1 vencida"
    assert told.total == 33
    assert [(each.id, each.left_out) for each in told.groups] == [
        ("fresh", 26),
        ("overdue", 0),
        ("attended", 1),
    ]


def test_a_risk_to_life_goes_first_then_the_fullest_category():
    fresh = section(full()).cases.groups[0]
    assert [each.title for each in fresh.families] == [
        "Riesgos: grietas, socavones, cables",
        "Baches",
        "Ruido",
    ]
    assert [len(each.lines) for each in fresh.families] == [1, 2, 1]


def test_each_line_says_where_whose_and_how_it_stands():
    fresh, overdue, attended = section(full()).cases.groups
    hole = fresh.families[1].lines[0]
    assert (hole.folio, hole.place, hole.office) == (
        "2026-00021",
        "Ampliación El Capulín",
        "Dirección de Servicios Urbanos",
    )
    assert (hole.state, hole.due, hole.sources) == (
        "turnada",
        "vence el 2 de diciembre",
        "2 fuentes",
    )
    noise = fresh.families[2].lines[0]
    assert (noise.place, noise.office) == ("sin ubicar", "sin dependencia")
    assert overdue.families[0].lines[0].due == "venció el 19 de noviembre"
    assert attended.families[0].lines[0].due == ""


@pytest.mark.parametrize("said", HIDDEN)
def test_no_clothes_of_a_digest_show_personal_data(said):
    worn = dress(built(full()), branding=Branding())
    told = [worn.html, worn.text, worn.data, words(worn.files["sintesis.pdf"])]
    told += [*worn.messages.whatsapp, *worn.messages.telegram, worn.messages.script]
    told += [each.decode("utf-8", "replace") for each in worn.files.values()]
    assert any("Fresno 118" in each for each in told)
    assert all(said not in each for each in told)


def test_page_text_and_paper_say_the_same():
    whole = built(full())
    worn = dress(whole, branding=Branding(), worn=(Clothing.PDF,))
    page, paper = worn.html, words(worn.files["sintesis.pdf"])
    for folio in ("2026-00021", "2026-00023", "2026-00007", "2026-00005"):
        assert all(folio in each for each in (page, worn.text, paper))
    counts = "30 nuevas y 2 atendidas desde la edición anterior; 1 vencida."
    assert all(counts in each for each in (page, " ".join(worn.text.split()), paper))
    assert counts in worn.messages.whatsapp[0]


def test_a_day_of_demands_alone_says_that_the_press_told_nothing():
    bare = digest.build(press.edition(), asked.config(), cases=full())
    assert "Sin menciones" in render.html(bare)
    assert "SIN MENCIONES" in render.text(bare)
    assert "2026-00021" in render.html(bare)


def test_a_list_may_ask_for_that_section_alone():
    part = excerpt.excerpt(built(full()), {"demands"}, asked.config())
    assert [each.id for each in part.sections] == ["demands"]
    assert part.notices[-1].startswith("Este envío es de «Demanda ciudadana».")


def test_the_register_of_impacts_has_no_sheet_of_it():
    from reports import register

    titles = [each.title for each in register.pages(built(full()))]
    assert "Demanda ciudadana" not in titles


def test_a_story_that_says_an_overdue_demand_requires_attention():
    sample = press.sample_edition()
    plain = digest.build(sample, asked.config())
    quiet = next(each for each in plain.sections if each.id != "attention").stories[0]
    due = {each.clipping_id: ("2026-00007", date(2026, 11, 19)) for each in quiet.impacts}
    told = digest.build(replace(sample, unattended=due), asked.config())
    [reasons] = [
        story.reasons
        for each in told.sections
        if each.id == "attention"
        for story in each.stories
        if story.id == quiet.id
    ]
    assert "demanda 2026-00007 sin atender desde el 19 de noviembre" in reasons


def test_every_state_has_its_word():
    assert [cases.said("state", each.value) for each in DemandState]
    assert [cases.said("urgency", each.value) for each in Urgency]
