"""How often one visitor may ask: so many requests at once, and then so many a minute."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_REMEMBERED = 10_000  # visitors


class Meter:
    """A bucket for each visitor that fills with time. Moments are seconds of `monotonic`."""

    def __init__(self, *, a_minute: int, monotonic: Callable[[], float]) -> None:
        self._full = float(a_minute)
        self._monotonic = monotonic
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, visitor: str) -> float:
        """The seconds that this visitor must wait; 0: it may ask, and that counts."""
        now, rate = self._monotonic(), self._full / 60
        with self._lock:
            left, since = self._left.pop(visitor, (self._full, now))
            left = min(self._full, left + (now - since) * rate)
            allowed = left >= 1
            self._left[visitor] = (left - 1 if allowed else left, now)
            if len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / rate
