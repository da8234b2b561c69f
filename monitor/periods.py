"""Weeks and months as the office counts them, in local days, and what is counted in one. Pure.

A new kind of period is a maker in `PERIODS`; a new count is a field of `PeriodFacts` here, a query
of `monitor.archive.aggregates` and a part of `reports.periodic`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.model import EditionKind, Entry, PieceKind, SourceReport, Stance

OTHERS: Final = 10  # the ranks from which a subject is not one of our own
_YEARS: Final = range(1900, 3000)
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole local days, both ends included."""

    kind: EditionKind
    first: date
    last: date

    @property
    def id(self) -> str:
        """ "2026-W47", "2026-10"."""
        if self.kind is EditionKind.WEEKLY:
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> Period:
        return PERIODS[self.kind](self.first - _DAY)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From its first midnight, included, to that of the day after it, excluded."""
        return midnight(self.first, zone), midnight(self.last + _DAY, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def week_of(day: date) -> Period:
    """From Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(kind=EditionKind.WEEKLY, first=monday, last=monday + _WEEK - _DAY)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(kind=EditionKind.MONTHLY, first=first, last=following - _DAY)


PERIODS: Final[Mapping[EditionKind, Callable[[date], Period]]] = {
    EditionKind.WEEKLY: week_of,
    EditionKind.MONTHLY: month_of,
}


def ended(kind: EditionKind, *, today: date) -> Period:
    """The last one that is complete."""
    return PERIODS[kind](today).before


def parse(written: str, *, kind: EditionKind) -> Period | None:
    """ "2026-W47", "2026-10", or any day in it; None for anything else."""
    text = f"{written}-01" if kind is EditionKind.MONTHLY and written.count("-") == 1 else written
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return PERIODS[kind](day) if day.year in _YEARS else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Notes with the same key and the same stance."""

    key: str | None  # None: the notes that have none
    stance: Stance | None  # None: nothing was read in them
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    notes: int
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceCount:
    """Notes that are alike in all this; the stance is how each treats us."""

    day: date  # local
    outlet_id: str
    kind: PieceKind
    theme: str | None
    stance: Stance | None
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorCount:
    """Notes that one name signs in one outlet: how many, and nothing of how they treat anybody."""

    author: str
    outlet_id: str
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCount:
    story_id: str
    impacts: int
    negative: int  # of them, those negative towards our own
    outlets: tuple[str, ...]  # ids, those with more impacts first


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCounts:
    """What is compared of two periods; nothing paid for is in it but in `pieces`."""

    stories: int
    against: int  # notes that treat one of our own ill, whoever else they name
    pieces: tuple[PieceCount, ...]
    subjects: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFacts:
    """All that the archive counts for a report."""

    period: Period
    began: datetime | None  # when the archive first read anything
    now: PeriodCounts
    before: PeriodCounts
    authors: tuple[AuthorCount, ...]
    places: tuple[Count, ...]
    most_told: tuple[StoryCount, ...]
    most_negative: tuple[StoryCount, ...]
    entries: tuple[Entry, ...]  # the first of each of those stories
    coverage: tuple[SourceReport, ...]
