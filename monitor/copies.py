"""The page of a clipping as it was, ready to open: from its record, else from the text we keep.

What is laid beside an edition never shows personal data that the edition itself covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path
from typing import Final

from monitor.archive import Archive
from monitor.config import Config
from monitor.errors import SnapshotError
from monitor.model import Clipping, Entry
from monitor.snapshots import Caption, Fault, Shot, Stored, export, shown, stored, verify
from reports.shielding import unsigned
from reports.words import clean, long_date

logger = getLogger(__name__)

BESIDE: Final = "copias"  # the folder, in that of an edition
WITHOUT_PAGE: Final = "No hay copia de su página: este es el texto que se leyó y se archivó."
REMOVED: Final = "La copia de su página fue retirada por retención el {day}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Opens what the office keeps; `folder` is that of the snapshots."""

    config: Config
    archive: Archive
    folder: Path

    def of(self, clipping: Clipping) -> str:
        """Always a page: what is not kept, or is damaged, is told from the archive's text."""
        if removed := self.removed(clipping.id):
            return shown(clipping.text, self._caption(clipping, note=removed))
        page = self.archive.snapshots.newest([clipping.id]).get(clipping.id)
        if page is None:
            return shown(clipping.text, self._caption(clipping, note=WITHOUT_PAGE))
        try:
            return self._page(clipping, page)
        except SnapshotError as error:
            note = f"{WITHOUT_PAGE} {str(error)[:1].upper()}{str(error)[1:]}."
            return shown(clipping.text, self._caption(clipping, note=note))

    def beside(self, entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
        """Clipping and page of those of an edition that have one, and may be shown as they are."""
        clippings = {each.clipping.id: each.clipping for each in entries if not _is_private(each)}
        for clipping_id in self.archive.snapshots.removals.of(clippings):
            del clippings[clipping_id]
        for clipping_id, shot in self.archive.snapshots.newest(clippings).items():
            try:
                yield clipping_id, self._page(clippings[clipping_id], shot)
            except SnapshotError as error:
                logger.warning("%s: sin copia en la edición (%s)", clipping_id, error)

    def removed(self, clipping_id: str) -> str:
        """That its copies were taken away, and when, in a sentence; "" when they were not."""
        at = self.archive.snapshots.removals.of([clipping_id]).get(clipping_id)
        return REMOVED.format(day=f"{self.config.local(at):%d/%m/%Y}") if at else ""

    def export(self, shots: Iterable[Shot], to: Path, *, now: datetime) -> int:
        """Write these to a WARC file; how many pages there are.

        Raises:
            SnapshotError: one of them cannot be read; no file is left.
        """
        given = self.whole(shots)
        try:
            return export(self.folder, given, to, now=now)
        except SnapshotError:
            standing = self._standing(given)
            if standing == given:
                raise
            return export(self.folder, standing, to, now=now)

    def faults(self, shots: Iterable[Shot]) -> Iterator[Fault]:
        """What is wrong with the files of these, but what was packed while they were read."""
        for fault in verify(self.folder, shots):
            if fault.harmless is not (fault.file in self.archive.snapshots.named([fault.file])):
                yield fault

    def whole(self, shots: Iterable[Shot]) -> list[Shot]:
        """These, and before each revisit the record that has its bytes; each once."""
        given = list(shots)
        found = self.archive.snapshots.whole(each.clipping_id for each in given if each.is_revisit)
        every: dict[str, Shot] = {}
        for each in given:
            record = found.get((each.clipping_id, each.digest), each)
            every |= {record.record_id: record, each.record_id: each}
        return list(every.values())

    def _page(self, clipping: Clipping, shot: Shot) -> str:
        caption = self._caption(clipping, shot=shot)
        return shown(self._stored(shot), caption, picture=self._picture(shot))

    def _picture(self, page: Shot) -> bytes | None:
        shots = self.archive.snapshots.newest([page.clipping_id], picture=True)
        try:
            return next((self._stored(each).body for each in shots.values()), None)
        except SnapshotError as error:
            logger.warning("%s: sin su imagen (%s)", page.clipping_id, error)
            return None

    def _stored(self, shot: Shot) -> Stored:
        """What was kept; it may be moved between being looked up and being read."""
        kept = self._bytes(shot)
        try:
            return stored(self.folder, kept)
        except SnapshotError:
            [standing] = self._standing([kept])
            if standing == kept:
                raise
            return stored(self.folder, standing)

    def _standing(self, shots: Iterable[Shot]) -> list[Shot]:
        """The same, where they are now."""
        given = list(shots)
        known = self.archive.snapshots.known(each.record_id for each in given)
        return [known.get(each.record_id, each) for each in given]

    def _bytes(self, shot: Shot) -> Shot:
        """The record that has the bytes: itself, or the one that it refers to."""
        if not shot.is_revisit:
            return shot
        known = self.archive.snapshots.whole([shot.clipping_id])
        if (shot.clipping_id, shot.digest) not in known:
            raise SnapshotError(f"{shot.file}: falta la copia a la que remite la de {shot.url}")
        return known[shot.clipping_id, shot.digest]

    def _caption(self, clipping: Clipping, *, shot: Shot | None = None, note: str = "") -> Caption:
        language = self.config.profile.language
        local = self.config.local(shot.at if shot else clipping.collected_at)
        day = long_date(local.date(), language)
        outlet = self.config.outlet.get(clipping.outlet_id)
        return Caption(
            title=clean(clipping.title),
            outlet=clean(outlet.name if outlet else clipping.outlet_id),
            url=shot.url if shot else clipping.url,
            kept=f"{day[:1].lower()}{day[1:]} a las {local:%H:%M}",
            digest=shot.digest if shot else "",
            note=note,
            language=language.replace("_", "-"),
        )


def link_to(clipping_id: str) -> str:
    """From the page of an edition to a copy beside it."""
    return f"{BESIDE}/{clipping_id}.html"


def _is_private(entry: Entry) -> bool:
    covered = unsigned(entry).clipping
    return (covered.title, covered.text) != (entry.clipping.title, entry.clipping.text)
