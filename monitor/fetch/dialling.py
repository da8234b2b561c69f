"""Opens connections: resolves a name once, has the answers judged, dials a judged one.

Every wait of a stream ends at the deadline of the visit that it serves, however slowly the bytes
drip; the pool keeps streams from one visit to the next, so the visit travels in a context variable.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain, zip_longest
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any
from weakref import WeakSet

import httpcore

from monitor.fetch.guard import Guard

Resolve = Callable[[str, int], Sequence[str]]

CONNECT_SECONDS = 5.0
_ADDRESSES = 4  # of one name, tried in turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request and its answer, and when they must be over."""

    url: str  # as it may be shown
    ends_at: float
    monotonic: Callable[[], float]

    def left(self) -> float:
        return self.ends_at - self.monotonic()


VISIT: ContextVar[Visit] = ContextVar("VISIT")


def resolve(host: str, port: int) -> Sequence[str]:
    """All numeric addresses of a name, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in found))


def in_turn(addresses: Sequence[str]) -> Sequence[str]:
    """IPv4 and IPv6 by turns, so that a network where one of them is broken costs one try."""
    first = [address for address in addresses if (":" in address) == (":" in addresses[0])]
    second = [address for address in addresses if address not in first]
    by_turns = chain.from_iterable(zip_longest(first, second))
    return tuple(address for address in by_turns if address)


def _within(timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
    """The seconds that a wait may take: its own limit or what the visit has left."""
    left = VISIT.get().left()
    if left <= 0:
        raise late("the visit is over")
    return left if timeout is None else min(timeout, left)


class Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end with the visit."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _within(timeout, httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _within(timeout, httpcore.ConnectTimeout)
        self._inner = self._inner.start_tls(ssl_context, server_hostname, seconds)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()

    def hang_up(self) -> None:
        """End the wait of the thread that reads from it."""
        with suppress(OSError):
            self.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


class Dialler(httpcore.NetworkBackend):
    """The network as httpcore sees it: only judged addresses can be reached through it."""

    def __init__(self, guard: Guard, resolve: Resolve) -> None:
        self._guard = guard
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()
        self._streams: WeakSet[Stream] = WeakSet()
        self._lock = Lock()
        self._closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        answers = self._answers(host, port)
        addresses = self._guard.checked(host, answers, url=VISIT.get().url)
        stream = Stream(self._dialled(in_turn(addresses)[:_ADDRESSES], port, timeout))
        with self._lock:
            self._streams.add(stream)
            closed = self._closed
        if closed:
            stream.close()
            raise httpcore.ConnectError("the program is stopping")
        return stream

    def _answers(self, host: str, port: int) -> Sequence[str]:
        """What the name resolves to; getaddrinfo knows no time limit, so it runs beside us."""
        results: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()
        Thread(target=self._look_up, args=(host, port, results), daemon=True).start()
        try:
            found = results.get(timeout=_within(None, httpcore.ConnectTimeout))
        except Empty as error:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from error
        if isinstance(found, Exception):
            raise httpcore.ConnectError(found) from found
        if not found:
            raise httpcore.ConnectError("the name has no address")
        return found

    def _look_up(
        self, host: str, port: int, results: SimpleQueue[Sequence[str] | Exception]
    ) -> None:
        try:
            results.put(self._resolve(host, port))
        except Exception as error:  # the thread that waits raises it
            results.put(error)

    def _dialled(
        self, addresses: Sequence[str], port: int, timeout: float | None
    ) -> httpcore.NetworkStream:
        *others, last = addresses
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._dial(address, port, timeout)
        return self._dial(last, port, timeout)

    def _dial(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        return self._inner.connect_tcp(address, port, _within(timeout, httpcore.ConnectTimeout))

    def hang_up(self) -> None:
        """End every wait on the network, so that a stopping program need not sit it out."""
        with self._lock:
            self._closed = True
            streams = tuple(self._streams)
        for stream in streams:
            stream.hang_up()
