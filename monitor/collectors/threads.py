"""Threads by its interface: what an account publishes, what is answered, and a search.

`account: me` is the one whose THREADS_TOKEN it is; any other is read by its public profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import quote

from monitor.collectors import graph
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import Table, table, tables, words
from monitor.config import Source
from monitor.fetch import Fetch
from monitor.model import Harvest, Memo

VARIABLE: Final = "THREADS_TOKEN"
SITE: Final = "https://www.threads.com"
_OWN: Final = "id,text,permalink,timestamp,username,media_type,alt_text,link_attachment_url"
_FIELDS: Final = f"{_OWN},quoted_post{{{_OWN}}},reposted_post{{{_OWN}}}"
_SAID: Final = "id,text,permalink,timestamp,username,alt_text"


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

    def answers(guid: str) -> Iterator[Post]:
        query = {"fields": _SAID, "reverse": "true"}
        return parse(door.ask(f"{quote(guid, safe='')}/conversation", query))

    return graph.collect(door, _pages(door), answers, memos=memos, context=context)


def _pages(door: graph.Door) -> Iterator[Sequence[Post]]:
    path, query = _asked(door.source)
    for value in door.pages(path, {"fields": _FIELDS, **query}):
        yield list(parse(value))


def _asked(source: Source) -> tuple[str, dict[str, str]]:
    """The question of the first page."""
    who = (source.account or "").removeprefix("@")
    author = {"author_username": who} if who else {}
    if source.hashtag:
        tag = source.hashtag.removeprefix("#")
        return "keyword_search", {"q": tag, "search_mode": "TAG", "search_type": "RECENT"} | author
    if source.query:
        return "keyword_search", {"q": source.query, "search_type": "RECENT"} | author
    if who == "me" or who.isdecimal():
        return f"{who}/threads", {}
    return "profile_posts", {"username": who}


def parse(value: Any) -> Iterator[Post]:
    """The posts of an answer; pure."""
    for row in tables(value, "data"):
        if words(row, "id"):
            yield _post(row)


def _post(row: Table) -> Post:
    again = table(row, "reposted_post")
    own = _own(again or row)
    if not again:
        return own
    by, at = words(row, "username"), words(row, "timestamp")
    return replace(own, reposted_by=by or "esta cuenta", reposted_at=at, repost_id=words(row, "id"))


def _own(row: Table) -> Post:
    return Post(
        id=words(row, "id"),
        url=words(row, "permalink"),
        text="\n".join(filter(None, _words(row))),
        author=words(row, "username"),
        published_at=words(row, "timestamp"),
        pictures=(words(row, "alt_text"),),
    )


def _words(row: Table) -> Iterator[str]:
    """Its text, the page that it shows and the post that it quotes."""
    yield words(row, "text")
    yield words(row, "link_attachment_url")
    if said := words(row, "quoted_post", "text"):
        yield f"{words(row, 'quoted_post', 'username')}: «{said}»"
