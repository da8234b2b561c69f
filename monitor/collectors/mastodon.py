"""Mastodon and its kin: a hashtag, an account, or a search of one server.

`url` is the server. Hashtags and accounts are open on most; a search wants MASTODON_TOKEN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final
from urllib.parse import quote, urlencode

from monitor.collectors import markup, posts
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.config import Source
from monitor.errors import CollectError, MissingToken, NotFound
from monitor.fetch import Fetch
from monitor.model import Harvest, Item, Memo

PER_PAGE: Final = 40
THREADS: Final = 10
_NUMBER = re.compile(r"\d{1,25}|[0-9A-Za-z]{1,40}")


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
    headers = _headers(source, tokens)
    start = _start(source, fetch, headers)
    found: list[Item] = []
    oldest = ""
    for _ in range(posts.PAGES):
        value = posts.asked(source, fetch, _paged(start, oldest), headers)
        told = list(parse(value))
        page = posts.items(told, context)
        found += page
        oldest = told[-1].id if told else ""
        if source.query or not page or before.has_reached(page):
            break
    if source.comments:
        found += _answers(source, fetch, headers, context, found)
    return posts.harvest(source, before, found, whole=source.account is not None)


def _headers(source: Source, tokens: Mapping[str, str]) -> Mapping[str, str]:
    token = tokens.get("MASTODON_TOKEN")
    if source.query and not token:
        raise MissingToken(source.id, "para buscar falta MASTODON_TOKEN: póngala en el entorno")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _start(source: Source, fetch: Fetch, headers: Mapping[str, str]) -> str:
    """The address of the first page."""
    server = source.address.rstrip("/")
    if source.hashtag:
        return f"{server}/api/v1/timelines/tag/{quote(source.hashtag.removeprefix('#'), safe='')}"
    if source.query:
        return f"{server}/api/v2/search?{urlencode({'q': source.query, 'type': 'statuses'})}"
    name = (source.account or "").removeprefix("@")
    lookup = f"{server}/api/v1/accounts/lookup?{urlencode({'acct': name})}"
    try:
        account = posts.asked(source, fetch, lookup, headers)
    except NotFound as error:
        detail = f"en ese servidor no hay una cuenta «{name}»; revise «account» y «url»"
        raise CollectError(source.id, detail) from error
    number = str(account.get("id") or "") if isinstance(account, Mapping) else ""
    if not _NUMBER.fullmatch(number):
        raise CollectError(source.id, f"el servidor no dice cuál es la cuenta «{name}»")
    return f"{server}/api/v1/accounts/{number}/statuses"


def _paged(start: str, oldest: str) -> str:
    query = {"limit": str(PER_PAGE)} | ({"max_id": oldest} if oldest else {})
    return f"{start}{'&' if '?' in start else '?'}{urlencode(query)}"


def _answers(
    source: Source,
    fetch: Fetch,
    headers: Mapping[str, str],
    context: Context,
    found: list[Item],
) -> tuple[Item, ...]:
    server = source.address.rstrip("/")
    said: list[Post] = []
    for item in [each for each in found if _NUMBER.fullmatch(each.guid)][:THREADS]:
        url = f"{server}/api/v1/statuses/{item.guid}/context"
        value = posts.asked(source, fetch, url, headers)
        said += parse(value.get("descendants") if isinstance(value, Mapping) else None)
    return posts.items(said, context)


def parse(value: Any) -> Iterator[Post]:
    """The posts of a timeline, of a search or of a conversation; pure."""
    rows = value.get("statuses") if isinstance(value, Mapping) else value
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            shown = row.get("reblog")
            if isinstance(shown, Mapping):
                yield _post(shown, id_=_text(row, "id"), reposted_by=_name(row.get("account")))
            else:
                yield _post(row, id_=_text(row, "id"))


def _post(row: Mapping[str, Any], *, id_: str, reposted_by: str = "") -> Post:
    media = row.get("media_attachments")
    rows = [each for each in media if isinstance(each, Mapping)] if isinstance(media, list) else []
    warning = _text(row, "spoiler_text")
    text = markup.plain(_text(row, "content"))
    return Post(
        id=id_,
        url=_text(row, "url") or _text(row, "uri"),
        text=f"{warning}\n{text}" if warning else text,
        author=_name(row.get("account")),
        published_at=_text(row, "created_at"),
        edited_at=_text(row, "edited_at"),
        pictures=tuple(_text(each, "description") for each in rows),
        reposted_by=reposted_by,
        is_answer=bool(row.get("in_reply_to_id")),
    )


def _name(account: Any) -> str:
    return _text(account, "display_name") or _text(account, "acct")


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""
