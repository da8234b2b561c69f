"""Trace and counts: all that is known of an address, and how much there is of everything."""

from __future__ import annotations

from datetime import timedelta

from monitor.archive.records import Read
from monitor.model import Outcome
from tests.monitor.archive.makers import (
    NOW,
    announce,
    close,
    edition,
    group,
    item,
    keep,
    mail,
    tell_of,
)


def test_an_address_nobody_announced_is_unknown(archive) -> None:
    assert archive.trace("https://diario.example/nunca") is None
    assert archive.trace("") is None


def test_an_item_is_followed_to_the_edition_that_told_it(archive) -> None:
    one, two = tell_of(archive, 1), tell_of(archive, 2)
    group(archive, two.id, story=one.id)
    close(
        archive, edition("2026-11-23T07:00", *archive.unreported(now=NOW, since=one.published_at))
    )
    trace = archive.trace(two.url)
    assert (trace.clipping, trace.story_id, trace.edition_id) == (two, one.id, "2026-11-23T07:00")
    assert [(each.outlet_id, each.url) for each in trace.members] == [
        ("diario", one.url),
        ("diario", two.url),
    ]
    assert (trace.outcome, trace.sources, trace.last_read_at) == (
        Outcome.CLIPPED,
        ("diario-feed",),
        NOW,
    )


def test_another_address_leads_to_the_piece(archive) -> None:
    announce(archive, item(1), item(2))
    kept = keep(archive, item(1), "El texto.")
    detail = f"es otra dirección de {kept.url}."
    archive.save_reads(
        [Read(item_id=item(2).id, outcome=Outcome.DUPLICATE, detail=detail)], now=NOW
    )
    trace = archive.trace(item(2).url)
    assert (trace.duplicate_of, trace.clipping) == (kept.url, kept)
    assert (trace.item.url, trace.outcome) == (item(2).url, Outcome.DUPLICATE)


def test_the_address_that_a_page_states_leads_to_it(archive) -> None:
    from dataclasses import replace

    from tests.monitor.archive.makers import clipping

    announce(archive, item(1))
    kept = replace(clipping(item(1)), url="https://diario.example/2026/la-nota")
    archive.save_reads([Read(item_id=kept.id, outcome=Outcome.CLIPPED, clipping=kept)], now=NOW)
    assert archive.trace("https://diario.example/2026/la-nota").clipping == kept


def test_a_duplicate_of_something_unknown_is_told_as_it_is(archive) -> None:
    announce(archive, item(1))
    for detail in ("", "https://diario.example/otra", f"es {item(1).url}"):
        archive.save_reads(
            [Read(item_id=item(1).id, outcome=Outcome.DUPLICATE, detail=detail)], now=NOW
        )
        assert archive.trace(item(1).url).duplicate_of is None


def test_what_waits_says_until_when(archive) -> None:
    announce(archive, item(1))
    soon = NOW + timedelta(minutes=8)
    archive.save_reads(
        [Read(item_id=item(1).id, outcome=None, detail="503", read_at=soon)], now=NOW
    )
    trace = archive.trace(item(1).url)
    assert (trace.outcome, trace.attempts, trace.read_at, trace.detail) == (None, 1, soon, "503")


def test_counts_add_up(archive) -> None:
    one, two = tell_of(archive, 1), tell_of(archive, 2, subjects=("gobierno", "alcaldesa"))
    group(archive, two.id, story=one.id)
    announce(archive, item(3), item(4))
    archive.save_reads([Read(item_id=item(3).id, outcome=Outcome.BLOCKED)], now=NOW)
    close(archive, edition("2026-11-23T07:00"), mail("m1"), mail("m2"))
    archive.claim("m1", now=NOW)
    archive.delivered("m1", accepted=["direccion@oficina.example"], refused={}, now=NOW)
    counts = archive.counts()
    assert (counts.items, counts.waiting) == (4, 1)
    assert counts.outcomes == {"clipped": 2, "blocked": 1}
    assert (counts.clippings, counts.revisions, counts.stories, counts.mentions) == (2, 2, 1, 3)
    assert (counts.untagged, counts.ungrouped, counts.editions) == (0, 0, 1)
    assert (counts.mails, counts.mails_waiting) == (2, 1)
