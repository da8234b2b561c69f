"""What finds alerts, and how one is kept: once, with its messages, telling nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.archive import Archive
from monitor.archive.records import StoredDigest
from monitor.model import Edition, EditionKind, Mail, Stance
from tests.monitor.archive.makers import (
    NOW,
    analysis,
    announce,
    close,
    edition,
    group,
    item,
    keep,
    mail,
    tell_of,
)

RECENT, HORIZON = NOW - timedelta(hours=12), NOW - timedelta(days=3)
HOUR = timedelta(hours=1)


def asked(archive: Archive, *, least: int = 1, recent=RECENT) -> list[str]:
    return [
        each.clipping.id
        for each in archive.alerts.stories(recent=recent, since=HORIZON, least=least)
    ]


def an_alert(key: str = "alerta-2026-11-23T07-aaaa1111", *, hour: str = "07:05") -> Edition:
    return Edition(id=key, day=NOW.date(), hour=hour, opened_at=NOW, kind=EditionKind.ALERT)


def raise_it(
    archive: Archive, story_id: str, *mails: Mail, its: Edition | None = None, now=NOW
) -> bool:
    its = its or an_alert()
    stored = StoredDigest(
        edition_id=its.id,
        day=its.day,
        hour=its.hour,
        subject="Alerta: cierran la avenida",
        html="<p>Niñez</p>",
        text="Niñez",
        data='{"reasons": []}',
        closed_at=now,
        kind=EditionKind.ALERT,
    )
    return archive.alerts.raise_one(
        its, story_id=story_id, reason="negativa", digest=stored, mails=mails, now=now
    )


def test_a_story_is_whole_what_was_told_of_it_and_what_was_not(archive):
    first, second = tell_of(archive, 1), tell_of(archive, 2)
    told = archive.unreported(now=NOW, since=HORIZON)[:1]
    close(archive, edition("2026-11-23T07:00", *told))
    group(archive, second.id, story=first.id)
    entries = archive.alerts.stories(recent=RECENT, since=HORIZON)
    assert [(each.clipping.id, each.told_revision) for each in entries] == [
        (first.id, 1),
        (second.id, None),
    ]
    assert {each.story_id for each in entries} == {first.id}
    assert entries[0].analysis.readings[0].subject_id == "gobierno"


def test_a_story_that_an_edition_told_and_did_not_grow_is_not_looked_at(archive):
    tell_of(archive, 1)
    close(archive, edition("2026-11-23T07:00", *archive.unreported(now=NOW, since=HORIZON)))
    assert asked(archive) == []


def test_a_story_with_too_few_pieces_or_nothing_recent_is_not_looked_at(archive):
    kept = tell_of(archive, 1)
    assert asked(archive) == [kept.id]
    assert asked(archive, least=2) == []
    assert asked(archive, recent=NOW) == []


def test_what_waits_for_its_story_or_names_nobody_is_not_looked_at(archive):
    announced = item(1)
    announce(archive, announced)
    kept = keep(archive, announced, "El gobierno reparó los baches.")
    archive.save_analyses([analysis(kept, "gobierno")])
    assert asked(archive) == []
    group(archive, kept.id)
    assert asked(archive) == [kept.id]


def test_the_pulse_beats_when_something_is_grouped_read_or_told(archive):
    def pulse() -> tuple[int, ...]:
        return archive.alerts.pulse(since=RECENT)

    beats = [pulse()]
    announced = item(1)
    announce(archive, announced)
    kept = keep(archive, announced, "El gobierno reparó los baches.")
    beats.append(pulse())
    archive.save_analyses([analysis(kept, "gobierno", stance=Stance.NEGATIVE)])
    beats.append(pulse())
    group(archive, kept.id)
    beats.append(pulse())
    close(archive, edition("2026-11-23T07:00", *archive.unreported(now=NOW, since=HORIZON)))
    beats.append(pulse())
    assert len(set(beats)) == len(beats)
    assert pulse() == beats[-1]
    assert archive.alerts.pulse(since=NOW + HOUR) == (0,) * len(beats[0])


def test_the_pace_counts_notes_of_each_hour_on_watched_days(archive):
    for number in (1, 2, 3):  # published two hours before NOW, and some minutes
        tell_of(archive, number)
    busy = NOW - HOUR
    calm, unwatched = NOW + 5 * HOUR, NOW - timedelta(days=20)
    hours = {
        busy.date(): busy,
        busy.date() + timedelta(days=1): calm,
        unwatched.date(): unwatched,
    }
    assert archive.alerts.pace(hours) == {
        busy.date(): 3,
        busy.date() + timedelta(days=1): 0,
    }
    assert archive.alerts.pace({}) == {}


def test_an_alert_is_kept_once_with_its_mail_and_tells_nothing(archive):
    kept = tell_of(archive, 1)
    assert raise_it(archive, kept.id, mail("correo"))
    assert not raise_it(archive, kept.id, mail("otro"))
    (state,) = archive.alerts.raised()
    assert (state.story_id, state.reason, state.subject) == (
        kept.id,
        "negativa",
        "Alerta: cierran la avenida",
    )
    assert state.raised_at == NOW
    assert [each.id for each in archive.mails()] == ["correo"]
    assert [each.clipping.id for each in archive.unreported(now=NOW, since=HORIZON)] == [kept.id]
    assert archive.digests() == []
    assert archive.digest(state.edition_id).kind is EditionKind.ALERT


def test_the_alerts_of_a_story_are_those_of_whatever_it_was_joined_to(archive):
    old, new = tell_of(archive, 1), tell_of(archive, 2)
    raise_it(archive, old.id)
    group(archive, new.id, story=new.id, absorbed=(old.id,))
    assert archive.alerts.raised()[0].story_id == new.id


def test_alerts_come_newest_first_as_many_and_as_late_as_asked(archive):
    kept = tell_of(archive, 1)
    for number in range(3):
        its = an_alert(f"alerta-{number}")
        raise_it(archive, kept.id, its=its, now=NOW + number * HOUR)
    newest = [each.edition_id for each in archive.alerts.raised()]
    assert newest == ["alerta-2", "alerta-1", "alerta-0"]
    assert [each.edition_id for each in archive.alerts.raised(limit=1)] == ["alerta-2"]
    assert len(archive.alerts.raised(since=NOW + HOUR)) == 2


def test_an_alert_whose_messages_cannot_be_kept_is_not_kept(archive):
    kept = tell_of(archive, 1)
    broken = mail("roto")
    object.__setattr__(broken, "message", None)
    with pytest.raises(Exception, match=r"NULL|null"):
        raise_it(archive, kept.id, broken)
    assert archive.alerts.raised() == []
    assert archive.digest(an_alert().id) is None
