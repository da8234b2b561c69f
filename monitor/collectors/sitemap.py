"""Site maps: plain ones, indexes of them, and those for Google News; also packed as .gz.

`read` is pure and gives what one file says; `collect` follows an index down, newest files first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urljoin, urlsplit

from lxml import etree

from monitor import urls
from monitor.collectors import answers, feed
from monitor.collectors.entries import LIMIT, Context, Entry, items
from monitor.config import Source
from monitor.errors import CollectError, EmptyFeed, FetchError, NotAFeed
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo, Page

FRESH = timedelta(days=7)  # what changed before is not news
FILES = 5  # of an index, in one reading
DEPTH = 2  # levels of files below the first

_ELSEWHERE = re.compile(
    r"(?:categor|tag|author|autor|page|pagina|taxonom|image|imagen|video|seccion|section|static"
    r"|producto?|product)[\w-]*\.(?:xml|xml\.gz)$"
)
_PIECE = re.compile(r"https?://[^/]+/+[^/]", re.IGNORECASE)  # not the front page
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A file that an index names."""

    address: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one file says: pieces, or the names of other files."""

    items: tuple[Item, ...] = ()
    total: int = 0  # pieces before the cut
    children: tuple[Child, ...] = ()
    is_index: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One file that was asked for: what came of it."""

    sheet: Sheet | None = None  # None when it was one seen before, or failed
    memo: Memo | None = None
    failure: Exception | None = None


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """What the map announces now. Raises `FetchError` or `CollectError` for the first file.

    The first file is remembered only if it is no index: an index may stay as it is while the
    files that it names change.
    """
    known = memos.get(source.address)
    page = fetch(source.address, limit=FEED_LIMIT, memo=known)
    visit = _visit(source, page, known, now=now, zone=zone)
    if visit.sheet is None:
        kept = {source.address: visit.memo} if visit.memo else {}
        return Harvest(unchanged=True, memos=kept, moved_to=page.moved_to)
    if not visit.sheet.is_index:
        return _harvest({source.address: visit}, page)
    walk = _walk(source, fetch, page, visit.sheet, memos=memos, now=now, zone=zone)
    return _harvest(walk, page)


