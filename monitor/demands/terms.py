"""Until when a demand is to be attended: business days of the Mexican calendar. Pure.

The days of rest are those of the federal labour law (library `holidays`) and those of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from monitor.config import Config
from monitor.labels import Urgency

CLOSES: Final = time(18)  # what arrives later counts from the next business day
OPENS: Final = time(9)  # when reminders leave
SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The business days of an office."""

    zone: ZoneInfo
    rest: frozenset[date] = frozenset()  # beside those of the law

    def is_business(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.rest and day not in _by_law(day.year)

    def following(self, day: date) -> date:
        """This day if it is of business, else the first that is."""
        while not self.is_business(day):
            day += DAY
        return day

    def preceding(self, day: date) -> date:
        """This day if it is of business, else the last that was."""
        while not self.is_business(day):
            day -= DAY
        return day

    def after(self, day: date, count: int) -> date:
        """So many business days after it."""
        for _ in range(count):
            day = self.following(day + DAY)
        return day

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, OPENS, self.zone)


def calendar(config: Config) -> Calendar:
    return Calendar(zone=config.profile.zone, rest=frozenset(config.demands.holidays))


def due_on(kept: Calendar, since: datetime, *, days: int, urgency: Urgency) -> date:
    """The last day to attend what is turned at that moment.

    What endangers a life counts from its own day, also at night; the rest from a day of work.
    """
    local = since.astimezone(kept.zone)
    first = local.date()
    if urgency is not Urgency.LIFE:
        first = kept.following(first + DAY if local.time() >= CLOSES else first)
    return kept.after(first, days)


@cache
def _by_law(year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("MX", years=year))
