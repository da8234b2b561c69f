"""A number beside the one before: in words, and not at all where it would say nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import EditionKind
from monitor.periods import month_of, week_of
from reports.periodic.comparing import compared, remark

ZONE = ZoneInfo("America/Mexico_City")
WEEK = week_of(date(2026, 11, 18))
SINCE, UNTIL = WEEK.bounds(ZONE)
LATER = UNTIL + timedelta(hours=8)
WEEKLY, MONTHLY = EditionKind.WEEKLY, EditionKind.MONTHLY


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (134, 120, "12% más que la semana anterior (120)"),
        (60, 120, "50% menos que la semana anterior (120)"),
        (1_204, 1_204, "igual que la semana anterior (1,204)"),
        (2_001, 2_000, "casi igual que la semana anterior (2,000)"),
        (8, 5, "3 más que la semana anterior (5)"),
        (0, 4, "4 menos que la semana anterior (4)"),
        (4, 0, "4 más que la semana anterior (0)"),
    ],
)
def test_a_number_is_compared_in_words(now, before, words):
    assert compared(now, before, kind=WEEKLY, language="es_MX") == words


def test_a_month_is_compared_with_a_month():
    assert compared(1, 2, kind=MONTHLY, language="es_MX").endswith("el mes anterior (2)")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_more_is_never_called_less(now, before):
    words = compared(now, before, kind=WEEKLY, language="es_MX")
    assert ("más" in words) <= (now > before)
    assert ("menos" in words) <= (now < before)


def why(*, began=SINCE - timedelta(days=90), before=100, now=LATER, period=WEEK) -> str:
    return remark(period, began=began, before=before, now=now, zone=ZONE, language="es_MX")


def test_two_whole_periods_with_enough_are_compared():
    assert why() == ""
    assert why(began=None) == ""
    assert why(began=SINCE - timedelta(days=7)) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"began": UNTIL}, "El acervo empieza después de estas fechas"),
        ({"began": SINCE + timedelta(hours=1)}, "El acervo empieza el lunes 16 de noviembre"),
        ({"began": SINCE}, "No se compara con la semana anterior: el acervo no tiene"),
        ({"before": 9}, "No se compara con la semana anterior: hubo 9 impactos"),
        ({"before": 1}, "hubo 1 impacto, muy poco"),
        (
            {"now": UNTIL - timedelta(seconds=1)},
            "Todavía no termina: se cuenta hasta el domingo 22",
        ),
        (
            {
                "period": month_of(date(2026, 11, 1)),
                "before": 0,
                "now": datetime(2027, 1, 1, tzinfo=ZONE),
            },
            "No se compara con el mes anterior",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(given, words):
    assert words in why(**given)
