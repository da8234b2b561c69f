"""What an unchanged feed costs, against parsing it: 304, and the same bytes again."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from measure import cpu, line

from monitor.collectors import COLLECTORS
from monitor.collectors.feed import parse
from monitor.config import Source
from monitor.model import Memo, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/Mexico_City")
ADDRESS = "https://diario.test/rss"
SOURCE = Source(kind="feed", url=ADDRESS, id="diario-feed", outlet_id="diario")
ROUNDS = 20


def body() -> bytes:
    items = "".join(
        f"<item><title>Nota {n} del municipio</title><link>https://diario.test/{n}</link>"
        f"<pubDate>Sat, 21 Nov 2026 08:{n % 60:02}:00 -0600</pubDate>"
        f"<description>{'Vecinos piden que vuelva el agua. ' * 12}</description></item>"
        for n in range(100)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


BODY = body()


def changed(url: str, *, limit: int = 0, memo: Memo | None = None) -> Page:
    return Page(url=url, body=BODY, content_type="application/rss+xml")


def not_modified(url: str, *, limit: int = 0, memo: Memo | None = None) -> Page:
    return Page(url=url, body=b"", unchanged=True)


def main() -> None:
    collect = COLLECTORS["feed"]
    first = collect(SOURCE, changed, memos={}, now=NOW, zone=ZONE)

    def parsed() -> None:  # in this process: what a collector does in its child
        parse(SOURCE, BODY, content_type="application/rss+xml", charset=None, now=NOW, zone=ZONE)

    def same() -> None:
        for _ in range(ROUNDS):
            collect(SOURCE, changed, memos=first.memos, now=NOW, zone=ZONE)

    def unmodified() -> None:
        for _ in range(ROUNDS):
            collect(SOURCE, not_modified, memos=first.memos, now=NOW, zone=ZONE)

    yardstick = cpu(parsed) * 1000
    line("polling: 100 entries, parsed", yardstick, "ms", against=yardstick, yardstick="itself")
    for name, work in (("same bytes", same), ("304", unmodified)):
        line(
            f"polling: {name}",
            cpu(work) * 1000 / ROUNDS,
            "ms",
            against=yardstick,
            yardstick="parsed",
        )


if __name__ == "__main__":
    main()
