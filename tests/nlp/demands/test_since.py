"""Since when something is wrong, in the words of posts and notes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.demands.since import days, duration, since

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("desde hace 3 semanas no hay agua", date(2026, 11, 2)),
        ("llevamos 5 días sin una gota", date(2026, 11, 18)),
        ("LLEVAMOS CINCO DIAS SIN UNA GOTA", date(2026, 11, 18)),
        ("ya van como diez y siete dias sin agua", date(2026, 11, 6)),
        ("once dias de fuga y nadie viene", date(2026, 11, 12)),
        ("día 14 sin agua", date(2026, 11, 9)),
        ("hace un mes que lo reporté", date(2026, 10, 24)),
        ("lleva mes y medio sin luz", date(2026, 10, 9)),
        ("apagada desde el lunes", date(2026, 11, 16)),
        ("apagada desde el viernes pasado", date(2026, 11, 20)),
        ("apagada desde el lunes antepasado", date(2026, 11, 9)),
        ("tirada desde el 3 de noviembre", date(2026, 11, 3)),
        ("tirada desde el martes 17 de noviembre", date(2026, 11, 17)),
        ("abierto desde el 30 de diciembre", date(2025, 12, 30)),
        ("abierto desde el 3 de marzo de 2024", date(2024, 3, 3)),
        ("no depositan desde agosto", date(2026, 8, 1)),
        ("no depositan desde mediados de octubre", date(2026, 10, 15)),
        ("se fue la luz desde ayer", date(2026, 11, 22)),
        ("así está desde antier en la noche", date(2026, 11, 21)),
        ("sale turbia desde la semana pasada", date(2026, 11, 16)),
    ],
)
def test_a_text_says_since_when(said, day):
    assert since(said, MONDAY) == day


@pytest.mark.parametrize(
    "said",
    [
        "",
        "el camión pasa cada 3 días",
        "un día se va a caer",
        "abren desde las 9 de la mañana",
        "desde la avenida hasta el parque",
        "mi hijo de tres años",
        "lleva meses así",
        "asaltan todos los días",
        "desde el 45 de noviembre",
        "desde el 31 de febrero",
        "lleva 900 años descompuesto",
        "hace calor",
    ],
)
def test_what_is_no_beginning_tells_none(said):
    assert since(said, MONDAY) is None


def test_a_day_that_has_not_come_is_of_the_last_year():
    assert since("desde el 24 de noviembre", MONDAY) == date(2025, 11, 24)
    assert since("desde diciembre", MONDAY) == date(2025, 12, 1)


def test_the_twenty_ninth_of_february_is_a_day_of_a_common_year_too():
    assert since("desde el 29 de febrero", date(2026, 3, 10)) == date(2026, 2, 28)


def test_the_longest_time_counts_and_its_words_are_told():
    text = "Llevamos 3 días sin luz y   dos semanas sin agua"
    assert days(text) == 14
    assert "semanas" in duration(text)
    assert duration("no hay agua") == ""


def test_hours_last_less_than_a_day():
    assert days("llevamos 26 horas sin luz") == 0
    assert since("llevamos 26 horas sin luz", MONDAY) is None


@given(st.integers(2, 60), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_days_are_counted_back_from_the_day_of_the_piece(number, day):
    assert since(f"llevamos {number} dias sin agua", day) == day - timedelta(days=number)


@given(st.text(max_size=120), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_is_written_begins_no_later_than_its_day(said, day):
    found = since(said, day)
    assert found is None or found <= day
