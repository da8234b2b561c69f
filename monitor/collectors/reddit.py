"""Reddit: a forum, a person or a search; by its interface, or by its public feeds.

`account` is r/FORUM or u/PERSON. The interface wants an application of the office:
REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET. Without them the feeds are read, where robots.txt
admits it; those show neither what was edited nor what was taken back.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import urlencode

from monitor.collectors import answers, feed, passes, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import Table, table, tables, words
from monitor.config import Source
from monitor.errors import (
    Blocked,
    CollectError,
    FetchError,
    MissingToken,
    NotFound,
    RefusedByRobots,
    RefusedToken,
)
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo
from monitor.sourcekinds import KINDS

SERVER: Final = "https://oauth.reddit.com"  # where those who have a pass ask
SITE: Final = "https://www.reddit.com"
PER_PAGE: Final = 100
_SECRETS: Final = ("REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET")
_REMEDY: Final = "registre una aplicación y ponga REDDIT_CLIENT_ID y REDDIT_CLIENT_SECRET"
_PLACE = re.compile(r"/?(?:(?P<kind>r|u|user)/)?(?P<name>[\w+-]{2,100})/?", re.ASCII)
_TAKEN_BACK: Final = ("[deleted]", "[removed]")
_FORMULA = re.compile(
    r"\s*(?:submitted by|enviado por)\s+/u/[\w-]{1,40}\s+(?:(?:to|a)\s+r/\w{1,40}\s+)?"
    r"\[\w{1,20}\]\s*\[\w{1,20}\]\s*\Z"
)
_IMAGES = re.compile(r"https?://(?:i|v|preview)\.redd\.it/|https?://(?:www\.)?reddit\.com/")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """Where it is asked, and with which pass."""

    source: Source
    fetch: Fetch
    server: str
    headers: Mapping[str, str]

    def ask(self, path: str, query: Mapping[str, str]) -> Any:
        url = f"{self.server}{path}?{urlencode({**query, 'raw_json': '1'})}"
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
    context = Context(source=source, base=SITE, zone=zone, now=now)
    before = posts.recent(memos.get(source.described))
    if any(name not in tokens for name in _SECRETS):
        return _by_feed(fetch, context, before)
    door = _door(source, fetch, tokens, now=now)
    read = posts.timeline(_pages(door), context, before)
    said = posts.items(_comments(door), context) if _has_comments(source) else ()
    gone = _gone(door, before.missed(read.items))
    return posts.gathered(source, before, _noted(source, read), answers=said, gone=gone)


def _place(source: Source) -> str:
    """The path of a forum or of a person; "" for all of Reddit."""
    if source.account is None:
        return ""
    found = _PLACE.fullmatch(source.account)
    if not found:
        raise CollectError(source.id, f"«account: {source.account}» no es r/FORO ni u/PERSONA")
    return f"/{'r' if found['kind'] in (None, 'r') else 'user'}/{found['name']}"


def _question(source: Source) -> tuple[str, dict[str, str]]:
    """What is listed, newest first; the same for the interface and for the feeds."""
    place, asked = _place(source), source.query or source.hashtag
    if asked is None:
        return (f"{place}/new" if place.startswith("/r/") else f"{place}/submitted"), {
            "sort": "new"
        }
    if place.startswith("/user/"):
        asked, place = f"author:{place.rpartition('/')[2]} {asked}", ""
    inside = {"restrict_sr": "1"} if place else {}
    return f"{place}/search", {"q": asked, "sort": "new", "type": "link", **inside}


def _has_comments(source: Source) -> bool:
    """Reddit lists those of a forum, and of nothing else."""
    is_forum = _place(source).startswith("/r/")
    return source.comments and is_forum and source.query is None and source.hashtag is None


def _noted(source: Source, read: posts.Timeline) -> posts.Timeline:
    if not source.comments or _has_comments(source):
        return read
    note = "los comentarios se leen solo de un foro entero («account: r/FORO»)"
    return replace(read, note=read.note or note)


# by its interface


def _door(source: Source, fetch: Fetch, tokens: Mapping[str, str], *, now: datetime) -> _Door:
    public = source.address.rstrip("/")
    server = SERVER if public == KINDS["reddit"].url else public
    token = passes.kept(
        public,
        *(tokens[name] for name in _SECRETS),
        now=now,
        opened=lambda: _opened(source, fetch, public, tokens),
    )
    return _Door(
        source=source, fetch=fetch, server=server, headers={"Authorization": f"Bearer {token}"}
    )


def _opened(source: Source, fetch: Fetch, public: str, tokens: Mapping[str, str]) -> str:
    secret = b64encode(":".join(tokens[name] for name in _SECRETS).encode()).decode()
    try:
        page = fetch(
            f"{public}/api/v1/access_token",
            limit=FEED_LIMIT,
            headers={
                "Authorization": f"Basic {secret}",
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=b"grant_type=client_credentials",
        )
    except Blocked as error:
        detail = "Reddit no aceptó REDDIT_CLIENT_ID con REDDIT_CLIENT_SECRET; revíselos"
        raise RefusedToken(source.id, detail) from error
    token = words(answers.as_json(answers.decoded(page.body, page.charset)), "access_token")
    if not token:
        raise CollectError(source.id, "Reddit no dio un pase; si sigue así, cambió su interfaz")
    return token


def _pages(door: _Door) -> Iterator[Sequence[Post]]:
    path, query = _question(door.source)
    after = ""
    while True:
        more = {"limit": str(PER_PAGE)} | ({"after": after} if after else {})
        try:
            value = door.ask(path, query | more)
        except (NotFound, Blocked) as error:
            raise _explained(door.source, error) from error
        yield list(parse(value))
        following = posts.cursor(words(value, "data", "after"))
        if following in ("", after):
            return
        after = following


def _explained(source: Source, error: FetchError) -> FetchError | CollectError:
    if source.account is None:
        return error
    why = posts.told(error)
    said = f": «{why}»" if why else ""
    return CollectError(source.id, f"Reddit no muestra «{source.account}» ({error.status}){said}")


def _gone(door: _Door, missed: Sequence[str]) -> tuple[str, ...]:
    """Of the posts that are missed, those that were deleted or removed."""
    asked = [guid for guid in missed if guid.startswith("t3_")][: posts.ASKED_AGAIN]
    if not asked:
        return ()
    try:
        value = door.ask("/api/info", {"id": ",".join(asked)})
    except (FetchError, CollectError):  # another reading will tell
        return ()
    if not isinstance(table(value, "data").get("children"), list):
        return ()
    standing = {post.id for post in parse(value)}
    return tuple(guid for guid in asked if guid not in standing)


def _comments(door: _Door) -> Iterator[Post]:
    """The newest of a forum; none when they cannot be had now."""
    try:
        value = door.ask(f"{_place(door.source)}/comments", {"limit": str(PER_PAGE)})
    except (FetchError, CollectError):
        return
    yield from parse(value)


def parse(value: Any) -> Iterator[Post]:
    """The posts and comments of a listing; pure."""
    for each in tables(value, "data", "children"):
        data = table(each, "data")
        if data and not _is_taken_back(data):
            yield _post(data)


def _is_taken_back(data: Table) -> bool:
    said = {words(data, key) for key in ("author", "selftext", "body")}
    return bool(data.get("removed_by_category")) or not said.isdisjoint(_TAKEN_BACK)


def _post(data: Table) -> Post:
    page = words(data, "permalink")
    return Post(
        id=words(data, "name"),
        url=f"{SITE}{page}" if page else "",
        text="\n".join(_words(data)).replace("**", ""),
        author=words(data, "author"),
        published_at=_moment(data.get("created_utc")),
        edited_at=_moment(data.get("edited")),
        pictures=tuple(words(each, "caption") for each in tables(data, "gallery_data", "items")),
    )


def _words(data: Table) -> Iterator[str]:
    """Its title, its text, what it asks, the post that it shows again, the page that it names."""
    yield words(data, "title")
    yield words(data, "selftext")
    yield words(data, "body")
    yield "\n".join(f"- {words(each, 'text')}" for each in tables(data, "poll_data", "options"))
    for parent in tables(data, "crosspost_parent_list"):
        if (title := words(parent, "title")) != words(data, "title"):
            yield title
        yield words(parent, "selftext")
    link = words(data, "url")
    if link.startswith("http") and not data.get("is_self") and not _IMAGES.match(link):
        yield link


def _moment(value: Any) -> str:
    """Seconds since 1970; of a post that nobody edited, False."""
    return str(int(value)) if isinstance(value, float | int) and 1e9 <= value < 1e10 else ""


# by its feeds


def _by_feed(fetch: Fetch, context: Context, before: posts.Recent) -> Harvest:
    source = context.source
    path, query = _question(source)
    found = _fed(fetch, context, path, query)
    said: tuple[Item, ...] = ()
    if _has_comments(source):
        with suppress(FetchError, CollectError):  # the posts are worth having without them
            said = _fed(fetch, context, f"{_place(source)}/comments", {})
    read = posts.Timeline(items=found)
    return posts.gathered(source, before, _noted(source, read), answers=said)


def _fed(fetch: Fetch, context: Context, path: str, query: Mapping[str, str]) -> tuple[Item, ...]:
    source = context.source
    asked = urlencode({**query, "limit": str(PER_PAGE)})
    url = f"{source.address.rstrip('/')}{path}.rss?{asked}"
    try:
        page = fetch(url, limit=FEED_LIMIT)
    except (RefusedByRobots, Blocked) as error:
        raise MissingToken(source.id, f"Reddit no deja leer sin permiso: {_REMEDY}") from error
    except NotFound as error:
        raise _explained(source, error) from error
    whole = replace(context, source=source.model_copy(update={"text": "entry"}))
    arguments = (whole, page.body, page.content_type, page.charset)
    told, _ = feed.boxed(source, feed.read, *arguments)
    return posts.items(map(_told, told), context)


def _told(item: Item) -> Post:
    """An entry of a feed as the interface would tell it."""
    is_comment = item.guid.startswith("t1_")  # its title is only whom it answers
    body = _FORMULA.sub("", item.text or "")
    return Post(
        id=item.guid,
        url=item.url or "",
        text=body if is_comment else f"{item.title}\n{body}".strip(),
        author=(item.author or "").removeprefix("/u/"),
        published_at=item.published_at.isoformat() if item.published_at else "",
    )
