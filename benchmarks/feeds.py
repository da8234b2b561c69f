"""What 200 feeds of real size cost when all of them changed, against feedparser's default call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from random import Random
from zoneinfo import ZoneInfo

import feedparser
from measure import cpu, line

from monitor.collectors.feed import parse
from monitor.config import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/Mexico_City")
FEEDS = 200
ENTRIES = (10, 15, 20, 25, 30, 50, 100)  # of a feed: what outlets really list
WORDS = [
    *("vecinos", "colonia", "agua", "calle", "municipio", "alcaldesa", "obra", "reporte"),
    *("seguridad", "programa", "cabildo", "bache", "luminaria", "mercado", "escuela", "parque"),
    *("patrulla", "lluvia", "transporte", "presupuesto", "apoyo", "jornada"),
]
SOURCE = Source(kind="feed", url="https://diario.test/rss", id="diario-feed", outlet_id="diario")


def body(number: int) -> bytes:
    """A feed as WordPress writes it: half of them with the whole text of each entry."""
    luck = Random(number)
    count = luck.choice(ENTRIES)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Diario</title>'
        + "".join(_entry(luck, number, n, whole=number % 2 == 0) for n in range(count))
        + "</channel></rss>"
    ).encode()


def _entry(luck: Random, feed: int, number: int, *, whole: bool) -> str:
    at = NOW - timedelta(minutes=17 * number + feed)
    link = f"https://diario{feed}.test/{at:%Y/%m/%d}/{'-'.join(luck.choices(WORDS, k=6))}-{number}/"
    text = "".join(_block(luck, link) for _ in range(8))
    content = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if whole else ""
    return (
        f"<item><title>{_said(luck, 11)}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><dc:creator>Redacción</dc:creator>"
        f"<description><![CDATA[<p>{_said(luck, 40)}</p>]]></description>{content}</item>"
    )


def _block(luck: Random, link: str) -> str:
    """What an editor of WordPress leaves around a paragraph."""
    picture = f"{link}{luck.choice(WORDS)}.jpg"
    return (
        f'<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" '
        f'width="1024" height="683" src="{picture}?w=1024" srcset="{picture}?w=1024 1024w, '
        f'{picture}?w=300 300w" alt="{_said(luck, 5)}" class="wp-image-1"/></figure>'
        f'<p class="has-text"><a href="{link}?utm_source=rss">{_said(luck, 6)}</a>, '
        f"<strong>{_said(luck, 4)}</strong> {_said(luck, 60)}.<br />{_said(luck, 20)}</p>"
    )


def _said(luck: Random, words: int) -> str:
    return " ".join(luck.choices(WORDS, k=words)).capitalize()


def main() -> None:
    bodies = [body(number) for number in range(FEEDS)]
    items = sum(len(_parsed(each)) for each in bodies)

    def ours() -> None:
        for each in bodies:
            _parsed(each)

    def plain() -> None:
        for each in bodies:
            feedparser.parse(BytesIO(each))

    yardstick, spent = cpu(plain, rounds=3), cpu(ours, rounds=3)
    each, per_item = spent * 1000 / FEEDS, spent * 1e6 / items
    line("feeds: 200 changed", each, "ms", against=yardstick * 1000 / FEEDS, yardstick="feedparser")
    line("feeds: an item", per_item, "µs", against=yardstick * 1e6 / items, yardstick="feedparser")


def _parsed(content: bytes) -> tuple[object, ...]:
    return parse(SOURCE, content, content_type="application/rss+xml", now=NOW, zone=ZONE)


if __name__ == "__main__":
    main()
