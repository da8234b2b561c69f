"""What every test shares: a small fictional municipality, a web without a network, a clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from monitor.config import (
    Alias,
    Config,
    Digest,
    Holder,
    Outlet,
    Profile,
    Reading,
    Source,
    Subject,
)
from monitor.errors import FetchError, NotFound
from monitor.model import Memo, Page

pytest_plugins = ["tests.databases"]

# What CI finds must be found again; whoever works on the code draws afresh each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

NOW = datetime(2026, 8, 21, 13, 30, tzinfo=UTC)  # 07:30 in Mexico City


class Web:
    """A web that answers from a dictionary: bytes, a page, or the error that the address gives."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Page | FetchError] = {}
        self.asked: list[str] = []

    def __call__(self, url: str, *, limit: int = 0, memo: Memo | None = None) -> Page:
        self.asked.append(url)
        answer = self.pages.get(url, NotFound(url, "el servidor contesta que no existe (404)"))
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, Page):
            return answer
        return Page(url=url, body=answer, content_type=_type(answer), charset="utf-8")


def _type(body: bytes) -> str:
    return "application/xml" if body.lstrip().startswith(b"<?xml") else "text/html"


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def now() -> datetime:
    return NOW


FEED = "https://www.heraldo.test/rss"
POSTS = "https://red.test/vecinos.rss"


@pytest.fixture
def config() -> Config:
    """Xaltepec: a mayor with a predecessor, a programme, a place, a newspaper and a network."""
    return Config(
        profile=Profile(
            municipality="Xaltepec",
            state="Estado de México",
            places=("Xaltepec",),
            demonyms=("xaltepequense",),
            contact="prensa@xaltepec.test",
            recipients=("Dirección <direccion@xaltepec.test>",),
            digest=Digest(hours=("07:00",)),
        ),
        subjects=(
            Subject(
                id="alcaldesa",
                name="Alcaldesa",
                kind="mayor",
                roles=("alcaldesa", "presidenta municipal"),
                holders=(
                    Holder(
                        name="Maribel Ontiveros",
                        short=("Ontiveros",),
                        since="2025-01-01",
                        until="2027-12-31",
                    ),
                ),
            ),
            Subject(
                id="gobierno",
                name="Gobierno municipal",
                kind="government",
                aliases=(
                    Alias(text="gobierno de Xaltepec"),
                    Alias(text="ayuntamiento de Xaltepec"),
                ),
            ),
            Subject(
                id="municipio",
                name="Xaltepec",
                kind="place",
                aliases=(Alias(text="Xaltepec"),),
                excluded=("presa Xaltepec",),
            ),
        ),
        outlets=(
            Outlet(
                id="heraldo",
                name="El Heraldo de Xaltepec",
                scope="local",
                medium="newspaper",
                reach=41000,
                sources=(Source(kind="feed", url=FEED, id="heraldo-feed", outlet_id="heraldo"),),
            ),
            Outlet(
                id="vecinos",
                name="Vecinos en red",
                scope="local",
                medium="network",
                sources=(
                    Source(
                        kind="feed",
                        url=POSTS,
                        text="entry",
                        id="vecinos-feed",
                        outlet_id="vecinos",
                    ),
                ),
            ),
        ),
        reading=Reading(pause=timedelta(0)),
    )


Entry = Mapping[str, str]


@pytest.fixture
def rss() -> Callable[..., bytes]:
    """An RSS feed of the entries given: title, link, date, and what else an entry has."""

    def write(*entries: Entry) -> bytes:
        items = "".join(
            "<item>"
            + "".join(f"<{key}>{value}</{key}>" for key, value in entry.items())
            + "</item>"
            for entry in entries
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()

    return write


@pytest.fixture
def page() -> Callable[..., bytes]:
    """An article page of a usual portal."""

    def write(title: str, *paragraphs: str, published: str = "2026-08-21T06:00:00-06:00") -> bytes:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return f"""<!doctype html><html lang="es"><head><meta charset="utf-8">
<title>{title} | El Heraldo de Xaltepec</title>
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{published}"></head>
<body><nav><a href="/">Inicio</a> <a href="/municipios">Municipios</a></nav>
<main><article><h1>{title}</h1><p class="byline">Por Lucía Barrera</p>{body}</article></main>
<footer><p>Todos los derechos reservados</p></footer></body></html>""".encode()

    return write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ediciones"
