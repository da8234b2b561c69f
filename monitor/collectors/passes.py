"""Short-lived leave to ask a network: opened once, kept in memory alone, and opened anew in time.

Networks admit few openings a day, and a source is read every few minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from monitor.fetch.recent import Recent
from monitor.model import computed_id

LIFE: Final = timedelta(minutes=30)
_KNOWN: Final = Recent[tuple[datetime, str]](limit=50)  # since when, and the pass


def kept(*whose: str, now: datetime, opened: Callable[[], str]) -> str:
    """The pass of a network and its secrets; the one before when it is fresh."""
    key = computed_id(*whose)
    known = _KNOWN.get(key)
    if known is None or not timedelta() <= now - known[0] < LIFE:
        known = (now, opened())
        _KNOWN.learn(key, known)
    return known[1]
