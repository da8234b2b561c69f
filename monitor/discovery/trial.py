"""The test read of a candidate: what it gave, how new, how much of it with its text.

A site is visited through a `Visit`, which asks each address once and no more often than allowed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from monitor.collectors import collect
from monitor.config import Source
from monitor.discovery.front import Candidate
from monitor.errors import CollectError, FetchError, Unreachable
from monitor.fetch import FEED_LIMIT, PAGE_LIMIT, Fetch
from monitor.model import Article, Harvest, Item, Memo, Outcome, Page

LONG = 600  # characters from which a text is taken for a whole piece
REQUESTS = 40  # of one site
SILENT = 3  # addresses of a host that did not answer: the others are not asked
STALE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of reading a candidate once."""

    candidate: Candidate
    items: tuple[Item, ...] = field(default=(), repr=False)
    moved_to: str | None = None
    failure: str | None = None  # its kind
    detail: str | None = None  # in words
    passing: bool = False  # it failed as what may answer tomorrow does

    @property
    def works(self) -> bool:
        return self.failure is None and bool(self.items)

    @property
    def url(self) -> str:
        return self.moved_to or self.candidate.url

    @property
    def newest(self) -> datetime | None:
        return max(self.moments, default=None)

    @property
    def oldest(self) -> datetime | None:
        return min(self.moments, default=None)

    @property
    def moments(self) -> tuple[datetime, ...]:
        found = (moment_of(item) for item in self.items)
        return tuple(moment for moment in found if moment)

    @property
    def titled(self) -> int:
        return sum(bool(item.title) for item in self.items)

    @property
    def long(self) -> int:
        """Items that carry a text of a whole piece."""
        return sum(len(item.text or "") >= LONG for item in self.items)

    @property
    def daily(self) -> float:
        """Items a day, over what it shows; 0 where its dates do not tell."""
        if len(self.moments) < 2 or self.newest is None or self.oldest is None:
            return 0.0
        days = (self.newest - self.oldest) / timedelta(days=1)
        return (len(self.moments) - 1) / max(days, 1 / 24)

    def is_stale(self, now: datetime) -> bool:
        """It answers, and has said nothing for long."""
        return self.newest is not None and now - self.newest > STALE


def moment_of(item: Item) -> datetime | None:
    return item.published_at or item.updated_at


class Visit:
    """The reading of one site: each address once, at most `REQUESTS` of them."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._silent: Counter[str] = Counter()
        self.pages: dict[str, Page | FetchError] = {}

    def __call__(
        self,
        url: str,
        *,
        limit: int = PAGE_LIMIT,
        memo: Memo | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Page:
        if url not in self.pages:
            self._refuse_if_enough(url)
            self.pages[url] = self._asked(url, limit=max(limit, FEED_LIMIT))
        found = self.pages[url]
        if isinstance(found, FetchError):
            raise found
        return found

    def _asked(self, url: str, *, limit: int) -> Page | FetchError:
        try:
            return self._fetch(url, limit=limit)
        except FetchError as error:
            self._silent[urlsplit(url).netloc] += isinstance(error, Unreachable)
            return error

    def _refuse_if_enough(self, url: str) -> None:
        if len(self.pages) >= REQUESTS:
            raise Unreachable(url, f"ya se hicieron {REQUESTS} visitas a este sitio")
        if self._silent[urlsplit(url).netloc] >= SILENT:
            raise Unreachable(url, "su servidor no contesta; intente más tarde")


def tried(candidate: Candidate, fetch: Fetch, *, now: datetime, zone: tzinfo) -> Trial:
    """The candidate read once as a source would be, with whatever text its entries carry."""
    source = Source.model_validate({"kind": candidate.kind, "url": candidate.url, "text": "entry"})
    named = source.model_copy(update={"id": candidate.url, "outlet_id": candidate.url})
    try:
        harvest = collect(named, fetch, memos={}, now=now, zone=zone, environment={})
    except FetchError as error:
        passing = isinstance(error, Unreachable)
        outcome = error.outcome.value
        return Trial(candidate=candidate, failure=outcome, detail=error.detail, passing=passing)
    except CollectError as error:
        return Trial(candidate=candidate, failure=error.kind, detail=error.detail)
    return _read(candidate, harvest)


def _read(candidate: Candidate, harvest: Harvest) -> Trial:
    if harvest.items:
        return Trial(candidate=candidate, items=harvest.items, moved_to=harvest.moved_to)
    detail = "contesta, pero no anuncia ninguna nota reciente"
    return Trial(candidate=candidate, failure="empty", detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What came of opening one note that a source announces."""

    url: str
    letters: int = 0  # of its text
    outcome: Outcome | None = None  # why it could not be read
    detail: str = ""


def opened(trial: Trial, fetch: Fetch, *, now: datetime, zone: tzinfo) -> Opened | None:
    """The newest note of a source, opened as reading it would; None where none has a page."""
    from monitor.extract.bounded import extract_bounded

    noted = [item for item in trial.items if item.url]
    if not noted:
        return None
    item = max(noted, key=lambda each: _seconds(moment_of(each)))
    url = item.url or ""
    try:
        page = fetch(url)
    except FetchError as error:
        return Opened(url=url, outcome=error.outcome, detail=error.detail)
    read = extract_bounded(page, zone=zone, now=now, hint=item)
    if isinstance(read, Article):
        return Opened(url=url, letters=len(read.text))
    return Opened(url=url, outcome=read.outcome, detail=read.detail)


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
