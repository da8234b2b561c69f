"""How many alerts leave in an hour, whatever a rule makes due at once; and what it would have."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Alerts
from reports.alerts import letter
from reports.alerts.deciding import due
from reports.alerts.model import Alert, Pace, Raised
from reports.alerts.pacing import by_day, limited, would
from tests.reports import press
from tests.reports.alerts.conftest import PRESS, note, notes, office, told

HOUR = timedelta(hours=1)
CALM = Pace(notes=0)


def an_alert(number: int, about: str = "mayor") -> Alert:
    return Alert(
        id=f"alerta-{number}",
        story_id=f"n{number}",
        reasons=(),
        entries=(),
        raised_at=press.OPENED,
        about=about,
    )


def flood(number: int, *, hours: float = 1.0, subjects: tuple[str, ...] = ("mayor",)) -> list:
    """So many pieces, each story negative in two outlets."""
    return [
        note(
            PRESS[each % 2],
            story=f"n{each // 2:05d}",
            title=f"Reclaman en San Jacinto por la fuga {each // 2}",
            subject=subjects[each // 2 % len(subjects)],
            hours=hours,
        )
        for each in range(number)
    ]


@given(
    of=st.lists(st.sampled_from(["a", "b", "c"]), max_size=30),
    lately=st.lists(st.sampled_from(["a", "b", "c"]), max_size=10),
    hourly=st.integers(1, 8),
    each=st.integers(1, 8),
)
def test_no_hour_holds_more_than_the_office_admits(of, lately, hourly, each):
    found = [an_alert(number, about) for number, about in enumerate(of)]
    before = [Raised(story_id=name, at=press.OPENED, sizes={}, about=name) for name in lately]
    leave = limited(found, before, Alerts(hourly=hourly, hourly_subject=each))
    assert len(leave) <= max(0, hourly - len(before))
    for name in "abc":
        mine = sum(one.about == name for one in leave)
        assert mine == 0 or mine + lately.count(name) <= each
    assert [one.id for one in leave] == sorted((one.id for one in leave), key=found_at(found))
    assert sum(one.more for one in leave) == (len(found) - len(leave) if leave else 0)


def found_at(found):
    return [each.id for each in found].index


def test_few_alerts_leave_as_they_are():
    found = tuple(an_alert(number, str(number)) for number in range(4))
    assert limited(found, (), Alerts()) == found


def test_a_rule_over_ten_thousand_notes_gives_six_alerts_and_says_how_many_more():
    entries = flood(10_000, subjects=("mayor", "government", "lights"))
    started = time.monotonic()
    found = due(
        entries, office(words=(), negative_outlets=2), pace=CALM, raised=(), now=press.OPENED
    )
    leave = limited(found, (), Alerts())
    assert time.monotonic() - started < 30
    assert len(found) == 5_000
    assert len(leave) == 6
    assert [each.more for each in leave] == [0, 0, 0, 0, 0, 4_994]
    assert (
        max(sum(one.about == each for one in leave) for each in {one.about for one in leave}) <= 3
    )


def test_an_alert_is_about_the_weightiest_that_it_names(alerts):
    (alert,) = alerts(notes(3))
    assert alert.about == "mayor"


def test_the_last_that_leaves_says_how_many_stay(alerts):
    (alert,) = alerts(notes(3))
    [last] = limited([alert] * 1_205, [], Alerts(hourly=1))
    told_of = letter.build(last, office(words=()))
    assert told_of.subject.endswith(" y 1,204 más")
    worn = letter.dress(told_of)
    for said in (worn.html, " ".join(worn.text.split()), worn.messages.whatsapp[0]):
        assert "otras 1,204 noticias que no esperan" in said


def test_an_alert_alone_speaks_of_no_other(alerts):
    (alert,) = alerts(notes(3))
    worn = letter.dress(letter.build(alert, office(words=())))
    assert "no esperan" not in worn.html + worn.text + worn.messages.telegram[0]


def test_what_was_told_would_have_been_due_all_the_same():
    entries = told(notes(4))
    assert not due(entries, office(words=()), pace=CALM, raised=(), now=press.OPENED)
    [alert] = would(entries, office(words=()), now=press.OPENED)
    assert alert.reasons[0].size == 4


def test_it_would_have_been_due_in_the_hour_in_which_it_came_to_be():
    late = [note(PRESS[each], hours=30 - each * 10) for each in range(3)]
    [alert] = would(late, office(words=()), now=press.OPENED)
    third = max(each.clipping.published_at for each in late)
    assert third <= alert.raised_at <= third + HOUR


def test_what_grew_to_twice_its_size_would_have_been_due_again():
    small = notes(3, hours=10.0)
    grown = [note(each, hours=5.0) for each in PRESS[3:6]]
    assert len(would([*small, *grown], office(words=()), now=press.OPENED)) == 2


@pytest.mark.parametrize("least", [1, 3, 7])
def test_a_stricter_rule_would_have_given_no_more(least):
    entries = [*notes(6), *flood(40, hours=3.0)]
    rules = office(words=(), negative_outlets=least)
    looser = would(entries, office(words=(), negative_outlets=1), now=press.OPENED)
    assert len(would(entries, rules, now=press.OPENED)) <= len(looser)


def test_the_days_tell_what_an_hour_would_have_held():
    entries = [*flood(40, hours=2.0), *flood(10, hours=30.0)]
    for at, each in enumerate(entries):
        assert each.story_id, at
    config = office(words=(), negative_outlets=2, hourly=4, hourly_subject=4)
    days = by_day(would(entries, config, now=press.OPENED), config)
    assert sum(each.due for each in days) >= 20
    assert all(each.sent <= each.due and each.busiest <= each.due for each in days)
    assert days[-1].sent == 4
