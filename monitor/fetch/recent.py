"""What was last learnt of hosts, for all threads; a page can redirect us to any number of them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values by key; beyond the limit, those learnt longest ago are forgotten.

    The limit is of values, or of what they weigh where they are not all of one size.
    """

    def __init__(self, *, limit: int, weigh: Callable[[Value], int] = lambda value: 1) -> None:
        self._limit = limit
        self._weigh = weigh
        self._weight = 0
        self._lock = Lock()
        self._values: dict[str, Value] = {}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: str) -> Value | None:
        return self._values.get(key)

    def learn(self, key: str, value: Value) -> None:
        with self._lock:
            self._forget(key)
            self._values[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._limit and len(self._values) > 1:
                self._forget(next(iter(self._values)))

    def _forget(self, key: str) -> None:
        if key in self._values:
            self._weight -= self._weigh(self._values.pop(key))
