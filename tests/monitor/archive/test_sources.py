"""Sources: what is due, how failures back off, what a source usually gives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.config import Source
from monitor.model import Harvest, Memo, Outcome
from tests.monitor.archive.makers import HORIZON, HOST, NOW, item, source

MINUTE = timedelta(minutes=1)


def read(archive: Archive, each=None, *, harvest=None, now=NOW) -> int:
    return archive.collected(each or source(), harvest or Harvest(), now=now, horizon=HORIZON)


def test_a_source_never_read_is_due_and_one_read_waits_its_turn(archive) -> None:
    one = source()
    assert archive.due([one], now=NOW) == [one]
    read(archive)
    assert archive.due([one], now=NOW + 14 * MINUTE) == []
    assert archive.due([one], now=NOW + 15 * MINUTE) == [one]


def test_failures_back_off_to_a_day_and_never_for_ever(archive) -> None:
    one = source(every=60)
    waits = waits_of(archive, one, failures=9)
    for waited, whole in zip(waits, [1, 2, 4, 8, 16, 24, 24, 24, 24], strict=True):
        assert whole * 0.9 <= waited <= whole
    assert waits[0] == 1
    assert archive.due([one], now=NOW + timedelta(hours=sum(waits))) == [one]


def test_sources_that_fail_together_do_not_come_back_together(archive) -> None:
    each = [source(f"medio{number}", every=60) for number in range(12)]
    last = [waits_of(archive, one, failures=7)[-1] for one in each]
    assert len(set(last)) > 8
    assert max(last) - min(last) > 0.5


def waits_of(archive: Archive, one: Source, *, failures: int) -> list[float]:
    """The hours that each failure in a row makes it wait."""
    now, waits = NOW, []
    for _ in range(failures):
        archive.collect_failed(one, kind="unreachable", detail="no contestó", now=now)
        state = archive.source_states()[one.id]
        waits.append((state.next_check_at - now) / timedelta(hours=1))
        now = state.next_check_at
    return waits


def test_a_source_read_seldom_is_not_hurried_by_failing(archive) -> None:
    weekly = source(every=7 * 24 * 60)
    archive.collect_failed(weekly, kind="gone", detail="410", now=NOW)
    assert archive.due([weekly], now=NOW + timedelta(days=6)) == []


def test_a_failure_says_since_when_and_success_ends_it(archive) -> None:
    one, later = source(), NOW + 30 * MINUTE
    archive.collect_failed(one, kind="not_a_feed", detail="es HTML", now=NOW)
    archive.collect_failed(one, kind="blocked", detail="403", now=later)
    state = archive.source_states()[one.id]
    assert (state.failures, state.kind, state.detail) == (2, "blocked", "403")
    assert (state.failing_since, state.last_success_at) == (NOW, None)
    read(archive, harvest=Harvest(items=(item(1),), note="recortado"), now=later)
    state = archive.source_states()[one.id]
    assert (state.failures, state.kind, state.failing_since) == (0, None, None)
    assert (state.last_success_at, state.last_item_at) == (later, later)
    assert (state.items, state.note, state.first_check_at) == (1, "recortado", NOW)


def test_a_reading_without_news_keeps_when_the_last_news_came(archive) -> None:
    read(archive, harvest=Harvest(items=(item(1),)))
    read(archive, harvest=Harvest(items=(item(1),)), now=NOW + 15 * MINUTE)
    state = archive.source_states()["diario-feed"]
    assert (state.last_item_at, state.items) == (NOW, 1)


def test_the_server_may_ask_for_a_longer_pause(archive) -> None:
    one, hour = source(), timedelta(hours=1)
    archive.collect_failed(one, kind="unreachable", detail="429", now=NOW, retry_after=hour)
    assert archive.source_states()[one.id].next_check_at == NOW + hour


def test_a_host_that_asked_for_a_pause_is_left_alone(archive) -> None:
    here, there = source(), source("otro", host="otro.example")
    read(archive, harvest=Harvest(items=(item(1),)))
    archive.hold_host(HOST.upper(), until=NOW + timedelta(hours=2))
    archive.hold_host(HOST, until=NOW + timedelta(hours=1))  # shorter: the longer one stands
    soon, late = NOW + timedelta(minutes=90), NOW + timedelta(hours=2)
    assert archive.due([here, there], now=soon) == [there]
    assert archive.hosts_waiting(now=soon) == []
    assert archive.due([here, there], now=late) == [here, there]
    assert archive.hosts_waiting(now=late) == [HOST]


def test_hurry_makes_due_what_waits(archive) -> None:
    one, two = source(), source("dos")
    read(archive, one)
    read(archive, two)
    archive.hurry([one.id], now=NOW)
    assert archive.due([one, two], now=NOW) == [one]


def test_memos_are_kept_by_address_and_renewed(archive) -> None:
    address, long_one = "https://diario.example/feed", "https://diario.example/" + "a" * 9000
    first = {address: Memo(etag='"1"'), long_one: Memo(body_hash="f00")}
    read(archive, harvest=Harvest(memos=first))
    read(archive, harvest=Harvest(memos={address: Memo(etag='"2"', last_modified="ayer")}))
    assert archive.vitals.asking(source(), now=NOW).memos == {
        address: Memo(etag='"2"', last_modified="ayer"),
        long_one: Memo(body_hash="f00"),
    }
    assert archive.vitals.asking(source("otra"), now=NOW).memos == {}


def test_coverage_counts_what_the_sites_would_not_let_us_read(archive) -> None:
    here = source()
    found = tuple(item(number) for number in range(4))
    archive.collected(here, Harvest(items=found), now=NOW, horizon=timedelta(days=30))
    outcomes = (Outcome.BLOCKED, Outcome.PAYWALLED, Outcome.NOT_FOUND, Outcome.IRRELEVANT)
    reads = [Read(item_id=each.id, outcome=out) for each, out in zip(found, outcomes, strict=True)]
    archive.save_reads(reads, now=NOW)
    (report,) = archive.coverage([here], now=NOW)
    assert (report.seen, report.closed) == (4, 2)


def test_coverage_says_why_most_of_what_is_closed_is(archive) -> None:
    here, open_one = source(), source("abierto")
    found = tuple(item(number) for number in range(4))
    archive.collected(here, Harvest(items=found), now=NOW, horizon=timedelta(days=30))
    outcomes = (Outcome.PAYWALLED, Outcome.BLOCKED, Outcome.BLOCKED, Outcome.IRRELEVANT)
    reads = [
        Read(item_id=each.id, outcome=out, detail=f"porque {out.value}")
        for each, out in zip(found, outcomes, strict=True)
    ]
    archive.save_reads(reads, now=NOW)
    closed, well = archive.coverage([here, open_one], now=NOW)
    assert (closed.closed_as, closed.closed_detail) == ("blocked", "porque blocked")
    assert (well.closed_as, well.closed_detail) == ("", "")


def test_coverage_tells_what_each_source_gave_and_what_it_usually_gives(archive) -> None:
    known, silent, unknown = source(), source("mudo"), source("nuevo")
    read(archive, now=NOW - timedelta(days=9))
    archive.collect_failed(silent, kind="blocked", detail="403", now=NOW)
    numbers = iter(range(100))
    for days, many in ((4, 2), (3, 4), (2, 3), (1, 5), (0, 6)):
        found = tuple(item(next(numbers)) for _ in range(many))
        then = NOW - timedelta(days=days, hours=1)
        archive.collected(known, Harvest(items=found), now=then, horizon=timedelta(days=30))
    here, mute, fresh = archive.coverage([known, silent, unknown], now=NOW)
    assert (here.seen, here.usual) == (6, pytest.approx((2 + 4 + 3 + 5) / 7))
    assert (here.failure, here.outlet_id) == (None, "diario")
    assert (mute.seen, mute.usual, mute.failure, mute.detail) == (0, None, "blocked", "403")
    assert (fresh.seen, fresh.usual, fresh.last_success_at) == (0, None, None)
