"""Instagram by its Graph: what the office's account publishes, its comments, and a hashtag.

`account` is the number of a professional account, and INSTAGRAM_TOKEN a token that may read it. A
hashtag is asked in the name of that account too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import quote

from monitor.collectors import graph
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import tables, words
from monitor.config import Source
from monitor.errors import CollectError
from monitor.fetch import Fetch
from monitor.model import Harvest, Memo

VARIABLE: Final = "INSTAGRAM_TOKEN"
SITE: Final = "https://www.instagram.com"
_MEDIA: Final = "id,caption,media_type,permalink,timestamp,username,alt_text"
_TAGGED: Final = "id,caption,media_type,permalink,timestamp"  # a hashtag does not say whose
_ANSWER: Final = "id,text,timestamp,username"
_COMMENTS: Final = f"{_ANSWER},replies{{{_ANSWER}}}"


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
    tokens: Mapping[str, str],
) -> Harvest:
    """What was published since the last reading. Raises `FetchError` or `CollectError`."""
    door = graph.opened(source, fetch, VARIABLE, tokens)
    context = Context(source=source, base=SITE, zone=zone, now=now)
    addresses: dict[str, str] = {}

    def comments(guid: str) -> Iterator[Post]:
        value = door.ask(f"{quote(guid, safe='')}/comments", {"fields": _COMMENTS})
        yield from parse_comments(value, addresses.get(guid, SITE))

    pages = _pages(door, addresses)
    return graph.collect(door, pages, comments, memos=memos, context=context)


def _pages(door: graph.Door, addresses: dict[str, str]) -> Iterator[Sequence[Post]]:
    """The newest first; where each stands is learnt for its comments, which have no address."""
    path, query = _asked(door)
    for value in door.pages(path, query):
        found = list(parse(value))
        addresses |= {post.id: post.url for post in found}
        yield found


def _asked(door: graph.Door) -> tuple[str, dict[str, str]]:
    who = (door.source.account or "").removeprefix("@")
    if not door.source.hashtag:
        return f"{quote(who, safe='')}/media", {"fields": _MEDIA}
    tag = door.source.hashtag.removeprefix("#")
    value = door.ask("ig_hashtag_search", {"user_id": who, "q": tag})
    number = next((words(each, "id") for each in tables(value, "data")), "")
    if not number:
        raise CollectError(door.source.id, f"Instagram no conoce la etiqueta «#{tag}»")
    return f"{quote(number, safe='')}/recent_media", {"fields": _TAGGED, "user_id": who}


def parse(value: Any) -> Iterator[Post]:
    """The publications of an answer; pure."""
    for row in tables(value, "data"):
        if words(row, "id"):
            yield Post(
                id=words(row, "id"),
                url=words(row, "permalink"),
                text=words(row, "caption"),
                author=words(row, "username"),
                published_at=words(row, "timestamp"),
                pictures=(words(row, "alt_text"),),
            )


def parse_comments(value: Any, page: str) -> Iterator[Post]:
    """The comments of an answer, and what is answered to them; pure."""
    for row in tables(value, "data"):
        for each in (row, *tables(row, "replies", "data")):
            if words(each, "id") and words(each, "text"):
                yield Post(
                    id=words(each, "id"),
                    url=f"{page.rstrip('/')}/c/{quote(words(each, 'id'), safe='')}/",
                    text=words(each, "text"),
                    author=words(each, "username"),
                    published_at=words(each, "timestamp"),
                )
