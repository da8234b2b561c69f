"""A post of any network as an Item; how far back a network is asked; what it took back.

A network's module gives pages of `Post`s, newest first, and says which of some it still shows;
everything that networks share is here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from monitor import urls
from monitor.collectors import answers, markup
from monitor.collectors.entries import LIMIT, Context
from monitor.config import Source
from monitor.errors import CollectError, FetchError, RateLimited
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo, PieceKind, computed_id

PAGES: Final = 5  # of one reading
REMEMBERED: Final = 200  # posts, so that one that is taken back is missed
ASKED_AGAIN: Final = 25  # of them in one reading, when they are missed
THREADS: Final = 10  # posts whose answers are read: the newest
OVERLAP: Final = timedelta(minutes=30)  # a network may show a post late
_ID_LENGTH: Final = 500
_CURSOR_LENGTH: Final = 1_000
_SHOWN: Final = "[imagen: "
_SECRET_LENGTH: Final = 8  # what is shorter is no token
_TITLE: Final = 90  # characters of a first line


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody published, in plain text."""

    id: str  # of the network
    url: str
    text: str
    author: str
    published_at: str  # as the network writes it
    edited_at: str = ""
    pictures: tuple[str, ...] = ()  # what they are said to show
    reposted_by: str = ""  # it is somebody else's, shown again by them …
    reposted_at: str = ""  # … at this moment …
    repost_id: str = ""  # … under this id, where the network gives one


def items(posts: Iterable[Post], context: Context) -> tuple[Item, ...]:
    """Each post once, in the order of the network."""
    found = {item.guid: item for post in posts if (item := _item(post, context))}
    return tuple(found.values())[:LIMIT]


def _item(post: Post, context: Context) -> Item | None:
    text = _whole(post)
    if not text:
        return None
    url = urls.canonical(post.url)
    guid = _guid(post.id) or url or computed_id(text)
    if post.reposted_by:
        # One more impact of the same words: it has no page of its own, so it says whose it is.
        text = f"{text}\n{url or ''}".strip()
        guid, url = _guid(post.repost_id) or computed_id(guid, post.reposted_by), None
    published = context.date(post.reposted_at or post.published_at)
    edited = context.past(post.edited_at)
    return Item(
        source_id=context.source.id,
        guid=guid,
        url=url,
        title=_title(text),
        text=text,
        author=markup.line(post.reposted_by or post.author, limit=200) or None,
        published_at=published,
        updated_at=edited if edited != published else None,
        kind=PieceKind.POST,
    )


def _guid(number: str) -> str:
    """The id of a network as it can be kept; it is asked about by it later."""
    known = markup.clean(number)
    return known if len(known) <= _ID_LENGTH else computed_id(known)


def _whole(post: Post) -> str:
    """Its words, and what its pictures are said to show."""
    shown = (f"{_SHOWN}{told}]" for each in post.pictures if (told := markup.clean(each).strip()))
    lines = (line.strip() for line in markup.clean(post.text).splitlines())
    text = "\n".join([*filter(None, lines), *shown])
    return markup.cut(text, limit=markup.TEXT_LENGTH)


