"""Whether a source is silent: how improbable it is that it gave nothing for so long.

Each source has its own rhythm, learned from the hours of the week in which it gave something new.
Of the hours since it last did, those in which it usually gives something are weighed; Sundays,
nights and holidays weigh what they usually bring, and a day on which all sources are quiet weighs
less for each. Pure: hours are UTC, days and hours of the week are those of the zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from math import expm1, log1p, prod
from statistics import median
from typing import Final

HOUR: Final = timedelta(hours=1)
DAYS: Final = 35  # that are looked at: five of each day of the week
IMPROBABLE: Final = 1e-4  # a silence that happens by itself less than once in so many looks
GUESSED: Final = 1e-4  # … or in so many, were its rhythm another that fits what it did
LEARNED: Final = 5  # days, before anything can be called usual …
LEAST: Final = 8  # … and hours with something new
FEW: Final = 5  # sources: fewer tell nothing of all
OFF: Final = 12  # hours without anything from anybody: nobody was looking
_SUNDAY: Final = 6
_WEEK: Final = 168
_OWN: Final = 2.0  # weight of the like hours of other days beside an hour's own
_DOUBT: Final = 1.0  # day without anything, that nobody saw
_SURE: Final = 0.98  # more than this no hour is sure to bring something
_LOOSE: Final = 0.3  # how much days differ before any is known, as 1/k of a negative binomial …
_LOOSE_DAYS: Final = 2  # … with the weight of so many days
_TIGHT: Final = 0.02
_LONGER: Final = 1.2  # times its second longest silence, which it survived
_TELLING: Final = 3.0  # active hours expected of a day that tells something of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The hours that are looked at, each with its place in the local week and its local day."""

    hours: Sequence[datetime]
    cells: Sequence[int]
    days: Sequence[int]

    def index(self, moment: datetime) -> int:
        """The place of an hour, which may be before the window or after it."""
        return (moment - self.hours[0]) // HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What one source gave in each hour, and in which of them it was watched."""

    seen: Sequence[int]
    watched: Sequence[bool]

    @property
    def last(self) -> int:
        """The last hour with something new; -1 when none has."""
        return next((n for n in reversed(range(len(self.seen))) if self.seen[n]), -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How likely each hour of its week brings something, and how much days differ."""

    weights: Sequence[float]  # by cell: -log of the probability that it brings nothing
    spread: float  # 1/k
    days: int  # watched
    active: int  # hours with something new


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Hours in which something was to be expected and nothing came."""

    since: datetime
    chance: float  # that it means nothing


def window(
    *, until: datetime, zone: tzinfo, rests: Callable[[date], bool] = lambda day: False
) -> Window:
    """The whole hours before a moment; a day on which people rest counts as a Sunday."""
    end = until.replace(minute=0, second=0, microsecond=0)
    hours = [end - HOUR * back for back in range(DAYS * 24, 0, -1)]
    local = [hour.astimezone(zone) for hour in hours]
    resting = {day: rests(day) for day in {each.date() for each in local}}
    return Window(
        hours=hours,
        cells=[
            (_SUNDAY if resting[each.date()] else each.weekday()) * 24 + each.hour for each in local
        ],
        days=[each.toordinal() for each in local],
    )


def nobody_looked(over: Window, pulses: Iterable[Mapping[datetime, int]]) -> frozenset[int]:
    """The hours of long stretches in which no source gave anything: the machine was off."""
    given = list(pulses)
    if len(given) < FEW:
        return frozenset()
    active = sorted({over.index(hour) for pulse in given for hour in pulse})
    gaps = [(one + 1, other) for one, other in pairwise(active) if other - one > OFF]
    return frozenset(hour for start, end in gaps for hour in range(start, end))


def life(
    over: Window,
    pulse: Mapping[datetime, int],
    *,
    since: datetime,
    until: datetime | None,
    away: Iterable[tuple[datetime, datetime]] = (),
    off: frozenset[int] = frozenset(),
) -> Life:
    """A source's hours; it is watched from the one after its first reading to its last one.

    What is `away` could not be read: what it gave when it came back was not given in that hour.
    """
    size = len(over.hours)
    seen = [0] * size
    for hour, count in pulse.items():
        if 0 <= (n := over.index(hour)) < size:
            seen[n] = count
    first = over.index(since) + 1
    last = over.index(until) if until else -1
    watched = [first <= n < last and n not in off for n in range(size)]
    for began, ended in away:
        for n in range(max(0, over.index(began)), min(size, over.index(ended) + 1)):
            watched[n] = False
    return Life(seen=seen, watched=watched)


def rhythm(over: Window, of: Life) -> Rhythm:
    """What is usual, up to the last hour that brought something: a silence is not a habit."""
    known = [n for n in range(of.last + 1) if of.watched[n]]
    hours, active = [0.0] * _WEEK, [0.0] * _WEEK
    for n in known:
        hours[over.cells[n]] += 1
        active[over.cells[n]] += of.seen[n] > 0
    weights = [-log1p(-chance) for chance in _chances(hours, active)]
    return Rhythm(
        weights=weights,
        spread=_spread(over, of, weights, known),
        days=len(known) // 24,
        active=sum(of.seen[n] > 0 for n in known),
    )


_KINDS: Final = ((0, 1, 2, 3, 4), (5,), (6,))  # days of the week that are alike


def _chances(hours: Sequence[float], active: Sequence[float]) -> list[float]:
    """Of each hour of the week, in part that of the like days; of days never seen, none."""
    chances = [0.0] * _WEEK
    for days in _KINDS:
        alike = [
            sum(active[day * 24 + hour] for day in days)
            / (sum(hours[day * 24 + hour] for day in days) + _DOUBT)
            for hour in range(24)
        ]
        for day in days:
            for hour in range(24):
                cell = day * 24 + hour
                own = active[day * 24 + hour] + _OWN * alike[hour]
                chances[cell] = min(own / (hours[cell] + _OWN), _SURE)
    return chances


def _spread(over: Window, of: Life, weights: Sequence[float], known: Sequence[int]) -> float:
    """How much its days differ beyond chance, by the method of moments."""
    expected: dict[int, float] = {}
    came: dict[int, int] = {}
    for n in known:
        day = over.days[n]
        expected[day] = expected.get(day, 0.0) - expm1(-weights[over.cells[n]])
        came[day] = came.get(day, 0) + (of.seen[n] > 0)
    if not expected:
        return _LOOSE
    squares = [each * each for each in expected.values()]
    usual = max(sum(squares) / len(squares), 1e-9)
    beyond = sum(max(0.0, (came[day] - each) ** 2 - each) for day, each in expected.items())
    beyond = min(beyond, sum(squares))
    doubt = _LOOSE_DAYS * usual
    return max((beyond + _LOOSE * doubt) / (sum(squares) + doubt), _TIGHT)


@dataclass(frozen=True, slots=True)
class Calm:
    """What share of the usual all sources together gave on each day: 1 where nothing is known."""

    by_day: Mapping[int, float] = field(default_factory=dict)

    def of(self, day: int) -> float:
        return self.by_day.get(day, 1.0)


def calm(over: Window, lives: Iterable[tuple[Life, Rhythm]]) -> Calm:
    """The day on which half of all sources gave less than half is a quiet day for everybody."""
    shares: dict[int, list[float]] = {}
    for of, usual in lives:
        if usual.days < LEARNED:
            continue
        for day, (expected, came) in _by_day(over, of, usual).items():
            if expected >= _TELLING:
                shares.setdefault(day, []).append(came / expected)
    return Calm({day: min(1.0, median(each)) for day, each in shares.items() if len(each) >= FEW})


def _by_day(over: Window, of: Life, usual: Rhythm) -> dict[int, tuple[float, int]]:
    """The active hours that each day was to have, and those that it had."""
    found: dict[int, tuple[float, int]] = {}
    for n, watched in enumerate(of.watched):
        if watched:
            expected, came = found.get(over.days[n], (0.0, 0))
            expected -= expm1(-usual.weights[over.cells[n]])
            found[over.days[n]] = (expected, came + (of.seen[n] > 0))
    return found


def silence(over: Window, of: Life, usual: Rhythm, quiet: Calm) -> Silence | None:
    """The present silence, when it is one that hardly comes by itself."""
    if usual.days < LEARNED or usual.active < LEAST or of.last < 0:
        return None
    weights = [
        usual.weights[cell] * quiet.of(day) if watched else 0.0
        for cell, day, watched in zip(over.cells, over.days, of.watched, strict=True)
    ]
    present = weights[of.last + 1 :]
    chance = _chance(present, over.days[of.last + 1 :], usual.spread)
    # Its rhythm itself is a guess, from so many hours as brought something.
    guess = (1 + sum(present) / usual.active) ** -usual.active
    if chance >= IMPROBABLE or guess >= GUESSED:
        return None
    if sum(present) < _LONGER * _survived(weights, of):
        return None
    return Silence(since=over.hours[of.last], chance=max(chance, guess))


def _chance(weights: Sequence[float], days: Sequence[int], spread: float) -> float:
    """That all these hours bring nothing, when each day is brisk or slow as a whole."""
    by_day: dict[int, float] = {}
    for weight, day in zip(weights, days, strict=True):
        by_day[day] = by_day.get(day, 0.0) + weight
    return float(prod((1 + spread * each) ** (-1 / spread) for each in by_day.values()))


def _survived(weights: Sequence[float], of: Life) -> float:
    """The weight of its second longest silence: the longest may have been a true one."""
    active = [n for n, count in enumerate(of.seen) if count]
    gaps = sorted(sum(weights[one + 1 : other]) for one, other in pairwise(active))
    return gaps[-2] if len(gaps) > 1 else 0.0
