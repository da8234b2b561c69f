"""A newsletter, from its mail to its pieces: the stories that it links, and itself when it is one.

What a letter says about itself is told apart by the rows of `mailed.toml`. Pure; it opens nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor import urls
from monitor.collectors import markup
from monitor.collectors.entries import Context
from monitor.folding import fold
from monitor.letters import Letter
from monitor.model import Item, PieceKind, computed_id
from monitor.unwrapping import carried

MOST: Final = 150  # stories of one letter
LINKS: Final = 500  # that are looked at
HEADLINE: Final = 4  # words of one, at least
_ABOUT: Final = 9  # words of a link about the letter itself, at most
_PARAGRAPH: Final = 20  # words of a line that somebody wrote, at least
_ARTICLE: Final = 1_500  # letters of such lines in a letter that is a piece …
_SHARE: Final = 400  # … and for each story that it links
_HEAD: Final = 6  # lines in which a letter repeats its subject and its author
_FEW: Final = 20  # links of a part that tells one story
_PART: Final = 5_000  # letters of one
_LEVELS: Final = 5  # above a link, within which its summary stands
_HIDDEN = (
    "[hidden], [style*='display:none' i], [style*='display: none' i], [style*='mso-hide' i],"
    "style, script, title, head"
)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5")
_SLUG = re.compile(r"(?:[a-z0-9ñáéíóúü]+-){3,}[a-z0-9ñáéíóúü]+", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_FUTURE: Final = timedelta(hours=12)
_OLDEST: Final = timedelta(days=365 * 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    url: str
    title: str
    summary: str = ""
    is_headline: bool = False


@dataclass(slots=True)
class _Sheet:
    """Where the links of a letter lead, and those of each of its parts, asked once."""

    addresses: Mapping[str, str | None]  # by what they say
    parts: dict[int, frozenset[str | None] | None] = field(default_factory=dict)

    def led(self, part: LexborNode) -> frozenset[str | None] | None:
        """None of a part that is too large to tell one story."""
        key = part.mem_id
        if key not in self.parts:
            links = part.css("a[href]")
            is_large = len(links) > _FEW or len(part.text(separator=" ")) > _PART
            said = (self.addresses.get(str(link.attributes.get("href"))) for link in links)
            self.parts[key] = None if is_large else frozenset(said)
        return self.parts[key]


def items(context: Context, letter: Letter, *, received_at: datetime | None) -> tuple[Item, ...]:
    """What a letter carries."""
    moment = sent_at(letter, received_at=received_at, now=context.now)
    stories = list(_stories(letter))[:MOST]
    text = _text(letter)
    found = [_item(context, story, moment) for story in stories]
    if text and (context.source.text == "entry" or _is_piece(text, len(stories))):
        itself = _itself(context, letter, text, moment)
        found = [] if context.source.text == "entry" else found
        found = [itself, *(each for each in found if each.url != itself.url)]
    return tuple(found)


def sent_at(letter: Letter, *, received_at: datetime | None, now: datetime) -> datetime:
    """When it was sent; what it says of it is believed when it can be so."""
    latest = received_at or now
    stated = letter.sent_at
    return stated if stated and latest - _OLDEST < stated <= latest + _FUTURE else latest


def _item(context: Context, story: _Story, moment: datetime) -> Item:
    return Item(
        source_id=context.source.id,
        guid=story.url,
        url=story.url,
        title=story.title,
        summary=story.summary,
        published_at=moment,
    )


def _itself(context: Context, letter: Letter, text: str, moment: datetime) -> Item:
    title = markup.line(letter.subject, limit=markup.TITLE_LENGTH)
    url = _own_page(letter)
    return Item(
        source_id=context.source.id,
        guid=url or letter.message_id or computed_id(letter.subject, text),
        url=url,
        title=title or markup.line(text, limit=120),
        text=markup.cut(text, limit=markup.TEXT_LENGTH),
        author=letter.author or None,
        published_at=moment,
        kind=PieceKind.NOTE,
    )


def _is_piece(text: str, stories: int) -> bool:
    """Whether somebody wrote it to be read, and not to lead elsewhere."""
    written = sum(len(line) for line in text.split("\n") if len(line.split()) >= _PARAGRAPH)
    return not stories or written >= max(_ARTICLE, _SHARE * stories)


# its words


def _text(letter: Letter) -> str:
    plain = markup.plain(_shown(letter.page).html or "") if letter.page else letter.text
    lines = [line for line in (markup.clean(each) for each in plain.split("\n")) if line]
    heads = {fold(letter.subject).strip(), fold(letter.author).strip()}
    own = (line for n, line in enumerate(lines) if n > _HEAD or fold(line) not in heads)
    return "\n".join(line for line in own if not _is_about_itself(line))


def _is_about_itself(line: str) -> bool:
    said = fold(line)
    if len(said.split()) <= _ABOUT and _table("words").match(said):
        return True
    return len(said) < 400 and bool(_table("lines").search(said))


def _shown(page: str) -> LexborHTMLParser:
    tree = LexborHTMLParser(page)
    for hidden in tree.css(_HIDDEN):
        hidden.decompose()
    return tree


def _own_page(letter: Letter) -> str | None:
    """Its page: where its own headline leads."""
    subject = fold(letter.subject).strip()
    if not subject or not letter.page:
        return None
    for node in _shown(letter.page).css("a[href]")[:LINKS]:
        url = _address(node)
        if url and fold(_said(node)) == subject and _SLUG.search(urlsplit(url).path):
            return url
    return None


# its links


def _stories(letter: Letter) -> Iterator[_Story]:
    found = _of_page(letter.page) if letter.page else _of_text(letter.text)
    merged: dict[str, _Story] = {}
    for story in found:
        known = merged.get(story.url)
        merged[story.url] = _fuller(known, story) if known else story
    return (story for story in merged.values() if _is_story(story))


def _fuller(one: _Story, other: _Story) -> _Story:
    """A picture, a headline and «leer más» lead to one story."""
    told = max((one, other), key=lambda each: (each.is_headline, len(each.title)))
    return replace(told, summary=max(one.summary, other.summary, key=len))


def _is_story(story: _Story) -> bool:
    if len(story.title.split()) >= HEADLINE:
        return True
    return bool(story.title and _SLUG.search(urlsplit(story.url).path))


def _of_page(page: str) -> Iterator[_Story]:
    nodes = _shown(page).css("a[href]")[:LINKS]
    sheet = _Sheet({str(node.attributes.get("href")): _address(node) for node in nodes})
    for node in nodes:
        url = sheet.addresses[str(node.attributes.get("href"))]
        if url and not _is_inline(node) and (story := _story(node, url, sheet)):
            yield story


def _story(node: LexborNode, url: str, sheet: _Sheet) -> _Story | None:
    """None of a link whose surroundings speak of the letter: «si ya no lo quiere, clic aquí»."""
    said = _said(node)
    box = _box(node, url, sheet)
    if _is_more(said) and _is_about_itself(box.text(separator=" ", strip=True)):
        return None
    heading = _heading(node) or _heading(box)
    title = said if said and not _is_more(said) else heading
    return _Story(
        url=url,
        title=title,
        summary=_summary(box, title),
        is_headline=bool(heading) and not _is_more(said) and heading in (said, title),
    )


def _summary(box: LexborNode, title: str) -> str:
    """What stands around a story's links."""
    text = " ".join(box.text(separator=" ", strip=True).split())
    for said in (title, *(_said(link) for link in (box, *box.css("a")) if link.tag == "a")):
        text = text.replace(said, "", 1) if said else text
    return markup.line(text, limit=markup.SUMMARY_LENGTH).strip(" |·•-–—")


