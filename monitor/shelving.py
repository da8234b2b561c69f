"""Keeps the pages that became clippings as they were, within what a day may take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from logging import getLogger
from pathlib import Path

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.config import Config
from monitor.errors import FetchError
from monitor.fetch import Fetch
from monitor.snapshots import Exposure, Shot, write

logger = getLogger(__name__)

FOLDER = "copias"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where pages are kept."""

    config: Config
    archive: Archive
    fetch: Fetch
    folder: Path

    def write(self, reads: Sequence[Read], *, now: datetime) -> list[Shot]:
        """Write the pages of new revisions to disk; `record` says so to the archive once it has
        the clippings.
        """
        settings = self.config.snapshots
        pages = list(self._exposures(reads, now=now)) if settings.keep else []
        if not pages or self._is_full(pages, now=now):
            return []
        return write(self.folder, pages, now=now)

    def record(self, shots: Sequence[Shot]) -> None:
        if shots:
            self.archive.snapshots.add(shots)

    def _exposures(self, reads: Iterable[Read], *, now: datetime) -> Iterator[Exposure]:
        given = [read for read in reads if read.clipping and read.page and read.page.exchange]
        digests = {read.item_id: _digest(read) for read in given}
        same = self.archive.snapshots.same(digests.values()) if digests else {}
        for read in given:
            if read.clipping and read.page:
                yield Exposure(
                    clipping_id=read.clipping.id,
                    revision=read.clipping.revision,
                    page=read.page,
                    at=now,
                    before=same.get(digests[read.item_id]),
                )
                yield from self._image(read, now=now)

    def _image(self, read: Read, *, now: datetime) -> Iterator[Exposure]:
        """The picture of a note, where the office wants them."""
        clipping = read.clipping
        if not self.config.snapshots.images or clipping is None or clipping.image_url is None:
            return
        try:
            page = self.fetch(clipping.image_url)
        except FetchError as error:
            logger.info("%s: sin su imagen (%s)", clipping.id, error.detail)
            return
        yield Exposure(clipping_id=clipping.id, revision=clipping.revision, page=page, at=now)

    def _is_full(self, pages: Sequence[Exposure], *, now: datetime) -> bool:
        """Whether the day has no room: then a page is read and archived, and not kept."""
        limit = self.config.snapshots.daily * 1_000_000
        coming = sum(len(each.page.body) for each in pages if not each.before) // 4  # as packed
        full = self.archive.snapshots.size(since=now - DAY) + coming > limit
        if full:
            logger.warning(
                "las copias de hoy llegaron a %s MB: no se guardan más hasta mañana "
                "(snapshots.daily)",
                self.config.snapshots.daily,
            )
        return full


def _digest(read: Read) -> str:
    return sha256(read.page.body).hexdigest() if read.page else ""
