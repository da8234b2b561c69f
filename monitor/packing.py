"""Makes the copies of a past day one file, at night: a day's readings leave some hundred.

A day is due until all of it is done; killed before, it is done again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from logging import getLogger
from pathlib import Path
from typing import Final

from monitor.archive import Archive
from monitor.config import Config
from monitor.moving import Mover
from monitor.refusals import refusal

logger = getLogger(__name__)

SETTLED: Final = timedelta(hours=3)  # after midnight: whoever began a file before it has ended
RETRY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packer:
    """Packs the days that are due; `folder` is that of the copies."""

    config: Config
    archive: Archive
    folder: Path
    # The days of which the disk took no file, and until when they are left alone.
    _held: dict[str, datetime] = field(default_factory=dict, repr=False, compare=False)

    def due(self, *, now: datetime) -> str | None:
        """The first day ("2026-11-23") with copies that no night has packed."""
        settled = self.config.local(now - SETTLED).date()
        first = self.archive.snapshots.unpacked(before=self._midnight(settled))
        if first is None:
            return None
        day = self.config.local(first).date().isoformat()
        return None if now < self._held.get(day, now) else day

    def pack(self, key: str, *, now: datetime) -> str:
        """Make one file of that day's; what it did, in words."""
        day = date.fromisoformat(key)
        since, until = self._midnight(day), self._midnight(day + timedelta(days=1))
        shots = list(self.archive.snapshots.every(since=since, until=until))
        mover = Mover(archive=self.archive, folder=self.folder)
        try:
            packed = mover.move(shots, day=day, now=now)
        except OSError as error:
            self._held[key] = now + RETRY
            logger.warning("no se juntaron las copias del %s: %s", key, refusal(error))
            return f"copias del {key}: quedan como estaban"
        if packed is None:
            return f"copias del {key}: cambiaron mientras tanto; se juntan otra vez"
        self.archive.snapshots.packed(since=since, until=until)
        return f"copias del {key}: {len(packed)} en un archivo"

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.config.profile.zone)
