"""The funnel from an item of the ledger to a clipping: cheapest test first, each way out named.

Entry with its own text? → fetch → any alias in the bytes? → in what the page shows? → the piece →
in its text? What a page of ours carries is said to us, and need not name us.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor import sites, urls
from monitor.archive.records import Read, Waiting
from monitor.config import Config, Source
from monitor.errors import FetchError, RateLimited, Unreachable
from monitor.extract.bounded import extract_bounded
from monitor.extract.visible import visible_text
from monitor.fetch import Fetch
from monitor.model import Article, Clipping, Item, Memo, Outcome, Page, PieceKind, Rejected
from monitor.relevance import Relevance
from monitor.sites import Owners
from monitor.sourcekinds import KINDS

TRIES = 6
FIRST_RETRY = timedelta(minutes=2)
WITHOUT_SOURCE = "su fuente ya no está en sources.yaml"
WITHOUT_TEXT = "la entrada no trae texto ni dirección"
KNOWN_PIECE = "nada cambió desde la última lectura"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one waiting item; what it needs to do so never changes during a run."""

    config: Config
    fetch: Fetch
    relevance: Relevance
    owners: Owners = field(
        default_factory=Owners
    )  # whose each page is; whoever announces it, when nobody is known
    keeps: bool = False  # what names nobody too: somebody gave it to be kept

    def read(self, waiting: Waiting, *, now: datetime) -> Read:
        """Never raises for what the web does: an address that fails is a row with a reason.

        Raises:
            RateLimited: the host asked for a pause; the item waits as it did.
        """
        if waiting.item.source_id not in self.config.sources:
            return _later(waiting, WITHOUT_SOURCE, now=now)
        if waiting.item.text is not None:
            return self._judge(waiting, _entry_article(waiting.item), memo=None, now=now)
        if waiting.item.url is None:
            return _out(waiting, Outcome.NO_TEXT, waiting.item.summary or WITHOUT_TEXT)
        try:
            page = self.fetch(waiting.item.url, memo=waiting.memo)
        except RateLimited:
            raise
        except Unreachable as error:
            return _later(waiting, error.detail, now=now)
        except FetchError as error:
            return self._failed(waiting, error, now=now)
        if page.unchanged or _is_known(page, waiting.memo):
            return self._unchanged(waiting, now=now, page=page)
        return self._page(waiting, page, now=now)

    def _page(self, waiting: Waiting, page: Page, *, now: datetime) -> Read:
        if not self._may_name(page, waiting.item):
            memo = Memo(etag=page.etag, last_modified=page.last_modified)
            return self._rejected(waiting, Rejected(outcome=Outcome.IRRELEVANT), memo=memo, now=now)
        memo = Memo(etag=page.etag, last_modified=page.last_modified, body_hash=_hash(page))
        zone = self.config.zone_of(self._source(waiting.item))
        article = extract_bounded(page, zone=zone, now=now, hint=waiting.item)
        return self._judge(waiting, article, memo=memo, now=now, page=page)

    def _judge(
        self,
        waiting: Waiting,
        article: Article | Rejected,
        *,
        memo: Memo | None,
        now: datetime,
        page: Page | None = None,
    ) -> Read:
        """Keep what names somebody; what was once a clipping stays one."""
        if isinstance(article, Article) and not self._names(article, waiting.item):
            article = Rejected(outcome=Outcome.IRRELEVANT)
        if isinstance(article, Rejected) and article.outcome is Outcome.UNREACHABLE:
            return _later(waiting, article.detail, now=now)
        if isinstance(article, Rejected):
            return self._rejected(waiting, article, memo=memo, now=now)
        landed = page.url if page else None
        clipping = self._clipping(waiting, article, landed=landed, now=now)
        known = waiting.clipping
        if known and known.fingerprint == clipping.fingerprint:
            return self._unchanged(waiting, now=now, memo=memo)
        return Read(
            item_id=waiting.item.id,
            outcome=Outcome.CLIPPED,
            detail="" if not known else f"revisión {clipping.revision}",
            clipping=clipping,
            memo=memo,
            read_at=self._reread_at(waiting, now=now),
            page=page,
        )

    def _rejected(
        self, waiting: Waiting, article: Rejected, *, memo: Memo | None, now: datetime
    ) -> Read:
        if waiting.clipping:
            return self._unchanged(waiting, now=now, memo=memo, detail=article.detail)
        return Read(
            item_id=waiting.item.id, outcome=article.outcome, detail=article.detail, memo=memo
        )

    def _unchanged(
        self,
        waiting: Waiting,
        *,
        now: datetime,
        memo: Memo | None = None,
        detail: str = KNOWN_PIECE,
        page: Page | None = None,
    ) -> Read:
        return Read(
            item_id=waiting.item.id,
            outcome=Outcome.CLIPPED if waiting.clipping else waiting.outcome,
            detail=detail,
            memo=memo or waiting.memo,
            read_at=self._reread_at(waiting, now=now) if waiting.clipping else None,
            page=page if waiting.clipping else None,
        )

    def _failed(self, waiting: Waiting, error: FetchError, *, now: datetime) -> Read:
        if waiting.clipping:
            return self._unchanged(waiting, now=now, detail=error.detail)
        return _out(waiting, error.outcome, error.detail)

    def _may_name(self, page: Page, item: Item) -> bool:
        """The two cheap tests: the bytes, then what the page shows."""
        if self.keeps or self._source(item).ours:
            return True
        if not self.relevance.in_page(page.body):
            return False
        shown = visible_text(page.body, page.charset)
        return self.relevance.in_text(f"{item.title}\n{shown}") is not None

    def _names(self, article: Article, item: Item) -> bool:
        """What is said to us names us; a front page is shown whomever it names."""
        if self.keeps or self._source(item).ours or item.kind is PieceKind.FRONT_PAGE:
            return True
        return self.relevance.in_text(f"{article.title}\n{article.text}") is not None

    def _clipping(
        self, waiting: Waiting, article: Article, *, landed: str | None, now: datetime
    ) -> Clipping:
        item, known = waiting.item, waiting.clipping
        source, url = self._source(item), _address(item, article, landed)
        return Clipping(
            id=item.id,
            revision=known.revision + 1 if known else 1,
            source_id=item.source_id,
            outlet_id=self._owner(source, url, landed),
            url=url,
            title=article.title or item.title,
            text=article.text,
            published_at=article.published_at or item.published_at or waiting.first_seen_at,
            collected_at=now,
            author=article.author or item.author,
            modified_at=article.modified_at or item.updated_at,
            section=article.section,
            kind=article.kind,
            image_url=article.image_url,
            file=item.file,
        )

    def _owner(self, source: Source, url: str | None, landed: str | None) -> str:
        """What a network or a mail carries whole is its own, wherever it leads."""
        if url is None or landed is None:
            return source.outlet_id
        at = source.account or "" if source.mailbox else source.address
        return self.owners.of(url, announced_by=source.outlet_id, at=at)

    def _source(self, item: Item) -> Source:
        return self.config.sources[item.source_id]

    def _reread_at(self, waiting: Waiting, *, now: datetime) -> datetime | None:
        """The next time to look for a correction, counted from when the piece was first seen."""
        rereads = (waiting.first_seen_at + offset for offset in self.config.reading.reread)
        return min((moment for moment in rereads if moment > now), default=None)


