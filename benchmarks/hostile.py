"""What is made to harm, and what it costs: seconds and peak memory of the child that reads it.

Each case is read as a run reads it, in a child that is killed at its limit; `docs/robustez.md`
names the tests of all that the product withstands.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from zoneinfo import ZoneInfo

from measure import line

from monitor.collectors import page as section
from monitor.collectors.entries import Context
from monitor.collectors.feed import read as read_feed
from monitor.collectors.sitemap import read as read_map
from monitor.config import Source
from monitor.extract import extract
from monitor.letters import read as read_letter
from monitor.model import Item, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/Mexico_City")
SECONDS = 20  # the limit of a child
RSS = "<rss version='2.0'><channel>{}</channel></rss>"
SOURCE = Source(kind="feed", url="https://diario.test/rss", id="diario-feed", outlet_id="diario")
ITEM = Item(source_id="diario-feed", guid="1", url="https://diario.test/1", title="Nota")


def laughs(levels: int) -> str:
    lines = ['<!ENTITY a0 "ja">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels)]
    return "\n".join(lines)


def a_feed(body: str) -> object:
    context = Context(source=SOURCE, base=SOURCE.address, zone=ZONE, now=NOW)
    return read_feed(context, body.encode(), "", None)


def a_map(body: str) -> object:
    context = Context(source=SOURCE, base=SOURCE.address, zone=ZONE, now=NOW)
    return read_map(context, body.encode(), None)


def a_section(body: str) -> object:
    return section.parse(SOURCE, body.encode(), now=NOW, zone=ZONE)


def a_page(body: str) -> object:
    whole = f"<!doctype html><html><body><h1>Vecinos de Xaltepec</h1>{body}</body></html>"
    page = Page(url="https://diario.test/1", body=whole.encode(), content_type="text/html")
    return extract(page, zone=ZONE, now=NOW, hint=ITEM)


def a_letter(body: str) -> object:
    return read_letter(f"Subject: x\nContent-Type: text/html\n\n{body}".encode())


CASES: dict[str, tuple[Callable[[str], object], str]] = {
    "feed: entities that multiply": (
        a_feed,
        f"<!DOCTYPE rss [{laughs(10)}]>" + RSS.format("<item><title>&a9;</title></item>"),
    ),
    "feed: 300,000 blank lines": (a_feed, "\n" * 300_000 + RSS.format("")),
    "feed: 100,000 levels": (a_feed, "<rss version='2.0'><channel>" + "<a>" * 100_000),
    "feed: 100,000 entries": (a_feed, RSS.format("<item><title>x</title></item>" * 100_000)),
    "feed: a title of 10 MB": (a_feed, RSS.format(f"<item><title>{'x' * 10**7}</title></item>")),
    "feed: 200,000 marks in a title": (
        a_feed,
        RSS.format(f"<item><title><![CDATA[{'<b>' * 200_000}]]></title></item>"),
    ),
    "feed: an author without end": (
        a_feed,
        RSS.format(f"<item><author>{'a' * 200_000}</author></item>"),
    ),
    "map: 50,000 addresses": (
        a_map,
        f"<urlset>{'<url><loc>https://a.mx/1</loc></url>' * 50_000}</urlset>",
    ),
    "section: 5,000 links": (a_section, "<a href='/2026/11/22/a-b-c-d-e'>a b c d e f</a>" * 5_000),
    "page: 3,000 levels": (a_page, "<div>" * 3_000 + "<p>Texto.</p>" + "</div>" * 3_000),
    "page: 250,000 <br>": (a_page, f"<p>{'<br>' * 250_000}</p>"),
    "page: 100,000 attributes": (
        a_page,
        "<p " + " ".join(f"a{n}=x" for n in range(100_000)) + ">hola</p>",
    ),
    "page: 50,000 open comments": (a_page, "<!--" * 50_000),
    "letter: 250,000 <br>": (a_letter, "<br>" * 250_000),
    "letter: 20,000 nested links": (a_letter, "<a href='http://a.mx'>" * 20_000),
}


def main() -> None:
    context = get_context("fork")
    for name, (work, body) in CASES.items():
        ours, theirs = context.Pipe()
        child = context.Process(target=_read, args=(work, body, theirs))
        child.start()
        theirs.close()
        told = ours.recv() if ours.poll(SECONDS) else None
        child.kill()
        child.join()
        seconds, memory = told or (float(SECONDS), float("nan"))
        line(f"hostile: {name}", seconds, "s", against=SECONDS, yardstick=f"limit; {memory:.0f} MB")


def _read(work: Callable[[str], object], body: str, told: Connection) -> None:
    """What a child costs, whether it gives something or refuses."""
    sys.setrecursionlimit(1_000)
    began = perf_counter()
    try:
        work(body)
    except Exception as refusal:
        del refusal
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.send((perf_counter() - began, peak))


if __name__ == "__main__":
    main()
