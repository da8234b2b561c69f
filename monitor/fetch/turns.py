"""Whose turn it is: one request at a time per host, a pause between two, silence when asked for it.

A host that answers slowly is given longer pauses, since its slowness may be ours to end. All
waiting of a fetch that is not on the network happens here, and all of it ends on `close`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from monitor.fetch.recent import Recent

_REMEMBERED = 10_000  # hosts
TIMES = 2.0  # as long as it takes to answer, a host is left alone …
LONGEST = 30.0  # … but never longer than so many seconds on that account
_WEIGHT = 0.3  # of the last answer in what a host usually takes


class Closed(Exception):
    """The program is stopping: nobody waits any longer."""


class OneAtATime:
    """Lets one thread at a time hold a key."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._held: set[str] = set()
        self._closed = False

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or key not in self._held)
            if self._closed:
                raise Closed
            self._held.add(key)
        try:
            yield
        finally:
            with self._changed:
                self._held.discard(key)
                self._changed.notify_all()

    def sleep(self, seconds: float) -> None:
        with self._changed:
            if self._changed.wait_for(lambda: self._closed, seconds):
                raise Closed

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def drained(self, seconds: float) -> bool:
        """Whether nobody holds anything, now or within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._held, seconds)


class Turns:
    """Politeness per host. Moments are seconds of `monotonic`."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._hosts = OneAtATime()
        self._monotonic = monotonic
        self._sleep = sleep or self._hosts.sleep
        self._left_at = Recent[float](limit=_REMEMBERED)
        self._latency = Recent[float](limit=_REMEMBERED)  # seconds that it usually takes
        self._barred_until = Recent[float](limit=_REMEMBERED)

    @contextmanager
    def turn(self, host: str, *, pause: float) -> Iterator[None]:
        """Wait until nobody asks this host for anything and the pause since the last is over."""
        with self._hosts.hold(host):
            self._wait(host, self.pause(host, pause))
            asked_at = self._monotonic()
            try:
                yield
            finally:
                left_at = self._monotonic()
                self._left_at.learn(host, left_at)
                self._took(host, left_at - asked_at)

    def pause(self, host: str, least: float) -> float:
        """The seconds between two requests to a host; none where none are wished."""
        latency = self._latency.get(host) or 0.0
        return max(least, min(TIMES * latency, LONGEST)) if least else 0.0

    def _took(self, host: str, seconds: float) -> None:
        before = self._latency.get(host)
        usual = seconds if before is None else before + _WEIGHT * (seconds - before)
        self._latency.learn(host, usual)

    def _wait(self, host: str, pause: float) -> None:
        left_at = self._left_at.get(host)
        if left_at is None:
            return
        seconds = left_at + pause - self._monotonic()
        if seconds > 0:
            self._sleep(seconds)

    def bar(self, host: str, *, seconds: float) -> None:
        """Do not ask this host for anything for so long."""
        self._barred_until.learn(host, self._monotonic() + seconds)

    def barred(self, host: str) -> float:
        """The seconds for which this host asked to be left alone; 0 when it did not."""
        return max(0.0, (self._barred_until.get(host) or 0.0) - self._monotonic())

    def close(self) -> None:
        self._hosts.close()

    def drained(self, seconds: float) -> bool:
        return self._hosts.drained(seconds)
