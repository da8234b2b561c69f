"""Any folder of saved pages as a source: serves them on loopback, with feeds that announce them.

The feeds are cut in parts, so that no reader has to take thousands of entries at once.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from monitor.demo.answers import Answer, notice
from monitor.demo.site import Request, Site
from monitor.errors import SintesisError

_SUFFIXES = (".html", ".htm", ".html.gz", ".htm.gz")
_PART = 200  # entries of a feed
_HORIZON = 36_525  # days: saved pages may be of any year
_ZONE = ZoneInfo("America/Mexico_City")
_NAME = re.compile(r"(?<=[a-záéíóúñü,] )[A-ZÁÉÍÓÚÑ][a-záéíóúñü]{3,}\b")
_PLATFORMS = frozenset({"Facebook", "Google", "Instagram", "Twitter", "Whatsapp", "Youtube"})
_PARAGRAPH = 80  # characters from which a paragraph is taken for one of an article
_LEGAL = re.compile(r"©|\bcookies\b|derechos reservados|privacidad|all rights", re.IGNORECASE)
_STATED = re.compile(
    r"""(?:article:published_time["'][^>]{0,40}?content=["']|"datePublished"\s*:\s*"|"""
    r"""<time[^>]{0,200}?datetime=["'])(\d{4}-\d\d-\d\d[^"']{0,30})"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page of the folder, as the feed announces it."""

    file: Path
    name: str  # its path inside the folder, without .gz
    title: str
    published_at: datetime
    names: frozenset[str]  # proper names that its paragraphs repeat


def saved_pages(folder: Path, *, zone: ZoneInfo) -> tuple[SavedPage, ...]:
    """Every page of the folder and of those inside it, by name."""
    files = sorted(file for file in folder.rglob("*") if file.name.lower().endswith(_SUFFIXES))
    return tuple(_saved_page(file, folder, zone) for file in files)


def covering(pages: Sequence[SavedPage]) -> tuple[str, ...]:
    """Few proper names such that every page has two of them, or all of its own where it has less.

    Two, because one of them may stand only in what is taken away from around the article.
    """
    missing = [(page.names, min(2, len(page.names))) for page in pages]
    chosen: list[str] = []
    while missing := [(names, wanted) for names, wanted in missing if wanted]:
        ranked = Counter(name for names, _ in missing for name in names)
        best = min(ranked, key=lambda name: (-ranked[name], name))
        chosen.append(best)
        missing = [(names - {best}, wanted - (best in names)) for names, wanted in missing]
    return tuple(chosen)


class PagesServer:
    """A folder of saved pages on loopback: /pages/NAME, announced by /feed.xml, /feed-2.xml …"""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        zone: ZoneInfo = _ZONE,
    ) -> None:
        self.zone = zone
        self.pages = saved_pages(folder, zone=zone)
        if not self.pages:
            message = (
                f"{folder}: no hay páginas guardadas (.html o .html.gz). Indique otra carpeta."
            )
            raise SintesisError(message)
        self._files = {page.name: page.file for page in self.pages}
        self._parts = [self.pages[at : at + _PART] for at in range(0, len(self.pages), _PART)]
        self._site = Site(self._answer, name="pages", port=port)

    @property
    def address(self) -> str:
        return self._site.address

    @property
    def feeds(self) -> tuple[str, ...]:
        """The addresses of its feeds, the first one /feed.xml."""
        return tuple(self.address + _feed_path(part) for part in range(len(self._parts)))

    @property
    def requests(self) -> list[Request]:
        return self._site.log.requests

    def config_text(self, words: Sequence[str] = (), *, smtp: tuple[str, int] | None = None) -> str:
        """A sources.yaml that watches those words; without any, names taken from the pages."""
        watched = tuple(words) or covering(self.pages) or ("México",)
        return "\n".join([*self._profile(watched), *_subjects(watched), *self._outlet(smtp), ""])

    def __enter__(self) -> Self:
        self._site.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._site.stop()

    def _answer(self, path: str) -> Answer:
        address = unquote(path.partition("?")[0])
        for number, part in enumerate(self._parts):
            if address == _feed_path(number):
                return Answer(body=self._feed(part), content_type="application/rss+xml")
        file = self._files.get(address.removeprefix("/pages/"))
        if file is None:
            return notice(404, "No está en la carpeta")
        # No charset: the reader finds it out, as it must with the page's real server.
        return Answer(body=_bytes(file), content_type="text/html")

    def _feed(self, part: Sequence[SavedPage]) -> bytes:
        items = "\n".join(self._entry(page) for page in part)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
            f"<title>Páginas guardadas</title><link>{self.address}/</link>"
            f"<description>Carpeta local</description>\n{items}\n</channel></rss>\n"
        ).encode()

    def _entry(self, page: SavedPage) -> str:
        link = f"{self.address}/pages/{quote(page.name)}"
        when = format_datetime(page.published_at)
        return (
            f"<item><title>{escape(page.title)}</title><link>{escape(link)}</link>"
            f"<guid>{escape(link)}</guid><pubDate>{when}</pubDate></item>"
        )

    def _profile(self, words: Sequence[str]) -> Iterator[str]:
        yield "profile:"
        yield f"  municipality: {_quoted(words[0])}"
        yield f"  state: {_quoted(words[0])}"
        yield f"  timezone: {self.zone.key}"
        yield f"  places: [{', '.join(map(_quoted, words))}]"
        yield "  contact: sintesis@demostracion.example"

    def _outlet(self, smtp: tuple[str, int] | None) -> Iterator[str]:
        yield "outlets:"
        yield "  - id: carpeta"
        yield "    name: Páginas guardadas"
        yield "    scope: local"
        yield "    medium: digital"
        yield "    sources:"
        for address in self.feeds:
            yield f"      - {{kind: feed, url: {_quoted(address)}}}"
        yield "reading:"
        yield "  pause: 0 s"
        yield "  allow_hosts: ['127.0.0.1']"
        yield f"  horizon: {_HORIZON} días"
        yield "  reread: []"
        if smtp:
            yield f"mail: {{host: {smtp[0]}, port: {smtp[1]}, security: none, "
            yield "  sender: 'Síntesis informativa <sintesis@demostracion.example>'}"


