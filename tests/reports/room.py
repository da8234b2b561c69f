"""A chat on loopback, at an address that holds a secret."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "ficha-muy-secreta"


class Room:
    """A chat on loopback: what it heard, and what it answers next."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answers: list[int] = []
        self.silent = threading.Event()  # set: it hears and never answers
        self.over = threading.Event()
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                room.heard.append(json.loads(body)["message"])
                if room.silent.is_set():
                    room.over.wait(20)
                    return
                self.send_response(room.answers.pop(0) if room.answers else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self._server.server_port}/{SECRET}"

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
