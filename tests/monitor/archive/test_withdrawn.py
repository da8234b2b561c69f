"""What a source takes back is marked, told, and unmarked if it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.archive import Archive
from monitor.config import Source
from monitor.model import Harvest, Item, Outcome
from tests.monitor.archive.makers import (
    HORIZON,
    HOST,
    NOW,
    announce,
    edition,
    item,
    keep,
    source,
    tell_of,
)

LATER = NOW + timedelta(hours=1)


def take_back(
    archive: Archive, *guids: str, by: Source | None = None, items: Sequence[Item] = ()
) -> None:
    harvest = Harvest(items=tuple(items), gone=guids)
    archive.collected(by or source(), harvest, now=LATER, horizon=HORIZON)


def post(number: int) -> Item:
    return replace(item(number), text=f"Publicación {number}")


def trace(archive: Archive, number: int) -> Any:
    return archive.trace(item(number).url or "")


def test_a_kept_piece_stays_and_says_when_it_was_taken_back(archive) -> None:
    kept = tell_of(archive, 1)
    take_back(archive, "1", "nunca se vio")
    assert archive.clipping(kept.id) == replace(kept, withdrawn_at=LATER)
    assert trace(archive, 1).clipping.withdrawn_at == LATER
    (entry,) = archive.unreported(now=LATER, since=NOW - HORIZON)
    assert entry.clipping.withdrawn_at == LATER
    (found,) = archive.find(None)
    assert found.clipping.withdrawn_at == LATER


def test_the_first_hour_is_kept(archive) -> None:
    kept = tell_of(archive, 1)
    take_back(archive, "1")
    archive.collected(
        source(), Harvest(gone=("1",)), now=LATER + timedelta(hours=5), horizon=HORIZON
    )
    assert archive.clipping(kept.id).withdrawn_at == LATER


def test_what_was_not_read_is_not_read_and_its_words_are_forgotten(archive) -> None:
    announce(archive, post(1), post(2))
    take_back(archive, "1")
    assert [each.item.guid for each in archive.to_read(HOST, now=LATER)] == ["2"]
    lost = trace(archive, 1)
    assert (lost.outcome, lost.item.text) == (Outcome.GONE, None)
    assert "retiró" in lost.detail


def test_what_waits_to_be_read_again_is_left_as_it_was_read(archive) -> None:
    announce(archive, post(1))
    keep(archive, post(1), "Como se leyó")
    announce(archive, replace(post(1), text="Otra cosa"), now=LATER)
    assert archive.to_read(HOST, now=LATER)
    take_back(archive, "1")
    assert archive.to_read(HOST, now=LATER) == []
    assert trace(archive, 1).outcome is Outcome.CLIPPED


def test_a_source_speaks_of_its_own_alone(archive) -> None:
    kept = tell_of(archive, 1)
    take_back(archive, "1", by=source("otro"))
    assert archive.clipping(kept.id).withdrawn_at is None


def test_what_another_source_still_lists_is_not_read_for_it(archive) -> None:
    announce(archive, post(1))
    take_back(archive, "1")
    other = replace(post(1), source_id="otro-feed")
    archive.collected(source("otro"), Harvest(items=(other,)), now=LATER, horizon=HORIZON)
    assert archive.to_read(HOST, now=LATER) == []
    assert trace(archive, 1).item.text is None


def test_what_returns_stands_again(archive) -> None:
    kept = tell_of(archive, 1)
    announce(archive, post(2))
    take_back(archive, "1", "2")
    again = LATER + timedelta(hours=1)
    announce(archive, item(1), post(2), now=again)
    assert archive.clipping(kept.id).withdrawn_at is None
    waiting = {each.item.guid: each for each in archive.to_read(HOST, now=again)}
    assert waiting["2"].item.text == "Publicación 2"
    take_back(archive, "1")
    assert archive.clipping(kept.id).withdrawn_at == LATER


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=st.lists(st.booleans(), min_size=1, max_size=6))
def test_what_was_said_last_holds(archive, events: list[bool]) -> None:
    """True: it is listed; False: it is taken back."""
    number = 1 + archive.counts().items
    kept = tell_of(archive, number)
    for hour, stands in enumerate(events, start=1):
        now = NOW + timedelta(hours=hour)
        listed = (item(number),) if stands else ()
        gone = () if stands else (str(number),)
        archive.collected(source(), Harvest(items=listed, gone=gone), now=now, horizon=HORIZON)
    assert (archive.clipping(kept.id).withdrawn_at is None) == events[-1]


def test_in_one_reading_what_is_gone_is_gone(archive) -> None:
    kept = tell_of(archive, 1)
    take_back(archive, "1", items=[item(1)])
    assert archive.clipping(kept.id).withdrawn_at == LATER


def test_a_hostile_list_of_what_is_gone_breaks_nothing(archive) -> None:
    kept = tell_of(archive, 1)
    take_back(archive, "1", "1", "\ud800", "nulo\x00", *map(str, range(10, 2_000)))
    assert archive.clipping(kept.id).withdrawn_at == LATER


def test_a_story_of_an_alert_says_it_too(archive) -> None:
    tell_of(archive, 1)
    take_back(archive, "1")
    (entry,) = archive.alerts.stories(recent=NOW - HORIZON, since=NOW - HORIZON)
    assert entry.clipping.withdrawn_at == LATER
    assert edition("2026-11-23T07:00", entry).entries == (entry,)
