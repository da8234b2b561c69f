"""A section page of a site without a feed: the links that lead to notes.

With a CSS `selector` those are the links that it says; without one they are told from menus, tags
and advertisements by where they lead and how they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor import sites, urls
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
_FEW: Final = 3  # of what stands as a headline, at least
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
_TELLING: Final = "h1, h2, h3, h4, h5"
_WRAPPERS: Final = ("form", "ul", "div", "section", "aside")  # may hold a whole page
_CARD: Final = 4  # levels above a link where the headline of its note may stand
_MORE = re.compile(
    r"^(?:(?:leer|ver|lee|conoce) m[áa]s(?: sobre)?|read more(?: about)?|continuar leyendo)\s*:?\s*"
    r"(?:(?:leer|ver) m[áa]s(?: sobre)?\s*:?\s*)?",
    re.IGNORECASE,
)
_ONLY_MORE = re.compile(
    r"(?:(?:leer|lee|ver|ir a|abrir|seguir|sigue|continuar|contin[úu]a)\s+)?(?:(?:la|el)\s+)?"
    r"(?:m[áa]s(?: informaci[óo]n| detalles)?|nota|noticia|art[íi]culo|entrada|publicaci[óo]n"
    r"|leyendo|detalles?)(?: completa| completo| m[áa]s)?|[\W_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    url: str
    title: str
    points: int
    is_headline: bool = False  # it stands in one, holds one, or stands beside its own
    trust: int = 0  # of its title: a headline's words, its own, those beside it, of its picture


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
    sheet = _Sheet(base=base)
    return _merged(_link(link, sheet, points=ENOUGH) for link in links[:_LOOKED])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A page while its links are judged."""

    base: str
    telling: frozenset[int] = frozenset()  # its headlines; without any, its links of many words
    wraps: dict[int, bool] = field(default_factory=dict)  # by node, as it was found …
    headlines: dict[int, tuple[str, ...]] = field(default_factory=dict)  # … and so are these

    def is_wrapped_by(self, node: LexborNode) -> bool:
        """Whether most of what the page tells is within, whatever the node calls itself."""
        if node.tag not in _WRAPPERS:
            return False
        key = node.mem_id
        if key not in self.wraps:
            inside = sum(each.mem_id in self.telling for each in node.css(f"{_TELLING}, a[href]"))
            self.wraps[key] = inside >= LEAST and 2 * inside > len(self.telling)
        return self.wraps[key]

    def headlines_of(self, node: LexborNode) -> tuple[str, ...]:
        """The first two headlines within, which tell a card from a list of them."""
        key = node.mem_id
        if key not in self.headlines:
            found = node.css(_TELLING)[:2]
            self.headlines[key] = tuple(each.text(separator=" ", strip=True) for each in found)
        return self.headlines[key]


def _sheet(tree: LexborHTMLParser, base: str) -> _Sheet:
    telling = tree.css(_TELLING)
    if len(telling) < LEAST:  # a menu may have links of many words, but no headlines
        links = tree.css("a[href]")[:_LOOKED]
        telling = [each for each in links if len(each.text(separator=" ").split()) >= _WORDS]
    return _Sheet(base=base, telling=frozenset(each.mem_id for each in telling))


def _told(tree: LexborHTMLParser, base: str) -> list[_Link]:
    """Links that look like notes, in the order of the page."""
    sheet = _sheet(tree, base)
    found = _merged(_judged(node, sheet) for node in tree.css("a[href]")[:_LOOKED])
    notes = [link for link in found if link.points >= ENOUGH]
    return notes if len(notes) >= LEAST else []


def _merged(links: Iterator[_Link | None]) -> list[_Link]:
    """Each address once: a picture, a headline and «leer más» lead to one note.

    One without words stays where its address alone says that it is a note: its page has a title.
    """
    found: dict[str, _Link] = {}
    for link in links:
        if link is None:
            continue
        key = sites.kin_key(link.url)
        known = found.get(key)
        if known is None:
            found[key] = link
        else:
            told = max((known, link), key=lambda each: (each.trust, len(each.title)))
            found[key] = replace(told, url=known.url, points=max(known.points, link.points))
    return [link for link in found.values() if link.title or link.points >= ENOUGH]


