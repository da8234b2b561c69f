"""What a person gives by hand (a link, a file, a text), read at once like anything announced.

It goes through the same funnel; with `keep` it stays although it names nobody. The same given
twice is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from urllib.parse import urlsplit

from monitor import urls
from monitor.archive.records import Read, Waiting
from monitor.collectors import files
from monitor.collectors.entries import Context
from monitor.config import Config, Outlet, Source
from monitor.errors import CorrectionError, RateLimited
from monitor.keeping import FOLDER, Keeper
from monitor.model import Analysis, Clipping, Item, Outcome, PieceKind
from monitor.pipeline import Pipeline

HAND = "upload"  # the kind of the source of what is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person says of it."""

    outlet: str | None = None
    title: str | None = None
    day: date | None = None
    kind: PieceKind | None = None
    url: str | None = None  # of a text: its page
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of one piece."""

    given: str  # as the person named it
    title: str
    url: str | None
    outcome: Outcome | None  # None: it is tried again later
    detail: str = ""
    clipping_id: str | None = None
    outlet_id: str | None = None
    subjects: tuple[str, ...] = ()
    known_since: datetime | None = None  # it was here already
    source_id: str | None = None


class NoOutlet(CorrectionError):
    """Nobody knows whose it is: the message says what to add."""


@dataclass(frozen=True, slots=True)
class Adder:
    pipeline: Pipeline

    @property
    def _config(self) -> Config:
        return self.pipeline.config

    def add_link(self, link: str, wish: Wish, *, now: datetime) -> Added:
        """Read a page and keep it. Raises `NoOutlet`."""
        url = urls.canonical(link)
        if url is None:
            return Added(
                given=link,
                title="",
                url=None,
                outcome=Outcome.NOT_ALLOWED,
                detail="no es una dirección de la red que se pueda abrir",
            )
        source = self._source(wish, url)
        item = Item(source_id=source.id, guid=url, url=url, title=wish.title or "")
        return self._add(link, item, wish, now=now)

    def add_file(self, name: str, body: bytes, wish: Wish, *, now: datetime) -> tuple[Added, ...]:
        """Read what a file or a text carries and keep it. Raises `NoOutlet`."""
        page = urls.canonical(wish.url) if wish.url else None
        source = self._source(wish, page)
        zone = self._config.zone_of(source)
        context = Context(source=source, base="", zone=zone, now=now)
        dropped = files.read_bounded(context, name, body)
        Keeper(self.pipeline.folder / FOLDER).keep(dropped.kept)
        found = [replace(each, url=page, guid=page) if page else each for each in dropped.items[:1]]
        found = [*found, *dropped.items[1:]]
        return tuple(self._add(name, item, wish, now=now) for item in found)

    def _add(self, given: str, item: Item, wish: Wish, *, now: datetime) -> Added:
        before = self.pipeline.archive.given.standing(item.id)
        if before and before.clipping:
            return self._told(given, before, known=True)
        if before and not wish.outlet:
            item = replace(before.item, text=item.text, file=item.file)
        first = before.first_seen_at if before else now
        waiting = Waiting(item=item, attempts=0, first_seen_at=first)
        read = self._read(waiting, wish, now=now)
        told = list(self.pipeline.tagger.pipe([read.clipping])) if read.clipping else []
        after = self._take(item, read, told, wish, now=now)
        return self._told(given, after, told=told, detail=read.detail)

    def _read(self, waiting: Waiting, wish: Wish, *, now: datetime) -> Read:
        reader = replace(self.pipeline.reader, keeps=wish.keep)
        try:
            read = reader.read(waiting, now=now)
        except RateLimited as error:
            again = now + error.retry_after
            return Read(item_id=waiting.item.id, outcome=None, detail=error.detail, read_at=again)
        if read.clipping is None:
            return read
        return replace(read, clipping=self._as_said(read.clipping, wish, now=now))

    def _as_said(self, clipping: Clipping, wish: Wish, *, now: datetime) -> Clipping:
        """What the person says of it stands before what it says of itself."""
        if wish.day:
            noon = datetime.combine(wish.day, time(12), self._config.profile.zone)
            clipping = replace(clipping, published_at=min(noon, now))
        return replace(
            clipping,
            title=wish.title or clipping.title,
            kind=wish.kind or clipping.kind,
            outlet_id=wish.outlet or clipping.outlet_id,
        )

    def _take(
        self, item: Item, read: Read, told: Sequence[Analysis], wish: Wish, *, now: datetime
    ) -> Waiting | None:
        """With what it says: what names nobody must not leave before it is known to be kept."""
        shelf, parts = self.pipeline.shelf, self.pipeline.tagger.parts
        shots = shelf.write([read], now=now)
        book = self.pipeline.archive.given
        after = book.take(item, read, told, parts=parts, keep=wish.keep, now=now)
        shelf.record(shots)
        return after

    def _told(
        self,
        given: str,
        after: Waiting | None,
        *,
        told: Sequence[Analysis] = (),
        known: bool = False,
        detail: str = "",
    ) -> Added:
        if after is None:
            return Added(given=given, title="", url=None, outcome=None, detail=detail)
        clipping = after.clipping
        return Added(
            given=given,
            title=clipping.title if clipping else after.item.title,
            url=(clipping.url if clipping else None) or after.item.url,
            outcome=after.outcome,
            detail=detail,
            clipping_id=clipping.id if clipping else None,
            outlet_id=clipping.outlet_id if clipping else None,
            subjects=tuple(each.subject_id for one in told for each in one.readings),
            known_since=after.first_seen_at if known else None,
            source_id=after.item.source_id,
        )

    def _source(self, wish: Wish, url: str | None) -> Source:
        """Whose it is: the outlet that is named, the one of that site, or the only one by hand."""
        if wish.outlet:
            return by_hand(self._config.outlet[wish.outlet])
        own = [each for each in self._config.outlets if url and publishes(each, url)]
        hands = [each for each in self._config.outlets if _has_hand(each)]
        if len(own) == 1 or (not own and len(hands) == 1):
            return by_hand((own or hands)[0])
        raise NoOutlet(
            "No se sabe de qué medio es; dígalo con --outlet (véalos con «sources list»)"
        )


def by_hand(outlet: Outlet) -> Source:
    """The source of an outlet that what is given goes by."""
    return next((each for each in outlet.sources if each.kind == HAND), outlet.sources[0])


def _has_hand(outlet: Outlet) -> bool:
    return any(each.kind == HAND for each in outlet.sources)


def publishes(outlet: Outlet, url: str) -> bool:
    """Whether an address is of the site of one of its sources."""
    site = _site(url)
    hosts = [host for each in outlet.sources if (host := _site(each.address))]
    return any(site == host or site.endswith(f".{host}") for host in hosts)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").lower().removeprefix("www.")
