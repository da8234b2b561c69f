"""YouTube by its Data API: searching, comments, and which videos still stand.

A search costs a hundred of the ten thousand questions that YOUTUBE_API_KEY has each day; the rest
cost one. The key goes in a header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from monitor.collectors import posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import Table, table, tables, words
from monitor.config import Source
from monitor.errors import CollectError, FetchError, MissingToken, RateLimited, RefusedToken
from monitor.fetch import Fetch
from monitor.model import Harvest, Memo
from monitor.sourcekinds import KINDS

VARIABLE: Final = "YOUTUBE_API_KEY"
SERVER: Final = "https://www.googleapis.com/youtube/v3"
SITE: Final = "https://www.youtube.com"
PER_PAGE: Final = 50
FIRST: Final = timedelta(days=7)  # of a search that was never made
LATE: Final = timedelta(days=1)  # a search may find a video so long after it was published
_PREFIX: Final = "yt:video:"  # the id of a video, as its feed writes it
_QUOTA_ZONE: Final = ZoneInfo("America/Los_Angeles")  # where the quota's day begins
_DAILY: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_HURRIED: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_CLOSED: Final = frozenset({"commentsDisabled", "videoNotFound", "processingFailure", "forbidden"})
_HURRY: Final = timedelta(minutes=5)


class Closed(CollectError):
    """A video that is not there, or admits no comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The interface, and who asks."""

    source: Source
    fetch: Fetch
    now: datetime
    key: str = field(repr=False)

    def ask(self, method: str, query: Mapping[str, str]) -> Any:
        own = self.source.address.rstrip("/")
        server = SERVER if own == KINDS["youtube"].url else own
        url = f"{server}/{method}?{urlencode(query)}"
        try:
            return posts.asked(self.source, self.fetch, url, {"X-Goog-Api-Key": self.key})
        except FetchError as error:
            raise _explained(error, self) from error


def opened(source: Source, fetch: Fetch, tokens: Mapping[str, str], *, now: datetime) -> Door:
    key = tokens.get(VARIABLE)
    if not key:
        detail = f"para buscar o leer comentarios falta {VARIABLE}: póngala en el entorno"
        raise MissingToken(source.id, detail)
    return Door(source=source, fetch=fetch, now=now, key=key)


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
    tokens: Mapping[str, str],
) -> Harvest:
    """What a search finds since the last reading. Raises `FetchError` or `CollectError`."""
    door = opened(source, fetch, tokens, now=now)
    before = posts.recent(memos.get(source.described))
    context = Context(source=source, base=SITE, zone=zone, now=now)
    read = posts.timeline(_pages(door, before), context, before)
    said, note = comments(door, [item.guid for item in read.items])
    answers = posts.items(said, context)
    every = posts.Timeline(items=read.items, note=read.note or note, is_broken=read.is_broken)
    gone = standing(door, before.missed(read.items))
    return posts.gathered(source, before, every, answers=answers, gone=gone)


def _pages(door: Door, before: posts.Recent) -> Iterator[Sequence[Post]]:
    """What is newest; each page is asked for again whole, since a search cuts descriptions."""
    query = _asked(door, before)
    following = ""
    while True:
        found = door.ask("search", query | ({"pageToken": following} if following else {}))
        ids = [words(each, "id", "videoId") for each in tables(found, "items")]
        yield list(parse(_videos(door, [each for each in ids if each])))
        following = words(found, "nextPageToken")
        if not following or not ids:
            return


def _asked(door: Door, before: posts.Recent) -> dict[str, str]:
    source, since = door.source, (door.now - FIRST).timestamp()
    if before.known:
        since = max(since, before.until - LATE.total_seconds())
    asked = [source.query or "", f"#{source.hashtag.removeprefix('#')}" if source.hashtag else ""]
    channel = (source.account or "").strip()
    if channel and not channel.startswith("UC"):
        detail = "para buscar dentro de un canal ponga en «account» su id, el que empieza con UC"
        raise CollectError(source.id, detail)
    moment = datetime.fromtimestamp(since, ZoneInfo("UTC"))
    return {
        "part": "snippet",
        "type": "video",
        "order": "date",
        "maxResults": str(PER_PAGE),
        "q": " ".join(each for each in asked if each),
        "publishedAfter": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    } | ({"channelId": channel} if channel else {})


def _videos(door: Door, ids: Sequence[str]) -> Any:
    return door.ask("videos", {"part": "snippet", "id": ",".join(ids)}) if ids else {}


def standing(door: Door, missed: Sequence[str]) -> tuple[str, ...]:
    """Of the videos that are missed, those that YouTube no longer shows to anybody."""
    asked = [guid for guid in missed if guid.startswith(_PREFIX)][:PER_PAGE]
    if not asked:
        return ()
    try:
        value = _videos(door, [guid.removeprefix(_PREFIX) for guid in asked])
    except (FetchError, CollectError):  # another reading will tell
        return ()
    if not isinstance(value.get("items"), list):
        return ()
    shown = {f"{_PREFIX}{words(each, 'id')}" for each in tables(value, "items")}
    return tuple(guid for guid in asked if guid not in shown)


def comments(door: Door, guids: Sequence[str]) -> tuple[list[Post], str | None]:
    """What people say below the newest videos; and why, where that cannot be read."""
    said: list[Post] = []
    for guid in guids[: posts.THREADS] if door.source.comments else ():
        try:
            said += _below(door, guid.removeprefix(_PREFIX))
        except Closed:
            continue
        except (FetchError, CollectError) as error:
            return said, f"sin los últimos comentarios: {error.detail}"
    return said, None


def _below(door: Door, video: str) -> Iterator[Post]:
    query = {"part": "snippet,replies", "videoId": video, "order": "time", "maxResults": "100"}
    yield from parse_comments(door.ask("commentThreads", {**query, "textFormat": "plainText"}))


def _explained(error: FetchError, door: Door) -> FetchError | CollectError:
    """What a refusal means to whoever keeps the key."""
    reason, said = _reason(error), posts.told(error)
    if reason in _DAILY:
        detail = f"se gastaron las consultas del día de {VARIABLE}: visite la fuente menos seguido"
        return RateLimited(error.url, detail, retry_after=_until_tomorrow(door.now))
    if reason in _HURRIED:
        return RateLimited(error.url, "YouTube pide esperar", retry_after=_HURRY)
    if reason in _CLOSED and "comment" in error.url.lower():
        return Closed(door.source.id, "no admite comentarios")
    if error.status in (401, 403) or "api key" in said.lower():
        return RefusedToken(door.source.id, f"YouTube no aceptó {VARIABLE} («{said}»)")
    if error.status == 400:
        return CollectError(door.source.id, f"YouTube no entendió la pregunta («{said}»)")
    return error


def _reason(error: FetchError) -> str:
    try:
        told = json.loads(error.told or b"null")
    except (ValueError, RecursionError):
        return ""
    return next((words(each, "reason") for each in tables(told, "error", "errors")), "")


def _until_tomorrow(now: datetime) -> timedelta:
    """The quota of a day begins at midnight where its servers are."""
    local = now.astimezone(_QUOTA_ZONE)
    tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.astimezone(ZoneInfo("UTC")) - now


def parse(value: Any) -> Iterator[Post]:
    """The videos of an answer; pure."""
    for row in tables(value, "items"):
        video, told = words(row, "id"), table(row, "snippet")
        if video and told:
            yield Post(
                id=f"{_PREFIX}{video}",
                url=f"{SITE}/watch?v={video}",
                text=f"{words(told, 'title')}\n{words(told, 'description')}",
                author=words(told, "channelTitle"),
                published_at=words(told, "publishedAt"),
            )


def parse_comments(value: Any) -> Iterator[Post]:
    """The comments of an answer, and what is answered to them; pure."""
    for thread in tables(value, "items"):
        first = table(thread, "snippet", "topLevelComment")
        for each in (first, *tables(thread, "replies", "comments")):
            if post := _comment(each, words(thread, "snippet", "videoId")):
                yield post


def _comment(row: Table, video: str) -> Post | None:
    told, number = table(row, "snippet"), words(row, "id")
    text = words(told, "textDisplay") or words(told, "textOriginal")
    if not (number and text):
        return None
    place = {"v": words(told, "videoId") or video, "lc": number}
    return Post(
        id=number,
        url=f"{SITE}/watch?{urlencode(place)}",
        text=text,
        author=words(told, "authorDisplayName"),
        published_at=words(told, "publishedAt"),
        edited_at=words(told, "updatedAt"),
    )
