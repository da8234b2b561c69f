"""A clock that jumps is told; a machine that slept, or a minute of correction, is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import Look, Watch, jump

THEN = Look(wall=datetime(2026, 11, 23, 12, tzinfo=UTC), steady=1_000.0)


def later(*, wall: timedelta, steady: timedelta) -> Look:
    return Look(wall=THEN.wall + wall, steady=THEN.steady + steady.total_seconds())


@pytest.mark.parametrize(
    ("wall", "steady", "told"),
    [
        (timedelta(days=365), timedelta(minutes=1), "se adelantó 8760.0 horas"),
        (timedelta(hours=-2), timedelta(minutes=30), "se atrasó 2.5 horas"),
        (timedelta(hours=9), timedelta(hours=9), ""),
        (timedelta(minutes=5), timedelta(minutes=1), ""),
    ],
    ids=["a year ahead", "back", "it slept", "it was corrected"],
)
def test_a_jump_is_told_from_a_sleep(wall, steady, told):
    said = jump(THEN, later(wall=wall, steady=steady))
    assert told in said
    assert bool(said) is bool(told)


def test_a_watch_compares_each_look_with_the_one_before():
    watch, now = Watch(), datetime.now(UTC)
    assert [watch.jumped(now), watch.jumped(now)] == ["", ""]
    assert "se adelantó 48.0 horas" in watch.jumped(now + timedelta(days=2))
    assert watch.jumped(now + timedelta(days=2)) == ""
