"""The bounds of the funnel: a page that never ends costs one page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from monitor.archive.records import Waiting
from monitor.extract import bounded
from monitor.local import tick
from monitor.model import Article, Item, Outcome, Page, Rejected
from monitor.pipeline import Pipeline
from monitor.reading import Reader
from monitor.relevance import Relevance
from monitor.sandbox import Killed, Sandbox
from tests.conftest import FEED, NOW, POSTS

ZONE = ZoneInfo("America/Mexico_City")
ITEM = Item(source_id="heraldo-feed", guid="1", url="https://www.heraldo.test/1", title="Pozo")
NOTE = "https://www.diario.mx/local/abren-pozo-4411"
AMP = "https://amp.diario.mx/local/abren-pozo-4411"
OLD = "https://www.elsoldetoluca.com.mx/local/abren-pozo-4411.html"
NEW = "https://oem.com.mx/elsoldetoluca/local/abren-pozo-4411"


def test_a_page_that_takes_too_long_has_no_text_and_stops_nobody(monkeypatch, page):
    endless = Page(url="https://www.heraldo.test/1", body=b"<div>" * 400_000)
    monkeypatch.setattr(bounded, "_SANDBOX", Sandbox(seconds=0.05, megabytes=2048, children=1))
    refused = bounded.extract_bounded(endless, zone=ZONE, now=NOW, hint=ITEM)
    assert isinstance(refused, Rejected)
    assert refused.outcome is Outcome.NO_TEXT
    assert "no terminó en 0.05 s" in refused.detail


def test_the_child_reads_what_the_parent_would(page):
    body = page("Abren pozo", "La alcaldesa inauguró un pozo de agua para la colonia. " * 8)
    read = bounded.extract_bounded(
        Page(url="https://www.heraldo.test/1", body=body), zone=ZONE, now=NOW, hint=ITEM
    )
    assert isinstance(read, Article)
    assert read.title == "Abren pozo"


class Dying:
    """A sandbox whose child is always ended from outside."""

    def call(self, *arguments: object) -> None:
        raise Killed("se interrumpió")


def test_a_page_whose_child_was_ended_is_read_another_time(
    monkeypatch, config, archive, web, folder, rss, page
):
    url = "https://www.heraldo.test/1"
    web.pages[FEED] = rss(
        {"title": "Pozo", "link": url, "pubDate": "Fri, 21 Aug 2026 06:00:00 -0600"}
    )
    web.pages[POSTS] = rss()
    web.pages[url] = page("Abren pozo en Xaltepec", "La alcaldesa de Xaltepec abrió un pozo. " * 9)
    pipeline = Pipeline(config=config, archive=archive, fetch=web, folder=folder)
    with monkeypatch.context() as shutting_down:
        shutting_down.setattr(bounded, "_SANDBOX", Dying())
        tick(pipeline, clock=lambda: NOW)
    trace = archive.trace(url)
    assert trace.outcome is None
    assert "se interrumpió" in trace.detail
    tick(pipeline, clock=lambda: trace.read_at)
    assert archive.trace(url).outcome is Outcome.CLIPPED


def test_what_is_said_on_a_page_of_ours_need_not_name_us(config, web, page):
    vecinos = config.outlets[1]
    said = "sigue sin agua la calle de atrás de la primaria"
    page_url = "https://red.test/1"
    web.pages[page_url] = page("Aviso", f"{said.capitalize()}. " * 9)
    posts = (
        Item(source_id="vecinos-feed", guid="1", url="https://red.test/2", title="", text=said),
        Item(source_id="vecinos-feed", guid="2", url=page_url, title="Aviso"),
    )
    for ours in (True, False):
        source = vecinos.sources[0].model_copy(update={"ours": ours})
        outlet = vecinos.model_copy(update={"sources": (source,)})
        mine = config.model_copy(update={"outlets": (config.outlets[0], outlet)})
        reader = Reader(mine, web, Relevance(mine))
        read = [
            reader.read(Waiting(item=post, attempts=0, first_seen_at=NOW), now=NOW)
            for post in posts
        ]
        wanted = Outcome.CLIPPED if ours else Outcome.IRRELEVANT
        assert [each.outcome for each in read] == [wanted, wanted], read


def address_of(reader, page, *, announced: str, landed: str, stated: str) -> str | None:
    """The address of the clipping of a page that states its own, where we landed elsewhere."""
    body = page("Abren pozo en Xaltepec", "La alcaldesa de Xaltepec abrió un pozo. " * 9)
    link = f'<link rel="canonical" href="{stated}">'.encode()
    said = Page(url=landed, body=body.replace(b"</head>", link + b"</head>", 1))
    assert link in said.body
    item = Item(source_id="heraldo-feed", guid="1", url=announced, title="Pozo")
    read = Reader(reader.config, lambda *_, **__: said, reader.relevance).read(
        Waiting(item=item, attempts=0, first_seen_at=NOW), now=NOW
    )
    assert read.outcome is Outcome.CLIPPED, read
    return read.clipping.url


@pytest.mark.parametrize(
    ("announced", "landed", "stated", "shown"),
    [
        (AMP, AMP, NOTE, NOTE),
        (NOTE, NOTE, "https://www.otro.mx/local/abren-pozo-4411", NOTE),
        (NOTE, NOTE, "https://www.diario.mx/", NOTE),
        (NOTE, NOTE, "https://www.diario.mx/local/", NOTE),
        (NOTE, NOTE, NOTE.replace("https:", "http:"), NOTE),
        (OLD, NEW, NEW, NEW),
        (OLD, NEW, NEW.replace("elsoldetoluca", "elsoldemexico"), NEW),
        (OLD, NEW, "https://oem.com.mx/elsoldetoluca/", NEW),
    ],
)
def test_a_page_is_believed_on_its_own_site_alone(
    config, web, page, announced, landed, stated, shown
):
    reader = Reader(config, web, Relevance(config))
    told = address_of(reader, page, announced=announced, landed=landed, stated=stated)
    assert told == shown
