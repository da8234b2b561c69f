"""Bluesky by its public view: what an account publishes, and what a search finds.

Searching wants a session: BLUESKY_HANDLE and BLUESKY_APP_PASSWORD (Settings → App Passwords).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import urlencode

from monitor.collectors import answers, passes, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import Table, number, table, tables, words
from monitor.config import Source
from monitor.errors import Blocked, CollectError, FetchError, MissingToken, RefusedToken
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo
from monitor.sourcekinds import KINDS

SERVER: Final = "https://bsky.social"  # where a session is opened
SITE: Final = "https://bsky.app"
PER_PAGE: Final = 50
_SECRETS: Final = ("BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD")
_POST: Final = "/app.bsky.feed.post/"
_DEEP: Final = 2  # answers, and answers to them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """Where it is asked, and as whom."""

    source: Source
    fetch: Fetch
    server: str
    headers: Mapping[str, str]

    def ask(self, method: str, query: Mapping[str, str] | Sequence[tuple[str, str]]) -> Any:
        url = f"{self.server}/xrpc/{method}?{urlencode(query)}"
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
    context = Context(source=source, base=SITE, zone=zone, now=now)
    door = _door(source, fetch, tokens, now=now)
    read = posts.timeline(_pages(door), context, before)
    said = posts.threads(read.items, lambda item: _answers(door, item), context)
    gone = _gone(door, before.missed(read.items))
    return posts.gathered(source, before, read, answers=said, gone=gone)


def _door(source: Source, fetch: Fetch, tokens: Mapping[str, str], *, now: datetime) -> _Door:
    public = source.address.rstrip("/")
    if source.account and not source.query:
        return _Door(source=source, fetch=fetch, server=public, headers={})
    if any(name not in tokens for name in _SECRETS):
        missing = " y ".join(name for name in _SECRETS if name not in tokens)
        raise MissingToken(source.id, f"para buscar falta {missing}: póngala en el entorno")
    server = SERVER if public == KINDS["bluesky"].url else public
    token = passes.kept(
        server,
        *(tokens[name] for name in _SECRETS),
        now=now,
        opened=lambda: _session(source, fetch, server, tokens),
    )
    headers = {"Authorization": f"Bearer {token}"}
    return _Door(source=source, fetch=fetch, server=server, headers=headers)


def _session(source: Source, fetch: Fetch, server: str, tokens: Mapping[str, str]) -> str:
    identity = {"identifier": tokens[_SECRETS[0]], "password": tokens[_SECRETS[1]]}
    try:
        page = fetch(
            f"{server}/xrpc/com.atproto.server.createSession",
            limit=FEED_LIMIT,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=json.dumps(identity).encode(),
        )
    except Blocked as error:
        raise RefusedToken(
            source.id, f"la red no aceptó {_SECRETS[1]}: cree otra contraseña de aplicación"
        ) from error
    token = words(answers.as_json(answers.decoded(page.body, page.charset)), "accessJwt")
    if not token:
        raise CollectError(source.id, "la red no abrió la sesión; si sigue así, cambió su interfaz")
    return token


def _pages(door: _Door) -> Iterator[Sequence[Post]]:
    method, query = _asked(door.source)
    cursor = ""
    while True:
        try:
            value = door.ask(method, query | ({"cursor": cursor} if cursor else {}))
        except FetchError as error:
            raise _explained(door.source, error) from error
        found = list(parse(value))
        yield found
        following = posts.cursor(words(value, "cursor"))
        if not found or following in ("", cursor):
            return
        cursor = following


def _asked(source: Source) -> tuple[str, dict[str, str]]:
    """The question of the first page."""
    query = {"limit": str(PER_PAGE)}
    who = (source.account or "").rstrip("/").rpartition("/")[2].removeprefix("@")
    if who and not source.query:
        return "app.bsky.feed.getAuthorFeed", query | {
            "actor": who,
            "filter": "posts_and_author_threads",
        }
    asked = f"#{source.hashtag.removeprefix('#')}" if source.hashtag else source.query or ""
    author = {"author": who} if who else {}
    return "app.bsky.feed.searchPosts", query | {"q": asked, "sort": "latest"} | author


def _explained(source: Source, error: FetchError) -> FetchError | CollectError:
    """A refusal of the question itself (400) says why; any other is of the network."""
    if error.status != 400:
        return error
    said = posts.told(error) or "la pregunta no se entendió"
    if "not found" in said.lower():
        detail = f"en Bluesky no hay una cuenta «{source.account}»; revise «account»"
        return CollectError(source.id, detail)
    return CollectError(source.id, f"Bluesky no contestó: «{said}»")


def _gone(door: _Door, missed: Sequence[str]) -> tuple[str, ...]:
    """Of the posts that are missed, those that the network no longer shows at all."""
    asked = [guid for guid in missed if _POST in guid][: posts.ASKED_AGAIN]
    if not asked:
        return ()
    try:
        value = door.ask("app.bsky.feed.getPosts", [("uris", guid) for guid in asked])
    except (FetchError, CollectError):  # another reading will tell
        return ()
    shown = value.get("posts") if isinstance(value, Mapping) else None
    if not isinstance(shown, list):
        return ()
    standing = {words(each, "uri") for each in shown}
    return tuple(guid for guid in asked if guid not in standing)


def _answers(door: _Door, item: Item) -> Iterator[Post]:
    """What people answer to a post."""
    if not door.source.comments or not item.guid.startswith("at://") or _POST not in item.guid:
        return
    query = {"uri": item.guid, "depth": str(_DEEP), "parentHeight": "0"}
    value = door.ask("app.bsky.feed.getPostThread", query)
    yield from _replies(table(value, "thread"), depth=_DEEP)


def _replies(thread: Any, *, depth: int) -> Iterator[Post]:
    for each in tables(thread, "replies"):
        if post := _post(each.get("post")):
            yield post
            if depth > 1:
                yield from _replies(each, depth=depth - 1)


def parse(value: Any) -> Iterator[Post]:
    """The posts of a feed's or a search's answer; pure."""
    for each in (*tables(value, "feed"), *tables(value, "posts")):
        if post := _post(each.get("post", each), reason=each.get("reason")):
            yield post


def _post(view: Any, *, reason: Any = None) -> Post | None:
    record = view.get("record") if isinstance(view, Mapping) else None
    uri = words(view, "uri")
    if not isinstance(record, Mapping) or not uri:
        return None
    author, embed = view.get("author"), view.get("embed")
    who, name = _handle(author) or words(author, "did"), uri.rpartition("/")[2]
    return Post(
        id=uri,
        url=f"{SITE}/profile/{who}/post/{name}",
        text=_words(record, embed),
        author=_name(author),
        published_at=_earliest(words(record, "createdAt"), words(view, "indexedAt")),
        pictures=tuple(_pictures(embed)),
        reposted_by=_name(table(reason, "by")),
        reposted_at=words(reason, "indexedAt"),
        repost_id=words(reason, "uri"),
    )


def _handle(author: Any) -> str:
    """The name that it goes by, unless the network could not verify it."""
    handle = words(author, "handle")
    return "" if handle == "handle.invalid" else handle


def _earliest(created: str, indexed: str) -> str:
    """As the network sorts them: a device may claim a moment that is still to come."""
    if created.endswith("Z") and indexed.endswith("Z"):
        return min(created, indexed)
    return created or indexed


def _words(record: Table, embed: Any) -> str:
    """Its text, the page that it shows and the post that it quotes."""
    parts = [unfolded(record)]
    for each in _embeds(embed):
        quoted = _quoted(each)
        parts += [words(each, "external", "title"), words(each, "external", "description")]
        if said := unfolded(table(quoted, "value")):
            parts.append(f"{_name(quoted.get('author'))}: «{said}»")
    return "\n".join(part for part in parts if part)


def unfolded(record: Table) -> str:
    """The text of a post with its links as they are: the network shows the beginning of each.

    Where a link stands is told in bytes; last one first, so that each place holds. Pure.
    """
    text = words(record, "text").encode("utf-8", "replace")
    links = [link for facet in tables(record, "facets") if (link := _link(facet, len(text)))]
    for start, end, address in sorted(links, reverse=True):
        shown = text[start:end]
        if shown.endswith((b"...", "…".encode())):
            text = text[:start] + address.encode("utf-8", "replace") + text[end:]
    return text.decode("utf-8", "replace")


def _link(facet: Table, length: int) -> tuple[int, int, str] | None:
    start, end = number(facet, "index", "byteStart"), number(facet, "index", "byteEnd")
    address = next(filter(None, (words(each, "uri") for each in tables(facet, "features"))), "")
    return (start, end, address) if address and 0 <= start < end <= length else None


def _quoted(embed: Table) -> Table:
    """The post inside another; one that is quoted with pictures stands a level deeper."""
    return table(embed, "record", "record") or table(embed, "record")


def _pictures(embed: Any) -> Iterator[str]:
    for each in _embeds(embed):
        for image in (*tables(each, "images"), *tables(each, "items")):
            yield words(image, "alt")
        yield words(each, "alt")


def _embeds(embed: Any) -> Iterator[Table]:
    """What is shown with a post; a quotation with pictures holds one inside another."""
    if isinstance(embed, Mapping):
        yield embed
        yield table(embed, "media")


def _name(author: Any) -> str:
    return words(author, "displayName") or _handle(author)
