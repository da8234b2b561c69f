"""When an office is told again of what it has open, and when what was answered is closed. Pure.

A moment that passed while nobody looked is told once, not once for each that was missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from monitor.casework import Demand
from monitor.config import Config
from monitor.configdemands import Reminders
from monitor.demands.moves import CONFIRMED
from monitor.demands.terms import CLOSES, DAY, OPENS, Calendar
from monitor.labels import DemandState, StepAction, Urgency

LATE: Final = timedelta(days=2)  # a weekly mail that could not leave is still news for so long
WAITING: Final = (DemandState.ROUTED, DemandState.IN_PROGRESS)  # for their office
Told = Mapping[StepAction, datetime]  # when each was last done to a demand


class Errand(StrEnum):
    """What is done to a demand because time passed."""

    REMIND = "remind"
    ESCALATE = "escalate"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Now, in the office's zone and calendar."""

    kept: Calendar
    now: datetime

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.kept.zone)

    @property
    def is_working(self) -> bool:
        local = self.local
        return self.kept.is_business(local.date()) and OPENS <= local.time() < CLOSES


def is_reminded(demand: Demand, clock: Clock, reminders: Reminders, told: Told) -> bool:
    """Whether its office is due a reminder now: before its term ends, or since it did."""
    moment = _reminder(demand, clock, reminders, since=_turned_at(demand, told))
    return moment is not None and _is_due(demand, clock, moment, told.get(StepAction.REMINDED))


def is_escalated(demand: Demand, clock: Clock, reminders: Reminders, told: Told) -> bool:
    """Whether somebody above its office is to be told that it is overdue; once each turn."""
    if demand.due_on is None:
        return False
    since = _turned_at(demand, told)
    before = told.get(StepAction.ESCALATED)
    if before and before >= since:
        return False
    return _is_due(demand, clock, _overdue(demand, clock) + reminders.escalate, None)


def is_closed(demand: Demand, config: Config, *, now: datetime) -> bool:
    """Whether what was answered may be closed: nobody must confirm it, and nobody said more."""
    if demand.state in CONFIRMED[config.demands.closing] or demand.attended_at is None:
        return False
    return now - demand.attended_at >= config.demands.joining.days


def weekly_at(config: Config, *, now: datetime) -> datetime | None:
    """The hour of the weekly mail that may leave now; None when it left long ago, or is not."""
    asked = config.demands.weekly
    if asked is None:
        return None
    local = config.local(now)
    day = local.date() - DAY * ((local.weekday() - asked.day) % 7)
    moment = datetime.combine(day, asked.hour, local.tzinfo)
    if moment > local:
        moment = datetime.combine(day - DAY * 7, asked.hour, local.tzinfo)
    return moment if local - moment < LATE else None


def _reminder(
    demand: Demand, clock: Clock, reminders: Reminders, *, since: datetime
) -> datetime | None:
    """The last moment, until now, to remind of what was turned then."""
    if demand.due_on is None:
        return None
    overdue = _overdue(demand, clock)
    if clock.now >= overdue:
        return overdue + (clock.now - overdue) // reminders.every * reminders.every
    if not reminders.before:
        return None
    early = clock.kept.opening(demand.due_on) - reminders.before
    moment = datetime.combine(clock.kept.preceding(early.date()), early.timetz())
    return moment if clock.now >= moment > since else None


def _overdue(demand: Demand, clock: Clock) -> datetime:
    """When the first business day after its term begins."""
    assert demand.due_on
    return clock.kept.opening(clock.kept.following(demand.due_on + DAY))


def _is_due(demand: Demand, clock: Clock, moment: datetime, last: datetime | None) -> bool:
    """In hours of work, unless a life is in danger; once for each moment."""
    if clock.now < moment or (last and last >= moment):
        return False
    return clock.is_working or demand.urgency is Urgency.LIFE


def _turned_at(demand: Demand, told: Told) -> datetime:
    turned = [told.get(StepAction.ROUTED), told.get(StepAction.REOPENED), demand.routed_at]
    return max((each for each in turned if each), default=demand.received_at)
