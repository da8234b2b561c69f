"""X by its interface, version 2: what an account publishes, and what a search of the week finds.

Each post that is read is paid for, so only those after the last one are asked for; once an hour
the network is asked which of the known ones still stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final
from urllib.parse import quote, urlencode

from monitor.collectors import posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post, Timeline
from monitor.collectors.values import Table, table, tables, words
from monitor.config import Source
from monitor.errors import (
    Blocked,
    CollectError,
    FetchError,
    NotFound,
    Paywalled,
    RateLimited,
    RefusedToken,
)
from monitor.fetch import Fetch
from monitor.fetch.recent import Recent
from monitor.model import Harvest, Memo

VARIABLE: Final = "X_BEARER_TOKEN"
SITE: Final = "https://x.com"
PER_PAGE: Final = 100  # and as many may be asked about at once
WEEK: Final = timedelta(days=6)  # a search refuses what is older than seven
SPENT: Final = timedelta(hours=24)  # without credit there is nothing to insist on
STANDING: Final = timedelta(hours=1)
_MISSING: Final = "/resource-not-found"
_WITHHELD: Final = frozenset({"MX", "XX", "XY"})  # here, or everywhere
_EPOCH: Final = 1_288_834_974_657  # milliseconds: where the ids of X begin
_LATEST: Final = 32_503_680_000  # seconds: no id is of the year 3000
_ACCOUNTS: Final = Recent[str](limit=200)
_FIELDS: Final = {
    "tweet.fields": "author_id,created_at,conversation_id,edit_history_tweet_ids,lang,note_tweet,"
    "referenced_tweets,attachments,entities,withheld",
    "user.fields": "name,username",
    "media.fields": "alt_text,type",
    "expansions": "author_id,attachments.media_keys,referenced_tweets.id,"
    "referenced_tweets.id.author_id,referenced_tweets.id.attachments.media_keys",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """The interface, and who asks."""

    source: Source
    fetch: Fetch
    headers: Mapping[str, str]

    def ask(self, path: str, query: Mapping[str, str]) -> Any:
        url = f"{self.source.address.rstrip('/')}/2/{path}?{urlencode(query)}"
        try:
            return posts.asked(self.source, self.fetch, url, self.headers)
        except FetchError as error:
            raise _explained(self.source, error) from error


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
    headers = {"Authorization": f"Bearer {tokens[VARIABLE]}"}
    door = _Door(source=source, fetch=fetch, headers=headers)
    before = posts.recent(memos.get(source.described))
    path, query = _asked(door, before)
    read = _read(door, path, query, before=before, context=context)
    said = _answers(door, memos, posts.recent(before.with_(read.items)), context=context)
    gone = _gone(door, memos, before, now=now)
    harvest = posts.gathered(source, before, read, answers=said.items, gone=gone.items)
    return replace(harvest, memos={**harvest.memos, **said.memos, **gone.memos})


def _read(
    door: _Door, path: str, query: Mapping[str, str], *, before: posts.Recent, context: Context
) -> Timeline:
    """Page after page of what is newer than what is known."""
    query = {**query, **_FIELDS, "max_results": str(PER_PAGE), **_since(before, context.now)}
    return posts.timeline(_pages(door, path, query), context, before)


def _pages(door: _Door, path: str, query: Mapping[str, str]) -> Iterator[Sequence[Post]]:
    following = ""
    while True:
        token = {"pagination_token": following} if following else {}
        value = door.ask(path, {**query, **token})
        yield list(parse(value))
        following = words(value, "meta", "next_token")
        if not following:
            return


def _since(before: posts.Recent, now: datetime) -> dict[str, str]:
    """After the newest that is known, unless it is so old that a search would refuse it."""
    oldest = now - WEEK
    ids = [int(key) for key, at in before.known.items() if _is_id(key) and at > oldest.timestamp()]
    if ids:
        return {"since_id": str(max(ids))}
    return {"start_time": oldest.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _asked(door: _Door, before: posts.Recent) -> tuple[str, dict[str, str]]:
    """The question of the first page."""
    source = door.source
    who = (source.account or "").removeprefix("@")
    wanted = [source.query or "", f"#{source.hashtag.removeprefix('#')}" if source.hashtag else ""]
    asked = [each for each in wanted if each]
    if not asked:
        return f"users/{_number(door, who)}/tweets", {}
    author = [f"from:{who}"] if who else []
    every = [f"({each})" for each in asked] if len(asked) + len(author) > 1 else asked
    return "tweets/search/recent", {"query": " ".join([*every, *author])}


def _number(door: _Door, who: str) -> str:
    """The number of the account that a name stands for; a name may be given to another account."""
    key = f"{door.source.address} {who.lower()}"
    known = _ACCOUNTS.get(key)
    if known:
        return known
    value = door.ask(f"users/by/username/{quote(who, safe='')}", {"user.fields": "name,username"})
    found = words(value, "data", "id")
    if not _is_id(found):
        said = f"en X no hay una cuenta «{who}» que se pueda leer; revise «account»"
        raise CollectError(door.source.id, said)
    _ACCOUNTS.learn(key, found)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is asked beside the posts themselves, and what of it is remembered."""

    items: tuple[Any, ...] = ()
    memos: Mapping[str, Memo]


