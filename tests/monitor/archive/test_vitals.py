"""What a reading leaves on the row of its source: where it moved, whether it lies or repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.archive import Archive
from monitor.archive.records import Read, SourceState
from monitor.archive.visits import same_site
from monitor.config import Source
from monitor.model import Harvest, Item, Memo, Outcome
from tests.monitor.archive.makers import HORIZON, HOST, NOW, clipping, item, source

MEXICO = ZoneInfo("America/Mexico_City")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE = source().address
THERE = f"https://www.{HOST}/nuevo.xml"


def read(archive: Archive, harvest: Harvest, *, now: datetime, of: Source | None = None) -> int:
    return archive.collected(of or source(), harvest, now=now, horizon=HORIZON)


def state(archive: Archive, of: Source | None = None) -> SourceState:
    return archive.source_states()[(of or source()).id]


def body(number: int, *items: Item, mark: str | None = None) -> Harvest:
    """A reading that gave a body that no other did."""
    return Harvest(items=items, memos={HERE: Memo(etag=mark, body_hash=f"{number:032x}")})


# hours


@pytest.mark.parametrize(
    ("hours", "local", "is_due"),
    [
        ((time(6), time(23)), time(5, 59), False),
        ((time(6), time(23)), time(6), True),
        ((time(6), time(23)), time(23), False),
        ((time(20), time(2)), time(23, 30), True),
        ((time(20), time(2)), time(1, 59), True),
        ((time(20), time(2)), time(12), False),
        (None, time(3), True),
    ],
)
def test_a_source_is_visited_in_its_hours(archive, hours, local, is_due) -> None:
    one = source().model_copy(update={"hours": hours})
    now = datetime.combine(NOW.date(), local, MEXICO)
    assert archive.due([one], now=now, zone=MEXICO) == ([one] if is_due else [])


# moving


def moved(number: int, to: str | None = THERE) -> Harvest:
    return replace(body(number, item(number)), moved_to=to)


def test_a_source_is_read_at_its_new_address_after_three_good_readings_there(archive) -> None:
    for times in (1, 2, 3):
        assert archive.vitals.asking(source(), now=NOW).source.address == HERE
        read(archive, moved(times), now=NOW + times * HOUR)
        assert state(archive).moved_times == times
    assert archive.vitals.asking(source(), now=NOW).source.address == THERE


def test_what_gives_nothing_is_no_good_reading_and_a_return_forgets_the_others(archive) -> None:
    read(archive, moved(1), now=NOW)
    read(archive, Harvest(unchanged=True, moved_to=THERE), now=NOW + HOUR)
    assert state(archive).moved_times == 1
    read(archive, moved(2, to=None), now=NOW + 2 * HOUR)
    read(archive, moved(3), now=NOW + 3 * HOUR)
    read(archive, moved(4, to="https://diario.example/otro.xml"), now=NOW + 4 * HOUR)
    assert state(archive).moved_times == 1
    assert archive.vitals.asking(source(), now=NOW).source.address == HERE


def test_another_site_is_never_followed_by_itself_but_when_a_person_says_so(archive) -> None:
    away = "https://estacionado.test/feed"
    for number in range(9):
        read(archive, moved(number, to=away), now=NOW + number * HOUR)
    assert state(archive).moved_times == 9
    assert archive.vitals.asking(source(), now=NOW).source.address == HERE
    assert archive.vitals.follow(source(), now=NOW) == away
    assert archive.vitals.asking(source(), now=NOW).source.address == away


def test_nobody_follows_what_did_not_move(archive) -> None:
    assert archive.vitals.follow(source(), now=NOW) is None
    read(archive, body(1, item(1)), now=NOW)
    assert archive.vitals.follow(source(), now=NOW) is None


def test_a_new_address_that_leads_nowhere_is_left_for_the_one_of_the_file(archive) -> None:
    for times in range(3):
        read(archive, moved(times), now=NOW)
    there = archive.vitals.asking(source(), now=NOW).source
    assert there.address == THERE
    archive.collect_failed(there, kind="unreachable", detail="no contestó", now=NOW)
    assert archive.vitals.asking(source(), now=NOW).source == there  # it may be back soon
    archive.collect_failed(there, kind="not_a_feed", detail="es HTML", now=NOW)
    assert archive.vitals.asking(source(), now=NOW).source.address == HERE


def test_who_changes_the_address_in_the_file_is_obeyed(archive) -> None:
    for times in range(3):
        read(archive, moved(times), now=NOW)
    other = Source(kind="feed", url="https://diario.example/tres.xml", id=source().id)
    assert archive.vitals.asking(other, now=NOW).source.address == other.address


def test_a_second_move_is_followed_from_the_first(archive) -> None:
    for number in range(3):
        read(archive, moved(number), now=NOW)
    there = archive.vitals.asking(source(), now=NOW).source
    farther = f"https://{HOST}/tercero.xml"
    for number in range(3, 6):
        read(archive, moved(number, to=farther), now=NOW, of=there)
    assert archive.vitals.asking(source(), now=NOW).source.address == farther
    assert state(archive).address_of == HERE


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.diario.com.mx/rss", "https://feeds.diario.com.mx/", True),
        ("http://diario.com.mx/rss", "https://diario.com.mx/rss", True),
        ("https://diario.com.mx/rss", "https://otro.com.mx/rss", False),
        ("https://uno.blogspot.com/feed", "https://dos.blogspot.com/feed", False),
        ("http://127.0.0.1:80/a", "http://127.0.0.1:90/b", True),
        ("http://127.0.0.1/a", "http://127.0.0.2/b", False),
    ],
)
def test_a_site_is_what_somebody_registered(one, other, same) -> None:
    assert same_site(one, other) is same


# lies


def marked(archive: Archive, now: datetime) -> bool:
    """Whether it would be asked on conditions."""
    memo = archive.vitals.asking(source(), now=now).memos.get(HERE)
    return bool(memo and memo.etag)


def test_what_only_says_unchanged_is_read_whole_each_week(archive) -> None:
    read(archive, body(1, mark='"a"'), now=NOW)
    for hours in range(1, 7 * 24):
        read(archive, Harvest(unchanged=True), now=NOW + hours * HOUR)
        assert marked(archive, NOW + hours * HOUR)
    week = NOW + 7 * DAY
    assert not marked(archive, week)
    same = Harvest(unchanged=True, memos={HERE: Memo(etag='"a"', body_hash=f"{1:032x}")})
    read(archive, same, now=week)
    assert marked(archive, week + HOUR)
    assert state(archive).lied_at is None


def test_what_gives_something_each_day_is_not_believed_a_week(archive) -> None:
    read(archive, body(1, *map(item, range(30)), mark='"a"'), now=NOW)
    read(archive, Harvest(unchanged=True), now=NOW + 23 * HOUR)
    assert marked(archive, NOW + 23 * HOUR)
    assert not marked(archive, NOW + 24 * HOUR)


def test_another_body_under_the_same_mark_is_a_lie_that_is_remembered(archive) -> None:
    read(archive, body(1, item(1), mark='"siempre"'), now=NOW)
    read(archive, Harvest(unchanged=True), now=NOW + 6 * DAY)
    week = NOW + 8 * DAY
    read(archive, body(2, item(2), mark='"siempre"'), now=week)
    assert state(archive).lied_at == week
    assert not marked(archive, week + HOUR)
    assert not marked(archive, week + 29 * DAY)
    assert archive.vitals.asking(source(), now=week + HOUR).memos[HERE].body_hash


def test_what_was_there_while_it_said_unchanged_is_a_lie_the_second_time(archive) -> None:
    read(archive, body(1, item(1), mark='"a"'), now=NOW)
    for week, lied in ((1, None), (2, NOW + 16 * DAY)):
        now = NOW + week * 8 * DAY
        read(archive, Harvest(unchanged=True), now=now - HOUR)
        hidden = replace(item(week + 1), published_at=now - 4 * DAY)
        read(archive, body(week + 1, hidden, mark=f'"{week}"'), now=now)
        assert (state(archive).doubted_at, state(archive).lied_at) == (now, lied)


def test_what_is_new_today_is_no_lie(archive) -> None:
    read(archive, body(1, item(1), mark='"a"'), now=NOW)
    read(archive, Harvest(unchanged=True), now=NOW + 8 * DAY - HOUR)
    fresh = replace(item(2), published_at=NOW + 8 * DAY - 2 * HOUR)
    read(archive, body(2, fresh, mark='"b"'), now=NOW + 8 * DAY)
    assert state(archive).lied_at is None


# doubles


def again(count: int, *, start: int = 0, **changes: object) -> tuple[Item, ...]:
    """The same notes under addresses that nobody saw."""
    return tuple(
        replace(item(n), guid=f"x{start + n}", url=f"https://{HOST}/n/{start + n}", **changes)
        for n in range(count)
    )


def test_the_same_list_under_new_ids_is_told_and_not_entered_again(archive) -> None:
    first = tuple(item(number) for number in range(10))
    read(archive, body(1, *first), now=NOW)
    assert state(archive).doubled_at is None
    for turn in (1, 2, 3):
        news = replace(item(50 + turn), title=f"Otra cosa que pasó el día {turn}")
        now = NOW + turn * HOUR
        added = read(archive, body(turn + 1, *again(10, start=100 * turn), news), now=now)
        assert added == 1
        assert state(archive).doubled_at == now
    assert archive.counts().items == 13


@pytest.mark.parametrize(
    "given",
    [
        again(10, start=100, published_at=NOW + DAY - HOUR),  # a column of each day
        again(4, start=100),  # too few to tell
        tuple(replace(each, title=f"Algo nuevo {each.guid}") for each in again(10, start=100)),
        (*map(item, range(5)), *again(4, start=100)),  # half of it is as it was
    ],
)
def test_what_is_new_is_entered(archive, given) -> None:
    read(archive, body(1, *map(item, range(10))), now=NOW)
    before = archive.counts().items
    new = {each.id for each in given} - {item(number).id for number in range(10)}
    assert read(archive, body(2, *given), now=NOW + DAY) == len(new)
    assert archive.counts().items == before + len(new)
    assert state(archive).doubled_at is None


def test_what_another_source_lists_is_no_double(archive) -> None:
    read(archive, body(1, *map(item, range(10))), now=NOW)
    other = source("otro", host="otro.example")
    theirs = tuple(replace(each, source_id=other.id) for each in again(10, start=100))
    assert read(archive, Harvest(items=theirs), now=NOW + HOUR, of=other) == 10


# signs


def test_a_body_says_how_much_it_lists_and_what_of_it_is_dated_ahead(archive) -> None:
    ahead = tuple(replace(item(number), published_at=NOW) for number in range(3))
    read(archive, replace(body(1, *ahead, item(9)), mended=True), now=NOW)
    now = state(archive)
    assert (now.listed, now.ahead, now.mended, now.newest_at) == (4, 3, True, NOW)
    read(archive, Harvest(unchanged=True), now=NOW + HOUR)
    assert (state(archive).listed, state(archive).full_at) == (4, NOW)
    read(archive, body(2, item(9)), now=NOW + 2 * HOUR)
    then = state(archive)
    assert (then.listed, then.ahead, then.mended, then.newest_at) == (1, 0, False, NOW)


def test_an_outage_is_remembered_once_it_is_over(archive) -> None:
    read(archive, body(1), now=NOW)
    archive.collect_failed(source(), kind="blocked", detail="403", now=NOW + HOUR)
    archive.collect_failed(source(), kind="unreachable", detail="x", now=NOW + 2 * HOUR)
    assert archive.vitals.outages(since=NOW) == []
    read(archive, body(2), now=NOW + 5 * HOUR)
    (outage,) = archive.vitals.outages(since=NOW)
    assert (outage.began_at, outage.ended_at) == (NOW + HOUR, NOW + 5 * HOUR)
    assert (outage.source_id, outage.kind) == (source().id, "unreachable")
    assert archive.vitals.outages(since=NOW + 6 * HOUR) == []


def test_the_pulse_counts_what_was_first_seen_in_each_hour(archive) -> None:
    start = NOW.replace(minute=0)
    read(archive, body(1, item(1), item(2)), now=start + timedelta(minutes=5))
    read(archive, body(2, item(2), item(3)), now=start + timedelta(minutes=59))
    read(archive, body(3, item(4)), now=start + 26 * HOUR)
    assert archive.vitals.pulse(since=start) == {source().id: {start: 3, start + 26 * HOUR: 1}}
    assert archive.vitals.pulse(since=start + HOUR) == {source().id: {start + 26 * HOUR: 1}}


def test_lengths_count_the_pages_read_and_those_with_a_long_text(archive) -> None:
    found = tuple(item(number) for number in range(4))
    read(archive, body(1, *found), now=NOW)
    texts = ("a" * 600, "a" * 599)
    reads = [
        Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=clipping(each, text))
        for each, text in zip(found, texts, strict=False)
    ]
    reads += [
        Read(item_id=found[2].id, outcome=Outcome.NO_TEXT),
        Read(item_id=found[3].id, outcome=Outcome.BLOCKED),
    ]
    archive.save_reads(reads, now=NOW)
    assert archive.vitals.lengths(since=NOW) == {source().id: (3, 1)}
    assert archive.vitals.lengths(since=NOW + HOUR) == {}
