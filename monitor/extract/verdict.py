"""Is this page a piece, a list of pieces, a wall or an error? The weights are in `rules/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from monitor.extract import rulebook
from monitor.extract.facts import Facts, types
from monitor.extract.lines import is_prose, letters
from monitor.folding import fold
from monitor.model import Outcome, Rejected

_MAGIC = (
    (b"%PDF", "es un PDF"),
    (b"\x89PNG", "es una imagen"),
    (b"\xff\xd8\xff", "es una imagen"),
    (b"GIF8", "es una imagen"),
    (b"RIFF", "es una imagen o un video"),
    (b"PK\x03\x04", "es un archivo comprimido o de Office"),
    (b"\x1f\x8b", "es un archivo comprimido"),
    (b"\xd0\xcf\x11\xe0", "es un archivo de Office"),
    (b"\x1aE\xdf\xa3", "es un video"),
    (b"ID3", "es un audio"),
    (b"OggS", "es un audio o un video"),
)
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.DOTALL,
)
_JSON = re.compile(rb"\s*[\[{]\s*[\"{\[]")
_TRUNCATED = 1_500  # characters under which a paywall's words mean that the rest is behind it
_TEASED = 600  # characters that are a teaser where a wall stands
_SHORTEST = 90  # characters of a piece
_HEADLINE_WORDS = 5
_MANY = 4  # headlines of other pages
_LEFT = 500  # characters that a list has beside its teasers
_HOPELESS = -5  # of the weight: not worth the reading
_LONG_PROSE, _LONG_TEXT = 6, 2_500  # sentences and characters that no list of teasers has
_TEASER = re.compile(r"(?:\[?…\]?|\[?\.\.\.\]?|(?:leer|ver|read) m[aá]s\W*)$", re.IGNORECASE)


def of_bytes(body: bytes) -> Rejected | None:
    """What is not a page at all, by its first bytes."""
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return _no_text("el servidor entregó una página vacía")
    head = body[:1000].removeprefix(b"\xef\xbb\xbf")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return _no_text(f"{what}, no una página")
    if head[4:8] == b"ftyp":
        return _no_text("es un video, no una página")
    if _FEED.match(head):
        return _no_text("es un canal o un mapa del sitio, no una página")
    if _JSON.match(head):
        return _no_text("son datos JSON, no una página")
    return None


def of_facts(page: Facts, *, url: str) -> Rejected | None:
    """What the page says of itself before its text is read: a wall, an error, a list."""
    titles = [fold(title) for title in page.texts("title")][:1]
    if any(_marks("wall", title) for title in titles):
        return Rejected(
            outcome=Outcome.BLOCKED, detail="el sitio pide comprobar que no somos robot"
        )
    if "error404" in page.classes or any(_marks("missing", title) for title in titles):
        return Rejected(outcome=Outcome.NOT_FOUND, detail="la página dice que la nota no existe")
    if weight(page, url=url) <= _HOPELESS:
        return _not_article()
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows, once it was read."""

    title: str
    text: str
    walled: bool  # it asks to subscribe
    listed: int  # lines of the text that are headlines of other pages
    teasers: int  # blocks that were taken out because they led to other pages


def of_text(page: Facts, shown: Shown, *, url: str) -> Rejected | None:
    """What only the text tells: nothing to read, a paywall, a list of teasers."""
    if _is_cut(page, shown.text, walled=shown.walled):
        return Rejected(outcome=Outcome.PAYWALLED, detail="la nota es solo para suscriptores")
    said = weight(page, url=url)
    if len(shown.text) < _SHORTEST:
        is_list = said < 0 or shown.teasers >= _MANY
        return _not_article() if is_list else _no_text("la página no trae texto que se pueda leer")
    if said + _shape(page, shown) + _lists(shown) + _slug(shown.title, url) <= 0:
        return _not_article()
    return None


def weight(page: Facts, *, url: str) -> int:
    """What classes, JSON-LD, metas and the address say: above zero, a piece."""
    path = urlsplit(url).path
    last = fold(path.rstrip("/").rsplit("/", 1)[-1])
    strongest = [
        _strongest("class", page.classes),
        _strongest("ld", _main_types(page)),
        _strongest("path", [path] if url and not urlsplit(url).query else []),
        _strongest("last", [last] if last else []),
    ]
    return sum(strongest) + _metas(page)


