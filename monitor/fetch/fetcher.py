"""Brings a page from the network: judged, polite, bounded, and with a type when it fails."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import TracebackType
from typing import Self

import httpx

from monitor.errors import FetchError, NotAllowed, RateLimited, TooLarge, Unreachable
from monitor.fetch import PAGE_LIMIT
from monitor.fetch.answers import PERMANENT, Answer, asked_pause, page, validator
from monitor.fetch.decode import RAW_LIMIT, opening, whole
from monitor.fetch.dialling import CONNECT_SECONDS, VISIT, Dialler, Resolve, Visit, resolve
from monitor.fetch.guard import make_guard, shown
from monitor.fetch.robots import AGENT, ROBOTS_LIMIT, Robots
from monitor.fetch.transport import Transport, request
from monitor.fetch.turns import Closed, Turns
from monitor.fetch.words import masked, translated
from monitor.model import Memo, Page

VERSION = "0.1"
REDIRECTS = 5
_PATIENCE = 6.0  # seconds for calls under way to see that their connection is gone
_TELLING = (405, 429, 503)  # refusals whose body may show a bot wall
_TELLING_BYTES = 100_000
_ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/feed+json,application/xml;q=0.9,*/*;q=0.8"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked of every hop on the way to a page."""

    url: str  # the address that was asked for, as it may be shown
    limit: int
    headers: Mapping[str, str] = field(default_factory=dict)
    robots: bool = False  # it is a robots.txt: no leave to ask, and its beginning will do
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)  # of its first host alone
    content: bytes | None = field(default=None, repr=False)
    api: bool = False  # asked by its own terms: robots.txt speaks of pages


