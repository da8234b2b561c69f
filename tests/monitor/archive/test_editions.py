"""Editions and the outbox: everything is told once, every message leaves once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive.records import EditionCount
from monitor.errors import ArchiveError
from monitor.model import Entry
from tests.monitor.archive.makers import (
    NOW,
    analysis,
    announce,
    close,
    digest,
    edition,
    group,
    item,
    keep,
    mail,
    tell_of,
)

SINCE = NOW - timedelta(days=3)
MORNING, EVENING = "2026-11-23T07:00", "2026-11-23T18:00"
LATER = NOW + timedelta(hours=11)
shared = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def unreported(archive, now=NOW):
    return archive.unreported(now=now, since=SINCE)


def test_an_edition_opens_once_and_is_gone_when_told(archive) -> None:
    first = archive.open_edition(MORNING, day=NOW.date(), hour="07:00", now=NOW)
    again = archive.open_edition(MORNING, day=NOW.date(), hour="07:00", now=LATER)
    assert first == again == NOW
    close(archive, edition(MORNING))
    assert archive.open_edition(MORNING, day=NOW.date(), hour="07:00", now=LATER) is None


def test_what_is_ready_is_told_in_order(archive) -> None:
    pieces = [tell_of(archive, number) for number in (3, 1, 2)]
    told = unreported(archive)
    assert [entry.clipping.id for entry in told] == [pieces[i].id for i in (1, 2, 0)]
    first = told[0]
    assert first == Entry(
        clipping=pieces[1], analysis=analysis(pieces[1], "gobierno"), story_id=pieces[1].id
    )


def test_what_is_not_ready_waits_for_the_next_edition(archive) -> None:
    announce(archive, *(item(number) for number in range(1, 6)))
    keep(archive, item(1), "Sin etiquetar.")
    ungrouped = keep(archive, item(2), "Sin agrupar.")
    failed = keep(archive, item(3), "Ilegible.")
    archive.save_analyses([analysis(ungrouped, "gobierno"), analysis(failed, failed="no")])
    group(archive, failed.id)
    future = replace(keep(archive, item(4), "Lista."))
    archive.save_analyses([analysis(future, "gobierno")])
    group(archive, future.id)
    assert [entry.clipping.id for entry in unreported(archive)] == [future.id]
    assert unreported(archive, NOW - timedelta(minutes=1)) == ()
    assert archive.unreported(now=NOW, since=future.published_at + timedelta(seconds=1)) == ()


def test_a_corrected_piece_is_told_again_as_a_revision(archive) -> None:
    first = tell_of(archive, 1, text="Uno.")
    close(archive, edition(MORNING, *unreported(archive)))
    assert unreported(archive) == ()
    second = keep(archive, item(1), "Dos.", revision=2)
    assert unreported(archive) == ()
    archive.save_analyses([analysis(second, "gobierno")])
    (entry,) = unreported(archive)
    assert (entry.clipping, entry.told_revision, entry.told) == (second, 1, first)
    close(archive, edition(EVENING, entry))
    assert unreported(archive) == ()
    trace = archive.trace(first.url)
    assert (trace.edition_id, trace.told_revision) == (EVENING, 2)


def test_what_earlier_editions_told_of_a_story_is_known(archive) -> None:
    first, second = tell_of(archive, 1, text="Uno."), tell_of(archive, 2, text="Otra.")
    waiting = {first.id, second.id}
    assert archive.past.told_of(waiting, since=SINCE) == {}
    close(archive, edition(MORNING, *unreported(archive)))
    keep(archive, item(1), "Uno corregido.", revision=2)
    assert archive.past.told_of(waiting, since=SINCE) == {first.id: (first,), second.id: (second,)}
    assert archive.past.told_of({second.id, "otra"}, since=SINCE) == {second.id: (second,)}
    assert archive.past.told_of(waiting, since=NOW + timedelta(days=1)) == {}


def test_a_correction_that_names_nobody_any_more_is_not_news(archive) -> None:
    tell_of(archive, 1, text="Uno.")
    close(archive, edition(MORNING, *unreported(archive)))
    archive.save_analyses([analysis(keep(archive, item(1), "Dos.", revision=2))])
    assert unreported(archive) == ()
    assert archive.trace(item(1).url).clipping.text == "Dos."


def test_closing_twice_changes_nothing(archive) -> None:
    tell_of(archive, 1)
    told = edition(MORNING, *unreported(archive))
    close(archive, told, mail("m1"))
    tell_of(archive, 2)
    other = replace(digest(told), html="otro")
    archive.close_edition(replace(told, entries=()), digest=other, mails=[mail("m2")], now=LATER)
    assert archive.digest(MORNING) == digest(told)
    assert [each.id for each in archive.mails()] == ["m1"]
    assert len(unreported(archive)) == 1


def test_an_edition_cannot_tell_what_another_told(archive) -> None:
    tell_of(archive, 1)
    entries = unreported(archive)
    close(archive, edition(MORNING, *entries))
    with pytest.raises(ArchiveError, match="otra ya contó"):
        close(archive, edition(EVENING, *entries), mail("m1"))
    assert archive.digest(EVENING) is None
    assert archive.mails() == []


@shared
@given(walk=st.lists(st.sampled_from(["piece", "edit", "digest", "again"]), max_size=12))
def test_each_revision_is_told_once_whatever_the_order(archive, walk) -> None:
    """Pieces, corrections and editions in any order: nothing is told twice, nothing is missed."""
    start = archive.counts().items * 100
    run = archive.counts().editions
    revisions: dict[int, int] = {}
    told: list[tuple[str, int]] = []
    last = None
    for step, action in enumerate([*walk, "digest"]):
        if action == "piece":
            number = start + len(revisions)
            tell_of(archive, number, text=f"Texto {number}.1")
            revisions[number] = 1
        elif action == "edit" and revisions:
            number = max(revisions)
            revisions[number] += 1
            text = f"Texto {number}.{revisions[number]}"
            kept = keep(archive, item(number), text, revision=revisions[number])
            archive.save_analyses([analysis(kept, "gobierno")])
        elif action == "digest":
            entries = archive.unreported(now=NOW, since=SINCE - timedelta(days=3650))
            last = edition(f"2026-11-23T{run:03}-{step}", *entries)
            close(archive, last)
            told += [(entry.clipping.id, entry.clipping.revision) for entry in entries]
        elif action == "again" and last:
            close(archive, last)
    assert len(told) == len(set(told))
    final = {(item(number).id, revision) for number, revision in revisions.items()}
    assert final <= set(told)


def test_digests_are_kept_the_newest_first(archive) -> None:
    close(archive, edition(MORNING))
    close(archive, edition(EVENING), now=LATER)
    assert [each.edition_id for each in archive.digests()] == [EVENING, MORNING]
    assert archive.digests(limit=1) == [digest(edition(EVENING), closed_at=LATER)]
    assert archive.digest("2020-01-01T07:00") is None


def tell_counts(archive, key: str, *, now=NOW, **tally: int) -> None:
    told = edition(key)
    data = json.dumps({"cover": {"tally": tally}}) if tally else "{}"
    archive.close_edition(
        told, digest=replace(digest(told, closed_at=now), data=data), mails=[], now=now
    )


def test_the_history_is_what_each_edition_told(archive) -> None:
    numbers = {"positive": 1, "neutral": 2, "negative": 3, "unread": 4}
    tell_counts(archive, EVENING, now=LATER, **numbers)
    tell_counts(archive, MORNING, **numbers)
    tell_counts(archive, "2026-11-09T07:00", now=NOW - timedelta(days=14), **numbers)
    tell_counts(archive, "2026-11-08T07:00", now=NOW - timedelta(days=15), **numbers)
    tell_counts(archive, "2026-11-24T07:00", now=NOW + timedelta(days=1), **numbers)
    tell_counts(archive, "2026-11-22T07:00", now=NOW - timedelta(days=1))  # of another program
    archive.open_edition("2026-11-23T12:00", day=NOW.date(), hour="12:00", now=NOW)
    found = archive.history(until=NOW.date())
    assert [(str(each.day), each.hour) for each in found] == [
        ("2026-11-09", "07:00"),
        ("2026-11-23", "07:00"),
        ("2026-11-23", "18:00"),
    ]
    assert found[1] == EditionCount(day=NOW.date(), hour="07:00", **numbers)
    assert len(archive.history(until=NOW.date(), days=13)) == 2


def test_an_edition_that_closed_days_late_is_of_its_own_day(archive) -> None:
    numbers = dict.fromkeys(("positive", "neutral", "negative", "unread"), 1)
    tell_counts(archive, "2026-11-12T07:00", now=NOW + timedelta(days=2), **numbers)
    assert [each.day.day for each in archive.history(until=NOW.date())] == [12]


# the outbox


def outbox(archive, *recipients: str) -> None:
    close(archive, edition(MORNING), mail("m1", *recipients))


def test_a_message_leaves_once(archive) -> None:
    outbox(archive, "a@x.example", "b@x.example")
    assert archive.mails_due(now=NOW) == ["m1"]
    claimed = archive.claim("m1", now=NOW)
    assert replace(claimed, attempts=0) == mail("m1", "a@x.example", "b@x.example")
    assert claimed.attempts == 1
    assert archive.mails_due(now=NOW) == []
    archive.delivered(
        "m1", accepted=["a@x.example"], refused={"b@x.example": "550 no existe"}, now=NOW
    )
    assert archive.claim("m1", now=LATER) is None
    assert archive.mails_due(now=LATER) == []
    (state,) = archive.mails()
    assert state.done_at == NOW
    assert [(each.accepted_at, each.reason) for each in state.recipients] == [
        (NOW, None),
        (None, "550 no existe"),
    ]


def test_who_has_it_does_not_get_it_again(archive) -> None:
    outbox(archive, "a@x.example", "b@x.example")
    archive.claim("m1", now=NOW)
    archive.delivered("m1", accepted=["b@x.example"], refused={}, now=NOW)
    archive.postponed("m1", reason="450", unsure=False, now=NOW, retry_at=LATER)
    assert archive.mails_due(now=NOW) == []
    assert archive.claim("m1", now=NOW) is None
    claimed = archive.claim("m1", now=LATER)
    assert (claimed.recipients, claimed.attempts, claimed.unsure) == (("a@x.example",), 2, False)


def test_a_message_whose_sender_died_is_taken_again_and_said_to_be_unsure(archive) -> None:
    outbox(archive)
    archive.claim("m1", now=NOW)
    soon, late = NOW + timedelta(minutes=9), NOW + timedelta(minutes=10)
    assert archive.claim("m1", now=soon) is None
    assert archive.mails_due(now=late) == ["m1"]
    assert archive.claim("m1", now=late).unsure


def test_a_lost_answer_stays_unsure_until_the_server_answers(archive) -> None:
    outbox(archive)
    archive.claim("m1", now=NOW)
    archive.postponed("m1", reason="se cortó", unsure=True, now=NOW, retry_at=NOW)
    assert archive.claim("m1", now=NOW).unsure
    archive.postponed("m1", reason="451", unsure=False, now=NOW, retry_at=NOW)
    assert archive.claim("m1", now=NOW).unsure
    (state,) = archive.mails()
    assert (state.reason, state.attempts, state.claimed_at) == ("451", 3, NOW)
    archive.delivered("m1", accepted=state.recipients[0].address.split(), refused={}, now=NOW)
    assert not archive.mails()[0].unsure


def test_an_answer_after_the_end_changes_nothing(archive) -> None:
    outbox(archive)
    archive.claim("m1", now=NOW)
    archive.delivered("m1", accepted=["direccion@oficina.example"], refused={}, now=NOW)
    archive.postponed("m1", reason="tarde", unsure=True, now=LATER, retry_at=LATER)
    archive.delivered("m1", accepted=[], refused={"direccion@oficina.example": "550"}, now=LATER)
    (state,) = archive.mails()
    assert (state.done_at, state.reason, state.unsure) == (NOW, None, False)
    assert state.recipients[0].refused_at is None


@pytest.mark.parametrize("turn", range(3))
def test_of_eight_threads_one_takes_the_message(archive, turn) -> None:
    outbox(archive)
    with ThreadPoolExecutor(8) as threads:
        claims = list(threads.map(lambda _: archive.claim("m1", now=NOW), range(8)))
    assert sum(claim is not None for claim in claims) == 1
