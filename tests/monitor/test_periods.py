"""Weeks and months in local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import EditionKind
from monitor.periods import PERIODS, ended, month_of, parse, week_of

WEEK, MONTH = EditionKind.WEEKLY, EditionKind.MONTHLY
days = st.dates(min_value=date(1901, 1, 1), max_value=date(2998, 1, 1))
kinds = st.sampled_from([WEEK, MONTH])


@given(days, kinds)
def test_a_day_is_in_its_period_and_in_no_other(day, kind):
    period = PERIODS[kind](day)
    assert period.first <= day <= period.last
    assert period.before.last == period.first - timedelta(days=1)
    assert PERIODS[kind](period.last + timedelta(days=1)).before == period


@given(days, kinds)
def test_an_id_is_read_back(day, kind):
    period = PERIODS[kind](day)
    assert parse(period.id, kind=kind) == period
    assert parse(day.isoformat(), kind=kind) == period


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 11, 22), "2026-W47"),
        (date(2026, 11, 23), "2026-W48"),
        (date(2027, 1, 3), "2026-W53"),  # a week is of the year of its Thursday
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_a_week_begins_on_monday(day, key):
    assert week_of(day).id == key


def test_a_month_has_all_its_days():
    assert month_of(date(2028, 2, 10)).last == date(2028, 2, 29)
    assert ended(MONTH, today=date(2026, 12, 1)).id == "2026-11"
    assert ended(WEEK, today=date(2026, 11, 22)).id == "2026-W46"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-W54", "ayer", "0001-01-01", "9999-12"]
)
@pytest.mark.parametrize("kind", [WEEK, MONTH])
def test_what_is_no_period_is_none(text, kind):
    assert parse(text, kind=kind) is None


def test_a_period_lasts_whole_local_days():
    """Mexico City moved its clocks on 30 October 2022, for the last time."""
    since, until = month_of(date(2022, 10, 5)).bounds(ZoneInfo("America/Mexico_City"))
    assert since.astimezone(UTC) == datetime(2022, 10, 1, 5, tzinfo=UTC)
    assert until.astimezone(UTC) == datetime(2022, 11, 1, 6, tzinfo=UTC)