def _answers(
    door: _Door, memos: Mapping[str, Memo], known: posts.Recent, *, context: Context
) -> _Beside:
    """What people answer to the newest posts, in one question."""
    newest = [key for key in sorted(known.known, key=_age(known)) if _is_id(key)][: posts.THREADS]
    if not (door.source.comments and newest):
        return _Beside(memos={})
    key = f"{door.source.described} respuestas"
    before = posts.recent(memos.get(key))
    query = " OR ".join(f"conversation_id:{each}" for each in newest)
    try:
        read = _read(door, "tweets/search/recent", {"query": query}, before=before, context=context)
    except (FetchError, CollectError):  # the posts themselves are here; another reading will tell
        return _Beside(memos={})
    said = tuple(item for item in read.items if item.guid not in newest)
    kept = {} if read.is_broken else {key: before.with_(said)}
    return _Beside(items=said, memos=kept)


def _age(known: posts.Recent) -> Any:
    return lambda key: (-known.known[key], key)


def _gone(
    door: _Door, memos: Mapping[str, Memo], before: posts.Recent, *, now: datetime
) -> _Beside:
    """Of the newest known, those that the network says are not there; asked once an hour."""
    key = f"{door.source.described} vigentes"
    asked_at = _moment(memos.get(key))
    ids = [each for each in sorted(before.known, key=_age(before)) if _is_id(each)][:PER_PAGE]
    if not ids or (asked_at and timedelta() <= now - asked_at < STANDING):
        return _Beside(memos={})
    try:
        value = door.ask("tweets", {"ids": ",".join(ids)})
    except (FetchError, CollectError):
        return _Beside(memos={})
    lost = {
        words(each, "resource_id") or words(each, "value")
        for each in tables(value, "errors")
        if words(each, "type").endswith(_MISSING)
    }
    missing = tuple(each for each in ids if each in lost)
    return _Beside(items=missing, memos={key: Memo(body_hash=now.isoformat())})


def _moment(memo: Memo | None) -> datetime | None:
    try:
        return datetime.fromisoformat(memo.body_hash or "") if memo else None
    except ValueError:
        return None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20


def _explained(source: Source, error: FetchError) -> FetchError | CollectError:
    """What a refusal means to whoever keeps the token."""
    said = posts.told(error)
    reason = f": «{said}»" if said else ""
    if b"usage-capped" in error.told or isinstance(error, Paywalled):
        detail = "se acabó el crédito de la cuenta de X; se intentará mañana"
        return RateLimited(error.url, detail, retry_after=SPENT)
    if error.status == 401:
        return RefusedToken(source.id, f"X no aceptó {VARIABLE}: renuévela en el entorno{reason}")
    if error.status == 403 and isinstance(error, Blocked):
        return RefusedToken(source.id, f"el permiso de {VARIABLE} no alcanza{reason}")
    if isinstance(error, NotFound) or error.status == 400:
        return CollectError(source.id, f"X no entendió la pregunta; revise la fuente{reason}")
    return error


