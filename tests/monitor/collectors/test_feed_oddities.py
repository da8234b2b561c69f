"""Feeds that are read everywhere and follow no rule: what an analyst must see of their entries."""

from __future__ import annotations

import time

import pytest

from monitor.collectors import feed
from monitor.model import Item
from tests.monitor.collectors.samples import MEXICO, NOW, source

NOTE = "https://diario.example.mx/2026/08/obra/"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Diario</title>{}</feed>'
RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{}</channel></rss>'
)
CAPTION = '<media:content url="https://diario.example.mx/1.jpg">{}</media:content>'.format(
    "<media:title>Foto</media:title><media:description>Foto: R. Luna</media:description>"
)


def one(body: str, *, text: str = "entry") -> Item:
    (item,) = feed.parse(source(text=text), body.encode(), now=NOW, zone=MEXICO)
    return item


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("AT&T y P&G abren planta", "AT&T y P&G abren planta"),
        ("Ca&ntilde;er&iacute;a & bombeo", "Cañería & bombeo"),
        ("<![CDATA[R&D; y AT&T]]> &amp; m&aacute;s", "R&D; y AT&T & más"),
        ("<![CDATA[Uno]]><![CDATA[ & dos]]>", "Uno & dos"),
        ("Obras &#38; servicios & más", "Obras & servicios & más"),
    ],
)
def test_an_ampersand_alone_is_one(said: str, title: str) -> None:
    assert one(RSS.format(f"<item><title>{said}</title></item>")).title == title


def test_ampersands_that_never_end_take_no_time() -> None:
    body = RSS.format("<item><title>" + "<![CDATA[&" * 300_000 + "</title></item>")
    began = time.process_time()
    feed.parse(source(), body.encode(), now=NOW, zone=MEXICO)
    assert time.process_time() - began < 10  # with steps back it would be hours


@pytest.mark.parametrize("first", [True, False])
def test_what_is_written_below_a_picture_is_not_the_summary(first: bool) -> None:
    parts = [CAPTION, "<title>Abren la obra</title><description>Vecinos la piden.</description>"]
    item = one(RSS.format(f"<item>{''.join(parts if first else reversed(parts))}</item>"))
    assert (item.title, item.summary, item.text) == (
        "Abren la obra",
        "Vecinos la piden.",
        "Vecinos la piden.",
    )


def test_nor_the_summary_of_an_entry_that_gives_its_text() -> None:
    body = "<content:encoded><![CDATA[<p>Vecinos piden la obra.</p>]]></content:encoded>"
    item = one(RSS.format(f"<item><title>Obra</title>{body}{CAPTION}</item>"))
    assert item.summary == item.text == "Vecinos piden la obra."


def test_it_is_all_that_some_videos_have() -> None:
    item = one(RSS.format(f"<item><title>Video</title>{CAPTION}</item>"))
    assert item.summary == "Foto: R. Luna"


LINK = '<link rel="alternate" type="text/html"{} href="https://diario.example.mx/{}"/>'


@pytest.mark.parametrize(
    ("links", "chosen"),
    [
        ([("", "nota"), (' hreflang="en"', "en/nota")], "nota"),
        ([(' hreflang="en"', "en/nota"), ("", "nota")], "nota"),
        ([(' hreflang="es-MX"', "es/nota"), (' hreflang="en"', "en/nota")], "es/nota"),
        ([(' hreflang="en"', "en/nota"), (' hreflang="nah"', "nah/nota")], "en/nota"),
    ],
)
def test_of_several_languages_ours_is_read(links: list[tuple[str, str]], chosen: str) -> None:
    written = "".join(LINK.format(*each) for each in links)
    item = one(ATOM.format(f"<entry><id>1</id><title>Obra</title>{written}</entry>"))
    assert item.url == f"https://diario.example.mx/{chosen}"


def test_whoever_signs_a_feed_signs_its_entries() -> None:
    house = "<author><name>Mesa de redacción</name></author>"
    own = "<author><name>Rosa Luna</name></author>"
    assert one(ATOM.format(f"{house}<entry><title>a</title></entry>")).author == "Mesa de redacción"
    assert one(ATOM.format(f"{house}<entry><title>a</title>{own}</entry>")).author == "Rosa Luna"