class Fetcher:
    """The only door to the network. One serves a whole program and all of its threads."""

    def __init__(
        self,
        *,
        contact: str,
        office: str = "",
        pause: timedelta,
        allow_hosts: Collection[str] = (),
        deadline: timedelta = timedelta(seconds=30),
        resolve: Resolve = resolve,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._pause = pause.total_seconds()
        self._deadline = deadline.total_seconds()
        self._monotonic = monotonic
        self._guard = make_guard(allow_hosts)
        self._dialler = Dialler(self._guard, resolve)
        self._transport = Transport(self._dialler)
        self._headers = _headers(contact, office)
        self._turns = Turns(monotonic=monotonic, sleep=sleep)
        self._robots = Robots(ask=self._ask_robots, monotonic=monotonic)

    def __call__(
        self,
        url: str,
        *,
        limit: int = PAGE_LIMIT,
        memo: Memo | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Page:
        """The page at an address; a `FetchError` says why there is none."""
        wish = _Wish(
            url=shown(url),
            limit=limit,
            headers=_conditions(memo),
            secret=_sendable(headers or {}, url=shown(url)),
            content=content,
            api=headers is not None or content is not None,
        )
        try:
            answer = self._followed(url, wish)
        except Closed as error:
            raise Unreachable(wish.url, "el programa se está cerrando") from error
        return page(answer, url=wish.url, conditional=bool(wish.headers))

    def _ask_robots(self, address: httpx.URL) -> Answer:
        return self._followed(
            str(address), _Wish(url=masked(str(address)), limit=ROBOTS_LIMIT, robots=True)
        )

    def _followed(self, url: str, wish: _Wish) -> Answer:
        """The answer after redirects, each hop judged as a new address; the deadline covers all."""
        path, left, permanent = [self._guard.parsed(url)], self._deadline, True
        while True:
            answer, spent = self._visited(path[-1], wish, seconds=left)
            if not answer.redirects or wish.content is not None:
                moved = len(path) > 1 and permanent
                return replace(answer, moved_to=str(path[-1]) if moved else None)
            left -= spent
            permanent = permanent and answer.status in PERMANENT
            path.append(self._next(path, answer.headers["location"], url=wish.url))
            if _origin(path[-1]) != _origin(path[0]):
                wish = replace(wish, secret={}, api=False)

    def _next(self, path: Sequence[httpx.URL], target: str, *, url: str) -> httpx.URL:
        if len(path) > REDIRECTS:
            raise Unreachable(url, f"redirige más de {REDIRECTS} veces")
        address = self._guard.joined(path[-1], target, url=url)
        if address in path:
            raise Unreachable(url, "redirige en círculo; puede pedir galletas que no guardamos")
        return address

    def _visited(self, address: httpx.URL, wish: _Wish, *, seconds: float) -> tuple[Answer, float]:
        """One request in its turn, and the seconds that it took."""
        host = address.netloc.decode("ascii", "replace")
        self._refuse_if_barred(host, url=wish.url)
        free = wish.robots or wish.api
        pause = self._pause if free else self._permitted(address, url=wish.url)
        with self._turns.turn(host, pause=pause):
            self._refuse_if_barred(host, url=wish.url)
            started = self._monotonic()
            answer = self._asked(address, wish, ends_at=started + seconds)
            if asked := asked_pause(answer):
                self._turns.bar(host, seconds=asked.total_seconds())
            return answer, self._monotonic() - started

    def _permitted(self, address: httpx.URL, *, url: str) -> float:
        """The pause that the site's robots.txt and ourselves want, when it lets us in at all."""
        rules = self._robots.rules(address)
        rules.check(str(address), url=url)
        return max(self._pause, rules.delay())

    def _refuse_if_barred(self, host: str, *, url: str) -> None:
        if seconds := self._turns.barred(host):
            raise RateLimited(
                url,
                f"{host} pidió esperar y aún no es hora",
                retry_after=timedelta(seconds=seconds),
            )

    def _asked(self, address: httpx.URL, wish: _Wish, *, ends_at: float) -> Answer:
        visit = Visit(url=wish.url, ends_at=ends_at, monotonic=self._monotonic)
        token = VISIT.set(visit)
        try:
            with translated(wish.url), self._opened(address, wish, visit) as response:
                return Answer(
                    url=address,
                    status=response.status_code,
                    reason=response.reason_phrase,
                    headers=response.headers,
                    body=_body(response, wish),
                    sent=(*self._headers.items(), *wish.headers.items()),
                )
        finally:
            VISIT.reset(token)

    def _opened(self, address: httpx.URL, wish: _Wish, visit: Visit) -> closing[httpx.Response]:
        left = max(visit.left(), 0.0)
        timeout = httpx.Timeout(left, connect=min(left, CONNECT_SECONDS))
        headers = {**self._headers, **wish.headers, **wish.secret}
        asked = request(address, headers=headers, timeout=timeout, content=wish.content)
        return closing(self._transport.handle_request(asked))

    def close(self) -> None:
        """End every wait, ours and the network's: calls under way fail as Unreachable."""
        self._turns.close()
        self._robots.close()
        self._dialler.hang_up()
        self._turns.drained(_PATIENCE)
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _body(response: httpx.Response, wish: _Wish) -> bytes:
    """The decoded bytes of an answer that brings a page, or as many as show a bot wall."""
    encoding = ", ".join(response.headers.get_list("content-encoding"))
    if wish.robots and response.is_success:
        return opening(response.iter_raw(), encoding=encoding, limit=wish.limit, url=wish.url)
    if response.is_success:
        _refuse_if_announced_too_large(response, wish)
        return whole(response.iter_raw(), encoding=encoding, limit=wish.limit, url=wish.url)
    if response.status_code in _TELLING or wish.api:
        with suppress(FetchError), translated(wish.url):
            chunks = response.iter_raw()
            return opening(chunks, encoding=encoding, limit=_TELLING_BYTES, url=wish.url)
    if response.status_code == 304 or response.headers.get("content-length") == "0":
        return b"".join(response.iter_raw())  # read to its end, so that the connection is kept
    return b""


def _refuse_if_announced_too_large(response: httpx.Response, wish: _Wish) -> None:
    announced = response.headers.get("content-length", "")
    plain = "content-encoding" not in response.headers
    most = min(RAW_LIMIT, wish.limit) if plain else RAW_LIMIT
    if announced.isdecimal() and int(announced[:20]) > most:
        raise TooLarge(wish.url, f"anuncia {int(announced[:20]) // 1000} kB: no se lee")


def _sendable(headers: Mapping[str, str], *, url: str) -> Mapping[str, str]:
    """Headers as they are, where HTTP can carry them: a token may be pasted with more to it."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            detail = (
                f"lo que se manda en {name} trae caracteres que HTTP no admite: cópielo de nuevo"
            )
            raise NotAllowed(url, detail)
    return headers


def _origin(address: httpx.URL) -> tuple[str, bytes]:
    """Whom a secret was meant for; the same host in the open is somebody else."""
    return address.scheme, address.netloc


def _conditions(memo: Memo | None) -> Mapping[str, str]:
    """The headers by which a server can answer that nothing changed."""
    etag = validator(memo.etag) if memo else None
    modified = validator(memo.last_modified) if memo else None
    found = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in found.items() if value}


def _headers(contact: str, office: str) -> Mapping[str, str]:
    whom = "; ".join(part for part in (f"+{_plain(contact)}", _plain(office)) if part)
    return {
        "User-Agent": f"{AGENT}/{VERSION} ({whom})",
        "Accept": _ACCEPT,
        "Accept-Language": "es-MX,es;q=0.9,en;q=0.5",
        "Accept-Encoding": "gzip",
    }


def _plain(words: str) -> str:
    """Words as a header can carry them: no accents, no parentheses, one line."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    return " ".join(re.sub(r"[^\x21-\x7e]|[()\\;]", " ", letters).split())
