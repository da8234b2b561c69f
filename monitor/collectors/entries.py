"""An entry of any feed in the feed's own words, and the Item that it becomes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from monitor import dates, urls
from monitor.collectors import markup
from monitor.config import Source
from monitor.model import Item, computed_id

LIMIT = 500  # items of one reading
_GUID_LENGTH = 500
_ATTRIBUTION = re.compile(
    r"\s*(?:La|Esta|El|The) (?:entrada|publicación|cargo|post) .{1,600}? "
    r"(?:(?:se publicó|aparece|apareció) primero en|appeared first on|first appeared on) .{1,200}\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Raw text, HTML or not; empty where the feed says nothing. `link` may be relative."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    bodies: tuple[str, ...] = ()
    author: str = ""
    published: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an entry needs beside its own words to become an item."""

    source: Source
    base: str
    zone: tzinfo
    now: datetime

    def date(self, text: str) -> datetime | None:
        return dates.parse(text, zone=self.zone, now=self.now)

    def past(self, text: str) -> datetime | None:
        """A date of change that is ahead would be another one at each reading."""
        moment = self.date(text)
        return moment if moment != self.now else None


def items(entries: Sequence[Entry], context: Context) -> tuple[Item, ...]:
    """The newest entries as items, in the order of the feed."""
    found = tuple(_item(entry, context) for entry in _newest(entries, context))
    uses = Counter(item.guid for item in found if not item.url)
    return tuple(_apart(item) if not item.url and uses[item.guid] > 1 else item for item in found)


def _apart(item: Item) -> Item:
    """Some feeds give one id to all their entries: their words tell them apart."""
    return replace(item, guid=computed_id(item.guid, item.title, item.text or item.summary))


def _newest(entries: Sequence[Entry], context: Context) -> Sequence[Entry]:
    """When they are too many, those of latest date; the feed's order settles the rest."""
    if len(entries) <= LIMIT:
        return entries
    moments = [context.date(entry.published or entry.updated) for entry in entries]
    order = sorted(range(len(entries)), key=lambda n: (-_seconds(moments[n]), n))
    return [entries[n] for n in sorted(order[:LIMIT])]


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _item(entry: Entry, context: Context) -> Item:
    link = urls.canonical(entry.link, context.base) if entry.link else None
    url = None if link and _is_front(link) else link
    title = markup.line(entry.title, limit=markup.TITLE_LENGTH)
    has_text = url is None or context.source.text == "entry"
    published, updated = context.date(entry.published), context.past(entry.updated)
    return Item(
        source_id=context.source.id,
        guid=_guid(entry) or url or computed_id(title, entry.summary, *entry.bodies),
        url=url,
        title=title,
        summary=_summary(entry, title),
        text=(_fullest(entry) or None) if has_text else None,
        author=_author(entry.author),
        published_at=published or context.date(entry.updated),
        updated_at=updated if updated != published else None,
    )


def _is_front(link: str) -> bool:
    """Entries that all point to the front page have no page of their own."""
    parts = urlsplit(link)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def _guid(entry: Entry) -> str:
    guid = markup.clean(entry.guid)
    return guid if len(guid) <= _GUID_LENGTH else computed_id(guid)


def _fullest(entry: Entry) -> str:
    texts = (_own(markup.plain(body)) for body in (*entry.bodies, entry.summary))
    return markup.cut(max(texts, key=len, default=""), limit=markup.TEXT_LENGTH)


def _summary(entry: Entry, title: str) -> str:
    """What it says of itself; the beginning of the piece when it says nothing."""
    written = entry.summary or next(filter(None, entry.bodies), "")
    summary = _own(markup.line(written, limit=markup.SUMMARY_LENGTH))
    return "" if summary == title else summary


def _own(text: str) -> str:
    """Without the line in which WordPress names the outlet, whose name may be one we watch."""
    return _ATTRIBUTION.sub("", text)


def _author(text: str) -> str | None:
    """A name; an address of mail alone is nobody's name."""
    name = markup.line(text, limit=200)
    return name if name and "@" not in name else None
