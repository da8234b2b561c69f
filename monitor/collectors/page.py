"""A section page of a site without a feed: the links that lead to notes.

With a CSS `selector` those are the links that it says; without one they are told from menus, tags
and advertisements by where they lead and how they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor import urls
from monitor.collectors import answers, feed, markup
from monitor.collectors.entries import Context, Entry, items
from monitor.config import Source
from monitor.errors import CollectError
from monitor.fetch import Fetch
from monitor.folding import fold
from monitor.model import Harvest, Item, Memo

MOST: Final = 120  # links of one page
LEAST: Final = 3  # links: with fewer, nothing on the page is a list of notes
ENOUGH: Final = 3  # points of a link that leads to a note
_WORDS: Final = 5  # of a headline, at least
_DEEP: Final = 40  # levels above a link that are looked at
_LOOKED: Final = 4_000  # links of a page; those of real ones are hundreds

_DATED = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|-)|/(?:19|20)\d{6}/")
_SLUG = re.compile(r"(?:[a-z0-9ñáéíóúü]+-){3,}[a-z0-9ñáéíóúü]+", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|css|js)$", re.IGNORECASE)
_NO_NOTE = re.compile(
    r"^(?:tags?|etiquetas?|temas?|autor(?:es)?|authors?|categor(?:y|ia|ias|ies)|secci(?:on|ones)|"
    r"page|pagina|buscar|search|login|registro|suscri\w*|contacto|aviso\w*|privacidad|publicidad|"
    r"terminos\w*|nosotros|quienes-somos|directorio|feed|rss|wp-\w+|amp|videos?|galerias?|podcasts?|"
    r"ediciones?|hemeroteca|share|sharer\w*|intent|comentarios?|newsletters?)$"
)
_FURNITURE: Final = ("nav", "footer", "header", "form")
_MENUS = re.compile(
    r"menu|breadcrumb|pagination|paginacion|social|share|footer|cookie|related-tags|tagcloud"
)
_HEADLINES: Final = ("h1", "h2", "h3", "h4", "h5")
_MORE = re.compile(
    r"^(?:(?:leer|ver|lee|conoce) m[áa]s(?: sobre)?|read more(?: about)?|continuar leyendo)\s*:?\s*"
    r"(?:(?:leer|ver) m[áa]s(?: sobre)?\s*:?\s*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    url: str
    title: str
    points: int
    is_headline: bool = False  # it stands in one, or holds one


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """The notes that the page lists now. Raises `FetchError` or `CollectError`."""
    looked = answers.looked_at(source, fetch, memos)
    if isinstance(looked, Harvest):
        return looked
    page, kept = looked
    context = Context(source=source, base=page.url, zone=zone, now=now)
    found = feed.boxed(source, read, context, page.body, page.charset)
    return Harvest(items=found, memos=kept, moved_to=page.moved_to)


def parse(source: Source, body: bytes, *, now: datetime, zone: tzinfo) -> tuple[Item, ...]:
    """The notes that a page's bytes list; pure."""
    return read(Context(source=source, base=source.address, zone=zone, now=now), body, None)


def read(context: Context, body: bytes, charset: str | None) -> tuple[Item, ...]:
    text = answers.decoded(answers.unpacked(body, url=context.base), charset)
    tree = LexborHTMLParser(text)
    base = _base(tree, context.base)
    links = _chosen(tree, context.source, base) if context.source.selector else _told(tree, base)
    if not links:
        raise CollectError(context.source.id, _advice(context.source))
    entries = [Entry(guid=link.url, link=link.url, title=link.title) for link in links[:MOST]]
    return items(entries, context)


def _advice(source: Source) -> str:
    if source.selector:
        return f"ningún enlace responde a «{source.selector}»; revise el selector en la página"
    return "no se ve una lista de notas en la página; indique sus enlaces con «selector»"


def _base(tree: LexborHTMLParser, url: str) -> str:
    stated = tree.css_first("base[href]")
    return urls.canonical(stated.attributes.get("href") or "", url) or url if stated else url


