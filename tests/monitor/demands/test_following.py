"""What is open is reminded and escalated, what was answered is closed or reopened: each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.configdemands import Closing, Joining, Reminders
from monitor.demands import moves
from monitor.demands.moves import Word
from monitor.following import Follower
from monitor.labels import DemandState, StepAction
from monitor.turning import Turner
from tests.monitor.demands.offices import MORNING, demand, receive, says

DAY = timedelta(days=1)
MEXICO = ZoneInfo("America/Mexico_City")
DUE = date(2026, 9, 2)  # of what was turned that morning: a Wednesday
FOLIO = "2026-00001"


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MEXICO)


@pytest.fixture
def follower(archive, town):
    """A pothole was turned to its office; this is who follows it, under these settings."""

    def make(*, turned: int = 1, **settings):
        config = town(**settings)
        for number in range(1, turned + 1):
            Turner(config=config, archive=archive).turn(receive(archive, number), now=MORNING)
        return Follower(config=config, archive=archive)

    return make


def walk(follower: Follower, now: datetime) -> list[str]:
    """As the walk does at that hour: until nothing is due."""
    said: list[str] = []
    for _ in range(5):
        if not (due := follower.due(now=now)):
            return said
        said += [follower.follow(key, now=now) for key in due]
    raise AssertionError("it never ends")


def actions(archive) -> list[StepAction]:
    return [each.action for each in archive.cases.steps(FOLIO)][2:]


def letters(archive) -> list[tuple[str, ...]]:
    """Who was written to, the first letter first, the card aside."""
    found = archive.cases.letters.states(FOLIO)
    ordered = sorted(found, key=lambda each: (each.created_at, each.message_id))
    return [tuple(to.address for to in each.recipients) for each in ordered][1:]


def test_it_is_reminded_then_overdue_then_escalated(archive, follower):
    follows = follower(reminders=Reminders(to=("Cabildo <cabildo@xaltepec.test>",)))
    assert walk(follows, at(DUE - 3 * DAY)) == []
    walk(follows, at(DUE - 2 * DAY))
    assert actions(archive) == [StepAction.REMINDED]
    walk(follows, at(DUE))
    assert actions(archive) == [StepAction.REMINDED]
    walk(follows, at(DUE + DAY))
    assert actions(archive) == [StepAction.REMINDED] * 2
    assert letters(archive) == [("obras@xaltepec.test",)] * 2
    walk(follows, at(DUE + 5 * DAY))  # a Monday: both are due
    assert actions(archive)[2:] == [StepAction.REMINDED, StepAction.ESCALATED]
    told = {"direccion.obras@xaltepec.test", "cabildo@xaltepec.test", "obras@xaltepec.test"}
    assert told in [set(each) for each in letters(archive)]


def test_a_moment_is_told_once_whoever_looks_again(archive, follower):
    follows = follower()
    now = at(DUE + DAY)
    [key] = follows.due(now=now)
    follows.follow(key, now=now)
    assert "ya no hace falta" in follows.follow(key, now=now + timedelta(hours=1))
    another = Follower(config=follows.config, archive=archive)
    assert walk(another, now + timedelta(hours=1)) == []
    assert len(letters(archive)) == 1


def test_a_kill_between_the_letter_and_its_step_leaves_neither(archive, follower, monkeypatch):
    follows = follower()
    now = at(DUE + DAY)
    [key] = follows.due(now=now)
    with monkeypatch.context() as patch:
        patch.setattr("monitor.archive.case_book.write", _killed)
        with pytest.raises(KeyboardInterrupt):
            follows.follow(key, now=now)
    assert letters(archive) == []
    walk(Follower(config=follows.config, archive=archive), now)
    assert len(letters(archive)) == 1


def _killed(*given, **named):
    raise KeyboardInterrupt


def test_an_answered_one_is_left_alone(archive, follower):
    follows = follower()
    _answer(archive, DUE - DAY)
    assert walk(follows, at(DUE + 10 * DAY)) == []


def _answer(archive, day: date, state: DemandState = DemandState.ATTENDED) -> None:
    word = Word(by="obras@xaltepec.test", at=at(day), note="listo")
    change = moves.answer(demand(archive), state, word, closing=Closing.OFFICE)
    archive.cases.change(change, now=at(day))


def test_without_an_address_nobody_is_reminded(archive, follower, town):
    follows = follower()
    silent = tuple(each.model_copy(update={"email": None}) for each in follows.config.offices)
    bare = replace(follows, config=town().model_copy(update={"offices": silent}))
    assert walk(bare, at(DUE + DAY)) == []
    no_server = follows.config.model_copy(update={"mail": None})
    assert walk(replace(follows, config=no_server), at(DUE + 30 * DAY)) == []


def test_what_was_answered_is_closed_when_nobody_said_more(archive, follower):
    follows = follower(joining=Joining(days=timedelta(days=21)))
    _answer(archive, DUE)
    assert walk(follows, at(DUE + 20 * DAY)) == []
    walk(follows, at(DUE + 22 * DAY))
    closed = demand(archive)
    assert (closed.state, actions(archive)[-1]) == (DemandState.CLOSED, StepAction.CLOSED)


def test_where_a_second_person_confirms_it_waits_for_them(archive, follower):
    follows = follower(closing=Closing.SECOND)
    _answer(archive, DUE)
    assert walk(follows, at(DUE + 90 * DAY)) == []


def test_a_newer_text_reopens_what_was_attended(archive, follower):
    follows = follower()
    _answer(archive, DUE - DAY)
    _hear(archive, 2, DUE - 2 * DAY)  # published before the answer
    assert walk(follows, at(DUE)) == []
    _hear(archive, 3, DUE + DAY)
    walk(follows, at(DUE + DAY, 12))
    again = demand(archive)
    assert (again.state, again.office_id) == (DemandState.ROUTED, "obras")
    assert again.due_on == date(2026, 9, 18)  # a new term, over the 16th of September
    assert again.reheard_at is None
    assert actions(archive)[-1] is StepAction.REOPENED
    assert letters(archive) == [("obras@xaltepec.test",)]


def _hear(archive, number: int, day: date) -> None:
    new = says(archive, number, at=at(day))
    with archive.cases.hearing() as desk:
        desk.join(new, FOLIO, now=at(day))


def test_reopened_it_can_be_escalated_again(archive, follower):
    follows = follower()
    walk(follows, at(DUE + 5 * DAY))
    _answer(archive, DUE + 6 * DAY)
    _hear(archive, 2, DUE + 7 * DAY)
    walk(follows, at(DUE + 7 * DAY, 12))
    due = demand(archive).due_on
    assert due
    walk(follows, at(due + 6 * DAY))
    assert actions(archive).count(StepAction.ESCALATED) == 2


def test_the_mail_of_the_week_leaves_once_for_each_office_with_something_open(archive, follower):
    follows = follower(turned=2, weekly="lunes 08:00")
    monday = at(date(2026, 8, 24), 8)
    assert follows.due(now=monday - timedelta(minutes=1)) == []
    walk(follows, monday)
    walk(Follower(config=follows.config, archive=archive), monday + timedelta(hours=3))
    weekly = [each for each in archive.cases.letters.states() if each.folio is None]
    assert [to.address for each in weekly for to in each.recipients] == ["obras@xaltepec.test"]
    walk(follows, monday + 7 * DAY)
    weekly = [each for each in archive.cases.letters.states() if each.folio is None]
    assert len({each.message_id for each in weekly}) == 2


def test_while_nothing_happens_it_looks_every_ten_minutes(archive, follower, monkeypatch):
    follows = follower()
    looks: list[date] = []
    found = type(archive.cases).due_to_follow

    def due_to_follow(cases, *, until, limit=5000):
        looks.append(until)
        return found(cases, until=until, limit=limit)

    monkeypatch.setattr(type(archive.cases), "due_to_follow", due_to_follow)
    for second in range(0, 1200, 60):
        follows.due(now=MORNING + timedelta(seconds=second))
    assert len(looks) == 2
