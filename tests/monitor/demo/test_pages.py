"""Any folder of saved pages: what is announced, what is served, what is watched."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest

from monitor import configfile
from monitor.demo.pages import PagesServer, covering, saved_pages
from monitor.errors import SintesisError

TEXT = "<p>" + "La reunión fue en la plaza de Villa Escondida y nadie faltó. " * 3 + "</p>"


def page(title: str, *, head: str = "", body: str = TEXT) -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    published = '<meta property="article:published_time" content="2025-10-15T23:30:00-06:00">'
    (tmp_path / "uno.html").write_bytes(page("Uno &amp; más | Sitio", head=published))
    (tmp_path / "dentro").mkdir()
    (tmp_path / "dentro" / "dós tres.html.gz").write_bytes(gzip.compress(page("Dos")))
    (tmp_path / "otra.txt").write_text("no es una página")
    os.utime(tmp_path / "dentro" / "dós tres.html.gz", (1_700_000_000, 1_700_000_000))
    return tmp_path


def test_the_feed_announces_every_page(folder: Path):
    with PagesServer(folder) as server:
        feed = feedparser.parse(httpx.get(server.feeds[0]).content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Dos", "Uno & más | Sitio"]
    assert feed.entries[1].link == f"{server.address}/pages/uno.html"


def test_a_page_is_dated_by_itself_or_by_its_file(folder: Path):
    with PagesServer(folder) as server:
        dates = {page.name: page.published_at for page in server.pages}
    assert dates == {
        "uno.html": datetime(2025, 10, 16, 5, 30, tzinfo=UTC),
        "dentro/dós tres.html": datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
    }


def test_a_page_of_long_ago_is_announced_with_its_date(folder: Path):
    with PagesServer(folder) as server:
        feed = feedparser.parse(httpx.get(server.feeds[0]).content)
    dates = {entry.title: entry.published for entry in feed.entries}
    assert dates == {
        "Dos": "Tue, 14 Nov 2023 22:13:20 +0000",
        "Uno & más | Sitio": "Thu, 16 Oct 2025 05:30:00 +0000",
    }


def test_pages_are_served_as_they_were_saved(folder: Path):
    with PagesServer(folder) as server:
        feed = feedparser.parse(httpx.get(server.feeds[0]).content)
        found = [httpx.get(entry.link) for entry in feed.entries]
        lost = httpx.get(f"{server.address}/pages/../../otra.txt")
    assert [each.status_code for each in found] == [200, 200]
    assert found[0].content == page("Dos")
    assert found[0].headers["Content-Type"] == "text/html"
    assert lost.status_code == 404


def test_many_pages_come_in_several_feeds(tmp_path: Path):
    for number in range(201):
        (tmp_path / f"{number:03}.html").write_bytes(page(f"Nota {number}"))
    with PagesServer(tmp_path) as server:
        sizes = [len(feedparser.parse(httpx.get(feed).content).entries) for feed in server.feeds]
    assert sizes == [200, 1]
    assert [feed.rpartition("/")[2] for feed in server.feeds] == ["feed.xml", "feed-2.xml"]


def test_the_configuration_watches_the_words_given(folder: Path, tmp_path: Path):
    with PagesServer(folder) as server:
        file = tmp_path / "sources.yaml"
        file.write_text(server.config_text(["Villa Escondida", "José «Pepe» Ruiz"]), "utf-8")
        config = configfile.load(file)
    assert [subject.name for subject in config.subjects] == ["Villa Escondida", "José «Pepe» Ruiz"]
    assert [source.address for source in config.sources.values()] == list(server.feeds)
    assert config.mail is None


def test_without_words_it_watches_names_that_the_pages_have(folder: Path, tmp_path: Path):
    (folder / "tres.html").write_bytes(page("Tres", body=TEXT.replace("Escondida", "Luminosa")))
    with PagesServer(folder) as server:
        file = tmp_path / "sources.yaml"
        file.write_text(server.config_text(smtp=("127.0.0.1", 2525)), "utf-8")
        config = configfile.load(file)
    assert "Villa" in [subject.name for subject in config.subjects]
    assert config.mail is not None


def test_few_names_cover_every_page(tmp_path: Path):
    for number, place in enumerate(["Amalia", "Amalia", "Berriozábal", "Amalia"]):
        body = "".join(f"<p>{'Hoy llovió otra vez. ' * 4} Fue en {place}, {n}.</p>" for n in "abc")
        (tmp_path / f"{number}.html").write_bytes(page("x", body=body))
    (tmp_path / "vacia.html").write_bytes(page("x", body=""))
    with PagesServer(tmp_path) as server:
        assert covering(server.pages) == ("Amalia", "Berriozábal")


def test_a_footer_gives_no_name(tmp_path: Path):
    footer = f"<p>© Todos los Derechos reservados. {'Grupo de Medios Solaris. ' * 4}</p>"
    (tmp_path / "a.html").write_bytes(page("x", body=TEXT + footer))
    with PagesServer(tmp_path) as server:
        assert server.pages[0].names == {"Villa", "Escondida"}


def test_a_page_in_an_old_encoding_keeps_its_title(tmp_path: Path):
    (tmp_path / "vieja.html").write_bytes("<title>Año nuevo</title>".encode("cp1252"))
    with PagesServer(tmp_path) as server:
        assert server.pages[0].title == "Año nuevo"


def test_an_empty_folder_is_told_in_words(tmp_path: Path):
    with pytest.raises(SintesisError, match="no hay páginas guardadas"):
        PagesServer(tmp_path)


def test_a_damaged_file_is_told_in_words(tmp_path: Path):
    (tmp_path / "rota.html.gz").write_bytes(b"no es gzip")
    with pytest.raises(SintesisError, match=r"rota\.html\.gz: no se puede leer"):
        saved_pages(tmp_path, zone=ZoneInfo("America/Mexico_City"))
