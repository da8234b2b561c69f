"""The forms of the values of sources.yaml: durations, hours, addresses."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from monitor.configvalues import (
    Moment,
    contact,
    duration,
    hour,
    is_email,
    is_host,
    language,
    mailbox,
    monthly,
    ordered_hours,
    quiet,
    time_zone,
    weekly,
    yes_or_no,
)
from reports import addresses


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("20 s", timedelta(seconds=20)),
        ("15 min", timedelta(minutes=15)),
        ("15min", timedelta(minutes=15)),
        ("3 h", timedelta(hours=3)),
        ("3 horas", timedelta(hours=3)),
        ("1 h 30 min", timedelta(minutes=90)),
        ("1 h y 5 min", timedelta(minutes=65)),
        ("3h5min", timedelta(minutes=185)),
        ("2 días", timedelta(days=2)),
        ("1 dia", timedelta(days=1)),
        ("1 semana", timedelta(days=7)),
        ("0,5 h", timedelta(minutes=30)),
        ("250 ms", timedelta(milliseconds=250)),
        ("PT15M", timedelta(minutes=15)),
        ("P1DT12H", timedelta(hours=36)),
    ],
)
def test_a_duration_has_its_unit(text, length):
    assert duration(text) == length


@pytest.mark.parametrize(
    "text",
    ["", "15", "min", "-5 min", "15 minx", "P", "PT", "P1M", "15 min hola", "999999 sem", "1 2 h"],
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(PydanticCustomError):
        duration(text)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=300)))
def test_a_duration_written_in_iso_is_read_back(length):
    days, seconds = length.days, length.seconds
    assert duration(f"P{days}DT{seconds}S") == timedelta(days=days, seconds=seconds)


@given(st.text(max_size=30))
def test_any_text_is_a_duration_or_refused(text):
    try:
        assert isinstance(duration(text), timedelta)
    except PydanticCustomError as error:
        assert error.type == "duration"  # noqa: PT017 - the only other way out


def test_hours_of_the_day():
    assert hour("07:00") == time(7)
    assert hour("7:05") == time(7, 5)
    for wrong in ("24:00", "7", "07:60", "7 am", "07.00", "07:00:30"):
        with pytest.raises(PydanticCustomError):
            hour(wrong)


def test_hours_are_put_in_order():
    assert ordered_hours((time(17), time(7))) == (time(7), time(17))


@pytest.mark.parametrize(
    "text",
    ["a@b.mx", "josé.núñez@ñandú.mx", "a+b@sub.dominio.gob.mx", "o'brien@x.example", "a@localhost"],
)
def test_an_email(text):
    assert is_email(text)
    assert mailbox(f"José Ñandú <{text}>") == f"José Ñandú <{text}>"
    assert mailbox(f'"Pérez, Ana" <{text}>') == f'"Pérez, Ana" <{text}>'


@pytest.mark.parametrize(
    "text",
    ["", "a", "@b.mx", "a@", "a@b", "a@b..mx", "a b@c.mx", "a@b.mx, c@d.mx", ".a@b.mx", "a@.mx",
     "a@@b.mx", "a@b.mx>", "a@b_c.mx", "a@b.mx.", "a..b@c.mx", "a@-b.mx", "x" * 65 + "@b.mx"],
)  # fmt: skip
def test_what_is_no_email(text):
    assert not is_email(text)
    with pytest.raises(PydanticCustomError):
        mailbox(f"Ana <{text}>")


@given(st.one_of(st.emails(), st.from_regex(r"[\w.@<> ,ñ-]{1,20}@[\w.ñ-]{1,12}", fullmatch=True)))
def test_what_the_file_may_say_can_be_written_to(text):
    if is_email(text):
        assert addresses.parse(f"Ñandú, Ana <{text}>") is not None


def test_hosts():
    for good in ("127.0.0.1", "::1", "smtp", "smtp.gob.mx", "ñandú.mx", "xn--ida.mx"):
        assert is_host(good)
    for wrong in ("", "http://x", "x:25", "a b", "x/y", "a..b", "-a.mx", "x" * 300):
        assert not is_host(wrong)


def test_a_contact_is_an_email_or_a_page():
    assert contact("https://www.xaltepec.example/prensa") == "https://www.xaltepec.example/prensa"
    for wrong in ("http://", "xaltepec.example", "ftp://x.example", "https://u:p@x.example"):
        with pytest.raises(PydanticCustomError):
            contact(wrong)


@pytest.mark.parametrize("name", ["", "America", "../etc/passwd", "/etc/localtime", "Mexico_City"])
def test_a_zone_is_one_that_exists(name):
    assert time_zone("America/Mexico_City") == "America/Mexico_City"
    with pytest.raises(PydanticCustomError):
        time_zone(name)


@pytest.mark.parametrize(
    ("value", "known"), [("es_MX", "es_MX"), ("es-419", "es_419"), ("es", "es"), ("es_co", "es_CO")]
)
def test_a_language_is_a_spanish(value: str, known: str) -> None:
    assert language(value) == known


@pytest.mark.parametrize("value", ["en_US", "es_ZZ", "español", "", "nah_MX", "es_MX_x_y"])
def test_another_language_is_refused(value: str) -> None:
    with pytest.raises(PydanticCustomError, match="language"):
        language(value)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-06:30", (time(22), time(6, 30))),
        (" 1:00 – 5:00 ", (time(1), time(5))),
    ],
)
def test_a_rest_goes_from_one_hour_to_another(text, hours):
    assert quiet(text) == hours


@pytest.mark.parametrize("text", ["", "22:00", "22:00-", "-06:30", "22:00-22:00", "22-6", "a-b"])
def test_what_is_no_rest_is_refused(text):
    with pytest.raises(PydanticCustomError):
        quiet(text)


@pytest.mark.parametrize(
    ("text", "answer"), [("sí", True), ("Si", True), ("true", True), ("no", False), ("No ", False)]
)
def test_yes_or_no_is_understood_as_people_write_it(text, answer):
    assert yes_or_no(text) is answer


def test_what_is_neither_yes_nor_no_is_refused():
    with pytest.raises(PydanticCustomError):
        yes_or_no("quizá")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("lunes 08:00", Moment(day=0, hour=time(8))),
        (" Miércoles  7:05 ", Moment(day=2, hour=time(7, 5))),
        ("SABADO 23:59", Moment(day=5, hour=time(23, 59))),
    ],
)
def test_a_week_is_told_on_a_day_and_an_hour(text, moment):
    assert weekly(text) == moment


@pytest.mark.parametrize("text", ["1 08:00", " 28  8:00"])
def test_a_month_is_told_on_a_day_that_every_month_has(text):
    moment = monthly(text)
    assert moment == Moment(day=int(text.split()[0]), hour=time(8))


@pytest.mark.parametrize("text", ["", "lunes", "08:00", "lunes 24:00", "1 08:00", "monday 08:00"])
def test_what_is_no_day_of_the_week_is_refused(text):
    with pytest.raises(PydanticCustomError, match="weekly"):
        weekly(text)


@pytest.mark.parametrize("text", ["0 08:00", "29 08:00", "lunes 08:00", "1", "1 8", "-1 08:00"])
def test_what_is_no_day_of_every_month_is_refused(text):
    with pytest.raises(PydanticCustomError, match="monthly"):
        monthly(text)
