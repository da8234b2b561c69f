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
from monitor.config import Source
from monitor.errors import Blocked, CollectError, FetchError, MissingToken
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
        raise CollectError(
            source.id, f"la red no aceptó {_SECRETS[1]}: cree otra contraseña de aplicación"
        ) from error
    token = _text(answers.as_json(answers.decoded(page.body, page.charset)), "accessJwt")
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
        following = _text(value, "cursor")
        if not found or following in ("", cursor):
            return
        cursor = following


def _asked(source: Source) -> tuple[str, dict[str, str]]:
    """The question of the first page."""
    query = {"limit": str(PER_PAGE)}
    who = (source.account or "").removeprefix("@")
    if who and not source.query:
        return "app.bsky.feed.getAuthorFeed", query | {
            "actor": who,
            "filter": "posts_and_author_threads",
        }
    words = f"#{source.hashtag.removeprefix('#')}" if source.hashtag else source.query or ""
    author = {"author": who} if who else {}
    return "app.bsky.feed.searchPosts", query | {"q": words, "sort": "latest"} | author


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
    standing = {_text(each, "uri") for each in shown}
    return tuple(guid for guid in asked if guid not in standing)


def _answers(door: _Door, item: Item) -> Iterator[Post]:
    """What people answer to a post."""
    if not door.source.comments or not item.guid.startswith("at://") or _POST not in item.guid:
        return
    query = {"uri": item.guid, "depth": str(_DEEP), "parentHeight": "0"}
    value = door.ask("app.bsky.feed.getPostThread", query)
    thread = value.get("thread") if isinstance(value, Mapping) else None
    yield from _replies(thread, depth=_DEEP)


def _replies(thread: Any, *, depth: int) -> Iterator[Post]:
    for each in _rows(thread, "replies"):
        if post := _post(each.get("post")):
            yield post
            if depth > 1:
                yield from _replies(each, depth=depth - 1)


def parse(value: Any) -> Iterator[Post]:
    """The posts of a feed's or a search's answer; pure."""
    for each in (*_rows(value, "feed"), *_rows(value, "posts")):
        if post := _post(each.get("post", each), reason=each.get("reason")):
            yield post


def _post(view: Any, *, reason: Any = None) -> Post | None:
    record = view.get("record") if isinstance(view, Mapping) else None
    uri = _text(view, "uri")
    if not isinstance(record, Mapping) or not uri:
        return None
    author, embed = view.get("author"), view.get("embed")
    who, name = _handle(author) or _text(author, "did"), uri.rpartition("/")[2]
    again = reason if isinstance(reason, Mapping) and isinstance(reason.get("by"), Mapping) else {}
    return Post(
        id=uri,
        url=f"{SITE}/profile/{who}/post/{name}",
        text=_words(record, embed),
        author=_name(author),
        published_at=_earliest(_text(record, "createdAt"), _text(view, "indexedAt")),
        pictures=tuple(_pictures(embed)),
        reposted_by=_name(again.get("by")),
        reposted_at=_text(again, "indexedAt"),
        repost_id=_text(again, "uri"),
    )


def _handle(author: Any) -> str:
    """The name that it goes by, unless the network could not verify it."""
    handle = _text(author, "handle")
    return "" if handle == "handle.invalid" else handle


def _earliest(created: str, indexed: str) -> str:
    """As the network sorts them: a device may claim a moment that is still to come."""
    if created.endswith("Z") and indexed.endswith("Z"):
        return min(created, indexed)
    return created or indexed


def _words(record: Mapping[str, Any], embed: Any) -> str:
    """Its text, the page that it shows and the post that it quotes."""
    parts = [_text(record, "text")]
    for each in _embeds(embed):
        card, quoted = each.get("external"), _quoted(each)
        parts += [_text(card, "title"), _text(card, "description")]
        if words := _text(quoted.get("value"), "text"):
            parts.append(f"{_name(quoted.get('author'))}: «{words}»")
    return "\n".join(part for part in parts if part)


def _quoted(embed: Mapping[str, Any]) -> Mapping[str, Any]:
    """The post inside another; one that is quoted with pictures stands a level deeper."""
    record = embed.get("record")
    if isinstance(record, Mapping) and isinstance(record.get("record"), Mapping):
        record = record["record"]
    return record if isinstance(record, Mapping) else {}


def _pictures(embed: Any) -> Iterator[str]:
    for each in _embeds(embed):
        for image in (*_rows(each, "images"), *_rows(each, "items")):
            yield _text(image, "alt")
        yield _text(each, "alt")


def _embeds(embed: Any) -> Iterator[Mapping[str, Any]]:
    """What is shown with a post; a quotation with pictures holds one inside another."""
    if isinstance(embed, Mapping):
        yield embed
        if isinstance(embed.get("media"), Mapping):
            yield embed["media"]


def _name(author: Any) -> str:
    return _text(author, "displayName") or _handle(author)


def _rows(value: Any, key: str) -> list[Mapping[str, Any]]:
    rows = value.get(key) if isinstance(value, Mapping) else None
    return [each for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""
