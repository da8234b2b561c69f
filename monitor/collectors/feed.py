"""Feeds: RSS 0.9 to 2.0, RDF, Atom and CDF by feedparser, JSON Feed by `jsonfeed`.

`parse` is pure and knows no limits but those of size; `collect` runs it in a sandbox, because
feedparser needs minutes for some small bodies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from io import BytesIO
from typing import Any, TypeVar

import feedparser
from lxml import etree

from monitor.collectors import answers, jsonfeed
from monitor.collectors.entries import LIMIT, Context, Entry, items
from monitor.config import Source
from monitor.errors import CollectError, EmptyFeed, NotAFeed
from monitor.fetch import Fetch
from monitor.model import Harvest, Item, Memo, Page
from monitor.sandbox import Killed, Sandbox

Result = TypeVar("Result")

SECONDS = 20
MEGABYTES = 1_000

_SANDBOX = Sandbox(seconds=SECONDS, megabytes=MEGABYTES)


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """What the feed announces now. Raises `FetchError` or `CollectError`."""
    looked = answers.looked_at(source, fetch, memos)
    if isinstance(looked, Harvest):
        return looked
    page, kept = looked
    found, total = bounded(source, page, now=now, zone=zone)
    return Harvest(
        items=found,
        memos=kept,
        moved_to=page.moved_to,
        note=note_of(total),
        mended=answers.is_mended(page.body, page.charset),
    )


def bounded(
    source: Source, page: Page, *, now: datetime, zone: tzinfo
) -> tuple[tuple[Item, ...], int]:
    """`read` within the limits of `boxed`."""
    context = Context(source=source, base=page.url, zone=zone, now=now)
    return boxed(source, read, context, page.body, page.content_type, page.charset)


def boxed(source: Source, function: Callable[..., Result], *arguments: Any) -> Result:
    """What a reader gives, within limits of time and memory: else a `CollectError`."""
    try:
        return _SANDBOX.call(function, *arguments)
    except Killed as killed:
        reason = f"en {SECONDS} s" if killed.late else f"con {MEGABYTES} MB de memoria"
        detail = f"el canal no se pudo leer {reason}; si persiste, avise al medio o quítelo"
        raise CollectError(source.id, detail) from killed


def note_of(total: int) -> str | None:
    return f"recortado a {LIMIT} de {total:,} entradas" if total > LIMIT else None


def parse(
    source: Source,
    body: bytes,
    *,
    content_type: str = "",
    charset: str | None = None,
    now: datetime,
    zone: tzinfo,
) -> tuple[Item, ...]:
    """The items of a feed's bytes. Pure, so that a saved feed is all that a test needs."""
    context = Context(source=source, base=source.address, zone=zone, now=now)
    return read(context, body, content_type, charset)[0]


def read(
    context: Context, body: bytes, content_type: str, charset: str | None
) -> tuple[tuple[Item, ...], int]:
    """The items, at most `LIMIT`, and how many entries the feed has."""
    body = answers.unpacked(body, url=context.base)
    text = answers.decoded(body, charset)
    if not text.strip("\0\ufeff \t\r\n"):
        raise EmptyFeed(context.source.id, EMPTY)
    entries = list(_entries(context, text, content_type))
    return items(entries, context), len(entries)


_ROOTS = ("rss", "rdf", "feed", "channel")
EMPTY = "la dirección contesta sin contenido; si sigue así, busque otra dirección de la fuente"
REMEDY = "abra el sitio, busque la dirección de su RSS o de su mapa del sitio y cámbiela"


def _entries(context: Context, text: str, content_type: str) -> Iterator[Entry]:
    value = answers.as_json(text)
    if jsonfeed.is_feed(value):
        return jsonfeed.entries(value)
    if value is not None or content_type.endswith("json"):
        raise _refused(context, f"contesta JSON que no es JSON Feed, no un canal; {REMEDY}")
    document = answers.as_xml(text)
    if answers.root_of(document) in ("urlset", "sitemapindex"):
        raise _refused(context, "es un mapa del sitio, no un canal RSS; use «kind: sitemap»")
    if answers.is_html(document):
        raise _refused(context, f"contesta una página HTML, no un canal RSS; {_hint(document)}")
    return _by_feedparser(context, document)


