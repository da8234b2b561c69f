"""Takes from the disk the copies of what was forgotten: records, originals, and pages shown.

What must go, the archive says (`archive.removing`); killed in the middle, the next time ends it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from monitor.archive import Archive
from monitor.archive.removing import Removals
from monitor.config import Config
from monitor.copies import BESIDE, Copies
from monitor.keeping import FOLDER as ORIGINALS
from monitor.keeping import Keeper
from monitor.moving import Mover
from monitor.snapshots import FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Remover:
    """Takes copies away; `folder` is that of the editions."""

    config: Config
    archive: Archive
    folder: Path

    def remove(self, *, now: datetime) -> int:
        """Leave no byte of the copies that must go; how many there were.

        Raises:
            OSError: the disk takes no new file; what is left is due the next time.
        """
        going, count = frozenset(self._removals.pending()), 0
        while file := self._removals.next_file():
            count += self._from_file(file, going, now=now)
        originals = self._removals.originals(going)
        keeper = Keeper(self.folder / ORIGINALS)
        for name in originals:
            keeper.path(name).unlink(missing_ok=True)
        self._show_again(going)
        self._removals.finish(going, now=now)
        return count + len(originals)

    @property
    def _removals(self) -> Removals:
        return self.archive.snapshots.removals

    def _from_file(self, file: str, going: Collection[str], *, now: datetime) -> int:
        """The rest of a file's records become a new one; how many went."""
        mover = Mover(archive=self.archive, folder=self.folder / FOLDER)
        day = date(*map(int, file.split("/")[:3]))
        shots = self.archive.snapshots.in_file(file)
        staying = [shot for shot in shots if shot.clipping_id not in going]
        left = mover.unnamed(shots, day)
        if staying and mover.move(staying, day=day, now=now, as_they_are=True) is None:
            return 0  # somebody else moved them: they are looked up again
        (mover.folder / file).unlink(missing_ok=True)
        count = self._removals.dropped(file)
        mover.clear(left, {shot.record_id for shot in shots}, now=now)
        return count

    def _show_again(self, clipping_ids: Collection[str]) -> None:
        """The pages beside the editions say what is left, and that the copy was taken away."""
        copies = Copies(config=self.config, archive=self.archive, folder=self.folder / FOLDER)
        for path in sorted(self.folder.glob(f"*/{BESIDE}/*.html")):
            if path.stem in clipping_ids and (clipping := self.archive.clipping(path.stem)):
                part = path.with_name(f".{path.name}.part")
                part.write_text(copies.of(clipping), encoding="utf-8")
                part.replace(path)
