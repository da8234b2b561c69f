"""The words that cannot wait: their forms, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.alerts.wordlist import of_the_office, ours


def said(text: str) -> list[tuple[str, str]]:
    return [(each.group, text[each.start : each.end]) for each in ours().hits(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hallan a dos mujeres muertas en un canal", [("muertes", "muertas")]),
        (
            "Murió un ciclista; el FALLECIMIENTO fue",
            [("muertes", "Murió"), ("muertes", "FALLECIMIENTO")],
        ),
        ("Vecinos bloquean la avenida", [("cierres", "bloquean")]),
        ("Cierran la avenida Hidalgo", [("cierres", "Cierran la avenida")]),
        (
            "Manifestantes hacen un plantón",
            [("protestas", "Manifestantes"), ("protestas", "plantón")],
        ),
        (
            "Dos explosiones y un socavon",
            [("emergencias", "explosiones"), ("emergencias", "socavon")],
        ),
        ("Rinde protesta el nuevo cabildo", []),
        ("Tomará protesta; le tomaron la protesta; rendirán protesta", []),
        ("Piden la pena de muerte", []),
        ("Ponen en marcha el programa", []),
        ("Inauguran un mural sobre la Santa Muerte", []),
        ("La demora molesta; el tamborilero remató", []),
    ],
)
def test_forms_are_found_and_look_alikes_are_not(text, found):
    assert sorted(said(text)) == sorted(found)


@pytest.mark.parametrize(
    "title", ["Simulacro de incendio en Xaltepec", "Día de Muertos: así será la megaofrenda"]
)
def test_a_drill_or_a_feast_is_calm(title):
    assert ours().is_calm(title)


def test_a_disaster_at_a_feast_is_not_calm():
    assert not ours().is_calm("Explota pirotecnia en la feria de Xaltepec")


def test_the_words_of_the_office_have_their_forms_and_each_is_a_reason():
    listed = of_the_office(("ambulante", "herido", "desalojo*", "Mercado Hidalgo", "Luz"))
    text = "Desalojan ambulantes: dos heridas en el mercado HIDALGO; desalojos; luces, luz"
    assert {(each.group, text[each.start : each.end]) for each in listed.hits(text)} == {
        ("ambulante", "ambulantes"),
        ("herido", "heridas"),
        ("desalojo", "desalojos"),
        ("Mercado Hidalgo", "mercado HIDALGO"),
        ("Luz", "luz"),
    }


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_no_word_of_an_office_breaks_the_search(text, words):
    for hit in of_the_office(tuple(words)).hits(text):
        assert 0 <= hit.start < hit.end <= len(text)
