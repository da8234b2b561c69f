"""Author, dates, section, kind and image of a piece, from what its page states of itself.

JSON-LD first, then metas, then microdata and visible marks (`rules/names.tsv`): about a
millisecond, and no search of the text for dates, which are another piece's as often as not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor import dates
from monitor.decoding import tidy, words
from monitor.extract import rulebook
from monitor.extract.facts import Facts, Node, attribute, types
from monitor.extract.lines import byline, head, letters
from monitor.extract.titles import kicker, site_names
from monitor.folding import fold
from monitor.model import PieceKind

_AUTHOR_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "twitter:data1",
)
_PUBLISHED_METAS = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "date",
    "fecha",
)
_MODIFIED_METAS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_SECTION_METAS = ("article:section", "parsely-section", "cxenseparse:section", "section", "seccion")
_LONGEST_NAME = 80
_LONGEST_DATE = 70
_DATED = re.compile(
    r"\b(?:19|20)\d{2}\b.*\b\d{1,2}\b|\b\d{1,2}\b.*\b(?:19|20)\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2}\b"
)
_LONGEST_BYLINE = 10  # words
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_FAR = timedelta(days=3)  # between the page's day and its address's: one of them is wrong
_IMAGE_METAS = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "image")


def author_of(page: Facts, *, url: str) -> str | None:
    """A person where the page names one, else the house ("Redacción"), else the outlet, or None."""
    sites = site_names(page, url)
    found = [name for name in map(_cleaned, _authors(page)) if name]
    others = [name for name in found if letters(name) not in sites]
    return _best(others) or _best(_nearby_authors(page)) or next(iter(found), None)


def _authors(page: Facts) -> Iterator[str]:
    yield from _stated_authors(page)
    yield from _shown_authors(page)


def _nearby_authors(page: Facts) -> Iterator[str]:
    """Who signs right above or below the headline."""
    return (name for line in page.nearby if (signed := byline(line)) and (name := _cleaned(signed)))


def signer(text: str, stated: str | None) -> str | None:
    """Who signs within the text, before its first sentence or last, unless the page names one."""
    lines = (*head(text), text.rsplit("\n", 1)[-1])
    signed = (_cleaned(name) for line in lines if (name := byline(line)))
    return _best(name for name in (stated, *signed) if name)


def _best(names: Iterable[str]) -> str | None:
    found = list(names)
    people = [name for name in found if not _is("house", name)]
    return next(iter(people or found), None)


def published_at(
    page: Facts, *, url: str, zone: tzinfo, now: datetime, hint: datetime | None
) -> datetime | None:
    """The moment the page states; its address's day where both cannot be true; else the feed's."""
    stated = _first_date(_published(page), zone=zone, now=now) or hint
    stated = stated or _first_date(_nearby_dates(page), zone=zone, now=now)
    day = _day_of(url, zone=zone, now=now)
    if stated and day and abs(stated - day - timedelta(hours=12)) > _FAR:
        return hint if hint and abs(hint - day) <= _FAR else day
    return stated or day


def modified_at(page: Facts, *, zone: tzinfo, now: datetime) -> datetime | None:
    """When the page says that it changed last."""
    stated = [str(node.get("dateModified") or "") for node in page.articles]
    return _first_date([*stated, page.meta(*_MODIFIED_METAS) or ""], zone=zone, now=now)


def section_of(page: Facts) -> str | None:
    """The section as the page writes it: "Municipios"."""
    stated = [_first(node.get("articleSection")) for node in page.articles]
    candidates = [page.meta(*_SECTION_METAS) or "", *stated, *_crumbs(page)]
    short = (tidy(text) for text in candidates if 0 < len(text) <= 60)
    return next((text for text in short if "http" not in text), None)


def kind_of(page: Facts, *, url: str, section: str | None, title: str) -> PieceKind:
    """What kind of piece it is where its type, section, address or kicker says so."""
    steps = [_slug(part) for part in urlsplit(url).path.split("/")[:-1]]
    stated = _slug(section or "")
    opening = re.match(r"([^\W\d_]+)\s*[:|]", title)
    hints = [*steps, stated, stated.split("-")[0], kicker(page)]
    hints += [fold(opening[1]) if opening else ""]
    hints += [kind for node in page.articles for kind in types(node)]
    found = [_kinds()[hint] for hint in hints if hint in _kinds()]
    narrow = [kind for kind in found if kind is not PieceKind.OPINION]
    return next(iter(narrow or found), PieceKind.NOTE)


def image_of(page: Facts, url: str) -> str | None:
    """The absolute address of the main image."""
    stated = [_image(node.get("image")) for node in page.articles]
    for link in (*(page.meta(name) for name in _IMAGE_METAS), *stated):
        if absolute := _absolute(link, url):
            return absolute
    return None


def _stated_authors(page: Facts) -> Iterator[str]:
    for node in page.articles:
        yield ", ".join(dict.fromkeys(_names(node.get("author") or node.get("creator"), page)))
    for name in _AUTHOR_METAS:
        yield ", ".join(dict.fromkeys(page.metas.get(name, ())))


def _names(value: Any, page: Facts) -> Iterator[str]:
    """The names of a JSON-LD author: text, node, reference to a node, or a list of these."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield words(one)
        elif isinstance(one, dict):
            yield from _names(one.get("name") or _referred(one, page), page)


