"""The bounds of the funnel: a page that never ends costs one page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from monitor.extract import bounded
from monitor.model import Article, Item, Outcome, Page, Rejected
from monitor.sandbox import Sandbox
from tests.conftest import NOW

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
