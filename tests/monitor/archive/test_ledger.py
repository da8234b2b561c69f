"""The ledger: what is announced waits once, comes back when it changed, and keeps its fate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive.records import Read
from monitor.model import Harvest, Item, Memo, Outcome
from tests.monitor.archive.makers import HORIZON, HOST, NOW, announce, clipping, item, keep, source

LATER = NOW + timedelta(minutes=15)
shared = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@shared
@given(polls=st.lists(st.lists(st.integers(0, 12), max_size=8), max_size=5))
def test_an_address_enters_once_however_it_is_announced(archive, polls) -> None:
    before = archive.counts().items
    run = before * 1000  # each example uses addresses of its own
    new = [
        archive.collected(
            source(name),
            Harvest(items=tuple(item(run + n, source_id=f"{name}-feed") for n in numbers)),
            now=NOW,
            horizon=HORIZON,
        )
        for numbers in polls
        for name in ("diario", "otro")
    ]
    distinct = {number for numbers in polls for number in numbers}
    assert sum(new) == len(distinct) == archive.counts().items - before


def test_what_is_announced_waits_as_it_was_announced(archive) -> None:
    told = replace(item(1), summary="Añade «más»", author="Ana", updated_at=NOW)
    assert announce(archive, told) == 1
    (waiting,) = archive.to_read(HOST, now=NOW)
    assert waiting.item == told
    assert (waiting.attempts, waiting.first_seen_at) == (0, NOW)
    assert (waiting.memo, waiting.clipping, waiting.outcome) == (None, None, None)
    assert archive.hosts_waiting(now=NOW) == [HOST]
    assert archive.hosts_waiting(now=NOW - timedelta(seconds=1)) == []


def test_an_item_without_an_address_waits_under_no_host(archive) -> None:
    announce(archive, Item(source_id="diario-feed", guid="p1", url=None, title="Aviso", text="Sí"))
    assert archive.hosts_waiting(now=NOW) == [""]
    (waiting,) = archive.to_read("", now=NOW)
    assert waiting.item.text == "Sí"


def test_what_was_published_long_ago_is_known_but_never_read(archive) -> None:
    old = replace(item(1), published_at=NOW - HORIZON - timedelta(seconds=1))
    recent = replace(item(2), published_at=NOW - HORIZON)
    undated = replace(item(3), published_at=None)
    assert announce(archive, old, recent, undated) == 3
    waiting = {each.item.id for each in archive.to_read(HOST, now=NOW)}
    assert waiting == {recent.id, undated.id}
    assert archive.trace(old.url).outcome is Outcome.OLD
    announce(archive, replace(old, title="Otro título"))
    assert archive.trace(old.url).read_at is None


@pytest.mark.parametrize("outcome", Outcome)
def test_what_changed_is_read_again_where_that_makes_sense(archive, outcome) -> None:
    announce(archive, item(1))
    archive.save_reads([Read(item_id=item(1).id, outcome=outcome)], now=NOW)
    assert archive.hosts_waiting(now=LATER) == []
    announce(archive, item(1), now=LATER)
    assert archive.hosts_waiting(now=LATER) == []
    announce(archive, item(1, title="Otro título"), now=LATER)
    again = {
        Outcome.CLIPPED,
        Outcome.IRRELEVANT,
        Outcome.NO_TEXT,
        Outcome.NOT_ARTICLE,
        Outcome.PAYWALLED,
    }
    waiting = archive.to_read(HOST, now=LATER)
    assert [each.item.title for each in waiting] == ["Otro título"] * (outcome in again)
    assert archive.trace(item(1).url).first_seen_at == NOW


def test_a_source_that_always_says_changed_is_read_seldom(archive) -> None:
    """A site map whose every date is "now" costs an hourly look, not one at each poll."""
    read = 0
    for poll in range(24):
        now = NOW + poll * timedelta(minutes=15)
        announce(archive, replace(item(1), updated_at=now), now=now)
        for waiting in archive.to_read(HOST, now=now):
            read += 1
            done = Read(item_id=waiting.item.id, outcome=Outcome.IRRELEVANT)
            archive.save_reads([done], now=now)
    assert 4 + 4 <= read <= 4 + 6  # the first time, three changes at once, then once an hour


def test_two_sources_that_name_a_piece_differently_do_not_make_it_change(archive) -> None:
    ours, theirs = item(1), item(1, title="Otro título", source_id="otro-feed")
    for poll in range(3):
        now = NOW + poll * timedelta(minutes=15)
        announce(archive, ours, now=now)
        archive.collected(source("otro"), Harvest(items=(theirs,)), now=now, horizon=HORIZON)
        archive.save_reads([Read(item_id=ours.id, outcome=Outcome.IRRELEVANT)], now=now)
    announce(archive, ours, now=LATER)
    archive.collected(source("otro"), Harvest(items=(theirs,)), now=LATER, horizon=HORIZON)
    assert archive.hosts_waiting(now=LATER) == []
    trace = archive.trace(ours.url)
    assert trace.sources == ("diario-feed", "otro-feed")
    assert trace.item.title == ours.title


def test_a_feed_that_lists_a_piece_twice_does_not_make_it_change(archive) -> None:
    one, other = item(1), item(1, title="Segunda versión")
    assert announce(archive, one, other) == 1
    archive.save_reads([Read(item_id=one.id, outcome=Outcome.IRRELEVANT)], now=NOW)
    announce(archive, other, one, now=LATER)
    assert archive.hosts_waiting(now=LATER) == []


def test_a_failed_reading_waits_and_counts_its_tries(archive) -> None:
    announce(archive, item(1))
    soon = NOW + timedelta(minutes=2)
    failed = Read(item_id=item(1).id, outcome=None, detail="no contestó", read_at=soon)
    archive.save_reads([failed], now=NOW)
    archive.save_reads([failed], now=NOW)
    assert archive.to_read(HOST, now=NOW) == []
    (waiting,) = archive.to_read(HOST, now=soon)
    assert (waiting.attempts, waiting.outcome) == (2, None)
    assert archive.trace(item(1).url).detail == "no contestó"


def test_a_clipping_that_cannot_be_read_again_stays_one(archive) -> None:
    announce(archive, item(1))
    kept = keep(archive, item(1), "El texto.")
    memo = Memo(etag='"1"')
    soon = NOW + timedelta(hours=3)
    clipped = Read(item_id=kept.id, outcome=Outcome.CLIPPED, memo=memo, read_at=soon)
    archive.save_reads([clipped], now=NOW)
    archive.save_reads([Read(item_id=kept.id, outcome=None, detail="503", read_at=soon)], now=NOW)
    (waiting,) = archive.to_read(HOST, now=soon)
    assert (waiting.clipping, waiting.outcome, waiting.attempts) == (kept, Outcome.CLIPPED, 1)
    assert waiting.memo == memo
    assert archive.trace(kept.url).detail == ""


def test_those_that_wait_longest_come_first(archive) -> None:
    announce(archive, item(3))
    announce(archive, item(1), item(2), now=LATER)
    titles = [each.item.guid for each in archive.to_read(HOST, now=LATER, limit=2)]
    assert titles[0] == "3"
    assert len(titles) == 2


def test_what_falls_out_keeps_its_row_and_not_its_text(archive) -> None:
    told = replace(item(1), text="El texto entero", summary="El resumen")
    announce(archive, told)
    archive.save_reads([Read(item_id=told.id, outcome=Outcome.IRRELEVANT)], now=NOW)
    trace = archive.trace(told.url)
    assert (trace.outcome, trace.item.text) == (Outcome.IRRELEVANT, None)
    announce(archive, replace(told, text="El texto corregido"), now=LATER)
    (waiting,) = archive.to_read(HOST, now=LATER)
    assert waiting.item.text == "El texto corregido"


def test_a_piece_under_two_addresses_is_one(archive) -> None:
    short, stated = item(1), item(2, title="Nota número 1")
    unlike = item(3, title="La plantilla repite la dirección")
    announce(archive, short, stated, unlike)
    texts = {short: "Uno.", stated: "Uno, con publicidad.", unlike: "Otra cosa."}
    for each, text in texts.items():
        kept = replace(clipping(each, text), url=stated.url)
        archive.save_reads(
            [Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=kept)] * 2, now=NOW
        )
    assert archive.counts().outcomes == {"clipped": 2, "duplicate": 1}
    trace = archive.trace(stated.url)
    assert trace.outcome is Outcome.DUPLICATE
    assert trace.duplicate_of == short.url
    assert trace.clipping.text == "Uno."
    assert archive.trace(short.url).duplicate_of is None


def test_two_addresses_of_one_piece_in_one_batch_are_one(archive) -> None:
    pair = [item(1), item(2, title="Nota número 1")]
    announce(archive, *pair)
    reads = [
        Read(
            item_id=each.id,
            outcome=Outcome.CLIPPED,
            clipping=replace(clipping(each), url=pair[0].url),
        )
        for each in pair
    ]
    archive.save_reads(reads, now=NOW)
    assert archive.counts().outcomes == {"clipped": 1, "duplicate": 1}


nasty = st.text(st.characters(codec=None), max_size=40)


@shared
@given(title=nasty, text=nasty, guid=nasty.filter(bool))
def test_any_text_is_kept_without_what_no_database_holds(archive, title, text, guid) -> None:
    told = replace(item(1), title=title, text=text, guid=guid, url=None)
    announce(archive, told)
    kept = [each.item for each in archive.to_read("", now=NOW, limit=1000)]
    for each in kept:
        whole = each.title + (each.text or "") + each.guid
        assert "\0" not in whole
        whole.encode("utf-8")
    archive.save_reads(
        [Read(item_id=each.id, outcome=Outcome.IRRELEVANT) for each in kept], now=NOW
    )
    assert archive.to_read("", now=NOW) == []


def test_a_time_without_a_zone_is_a_bug(archive) -> None:
    with pytest.raises(Exception, match="without a zone"):
        archive.due([source()], now=NOW.replace(tzinfo=None))
