"""The bounds of the funnel: a page that never ends costs one page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from monitor.extract import bounded
from monitor.local import tick
from monitor.model import Article, Item, Outcome, Page, Rejected
from monitor.pipeline import Pipeline
from monitor.sandbox import Killed, Sandbox
from tests.conftest import FEED, NOW, POSTS

ZONE = ZoneInfo("America/Mexico_City")
ITEM = Item(source_id="heraldo-feed", guid="1", url="https://www.heraldo.test/1", title="Pozo")


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
