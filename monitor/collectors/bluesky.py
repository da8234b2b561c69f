"""Bluesky by its public view: what an account publishes, and what a search finds.

Searching wants a session: BLUESKY_HANDLE and BLUESKY_APP_PASSWORD (Settings → App Passwords).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import urlencode

from monitor.collectors import answers, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.config import Source
from monitor.errors import Blocked, CollectError, MissingToken
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo
from monitor.sourcekinds import KINDS

SERVER: Final = "https://bsky.social"  # where a session is opened
SITE: Final = "https://bsky.app"
PER_PAGE: Final = 50
THREADS: Final = 10  # whose answers are read at a time
_SECRETS: Final = ("BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD")


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
    server, headers = _door(source, fetch, tokens)
    found: list[Item] = []
    cursor = ""
    for _ in range(posts.PAGES):
        value = posts.asked(source, fetch, _address(source, server, cursor), headers)
        page = posts.items(parse(value), context)
        found += page
        cursor = _text(value, "cursor")
        if not cursor or not page or before.has_reached(page):
            break
    if source.comments:
        found += _answers(source, fetch, server, headers, context, found)
    return posts.harvest(source, before, found, whole=source.account is not None)


def _door(source: Source, fetch: Fetch, tokens: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """Where it is asked, and as whom."""
    public = source.address.rstrip("/")
    if source.account:
        return public, {}
    if any(name not in tokens for name in _SECRETS):
        missing = " y ".join(name for name in _SECRETS if name not in tokens)
        raise MissingToken(source.id, f"para buscar falta {missing}: póngala en el entorno")
    own = public != KINDS["bluesky"].url
    server = public if own else SERVER
    return server, {"Authorization": f"Bearer {_session(source, fetch, server, tokens)}"}


def _session(source: Source, fetch: Fetch, server: str, tokens: Mapping[str, str]) -> str:
    identity = {"identifier": tokens[_SECRETS[0]], "password": tokens[_SECRETS[1]]}
    try:
        page = fetch(
            f"{server}/xrpc/com.atproto.server.createSession",
            limit=FEED_LIMIT,
            headers={"Content-Type": "application/json"},
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


def _address(source: Source, server: str, cursor: str) -> str:
    query = {"limit": str(PER_PAGE)} | ({"cursor": cursor} if cursor else {})
    if source.account:
        query |= {"actor": source.account.removeprefix("@"), "filter": "posts_and_author_threads"}
        return f"{server}/xrpc/app.bsky.feed.getAuthorFeed?{urlencode(query)}"
    words = f"#{source.hashtag}" if source.hashtag else source.query or ""
    query |= {"q": words, "sort": "latest"}
    return f"{server}/xrpc/app.bsky.feed.searchPosts?{urlencode(query)}"


def _answers(
    source: Source,
    fetch: Fetch,
    server: str,
    headers: Mapping[str, str],
    context: Context,
    found: list[Item],
) -> tuple[Item, ...]:
    """What people answer to the newest posts."""
    said: list[Post] = []
    for item in found[:THREADS]:
        query = urlencode({"uri": item.guid, "depth": "2", "parentHeight": "0"})
        if item.guid.startswith("at://"):
            url = f"{server}/xrpc/app.bsky.feed.getPostThread?{query}"
            said += _replies(posts.asked(source, fetch, url, headers).get("thread"), depth=2)
    return posts.items(said, context)


def _replies(thread: Any, *, depth: int) -> Iterator[Post]:
    for each in thread.get("replies") or () if isinstance(thread, Mapping) else ():
        if isinstance(each, Mapping) and (post := _post(each.get("post"), is_answer=True)):
            yield post
            if depth > 1:
                yield from _replies(each, depth=depth - 1)


def parse(value: Any) -> Iterator[Post]:
    """The posts of a feed's or a search's answer; pure."""
    if not isinstance(value, Mapping):
        return
    for each in value.get("feed") or value.get("posts") or ():
        if isinstance(each, Mapping):
            reason = each.get("reason")
            by = reason.get("by") if isinstance(reason, Mapping) else None
            post = _post(each.get("post", each), reposted_by=_name(by))
            if post:
                yield post


def _post(view: Any, *, reposted_by: str = "", is_answer: bool = False) -> Post | None:
    record = view.get("record") if isinstance(view, Mapping) else None
    if not isinstance(record, Mapping):
        return None
    author, uri = view.get("author"), _text(view, "uri")
    handle = _text(author, "handle") or _text(author, "did")
    embed = view.get("embed")
    return Post(
        id=uri,
        url=f"{SITE}/profile/{handle}/post/{uri.rpartition('/')[2]}",
        text=_words(record, embed),
        author=_name(author),
        published_at=_text(record, "createdAt") or _text(view, "indexedAt"),
        pictures=tuple(_pictures(embed)),
        reposted_by=reposted_by,
        is_answer=is_answer,
    )


def _words(record: Mapping[str, Any], embed: Any) -> str:
    """Its text, the page that it shows and the post that it quotes."""
    parts = [_text(record, "text")]
    for each in _embeds(embed):
        card, quoted = each.get("external"), each.get("record")
        if isinstance(card, Mapping):
            parts += [_text(card, "title"), _text(card, "description")]
        if isinstance(quoted, Mapping) and isinstance(quoted.get("value"), Mapping):
            parts.append(f"«{_text(quoted['value'], 'text')}»")
    return "\n".join(part for part in parts if part)


def _pictures(embed: Any) -> Iterator[str]:
    for each in _embeds(embed):
        for image in each.get("images") or ():
            yield _text(image, "alt")
        yield _text(each, "alt")


def _embeds(embed: Any) -> Iterator[Mapping[str, Any]]:
    """What is shown with a post; a quotation with pictures holds one inside another."""
    if isinstance(embed, Mapping):
        yield embed
        if isinstance(embed.get("media"), Mapping):
            yield embed["media"]


def _name(author: Any) -> str:
    return _text(author, "displayName") or _text(author, "handle")


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""