def _subjects(words: Sequence[str]) -> Iterator[str]:
    yield "subjects:"
    for number, word in enumerate(words, start=1):
        yield f"  - id: palabra-{number}"
        yield f"    name: {_quoted(word)}"
        yield "    kind: place"
        yield f"    aliases: [{_quoted(word)}]"


def _quoted(text: str) -> str:
    """A text of JSON is one of YAML too."""
    return json.dumps(text, ensure_ascii=False)


def _feed_path(part: int) -> str:
    return f"/feed-{part + 1}.xml" if part else "/feed.xml"


def _saved_page(file: Path, folder: Path, zone: ZoneInfo) -> SavedPage:
    text = _text(_bytes(file))
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    name = file.relative_to(folder).as_posix().removesuffix(".gz")
    return SavedPage(
        file=file,
        name=name,
        title=" ".join(title.text().split()) if title else name,
        published_at=_stated_date(text, zone) or _file_date(file),
        names=_names(tree),
    )


def _bytes(file: Path) -> bytes:
    try:
        content = file.read_bytes()
        return gzip.decompress(content) if file.name.lower().endswith(".gz") else content
    except (OSError, EOFError) as error:
        message = f"{file}: no se puede leer ({error}). Quítela de la carpeta o repare el permiso."
        raise SintesisError(message) from error


def _text(content: bytes) -> str:
    """Good enough to find a title: UTF-8, else what Windows used to write."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _stated_date(text: str, zone: ZoneInfo) -> datetime | None:
    found = _STATED.search(text)
    if found is None:
        return None
    try:
        stated = datetime.fromisoformat(found.group(1).strip())
    except ValueError:
        return None
    aware = stated if stated.tzinfo else stated.replace(tzinfo=zone)
    return aware.astimezone(UTC) if aware.year > 1 else None


def _file_date(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _names(tree: LexborHTMLParser) -> frozenset[str]:
    """Names that several of its long paragraphs have; where none is repeated, those of any text."""
    texts = {" ".join(node.text().split()) for node in tree.css("p")}
    long = [text for text in texts if len(text) >= _PARAGRAPH and not _LEGAL.search(text)]
    found = Counter(name for text in long for name in _proper(text))
    repeated = frozenset(name for name, times in found.items() if times > 1)
    return repeated or frozenset(found) or _proper(tree.body.text() if tree.body else "")


def _proper(text: str) -> frozenset[str]:
    return frozenset(_NAME.findall(text)) - _PLATFORMS
