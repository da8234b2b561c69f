"""How many alerts leave in an hour, and how many the rules of an office would have given before.

A rule that was changed, or an archive that arrived whole, makes many things due at once: the
office is told of the most pressing, and how many more there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from monitor.config import Alerts, Config
from monitor.model import Entry
from reports.alerts.deciding import decide, stories
from reports.alerts.model import Alert, Pace, Raised
from reports.shielding import unsigned

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfAlerts:
    """What the rules would have given in a day."""

    day: date  # local
    due: int  # stories that would not have waited
    busiest: int  # of them, in one hour
    sent: int  # that an hour would have held

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.due, self.busiest, self.sent


def limited(
    found: Sequence[Alert], lately: Sequence[Raised], settings: Alerts
) -> tuple[Alert, ...]:
    """Those that leave now, given what left in the last hour; the last says how many stay."""
    about = Counter(each.about for each in lately)
    leaving: list[Alert] = []
    for alert in found:
        if len(lately) + len(leaving) >= settings.hourly:
            break
        if about[alert.about] < settings.hourly_subject:
            about[alert.about] += 1
            leaving.append(alert)
    if leaving:
        leaving[-1] = replace(leaving[-1], more=len(found) - len(leaving))
    return tuple(leaving)


def would(entries: Iterable[Entry], config: Config, *, now: datetime) -> tuple[Alert, ...]:
    """What would have been due of these stories, at the end of the hour in which it came to be.

    As if no edition had told them: it is the most that there could have been. What is unusual in
    an hour is not counted.
    """
    settings = (config.profile.alerts or Alerts()).model_copy(update={"spike": False})
    profile = config.profile.model_copy(update={"alerts": settings})
    plain = config.model_copy(update={"profile": profile})
    untold = (replace(unsigned(each), told_revision=None) for each in entries)
    return tuple(
        alert
        for story_id, members in stories(untold).items()
        for alert in _of_story(story_id, members, plain, now=now)
    )


def _of_story(
    story_id: str, members: Sequence[Entry], config: Config, *, now: datetime
) -> Iterator[Alert]:
    hours = sorted({_end(each.clipping.published_at) for each in members})
    raised: list[Raised] = []
    for end in (min(each, now) for each in hours):
        seen = [each for each in members if each.clipping.published_at <= end]
        calm = Pace(notes=0)
        alert = decide(story_id, seen, config, pace=calm, raised=raised, now=end)
        if alert:
            sizes = {each.key: each.size for each in alert.reasons}
            raised.append(Raised(story_id=story_id, at=end, sizes=sizes))
            yield alert


def _end(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + HOUR


def by_day(found: Iterable[Alert], config: Config) -> tuple[DayOfAlerts, ...]:
    """The newest day last."""
    settings = config.profile.alerts or Alerts()
    hours: dict[date, dict[datetime, list[Alert]]] = {}
    for alert in found:
        day = config.local(alert.raised_at).date()
        hours.setdefault(day, {}).setdefault(alert.raised_at, []).append(alert)
    return tuple(
        DayOfAlerts(
            day=day,
            due=sum(map(len, those.values())),
            busiest=max(map(len, those.values())),
            sent=sum(len(limited(each, (), settings)) for each in those.values()),
        )
        for day, those in sorted(hours.items())
    )
