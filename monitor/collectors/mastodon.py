"""Mastodon and its kin: a hashtag, an account, or a search of one server.

`url` is the server. Hashtags and accounts are open on most; a search wants MASTODON_TOKEN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import quote, urlencode

from monitor.collectors import feed, markup, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import Table, table, tables, words
from monitor.config import Source
from monitor.errors import (
    Blocked,
    CollectError,
    FetchError,
    Gone,
    MissingToken,
    NotFound,
    RefusedToken,
)
from monitor.fetch import Fetch
from monitor.model import Harvest, Item, Memo

PER_PAGE: Final = 40
ASKED_AGAIN: Final = 10  # posts that are missed: each costs a request
_CLOSED: Final = ("private", "direct")
_NUMBER = re.compile(r"[0-9A-Za-z]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """The server, and as whom it is asked."""

    source: Source
    fetch: Fetch
    headers: Mapping[str, str]

    def ask(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        question = f"?{urlencode(query)}" if query else ""
        url = f"{self.source.address.rstrip('/')}/api/{path}{question}"
        return posts.asked(self.source, self.fetch, url, self.headers)


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
    before = posts.recent(memos.get(source.described))
    context = Context(source=source, base=source.address, zone=zone, now=now)
    door = _Door(source=source, fetch=fetch, headers=_headers(source, tokens))
    read = posts.timeline(_pages(door), context, before)
    said = posts.threads(read.items, lambda item: _answers(door, item), context)
    # A search is ordered by what it thinks best: it leaves out much that stands.
    missed = () if source.query else before.missed(read.items)
    gone = tuple(_gone(door, missed))
    return posts.gathered(source, before, read, answers=said, gone=gone)


def _headers(source: Source, tokens: Mapping[str, str]) -> Mapping[str, str]:
    token = tokens.get("MASTODON_TOKEN")
    if source.query and not token:
        raise MissingToken(source.id, "para buscar falta MASTODON_TOKEN: póngala en el entorno")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _pages(door: _Door) -> Iterator[Sequence[Post]]:
    """The newest first; each page begins where the one before it ended."""
    try:
        path, query = _start(door)
        value = door.ask(path, query)
    except Blocked as error:
        raise _closed(door, error) from error
    while found := _listed(door, value):
        yield found
        oldest = _oldest(value)
        if not oldest or door.source.query:
            return
        value = door.ask(path, query | {"max_id": oldest})


def _closed(door: _Door, error: Blocked) -> FetchError | CollectError:
    """Some servers show nothing to strangers; those that do may not know our token."""
    said = posts.told(error) or "no deja leer sin cuenta"
    if door.headers:
        return RefusedToken(door.source.id, f"el servidor no aceptó MASTODON_TOKEN: «{said}»")
    return MissingToken(door.source.id, f"el servidor pide MASTODON_TOKEN: «{said}»")


def _start(door: _Door) -> tuple[str, dict[str, str]]:
    """What the first page is asked by."""
    source, query = door.source, {"limit": str(PER_PAGE)}
    tag = (source.hashtag or "").removeprefix("#")
    if source.query:
        own = {"account_id": _account(door)} if source.account else {}
        return "v2/search", query | {"q": source.query, "type": "statuses"} | own
    if source.account:
        return f"v1/accounts/{_account(door)}/statuses", query | ({"tagged": tag} if tag else {})
    return f"v1/timelines/tag/{quote(tag, safe='')}", query


def _account(door: _Door) -> str:
    """The number of the account that a name stands for."""
    name = (door.source.account or "").removeprefix("@")
    try:
        account = door.ask("v1/accounts/lookup", {"acct": name})
    except NotFound as error:
        detail = f"en ese servidor no hay una cuenta «{name}»; revise «account» y «url»"
        raise CollectError(door.source.id, detail) from error
    number = words(account, "id")
    if not _NUMBER.fullmatch(number):
        raise CollectError(door.source.id, f"el servidor no dice cuál es la cuenta «{name}»")
    return number


def _oldest(value: Any) -> str:
    last = value[-1] if isinstance(value, list) and value else None
    number = words(last, "id")
    return number if _NUMBER.fullmatch(number) else ""


def _gone(door: _Door, missed: Sequence[str]) -> Iterator[str]:
    """Of the posts that are missed, those that the server says are not there."""
    for guid in [each for each in missed if _NUMBER.fullmatch(each)][:ASKED_AGAIN]:
        try:
            door.ask(f"v1/statuses/{guid}")
        except (NotFound, Gone):
            yield guid
        except (FetchError, CollectError):  # another reading will tell
            return


def _answers(door: _Door, item: Item) -> Iterator[Post]:
    """What people answer to a post."""
    if door.source.comments and _NUMBER.fullmatch(item.guid):
        value = door.ask(f"v1/statuses/{item.guid}/context")
        yield from _listed(door, value.get("descendants") if isinstance(value, Mapping) else None)


def _listed(door: _Door, value: Any) -> tuple[Post, ...]:
    """Any server can write to another's timeline, in HTML that may take minutes to read."""
    return feed.boxed(door.source, read, value)


def read(value: Any) -> tuple[Post, ...]:
    return tuple(parse(value))


def parse(value: Any) -> Iterator[Post]:
    """The posts of a timeline, of a search or of a conversation; pure."""
    for row in _rows(value.get("statuses") if isinstance(value, Mapping) else value):
        shown = row.get("reblog")
        if _is_closed(row) or _is_closed(shown):
            continue
        yield _shared(row, shown) if isinstance(shown, Mapping) else _post(row)


def _is_closed(row: Any) -> bool:
    """A token may see what was not said to everybody, also where its author shows it again."""
    return words(row, "visibility") in _CLOSED


def _shared(row: Table, shown: Table) -> Post:
    by, at, number = _name(row.get("account")), words(row, "created_at"), words(row, "id")
    return _post(shown, reposted_by=by, reposted_at=at, repost_id=number)


def _post(row: Table, *, reposted_by: str = "", reposted_at: str = "", repost_id: str = "") -> Post:
    return Post(
        id=words(row, "id"),
        url=words(row, "url") or words(row, "uri"),
        text="\n".join(filter(None, _words(row))),
        author=_name(row.get("account")),
        published_at=words(row, "created_at"),
        edited_at=words(row, "edited_at"),
        pictures=tuple(words(each, "description") for each in tables(row, "media_attachments")),
        reposted_by=reposted_by,
        reposted_at=reposted_at,
        repost_id=repost_id,
    )


def _words(row: Table) -> Iterator[str]:
    """Its warning, its text, what it asks, the page that it shows and the post that it quotes."""
    yield words(row, "spoiler_text")
    yield markup.plain(words(row, "content"))
    options = (words(option, "title") for option in tables(row, "poll", "options"))
    yield "\n".join(f"- {option}" for option in options if option)
    yield words(row, "card", "title")
    yield words(row, "card", "description")
    quoted = table(row, "quote", "quoted_status")
    if _is_closed(quoted):
        return
    if said := markup.plain(words(quoted, "content")):
        yield f"{_name(quoted.get('account'))}: «{said}»"


def _name(account: Any) -> str:
    """As it calls itself, without the pictures that its server draws between colons."""
    name = words(account, "display_name")
    for each in tables(account, "emojis"):
        name = name.replace(f":{words(each, 'shortcode')}:", "")
    return " ".join(name.split()) or words(account, "acct")


def _rows(value: Any) -> list[Table]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
