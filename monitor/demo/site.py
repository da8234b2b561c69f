"""A small HTTP server on loopback for anything that answers paths; it counts who asks for what.

It is silent, knows conditional requests and gzip, and leaves no socket or thread behind.
"""

from __future__ import annotations

import gzip
import socket
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from weakref import WeakSet

from monitor.demo.answers import Answer
from monitor.errors import SintesisError
from monitor.refusals import refusal

HOST = "127.0.0.1"
_REFUSED = Answer(status=401, body=b'{"title": "Unauthorized"}', content_type="application/json")
_POLL = 0.1  # seconds that a server may take to notice that it must stop


class Request(NamedTuple):
    """One request, as a log would tell it."""

    outlet_id: str
    path: str
    status: int


class Log:
    """Who was asked for what, and how many at the same time; safe between threads."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.busiest: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._lock = Lock()

    def begin(self, outlet_id: str) -> None:
        with self._lock:
            self._open[outlet_id] += 1
            self.busiest[outlet_id] = max(self.busiest[outlet_id], self._open[outlet_id])

    def end(self, request: Request) -> None:
        with self._lock:
            self._open[request.outlet_id] -= 1
            self.requests.append(request)


class Site(ThreadingTCPServer):
    """One server, with a thread for each connection."""

    allow_reuse_address = True
    daemon_threads = False  # closing it waits for them
    request_queue_size = 128

    def __init__(
        self,
        answer: Callable[[str], Answer],
        *,
        name: str,
        port: int = 0,
        log: Log | None = None,
        token: str | None = None,
    ) -> None:
        self.answer = answer
        self.token = token
        self.name = name
        self.log = log or Log()
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._thread = Thread(target=partial(self.serve_forever, _POLL), name=f"site-{name}")
        try:
            super().__init__((HOST, port), _Visit)
        except OSError as error:
            message = f"{HOST}:{port}: no se puede abrir el puerto ({refusal(error)}). Elija otro."
            raise SintesisError(message) from error

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Hangs up on whoever is connected, then waits until no thread is left."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        for connection in tuple(self._connections):
            _hang_up(connection)
        self.server_close()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, client = super().get_request()
        self._connections.add(connection)
        return connection, client

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who left in the middle is no news; anything else is a bug of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Visit(BaseHTTPRequestHandler):
    """One connection, with as many requests as it brings."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self._serve(body=True)

    def do_HEAD(self) -> None:
        self._serve(body=False)

    def _serve(self, *, body: bool) -> None:
        site = self.server
        site.log.begin(site.name)
        status = 500
        try:
            answer = site.answer(self.path) if self._may_ask() else _REFUSED
            status = 304 if self._has(answer) else answer.status
            self._write(answer, status=status, body=body)
        finally:
            site.log.end(Request(site.name, self.path, status))

    def _may_ask(self) -> bool:
        token = self.server.token
        return token is None or self.headers.get("Authorization") == f"Bearer {token}"

    def _has(self, answer: Answer) -> bool:
        """True when the visitor already holds what we would send."""
        if answer.status != 200:
            return False
        if known := self.headers.get("If-None-Match"):
            return _tag(answer) in known
        if answer.modified and (since := self.headers.get("If-Modified-Since")):
            return not _after(answer.modified, since)
        return False

    def _write(self, answer: Answer, *, status: int, body: bool) -> None:
        self.send_response(status)
        if answer.status == 200:
            self.send_header("ETag", _tag(answer))
            if answer.modified:
                self.send_header("Last-Modified", _http_date(answer.modified))
        if answer.location:
            self.send_header("Location", answer.location)
        content = b"" if status == 304 else self._content(answer)
        if status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)

    def _content(self, answer: Answer) -> bytes:
        if not (answer.compressed and "gzip" in self.headers.get("Accept-Encoding", "")):
            return answer.body
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        return gzip.compress(answer.body, mtime=0)

    def version_string(self) -> str:
        return "prensa"

    def log_message(self, *_: object) -> None:
        """Silent: the Log remembers."""


def _tag(answer: Answer) -> str:
    return f'"{sha256(answer.body).hexdigest()[:20]}"'


def _after(modified: datetime, since: str) -> bool:
    """True when it changed since then, or when that cannot be known."""
    try:
        return modified.replace(microsecond=0) > parsedate_to_datetime(since)
    except (ValueError, TypeError):  # no date; one without zone
        return True


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
