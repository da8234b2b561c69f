"""Moves kept records into a new file, so that a kill at any instant leaves every copy open.

The new file is whole before the archive names it, and the old ones go after. What a killed move
left, old or new, goes with the next move of the same records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from logging import getLogger
from pathlib import Path
from typing import Final

from monitor.archive import Archive
from monitor.snapshots import Shot, begun_in, damage, record_ids, rewrite

logger = getLogger(__name__)

DEAD: Final = timedelta(hours=3)  # so long after it was begun, nobody still writes a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Moves records; `folder` is that of the copies."""

    archive: Archive
    folder: Path

    def move(
        self, shots: Sequence[Shot], *, day: date, now: datetime, as_they_are: bool = False
    ) -> list[Shot] | None:
        """Where they are now, in one file of that day; None when somebody else moved one of them.

        A file that is not here stays as it is, and so does one that is damaged, for a backup may
        still mend it; with `as_they_are` its records are moved all the same.

        Raises:
            OSError: the disk takes no new file; nothing was moved.
        """
        here = [shot for shot in shots if self._is_here(shot)]
        if not here:
            return []
        left = self.unnamed(here, day)
        after = rewrite(self.folder, here, day=day, now=now)
        if not self._is_here(after[0]):  # whoever moved them first took it for a leftover
            return None
        if damaged := set() if as_they_are else self._damaged(here, after):
            (self.folder / after[0].file).unlink()
            logger.warning("hay copias dañadas, y quedan como están: %s", ", ".join(damaged))
            sound = [shot for shot in here if shot.file not in damaged]
            return self.move(sound, day=day, now=now)
        if not self.archive.snapshots.moved(here, after):
            (self.folder / after[0].file).unlink(missing_ok=True)
            return None
        self._take_away({shot.file for shot in here})
        self.clear(left, {shot.record_id for shot in after}, now=now)
        return after

    def _is_here(self, shot: Shot) -> bool:
        return (self.folder / shot.file).is_file()

    def _damaged(self, before: Sequence[Shot], after: Sequence[Shot]) -> set[str]:
        """The files whose records, read back, are not what was kept."""
        pairs = zip(before, after, strict=True)
        return {old.file for old, new in pairs if damage(self.folder, new)}

    def _take_away(self, files: Iterable[str]) -> None:
        for file in set(files) - self.archive.snapshots.named(files):
            (self.folder / file).unlink(missing_ok=True)

    def unnamed(self, shots: Iterable[Shot], day: date) -> dict[str, datetime]:
        """What lies beside these, and on the day before, that nobody names; when it was begun.

        Asked before a move: whoever wrote such a file meant to move records that we move first.
        """
        days = {shot.file.rpartition("/")[0] for shot in shots}
        days |= {f"{each:%Y/%m/%d}" for each in (day, day - timedelta(days=1))}
        found = begun_in(self.folder, sorted(days))
        named = self.archive.snapshots.named(found)
        return {file: at for file, at in found.items() if file not in named}

    def clear(self, left: Mapping[str, datetime], known: set[str], *, now: datetime) -> None:
        """Take away those with a record of these, which is elsewhere or must be nowhere."""
        named = self.archive.snapshots.named(left)
        for file, begun_at in left.items():
            if file in named:
                continue
            path = self.folder / file
            is_part = path.suffix != ".gz"
            if begun_at < now - DEAD if is_part else known & set(record_ids(path)):
                path.unlink(missing_ok=True)
