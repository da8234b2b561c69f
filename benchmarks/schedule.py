"""5,000 sources, each every 15 minutes, over loopback: how much of a core it takes to be on time.

The clock of the walk is simulated, so that rounds of a quarter of an hour are told in what they
cost; the requests, the archive and the parsing are real. Most feeds answer that nothing changed,
as they do; one in twenty changes between two rounds.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import monotonic

from measure import family_cpu, line

from monitor import local
from monitor.archive import Archive
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.pipeline import Pipeline

SOURCES = 5_000
ROUNDS = 2
EVERY = timedelta(minutes=15)
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHANGES = 20  # one feed in so many
HOSTS = 50


class Feeds(BaseHTTPRequestHandler):
    """A feed for each path, with a mark of its round."""

    protocol_version = "HTTP/1.1"
    round = 0

    def do_GET(self) -> None:
        number = int("".join(filter(str.isdigit, self.path)) or 0)
        mark = f'"{Feeds.round if number % CHANGES == Feeds.round % CHANGES else 0}"'
        if self.path == "/robots.txt":
            self._answer(404, b"", mark)
        elif self.headers.get("If-None-Match") == mark:
            self._answer(304, b"", mark)
        else:
            self._answer(200, feed(number, Feeds.round), mark)

    def _answer(self, status: int, body: bytes, mark: str) -> None:
        self.send_response(status)
        self.send_header("ETag", mark)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is told of each request."""


def feed(number: int, turn: int) -> bytes:
    items = "".join(
        f"<item><title>Nota {number}-{turn}-{n}</title>"
        f"<link>http://127.0.0.1/{number}/{turn}/{n}</link></item>"
        for n in range(10)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


def main() -> None:
    """5,000 sources for two rounds, after one that reads them all."""
    _walk(SOURCES, rounds=ROUNDS)


def _walk(sources: int, *, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder, _served() as ports:
        archive = Archive(f"sqlite:///{folder}/a.db")
        archive.migrate()
        fetcher = Fetcher(contact="a@b.mx", pause=timedelta(), allow_hosts=["127.0.0.1"])
        config = _config(ports, sources=sources)
        pipeline = Pipeline(config=config, archive=archive, fetch=fetcher, folder=Path(folder))
        for turn in range(rounds + 1):
            spent, took = _round(pipeline, turn)
            if turn:  # the first one reads them all
                share, words = spent / EVERY.total_seconds(), f"s of wall ({took:.0f}); of 900"
                line(f"schedule: round {turn}", share, "core", against=took, yardstick=words)
        peak, name = getrusage(RUSAGE_SELF).ru_maxrss / 1024, f"schedule: {sources} sources, peak"
        line(name, peak, "MB", against=peak, yardstick="itself")
        archive.close()
        fetcher.close()


def _round(pipeline: Pipeline, turn: int) -> tuple[float, float]:
    """CPU and wall seconds of reading all that is due a quarter of an hour later."""
    Feeds.round = turn
    now = START + turn * EVERY
    before, began = family_cpu(), monotonic()
    local.tick(pipeline, clock=lambda: now, steps=("collect",))
    return family_cpu() - before, monotonic() - began


@contextmanager
def _served() -> Iterator[list[int]]:
    """The feeds of many hosts: politeness tells them apart by their port."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Feeds) for _ in range(HOSTS)]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield [server.server_address[1] for server in servers]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _config(ports: list[int], *, sources: int) -> Config:
    outlets = [
        {
            "id": f"medio{n}",
            "name": f"Medio {n}",
            "scope": "local",
            "medium": "digital",
            "sources": [
                {"kind": "feed", "url": f"http://127.0.0.1:{ports[n % len(ports)]}/{n}.rss"}
            ],
        }
        for n in range(sources)
    ]
    profile = {
        "municipality": "Xaltepec",
        "state": "México",
        "places": ["Xaltepec"],
        "contact": "a@b.mx",
    }
    return Config.model_validate({"profile": profile, "subjects": [], "outlets": outlets})


if __name__ == "__main__":
    main()