def _chosen(tree: LexborHTMLParser, source: Source, base: str) -> list[_Link]:
    """What a selector says, links or what holds them."""
    try:
        nodes = tree.css(source.selector or "a")
    except SelectolaxError as error:
        detail = f"el selector «{source.selector}» no es CSS válido; corríjalo"
        raise CollectError(source.id, detail) from error
    links = [link for node in nodes for link in ([node] if node.tag == "a" else node.css("a"))]
    return _merged(_link(link, base, points=ENOUGH) for link in links[:_LOOKED])


def _told(tree: LexborHTMLParser, base: str) -> list[_Link]:
    """Links that look like notes, in the order of the page."""
    found = _merged(_judged(node, base) for node in tree.css("a[href]")[:_LOOKED])
    notes = [link for link in found if link.points >= ENOUGH]
    return notes if len(notes) >= LEAST else []


def _merged(links: Iterator[_Link | None]) -> list[_Link]:
    """Each address once: a picture, a headline and «leer más» lead to one note."""
    found: dict[str, _Link] = {}
    for link in links:
        if link is None:
            continue
        known = found.get(link.url)
        if known is None:
            found[link.url] = link
        else:
            told = max((known, link), key=lambda each: (each.is_headline, len(each.title)))
            found[link.url] = replace(told, points=max(known.points, link.points))
    return [link for link in found.values() if link.title]


def _judged(node: LexborNode, base: str) -> _Link | None:
    link = _link(node, base, points=0)
    if link is None or _is_furniture(node):
        return None
    address = urlsplit(link.url)
    path = address.path.rstrip("/")
    parts = [part for part in path.split("/") if part]
    if not parts or _FILE.search(path) or any(_NO_NOTE.match(fold(part)) for part in parts[:-1]):
        return None
    if len(parts) == 1 and _NO_NOTE.match(fold(parts[0])):
        return None
    points = _of_address(path, parts, address.query) + _of_words(link)
    return replace(link, points=points)


def _of_address(path: str, parts: list[str], query: str) -> int:
    slug = bool(_SLUG.search(parts[-1]))
    numbered = bool(_NUMBER.search(parts[-1]) or _NUMBER.search(query))
    return 2 * bool(_DATED.search(path)) + 2 * slug + numbered


def _of_words(link: _Link) -> int:
    words = len(link.title.split())
    return 2 * (words >= _WORDS) + (link.is_headline and words >= 3) - (0 < words < 3)


def _link(node: LexborNode, base: str, *, points: int) -> _Link | None:
    """Within the same site, and to another page than this one."""
    url = urls.canonical(node.attributes.get("href") or "", base)
    if url is None or _site(url) != _site(base) or url == _own(base):
        return None
    heading = next((found for tag in _HEADLINES if (found := node.css_first(tag))), None)
    within = any(above.tag in _HEADLINES for above in _above(node, 3))
    title = _title(node, heading)
    return _Link(url=url, title=title, points=points, is_headline=bool(heading) or within)


@lru_cache(maxsize=8)
def _own(base: str) -> str | None:
    return urls.canonical(base)


def _title(node: LexborNode, heading: LexborNode | None) -> str:
    text = _MORE.sub("", (heading or node).text(separator=" ", strip=True))
    said = text or node.attributes.get("title") or node.attributes.get("aria-label") or ""
    return markup.line(said, limit=markup.TITLE_LENGTH)


def _is_furniture(node: LexborNode) -> bool:
    for above in _above(node, _DEEP):
        if above.tag == "header" and any(each.tag == "article" for each in _above(above, _DEEP)):
            continue  # the head of a note, and not of the site
        if above.tag in _FURNITURE:
            return True
        marks = f"{above.attributes.get('class') or ''} {above.id or ''}".lower()
        if above.tag in ("ul", "div", "section", "aside") and _MENUS.search(marks):
            return True
    return False


def _above(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(levels):
        if above is None or above.tag in ("body", "html", "-undef"):
            return
        yield above
        above = above.parent


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
