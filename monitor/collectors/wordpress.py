"""WordPress by its REST interface: every post with its text, its dates and what changed since.

Asked for what was modified since the last reading; a site that closes its interface is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from monitor.collectors import answers, feed
from monitor.collectors.entries import LIMIT, Context, Entry, items
from monitor.config import Source
from monitor.errors import CollectError, FetchError, NotFound
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo, Page

PER_PAGE = 50
PAGES = 4  # of one reading
OVERLAP = timedelta(hours=1)  # clocks differ, and a post may be saved while we read
ROUTE = "/wp-json/wp/v2/posts"
PLAIN_ROUTE = "/?rest_route=/wp/v2/posts"  # of sites without pretty addresses, or that hide them
FEW = 10  # posts a page: what every site gives
FIELDS = "id,link,guid,title,excerpt,content,date,modified,date_gmt,modified_gmt,_links,_embedded"
REMEDY = "use su canal RSS: «kind: feed» con la dirección y «/feed/»"


def collect(
    source: Source,
    fetch: Fetch,
    *,
    memos: Mapping[str, Memo],
    now: datetime,
    zone: tzinfo,
) -> Harvest:
    """What was published or changed since the last reading."""
    endpoint = address(source.address)
    since = _since(memos.get(endpoint))
    context = Context(source=source, base=source.address, zone=zone, now=now)
    told = _told(context, fetch, endpoint, since=since)
    latest = max(
        (each.updated_at or each.published_at or now for each in told.items), default=since
    )
    if told.is_broken:
        latest = since  # what is missing is asked for again
    kept = {endpoint: Memo(last_modified=latest.isoformat())} if latest else {}
    found = told.items[:LIMIT]
    return Harvest(items=found, memos=kept, unchanged=not found, note=told.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What an interface gave, page after page."""

    items: tuple[Item, ...]
    note: str | None = None
    is_broken: bool = False  # a later page could not be had


def _told(context: Context, fetch: Fetch, endpoint: str, *, since: datetime | None) -> _Told:
    answer, endpoint = _first(fetch, endpoint, since=since)
    found = _posts(context, answer)
    total = _pages(answer) if endpoint else 1
    for page in range(2, min(total, PAGES) + 1):
        try:
            answer = fetch(_asked(endpoint, page=page, since=since), limit=FEED_LIMIT)
            found += _posts(context, answer)
        except (FetchError, CollectError) as error:
            lost = f"páginas leídas: {page - 1} de {total:,}; falta el resto: {error.detail}"
            return _Told(items=found, note=lost, is_broken=True)
    note = f"recortado a {PAGES} de {total:,} páginas de entradas" if total > PAGES else None
    return _Told(items=found, note=note)


def _posts(context: Context, answer: Page) -> tuple[Item, ...]:
    near = replace(context, base=answer.url)
    return feed.boxed(context.source, read, near, answer.body, answer.charset)


def _first(fetch: Fetch, endpoint: str, *, since: datetime | None) -> tuple[Page, str]:
    """The first page, and where the next ones are asked for; "" where only the newest are given.

    A site may hide the pretty address of its interface, or refuse to give many or to sort them.
    """
    try:
        return fetch(_asked(endpoint, page=1, since=since), limit=FEED_LIMIT), endpoint
    except NotFound:
        if not endpoint.endswith(ROUTE):
            raise
        plain = endpoint.removesuffix(ROUTE) + PLAIN_ROUTE
        return fetch(_asked(plain, page=1, since=since), limit=FEED_LIMIT), plain
    except FetchError as error:
        if error.status != 400:
            raise
        return fetch(_joined(endpoint, _FEWEST), limit=FEED_LIMIT), ""


def address(site: str) -> str:
    """The address of the posts of a site, of its front page or of the interface itself."""
    parts = urlsplit(site)
    if "/wp-json" in parts.path or "rest_route=" in parts.query:
        return site
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + ROUTE, "", ""))


def _asked(endpoint: str, *, page: int, since: datetime | None) -> str:
    query = {
        "per_page": str(PER_PAGE),
        "page": str(page),
        "orderby": "modified",
        "_fields": FIELDS,
        "_embed": "author",
    }
    if since:
        query["modified_after"] = (since - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return _joined(endpoint, query)


_FEWEST: Mapping[str, str] = {"per_page": str(FEW), "_embed": "author"}


def _joined(endpoint: str, query: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"


def _since(memo: Memo | None) -> datetime | None:
    try:
        return datetime.fromisoformat(memo.last_modified or "") if memo else None
    except ValueError:
        return None


def _pages(answer: Page) -> int:
    received = answer.exchange.received if answer.exchange else ()
    told = next((value for name, value in received if name.lower() == "x-wp-totalpages"), "")
    return int(told[:6]) if told.isdecimal() else 1


def parse(source: Source, body: bytes, *, now: datetime, zone: tzinfo) -> tuple[Item, ...]:
    """The posts of an answer's bytes; pure."""
    return read(Context(source=source, base=source.address, zone=zone, now=now), body, None)


def read(context: Context, body: bytes, charset: str | None) -> tuple[Item, ...]:
    text = answers.decoded(body, charset)
    value = answers.as_json(text[max(text.find('[{"'), 0) :] if text.lstrip()[:1] == "<" else text)
    if isinstance(value, Mapping) and "code" in value:
        raise _refused(context, f"responde «{str(value['code'])[:60]}»; {REMEDY}")
    if not isinstance(value, list):
        raise _refused(context, f"no contesta como la interfaz de WordPress; {REMEDY}")
    return items(list(_entries(value)), context)


def _refused(context: Context, reason: str) -> CollectError:
    return CollectError(context.source.id, f"el sitio {reason}")


def _entries(posts: Sequence[Any]) -> Iterator[Entry]:
    for post in posts:
        if isinstance(post, Mapping):
            content = post.get("content")
            closed = isinstance(content, Mapping) and content.get("protected")
            yield Entry(
                guid=_rendered(post.get("guid")) or str(post.get("id") or ""),
                link=_text(post.get("link")),
                title=_rendered(post.get("title")),
                summary=_rendered(post.get("excerpt")),
                bodies=() if closed else (_rendered(content),),
                author=_author(post.get("_embedded")),
                published=_utc(post.get("date_gmt")) or _text(post.get("date")),
                updated=_utc(post.get("modified_gmt")) or _text(post.get("modified")),
            )


def _rendered(value: Any) -> str:
    return _text(value.get("rendered")) if isinstance(value, Mapping) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _utc(value: Any) -> str:
    """Its GMT dates bear no zone; a post that was imported may have one of zeros."""
    text = _text(value)
    if text.startswith("0000"):
        return ""
    return f"{text}+00:00" if text and text[-1:].isdigit() else text


def _author(embedded: Any) -> str:
    people = embedded.get("author") if isinstance(embedded, Mapping) else None
    first = people[0] if isinstance(people, list) and people else None
    return _text(first.get("name")) if isinstance(first, Mapping) else ""
