"""The door that Facebook, Instagram and Threads share: asking, paging, and what a refusal means.

The token goes in a header, and the address of a next page, which carries it, is never followed:
only what it says beside the token. A new error code is a number in `graph.toml`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from monitor.collectors import answers, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.collectors.values import number, table, words
from monitor.config import Source
from monitor.errors import CollectError, FetchError, RateLimited, RefusedToken
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo, Page

PER_PAGE: Final = 50
ASKED_AGAIN: Final = 10  # posts that are missed: each costs a request
NEARLY: Final = 90  # percent of our questions of the hour: the rest is for the newest posts
PAUSE: Final = timedelta(hours=1)
_USAGE: Final = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_OURS: Final = ("access_token", "appsecret_proof", "fields", "limit", "pretty")
_NOT_THERE: Final = (100, 33)  # code and subcode
_MEANINGS: Final = tomllib.loads(
    files("monitor.collectors").joinpath("graph.toml").read_text("utf-8")
)["meaning"]


class Missing(CollectError):
    """What was asked for is not there, or no longer."""


@dataclass(slots=True)
class Meter:
    """How much of the questions of this hour is spent, as the network last said."""

    percent: float = 0

    @property
    def is_nearly_full(self) -> bool:
        return self.percent >= NEARLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The interface, and who asks."""

    source: Source
    fetch: Fetch
    token: str  # the name of its variable
    secret: str = field(repr=False)
    meter: Meter = field(default_factory=Meter)

    def ask(self, path: str, query: Mapping[str, str]) -> Any:
        url = f"{self.source.address.rstrip('/')}/{path}?{urlencode(query)}"
        headers = {"Accept": "application/json", "Authorization": f"Bearer {self.secret}"}
        try:
            page = self.fetch(url, limit=FEED_LIMIT, headers=headers)
        except FetchError as error:
            posts.hush(error, headers)
            raise explained(error, self) from error
        self.meter.percent = spent(page)
        value = answers.as_json(answers.decoded(page.body, page.charset))
        if not isinstance(value, Mapping):
            detail = "la red no contestó JSON; si sigue así, cambió su interfaz"
            raise CollectError(self.source.id, detail)
        return value

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[Any]:
        """Page after page, while questions are left for those of other readings."""
        following: Mapping[str, str] | None = {}
        while following is not None:
            if self.meter.is_nearly_full:
                detail = "quedan pocas consultas en la hora"
                raise RateLimited(self.source.address, detail, retry_after=PAUSE)
            value = self.ask(path, {"limit": str(PER_PAGE), **query, **following})
            yield value
            following = next_page(value)

    def gone(self, missed: Sequence[str]) -> Iterator[str]:
        """Of the posts that are missed, those that the network says are not there."""
        for guid in () if self.meter.is_nearly_full else missed[:ASKED_AGAIN]:
            try:
                self.ask(quote(guid, safe=""), {"fields": "id"})
            except Missing:
                yield guid
            except (FetchError, CollectError):  # another reading will tell
                return


def opened(source: Source, fetch: Fetch, token: str, tokens: Mapping[str, str]) -> Door:
    return Door(source=source, fetch=fetch, token=token, secret=tokens[token])


def collect(
    door: Door,
    pages: Iterator[Iterable[Post]],
    answers_to: Callable[[str], Iterator[Post]],
    *,
    memos: Mapping[str, Memo],
    context: Context,
) -> Harvest:
    """What was published since the last reading. Raises `FetchError` or `CollectError`."""
    source = door.source
    before = posts.recent(memos.get(source.described))
    read = posts.timeline(pages, context, before)
    is_whole = not (source.query or source.hashtag)  # a search leaves out what still stands
    gone = tuple(door.gone(before.missed(read.items))) if is_whole else ()
    said, trouble = _answers(door, read.items, answers_to, context)
    notes = " · ".join(note for note in (read.note, trouble) if note)
    every = replace(read, note=notes or None)
    return posts.gathered(source, before, every, answers=said, gone=gone)


def _answers(
    door: Door,
    found: Sequence[Item],
    answers_to: Callable[[str], Iterator[Post]],
    context: Context,
) -> tuple[tuple[Item, ...], str | None]:
    """What people answer to the newest posts; and why, where that cannot be read."""
    said: list[Post] = []
    for item in found[: posts.THREADS] if door.source.comments else ():
        if door.meter.is_nearly_full:
            return posts.items(said, context), "sin los últimos comentarios: quedan pocas consultas"
        try:
            said += answers_to(item.guid)
        except Missing:
            continue
        except (FetchError, CollectError) as error:
            return posts.items(said, context), f"sin los últimos comentarios: {error.detail}"
    return posts.items(said, context), None


def next_page(value: Any) -> Mapping[str, str] | None:
    """What tells the next page apart; None after the last one."""
    link = words(value, "paging", "next")
    if not link:
        return None
    try:
        told = dict(parse_qsl(urlsplit(link).query))
    except ValueError:
        told = {}
    kept = {name: each for name, each in told.items() if name not in _OURS}
    after = words(value, "paging", "cursors", "after")
    return kept or ({"after": after} if after else None)


def spent(page: Page) -> float:
    """The percent of our questions that are spent, by the count that is highest."""
    received = page.exchange.received if page.exchange else ()
    told = [text for name, text in received if name.lower() in _USAGE]
    return max((_highest(_parsed(text)) for text in told), default=0)


def _highest(value: Any) -> float:
    """Of an account of use, or of the lists of them by business."""
    if isinstance(value, list):
        return max(map(_highest, value), default=0)
    if not isinstance(value, Mapping):
        return 0
    counted = [value.get(name) for name in ("call_count", "total_time", "total_cputime")]
    own = [float(each) for each in counted if isinstance(each, (int, float))]
    return max([*own, *(_highest(each) for each in value.values())], default=0)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def explained(error: FetchError, door: Door) -> FetchError | CollectError:
    """What a refusal means to whoever keeps the token."""
    told = table(_parsed(error.told.decode("utf-8", "replace")), "error")
    code, subcode = number(told, "code"), number(told, "error_subcode")
    said = posts.told(error)
    reason = f" («{said}»)" if said else ""
    if (code, subcode) == _NOT_THERE:
        return Missing(door.source.id, f"no existe o no se deja ver{reason}")
    kind, meaning = _meaning(code, status=error.status)
    detail = f"{meaning.format(token=door.token)}{reason}"
    if kind == "limit":
        return RateLimited(error.url, detail, retry_after=PAUSE)
    if kind in ("token", "permission"):
        return RefusedToken(door.source.id, detail)
    if kind == "missing":
        return Missing(door.source.id, detail)
    if code and error.status == 400 and not told.get("is_transient"):
        return CollectError(door.source.id, f"la red no entendió la pregunta{reason}")
    return error


def _meaning(code: int, *, status: int | None) -> tuple[str, str]:
    for row in _MEANINGS:
        if code in row["codes"] or (not code and status in row.get("statuses", ())):
            return row["kind"], row["words"]
    return "", ""
