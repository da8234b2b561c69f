"""What a page, a feed or a robots.txt says about where its site announces its notes; pure.

Found where it is declared (`<link>`, WordPress' interface, robots.txt), where the page links to
it, and where the family of the site usually has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor import urls
from monitor.collectors import answers, markup
from monitor.discovery.identity import outlet_name, words_of
from monitor.discovery.knowledge import Family, family_of, host_of, is_address, is_shared

ANNOUNCED = 12  # candidates of one kind of place that are believed
LINKED = 8
LINKS = 5_000  # of a page that are looked at
SITEMAPS = 4


class Found(StrEnum):
    """Where a candidate was found, the surest first."""

    GIVEN = "given"
    ANNOUNCED = "announced"
    ROBOTS = "robots"
    INTERFACE = "interface"
    LINKED = "linked"
    USUAL = "usual"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that may be a source."""

    kind: str  # a key of monitor.sourcekinds.KINDS
    url: str
    found: Found
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What one page tells of its outlet."""

    url: str
    name: str
    family: str  # "" when its makers are not known
    candidates: tuple[Candidate, ...]


_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/x.atom+xml",
        "application/feed+json",
        "application/rss",
        "text/rss+xml",
        "text/rss",
        "text/xml",
    }
)
_LOOSE_TYPES = frozenset({"", "application/json", "application/xml"})  # if its path says the rest
_COMMENTS = re.compile(
    r"comentario|comments? on|comments feed|/comments/|/comentarios/|feed=comments", re.IGNORECASE
)
_FEED_PATH = re.compile(
    r"/(?:rss|feed|feeds|atom|rss2|canal-?rss)(?:[./][\w./-]{0,60})?/?$|\.(?:rss|rdf|atom)$"
    r"|/(?:index|feed|rss|atom|noticias)[\w-]{0,20}\.(?:xml|rdf)$|outboundfeeds/rss|-feed\.xml$"
    r"|/feed\.json$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:format=(?:feed|rss)|feed=(?:rss2?|atom|rdf)|alt=rss)(?:&|$)")
_LANGUAGE = re.compile(r"(https?://[^/]+)/(?!es[/-])[a-z]{2}(?:-[a-z]{2})?(/.*)", re.IGNORECASE)
_READERS = re.compile(r"^feed:(?=https?:|//)", re.IGNORECASE)  # for a reader of feeds
_REFRESH = re.compile(r"\s*\d(?:\.\d*)?\s*[;,]\s*url\s*=\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_NAMED_FEED = re.compile(r"^(?:canal(?:es)? )?rss$|^(?:suscr\w+ )?(?:al )?rss\b", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+?)[,;]*(?:\s|$)", re.IGNORECASE | re.MULTILINE)
_NEWS_MAP = re.compile(r"news|noticia|notas", re.IGNORECASE)
_NO_NOTES = re.compile(
    r"image|imagen|video|categor|author|autor|tag|page-sitemap|product|section|seccion|amp|web-stor",
    re.IGNORECASE,
)
_PUBLISHERS = ("NewsMediaOrganization", "Organization", "WebSite")


def read_front(body: bytes, base: str, *, charset: str | None = None) -> Front:
    """A page of a site, saved or just received; `base` is its address."""
    text = answers.decoded(body, charset)
    tree = LexborHTMLParser(text)
    generators = " ".join(_metas(tree, "generator"))
    made_by = family_of(text, generators)
    root = urls.canonical(base) or base
    stated = tree.css_first("base[href]")
    near = (_resolved(stated.attributes.get("href"), root) if stated else None) or root
    interface = _interface(tree, near)
    found = [
        *_announced(tree, near),
        *([interface] if interface else []),
        *_linked(tree, near),
    ]
    places = {each.url for each in found}
    return Front(
        url=root,
        name=outlet_name(list(_names(tree)), _telling_host(tree, root)),
        family=made_by.name,
        candidates=distinct([each for each in found if _in_spanish(each.url) not in places]),
    )


def _in_spanish(url: str) -> str | None:
    """The address that the same site has in Spanish, of one that bears another language."""
    found = _LANGUAGE.match(url)
    return f"{found[1]}{found[2]}" if found else None


def sent_on(body: bytes, base: str, *, charset: str | None = None) -> str | None:
    """Where a page sends whoever opens it, within its site; old front pages do nothing else."""
    tree = LexborHTMLParser(answers.decoded(body, charset))
    for meta in tree.css("meta[http-equiv][content]"):
        told = _REFRESH.match(meta.attributes.get("content") or "")
        if told and (meta.attributes.get("http-equiv") or "").lower() == "refresh":
            url = _resolved(told[1], base)
            return url if url and url != base and _is_ours(url, base) else None
    return None


def own_address(body: bytes) -> str | None:
    """The address that a saved page gives itself, or its site's, of what it announces."""
    return _own_address(LexborHTMLParser(answers.decoded(body, None)))


