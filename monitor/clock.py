"""Whether the machine's clock jumped while we worked, told from a machine that slept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

JUMP: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A moment by the clock that people set, and by the one that nobody does."""

    wall: datetime
    steady: float  # seconds since the machine began, asleep ones too


def look(wall: datetime) -> Look:
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Look(wall=wall, steady=time.clock_gettime(kind))


def jump(before: Look, after: Look) -> str:
    """What to tell a person when the clock jumped between two looks; "" when it did not."""
    passed = timedelta(seconds=after.steady - before.steady)
    jumped = after.wall - before.wall - passed
    if abs(jumped) < JUMP:
        return ""
    way = "adelantó" if jumped > timedelta() else "atrasó"
    return (
        f"el reloj del equipo se {way} {abs(jumped).total_seconds() / 3600:.1f} horas: "
        "revise la fecha y la sincronización (NTP)"
    )


@dataclass(slots=True)
class Watch:
    """Looks again and again."""

    _last: Look | None = None

    def jumped(self, wall: datetime) -> str:
        """What to tell a person of the clock since the last look; "" of the first."""
        before, self._last = self._last, look(wall)
        return jump(before, self._last) if before else ""