def _judged(node: LexborNode, sheet: _Sheet) -> _Link | None:
    link = _link(node, sheet, points=0)
    if link is None or _is_furniture(node, sheet):
        return None
    address = urlsplit(link.url)
    path = address.path.rstrip("/")
    parts = [part for part in path.split("/") if part]
    if not parts or _FILE.search(path) or _leads_elsewhere(parts, sheet.base):
        return None
    points = _of_address(path, parts, address.query) + _of_words(link)
    return replace(link, points=points)


def _leads_elsewhere(parts: list[str], base: str) -> bool:
    """Whether a part of the path is of no note; what the page itself stands below counts not."""
    own = [part for part in urlsplit(base).path.split("/") if part]
    below = parts[len(own) :] if parts[: len(own)] == own else parts
    inner = below[:-1] if len(parts) > 1 else below
    return any(_NO_NOTE.match(fold(part)) for part in inner)


def _of_address(path: str, parts: list[str], query: str) -> int:
    slug = bool(_SLUG.search(parts[-1]))
    numbered = bool(_NUMBER.search(parts[-1]) or _NUMBER.search(query))
    return 2 * bool(_DATED.search(path)) + 2 * slug + numbered


def _of_words(link: _Link) -> int:
    words = len(link.title.split())
    return 2 * (words >= _WORDS) + (link.is_headline and words >= _FEW) - (0 < words < _FEW)


def _link(node: LexborNode, sheet: _Sheet, *, points: int) -> _Link | None:
    """Within the same site, and to another page than this one."""
    base = sheet.base
    url = urls.canonical(node.attributes.get("href") or "", base)
    if url is None or not _is_ours(url, base) or url == _own(base):
        return None
    heading = next((found for tag in _HEADLINES if (found := node.css_first(tag))), None)
    within = any(above.tag in _HEADLINES for above in _above(node, 3))
    title, is_headline = _title(node, heading), bool(heading) or within
    if title:
        trust = 3 if is_headline else 2
        return _Link(url=url, title=title, points=points, is_headline=is_headline, trust=trust)
    if beside := _headline_beside(node, sheet):
        return _Link(url=url, title=beside, points=points, is_headline=True, trust=1)
    return _Link(url=url, title=_picture(node), points=points)


@lru_cache(maxsize=8)
def _own(base: str) -> str | None:
    return urls.canonical(base)


def _title(node: LexborNode, heading: LexborNode | None) -> str:
    """Its own words; those of its tooltip where they are more."""
    text = _said((heading or node).text(separator=" ", strip=True))
    told = (_said(node.attributes.get(name) or "") for name in ("title", "aria-label"))
    hint = next(filter(None, told), "")
    is_cut = text.endswith(("...", "…")) and len(hint) > len(text)
    return hint if is_cut or not text else text


def _said(text: str) -> str:
    """The words of a link, when they tell of its note: «Leer más» does not."""
    words = markup.line(_MORE.sub("", text), limit=markup.TITLE_LENGTH)
    return "" if _ONLY_MORE.fullmatch(words) else words


def _headline_beside(node: LexborNode, sheet: _Sheet) -> str:
    """The one headline of the card that a link stands in."""
    for above in _above(node, _CARD):
        headlines = sheet.headlines_of(above)
        if headlines:
            told = _said(headlines[0])
            return told if len(headlines) == 1 and len(told.split()) >= _FEW else ""
    return ""


def _picture(node: LexborNode) -> str:
    """What the picture of a link is said to show: often the headline."""
    picture = node.css_first("img[alt]")
    told = _said(picture.attributes.get("alt") or "") if picture else ""
    return told if len(told.split()) >= _WORDS else ""


def _is_furniture(node: LexborNode, sheet: _Sheet) -> bool:
    for above in _above(node, _DEEP):
        if above.tag == "header" and any(each.tag == "article" for each in _above(above, _DEEP)):
            continue  # the head of a note, and not of the site
        if _is_marked(above) and not sheet.is_wrapped_by(above):
            return True
    return False


def _is_marked(node: LexborNode) -> bool:
    if node.tag in _FURNITURE:
        return True
    marks = f"{node.attributes.get('class') or ''} {node.id or ''}".lower()
    return node.tag in _WRAPPERS and bool(_MENUS.search(marks))


def _above(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(levels):
        if above is None or above.tag in ("body", "html", "-undef"):
            return
        yield above
        above = above.parent


def _is_ours(url: str, base: str) -> bool:
    """Of the same host, or of one below it of the same outlet."""
    mine, its = _site(base), _site(url)
    return its == mine or (its.endswith(f".{mine}") and sites.site_of(url) == sites.site_of(base))


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
