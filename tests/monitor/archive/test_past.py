"""What editions already told: how each story stood there, and who was long unheard."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from monitor.model import EditionKind
from tests.monitor.archive.makers import (
    NOW,
    analysis,
    announce,
    digest,
    edition,
    group,
    item,
    keep,
    tell_of,
)

SINCE = NOW - timedelta(days=3)
MORNING, EVENING = "2026-11-23T07:00", "2026-11-23T18:00"
LATER = NOW + timedelta(hours=11)


def tell(archive, key: str, stories: dict[str, tuple[str, tuple[str, ...]]], *, now=NOW) -> None:
    """Tell all that waits; the digest says each story (id: headline, pieces)."""
    told = edition(key, *archive.unreported(now=now, since=SINCE))
    shown = [
        {"id": each, "title": title, "impacts": [{"clipping_id": piece} for piece in pieces]}
        for each, (title, pieces) in stories.items()
    ]
    stored = replace(
        digest(told, closed_at=now), data=json.dumps({"sections": [{"stories": shown}]})
    )
    archive.close_edition(told, digest=stored, mails=[], now=now)


def test_a_story_that_nobody_told_has_no_telling(archive) -> None:
    piece = tell_of(archive, 1)
    assert archive.past.tellings([piece.id], since=SINCE) == {}


def test_the_last_edition_that_told_a_story_is_known_with_its_headline(archive) -> None:
    first = tell_of(archive, 1)
    tell(archive, MORNING, {first.id: ("Así se tituló", (first.id,))})
    announce(archive, item(2))
    second = keep(archive, item(2), "Otra nota de lo mismo.")
    archive.save_analyses([analysis(second, "gobierno")])
    group(archive, second.id, story=first.id)
    [known] = archive.past.tellings([first.id, "otra"], since=SINCE).values()
    assert (known.edition_id, known.day, known.hour) == (MORNING, NOW.date(), "07:00")
    assert (known.title, known.clipping_ids) == ("Así se tituló", {first.id})
    tell(archive, EVENING, {first.id: ("Después, así", (second.id,))}, now=LATER)
    [known] = archive.past.tellings([first.id], since=SINCE).values()
    assert (known.edition_id, known.title) == (EVENING, "Después, así")
    assert known.clipping_ids == {first.id, second.id}


def test_what_was_told_apart_from_the_news_has_a_telling_of_its_own(archive) -> None:
    news, column = tell_of(archive, 1), tell_of(archive, 2)
    group(archive, column.id, story=news.id)
    tell(
        archive,
        MORNING,
        {news.id: ("Noticia", (news.id,)), f"{news.id}-abc": ("Columna", (column.id,))},
    )
    found = archive.past.tellings([news.id], since=SINCE)
    assert {key: each.title for key, each in found.items()} == {
        news.id: "Noticia",
        f"{news.id}-abc": "Columna",
    }
    assert found[f"{news.id}-abc"].clipping_ids == {column.id}


def test_what_a_digest_does_not_show_nobody_was_told(archive) -> None:
    piece = tell_of(archive, 1)
    tell(archive, MORNING, {})
    assert archive.past.tellings([piece.id], since=SINCE) == {}


def test_a_story_keeps_its_telling_when_it_joins_another(archive) -> None:
    piece, other = tell_of(archive, 1), tell_of(archive, 2)
    tell(archive, MORNING, {piece.id: ("Una", (piece.id,)), other.id: ("Otra", (other.id,))})
    group(archive, other.id, story=piece.id)
    found = archive.past.tellings([piece.id], since=SINCE)
    assert found[piece.id].clipping_ids == {piece.id, other.id}


def test_what_was_published_before_the_horizon_is_not_asked_for(archive) -> None:
    piece = tell_of(archive, 1)
    tell(archive, MORNING, {piece.id: ("Una", (piece.id,))})
    assert archive.past.tellings([piece.id], since=NOW + timedelta(days=1)) == {}


def told_on(archive, days: int, *, kind: EditionKind = EditionKind.DAILY) -> None:
    """An empty edition of some days ago."""
    then = NOW - timedelta(days=days)
    made = replace(edition(f"{then.date()}T07:00"), kind=kind)
    stored = replace(digest(made, closed_at=then), kind=kind)
    archive.close_edition(made, digest=stored, mails=[], now=then)


def test_nobody_is_long_unheard_before_editions_have_a_fortnight(archive) -> None:
    named = {"gobierno"}
    assert archive.past.unheard(named, now=NOW) == {}
    told_on(archive, 13)
    assert archive.past.unheard(named, now=NOW) == {}
    told_on(archive, 40, kind=EditionKind.WEEKLY)  # a report tells nothing
    assert archive.past.unheard(named, now=NOW) == {}
    told_on(archive, 14)
    assert archive.past.unheard(named, now=NOW) == {"gobierno": 14}
    told_on(archive, 30)
    assert archive.past.unheard(named, now=NOW) == {"gobierno": 30}
    assert archive.past.unheard((), now=NOW) == {}


def test_who_was_told_is_heard_and_who_only_waits_is_not(archive) -> None:
    told_on(archive, 20)
    tell_of(archive, 1, subjects=("gobierno",))
    tell(archive, MORNING, {})
    tell_of(archive, 2, subjects=("alcaldesa",))
    assert archive.past.unheard({"gobierno", "alcaldesa"}, now=NOW) == {"alcaldesa": 14}
    month = NOW + timedelta(days=31)
    assert archive.past.unheard({"gobierno"}, now=month) == {"gobierno": 30}