def owners_of(config: Config) -> Owners:
    """Whose a page is; the server of a network, or a mailbox, is nobody's site."""
    networks = {name for name, kind in KINDS.items() if kind.one_of or kind.url}
    every = config.sources.values()
    return sites.owners(
        (each.outlet_id, each.address) for each in every if each.kind not in networks
    )


def _entry_article(item: Item) -> Article:
    """A piece that its source carries whole: a post, a newsletter."""
    return Article(
        title=item.title,
        text=item.text or "",
        author=item.author,
        published_at=item.published_at,
        modified_at=item.updated_at,
        kind=item.kind or PieceKind.POST,
        url=item.url,
    )


def _address(item: Item, article: Article, landed: str | None) -> str | None:
    """The address to show: the page's own word, where we landed, or what the source announced."""
    arrived = (urls.canonical(landed) if landed else None) or item.url
    stated = article.url
    if not stated or not arrived or not sites.may_name(stated, arrived):
        return arrived
    # Templates forget that their site is safe by now.
    return arrived if stated == arrived.replace("https:", "http:", 1) else stated


def _out(waiting: Waiting, outcome: Outcome, detail: str) -> Read:
    return Read(item_id=waiting.item.id, outcome=outcome, detail=detail)


def _later(waiting: Waiting, detail: str, *, now: datetime) -> Read:
    """Try again, each time later; after the last try it is told as unreachable."""
    if waiting.attempts + 1 >= TRIES:
        outcome = Outcome.CLIPPED if waiting.clipping else Outcome.UNREACHABLE
        return _out(waiting, outcome, detail)
    return Read(
        item_id=waiting.item.id,
        outcome=None,
        detail=detail,
        read_at=now + FIRST_RETRY * 4**waiting.attempts,
    )


def _hash(page: Page) -> str:
    return blake2b(page.body, digest_size=16).hexdigest()


def _is_known(page: Page, memo: Memo | None) -> bool:
    return memo is not None and memo.body_hash is not None and memo.body_hash == _hash(page)