def _refused(context: Context, reason: str) -> NotAFeed:
    return NotAFeed(context.source.id, f"la dirección {reason}")


def _hint(page: str) -> str:
    """The feed that the page itself announces, when it does."""
    announced = answers.announced_feed(page)
    return f"la página anuncia este: {announced}" if announced else REMEDY


def _by_feedparser(context: Context, document: str) -> Iterator[Entry]:
    body = _plainer(document).encode("utf-8", "replace")
    try:
        feed = _parsed(body)
    except MemoryError:
        raise
    except Exception:  # it lets anything out: of expat, sgmllib, codecs, its own
        feed = _parsed_mended(body, context)
    if not feed.version and not feed.entries and answers.root_of(document) not in _ROOTS:
        raise _refused(context, f"no contesta un canal RSS ni Atom; {REMEDY}")
    house = _names(feed.feed) if feed.version.startswith("atom") else ""
    return (_entry(entry, house) for entry in feed.entries)


_OF_PICTURE = re.compile(r"(</?media):description\b")


def _plainer(document: str) -> str:
    """What feedparser would take for the summary, or give a semicolon, as what it is."""
    return _OF_PICTURE.sub(r"\1:caption", answers.with_whole_ampersands(document))


def _parsed(body: bytes) -> Any:
    # Without our address as base: an id stays as it is, and we resolve the links that are links.
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _parsed_mended(body: bytes, context: Context) -> Any:
    """Once more, on what another parser could save of it."""
    try:
        return _parsed(etree.tostring(answers.tree(body), encoding="utf-8"))
    except MemoryError:
        raise
    except Exception as error:
        detail = "el canal está dañado y no se puede leer; avise al medio o quite la fuente"
        raise CollectError(context.source.id, detail) from error


def _entry(entry: Any, house: str) -> Entry:
    """An entry; what Atom says of the author of a feed holds for its entries (RFC 4287, 4.2.1)."""
    # dict.get, because feedparser's own get answers "published" where "updated" is asked for.
    said = {key: value for key in _KEYS if isinstance(value := dict.get(entry, key), str)}
    bodies = tuple(str(body.get("value") or "") for body in dict.get(entry, "content", ()))
    return Entry(
        guid=said.get("id", ""),
        link=said.get("feedburner_origlink") or _link(entry, said),
        title=said.get("title", ""),
        summary=said.get("summary") or ("" if any(bodies) else said.get("media_caption", "")),
        bodies=bodies,
        author=_names(entry) or said.get("author") or house,
        published=said.get("published") or said.get("created", ""),
        updated=said.get("updated", ""),
    )


_ADDRESS = re.compile(r"\s*(?:https?://|/)", re.IGNORECASE)
_KEYS = ("id", "feedburner_origlink", "link", "title", "summary", "media_caption", "author",
         "published", "created", "updated")  # fmt: skip


def _link(entry: Any, said: Mapping[str, str]) -> str:
    """A guid is taken for a permanent link where none is given, but only when it looks so."""
    links = dict.get(entry, "links")
    pages = [each for each in links or () if _is_page(each)]
    if any(each.get("hreflang") for each in pages):  # feedparser would take the last language
        return str(min(pages, key=_foreignness)["href"])
    link = said.get("link", "")
    return link if links or _ADDRESS.match(link) else ""


def _is_page(link: Any) -> bool:
    is_html = "html" in str(link.get("type") or "html")
    return is_html and link.get("rel") == "alternate" and bool(link.get("href"))


def _foreignness(link: Any) -> int:
    """Smallest for Spanish, then for what does not say its language."""
    language = str(link.get("hreflang") or "").lower()
    return 0 if language.startswith("es") else 1 + bool(language)


def _names(entry: Any) -> str:
    authors = dict.get(entry, "authors") or ()
    return ", ".join(name for author in authors if (name := str(author.get("name") or "")))