def _telling_host(tree: LexborHTMLParser, base: str) -> str:
    """The host that tells a name: a copy on a server without one has that of its original."""
    host = host_of(base)
    return host if words_of(host) else host_of(_own_address(tree) or "") or host


def _own_address(tree: LexborHTMLParser) -> str | None:
    canonical = tree.css_first("link[rel~=canonical][href]")
    said = canonical.attributes.get("href") if canonical else next(_metas(tree, "og:url"), "")
    if address := urls.canonical(said or ""):
        return address
    links = tree.css("link[rel='https://api.w.org/'][href], link[rel~=alternate][href]")
    found = (urls.canonical(link.attributes.get("href") or "") for link in links)
    declared = next(filter(None, found), None)
    return f"{_root(declared)}/" if declared else None


def distinct(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Each address once, as it was surest found."""
    known: dict[tuple[str, str], Candidate] = {}
    for each in candidates:
        known.setdefault((each.kind, _same(each.url)), each)
    return tuple(known.values())


def _same(url: str) -> str:
    parts = urlsplit(url)
    return f"{host_of(url)}{parts.path.rstrip('/')}?{parts.query}"


def _announced(tree: LexborHTMLParser, base: str) -> Iterator[Candidate]:
    links = tree.css("link[href]")
    shown = (_as_feed(link, base) for link in links if not _is_of_comments(link))
    yield from [each for each in shown if each][:ANNOUNCED]
    for link in tree.css("link[rel~=sitemap][href]")[:SITEMAPS]:
        if url := _resolved(link.attributes.get("href"), base):
            yield Candidate(kind="sitemap", url=url, found=Found.ANNOUNCED)


def _as_feed(link: LexborNode, base: str) -> Candidate | None:
    url = _resolved(link.attributes.get("href"), base)
    if url is None or not _is_said_to_be_feed(link):
        return None
    title = markup.line(link.attributes.get("title") or "", limit=120)
    return Candidate(kind="feed", url=url, found=Found.ANNOUNCED, title=title)


def _is_said_to_be_feed(link: LexborNode) -> bool:
    """By its relation and its type; some say one of them alone."""
    kind = (link.attributes.get("type") or "").split(";")[0].strip().lower()
    relations = (link.attributes.get("rel") or "").lower().split()
    if relations and not {"alternate", "feed"}.intersection(relations):
        return False
    if kind in _LOOSE_TYPES:
        return "feed" in relations or _looks_like_feed(link.attributes.get("href") or "")
    return kind in _FEED_TYPES


def _is_of_comments(link: LexborNode) -> bool:
    said = f"{link.attributes.get('title') or ''} {link.attributes.get('href') or ''}"
    return bool(_COMMENTS.search(said))


def _resolved(link: str | None, base: str) -> str | None:
    """The address as it is written, for a server may tell apart what we would join."""
    if not link:
        return None
    try:
        absolute = (
            urlsplit(urljoin(base, _READERS.sub("", link.strip())))._replace(fragment="").geturl()
        )
    except ValueError:  # an impossible host or port
        return None
    return absolute if is_address(absolute) else None


def _interface(tree: LexborHTMLParser, base: str) -> Candidate | None:
    """WordPress says where its interface is; its notes are one step further."""
    link = tree.css_first("link[rel='https://api.w.org/'][href]")
    root = _resolved(link.attributes.get("href"), base) if link else None
    if root is None:
        return None
    return Candidate(kind="wordpress", url=f"{root.rstrip('/')}/wp/v2/posts", found=Found.INTERFACE)


def _linked(tree: LexborHTMLParser, base: str) -> Iterator[Candidate]:
    """What the page links to as a feed of its own."""
    seen: set[str] = set()
    for link in tree.css("a[href]")[:LINKS]:
        written = link.attributes.get("href") or ""
        if written in seen or len(seen) >= LINKED:
            continue
        title = _title(link)
        if not (_looks_like_feed(written) or _NAMED_FEED.search(title)):
            continue
        seen.add(written)
        url = _resolved(written, base)
        if url and _is_ours(url, base) and not _COMMENTS.search(f"{title} {url}"):
            yield Candidate(kind="feed", url=url, found=Found.LINKED, title=title)


def _title(link: LexborNode) -> str:
    """The words of a link, when they are as few as a feed's."""
    inner = link.text(deep=False) or (link.attributes.get("title") or "")
    child = link.child
    if not inner.strip() and child is not None and child.tag != "a":
        inner = child.text(deep=False)
    return markup.line(inner[:200], limit=120)


def _looks_like_feed(url: str) -> bool:
    path, _, query = url.strip()[:2_000].partition("?")
    return bool(_FEED_PATH.search(path) or _FEED_QUERY.search(query))


def _is_ours(url: str, base: str) -> bool:
    mine, other = host_of(base), host_of(url)
    return (
        other == mine
        or other.endswith(f".{mine}")
        or mine.endswith(f".{other}")
        or (other == "feedburner.com")
    )


def usual(front: Front, made_by: Family) -> tuple[Candidate, ...]:
    """Where the family of a site has its feed and its maps; WordPress, its interface too."""
    roots = _roots(front, made_by)
    feeds = [
        Candidate(kind="feed", url=root + path, found=Found.USUAL)
        for path in made_by.feeds
        for root in roots
    ]
    maps = [
        Candidate(kind="sitemap", url=_root(front.url) + path, found=Found.USUAL)
        for path in made_by.sitemaps
    ]
    interface = [
        Candidate(kind="wordpress", url=f"{root}/wp-json/wp/v2/posts", found=Found.USUAL)
        for root in roots[:1]
        if made_by.name == "WordPress"
    ]
    return (*feeds, *interface, *maps)


def _roots(front: Front, made_by: Family) -> list[str]:
    """Where the site may begin: as its interface says, else its host, and a folder of it."""
    for each in front.candidates:
        if each.found is Found.INTERFACE:
            return [re.sub(r"/(?:index\.php/)?(?:wp-json/.*|\?rest_route=.*)$", "", each.url)]
    root, folder = _root(front.url), urlsplit(front.url).path.strip("/")
    if not folder or "/" in folder or "." in folder or made_by.name not in ("", "WordPress"):
        return [root]
    within = f"{root}/{folder}"
    return [within] if is_shared(host_of(root)) else [root, within]


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def sitemaps_of(robots: str, base: str) -> tuple[Candidate, ...]:
    """The maps that a robots.txt names, those of news first; none of pictures or sections."""
    named = [_resolved(line, base) for line in _SITEMAP_LINE.findall(robots[:500_000])]
    notes = [url for url in named if url and not _NO_NOTES.search(urlsplit(url).path)]
    order = sorted(dict.fromkeys(notes), key=lambda url: not _NEWS_MAP.search(url))
    return tuple(Candidate(kind="sitemap", url=url, found=Found.ROBOTS) for url in order[:SITEMAPS])


def _names(tree: LexborHTMLParser) -> Iterator[str]:
    """What the page says that its outlet is called, most trusted first."""
    yield from _metas(tree, "og:site_name")
    yield from _metas(tree, "application-name")
    yield from _publishers(tree)
    kind = next(_metas(tree, "og:type"), "")
    if kind in ("", "website"):
        yield from _metas(tree, "og:title")
    for link in tree.css("link[rel~=alternate][type='application/rss+xml'][title]")[:1]:
        yield link.attributes.get("title") or ""
    title = tree.css_first("head > title") or tree.css_first("title")
    if title:
        yield title.text(strip=True)


def _metas(tree: LexborHTMLParser, name: str) -> Iterator[str]:
    for meta in tree.css(f"meta[property='{name}'], meta[name='{name}']"):
        if content := (meta.attributes.get("content") or "").strip():
            yield content


def _publishers(tree: LexborHTMLParser) -> Iterator[str]:
    """Names of schema.org: of the publisher itself, never of a note."""
    for script in tree.css("script[type='application/ld+json']")[:10]:
        try:
            value = json.loads(script.text()[:500_000])
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            kinds = node.get("@type")
            named = node.get("name")
            if isinstance(named, str) and any(kind in _PUBLISHERS for kind in _many(kinds)):
                yield named


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    listed = value.get("@graph", value) if isinstance(value, dict) else value
    for node in listed if isinstance(listed, list) else [listed]:
        if isinstance(node, dict):
            yield node
            if isinstance(publisher := node.get("publisher"), dict):
                yield publisher


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
