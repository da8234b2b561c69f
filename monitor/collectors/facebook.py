"""Facebook by its Graph: what a page that the office manages publishes, and what people comment.

`account` is the page (its number or its name) and FACEBOOK_TOKEN its token.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import quote

from monitor.collectors import graph
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import Table, tables, words
from monitor.config import Source
from monitor.fetch import Fetch
from monitor.model import Harvest, Memo

VARIABLE: Final = "FACEBOOK_TOKEN"
SITE: Final = "https://www.facebook.com"
_ATTACHED: Final = "attachments{media_type,title,description,unshimmed_url,subattachments}"
_FIELDS: Final = f"id,message,created_time,permalink_url,parent_id,from{{name}},{_ATTACHED}"
_COMMENTS: Final = "id,message,created_time,permalink_url,from{name}"


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

    def comments(guid: str) -> Iterator[Post]:
        query = {"fields": _COMMENTS, "filter": "stream", "order": "reverse_chronological"}
        value = door.ask(f"{quote(guid, safe='')}/comments", {"limit": "100", **query})
        yield from parse_comments(value, SITE)

    return graph.collect(door, _pages(door), comments, memos=memos, context=context)


def _pages(door: graph.Door) -> Iterator[Sequence[Post]]:
    who = quote((door.source.account or "").removeprefix("@"), safe="")
    for value in door.pages(f"{who}/posts", {"fields": _FIELDS}):
        yield list(parse(value))


def parse(value: Any) -> Iterator[Post]:
    """The posts of a page's answer; pure."""
    for row in tables(value, "data"):
        if words(row, "id"):
            yield _post(row)


def _post(row: Table) -> Post:
    attached = [each for first in tables(row, "attachments", "data") for each in _flat(first)]
    message = words(row, "message")
    shared = attached[0] if words(row, "parent_id") and not message and attached else None
    url = words(shared, "unshimmed_url") or _page_of(row)
    return Post(
        id=words(row, "id"),
        url=url,
        text=words(shared, "description") if shared else _text(message, attached),
        author=words(shared, "title") if shared else words(row, "from", "name"),
        published_at=words(row, "created_time"),
        pictures=() if shared else tuple(_pictures(message, attached)),
        reposted_by=(words(row, "from", "name") or "esta página") if shared else "",
        repost_id=words(row, "id") if shared else "",
    )


def _page_of(row: Table) -> str:
    return words(row, "permalink_url") or f"{SITE}/{words(row, 'id')}"


def _flat(attachment: Table) -> Iterator[Table]:
    """An album is one attachment that holds others."""
    yield attachment
    yield from tables(attachment, "subattachments", "data")


def _text(message: str, attached: Sequence[Table]) -> str:
    """Its message, and the title and the words of the page that it links to."""
    parts = [message]
    for each in attached:
        if not _is_picture(each):
            parts += [words(each, "title"), words(each, "description")]
    return _without_repeats(parts)


def _without_repeats(parts: Sequence[str]) -> str:
    said: list[str] = []
    for part in parts:
        if part and not any(part in before for before in said):
            said.append(part)
    return "\n".join(said)


def _pictures(message: str, attached: Sequence[Table]) -> Iterator[str]:
    """What is written below a picture; the network repeats the post's own words there."""
    for each in attached:
        if _is_picture(each) and (said := words(each, "description")) not in message:
            yield said


def _is_picture(attachment: Table) -> bool:
    return words(attachment, "media_type") in ("photo", "album", "video")


def parse_comments(value: Any, site: str) -> Iterator[Post]:
    """The comments of an answer; pure."""
    for row in tables(value, "data"):
        number, url = words(row, "id"), words(row, "permalink_url")
        if words(row, "message") and (number or url):
            yield Post(
                id=number or url,
                url=url or f"{site}/{number}",
                text=words(row, "message"),
                author=words(row, "from", "name"),
                published_at=words(row, "created_time"),
            )
