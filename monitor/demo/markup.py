"""Dresses notes as the sites and feeds of several families of CMS would; pure.

A family is a template in newsroom/templates/, a format of feed one in newsroom/feeds/.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.demo.networks import INTERFACES
from monitor.demo.notes import NEWSROOM, Newspaper, Note, section_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A note as one reader sees it: its standing version, with hours of the outlet's clock."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    summary: str
    author: str | None
    section: str
    kind: str
    number: int
    slug: str
    paywalled: bool
    published: datetime
    modified: datetime | None  # None while nothing changed

    @property
    def touched(self) -> datetime:
        return self.modified or self.published


def piece(note: Note, *, base: str, moment: datetime, zone: ZoneInfo) -> Piece:
    version = note.version(moment)
    edited = version.since > note.published_at
    return Piece(
        url=base + note.path,
        title=version.title,
        paragraphs=version.paragraphs,
        summary=note.summary,
        author=note.author,
        section=note.section,
        kind=note.kind,
        number=note.number,
        slug=note.slug,
        paywalled=note.answer == "paywall",
        published=note.published_at.astimezone(zone),
        modified=version.since.astimezone(zone) if edited else None,
    )


def article(
    paper: Newspaper, shown: Piece, *, base: str, related: Sequence[tuple[str, str]]
) -> bytes:
    """The page of a note; `related` are (headline, address) of what its site puts around it."""
    template = _environment().get_template(f"templates/{paper.template}.html")
    return _encode(template.render(paper=paper, note=shown, base=base, related=related), paper)


def front(paper: Newspaper, pieces: Sequence[Piece], *, base: str, section: str | None) -> bytes:
    """The front page, or the page of one section."""
    template = _environment().get_template("templates/portada.html")
    return _encode(template.render(paper=paper, notes=pieces, base=base, section=section), paper)


def feed(
    paper: Newspaper, pieces: Sequence[Piece], *, base: str, path: str, style: str
) -> tuple[str, bytes]:
    """Content type and bytes of an announcement of those pieces, newest first."""
    if style in INTERFACES:
        answered = INTERFACES[style](paper, pieces)
        return "application/json", json.dumps(answered, ensure_ascii=False).encode()
    if style in _JSON:
        document = _JSON[style](paper, pieces, base=base, path=path)
        return "application/feed+json", json.dumps(document, ensure_ascii=False).encode()
    template = _environment().get_template(f"feeds/{style}.xml")
    text = template.render(paper=paper, notes=pieces, base=base, path=path, newest=_newest(pieces))
    return _TYPES.get(style, "application/xml"), _encode(text, paper)


def _newest(pieces: Sequence[Piece]) -> datetime | None:
    return max((shown.touched for shown in pieces), default=None)


def _encode(text: str, paper: Newspaper) -> bytes:
    return text.encode(paper.charset, "xmlcharrefreplace")


def _json_feed(
    paper: Newspaper, pieces: Sequence[Piece], *, base: str, path: str
) -> Mapping[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.name,
        "home_page_url": f"{base}/",
        "feed_url": base + path,
        "language": "es-MX",
        "items": [
            {
                "id": shown.url,
                "url": shown.url,
                "title": shown.title,
                "summary": shown.summary,
                "content_html": f"<p>{shown.summary}</p>",
                "date_published": shown.published.isoformat(),
                **({"date_modified": shown.modified.isoformat()} if shown.modified else {}),
                **({"authors": [{"name": shown.author}]} if shown.author else {}),
            }
            for shown in pieces
        ],
    }


def _json_posts(
    paper: Newspaper, pieces: Sequence[Piece], *, base: str, path: str
) -> Mapping[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"«xaltepec» en {paper.name}",
        "home_page_url": f"{base}/",
        "feed_url": base + path,
        "items": [
            {
                "id": str(shown.number),
                "url": shown.url,
                "content_text": "\n\n".join(shown.paragraphs),
                "date_published": shown.published.astimezone(UTC).isoformat(),
                "authors": [{"name": shown.author}],
            }
            for shown in pieces
        ],
    }


_JSON: Mapping[str, Callable[..., Mapping[str, object]]] = {
    "json": _json_feed,
    "json-posts": _json_posts,
}
_TYPES = {
    "rss": "application/rss+xml",
    "rss-spanish": "text/xml",
    "rss-posts": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "reddit": "application/atom+xml",
    "youtube": "text/xml",
    "telegram": "text/html",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(NEWSROOM),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _FILTERS
    return environment


def _long_date(moment: datetime) -> str:
    return format_date(moment, "d 'de' MMMM 'de' y", locale="es_MX")


def _weekday(moment: datetime) -> str:
    return format_date(moment, "EEEE", locale="es_MX")


def _hour(moment: datetime) -> str:
    return format_time(moment, "HH:mm", locale="es_MX")


def _spanish_mail_date(moment: datetime) -> str:
    """ "lun, 03 feb 2025 10:00:00 -0600", as a CMS set to Spanish writes it."""
    day = format_date(moment, "EEE, dd MMM y", locale="es")
    return f"{day.replace('.', '')} {moment:%H:%M:%S %z}"


_FILTERS: Mapping[str, Callable[..., str]] = {
    "iso": datetime.isoformat,
    "utc": lambda moment: moment.astimezone(UTC).isoformat(),
    "naive": lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}",
    "slashed": lambda moment: f"{moment:%d/%m/%Y %H:%M}",
    "mail": format_datetime,
    "spanish_mail": _spanish_mail_date,
    "long": _long_date,
    "weekday": _weekday,
    "hour": _hour,
    "path": section_path,
}