def parse(value: Any) -> Iterator[Post]:
    """The posts of an answer; pure."""
    shown = _Shown(
        users={words(each, "id"): each for each in tables(value, "includes", "users")},
        media={words(each, "media_key"): each for each in tables(value, "includes", "media")},
        posts={words(each, "id"): each for each in tables(value, "includes", "tweets")},
    )
    for row in tables(value, "data"):
        if words(row, "id") and not _is_withheld(row):
            yield _post(row, shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What an answer shows beside its posts, by id."""

    users: Mapping[str, Table]
    media: Mapping[str, Table]
    posts: Mapping[str, Table]

    def name(self, row: Table) -> str:
        user = self.users.get(words(row, "author_id"), {})
        return words(user, "name") or words(user, "username")

    def handle(self, row: Table) -> str:
        return words(self.users.get(words(row, "author_id"), {}), "username") or "i"

    def referred(self, row: Table, kind: str) -> Table:
        for each in tables(row, "referenced_tweets"):
            if words(each, "type") == kind:
                return self.posts.get(words(each, "id"), {})
        return {}

    def pictures(self, row: Table) -> tuple[str, ...]:
        keys = table(row, "attachments").get("media_keys")
        listed = [each for each in keys if isinstance(each, str)] if isinstance(keys, list) else []
        return tuple(words(self.media.get(key, {}), "alt_text") for key in listed)


def _post(row: Table, shown: _Shown) -> Post:
    again = shown.referred(row, "retweeted")
    own = _own(again or row, shown)
    if not again:
        return own
    return replace(
        own,
        reposted_by=shown.name(row) or shown.handle(row),
        reposted_at=words(row, "created_at"),
        repost_id=words(row, "id"),
    )


def _own(row: Table, shown: _Shown) -> Post:
    """An edited post has another id, and the page of the first one leads to it."""
    first, said_at = _first(row), words(row, "created_at")
    is_edited = first != words(row, "id")
    return Post(
        id=first,
        url=f"{SITE}/{shown.handle(row)}/status/{first}",
        text="\n".join(filter(None, _words(row, shown))),
        author=shown.name(row) or shown.handle(row),
        published_at=_born(first) if is_edited else said_at,
        edited_at=said_at if is_edited else "",
        pictures=shown.pictures(row),
    )


def _first(row: Table) -> str:
    versions = row.get("edit_history_tweet_ids")
    ids = [each for each in versions if isinstance(each, str)] if isinstance(versions, list) else []
    return min([each for each in ids if _is_id(each)] or [words(row, "id")], key=_order)


def _born(key: str) -> str:
    """The moment that an id of X holds."""
    seconds = ((int(key) >> 22) + _EPOCH) / 1000 if _is_id(key) else 0
    return datetime.fromtimestamp(seconds, UTC).isoformat() if 0 < seconds < _LATEST else ""


def _order(key: str) -> tuple[int, str]:
    return len(key), key


def _words(row: Table, shown: _Shown) -> Iterator[str]:
    """Its text, whole where it is long, and the post that it quotes."""
    yield _unfolded(row)
    if quoted := shown.referred(row, "quoted"):
        yield f"{shown.name(quoted)}: «{_unfolded(quoted)}»"


def _unfolded(row: Table) -> str:
    """The text with the addresses that its short links lead to; those to itself are left out."""
    long = table(row, "note_tweet")
    text = words(long, "text") or words(row, "text")
    for link in tables(long or row, "entities", "urls"):
        short = words(link, "url")
        inner = bool(words(link, "media_key")) or words(link, "display_url").startswith("pic.")
        target = "" if inner else words(link, "unwound_url") or words(link, "expanded_url")
        text = text.replace(short, target) if short else text
    return _plain(text).strip()


def _plain(text: str) -> str:
    """The interface escapes these three, and nothing else."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _is_withheld(row: Table) -> bool:
    codes = table(row, "withheld").get("country_codes")
    return isinstance(codes, list) and any(each in _WITHHELD for each in codes)
