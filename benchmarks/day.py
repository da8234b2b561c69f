"""A day of a run over loopback: 200 sources, and each quarter of an hour 50 of them bring a note.

The clock of the walk is simulated; requests, archive, parsing and reading are real. The feeds and
pages come from a process of their own, whose memory is not ours. What the run holds is measured
every two hours once nothing waits: the program, and apart from it the children that parse.

    python benchmarks/day.py [--rounds 96]
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from resource import getpagesize
from threading import Thread

from measure import children, line

from monitor import local
from monitor.archive import Archive
from monitor.config import Config
from monitor.fetch import Fetcher
from monitor.pipeline import Pipeline

SOURCES = 200
HOSTS = 50
ROUNDS = 96  # of 15 minutes
SAMPLE = 8  # rounds
WARM = 12  # three hours
CHANGES = 4  # one feed in so many brings a note
NAMES = 4  # one note in so many names us
EVERY = timedelta(minutes=15)
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
STEPS = ("collect", "read", "tag", "group", "hear")
PLACE = "Xaltepec"
WORDS = Path(__file__).parent.parent / "tests" / "data" / "pages"
SYLLABLES = "ba be ca co cha da do fa ga gue la le lo ma me na ne pa pe qui ra ri sa so ta te va"


class Press(BaseHTTPRequestHandler):
    """`/NUMBER.rss` is the feed of a source now; `/nota/NUMBER/TURN` is a page."""

    protocol_version = "HTTP/1.1"
    clock: Synchronized[int]  # the round; `serve` sets it

    def do_GET(self) -> None:
        numbers = [int(number) for number in re.findall(r"\d+", self.path)]
        if self.path.endswith(".rss"):
            self._answer(200, feed(numbers[0], turn=self.clock.value), kind="application/rss+xml")
        elif self.path.startswith("/nota/"):
            self._answer(200, page(*numbers), kind="text/html")
        else:
            self._answer(404, b"", kind="text/plain")

    def _answer(self, status: int, body: bytes, *, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is told of each request."""


def feed(number: int, *, turn: int) -> bytes:
    """The last ten notes of a source."""
    turns = [past for past in range(turn, -1, -1) if past % CHANGES == number % CHANGES][:10]
    items = "".join(
        f"<item><title>{headline(number, past)}</title><link>/nota/{number}/{past}</link>"
        f"<pubDate>{START + past * EVERY:%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
        for past in turns
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


def page(number: int, turn: int) -> bytes:
    chance = random.Random(f"{number}-{turn}")
    # Words of its own, or all notes would tell one event.
    about = [*chance.sample(vocabulary(), 20), *(name(chance).lower() for _ in range(60))]
    body = "".join(f"<p>{paragraph(chance, about)}</p>" for _ in range(8))
    whom = f"<p>Vecinos de {PLACE} hablaron de {name(chance)}.</p>"
    said = whom if chance.randrange(NAMES) == 0 else ""
    top = f"<h1>{headline(number, turn)}</h1>"
    return f"<html><body><article>{top}{said}{body}</article></body></html>".encode()


def headline(number: int, turn: int) -> str:
    chance = random.Random(f"titular {number}-{turn}")
    return f"{name(chance)} y {name(chance)}: {' '.join(chance.choices(vocabulary(), k=6))}"


def paragraph(chance: random.Random, about: list[str]) -> str:
    """Forty words of what a note tells, and two names that nobody said before."""
    said = " ".join(chance.choices(about, k=40))
    return f"{said.capitalize()}, dijo {name(chance)} {name(chance)}."


def name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES.split(), k=4)).capitalize()


@cache
def vocabulary() -> list[str]:
    """The words of our own pages."""
    texts = (file.read_text("utf-8", errors="ignore") for file in sorted(WORDS.glob("*.html")))
    return sorted({word for text in texts for word in re.findall(r"\b[a-zñáéíóú]{4,}\b", text)})


def serve(clock: Synchronized[int], ports: Queue[list[int]]) -> None:
    """The hosts of the press, until this process is ended; politeness tells them by their port."""
    Press.clock = clock
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Press) for _ in range(HOSTS)]
    for server in servers:
        server.daemon_threads = True
    ports.put([server.server_address[1] for server in servers])
    threads = [Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    context = get_context("spawn")
    clock, ports = context.Value("i", 0), context.Queue()
    press = context.Process(target=serve, args=(clock, ports), daemon=True)
    press.start()
    try:
        with opened(ports.get(timeout=60)) as pipeline:
            live(pipeline, clock, rounds, press=press.pid)
    finally:
        press.kill()
        press.join()


def live(pipeline: Pipeline, clock: Synchronized[int], rounds: int, *, press: int | None) -> None:
    """So many quarters of an hour, and what is held every two hours and at the third."""
    warm = 0.0
    for turn in range(rounds + 1):
        clock.value = turn
        now = START + turn * EVERY
        local.tick(pipeline, clock=partial(_same, now), steps=STEPS)
        if turn == WARM or (turn and turn % SAMPLE == 0):
            ours = told(turn, warm=warm, press=press)
            warm = ours if turn == WARM else warm


def _same(now: datetime) -> datetime:
    return now


def told(turn: int, *, warm: float, press: int | None) -> float:
    """The megabytes of this process, once said."""
    gc.collect()
    ours = resident("self")
    parsers = sum(resident(str(child)) for child in children() if child != press)
    name = f"day: hour {turn * EVERY / timedelta(hours=1):.0f} (children {parsers:.0f} MB)"
    line(name, ours, "MB", against=warm or ours, yardstick="after 3 hours" if warm else "itself")
    return ours


def resident(pid: str) -> float:
    """Megabytes that a process holds now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * getpagesize() / 1e6


@contextmanager
def opened(ports: list[int]) -> Iterator[Pipeline]:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(f"sqlite:///{folder}/a.db")
        archive.migrate()
        fetcher = Fetcher(contact="a@b.mx", pause=timedelta(), allow_hosts=["127.0.0.1"])
        pipeline = Pipeline(
            config=office(ports), archive=archive, fetch=fetcher, folder=Path(folder)
        )
        try:
            yield pipeline
        finally:
            fetcher.close()
            archive.close()


def office(ports: list[int]) -> Config:
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
        for n in range(SOURCES)
    ]
    profile = {
        "municipality": PLACE,
        "state": "México",
        "places": [PLACE],
        "contact": "a@b.mx",
    }
    subject = {"id": "municipio", "name": PLACE, "kind": "place", "aliases": [PLACE]}
    reading = {"pause": "0s", "allow_hosts": ["127.0.0.1"]}
    return Config.model_validate(
        {"profile": profile, "subjects": [subject], "outlets": outlets, "reading": reading}
    )


if __name__ == "__main__":
    main()