def _title(text: str) -> str:
    """Its first line; of a post without words, what its picture is said to show."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.startswith(_SHOWN):
        first = first.removeprefix(_SHOWN).removesuffix("]")
    return markup.line(markup.cut(first, limit=_TITLE), limit=markup.TITLE_LENGTH)


def asked(source: Source, fetch: Fetch, url: str, headers: Mapping[str, str]) -> Any:
    """The JSON that an interface answers; what it refuses with is told in its own words."""
    try:
        page = fetch(url, limit=FEED_LIMIT, headers={"Accept": "application/json", **headers})
    except FetchError as error:
        hush(error, headers)
        raise
    value = answers.as_json(answers.decoded(page.body, page.charset))
    if not isinstance(value, (dict, list)):
        raise CollectError(source.id, "la red no contestó JSON; si sigue así, cambió su interfaz")
    return value


def cursor(value: str) -> str:
    """Where a network says that its next page begins; "" when nothing can be asked by it."""
    usable = len(value) <= _CURSOR_LENGTH and value.isascii() and value.isprintable()
    return value if usable else ""


def hush(error: FetchError, headers: Mapping[str, str]) -> None:
    """Take out of a refusal the secrets that it was asked with: some servers repeat them."""
    for value in headers.values():
        secret = value.rpartition(" ")[2].encode()
        if len(secret) >= _SECRET_LENGTH:
            error.told = error.told.replace(secret, b"***")


def told(error: FetchError) -> str:
    """What an interface says with its refusal, in one line; "" when it says nothing."""
    try:
        value = json.loads(error.told or b"null")
    except (ValueError, RecursionError):
        return ""
    return markup.line(_message(value), limit=200)


def _message(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("error_description", "message", "detail", "title", "error", "errors"):
            if said := _message(value.get(key)):
                return said
    if isinstance(value, list) and value:
        return _message(value[0])
    return ""


@dataclass(frozen=True, slots=True)
class Recent:
    """The posts of the last readings: until where to ask, and which are gone."""

    known: Mapping[str, float]  # when each was published, in seconds

    @property
    def until(self) -> float:
        """Posts older than this were read before."""
        return max(self.known.values(), default=0.0) - OVERLAP.total_seconds()

    def has_reached(self, found: Collection[Item]) -> bool:
        """Whether a page goes back to what was read before."""
        moments = [_seconds(item) for item in found if item.published_at]
        return bool(self.known) and bool(moments) and min(moments) <= self.until

    def missed(self, found: Collection[Item]) -> tuple[str, ...]:
        """What stood where these posts stand and is not among them, newest first."""
        ids = {item.guid for item in found}
        first = min((_seconds(item) for item in found if item.published_at), default=0.0)
        lost = [guid for guid, at in self.known.items() if at > first and guid not in ids]
        return tuple(sorted(lost, key=lambda guid: (-self.known[guid], guid)))

    def between(self, found: Collection[Item]) -> tuple[str, ...]:
        """Of what is missed, what stood between two that still stand: a whole listing lost it."""
        last = max((_seconds(item) for item in found if item.published_at), default=0.0)
        return tuple(guid for guid in self.missed(found) if self.known[guid] < last)

    def with_(self, found: Collection[Item], *, gone: Collection[str] = ()) -> Memo:
        """What is remembered after a reading."""
        news = {item.guid: _seconds(item) for item in found if item.published_at}
        every = {key: at for key, at in {**self.known, **news}.items() if key not in gone}
        newest = sorted(every.items(), key=lambda pair: (-pair[1], pair[0]))[:REMEMBERED]
        return Memo(body_hash=json.dumps(dict(newest), ensure_ascii=False))


def _seconds(item: Item) -> float:
    return item.published_at.timestamp() if item.published_at else 0.0


def recent(memo: Memo | None) -> Recent:
    try:
        value = json.loads(memo.body_hash or "{}") if memo else {}
    except ValueError:
        value = {}
    return Recent(value if isinstance(value, dict) else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What was read of a network, newest first."""

    items: tuple[Item, ...]
    note: str | None = None
    is_broken: bool = False  # a later page could not be had: the next reading asks for it again


def timeline(pages: Iterator[Iterable[Post]], context: Context, before: Recent) -> Timeline:
    """Page after page until what was read before. Raises what the first page raises."""
    found: dict[str, Item] = {}
    for number in range(PAGES):
        try:
            page = next(pages, None)
        except (FetchError, CollectError) as error:
            if not number:
                raise
            lost = f"se leyeron {number} páginas y falta el resto: {error.detail}"
            return Timeline(items=tuple(found.values()), note=lost, is_broken=True)
        if page is None:
            return Timeline(items=tuple(found.values()))
        told = items(page, context)
        found |= {item.guid: item for item in told}
        if before.has_reached(told):
            return Timeline(items=tuple(found.values()))
    note = f"recortado a {PAGES} páginas; visite la fuente más seguido" if before.known else None
    return Timeline(items=tuple(found.values()), note=note)


def threads(
    found: Sequence[Item], ask: Callable[[Item], Iterable[Post]], context: Context
) -> tuple[Item, ...]:
    """What people answer to the newest posts, until the network asks for a pause."""
    said: list[Post] = []
    for item in found[:THREADS]:
        try:
            said += ask(item)
        except RateLimited:
            break
        except FetchError:  # it was taken back meanwhile, or admits no answers
            continue
    return items(said, context)


def gathered(
    source: Source,
    before: Recent,
    read: Timeline,
    *,
    answers: Sequence[Item] = (),
    gone: Collection[str] = (),
) -> Harvest:
    """What a reading gives; where a page is missing, nothing of it is remembered."""
    every = (*read.items, *answers)
    if read.is_broken:
        return Harvest(items=every, note=read.note)
    kept = {source.described: before.with_(read.items, gone=gone)}
    return Harvest(items=every, memos=kept, gone=tuple(gone), note=read.note)
