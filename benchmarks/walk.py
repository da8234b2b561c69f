"""All in: fetch over loopback, scan, parse, extract, tag, store; against the straightforward way.

Each page of a folder is served under many addresses, and the office watches the name that nearest
to 6 % of them tell in their text. Yardstick: httpx + trafilatura.bare_extraction + the same tagger
on everything, one commit an article, over the same pages in the same run.

    python benchmarks/walk.py [--pages FOLDER] [--reads 600]
"""

from __future__ import annotations

import argparse
import gzip
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from time import process_time

import httpx
import trafilatura
from measure import family_cpu, line

from monitor import local
from monitor.archive import Archive
from monitor.config import Alias, Config, Outlet, Profile, Reading, Source, Subject
from monitor.extract import extract
from monitor.fetch import Fetcher
from monitor.folding import fold
from monitor.model import Article, Clipping, Harvest, Item
from monitor.pipeline import Pipeline
from nlp import Tagger

GOLD = Path(__file__).parent.parent / "tests" / "data" / "pages"
SHARE = 0.06
NAME = re.compile(r"\b[a-zñ]{6,}\b")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SPREAD = timedelta(days=36_500)  # the pages are of any year


def read_pages(folder: Path) -> list[bytes]:
    files = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    return [gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files]


def watched_name(pages: Sequence[bytes]) -> str:
    """The word that stands in nearest to SHARE of the pages' articles."""
    counts = Counter(word for page in pages for word in set(NAME.findall(fold(article_text(page)))))
    return min(sorted(counts), key=lambda word: abs(counts[word] / len(pages) - SHARE))


def article_text(page: bytes) -> str:
    read = extract(page, url="https://diario.test/nota/1", zone=UTC, now=NOW)
    return f"{read.title}\n{read.text}" if isinstance(read, Article) else ""


def serve(folder: str, port: Queue[int]) -> None:
    pages = [gzip.compress(page) for page in read_pages(Path(folder))]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = self.path.removeprefix("/nota/")
            body = pages[int(number) % len(pages)] if number.isdigit() else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *arguments: object) -> None:
            """A visitor that leaves before a page of 4 MB ends is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    port.put(server.server_address[1])
    server.serve_forever()


def office(address: str, name: str) -> Config:
    source = Source(kind="feed", url=f"{address}/rss", id="prensa-feed", outlet_id="prensa")
    return Config(
        profile=Profile(
            municipality=name, state="México", places=(name,), contact="prensa@ejemplo.test"
        ),
        subjects=(Subject(id="lugar", name=name, kind="place", aliases=(Alias(text=name),)),),
        outlets=(
            Outlet(id="prensa", name="Prensa", scope="local", medium="digital", sources=(source,)),
        ),
        reading=Reading(pause=timedelta(0), allow_hosts=("127.0.0.1",), horizon=SPREAD, reread=()),
    )


def ours(
    config: Config, items: Sequence[Item], *, server: int | None
) -> tuple[float, Mapping[str, int]]:
    """CPU seconds a page of reading, tagging and grouping what a source announced, once warm."""
    with tempfile.TemporaryDirectory() as place:
        archive = Archive(f"sqlite:///{place}/a.db")
        archive.migrate()
        fetcher = Fetcher(
            contact="prensa@ejemplo.test",
            pause=timedelta(0),
            allow_hosts=config.reading.allow_hosts,
        )
        pipeline = Pipeline(config=config, archive=archive, fetch=fetcher, folder=Path(place))
        _ = pipeline.tagger, pipeline.reader
        source = config.sources["prensa-feed"]
        warming, measured = items[: len(items) // 10], items[len(items) // 10 :]
        archive.collected(source, Harvest(items=tuple(warming)), now=NOW, horizon=SPREAD)
        local.tick(pipeline, clock=lambda: NOW, steps=("read", "tag", "group"))
        archive.collected(source, Harvest(items=tuple(measured)), now=NOW, horizon=SPREAD)
        started = family_cpu(server)
        local.tick(pipeline, clock=lambda: NOW, steps=("read", "tag", "group"))
        spent = (family_cpu(server) - started) / len(measured)
        outcomes = archive.counts().outcomes
        fetcher.close()
        archive.close()
    return spent, outcomes


def straightforward(config: Config, items: Sequence[Item]) -> float:
    """CPU seconds of extracting and tagging everything, one commit an article."""
    tagger = Tagger(config)
    with tempfile.TemporaryDirectory() as place, httpx.Client() as client:
        archive = Archive(f"sqlite:///{place}/a.db")
        archive.migrate()
        source = config.sources["prensa-feed"]
        started = process_time()
        for item in items:
            body = client.get(str(item.url)).content
            document = trafilatura.bare_extraction(body, with_metadata=True)
            clipping = _clipping(item, document.text if document else "")
            list(tagger.pipe([clipping]))
            archive.collected(source, Harvest(items=(item,)), now=NOW, horizon=SPREAD)
        spent = process_time() - started
        archive.close()
    return spent


def _clipping(item: Item, text: str) -> Clipping:
    return Clipping(
        id=item.id,
        revision=1,
        source_id=item.source_id,
        outlet_id="prensa",
        url=item.url,
        title=item.title,
        text=text or "",
        published_at=NOW,
        collected_at=NOW,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=Path, default=GOLD)
    parser.add_argument("--reads", type=int, default=600)
    options = parser.parse_args()
    pages = read_pages(options.pages)
    context = get_context("spawn")
    port: Queue[int] = context.Queue()
    server = context.Process(target=serve, args=(str(options.pages), port), daemon=True)
    server.start()
    try:
        address = f"http://127.0.0.1:{port.get(timeout=60)}"
        config = office(address, watched_name(pages))
        items = [
            Item(source_id="prensa-feed", guid=str(n), url=f"{address}/nota/{n}", title=f"Nota {n}")
            for n in range(options.reads)
        ]
        spent, outcomes = ours(config, items, server=server.pid)
        plain = straightforward(config, items[: max(len(pages), 100)])
    finally:
        server.terminate()
        server.join()
    each, yardstick = spent * 1000, plain / max(len(pages), 100) * 1000
    share = outcomes.get("clipped", 0) / len(items)
    line(
        "walk: all in, straightforward", yardstick, "ms/page", against=yardstick, yardstick="itself"
    )
    line(
        f"walk: all in, {share:.1%} clipped of {len(items)}",
        each,
        "ms/page",
        against=yardstick,
        yardstick="straightforward",
    )


if __name__ == "__main__":
    main()
