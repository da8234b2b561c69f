"""YouTube: what a channel or a playlist publishes, by the feed that YouTube gives for following it.

The feed is an interface that YouTube documents, so it is asked by its terms. Transcripts are not
read: YouTube keeps them from robots. `account` is the id of a channel (UC…) or of a playlist
(PL…), or the name of a channel (@name), whose id its page tells. What takes a key is asked in
`youtube_api`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import quote, urlencode

from selectolax.lexbor import LexborHTMLParser

from monitor.collectors import answers, feed, posts, youtube_api
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.config import Source
from monitor.errors import Blocked, CollectError, FetchError, Gone, NotFound
from monitor.fetch import FEED_LIMIT, PAGE_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo

SITE: Final = "https://www.youtube.com"
ASKED_AGAIN: Final = 5  # videos that are missed: each costs a request
_VIDEO: Final = "yt:video:"  # before the id of each
_FEED: Final = {"Accept": "application/atom+xml, application/xml;q=0.9"}
_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_PLAYLIST = re.compile(r"(?:PL|UU|FL|OL)[\w-]{10,60}", re.ASCII)
_TOLD: Final = (  # where a channel's page says its own id, surest first
    ("meta[itemprop='identifier'][content]", "content"),
    ("link[rel='canonical'][href]", "href"),
    ("link[type='application/rss+xml'][href]", "href"),
)


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
    if source.query or source.hashtag:
        return youtube_api.collect(source, fetch, memos=memos, now=now, zone=zone, tokens=tokens)
    has_key = source.comments or youtube_api.VARIABLE in tokens
    door = youtube_api.opened(source, fetch, tokens, now=now) if has_key else None
    before = posts.recent(memos.get(source.described))
    context = Context(source=source, base=SITE, zone=zone, now=now)
    place = f"{source.described} id"
    name = _id(source, fetch, memos.get(place))
    found = _read(fetch, context, name)
    said, note = youtube_api.comments(door, [item.guid for item in found]) if door else ([], None)
    read = posts.Timeline(items=found, note=note)
    answered = posts.items(said, context)
    gone = _gone(source, fetch, door, before.between(found))
    harvest = posts.gathered(source, before, read, answers=answered, gone=gone)
    return replace(harvest, memos={**harvest.memos, place: Memo(body_hash=name)})


def _id(source: Source, fetch: Fetch, known: Memo | None) -> str:
    """The id that an account stands for, asked once."""
    account = (source.account or "").strip().rstrip("/").rpartition("/")[2]
    if _CHANNEL.fullmatch(account) or _PLAYLIST.fullmatch(account):
        return account
    if known and _CHANNEL.fullmatch(known.body_hash or ""):
        return str(known.body_hash)
    handle = quote(f"@{account.removeprefix('@')}", safe="@")
    try:
        page = fetch(f"{source.address.rstrip('/')}/{handle}", limit=PAGE_LIMIT)
    except NotFound as error:
        raise CollectError(source.id, f"en YouTube no hay un canal «{account}»") from error
    found = feed.boxed(source, channel_of, answers.decoded(page.body, page.charset))
    if not found:
        detail = f"la página de «{account}» no dice su id; ponga en «account» el que empieza con UC"
        raise CollectError(source.id, detail)
    return found


def channel_of(page: str) -> str:
    """The id of the channel whose page it is; "" when it does not say; pure."""
    tree = LexborHTMLParser(page)
    for selector, attribute in _TOLD:
        for node in tree.css(selector):
            if found := _CHANNEL.search(node.attributes.get(attribute) or ""):
                return found[0]
    return ""


def _read(fetch: Fetch, context: Context, name: str) -> tuple[Item, ...]:
    source = context.source
    key = "channel_id" if _CHANNEL.fullmatch(name) else "playlist_id"
    url = f"{source.address.rstrip('/')}/feeds/videos.xml?{urlencode({key: name})}"
    try:
        page = fetch(url, limit=FEED_LIMIT, headers=_FEED)
    except NotFound as error:
        raise CollectError(source.id, f"YouTube no da el canal «{name}»: revise su id") from error
    told = feed.boxed(source, parse, context, page.body, page.charset)
    return posts.items(told, context)


def parse(context: Context, body: bytes, charset: str | None = None) -> tuple[Post, ...]:
    """The videos of a feed; pure."""
    whole = replace(context, source=context.source.model_copy(update={"text": "entry"}))
    found, _ = feed.read(whole, body, "application/atom+xml", charset)
    return tuple(map(_post, found))


def _post(item: Item) -> Post:
    """Its moment of change is left out: it is that of its count of views."""
    video = item.guid.removeprefix(_VIDEO)
    return Post(
        id=item.guid,
        url=f"{SITE}/watch?v={video}" if video != item.guid else item.url or "",
        text=f"{item.title}\n{item.text or ''}",
        author=item.author or "",
        published_at=item.published_at.isoformat() if item.published_at else "",
    )


def _gone(
    source: Source, fetch: Fetch, door: youtube_api.Door | None, missed: Sequence[str]
) -> tuple[str, ...]:
    """Of the videos that the feed lost, those that YouTube no longer shows to anybody."""
    if door:
        return youtube_api.standing(door, missed)
    lost = []
    for guid in missed[:ASKED_AGAIN]:
        video = f"{SITE}/watch?v={guid.removeprefix(_VIDEO)}"
        query = urlencode({"url": video, "format": "json"})
        try:
            fetch(f"{source.address.rstrip('/')}/oembed?{query}", headers={})
        except (NotFound, Gone, Blocked):  # deleted, or private now
            lost.append(guid)
        except FetchError:  # another reading will tell
            break
    return tuple(lost)
