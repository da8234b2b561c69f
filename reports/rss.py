"""One RSS 2.0 feed per section of the digest, with the last stories that its editions told.

It reads the JSON of `render.data`, as the archive keeps it, so that no edition is built again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from itertools import islice
from typing import Any

from lxml import etree

from monitor.model import Stance
from reports import words

MOST = 100  # stories of a feed
EDITIONS = 60  # back: a month, twice a day
CREATOR = "http://purl.org/dc/elements/1.1/"
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A story as an edition told it; told again by another, it is another item."""

    guid: str
    title: str
    url: str | None
    author: str | None
    told_at: datetime
    categories: tuple[tuple[str, str], ...]  # what of, and which
    description: str  # HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed says of itself."""

    title: str
    description: str
    home: str
    language: str
    told_at: datetime


def feeds(told: Iterable[str], *, home: str) -> Mapping[str, bytes]:
    """The feed of each section, by its id; the same data give the same bytes.

    `told` has the data of digests, the newest first; `EDITIONS` of them are enough. `home` is the
    page of whoever publishes, or their address of mail.
    """
    digests = [json.loads(data) for data in islice(told, EDITIONS)]
    sections = {  # as the newest digest that has it calls it, and in its order
        section["id"]: section["title"]
        for each in reversed(digests)
        for section in each.get("sections", ())
        if section["stories"] or not section.get("cases")
    }
    return {
        section_id: _written(
            _channel(digests[0], title=title, home=home),
            list(islice(_items(digests, section_id), MOST)),
        )
        for section_id, title in sections.items()
    }


def _channel(digest: Json, *, title: str, home: str) -> Channel:
    cover = digest["cover"]
    place, office = words.clean(cover["municipality"]), words.clean(cover["office"])
    return Channel(
        title=f"{words.clean(title)} · {place}",
        description=f"Síntesis informativa de {place}: {words.clean(title)}. {office}.",
        home=f"mailto:{home}" if "@" in home and ":" not in home else home,
        language=str(cover["language"]).replace("_", "-").lower(),
        told_at=datetime.fromisoformat(cover["opened_at"]),
    )


def _items(digests: Sequence[Json], section_id: str) -> Iterator[Item]:
    for digest in digests:
        for section in digest.get("sections", ()):
            if section["id"] == section_id:
                yield from (_item(story, digest) for story in section["stories"])


def _item(story: Json, digest: Json) -> Item:
    stance = words.mark(Stance(story["stance"]) if story["stance"] else None)
    theme = words.theme(story["theme"]) if story["theme"] else None
    return Item(
        guid=f"{digest['id']}/{story['id']}",
        title=words.clean(story["title"]),
        url=words.link(story["url"]),
        author=words.clean(story["author"] or "") or None,
        told_at=datetime.fromisoformat(digest["cover"]["opened_at"]),
        categories=(("postura", stance.word), *((("asunto", theme),) if theme else ())),
        description=_description(story, digest["cover"], mark=stance),
    )


def _description(story: Json, cover: Json, *, mark: words.Mark) -> str:
    """Its mark, outlet, hour and impacts; what is new of it; the summary."""
    language = str(cover["language"])
    published = datetime.fromisoformat(story["published_at"])
    day, count = published.date(), len(story["impacts"])
    head = (
        f"{mark.shape} {mark.word}",
        words.clean(story["outlet"]),
        f"{words.short_date(day, language)}, {words.hour(published, day, language)}",
        words.plural(count, "impact", language=language) if count > 1 else "",
        f"Actualizada: {words.clean(story['change'])}" if story["change"] else "",
    )
    paragraphs = (
        " · ".join(each for each in head if each),
        _joined("Nuevo: ", story.get("added", ())),
        _joined("", story["summary"]),
    )
    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in paragraphs if each)


def _joined(lead: str, told: Sequence[Json]) -> str:
    said = " ".join(
        ("[…] " if each["gap"] else "")
        + words.clean(each["text"])
        + (f" ({words.clean(each['outlet'])})" if each["outlet"] else "")
        for each in told
    )
    return f"{lead}{said}" if said else ""


def _written(channel: Channel, items: Sequence[Item]) -> bytes:
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"dc": CREATOR})
    top = etree.SubElement(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", channel.home)
    _add(top, "description", channel.description)
    _add(top, "language", channel.language)
    _add(top, "lastBuildDate", format_datetime(channel.told_at))
    for item in items:
        _add_item(top, item)
    etree.indent(root)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return made + b"\n"


def _add_item(top: etree._Element, item: Item) -> None:
    node = etree.SubElement(top, "item")
    _add(node, "title", item.title)
    if item.url:
        _add(node, "link", item.url)
    _add(node, "guid", item.guid).set("isPermaLink", "false")
    _add(node, "pubDate", format_datetime(item.told_at))
    if item.author:
        _add(node, f"{{{CREATOR}}}creator", item.author)
    for domain, which in item.categories:
        _add(node, "category", which).set("domain", domain)
    _add(node, "description", item.description)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = etree.SubElement(parent, name)
    node.text = text
    return node
