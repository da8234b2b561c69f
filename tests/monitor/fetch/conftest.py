"""A server on loopback that answers byte for byte what a test tells it, and a clock set by hand."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from monitor.fetch import Fetcher

Script = Callable[["Talk"], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


@dataclass
class Talk:
    """The server's side of one request: write bytes, wait, or hang until the test is over."""

    connection: socket.socket
    over: threading.Event
    ended: bool = False

    def write(self, data: bytes) -> None:
        self.connection.sendall(data)

    def wait(self, seconds: float) -> None:
        self.over.wait(seconds)

    def hang_up(self) -> None:
        """Close the connection once the script is over."""
        self.ended = True


@dataclass
class Web:
    """The server: what it answers by path, and what it was asked."""

    port: int
    scripts: dict[str, Script] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def answer(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer with these headers (`content_type` is Content-Type) and the body's length."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if "content_length" not in headers:
            lines.append(f"content-length: {len(body)}")
        head = "\r\n".join([f"HTTP/1.1 {status} x", *lines, "", ""]).encode("latin-1")
        return self.script(path, lambda talk: talk.write(head + body))

    def script(self, path: str, script: Script) -> str:
        self.scripts[path] = script
        return self.url(path)

    def paths(self) -> list[str]:
        """What was asked for, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


def _head(connection: socket.socket) -> tuple[str, dict[str, str]] | None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65_536)
        if not part:
            return None
        data += part
    first, *lines = data.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return first.split(" ")[1], {name.lower(): value for name, value in pairs}


def _missing(talk: Talk) -> None:
    talk.write(b"HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n")


def _serve(connection: socket.socket, web: Web) -> None:
    with suppress(OSError), connection:
        while (request := _head(connection)) is not None:
            path, headers = request
            web.asked.append(Asked(path, headers))
            script = web.scripts.get(path, _missing)
            talk = Talk(connection, web.over)
            script(talk)
            if talk.ended:
                return


def _accept(listener: socket.socket, web: Web) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, web), daemon=True).start()


@pytest.fixture
def web() -> Iterator[Web]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        web = Web(port=listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, web), daemon=True).start()
        yield web
        web.over.set()
        listener.shutdown(socket.SHUT_RDWR)


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_fetcher() -> Iterator[Callable[..., Fetcher]]:
    """A Fetcher that may open loopback and does not pause, but for what a test says."""
    made: list[Fetcher] = []

    def make(**changes: Any) -> Fetcher:
        wishes: dict[str, Any] = {
            "contact": "monitor@valle.example",
            "pause": timedelta(0),
            "allow_hosts": ["127.0.0.1"],
        }
        made.append(Fetcher(**(wishes | changes)))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


@pytest.fixture
def fetch(make_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return make_fetcher()
