"""Whose a note is: the outlet that publishes it, whoever told us of it."""

from __future__ import annotations

import json

import pytest

from monitor import sites
from monitor.config import Outlet, Source
from monitor.local import tick
from monitor.pipeline import Pipeline
from monitor.publishing import extraordinary
from tests.conftest import FEED, NOW

NOTE = "https://www.heraldo.test/local/abren-pozo-en-xaltepec"
AWAY = "https://www.gaceta-del-sur.com.mx/xaltepec/cierran-escuela-por-goteras"
ALERTS = "https://www.google.com.mx/alerts/feeds/0123/4567"
ASKED = [
    ("heraldo", "https://www.heraldo.mx/rss"),
    ("heraldo", "https://heraldo.mx/sitemap.xml"),
    ("sol", "https://oem.com.mx/elsoldetoluca/rss"),
    ("casa-a", "https://grupo.mx/a/rss"),
    ("casa-b", "https://grupo.mx/b/rss"),
    ("puerto", "http://127.0.0.1:8601/feed"),
    ("video", "https://www.youtube.com/feeds/videos.xml?channel_id=x"),
    ("alertas", ALERTS),
    ("carpeta", "folder:recortes"),
]


@pytest.mark.parametrize(
    ("page", "by", "at", "outlet"),
    [
        ("https://m.heraldo.mx/nota", "alertas", ALERTS, "heraldo"),
        ("https://heraldo.mx/nota", "alertas", "googlealerts-noreply@google.com", "heraldo"),
        ("https://heraldo.mx/nota", "sol", "https://oem.com.mx/elsoldetoluca/rss", "heraldo"),
        ("https://oem.com.mx/elsoldetoluca/x", "alertas", ALERTS, "sol"),
        ("https://www.elsoldetoluca.com.mx/x", "alertas", ALERTS, "sol"),
        ("https://oem.com.mx/elsoldepuebla/x", "alertas", ALERTS, "oem.com.mx/elsoldepuebla"),
        ("https://www.otro.com.mx/nota", "alertas", ALERTS, "otro.com.mx"),
        ("https://www.otro.com.mx/nota", "heraldo", "https://heraldo.mx/rss", "heraldo"),
        ("https://grupo.mx/b/nota", "casa-a", "https://grupo.mx/a/rss", "casa-a"),
        ("https://grupo.mx/b/nota", "alertas", ALERTS, "grupo.mx"),
        ("http://127.0.0.1:8601/nota", "alertas", ALERTS, "puerto"),
        ("http://127.0.0.1:8602/nota", "heraldo", "https://heraldo.mx/rss", "heraldo"),
        ("https://www.youtube.com/watch?v=1", "heraldo", "https://heraldo.mx/rss", "heraldo"),
        ("https://news.google.com/rss/articles/x", "alertas", ALERTS, "alertas"),
    ],
)
def test_a_page_is_of_the_outlet_of_its_site(page: str, by: str, at: str, outlet: str) -> None:
    assert sites.owners(ASKED).of(page, announced_by=by, at=at) == outlet


def alert(key: str, link: str) -> str:
    wrapped = f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={link}&amp;ct=ga&amp;cd={key}"
    return (
        f"<entry><id>tag:google.com,2013:{key}</id><title>Abren pozo en Xaltepec</title>"
        f'<link href="{wrapped}"/><published>2026-08-21T12:00:00Z</published></entry>'
    )


def alerts(*entries: str) -> bytes:
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Alerta</title>'
    return f"{head}{''.join(entries)}</feed>".encode()


@pytest.fixture
def office(config, archive, web, folder, page) -> Pipeline:
    """The office of the tests, with two alerts of a searcher before its newspaper."""
    sources = tuple(
        Source(kind="feed", url=f"{ALERTS}{n}", id=f"alertas-feed-{n}", outlet_id="alertas")
        for n in (1, 2)
    )
    outlet = Outlet(id="alertas", name="Alertas", scope="state", medium="digital", sources=sources)
    web.pages[f"{ALERTS}1"] = alerts(alert("a", NOTE))
    web.pages[f"{ALERTS}2"] = alerts(alert("b", NOTE), alert("c", AWAY))
    web.pages[FEED] = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>H</title><item>'
        b"<title>Abren pozo en Xaltepec</title><link>" + NOTE.encode() + b"</link>"
        b"<pubDate>Fri, 21 Aug 2026 06:00:00 -0600</pubDate></item></channel></rss>"
    )
    web.pages[NOTE] = page("Abren pozo en Xaltepec", "La alcaldesa de Xaltepec abrió un pozo. " * 9)
    web.pages[AWAY] = page("Cierran escuela", "En Xaltepec cerraron una escuela por goteras. " * 9)
    whole = config.model_copy(update={"outlets": (outlet, *config.outlets)})
    return Pipeline(config=whole, archive=archive, fetch=web, folder=folder)


def told(office: Pipeline) -> dict[str, list[str]]:
    """The outlets that the edition names, by the address of each note."""
    digest = extraordinary(office.config, now=NOW).id
    office.publisher.publish(digest, now=NOW)
    page = json.loads(office.archive.digest(digest).data)
    found: dict[str, list[str]] = {}
    for section in page["sections"]:
        for story in section["stories"]:
            for impact in story["impacts"]:
                found.setdefault(impact["url"], []).append(impact["outlet"])
    return found


@pytest.mark.parametrize("first", ["heraldo", "alertas"])
def test_two_alerts_of_a_known_note_are_one_clipping_of_its_outlet(office, web, first) -> None:
    """Whoever comes first: the outlet's own feed, or the searcher."""
    late = FEED if first == "alertas" else f"{ALERTS}1"
    kept = web.pages.pop(late)
    tick(office, clock=lambda: NOW, steps=("collect", "read", "tag", "group"))
    web.pages[late] = kept
    office.archive.hurry(list(office.config.sources), now=NOW)
    tick(office, clock=lambda: NOW, steps=("collect", "read", "tag", "group"))
    found = [each.clipping for each in office.archive.find(None, limit=100)]
    assert {(each.url, each.outlet_id) for each in found} == {
        (NOTE, "heraldo"),
        (AWAY, "gaceta-del-sur.com.mx"),
    }
    assert told(office) == {NOTE: ["El Heraldo de Xaltepec"], AWAY: ["gaceta-del-sur.com.mx"]}
