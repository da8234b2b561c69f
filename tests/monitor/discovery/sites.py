"""Invented outlets on loopback: what their pages, feeds, maps and interfaces answer by path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

from monitor.discovery import Discovery, discover
from monitor.fetch import Fetcher
from tests.monitor.collectors.networks import Asked, Network, Said, serving
from tests.monitor.collectors.samples import MEXICO

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LONG = "El cabildo revisó la obra de la calle y escuchó a los vecinos del lugar. " * 12
NAME = "El Faro del Valle"


@dataclass
class Outlet:
    """A site; in its texts `{base}` is its own address."""

    pages: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, int] = field(default_factory=dict)  # a status by path
    posts: list[dict[str, Any]] = field(default_factory=list)
    network: Network | None = None

    @property
    def url(self) -> str:
        assert self.network
        return self.network.url

    def __call__(self, asked: Asked) -> Said:
        if status := self.refuses.get(asked.path):
            return Said(status=status, body=b"")
        if asked.path.endswith("/wp-json/wp/v2/posts") and self.posts:
            return self._posts(asked)
        written = "&".join(f"{name}={value}" for name, value in asked.query)
        text = self.pages.get(f"{asked.path}?{written}", self.pages.get(asked.path))
        if text is None:
            return Said(status=404, body=b"")
        return Said(body=text.replace("{base}", self.url).encode())

    def _posts(self, asked: Asked) -> Said:
        size, page = int(asked.get("per_page")), int(asked.get("page"))
        since = asked.get("modified_after")
        found = [each for each in self.posts if str(each["modified_gmt"]) > since]
        pages = -(-len(found) // size)
        if page > max(pages, 1):
            refusal = {"code": "rest_post_invalid_page_number", "message": "…"}
            return Said(status=400, body=refusal)
        shown = json.dumps(found[(page - 1) * size : page * size]).replace("{base}", self.url)
        return Said(body=shown.encode(), headers={"X-WP-TotalPages": str(pages)})

    def paths(self) -> list[str]:
        """What was asked for, but for robots.txt."""
        assert self.network
        return [path for path in self.network.paths() if path != "/robots.txt"]


@contextmanager
def open_outlet(pages: dict[str, str], **more: Any) -> Iterator[Outlet]:
    outlet = Outlet(pages=pages, **more)
    with serving(outlet) as network:
        outlet.network = network
        yield outlet


def found_at(outlet: Outlet, path: str = "/", *, now: datetime = NOW) -> Discovery:
    with Fetcher(
        contact="monitor@valle.example", pause=timedelta(0), allow_hosts=["127.0.0.1"]
    ) as fetch:
        return discover(outlet.url + path, fetch, now=now, zone=MEXICO)


def moment(number: int) -> datetime:
    """Of a note: every two hours one, back from NOW."""
    return NOW - timedelta(hours=2 * number)


def rss(numbers: Iterable[int], *, text: str = "") -> str:
    items = "".join(
        f"<item><title>Nota {n} del valle</title><link>{{base}}/nota/{n}</link>"
        f"<guid>{{base}}/nota/{n}</guid><pubDate>{format_datetime(moment(n))}</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for n in numbers
    )
    head = f"<title>{NAME}</title><link>{{base}}/</link><description>x</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def news_map(numbers: Iterable[int]) -> str:
    rows = "".join(
        f"<url><loc>{{base}}/nota/{n}</loc><news:news><news:publication_date>"
        f"{moment(n).isoformat()}</news:publication_date>"
        f"<news:title>Nota {n} del valle</news:title></news:news></url>"
        for n in numbers
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    )


def post(number: int) -> dict[str, Any]:
    """A post as WordPress' interface gives it."""
    stamp = f"{moment(number):%Y-%m-%dT%H:%M:%S}"
    return {
        "id": number,
        "link": f"{{base}}/nota/{number}",
        "guid": {"rendered": f"{{base}}/?p={number}"},
        "title": {"rendered": f"Nota {number} del valle"},
        "excerpt": {"rendered": "<p>Resumen</p>"},
        "content": {"rendered": f"<p>{LONG}</p>", "protected": False},
        "date_gmt": stamp,
        "modified_gmt": stamp,
    }


def front(head: str = "", body: str = "") -> str:
    return (
        f'<html><head><title>{NAME}: noticias</title><meta property="og:site_name" '
        f'content="{NAME}">{head}</head><body>{body}</body></html>'
    )


def announced(path: str, *, title: str = f"{NAME} » Feed", kind: str = "rss") -> str:
    return (
        f'<link rel="alternate" type="application/{kind}+xml" title="{title}" '
        f'href="{{base}}{path}">'
    )


def listing(numbers: Iterable[int]) -> str:
    """The cards of a front page, each with the headline of a note."""
    cards = "".join(
        f'<article><h3><a href="/2026/11/23/nota-{n}-del-valle-norte">'
        f"Vecinos piden que se repare la calle {n} del valle</a></h3></article>"
        for n in numbers
    )
    return f"<main>{cards}</main>"


NOTE = (
    "<html><head><title>Nota</title><meta property='og:type' content='article'></head><body>"
    f"<article><h1>Nota del valle</h1><p>{LONG}</p><p>{LONG}</p></article></body></html>"
)