def _metas(page: Facts) -> int:
    dated = bool(page.meta("article:published_time", "datepublished"))
    kind = (page.meta("og:type") or "").lower()
    return 2 * dated + (kind == "article") - (kind in ("website", "object", "blog"))


def _main_types(page: Facts) -> list[str]:
    """The types that stand for the page; many articles side by side are a list."""
    articles = {str(node.get("headline") or node.get("url") or "") for node in page.articles}
    found = [kind for node in page.nodes for kind in types(node)]
    if len(articles) <= 2:
        return found
    return [
        "collectionpage",
        *(kind for kind in found if not kind.endswith(("article", "posting"))),
    ]


def _shape(page: Facts, shown: Shown) -> int:
    """What the text looks like: sentences of one piece, or the teasers of many."""
    lines, words = shown.text.split("\n"), len(shown.title.split())
    prose = sum(1 for line in lines if is_prose(line))
    teasers = sum(1 for line in lines if _TEASER.search(line))
    headings = {letters(one) for one in page.texts("h1")}
    score = 1 if prose >= 2 else 0
    score += 2 if prose >= _LONG_PROSE and len(shown.text) > _LONG_TEXT else 0
    score += 1 if letters(shown.title) in headings and words >= _HEADLINE_WORDS else 0
    score -= 2 if teasers >= 3 else 0
    score -= 1 if words < 3 else 0
    return score - (2 if prose == 0 and len(lines) > 5 else 0)


def _lists(shown: Shown) -> int:
    """A text that is, for a good part, headlines of other pages, or all that is left of them."""
    lines = len(shown.text.split("\n"))
    headlines = shown.listed >= _MANY and shown.listed > 0.25 * lines
    left = shown.teasers > _MANY and len(shown.text) < _LEFT
    return -3 if headlines or left else 0


def _slug(title: str, url: str) -> int:
    """An address made of the headline's own words is the address of a piece."""
    last = urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]
    shared = {word for word in letters(title).split() if len(word) > 3} & set(letters(last).split())
    return 2 if len(shared) >= 4 else 0


def is_walled(page: Facts) -> bool:
    """Whether the page asks to subscribe so that one can go on reading."""
    visible = page.tree.body.text(separator=" ") if page.tree.body else ""
    wall = rulebook.patterns("markers.tsv")["paywall"]
    return bool(wall.search(fold(" ".join(visible.split()))))


def _is_cut(page: Facts, text: str, *, walled: bool) -> bool:
    """Closed by its own word or by a wall's, and the rest of the text is not here."""
    if len(text) >= _TRUNCATED:
        return False
    return _is_closed(page) or (walled and (len(text) < _TEASED or not is_prose(_last(text))))


def _last(text: str) -> str:
    return text.rsplit("\n", 1)[-1]


def _is_closed(page: Facts) -> bool:
    """Whether the page states that the piece is not free."""
    stated = [str(node.get("isAccessibleForFree", "")).lower() for node in page.articles]
    return "false" in stated or (page.meta("article:content_tier") or "").lower() == "locked"


def _marks(what: str, text: str) -> bool:
    return bool(rulebook.patterns("markers.tsv")[what].fullmatch(text))


def _strongest(where: str, words: Iterator[str] | list[str] | frozenset[str]) -> int:
    """The weight that is farthest from zero; of a piece's and a list's equal ones, the list's."""
    found = [
        value
        for place, value, pattern in _weights()
        if place == where and any(_tells(where, pattern, word) for word in words)
    ]
    return min(found, key=lambda value: (-abs(value), value)) if found else 0


def _tells(where: str, pattern: re.Pattern[str], word: str) -> bool:
    return bool(pattern.search(word) if where == "path" else pattern.fullmatch(word))


@cache
def _weights() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    return tuple(
        (where, int(value), re.compile(pattern))
        for where, value, pattern in rulebook.rows("verdict.tsv")
    )


def _no_text(detail: str) -> Rejected:
    return Rejected(outcome=Outcome.NO_TEXT, detail=detail)


def _not_article() -> Rejected:
    return Rejected(outcome=Outcome.NOT_ARTICLE, detail="es una portada o una sección, no una nota")
