"""WordPress by its REST interface: every post with its text, its dates and what changed since.

Asked for what was modified since the last reading; a site that closes its interface is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from monitor.collectors import answers, feed
from monitor.collectors.entries import LIMIT, Context, Entry, items
from monitor.config import Source
from monitor.errors import CollectError
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Harvest, Item, Memo, Page

PER_PAGE = 50
PAGES = 4  # of one reading
OVERLAP = timedelta(hours=1)  # clocks differ, and a post may be saved while we read
ROUTE = "/wp-json/wp/v2/posts"
FIELDS = "id,link,guid,title,excerpt,content,date_gmt,modified_gmt,_links,_embedded"
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
    found: list[Item] = []
    total, page = 1, 0
    while page < min(total, PAGES):
        page += 1
        answer = fetch(_asked(endpoint, page=page, since=since), limit=FEED_LIMIT)
        context = Context(source=source, base=answer.url, zone=zone, now=now)
        found += feed.boxed(source, read, context, answer.body, answer.charset)
        total = _pages(answer)
    note = f"recortado a {PAGES} de {total:,} páginas de entradas" if total > PAGES else None
    latest = max((each.updated_at or each.published_at or now for each in found), default=since)
    kept = {endpoint: Memo(last_modified=latest.isoformat())} if latest else {}
    return Harvest(items=tuple(found[:LIMIT]), memos=kept, unchanged=not found, note=note)


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
    value = answers.as_json(answers.decoded(body, charset))
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
                published=_utc(post.get("date_gmt")),
                updated=_utc(post.get("modified_gmt")),
            )


def _rendered(value: Any) -> str:
    return _text(value.get("rendered")) if isinstance(value, Mapping) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _utc(value: Any) -> str:
    """Its GMT dates bear no zone."""
    text = _text(value)
    return f"{text}+00:00" if text and text[-1:].isdigit() else text


def _author(embedded: Any) -> str:
    people = embedded.get("author") if isinstance(embedded, Mapping) else None
    first = people[0] if isinstance(people, list) and people else None
    return _text(first.get("name")) if isinstance(first, Mapping) else ""
