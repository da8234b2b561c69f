"""Whom a piece names, word by word."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

OPENED = "Marisol Quintanar llegó temprano. "


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("La alcaldesa se fue.", ["Marisol Quintanar", "alcaldesa"]),
        ("Quintanar se fue.", ["Marisol Quintanar", "Quintanar"]),
        ("La alcaldesa de Tepexco se fue.", ["Marisol Quintanar"]),
        ("La alcaldesa de Tepexco llegó. La alcaldesa se fue.", ["Marisol Quintanar"]),
        (
            "El alcalde de Tepexco, Luis Robles, llegó. Quintanar habló y la alcaldesa se fue.",
            ["Marisol Quintanar", "Quintanar", "alcaldesa"],
        ),
        ("El alcalde tepexquense llegó. El alcalde se fue.", ["Marisol Quintanar"]),
        ("La alcaldesa Julia Robles se fue.", ["Marisol Quintanar"]),
        ("La alcaldesa de Morena se fue.", ["Marisol Quintanar", "alcaldesa"]),
        ("La alcaldesa de esta ciudad se fue.", ["Marisol Quintanar", "alcaldesa"]),
        ("El primo Armando Quintanar se fue.", ["Marisol Quintanar"]),
        ("La Lic. Quintanar se fue.", ["Marisol Quintanar", "Quintanar"]),
        ("Una alcaldesa se fue; cualquier alcalde lo haría.", ["Marisol Quintanar"]),
        ("La alcaldesa jacintense se fue.", ["Marisol Quintanar", "alcaldesa jacintense"]),
        ("La alcaldesa Quintanar se fue.", ["Marisol Quintanar", "Quintanar"]),
    ],
)
def test_bare_offices_and_surnames_follow_the_last_mayor_named(named, text, words):
    found = [word for subject, word in named(OPENED + text) if subject == "alcaldesa"]
    assert found == words


@pytest.mark.parametrize("text", ["La alcaldesa se fue.", "Quintanar se fue."])
def test_without_a_full_name_nobody_is_named(named, text):
    assert named(text) == []


def test_a_title_may_be_short_where_the_text_tells_the_name(named):
    assert named("La presidenta municipal de San Jacinto habló.", "Quintanar va al Congreso") == [
        ("alcaldesa", "Quintanar"),
        ("alcaldesa", "presidenta municipal de San Jacinto"),
    ]


def test_a_title_of_another_mayor_is_not_ours(named):
    text = "La alcaldesa de Tepexco, Julia Robles, renunció. La visitó Marisol Quintanar."
    assert named(text, "Renuncia la alcaldesa") == [("alcaldesa", "Marisol Quintanar")]


@pytest.mark.parametrize(
    ("year", "holder"),
    [(2023, "Ulises Bermejo Tovar"), (2026, "Marisol Quintanar Ruelas"), (2020, None)],
)
def test_an_office_is_held_by_who_held_it_that_day(tag, year, holder):
    day = datetime(year, 6, 1, 18, tzinfo=UTC)
    [mention] = tag("Habló la alcaldesa de San Jacinto.", day=day).mentions
    assert (mention.form, mention.holder) == ("role", holder)


def test_the_day_is_the_local_day(named):
    last_hours = datetime(2025, 1, 1, 5, tzinfo=UTC)  # 23:00 of 31 December in Mexico City
    assert named("Habló Ulises Bermejo.", day=last_hours)
    assert not named("Habló Marisol Quintanar.", day=last_hours)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La alcaldía San Jacinto informó.", [("gobierno", "alcaldía San Jacinto")]),
        ("Chocaron en la alcaldía San Jacinto.", [("lugar", "alcaldía San Jacinto")]),
        (
            "Ocurrió en la colonia Las Palmas, alcaldía San Jacinto.",
            [("lugar", "alcaldía San Jacinto")],
        ),
        ("Vecinos de la alcaldía San Jacinto cerraron.", [("lugar", "alcaldía San Jacinto")]),
        ("Habló el gobierno de San Jacinto.", [("gobierno", "gobierno de San Jacinto")]),
        (
            "Habló el gobierno de San Jacinto. El ayuntamiento calló.",
            [("gobierno", "gobierno de San Jacinto"), ("gobierno", "ayuntamiento")],
        ),
        (
            "Habló el gobierno de San Jacinto. El ayuntamiento de Tepexco calló.",
            [("gobierno", "gobierno de San Jacinto")],
        ),
        ("La exalcaldesa de San Jacinto calló.", [("lugar", "San Jacinto")]),
        ("La ex alcaldesa de San Jacinto calló.", [("lugar", "San Jacinto")]),
        ("En el plantel San Jacinto no hay clases.", []),
        ("En avenida San Jacinto hay baches.", []),
        ("La obra de San-Jacinto sigue.", [("lugar", "San-Jacinto")]),
        ("SAN JACINTO DEL VALLE crece.", [("lugar", "SAN JACINTO DEL VALLE")]),
        ("Sanjacinto y SanJacintos no.", []),
        ("Escriba a san.jacinto@san jacinto.mx", []),
        ("Abren sendas seguras.", []),
        ("Abren sendas seguras; va Quintanar.", [("sendas", "sendas seguras")]),
        ("El DIF abrió.", [("dif", "DIF")]),
        ("El Dif abrió.", [("dif", "Dif")]),
        ("Un dif extraño.", []),
        ("San\u00adJacinto San\u200b Jacinto", [("lugar", "San\u200b Jacinto")]),
    ],
)
def test_the_longest_name_in_its_context(named, text, expected):
    assert named(text) == expected


def test_ñ_is_a_letter_of_its_own(named):
    assert named("Marisol Quiñtañar habló.") == []
    assert named("Marisol Quin\u0303tanar habló.") == []


def test_accents_may_fail_or_be_decomposed(named):
    assert named("Corrio\u0301 la muni\u0301cipe de San Jacinto.") == [
        ("alcaldesa", "muni\u0301cipe de San Jacinto")
    ]


@given(
    noise=st.text(alphabet="aé\u0301\u0303ñ .,\n\u00a0“—!😀", max_size=40),
    title=st.text(alphabet="aé\u0301 :.!", max_size=15),
)
def test_a_span_is_always_the_words_themselves(named, noise, title):
    found = named(f"{noise} Marisol Quintanar {noise}", title)
    assert found == [("alcaldesa", "Marisol Quintanar")]
