"""A network on loopback: a real server that a test answers for, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from monitor.collectors import collect
from monitor.config import Source
from monitor.fetch import Fetcher
from monitor.model import Harvest, Memo
from tests.monitor.collectors.samples import MEXICO, NOW


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes = b""

    def get(self, name: str) -> str:
        return dict(self.query).get(name, "")

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer; what is no bytes is JSON."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Network:
    """What it answers, and what it was asked."""

    answer: Callable[[Asked], Any]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


class _Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, network: Network) -> None:
        self.network = network
        super().__init__(*arguments)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        size = int(self.headers.get("content-length") or 0)
        asked = Asked(
            path=parts.path,
            query=tuple(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size),
        )
        self.network.asked.append(asked)
        said = self.network.answer(asked)
        self._tell(said if isinstance(said, Said) else Said(body=said))

    do_POST = do_GET  # noqa: N815 - the name that the library asks for

    def _tell(self, said: Said) -> None:
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        self.send_response_only(said.status)
        for name, value in {"Content-Length": str(len(body)), **said.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """In silence."""


@contextmanager
def serving(answer: Callable[[Asked], Any]) -> Iterator[Network]:
    """The network while the context lasts; `answer` gives JSON, bytes or `Said`."""
    network = Network(answer)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Visit, network=network)) as server:
        network.port = server.server_address[1]
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        try:
            yield network
        finally:
            server.shutdown()
            thread.join()


def source_of(kind: str, network: Network, **keys: Any) -> Source:
    return Source(kind=kind, url=network.url, id="red", outlet_id="red", **keys)


def gather(
    source: Source,
    *,
    memos: Mapping[str, Memo] | None = None,
    now: datetime = NOW,
    **environment: str,
) -> Harvest:
    """One reading through the door that the program itself uses."""
    with Fetcher(
        contact="monitor@valle.example", pause=timedelta(0), allow_hosts=["127.0.0.1"]
    ) as fetch:
        return collect(
            source, fetch, memos=memos or {}, now=now, zone=MEXICO, environment=environment
        )


NOTHING = Said(status=404, body={"error": "Record not found"})
