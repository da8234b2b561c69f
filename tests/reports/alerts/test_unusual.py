"""When an hour gives far more notes than is usual: laws of the test, and where it stands."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.alerts.unusual import ALIKE, DAYS, LEAST, alike, is_unusual, usual

counts = st.lists(st.integers(0, 60), min_size=DAYS, max_size=28)
MONDAY = date(2026, 11, 23)


def days(number: int, *, notes: int = 3, until: date = MONDAY) -> dict[date, int]:
    return {until - timedelta(days=back): notes for back in range(1, number + 1)}


@pytest.mark.parametrize(
    ("notes", "before", "spike"),
    [
        (14, [3, 2, 4, 3, 3, 2, 5, 3], True),
        (13, [3, 2, 4, 3, 3, 2, 5, 3], False),
        (7, [0] * 20, False),  # too few, however calm it is
        (8, [0] * 20, True),
        (60, [40, 38, 45, 41, 39, 44, 42, 40], False),  # not twice as many
        (90, [40, 38, 45, 41, 39, 44, 42, 40], True),
        (90, [10, 80, 25, 60, 5, 90, 40, 30], False),  # hours that are never alike
        (9, [0, 0, 9, 0, 0, 8, 0, 0, 0, 9], False),  # an hour that sometimes has its story
        (10, [0, 0, 9, 0, 0, 8, 0, 0, 0, 9], True),
        (30, [], False),
    ],
)
def test_where_a_spike_begins(notes, before, spike):
    assert is_unusual(notes, before) is spike


@given(st.integers(0, 400), st.integers(0, 100), counts)
def test_more_notes_are_never_less_of_a_spike(notes, more, before):
    if is_unusual(notes, before):
        assert is_unusual(notes + more, before)


@given(st.integers(0, 400), counts, st.randoms(use_true_random=False))
def test_the_order_of_the_days_says_nothing(notes, before, chance: Random):
    mixed = list(before)
    chance.shuffle(mixed)
    assert is_unusual(notes, mixed) is is_unusual(notes, before)


@given(st.integers(0, 200), counts, st.integers(2, 12))
def test_a_spike_is_one_in_a_press_of_any_size(notes, before, times):
    assume(is_unusual(notes, before))
    assert is_unusual(notes * times, [each * times for each in before])


@given(counts, st.integers(0, 10_000))
def test_one_mad_day_changes_nothing_that_is_usual(before, mad):
    assert min(before) <= usual([*before, mad, min(before)]) <= max(before)


@given(st.integers(LEAST, 10**6), st.integers(0, 10**5))
def test_great_numbers_are_no_trouble(notes, middle):
    before = [middle] * DAYS
    assert is_unusual(notes, before) in {True, False}
    assert not is_unusual(2 * middle - 1, before)


def test_an_archive_younger_than_a_week_knows_nothing_unusual():
    assert alike(MONDAY, days(DAYS - 1)) == ()
    assert len(alike(MONDAY, days(DAYS))) == DAYS


def test_a_working_day_is_compared_with_working_days_when_there_are_enough():
    before = {each: (9 if each.weekday() >= 5 else 2) for each in days(28)}
    assert set(alike(MONDAY, before)) == {2}
    assert set(alike(MONDAY - timedelta(days=1), before)) == {9}
    young = {each: before[each] for each in days(DAYS)}
    assert sum(each.weekday() < 5 for each in young) < ALIKE
    assert set(alike(MONDAY, young)) == {2, 9}
