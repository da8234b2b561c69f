"""Keeps the pages that became clippings as they were, within what a day may take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from logging import getLogger
from pathlib import Path

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.config import Config
from monitor.errors import FetchError
from monitor.fetch import Fetch
from monitor.model import Clipping
from monitor.refusals import refusal
from monitor.snapshots import FOLDER as FOLDER
from monitor.snapshots import Exposure, Shot, write

logger = getLogger(__name__)

MEGABYTE = 1_000_000
PACKED = 4  # bytes of a page that fit in one


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where pages are kept."""

    config: Config
    archive: Archive
    fetch: Fetch
    folder: Path
    # The days of which it was said that they are full: once is enough.
    _told: set[datetime] = field(default_factory=set, repr=False, compare=False)

    def write(self, reads: Sequence[Read], *, now: datetime) -> list[Shot]:
        """Write the pages of new revisions to disk; `record` says so to the archive once it has
        the clippings.

        A disk that takes no copies is no reason to lose the notes.
        """
        pages = self._exposures(reads, now=now) if self.config.snapshots.keep else []
        if not pages or self._is_full(pages, now=now):
            return []
        try:
            return write(self.folder, pages, now=now)
        except OSError as error:
            logger.warning("no se guardaron %s copias: %s", len(pages), refusal(error))
            return []

    def shelved(self, reads: Sequence[Read], *, now: datetime) -> list[Read]:
        """The readings with where their pages are, to be saved in one transaction with them."""
        shots: dict[str, list[Shot]] = defaultdict(list)
        for shot in self.write(reads, now=now):
            shots[shot.clipping_id].append(shot)
        return [replace(read, shots=tuple(shots[read.item_id])) for read in reads]

    def record(self, shots: Sequence[Shot]) -> None:
        if shots:
            self.archive.snapshots.add(shots)

    def _exposures(self, reads: Iterable[Read], *, now: datetime) -> list[Exposure]:
        given = [read for read in reads if read.page and read.page.exchange]
        if not given:
            return []
        same = self.archive.snapshots.whole(read.item_id for read in given)
        new = [exposure for read in given for exposure in self._of(read, now=now)]
        found = [replace(each, before=same.get((each.clipping_id, _digest(each)))) for each in new]
        return [*found, *self._unchanged(given, now=now)]

    def _unchanged(self, reads: Iterable[Read], *, now: datetime) -> Iterator[Exposure]:
        """Pages that were looked at again and are what they were, where that is kept."""
        pages = {read.item_id: read.page for read in reads if read.page and not read.clipping}
        known = self.archive.snapshots.newest(pages)
        whole = self.archive.snapshots.whole(known)
        for clipping_id, last in known.items():
            page, before = pages[clipping_id], whole.get((clipping_id, last.digest))
            if before and (page.unchanged or sha256(page.body).hexdigest() == last.digest):
                yield Exposure(
                    clipping_id=clipping_id,
                    revision=last.revision,
                    page=page,
                    at=now,
                    before=before,
                )

    def _of(self, read: Read, *, now: datetime) -> Iterator[Exposure]:
        clipping, page = read.clipping, read.page
        if clipping is None or page is None:
            return
        yield Exposure(clipping_id=clipping.id, revision=clipping.revision, page=page, at=now)
        if self.config.snapshots.images and clipping.image_url:
            yield from self._picture(clipping, clipping.image_url, now=now)

    def _picture(self, clipping: Clipping, url: str, *, now: datetime) -> Iterator[Exposure]:
        try:
            page = self.fetch(url)
        except FetchError as error:
            logger.info("%s: sin su imagen (%s)", clipping.id, error.detail)
            return
        if page.exchange and page.content_type.startswith("image/"):
            yield Exposure(
                clipping_id=clipping.id,
                revision=clipping.revision,
                page=page,
                at=now,
                is_picture=True,
            )

    def _is_full(self, pages: Sequence[Exposure], *, now: datetime) -> bool:
        """Whether the day has no room: then a page is read and archived, and not kept."""
        limit = self.config.snapshots.daily * MEGABYTE
        coming = sum(_weight(each) for each in pages if not each.before)
        midnight = self._midnight(now)
        full = self.archive.snapshots.size(since=midnight) + coming > limit
        if full and midnight not in self._told:
            self._told.add(midnight)
            logger.warning(
                "las copias de hoy llegaron a %s MB: no se guardan más hasta mañana "
                "(snapshots.daily)",
                self.config.snapshots.daily,
            )
        return full

    def _midnight(self, now: datetime) -> datetime:
        """When the office's day began."""
        return self.config.local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _weight(exposure: Exposure) -> int:
    """About what it takes once packed, which a picture is already."""
    return len(exposure.page.body) // (1 if exposure.is_picture else PACKED)


def _digest(exposure: Exposure) -> str:
    return sha256(exposure.page.body).hexdigest()
