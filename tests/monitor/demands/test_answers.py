"""What is understood of an answer: on the labelled ones nothing wrongly, and most of them at all.

`tests/labelled/replies.jsonl` are answers that we wrote in four batches, each before the rules had
seen it. As first seen: the second 65 of 69 right, the third 43 of 43, the fourth 19 of 20.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.demands.answers import NOTE_ROOM, folios, noted, understood
from monitor.demands.quoting import cut
from monitor.labels import DemandState

OFFICES = ("Dirección de Obras Públicas", "Servicios Urbanos", "Protección Civil")
LABELLED = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "labelled" / "replies.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def says(text: str) -> str | None:
    told = understood(cut(text), offices=OFFICES)
    if told.acknowledged:
        return "acknowledged"
    return told.state.value if told.state else None


def test_nothing_is_understood_wrongly():
    wrong = [
        (each["says"], found, each["text"])
        for each in LABELLED
        if (found := says(each["text"])) not in (None, each["says"])
    ]
    assert wrong == []


def test_most_answers_are_understood():
    stated = [each for each in LABELLED if each["says"]]
    found = sum(says(each["text"]) == each["says"] for each in stated)
    assert found / len(stated) >= 0.96


def test_whose_it_is_is_named():
    for each in LABELLED:
        told = understood(cut(each["text"]), offices=OFFICES)
        if told.state is DemandState.NOT_OURS:
            assert told.body == each["body"]


@pytest.mark.parametrize("text", ["Ya quedó atendida", "YA QUEDO ATENDIDA", "ya quedó atendida!!"])
def test_neither_case_nor_accents_matter(text):
    assert says(text) == "attended"


@pytest.mark.parametrize(
    "before", ["no ", "aún no ", "todavía no ", "cuando ", "si ", "falta que ", "¿"]
)
def test_what_is_taken_back_is_not_said(before):
    assert says(f"{before}quedó reparada la luminaria") is None


def test_an_office_of_ours_asks_for_another_office():
    told = understood("Le corresponde a Obras Públicas", offices=OFFICES)
    assert told.state is None
    assert "dependencia nuestra" in told.reason


def test_the_word_of_the_card_is_not_repeated_in_the_note():
    told = understood("ATENDIDA\n\nNota:\nse cambió la pieza\n\nFolio 2026-00012\n")
    assert (told.state, told.note) == (DemandState.ATTENDED, "se cambió la pieza")


def test_a_word_against_its_note_is_not_believed():
    assert understood("ATENDIDA\nNo procede por ser privada").reason


def test_an_empty_answer_begun_by_a_link_of_the_card_says_its_word():
    told = understood("Folio 2026-00012", subject="Re: [Folio 2026-00012] OTRA AUTORIDAD")
    assert told.state is DemandState.NOT_OURS
    plain = understood("", subject="Re: [Folio 2026-00012] Bache · de otra autoridad · Sauce")
    assert (plain.state, plain.reason) == (None, "no dice nada")


def test_folios_are_found_however_the_dash_is_written():
    assert folios("folio 2026-00012, 2026–00013 y 2026 - 00012") == ("2026-00012", "2026-00013")
    assert folios("tel. 55-2026-000123-9, 1926-00012") == ()


def test_a_long_answer_is_noted_in_part():
    assert len(noted("se reparó " * 1000)) == NOTE_ROOM


@given(st.text(max_size=400))
def test_no_text_breaks_it(text):
    told = understood(cut(text), subject=text, offices=OFFICES)
    assert sum((told.state is not None, told.acknowledged, bool(told.reason))) == 1