def _walk(
    source: Source,
    fetch: Fetch,
    page: Page,
    index: Sheet,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Mapping[str, Visit]:
    """The newest files that an index names, at most `FILES` of them."""
    visits: dict[str, Visit] = {}
    waiting = [(child, 1) for child in _worth_reading(index.children, now)]
    while waiting and len(visits) < FILES:
        child, depth = waiting.pop(0)
        if child.address in visits or child.address in (source.address, page.url):
            continue
        known = memos.get(child.address)
        try:
            below = fetch(child.address, limit=FEED_LIMIT, memo=known)
            visit = _visit(source, below, known, now=now, zone=zone)
        except (FetchError, CollectError) as failure:
            visit = Visit(failure=failure)
        visits[child.address] = visit
        if visit.sheet and depth < DEPTH:
            nearer = [(child, depth + 1) for child in _worth_reading(visit.sheet.children, now)]
            waiting = nearer + waiting
    return visits


def _visit(source: Source, page: Page, known: Memo | None, *, now: datetime, zone: tzinfo) -> Visit:
    if page.unchanged:
        return Visit()
    memo = answers.memo_of(page)
    if known and known.body_hash == memo.body_hash:
        return Visit(memo=memo)
    context = Context(source=source, base=page.url, zone=zone, now=now)
    sheet = feed.boxed(source, read, context, page.body, page.charset)
    return Visit(sheet=sheet, memo=None if sheet.is_index else memo)


def _harvest(visits: Mapping[str, Visit], page: Page) -> Harvest:
    failures = [visit.failure for visit in visits.values() if visit.failure]
    if failures and len(failures) == len(visits):
        raise failures[0]
    sheets = [visit.sheet for visit in visits.values() if visit.sheet]
    found = tuple(item for sheet in sheets for item in sheet.items)
    return Harvest(
        items=_newest(found),
        memos={address: visit.memo for address, visit in visits.items() if visit.memo},
        unchanged=not sheets and bool(visits),
        moved_to=page.moved_to,
        note=_note(sum(sheet.total for sheet in sheets), failed=len(failures), of=len(visits)),
    )


def _newest(found: tuple[Item, ...]) -> tuple[Item, ...]:
    if len(found) <= LIMIT:
        return found
    return tuple(sorted(found, key=lambda item: -_moment(item))[:LIMIT])


def _moment(item: Item) -> float:
    moment = item.published_at or item.updated_at
    return moment.timestamp() if moment else 0.0


def _note(total: int, *, failed: int, of: int) -> str | None:
    notes = [f"no se pudieron leer {failed} de {of} mapas"] if failed else []
    if cut := feed.note_of(total):
        notes.append(cut)
    return "; ".join(notes) or None


def _worth_reading(children: Sequence[Child], now: datetime) -> list[Child]:
    """The files that may hold news, likeliest first."""
    fresh = [child for child in children if _is_fresh(child.changed_at, now)]
    return sorted(fresh, key=_likelihood, reverse=True)


def _likelihood(child: Child) -> tuple[bool, float, list[int]]:
    """Pieces before sections and images; then the latest; then the highest number or date."""
    parts = urlsplit(child.address)
    changed = child.changed_at.timestamp() if child.changed_at else 0.0
    numbers = [int(run[:9]) for run in _DIGITS.findall(f"{parts.path}?{parts.query}")]
    return not _ELSEWHERE.search(parts.path.lower()), changed, numbers


def _is_fresh(moment: datetime | None, now: datetime) -> bool:
    return moment is None or now - moment <= FRESH


def parse(
    source: Source,
    body: bytes,
    *,
    content_type: str = "",
    charset: str | None = None,
    now: datetime,
    zone: tzinfo,
) -> tuple[Item, ...]:
    """The pieces of a file's bytes; none for an index. What a server calls it tells nothing."""
    context = Context(source=source, base=source.address, zone=zone, now=now)
    return read(context, body, charset).items


def read(context: Context, body: bytes, charset: str | None) -> Sheet:
    """What a file says, packed or not. Raises `FetchError`, `EmptyFeed` or `NotAFeed`."""
    text = answers.decoded(answers.unpacked(body, url=context.base), charset)
    if not text.strip("\0\ufeff \t\r\n"):
        raise EmptyFeed(context.source.id, feed.EMPTY)
    if answers.root_of(text) in ("rss", "feed", "rdf"):  # the protocol lets a map be a feed
        found, total = feed.read(context, body, "", charset)
        return Sheet(items=found, total=total)
    document = _BARE.sub("&amp;", answers.as_xml(text))
    root = answers.tree(document.encode("utf-8", "replace"))
    if root is None or _name(root) not in ("urlset", "sitemapindex"):
        kind = "una página HTML" if answers.is_html(text) else "otra cosa"
        reason = f"la dirección contesta {kind}, no un mapa del sitio; {feed.REMEDY}"
        raise NotAFeed(context.source.id, reason)
    if _name(root) == "sitemapindex":
        return Sheet(children=tuple(_children(root, context)), is_index=True)
    fresh = [
        entry
        for entry in _entries(root, context.base)
        if _is_fresh(_changed(entry, context), context.now)
    ]
    pieces = tuple(_undated(item) for item in items(fresh, context) if item.url)
    return Sheet(items=pieces, total=len(fresh))


def _undated(item: Item) -> Item:
    """A date of change says when a piece changed, not when it came out."""
    return replace(item, published_at=None) if item.published_at == item.updated_at else item


def _children(root: etree._Element, context: Context) -> Iterator[Child]:
    for node in root.iterchildren():
        told = _told(node)
        location = told.get("loc", "")
        if location and urls.canonical(location, context.base):
            address = urljoin(context.base, location)
            yield Child(address=address, changed_at=context.date(told.get("lastmod", "")))


def _entries(root: etree._Element, base: str) -> Iterator[Entry]:
    """Each piece with its own address; news files tell its title and date too."""
    for node in root.iterchildren():
        told = _told(node)
        link = _absolute(told.get("loc", ""), base)
        if _PIECE.match(link):
            yield Entry(
                link=link,
                title=told.get("title", ""),
                summary=told.get("keywords", ""),
                published=told.get("publication_date", ""),
                updated=told.get("lastmod", ""),
            )


def _absolute(location: str, base: str) -> str:
    """The protocol wants whole addresses; some sites write them as in a page."""
    if not location or location[:4].lower() == "http":
        return location
    return urls.canonical(location, base) or ""


def _changed(entry: Entry, context: Context) -> datetime | None:
    """The later of what it says: some sites never write the first anew, some forget the other."""
    moments = (context.date(entry.updated), context.date(entry.published))
    return max(filter(None, moments), default=None)


def _told(node: etree._Element) -> dict[str, str]:
    """What an entry says, by the local name of each element; images and videos tell nothing."""
    told: dict[str, str] = {}
    for child in node.iterchildren():
        if _name(child) == "news":
            told |= {**_told(child), **told}
        elif child.text and _name(child):
            told.setdefault(_name(child), child.text.strip())
    return told


def _name(node: etree._Element) -> str:
    """The local name in lower case; empty for comments and the like."""
    if not isinstance(node.tag, str):
        return ""
    return re.split("[}:]", node.tag)[-1].lower()  # in a damaged map the prefix may be bare
