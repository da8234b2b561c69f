"""The feeds of the sections, as a reader of feeds takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reports import digest, render, rss
from reports.model import Digest
from tests.reports import press

HOME = "https://sanjacinto.example/prensa"
SAMPLE = digest.build(press.sample_edition(), press.config())


def of(*told: Digest, home: str = HOME) -> dict[str, feedparser.FeedParserDict]:
    made = rss.feeds(map(render.data, told), home=home)
    return {key: feedparser.parse(BytesIO(each)) for key, each in made.items()}


def edition(days_before: int, *, stories: int = 1) -> Digest:
    """The mayor's section of another day, with that many stories."""
    section = next(each for each in SAMPLE.sections if each.id == "mayor")
    told = tuple(
        replace(section.stories[0], id=f"n{days_before}-{at}", title=f"Nota {days_before}-{at}")
        for at in range(stories)
    )
    day = SAMPLE.cover.day - timedelta(days=days_before)
    cover = replace(
        SAMPLE.cover, day=day, opened_at=SAMPLE.cover.opened_at - timedelta(days=days_before)
    )
    sections = (replace(section, stories=told),)
    return replace(SAMPLE, id=f"{day}T07:00", cover=cover, sections=sections)


def titled(title: str, **changes: object) -> Digest:
    section = SAMPLE.sections[0]
    story = replace(section.stories[0], title=title, **changes)  # type: ignore[arg-type]
    return replace(SAMPLE, sections=(replace(section, title=title, stories=(story,)),))


def test_a_feed_per_section_with_its_stories() -> None:
    read = of(SAMPLE)
    assert {key: [each.title for each in feed.entries] for key, feed in read.items()} == {
        section.id: [story.title for story in section.stories] for section in SAMPLE.sections
    }
    assert not any(feed.bozo for feed in read.values())
    assert all(feed.version == "rss20" for feed in read.values())


def test_what_a_feed_says_of_itself() -> None:
    channel = of(SAMPLE)["attention"].feed
    assert channel.title == "Requiere atención · San Jacinto del Lago"
    assert channel.link == HOME
    assert channel.language == "es-mx"
    assert channel.updated == "Mon, 23 Nov 2026 07:00:00 -0600"


def test_what_an_item_says() -> None:
    story = SAMPLE.sections[0].stories[0]
    item = of(SAMPLE)["attention"].entries[0]
    assert (item.link, item.author) == (story.url, "Lucía Peñaloza")
    assert item.id == f"2026-11-23T07:00/{story.id}"
    assert not item.guidislink
    assert item.published_parsed[:5] == (2026, 11, 23, 13, 0)
    assert [(tag.scheme, tag.term) for tag in item.tags] == [
        ("postura", "Negativo"),
        ("asunto", "Agua"),
    ]
    assert item.summary.startswith(
        "<p>▼ Negativo · El Mirador Mexiquense · 22 nov 2026, 19:30 · 6 impactos</p><p>"
    )
    assert all(sentence.text in item.summary for sentence in story.summary)


def test_what_changed_is_said() -> None:
    (item,) = of(SAMPLE)["government"].entries
    assert "Actualizada: la nota fue corregida" in item.summary


def test_the_newest_edition_is_first_and_the_last_hundred_stay() -> None:
    read = of(edition(0, stories=30), edition(1, stories=30), edition(2, stories=60))["mayor"]
    titles = [each.title for each in read.entries]
    assert len(titles) == rss.MOST
    assert titles[:30] == [f"Nota 0-{at}" for at in range(30)]
    assert titles[60:] == [f"Nota 2-{at}" for at in range(40)]
    assert len({each.id for each in read.entries}) == rss.MOST


def test_a_story_told_again_is_another_item_and_a_day_later_none_changes_its_id() -> None:
    first, second = edition(1), replace(edition(0), sections=edition(1).sections)
    ids = [each.id for each in of(second, first)["mayor"].entries]
    assert ids == ["2026-11-23T07:00/n1-0", "2026-11-22T07:00/n1-0"]
    assert [each.id for each in of(first)["mayor"].entries] == ids[1:]


def test_a_section_of_yesterday_keeps_its_feed() -> None:
    read = of(edition(0), SAMPLE)
    assert set(read) == {section.id for section in SAMPLE.sections}
    assert read["attention"].feed.updated == "Mon, 23 Nov 2026 07:00:00 -0600"


def test_no_more_editions_are_read_than_needed() -> None:
    read: list[int] = []

    def told() -> Iterator[str]:
        for at in range(1_000):
            read.append(at)
            yield render.data(edition(0))

    rss.feeds(told(), home=HOME)
    assert len(read) == rss.EDITIONS


def test_before_the_first_edition_there_is_no_feed() -> None:
    assert rss.feeds([], home=HOME) == {}
    nothing = digest.build(press.edition(), press.config())
    assert rss.feeds([render.data(nothing)], home=HOME) == {}


def test_the_same_data_give_the_same_bytes() -> None:
    data = render.data(SAMPLE)
    assert rss.feeds([data], home=HOME) == rss.feeds([data], home=HOME)


@pytest.mark.parametrize(
    ("home", "link"),
    [("prensa@sanjacinto.example", "mailto:prensa@sanjacinto.example"), (HOME, HOME)],
)
def test_whoever_has_no_page_has_an_address(home: str, link: str) -> None:
    (*_, top) = etree.fromstring(rss.feeds([render.data(SAMPLE)], home=home)["mayor"])
    assert top.findtext("link") == link


def test_markup_of_an_outlet_is_words() -> None:
    title = 'El <b>alcalde</b> & "su" ]]> <script>alert(1)</script>'
    summary = (replace(SAMPLE.sections[0].stories[0].summary[0], text=title),)
    made = rss.feeds([render.data(titled(title, summary=summary))], home=HOME)["attention"]
    item = etree.fromstring(made).find("channel/item")
    assert item is not None
    assert item.findtext("title") == title
    described = item.findtext("description") or ""
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in described
    assert "<script" not in described


@given(st.text(st.characters(codec=None)))
@settings(max_examples=50, deadline=None)
def test_no_words_break_a_feed(said: str) -> None:
    told = titled(said, author=said, outlet=said, change=said, url=f"https://x.example/{said}")
    told = replace(told, cover=replace(told.cover, municipality=said, office=said))
    (made,) = rss.feeds([render.data(told)], home=HOME).values()
    assert etree.fromstring(made).tag == "rss"
