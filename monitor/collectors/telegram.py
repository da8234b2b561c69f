"""Telegram: the public page of a channel (t.me/s/CHANNEL), as anybody sees it without an account.

Groups and closed channels have no such page, and no robot may read them in our name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.collectors import answers, feed, markup, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.config import Source
from monitor.errors import CollectError
from monitor.fetch import PAGE_LIMIT, Fetch
from monitor.model import Harvest, Memo

SITE: Final = "https://t.me"
_CHANNEL = re.compile(r"(?:https?://)?(?:t\.me/(?:s/)?)?@?([A-Za-z]\w{3,31})/?", re.ASCII)
_MESSAGE = re.compile(r"[A-Za-z]\w{3,31}/\d{1,12}", re.ASCII)
_SERVICE: Final = "service_message"  # "the channel was created", "a message was pinned"
_BESIDE: Final = (  # words that stand beside its text
    ".tgme_widget_message_poll_question",
    ".tgme_widget_message_poll_option_text",
    ".tgme_widget_message_document_title",
    ".link_preview_title",
    ".link_preview_description",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a channel, newest first."""

    posts: tuple[Post, ...]
    ids: tuple[str, ...] = ()  # of all that it shows, with words or without
    is_channel: bool = False
    before: str = ""  # the number before which the next page begins


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """A channel while it is read."""

    source: Source
    fetch: Fetch
    name: str
    shown: set[str] = field(default_factory=set)

    def pages(self) -> Iterator[Sequence[Post]]:
        before = ""
        while True:
            sheet = self._sheet(before)
            self.shown.update(sheet.ids)
            yield sheet.posts
            if sheet.before in ("", before):
                return
            before = sheet.before

    def _sheet(self, before: str) -> Sheet:
        asked = {"q": _searched(self.source), "before": before}
        query = urlencode({key: value for key, value in asked.items() if value})
        url = f"{self.source.address.rstrip('/')}/s/{self.name}{'?' if query else ''}{query}"
        page = self.fetch(url, limit=PAGE_LIMIT)
        sheet = feed.boxed(self.source, parse, answers.decoded(page.body, page.charset))
        if not sheet.is_channel:
            detail = f"«{self.name}» no muestra página pública: no es un canal, o la cerró"
            raise CollectError(self.source.id, detail)
        return sheet


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """What was published since the last reading. Raises `FetchError` or `CollectError`."""
    before = posts.recent(memos.get(source.described))
    context = Context(source=source, base=SITE, zone=zone, now=now)
    channel = _Channel(source=source, fetch=fetch, name=_name(source))
    read = posts.timeline(channel.pages(), context, before)
    # A search shows some, and a copy of the page may be older than the last that we read.
    lost = () if _searched(source) else before.between(read.items)
    gone = tuple(guid for guid in lost if guid not in channel.shown)
    note = "los comentarios de un canal no son públicos" if source.comments else None
    return posts.gathered(source, before, replace(read, note=read.note or note), gone=gone)


def _name(source: Source) -> str:
    found = _CHANNEL.fullmatch(source.account or "")
    if not found:
        raise CollectError(source.id, f"«account: {source.account}» no es el nombre de un canal")
    return found[1]


def _searched(source: Source) -> str:
    """The words that are looked for in the channel; "" for all that it says."""
    tag = f"#{source.hashtag.removeprefix('#')}" if source.hashtag else ""
    return " ".join(filter(None, (source.query, tag)))


def parse(text: str) -> Sheet:
    """What a page of a channel shows; pure."""
    tree = LexborHTMLParser(text)
    messages = tree.css(".tgme_widget_message[data-post]")
    ids = tuple(node.attributes.get("data-post") or "" for node in messages)
    more = tree.css_first("a.tme_messages_more[data-before]")
    before = (more.attributes.get("data-before") or "") if more else ""
    return Sheet(
        posts=tuple(post for node in reversed(messages) if (post := _post(node))),
        ids=ids,
        is_channel=bool(ids) or tree.css_first(".tgme_channel_info") is not None,
        before=before if before.isdecimal() else "",
    )


def _post(node: LexborNode) -> Post | None:
    name = node.attributes.get("data-post") or ""
    kinds = (node.attributes.get("class") or "").split()
    if not _MESSAGE.fullmatch(name) or _SERVICE in kinds:
        return None
    for answered in node.css(".tgme_widget_message_reply"):
        answered.decompose()  # the words of another message
    moment = node.css_first(".tgme_widget_message_date time[datetime], time.time[datetime]")
    return Post(
        id=name,
        url=f"{SITE}/{name}",
        text="\n".join(_words(node)),
        author=_plain(node.css_first(".tgme_widget_message_owner_name")),
        published_at=(moment.attributes.get("datetime") or "") if moment else "",
    )


def _words(node: LexborNode) -> Iterator[str]:
    """Its text, what it asks or shows, and whose words they were first."""
    yield _plain(node.css_first(".tgme_widget_message_text"))
    for selector in _BESIDE:
        yield from map(_plain, node.css(selector))
    whose = node.css_first(".tgme_widget_message_forwarded_from_name")
    if whose:
        yield f"(reenviado de {_plain(whose)})"


def _plain(node: LexborNode | None) -> str:
    return markup.plain(node.html or "") if node else ""
