"""When an office is told again: before its term, after it, and whom else; each moment once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.configdemands import Closing, Joining, Reminders
from monitor.demands.moments import Clock, is_closed, is_escalated, is_reminded, weekly_at
from monitor.demands.terms import Calendar
from monitor.labels import DemandState, StepAction, Urgency

MEXICO = ZoneInfo("America/Mexico_City")
KEPT = Calendar(zone=MEXICO)
TURNED = datetime(2026, 8, 12, 10, tzinfo=MEXICO)  # a Wednesday
DUE = date(2026, 8, 26)  # ten business days later, a Wednesday
USUAL = Reminders()


def at(day: int, hour: int = 10, *, month: int = 8) -> Clock:
    return Clock(kept=KEPT, now=datetime(2026, month, day, hour, tzinfo=MEXICO))


@pytest.fixture
def turned(make_demand):
    def make(**given):
        usual = {"state": DemandState.ROUTED, "office_id": "obras", "routed_at": TURNED}
        return make_demand(**({**usual, "due_on": DUE} | given))

    return make


def reminded(demand, clock, *, last: datetime | None = None, reminders: Reminders = USUAL) -> bool:
    told = {StepAction.REMINDED: last} if last else {}
    return is_reminded(demand, clock, reminders, told)


def test_it_is_reminded_before_its_term_ends_once(turned):
    demand = turned()
    assert not reminded(demand, at(21))
    assert reminded(demand, at(24))  # a Monday, two days before
    assert not reminded(demand, at(25), last=at(24).now)
    assert not reminded(demand, at(26, 17), last=at(24).now)


def test_before_a_weekend_it_is_reminded_on_friday(turned):
    demand = turned(due_on=date(2026, 8, 24))  # a Monday: two days before is Saturday
    assert reminded(demand, at(21))


def test_a_term_shorter_than_the_notice_has_no_notice(turned):
    demand = turned(routed_at=datetime(2026, 8, 25, 10, tzinfo=MEXICO))
    assert not reminded(demand, at(25, 12))
    assert not reminded(demand, at(26, 12))
    assert reminded(demand, at(27, 12))  # it is overdue


def test_no_notice_where_the_office_wants_none(turned):
    assert not reminded(turned(), at(25), reminders=Reminders(before=timedelta(0)))


def test_overdue_it_is_reminded_again_and_again(turned):
    demand = turned()
    assert reminded(demand, at(27), last=at(24).now)
    assert not reminded(demand, at(28), last=at(27).now)
    assert reminded(demand, at(31), last=at(27).now)  # Saturday's waits for Monday


def test_what_was_missed_is_told_once(turned):
    demand = turned()
    back = at(14, month=9)
    assert reminded(demand, back, last=at(24).now)
    assert not reminded(demand, back, last=back.now)


def test_nobody_is_disturbed_outside_work_unless_a_life_is_in_danger(turned):
    demand = turned()
    for clock in (at(27, 8), at(27, 18), at(29), at(30)):
        assert not reminded(demand, clock, last=at(24).now)
    assert reminded(turned(urgency=Urgency.LIFE), at(30, 23), last=at(24).now)


def escalated(demand, clock, told=None) -> bool:
    return is_escalated(demand, clock, USUAL, told or {})


def test_it_is_escalated_once_each_turn(turned):
    demand = turned()
    assert not escalated(demand, at(28))
    assert escalated(demand, at(31))
    assert not escalated(demand, at(1, month=9), {StepAction.ESCALATED: at(31).now})
    again = {StepAction.ESCALATED: at(10).now, StepAction.REOPENED: at(12).now}
    assert escalated(demand, at(31), again)


def test_without_a_term_nothing_is_due(turned):
    demand = turned(due_on=None)
    assert not reminded(demand, at(31))
    assert not escalated(demand, at(31))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 60 * 24 * 40), st.integers(1, 200))
def test_no_moment_is_told_twice(turned, minutes, hours):
    """Whenever it is reminded, looking again at once finds nothing to remind."""
    demand = turned()
    reminders = Reminders(every=timedelta(hours=hours))
    clock = Clock(kept=KEPT, now=TURNED + timedelta(minutes=minutes))
    if reminded(demand, clock, reminders=reminders):
        assert not reminded(demand, clock, last=clock.now, reminders=reminders)


def test_what_was_answered_is_closed_when_nobody_said_more(town, turned):
    attended = turned(state=DemandState.ATTENDED, attended_at=TURNED)
    config = town(joining=Joining(days=timedelta(days=21)))
    assert not is_closed(attended, config, now=TURNED + timedelta(days=20))
    assert is_closed(attended, config, now=TURNED + timedelta(days=21))
    asked = town(closing=Closing.SECOND)
    assert not is_closed(attended, asked, now=TURNED + timedelta(days=90))


def test_the_weekly_mail_leaves_on_its_hour_or_a_little_late(town):
    config = town(weekly="lunes 08:00")
    monday = datetime(2026, 8, 24, 8, tzinfo=MEXICO)
    assert weekly_at(config, now=monday - timedelta(minutes=1)) is None
    assert weekly_at(config, now=monday) == monday
    assert weekly_at(config, now=monday + timedelta(hours=30)) == monday
    assert weekly_at(config, now=monday + timedelta(days=3)) is None
    assert weekly_at(town(), now=monday) is None
