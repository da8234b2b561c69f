"""What is refused before a question is looked at: other hosts, endless queries, too many at once.

A new bound is a line in `_refusal`. Nothing here believes a header that a proxy writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST: Final = 8_000  # bytes of a query: 200 folios take 3,000
HEADERS: Final = 16 * 1024  # bytes of all of them
PARAMETERS: Final = 50
AT_ONCE: Final = 64  # questions
OURS: Final = ("localhost", "127.0.0.1", "[::1]")

Refuse = Callable[[Request, int, str], Response]
Refusal = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Guard:
    """An application that answers only what this lets through."""

    app: ASGIApp
    refuse: Refuse
    hosts: Collection[str]  # lower case, without a port; those of this machine are always known
    running: BoundedSemaphore

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Request(scope)
        if refusal := _refusal(asked, self.hosts):
            await self.refuse(asked, *refusal)(scope, receive, send)
            return
        if not self.running.acquire(blocking=False):
            await self.refuse(asked, 503, "Hay demasiadas preguntas a la vez: espere un momento")(
                scope, receive, send
            )
            return
        try:
            await self.app(scope, receive, send)
        finally:
            self.running.release()


def _refusal(asked: Request, hosts: Collection[str]) -> Refusal | None:
    if _host(asked) not in _known(asked, hosts):
        return 421, "Este servidor no es de ese dominio"
    if sum(len(name) + len(said) for name, said in asked.headers.raw) > HEADERS:
        return 431, "Los encabezados de la pregunta son demasiado largos"
    query = asked.scope["query_string"]
    if len(query) > LONGEST:
        return 414, f"La pregunta es demasiado larga: caben {LONGEST} letras"
    try:
        parse_qsl(query, keep_blank_values=True, max_num_fields=PARAMETERS)
    except ValueError:
        return 400, f"La pregunta tiene demasiados parámetros: caben {PARAMETERS}"
    return None


def _host(asked: Request) -> str:
    """What the client believes that we are, without its port."""
    said = asked.headers.getlist("host")
    if len(said) != 1:
        return ""
    name, _, port = said[0].strip().lower().rpartition(":")
    return (name if name and port.isdecimal() else said[0].strip().lower()).removesuffix(".")


def _known(asked: Request, hosts: Collection[str]) -> set[str]:
    """Those that were named, and the very address that was reached."""
    reached = str((asked.scope.get("server") or ("", None))[0])
    return {*hosts, *OURS, f"[{reached}]" if ":" in reached else reached} - {""}
