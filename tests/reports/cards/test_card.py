"""The card of a demand: all that an office needs, no word of a citizen in its subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from monitor.casework import Step
from monitor.labels import Competence, DemandState, StepAction, Urgency
from monitor.model import Address
from reports import cards
from reports.cards import telling
from reports.cards.model import LetterKind
from tests.reports import asked

NOWHERE = Address()


def card(demand=None, config=None, *, steps: tuple[Step, ...] = (), now=asked.NOW):
    return cards.card(
        demand or asked.demand(), asked.SERVICES, config or asked.config(), steps=steps, now=now
    )


def told(demand, *, kind: LetterKind = LetterKind.CARD, steps: tuple[Step, ...] = (), config=None):
    return telling.card(
        kind, demand, asked.SERVICES, config or asked.config(), steps=steps, now=asked.NOW
    )


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_subject_says_what_where_and_until_when():
    assert card().subject == (
        "[Folio 2026-00012] Baches · Ampliación El Capulín · atender a más tardar el 2 de diciembre"
    )


def test_a_risk_to_life_and_a_missing_place_are_in_the_subject():
    subject = card(asked.demand(urgency=Urgency.LIFE, address=NOWHERE)).subject
    assert subject.startswith("[Folio 2026-00012] URGENTE · Baches · ubicación incompleta ·")


@pytest.mark.parametrize("said", ["Chela", "Ordaz", "55 1234", "Fresno", "118"])
def test_no_word_of_a_citizen_is_in_the_subject(said):
    letters = (card(), *_others(asked.demand()))
    assert all(said not in each.subject for each in letters)


def _others(demand):
    config = asked.config()
    for make in (cards.reminder, cards.escalation):
        yield make(demand, asked.SERVICES, config, now=asked.NOW)
    yield cards.weekly(asked.SERVICES, [demand], config, now=asked.NOW)


def test_page_and_text_carry_all_that_is_known():
    steps = (asked.step(), asked.step(StepAction.NOTED, by="Elvira", note="pidió fotos"))
    letter = card(steps=steps)
    known = (
        asked.QUOTE,
        "Calle Fresno",
        "Encino y Olmo",
        "57000",
        "frente a la primaria Valentín Gómez",
        "2 de diciembre de 2026",
        "Vecinos de San Jacinto",
        "22 nov 2026, 04:15",
        "https://vecinos.example/p/1",
        "Servicios Urbanos",
        "pidió fotos",
        "Elvira",
        "NO PROCEDE",
    )
    assert [each for each in known if each not in flat(letter.text)] == []
    assert [each for each in known if each not in letter.html] == []


def test_what_nobody_said_is_said_and_what_is_needed_is_asked_for():
    letter = card(asked.demand(address=NOWHERE))
    assert "Falta la colonia o la calle y una referencia." in flat(letter.text)
    assert letter.text.count("no se dice") == 7
    street = card(asked.demand(address=Address(street="Calle Olmo")))
    assert "Falta la colonia. Si al atender" in flat(street.text)
    assert "Falta" not in card().text


def test_since_when_as_the_text_says_before_when_it_was_published():
    first = asked.heard()
    says = replace(first, petition=replace(first.petition, since=date(2026, 11, 9)))
    assert "9 de noviembre de 2026, según se dice" in card(asked.demand(sources=(says,))).text
    assert "Primera publicación: 22 de noviembre de 2026" in card().text


def test_urgency_has_the_words_that_show_it():
    urgent = asked.demand(urgency=Urgency.LIFE, reason="se cayó un niño")
    assert "Riesgo para la vida: «se cayó un niño»" in card(urgent).text


def test_one_of_another_authority_says_whose_and_what_is_proposed():
    foreign = asked.demand(
        competence=Competence.FEDERAL, body="Comisión Federal de Electricidad (CFE)", due_on=None
    )
    text = flat(card(foreign).text)
    assert "autoridad federal: Comisión Federal de Electricidad (CFE)." in text
    assert "responda OTRA AUTORIDAD" in text
    assert card(foreign).subject.endswith("· de otra autoridad")
    assert "autoridad federal" not in card().text


def test_each_answer_opens_a_message_already_begun():
    answers = told(asked.demand()).answers
    assert [each.word for each in answers] == [
        "EN ATENCIÓN",
        "ATENDIDA",
        "NO PROCEDE",
        "OTRA AUTORIDAD",
    ]
    for each in answers:
        parts = urlsplit(each.url)
        asked_for = parse_qs(parts.query)
        assert parseaddr(unquote(parts.path))[1] == "demandas@sanjacinto.example"
        assert asked_for["subject"] == [f"[Folio 2026-00012] {each.word}"]
        assert asked_for["body"][0].splitlines()[0] == each.word
        assert each.url.replace("&", "&amp;") in card().html


def test_answers_go_to_who_sends_where_no_other_mailbox_is_named():
    config = asked.config(reply_to=None)
    assert telling.answers_to(config) == "sintesis@sanjacinto.example"


@pytest.mark.parametrize(
    ("desk", "page"),
    [
        ("https://mesa.example/demandas", "https://mesa.example/demandas/2026-00012"),
        ("https://mesa.example/demandas/", "https://mesa.example/demandas/2026-00012"),
        ("https://mesa.example/?folio=", "https://mesa.example/?folio=2026-00012"),
        ("https://mesa.example/d/{folio}/ver", "https://mesa.example/d/2026-00012/ver"),
    ],
)
def test_the_desk_is_opened_at_the_folio(desk, page):
    assert telling.desk("2026-00012", asked.config(desk=desk)) == page
    assert page in card(config=asked.config(desk=desk)).html


@pytest.mark.parametrize(
    ("days", "said"),
    [(2, "vence el 25 de noviembre"), (1, "vence mañana"), (0, "vence hoy")],
)
def test_a_reminder_before_the_term_says_how_long_there_is(days, said):
    due = asked.NOW.date() + timedelta(days=days)
    letter = cards.reminder(asked.demand(due_on=due), asked.SERVICES, asked.config(), now=asked.NOW)
    assert said in flat(letter.text)
    assert letter.subject.startswith("[Folio 2026-00012] Recordatorio · Baches")


def test_a_reminder_after_the_term_says_that_it_ended():
    late = asked.demand(due_on=date(2026, 11, 20))
    letter = cards.reminder(late, asked.SERVICES, asked.config(), now=asked.NOW)
    assert "venció el 20 de noviembre y la demanda sigue abierta" in flat(letter.text)


def test_an_escalation_goes_above_with_a_copy_to_the_office():
    reminders = {"to": ["Contraloría <contraloria@sanjacinto.example>"]}
    late = asked.demand(due_on=date(2026, 11, 20))
    config = asked.config(reminders=reminders)
    letter = cards.escalation(late, asked.SERVICES, config, now=asked.NOW)
    assert letter.to == (
        "direccion.servicios@sanjacinto.example",
        "Contraloría <contraloria@sanjacinto.example>",
    )
    assert letter.cc == ("enlace.servicios@sanjacinto.example",)
    alone = cards.escalation(late, asked.WATER, asked.config(), now=asked.NOW)
    assert (alone.to, alone.cc) == (("enlace.agua@sanjacinto.example",), ())


def test_the_history_is_told_in_order():
    turned = asked.step(
        StepAction.ROUTED, before=DemandState.RECEIVED, after=DemandState.ROUTED, at=asked.NOW
    )
    history = told(asked.demand(), steps=(asked.step(), turned)).history
    assert [each.what for each in history] == ["recibida", "turnada"]
    assert history[1].when == "23 nov 2026, 10:15"


def test_a_page_of_very_many_sources_is_not_cut_by_mail_programs():
    sources = tuple(asked.heard(f"Bache {at}: {asked.QUOTE}", number=at) for at in range(300))
    letter = card(asked.demand(sources=sources))
    assert len(letter.html.encode()) <= 100_000
    assert "más, en la versión de texto de este correo." in letter.html
    assert "Cómo responder" in letter.html
    assert all(f"Bache {at}:" in flat(letter.text) for at in range(300))


@pytest.mark.parametrize("kind", [each for each in LetterKind if each is not LetterKind.WEEKLY])
def test_the_same_demand_gives_the_same_letter(kind):
    make = {"card": cards.card, "reminder": cards.reminder, "escalation": cards.escalation}[kind]
    first, second = (
        make(asked.demand(), asked.SERVICES, asked.config(), now=asked.NOW) for _ in range(2)
    )
    assert first == second
