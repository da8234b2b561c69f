"""Dates as Mexican outlets write them: the right instant, or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.dates import OLDEST, parse

MEXICO = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # a Monday, 09:00 in Mexico City


def read(text: str, *, now: datetime = NOW) -> str | None:
    moment = parse(text, zone=MEXICO, now=now)
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lun, 03 feb 2025 10:00:00 -0600", "2025-02-03 16:00:00"),
        ("Lunes, 3 de febrero de 2025, 10:00 hrs", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 GMT", "2025-02-03 10:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 UT", "2025-02-03 10:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 Z", "2025-02-03 10:00:00"),
        ("Mon, 03 Feb 2025 10:00:00", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 CST", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 CDT", "2025-02-03 15:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 EST", "2025-02-03 15:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 CST6CDT", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 GMT-6", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 GMT-06:00", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 -6", "2025-02-03 16:00:00"),
        ("Mon, 03 Feb 2025 10:00:00 -0600 (CST)", "2025-02-03 16:00:00"),
        ("Mon, 3 Feb 25 10:00:00 GMT", "2025-02-03 10:00:00"),
        ("Mon Feb  3 10:00:00 2025", "2025-02-03 16:00:00"),
        ("Mon Feb  3 10:00:00 CST 2025", "2025-02-03 16:00:00"),
        ("mar, 04 feb 2025 08:00:00 GMT", "2025-02-04 08:00:00"),
        ("2025-02-03T10:00:00Z", "2025-02-03 10:00:00"),
        ("2025-02-03T10:00:00.123456-06:00", "2025-02-03 16:00:00"),
        ("2025-02-03T10:00:00-0600", "2025-02-03 16:00:00"),
        ("2025-02-03T10:00", "2025-02-03 16:00:00"),
        ("2025-02-03 10:00:00", "2025-02-03 16:00:00"),
        ("2025/02/03 10:15 PM", "2025-02-04 04:15:00"),
        ("20250203T101500Z", "2025-02-03 10:15:00"),
        ("20250203101500", "2025-02-03 16:15:00"),
        ("03/02/2025 10:00", "2025-02-03 16:00:00"),
        ("03-02-2025 10:00", "2025-02-03 16:00:00"),
        ("31.12.2025 23:59 hrs", "2026-01-01 05:59:00"),
        ("02/22/2025 10:00", "2025-02-22 16:00:00"),
        ("3/feb/2025 5:30 p. m.", "2025-02-03 23:30:00"),
        ("3 marzo, 2025 | 10:15 am", "2025-03-03 16:15:00"),
        ("Febrero 03, 2025 - 09:20", "2025-02-03 15:20:00"),
        ("February 3rd, 2025 at 3:04 PM EST", "2025-02-03 20:04:00"),
        ("10:15 - 3 de febrero de 2025", "2025-02-03 16:15:00"),
        ("3 de febrero de 2025 12:00 a.m.", "2025-02-03 06:00:00"),
        ("3 de febrero de 2025 12:30 p.m.", "2025-02-03 18:30:00"),
        ("3 de febrero de 2025 a las 5 de la tarde", "2025-02-03 23:00:00"),
        ("3 de febrero de 2025, 9:30 de la noche", "2025-02-04 03:30:00"),
        ("3 de febrero de 2025, 18:05h", "2025-02-04 00:05:00"),
        ("2025-02-03 24:00", "2025-02-04 06:00:00"),
        ("Tue, 30 Jun 2015 23:59:60 GMT", "2015-06-30 23:59:59"),
        ("1738598400", "2025-02-03 16:00:00"),
        ("1738598400000", "2025-02-03 16:00:00"),
    ],
)
def test_an_instant(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-03",
        "2025-02-03Z",
        "20250203",
        "03/02/2025",
        "3/2/25",
        "3 de febrero de 2025",
        "3 de Febrero del 2025",
        "03-feb-2025",
        "Feb 3, 2025",
        "03 de feb. de 2025",
        "Publicado el lunes, 3 de febrero de 2025",
        "Por Redacción | 3 febrero, 2025",
        "\u00a03 de febrero de 2025\u00a0",
    ],
)
def test_a_day_without_an_hour_begins_where_the_source_is(text: str) -> None:
    assert read(text) == "2025-02-03 06:00:00"


def test_dateparser_reads_what_our_shapes_do_not() -> None:
    assert read("22 de noviembre del año 2020") == "2020-11-22 06:00:00"


def test_ordinals() -> None:
    assert read("1º de mayo de 2024") == read("primero de mayo de 2024") == "2024-05-01 06:00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hace 3 horas", "2026-11-23 12:00:00"),
        ("hace una hora", "2026-11-23 14:00:00"),
        ("Hace 15 minutos", "2026-11-23 14:45:00"),
        ("hace 2 días", "2026-11-21 15:00:00"),
        ("hace dos semanas", "2026-11-09 15:00:00"),
        ("hace cuatro horas", "2026-11-23 11:00:00"),
        ("este martes", "2026-11-17 06:00:00"),
        ("el lunes 08:30", "2026-11-23 14:30:00"),
        ("el lunes pasado", "2026-11-16 06:00:00"),
        ("1d ago", "2026-11-22 15:00:00"),
        ("3 hours ago", "2026-11-23 12:00:00"),
        ("hace un momento", "2026-11-23 15:00:00"),
        ("hoy", "2026-11-23 06:00:00"),
        ("hoy 08:00", "2026-11-23 14:00:00"),
        ("ayer", "2026-11-22 06:00:00"),
        ("Ayer a las 22:30", "2026-11-23 04:30:00"),
        ("antier", "2026-11-21 06:00:00"),
        ("22 de noviembre", "2026-11-22 06:00:00"),
        ("30 de diciembre", "2025-12-30 06:00:00"),
    ],
)
def test_what_is_said_from_now(text: str, expected: str) -> None:
    assert read(text) == expected


def test_yesterday_is_that_of_mexico_when_utc_is_already_tomorrow() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 21:00 of the 23rd in Mexico City
    assert read("ayer", now=late) == "2026-11-22 06:00:00"
    assert read("hoy", now=late) == "2026-11-23 06:00:00"


def test_mexico_city_kept_summer_time_until_2022() -> None:
    assert read("15 de julio de 2021 10:00") == "2021-07-15 15:00:00"
    assert read("15 de julio de 2025 10:00") == "2025-07-15 16:00:00"
    assert read("Thu, 15 Jul 2021 10:00:00 CST6CDT") == "2021-07-15 15:00:00"


def test_the_weekday_settles_which_number_is_the_month() -> None:
    assert read("lunes 02/03/2026") == "2026-03-02 06:00:00"
    assert read("Tue, 02/03/2026") == "2026-02-03 06:00:00"
    assert read("02/03/2026") == "2026-03-02 06:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Redacción",
        "2025",
        "2025-02",
        "febrero de 2025",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "10000-01-01",
        "2025-13-02",
        "30 de febrero de 2025",
        "31/02/2025",
        "2025-02-03 25:00",
        "Mon, 03 Feb 2025 10:61:00 GMT",
        "Mon, 03 Feb 2025 10:00:00 +9999",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0",
        "1",
        "99999999999999999999",
        "hace 3 cosas",
        "3 de brumario de 2025",
        "3 de febrero de 2025 " + "x" * 200,
    ],
)
def test_what_tells_no_day_is_none(text: str) -> None:
    assert read(text) is None


def test_a_little_ahead_is_now_and_far_ahead_is_none() -> None:
    assert read((NOW + timedelta(hours=30)).isoformat()) == "2026-11-23 15:00:00"
    assert read((NOW + timedelta(hours=50)).isoformat()) is None
    assert read((NOW - OLDEST + timedelta(days=1)).isoformat()) is not None
    assert read((NOW - OLDEST - timedelta(days=1)).isoformat()) is None


MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
SHAPES = (
    "{0.day} de {month} de {0.year}",
    "{0.day:02}/{0.month:02}/{0.year}",
    "{0.day:02}-{0.month:02}-{0.year}",
    "{0.day} {abbreviated} {0.year}",
    "{month} {0.day}, {0.year}",
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}{0.month:02}{0.day:02}",
)
days = st.dates(min_value=date(2007, 1, 1), max_value=date(2026, 11, 22))


@settings(deadline=None)
@given(days, st.sampled_from(SHAPES), st.sampled_from(("", " 00:00", " 09:05", " 23:59:59")))
def test_never_a_wrong_day(day: date, shape: str, clock: str) -> None:
    month = MONTHS.split()[day.month - 1]
    text = shape.format(day, month=month, abbreviated=month[:3]) + clock
    moment = parse(text, zone=MEXICO, now=NOW)
    assert moment is not None
    assert moment.astimezone(MEXICO).date() == day


@settings(deadline=None)
@given(st.integers(min_value=1_170_000_000, max_value=1_790_000_000))
def test_an_instant_with_its_zone_comes_back(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, MEXICO)
    for text in (moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S %z")):
        assert parse(text, zone=ZoneInfo("Asia/Tokyo"), now=NOW) == moment


WORDS = "3 03 2025 22 feb febrero lun mar de hace ayer 10:00 10 am pm : / - . , T Z -0600 GMT +99"
soup = st.lists(st.sampled_from(WORDS.split()), max_size=9).flatmap(
    lambda words: st.sampled_from(("", " ")).map(lambda gap: gap.join(words))
)


@settings(deadline=None)
@given(soup | st.text(max_size=70))
@example("99999999999999")
@example("-1")
@example("31/12/9999 24:00")
def test_anything_gives_a_sane_instant_or_none(text: str) -> None:
    moment = parse(text, zone=MEXICO, now=NOW)
    assert moment is None or (moment.tzinfo is UTC and NOW - OLDEST <= moment <= NOW)
