"""A place that is known, found again in what somebody says of it without care."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.demands.joining import Reach, compare
from monitor.demands.spoken import are_divided, said_of
from monitor.model import Address

CORNER = Address(street="Av. Encinos", between=("Calle Javier Robles Plata",))
KINDER = Address(street="Sur 73", settlement="Loma Bonita", landmark="afuera del kínder")
LONG = Address(street="Fresno", settlement="Santa Marta Cerro Norte")
SEVENTH = Address(street="Calle 7", between=("Av. Olmos",))
NOWHERE = Address()

THERE = {
    "a corner in small letters": (CORNER, "ya choco otro en encinos y robles plata"),
    "a corner by its last names": (CORNER, "el semaforo d encinos con plata sigue muerto"),
    "a colonia and what is beside": (KINDER, "el fresno del kinder de loma bonita ya se cae"),
    "a colonia and a street": (KINDER, "sur 73, loma bonita: sigue igual"),
    "a long colonia as it is told": (LONG, "fresno en la marta norte, otra vez"),
    "a street that is a number": (SEVENTH, "calle 7 y olmos, la coladera abierta"),
}
ELSEWHERE = {
    "a number that is no street": (SEVENTH, "van 7 dias y nadie viene"),
    "one word of two streets": (
        Address(street="Villa Alba", between=("Villa Rosa",)),
        "en la villa no hay luz",
    ),
    "a first name": (Address(street="Luis Manuel Olmedo"), "en manuel acosta hay un hoyo"),
    "half of a colonia": (Address(settlement="Loma Bonita"), "que bonita está la calle"),
}


@pytest.mark.parametrize(("place", "text"), THERE.values(), ids=THERE)
def test_a_known_place_is_heard_in_passing(place, text):
    assert compare((place, NOWHERE), ("", text), point=True).reach is Reach.THERE
    assert compare((NOWHERE, place), (text, ""), point=True).reach is Reach.THERE


@pytest.mark.parametrize(("place", "text"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_words_that_only_resemble_a_place_say_none(place, text):
    assert compare((place, NOWHERE), ("", text), point=True).reach is Reach.UNSAID


def test_a_street_that_is_only_named_needs_more_words_in_common():
    found = compare((CORNER, NOWHERE), ("", "hay un hoyo en encinos"), point=True)
    assert found.reach is Reach.NAMED
    assert not found.is_same(point=True)


def test_what_is_read_of_another_place_is_never_brought_together_by_words():
    places = (CORNER, Address(street="Encinos", between=("Fresno",)))
    quotes = ("", "encinos y fresno, no en robles plata")
    assert compare(places, quotes, point=True).reach is Reach.APART


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sin agua en la supermanzana 4 de Loma Bonita", "la SM 6 de Loma Bonita"),
        ("el edificio 12 sin luz", "Edif. 3: sin luz"),
        ("en el pueblo de Loma Bonita", "en la unidad Loma Bonita"),
    ],
)
def test_parts_of_one_place_are_two_places(one, other):
    assert are_divided(one, other, "Loma Bonita")
    place = Address(settlement="Loma Bonita")
    assert compare((place, place), (one, other), point=False).reach is Reach.APART


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("supermanzana 4 sin agua", "décimo día en la SM4"),
        ("en la torre a la que nadie sube", "torre b"),
        ("la unidad Loma Bonita", "en Loma Bonita no hay agua"),
        ("edificio 3", "etapa 4"),
    ],
)
def test_the_same_part_or_none_is_not_divided(one, other):
    assert not are_divided(one, other, "Loma Bonita")


@given(st.text(max_size=200))
def test_any_text_says_something_or_nothing(text):
    assert 0 <= said_of(CORNER, text).streets <= 2
    assert not are_divided(text, text, text)
