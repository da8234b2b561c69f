"""A small GeoReport receiver on loopback: it takes what is posted, and misbehaves when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class City:
    """What the receiver has, and how it behaves."""

    requests: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    posted: list[dict[str, str]] = field(default_factory=list)
    behave: Callable[[Handler], bool] = lambda handler: False  # True: it answered by itself
    gives_tokens: bool = False
    ready: bool = True  # whether a token has its number
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/open311/v2"

    def take(self, form: dict[str, str]) -> str:
        self.posted.append(form)
        number = str(7000 + len(self.requests))
        self.requests[number] = {
            "service_request_id": number,
            "status": "open",
            "service_code": form["service_code"],
            "description": form["description"],
        }
        return number


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    city: City

    def log_message(self, *given: object) -> None:
        """Nobody watches."""

    def say(self, status: int, body: object, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def form(self) -> dict[str, str]:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return {name: values[0] for name, values in parse_qs(body).items()}

    def do_POST(self) -> None:
        self.city.asked.append(("POST", urlsplit(self.path).path))
        if self.city.behave(self):
            return
        number = self.city.take(self.form())
        if self.city.gives_tokens:
            self.city.tokens[f"t{number}"] = number
            self.say(200, [{"token": f"t{number}", "service_request_id": None}])
        else:
            self.say(201, [{"service_request_id": int(number), "service_notice": ""}])

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.city.asked.append(("GET", path))
        if self.city.behave(self):
            return
        kind, _, name = path.removeprefix("/open311/v2/").removesuffix(".json").partition("/")
        if kind == "requests" and not name:
            code = parse_qs(urlsplit(self.path).query)["service_code"][0]
            every = self.city.requests.values()
            self.say(200, [row for row in every if row["service_code"] == code])
        elif kind == "requests" and name in self.city.requests:
            self.say(200, [self.city.requests[name]])
        elif kind == "tokens" and name in self.city.tokens:
            number = self.city.tokens[name] if self.city.ready else ""
            self.say(200, [{"token": name, "service_request_id": number}])
        else:
            self.say(404, [{"code": 404, "description": "no existe"}])


@contextmanager
def running(city: City) -> Iterator[City]:
    handler = type("Bound", (Handler,), {"city": city})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        city.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield city
        server.shutdown()
