"""Silence: what is usual is learned, and only what is not is told."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.health import silence
from monitor.health.silence import Calm, Life, Silence

ZONE = ZoneInfo("America/Mexico_City")
START = datetime(2026, 9, 7, tzinfo=ZONE).astimezone(UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Usual = Callable[[datetime], float]


def busy(hour: datetime) -> float:
    """The chance that an hour brings something: all day, less on weekends."""
    return (0.8 if 7 <= hour.hour < 22 else 0.1) * (1 if hour.weekday() < 5 else 0.5)


def office(hour: datetime) -> float:
    return 0.7 if hour.weekday() < 5 and 9 <= hour.hour < 18 else 0.0


def once(hour: datetime) -> float:
    return 1.0 if hour.hour == 7 else 0.0


def seldom(hour: datetime) -> float:
    return 0.03 if 9 <= hour.hour < 20 else 0.0


def pulse(
    usual: Usual, days: float, *, seed: int = 1, but: Callable[[datetime], bool] | None = None
) -> dict[datetime, int]:
    """So many days of it, drawn; `but` says when it gives nothing."""
    chance, found = random.Random(seed), {}
    for hour in (START + n * HOUR for n in range(int(days * 24))):
        local = hour.astimezone(ZONE)
        if chance.random() < usual(local) and not (but and but(local)):
            found[hour] = 1 + chance.randrange(3)
    return found


def judged(
    given: Mapping[datetime, int],
    *,
    at: float,
    rests: Callable[[date], bool] = lambda day: False,
    away: tuple[tuple[float, float], ...] = (),
    until: float | None = None,
) -> Silence | None:
    """Whether it is silent so many days after the start."""
    now = START + at * DAY
    over = silence.window(until=now, zone=ZONE, rests=rests)
    of = silence.life(
        over,
        {hour: count for hour, count in given.items() if hour < now},
        since=START - HOUR,
        until=START + (at if until is None else until) * DAY,
        away=[(START + began * DAY, START + ended * DAY) for began, ended in away],
    )
    return silence.silence(over, of, silence.rhythm(over, of), Calm())


def after(days: float) -> Callable[[datetime], bool]:
    return lambda hour: hour >= START + days * DAY


@pytest.mark.parametrize(
    ("usual", "noticed"), [(busy, 0.8), (office, 2.5), (once, 7.0)], ids=["busy", "office", "once"]
)
def test_a_true_silence_is_noticed_at_the_pace_of_the_source(usual, noticed) -> None:
    died = 21.5  # a Monday at noon
    for seed in range(5):
        given = pulse(usual, 35, seed=seed, but=after(died))
        found = judged(given, at=died + noticed)
        assert found is not None
        assert found.since == max(given)
        assert found.chance < silence.IMPROBABLE


@pytest.mark.parametrize("usual", [busy, office, once, seldom])
def test_no_hour_of_a_month_of_a_living_source_is_a_silence(usual) -> None:
    for seed in range(3):
        given = pulse(usual, 30, seed=seed)
        false = [at for at in range(20, 30 * 4) if judged(given, at=at / 4)]
        assert false == []


def test_the_first_weekend_is_unknown_and_no_silence() -> None:
    given = pulse(office, 5)
    assert all(judged(given, at=5 + hours / 24) is None for hours in range(0, 72, 6))


def test_what_seldom_speaks_is_not_called_silent_in_a_week() -> None:
    given = pulse(seldom, 28, but=after(21))
    assert judged(given, at=28) is None


def test_a_silence_is_no_habit_however_long_it_lasts() -> None:
    given = pulse(busy, 34, but=after(14))
    assert all(judged(given, at=at) for at in range(16, 34))


def test_little_is_learned_of_few_days() -> None:
    given = pulse(busy, 4)
    assert judged(given, at=8) is None
    assert judged({}, at=20) is None


def test_hours_in_which_it_could_not_be_read_are_no_silence() -> None:
    given = pulse(busy, 21, but=after(14))
    assert judged(given, at=15.6)
    assert judged(given, at=15.6, away=((14, 15.4),)) is None
    assert judged(given, at=20, until=14.1) is None  # it was not read since


def test_a_day_of_rest_is_like_a_sunday() -> None:
    holiday = START.astimezone(ZONE).date() + timedelta(days=24)  # a Thursday
    given = pulse(office, 28, but=lambda hour: hour.date() >= holiday)
    friday = 24 + 1 + 14.5 / 24  # the day after, at half past two
    assert judged(given, at=friday)
    assert judged(given, at=friday, rests=lambda day: day == holiday) is None


def test_a_day_on_which_everybody_is_quiet_is_nobodys_silence() -> None:
    """Nobody told it that this was a holiday."""
    feast = START.astimezone(ZONE).date() + timedelta(days=23)
    each = [
        pulse(busy, 23.9, seed=seed, but=lambda hour: hour.date() == feast) for seed in range(8)
    ]
    now = START + 23.9 * DAY
    over = silence.window(until=now, zone=ZONE)
    lives = [silence.life(over, given, since=START - HOUR, until=now) for given in each]
    both = [(of, silence.rhythm(over, of)) for of in lives]
    assert any(silence.silence(over, *one, Calm()) for one in both)
    quiet = silence.calm(over, both)
    assert not any(silence.silence(over, *one, quiet) for one in both)


def test_some_that_die_together_do_not_hide_each_other() -> None:
    each = [pulse(busy, 25, seed=seed, but=after(23) if seed < 3 else None) for seed in range(9)]
    now = START + 24.8 * DAY
    over = silence.window(until=now, zone=ZONE)
    lives = [silence.life(over, given, since=START - HOUR, until=now) for given in each]
    both = [(of, silence.rhythm(over, of)) for of in lives]
    quiet = silence.calm(over, both)
    assert [bool(silence.silence(over, *one, quiet)) for one in both] == [True] * 3 + [False] * 6


def test_when_nobody_gave_anything_nobody_was_looking() -> None:
    def off(hour: datetime) -> bool:
        return START + 10 * DAY <= hour < START + 12 * DAY

    each = [pulse(busy, 20, seed=seed, but=off) for seed in range(6)]
    over = silence.window(until=START + 20 * DAY, zone=ZONE)
    hours = silence.nobody_looked(over, each)
    assert 44 <= len(hours) <= 56
    assert all(START + 9.5 * DAY <= over.hours[hour] <= START + 12.5 * DAY for hour in hours)
    assert silence.nobody_looked(over, each[:3]) == frozenset()  # too few to say so


def test_a_longer_silence_that_it_survived_twice_is_not_told() -> None:
    """A source that rests for days now and then is as it always was."""

    def rests(hour: datetime) -> bool:
        day = (hour - START) / DAY
        return 7 <= day < 9 or 14 <= day < 16.2 or day >= 21

    given = pulse(busy, 24, but=rests)
    assert judged(given, at=22.6) is None
    assert judged(given, at=24)


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(0, 34 * 24), st.integers(1, 40), max_size=120),
    st.integers(0, 35 * 24),
)
def test_whatever_a_source_did_it_is_judged_with_a_chance(hours, at) -> None:
    given = {START + hour * HOUR: count for hour, count in hours.items()}
    found = judged(given, at=at / 24)
    if found is not None:
        assert 0 <= found.chance < silence.GUESSED
        assert found.since in given
        assert sum(hour < START + at * HOUR for hour in given) >= silence.LEAST


@settings(max_examples=30)
@given(st.integers(0, 60 * 24), st.integers(0, 60 * 24))
def test_a_life_has_the_hours_of_its_window(first, last) -> None:
    over = silence.window(until=START + 40 * DAY, zone=ZONE)
    of: Life = silence.life(
        over, {START + first * HOUR: 2}, since=START + first * HOUR, until=START + last * HOUR
    )
    assert len(of.seen) == len(of.watched) == len(over.hours) == silence.DAYS * 24
    assert sum(of.seen) == (2 if 5 * 24 <= first < 40 * 24 else 0)
    assert not of.watched[0] or first < 5 * 24
