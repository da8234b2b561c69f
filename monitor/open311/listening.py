"""The server of the application: whoever asks slowly, or hears slowly, is left.

It believes no header of a proxy but those of the one that was named.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from socket import socket
from typing import TYPE_CHECKING, Any, Final

from starlette.types import ASGIApp

from monitor.open311.guarding import HEADERS

if TYPE_CHECKING:
    import uvicorn

CONNECTIONS: Final = 256
ASKING: Final = 10.0  # seconds to ask, and to stay silent between two questions
HEARING: Final = 60.0  # seconds to take an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a connection may do nothing for us."""

    asking: float = ASKING
    hearing: float = HEARING
    every: float = 1.0  # seconds between two looks
    monotonic: Callable[[], float] = time.monotonic


def server(
    application: ASGIApp, *, proxy: str | None = None, patience: Patience | None = None
) -> uvicorn.Server:
    """A server without a log of who asks, and without a name; `proxy` is an address."""
    import uvicorn

    watch = _Watch(patience or Patience())
    made = uvicorn.Server(
        uvicorn.Config(
            application,
            http="h11",
            ws="none",
            log_config=None,  # its lines are told as ours are
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=proxy is not None,
            forwarded_allow_ips=proxy or "",
            lifespan="off",
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=int(ASKING),
            h11_max_incomplete_event_size=HEADERS,
            callback_notify=watch.look,
            timeout_notify=watch.patience.every,  # type: ignore[arg-type]
        )
    )
    watch.connections = made.server_state.connections
    return made


def serve(application: ASGIApp, listener: socket, *, proxy: str | None = None) -> None:
    """Serve on a listening socket until SIGTERM or SIGINT."""
    server(application, proxy=proxy).run(sockets=[listener])


@dataclass(slots=True)
class _Watch:
    """Since when each connection is waited for."""

    patience: Patience
    connections: Any = field(default_factory=set)
    since: dict[int, tuple[object, float]] = field(default_factory=dict)  # its question, and when

    async def look(self) -> None:
        now = self.patience.monotonic()
        waited = {id(each): each for each in self.connections if _waits(each)}
        self.since = {key: self._since(key, each.cycle, now) for key, each in waited.items()}
        for key, each in waited.items():
            if now - self.since[key][1] >= self._limit(each.transport):
                each.transport.abort()

    def _since(self, key: int, question: object, now: float) -> tuple[object, float]:
        last, since = self.since.get(key, (question, now))
        return (question, since if last is question else now)

    def _limit(self, transport: asyncio.Transport) -> float:
        return self.patience.hearing if transport.get_write_buffer_size() else self.patience.asking


def _waits(connection: Any) -> bool:
    """It has not asked yet, or not taken all of its answer."""
    return connection.cycle is None or bool(connection.cycle.response_complete)
