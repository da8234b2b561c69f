"""What each site asks of robots, read once a day; a site that cannot say is asked again later."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx
from protego import Protego

from monitor.errors import FetchError, NotAllowed, RateLimited, RefusedByRobots, Unreachable
from monitor.fetch.answers import Answer, refusal
from monitor.fetch.recent import Recent
from monitor.fetch.turns import OneAtATime
from monitor.fetch.words import masked

AGENT = "Sintesis"
ROBOTS_LIMIT = 500_000
_FRESH = 24 * 3600.0  # seconds
_FAILED = 600.0  # short: a site that was down for a minute must not be lost for the day
_LONGEST_DELAY = 60.0
_REMEMBERED = 2_000_000  # bytes of rules, which take 30 times as many once they are parsed
_EACH = 500  # bytes that any site weighs, whatever it asks
_AGENT_LINE = re.compile(r"^\s*user[- ]?agent(?:\s*:|\s)\s*(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one site asks, until when we believe it; `failure` says why we could not learn it."""

    address: str
    until: float
    protocol: Protego | None = None  # None: it asks nothing
    failure: FetchError | None = None
    weight: int = _EACH

    def delay(self) -> float:
        asked = self.protocol.crawl_delay(AGENT) if self.protocol else None
        return min(max(asked or 0.0, 0.0), _LONGEST_DELAY)

    def check(self, address: str, *, url: str) -> None:
        """Raise when the address must not be read, or not before its site can say so."""
        if isinstance(self.failure, NotAllowed):
            raise NotAllowed(url, self.failure.detail)
        if self.failure:
            raise Unreachable(url, f"no se pudo leer {self.address}: {self.failure.detail}")
        if self.protocol and not self.protocol.can_fetch(address, AGENT):
            raise RefusedByRobots(url, f"{self.address} pide que {AGENT} no la lea")


class Robots:
    """Rules by site. `ask` gives the answer of a robots.txt, whatever its status."""

    def __init__(
        self, *, ask: Callable[[httpx.URL], Answer], monotonic: Callable[[], float]
    ) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._sites = OneAtATime()
        self._known = Recent[Rules](limit=_REMEMBERED, weigh=lambda rules: rules.weight)

    def rules(self, url: httpx.URL) -> Rules:
        address = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        site = str(address)
        with self._sites.hold(site):
            known = self._known.get(site)
            if known and self._monotonic() < known.until:
                return known
            found = self._read(address, known)
            self._known.learn(site, found)
            return found

    def _read(self, address: httpx.URL, known: Rules | None) -> Rules:
        shown, now = masked(str(address)), self._monotonic()
        try:
            answer = self._ask(address)
            protocol = _protocol(answer)
        except RateLimited:
            raise
        except FetchError as error:
            if known and not known.failure:
                return replace(known, until=now + _FAILED)
            return Rules(address=shown, until=now + _FAILED, failure=_bare(error))
        weight = _EACH + (len(answer.body) if protocol else 0)
        return Rules(address=shown, until=now + _FRESH, protocol=protocol, weight=weight)

    def close(self) -> None:
        self._sites.close()


def _bare(error: FetchError) -> FetchError:
    """Without what was at work when it failed: it is kept, and must not keep a page alive."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _protocol(answer: Answer) -> Protego | None:
    """RFC 9309: what is not there forbids nothing; what cannot be had forbids all, for now."""
    if answer.status == 429 or answer.status >= 500:
        url = masked(str(answer.url))
        raise refusal(answer, url=url) or Unreachable(url, f"contestó {answer.status}")
    return parsed(answer.body) if 200 <= answer.status < 300 else None


def parsed(body: bytes) -> Protego:
    """The rules for us and for all. Other robots are one: a file may name thousands, and Protego
    keeps every rule of a group once for each robot of it."""
    lines = body.decode("utf-8-sig", "replace").splitlines()
    return Protego.parse("\n".join(_AGENT_LINE.sub(_our_agent, line) for line in lines))


def _our_agent(line: re.Match[str]) -> str:
    """The robot of a line, by its product token: any case, with or without a version."""
    token = re.split(r"[\s/#]", line[1].lower(), maxsplit=1)[0]
    return f"User-agent: {token if token in ('*', AGENT.lower()) else 'other'}"
