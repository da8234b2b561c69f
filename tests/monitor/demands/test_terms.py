"""Business days: the law's calendar, the office's own, the hours of arrival."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.demands.terms import Calendar, calendar, due_on
from monitor.labels import Urgency

MEXICO = ZoneInfo("America/Mexico_City")
KEPT = Calendar(zone=MEXICO)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 2, 2),  # the first Monday of February
        date(2026, 3, 16),  # the third Monday of March
        date(2026, 5, 1),
        date(2026, 9, 16),
        date(2026, 11, 16),
        date(2026, 12, 25),
        date(2024, 10, 1),  # a new federal government
        date(2026, 8, 22),
        date(2026, 8, 23),
    ],
)
def test_days_of_rest_are_not_of_business(day):
    assert not KEPT.is_business(day)


def test_a_day_that_the_file_adds_is_of_rest(town):
    kept = calendar(town(holidays=("2026-08-20",)))
    assert not kept.is_business(date(2026, 8, 20))
    assert kept.after(date(2026, 8, 19), 1) == date(2026, 8, 21)


def test_the_days_between_are_jumped():
    assert KEPT.after(date(2026, 9, 15), 1) == date(2026, 9, 17)  # over the 16th
    assert KEPT.after(date(2026, 8, 21), 3) == date(2026, 8, 26)  # over a weekend


def due(at: datetime, *, days: int = 1, urgency: Urgency = Urgency.NORMAL) -> date:
    return due_on(KEPT, at, days=days, urgency=urgency)


def test_what_arrives_after_hours_counts_from_the_next_business_day():
    assert due(datetime(2026, 8, 19, 17, 59, tzinfo=MEXICO)) == date(2026, 8, 20)
    assert due(datetime(2026, 8, 19, 18, 0, tzinfo=MEXICO)) == date(2026, 8, 21)
    assert due(datetime(2026, 8, 22, 10, 0, tzinfo=MEXICO)) == date(2026, 8, 25)  # a Saturday
    assert due(datetime(2026, 8, 21, 19, 0, tzinfo=MEXICO)) == date(2026, 8, 25)  # Friday night


def test_what_endangers_a_life_counts_from_its_own_day():
    night = datetime(2026, 8, 21, 23, 0, tzinfo=MEXICO)  # a Friday
    assert due(night, urgency=Urgency.LIFE) == date(2026, 8, 24)


def test_the_day_is_that_of_the_office_and_not_of_utc():
    assert due(datetime(2026, 8, 20, 1, tzinfo=UTC)) == date(2026, 8, 21)  # 19:00 of the 19th
    tijuana = Calendar(zone=ZoneInfo("America/Tijuana"))
    at = datetime(2026, 8, 20, 0, 30, tzinfo=UTC)  # 17:30 of the 19th there, 18:30 in Mexico City
    assert due_on(tijuana, at, days=1, urgency=Urgency.NORMAL) == date(2026, 8, 20)
    assert due(at) == date(2026, 8, 21)


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(days, st.integers(1, 60))
def test_a_term_ends_on_a_business_day_and_has_as_many_as_it_says(day, count):
    last = KEPT.after(day, count)
    assert KEPT.is_business(last)
    passed = [day + timedelta(each) for each in range(1, (last - day).days + 1)]
    assert sum(map(KEPT.is_business, passed)) == count


@given(days)
def test_the_nearest_business_days_enclose_a_day(day):
    assert KEPT.preceding(day) <= day <= KEPT.following(day)
    assert KEPT.is_business(KEPT.preceding(day))
    assert KEPT.is_business(KEPT.following(day))