def _address(node: LexborNode) -> str | None:
    """Where a link leads to a piece, out of what wraps it."""
    url = urls.canonical(node.attributes.get("href") or "")
    said = fold(_said(node))
    if url is None or _leads_elsewhere(url):
        return None
    if len(said.split()) <= _ABOUT and _table("words").match(said):
        return None
    inside = carried(urlsplit(url).query)
    target = urls.canonical(inside) if inside else None
    return target if target and not _leads_elsewhere(target) else url


def _leads_elsewhere(url: str) -> bool:
    """A front page, a network, an address of the sender's machinery."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.path in ("", "/") and not parts.query and not parts.fragment:
        return True
    if _table("hosts").fullmatch(host):
        return True
    return bool(_table("places").fullmatch(f"{host}{parts.path}".lower()))


def _said(node: LexborNode) -> str:
    """What a link says; of a picture, what stands for it."""
    text = node.text(separator=" ", strip=True)
    picture = None if text else node.css_first("img[alt]")
    said = (picture.attributes.get("alt") or "") if picture else text
    return markup.line(said, limit=markup.TITLE_LENGTH)


def _is_more(said: str) -> bool:
    return not said or bool(_table("more").fullmatch(fold(said).strip(" .:→>»…")))


def _is_inline(node: LexborNode) -> bool:
    """A link in the middle of a sentence is a reference, not a story."""
    before = node.prev
    if before is None or before.tag != "-text":
        return False
    words = (before.text(deep=False) or "").strip()
    return len(words.split()) >= 2 and words[-1:] not in ".:!?»”\"'|•·-–—"


def _box(node: LexborNode, url: str, sheet: _Sheet) -> LexborNode:
    """The largest part around a link that leads nowhere else."""
    box = node
    for above in _above(node, _LEVELS):
        led = sheet.led(above)
        if led is None or led - {url, None}:
            break
        box = above
    return box


def _heading(node: LexborNode) -> str:
    """The headline in a part of the letter, or around a link."""
    around = (each for each in (node, *_above(node, 3)) if each.tag in _HEADINGS)
    within = (node.css_first(tag) for tag in (*_HEADINGS, "strong", "b"))
    for found in (*around, *within):
        said = markup.line(found.text(separator=" ", strip=True), limit=500) if found else ""
        if len(said.split()) >= HEADLINE:
            return said
    return ""


def _above(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(levels):
        if above is None or above.tag in ("body", "html", "-undef", "tbody"):
            return
        yield above
        above = above.parent


def _of_text(text: str) -> Iterator[_Story]:
    """A letter without page: an address stands after its headline, or under it."""
    last = ""
    for line in text.split("\n"):
        found = _URL.search(line)
        said = markup.line(line[: found.start()] if found else line, limit=markup.TITLE_LENGTH)
        said = said.strip(" <(-:•*")
        url = urls.canonical(found.group().rstrip(".,;")) if found else None
        headline = last if _is_more(said) else said
        if url and not _leads_elsewhere(url) and not _table("words").match(fold(said)):
            yield _Story(url=url, title=headline)
        last = said or last


@cache
def _table(name: str) -> re.Pattern[str]:
    text = files("monitor.collectors").joinpath("mailed.toml").read_text(encoding="utf-8")
    rows: Iterable[str] = tomllib.loads(text)[name]
    return re.compile("|".join(f"(?:{row})" for row in rows))
