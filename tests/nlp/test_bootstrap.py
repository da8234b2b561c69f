"""The law of the intervals: they hold the score, narrow with rows, and never change by chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evaluate import bootstrap

rates = st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=60)


@given(rates)
def test_the_interval_holds_the_score_and_stays_inside_the_values(values: list[float]) -> None:
    low, high = bootstrap.interval(values, bootstrap.mean, rounds=200)
    assert min(values) <= low <= bootstrap.mean(values) + 0.25
    assert bootstrap.mean(values) - 0.25 <= high <= max(values)
    assert low <= high


def test_more_rows_narrow_it() -> None:
    few = bootstrap.interval([0.0, 1.0] * 5, bootstrap.mean)
    many = bootstrap.interval([0.0, 1.0] * 100, bootstrap.mean)
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.0, 0.2, 0.9, 1.0, 0.4]
    assert bootstrap.interval(values, bootstrap.mean, seed=3) == bootstrap.interval(
        values, bootstrap.mean, seed=3
    )


def test_a_score_without_rows_is_null_and_not_zero() -> None:
    assert bootstrap.score("title", [], bootstrap.mean) == {
        "title": None,
        "title_ci": None,
        "title_n": 0,
    }


def test_no_rows_have_no_interval() -> None:
    with pytest.raises(ValueError, match="no rows"):
        bootstrap.interval([], bootstrap.mean)
