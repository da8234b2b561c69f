"""Which texts say the same demand: by their corner, their colonia, their words, or as copies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.casework import Heard
from monitor.configdemands import TAXONOMY
from monitor.demands.joining import COPY, Reach, choose, compare, kin
from monitor.labels import Field
from monitor.model import Address, Petition, Span

THEN = datetime(2026, 11, 23, 12, tzinfo=UTC)

HOLE = "hay un hoyo enorme que ya ponchó tres llantas"
HOLE_AGAIN = "el hoyo sigue ahí y hoy ponchó a un taxi"
LAMPS = "llevamos un mes a oscuras"
LETTER = (
    "Pedimos por este medio que alguien venga a revisar la bomba porque ya nos cansamos de hablar "
    "por teléfono todos los días"
)
NO_WATER = "desde el lunes no cae ni una gota"
DRY = "los tinacos están vacíos y las pipas no vienen"


def at(settlement="", street="", between="", **parts):
    crossing = tuple(part for part in between.split(" y ") if part)
    return Address(settlement=settlement, street=street, between=crossing, **parts)


def is_same(one, other, quotes=(HOLE, HOLE_AGAIN), *, point=True):
    return compare((one, other), quotes, point=point).is_same(point=point)


SAME = {
    "the same corner, said the other way round": (
        at("Loma Bonita", "Av. Encinos", "Calle Fresno"),
        at("", "fresno", "los encinos"),
    ),
    "a street of one colonia": (at("Loma Bonita", "Calle Fresno"), at("Loma Bonita", "c fresno")),
    "short and whole": (
        at("Loma Bonita", "Javier Robles Plata"),
        at("Loma Bonita", "robles plata"),
    ),
    "shortened words": (at("Loma Bonita", "Fco. Olmedo"), at("Loma Bonita", "Francisco Olmedo")),
    "a letter with a hyphen": (at("Loma Bonita", "Sur 69-A"), at("Loma Bonita", "sur 69a")),
    "one thing of one colonia": (
        at("Loma Bonita", landmark="frente al kiosco"),
        at("Loma Bonita", landmark="atrás del kiosko y del kiosco"),
    ),
    "a thing by its name": (
        at("Loma Bonita", landmark="jardín de niños Tonatiuh"),
        at(landmark="el kinder Tonatiuh"),
    ),
}
OTHER = {
    "another colonia": (at("Loma Bonita", "Fresno"), at("Las Águilas", "Fresno")),
    "a homonym of another municipality": (
        at("Loma Bonita", "Fresno", municipality="Xaltepec"),
        at("Loma Bonita", "Fresno", municipality="Tepexco"),
    ),
    "another street": (at("Loma Bonita", "Fresno"), at("Loma Bonita", "Encinos")),
    "another corner of a street": (
        at("Loma Bonita", "Fresno", "Encinos"),
        at("Loma Bonita", "Fresno", "Jacarandas"),
    ),
    "another stretch of a street": (
        at("Loma Bonita", "Fresno", number="12"),
        at("Loma Bonita", "Fresno", number="310"),
    ),
    "another numbered street": (at("Loma Bonita", "Calle 7"), at("Loma Bonita", "Poniente 7")),
    "a market, anywhere": (at("Loma Bonita", landmark="el mercado"), at(landmark="un mercado")),
    "no place": (at(), at()),
}


@pytest.mark.parametrize("places", SAME.values(), ids=SAME)
def test_a_thing_at_one_place_is_one_demand(places):
    assert is_same(*places)


@pytest.mark.parametrize("places", OTHER.values(), ids=OTHER)
def test_a_thing_at_another_place_is_another_demand(places):
    assert not is_same(*places)


def test_of_a_colonia_alone_the_words_decide_for_a_thing_and_not_for_an_area():
    places = (at("Loma Bonita"), at("Loma Bonita"))
    assert not is_same(*places, (HOLE, LAMPS))
    assert is_same(*places, (HOLE, "un hoyo enorme que ponchó llantas"))
    assert is_same(*places, (NO_WATER, DRY), point=False)


def test_what_befalls_an_area_is_another_in_another_street_unless_the_words_say_so():
    places = (at("Loma Bonita", "Fresno"), at("Loma Bonita", "Encinos"))
    assert not is_same(*places, (NO_WATER, DRY), point=False)
    assert is_same(*places, (NO_WATER, "no cae gota alguna desde el lunes"), point=False)


def test_a_street_without_its_colonia_needs_words_in_common():
    places = (at("Loma Bonita", "Zaragoza"), at("", "Zaragoza"))
    assert is_same(*places)
    assert not is_same(*places, (HOLE, LAMPS))


def test_without_a_place_only_a_copy_is_the_same():
    nowhere = (at(), at())
    copied = compare(nowhere, (LETTER, f"{LETTER}. Atentamente"), point=True)
    assert copied.reach is Reach.UNSAID
    assert copied.copied >= COPY
    assert copied.is_same(point=True)
    assert not is_same(*nowhere, ("y el agua para cuando", "y el agua para cuando"))
    assert not is_same(*nowhere, (LETTER, HOLE))


def test_a_copy_that_says_another_place_is_another_demand():
    assert not is_same(at("Loma Bonita"), at("Las Águilas"), (LETTER, LETTER))


def test_the_words_of_the_place_make_two_texts_no_more_alike():
    street = at("", "Hacienda de los Olmos Viejos")
    likeness = compare(
        (street, street),
        ("Hacienda de los Olmos Viejos destapada", "Hacienda de los Olmos Viejos oscura"),
        point=True,
    )
    assert likeness.wording == 0


PARTS = st.sampled_from(["", "Loma Bonita", "Las Águilas", "Fresno", "Calle 7"])
PLACES = st.builds(
    Address,
    settlement=PARTS,
    street=PARTS,
    between=st.lists(PARTS, max_size=2).map(tuple),
    landmark=PARTS,
    number=st.sampled_from(["", "4", "90"]),
)
QUOTES = st.sampled_from([HOLE, HOLE_AGAIN, NO_WATER, LETTER, "", "¡¡!!"])


def heard(number: int, category: str, quote: str, place: Address, clipping: str = "") -> Heard:
    return Heard(
        id=str(number),
        clipping_id=clipping or str(number),
        revision=1,
        source_id="f",
        outlet_id="m",
        url=None,
        title="",
        published_at=THEN,
        quote=quote,
        petition=Petition(
            at=Span(field=Field.TEXT, start=0, end=len(quote)),
            category=category,
            confidence=0.9,
            address=place,
        ),
    )


CORNER = at("Loma Bonita", "Fresno", "Encinos")
ZANJA = "la zanja que dejaron abierta se tragó un taxi"


@pytest.mark.parametrize(
    ("category", "quote", "clipping", "is_joined"),
    [
        ("pavimentacion", "en la zanja abierta cayó otro taxi", "", True),
        ("pavimentacion", "en la zanja abierta cayó otro taxi", "1", False),  # one text asks both
        ("pavimentacion", "nunca terminaron de poner el concreto", "", False),
        ("robo", "en la zanja abierta cayó otro taxi", "", False),  # not told one as the other
    ],
)
def test_one_thing_that_is_told_as_two_is_one_at_its_place(
    make_demand, category, quote, clipping, is_joined
):
    demand = make_demand(category="drenaje", sources=(heard(1, "drenaje", ZANJA, CORNER),))
    new = heard(2, category, quote, CORNER, clipping)
    among = [demand] if demand.category in (category, *kin(category)) else []
    assert bool(choose(new, among, point=True)) is is_joined


def test_kin_is_mutual_and_of_our_categories():
    for category in TAXONOMY:
        for other in kin(category):
            assert other in TAXONOMY
            assert category in kin(other)


@given(PLACES, PLACES, QUOTES, QUOTES, st.booleans())
def test_it_is_the_same_whoever_is_asked_first(one, other, quote, again, point):
    there = compare((one, other), (quote, again), point=point)
    back = compare((other, one), (again, quote), point=point)
    assert there.is_same(point=point) == back.is_same(point=point)