def _referred(node: Node, page: Facts) -> str:
    same = (other for other in page.nodes if node.get("@id") and other.get("@id") == node["@id"])
    return next((str(other["name"]) for other in same if other.get("name")), "")


def _shown_authors(page: Facts) -> Iterator[str]:
    for selector in _listed("byline"):
        for text in page.texts(selector):
            if len(text.split()) <= _LONGEST_BYLINE:
                yield text


def _cleaned(name: str) -> str | None:
    """The name alone: no "Por", no office, no address; None when nobody is named."""
    for pattern in _listed("trim"):
        name = re.sub(pattern, "", name, flags=re.IGNORECASE)
    name = re.split(r"\s*[|•]\s*", tidy(name))[0]
    name = re.sub(r"^(?:de )?(?:la )?redacci[oó]n", "Redacción", name, flags=re.IGNORECASE)
    if _is("house", name):
        name = re.split(r"\s*[/,]\s*", name)[0]
    name = name.strip(" ,;:-–—/.|") if not name.endswith(" Jr.") else name
    if not name or len(name) > _LONGEST_NAME or _is("anonymous", name):
        return None
    return name.title() if name.isupper() and len(name) > 4 else name


def _is(what: str, name: str) -> bool:
    return any(re.fullmatch(pattern, fold(name)) for pattern in _listed(what))


def _published(page: Facts) -> Iterator[str]:
    for node in page.articles:
        yield str(node.get("datePublished") or node.get("dateCreated") or "")
    for name in _PUBLISHED_METAS:
        yield page.meta(name) or ""
    for node in page.nodes:
        yield str(node.get("datePublished") or "")
    for selector in _listed("hour"):
        for found in page.tree.css(selector)[:1]:
            yield attribute(found, "datetime") or attribute(found, "content") or ""
            yield words(found.text(separator=" "))


def _nearby_dates(page: Facts) -> Iterator[str]:
    """Lines right above or below the headline that are a date and little else."""
    return (line for line in page.nearby if _DATED.search(line) and len(line) <= _LONGEST_DATE)


def _first_date(texts: Iterable[str], *, zone: tzinfo, now: datetime) -> datetime | None:
    stated = (text for text in texts if text and any(letter.isdigit() for letter in text))
    parsed = (dates.parse(text, zone=zone, now=now) for text in stated)
    return next((moment for moment in parsed if moment), None)


def _day_of(url: str, *, zone: tzinfo, now: datetime) -> datetime | None:
    found = _URL_DAY.search(urlsplit(url).path)
    if not found:
        return None
    year, month, day = found.groups()
    return dates.parse(f"{year}-{int(month):02}-{int(day):02}", zone=zone, now=now)


def _crumbs(page: Facts) -> list[str]:
    """The last step of the breadcrumb that is no headline."""
    for selector in _listed("crumb"):
        steps = [text for text in page.texts(selector) if len(text.split()) <= 4]
        if len(steps) > 1:
            return steps[-1:]
    return []


def _first(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return one if isinstance(one, str) else ""


def _image(value: Any) -> str | None:
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, dict):
        one = one.get("url") or one.get("contentUrl")
    return one if isinstance(one, str) else None


def _absolute(link: str | None, url: str) -> str | None:
    try:
        absolute = urljoin(url, (link or "").strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return absolute if link and web and len(absolute) <= 2_048 and " " not in absolute else None


def _slug(words: str) -> str:
    return re.sub(r"[^\wñ]+", "-", fold(words)).strip("-")


@cache
def _kinds() -> dict[str, PieceKind]:
    return {word: PieceKind(kind) for word, kind in rulebook.rows("kinds.tsv")}


@cache
def _listed(what: str) -> tuple[str, ...]:
    return tuple(rule for name, rule in rulebook.rows("names.tsv") if name == what)
