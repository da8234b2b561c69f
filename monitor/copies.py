"""The page of a clipping as it was, ready to open: from its record, else from the text we keep.

What is laid beside an edition never shows personal data that the edition itself covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path
from typing import Final

from monitor.archive import Archive
from monitor.config import Config
from monitor.errors import SnapshotError
from monitor.model import Clipping, Entry
from monitor.snapshots import Caption, Shot, shown, stored
from reports.shielding import unsigned
from reports.words import clean, long_date

logger = getLogger(__name__)

BESIDE: Final = "copias"  # the folder, in that of an edition
WITHOUT_PAGE: Final = "No hay copia de su página: este es el texto que se leyó y se archivó."


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Opens what the office keeps; `folder` is that of the snapshots."""

    config: Config
    archive: Archive
    folder: Path

    def of(self, clipping: Clipping) -> str:
        """Always a page: what is not kept, or is damaged, is told from the archive's text."""
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
        for clipping_id, shot in self.archive.snapshots.newest(clippings).items():
            try:
                yield clipping_id, self._page(clippings[clipping_id], shot)
            except SnapshotError as error:
                logger.warning("%s: sin copia en la edición (%s)", clipping_id, error)

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
        return shown(stored(self.folder, self._bytes(shot)), caption, picture=self._picture(shot))

    def _picture(self, page: Shot) -> bytes | None:
        shots = self.archive.snapshots.newest([page.clipping_id], picture=True)
        try:
            return next(
                (stored(self.folder, self._bytes(each)).body for each in shots.values()), None
            )
        except SnapshotError as error:
            logger.warning("%s: sin su imagen (%s)", page.clipping_id, error)
            return None

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
