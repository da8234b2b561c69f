"""What a page states of itself: metas, JSON-LD, links, classes; read once, in one cheap parse."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.decoding import words
from monitor.folding import fold

Node = Mapping[str, Any]  # of JSON-LD

_ARTICLE_TYPES = frozenset(
    {
        "advertisercontentarticle",
        "analysisnewsarticle",
        "article",
        "asknewsarticle",
        "backgroundnewsarticle",
        "blogposting",
        "liveblogposting",
        "newsarticle",
        "opinionnewsarticle",
        "report",
        "reportagenewsarticle",
        "reviewnewsarticle",
        "satiricalarticle",
        "socialmediaposting",
        "techarticle",
    }
)
_MEMBERS = frozenset({"itemlistelement", "haspart", "relatedlink", "citation", "comment", "about"})
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_HEADINGS = "h1, h2.entry-title, [itemprop=headline], .post-title, .item-title"
_ABOVE, _BELOW = 12, 40  # pieces of text
_LEAD = 12  # characters of "Texto y fotos"
_LONGEST_LINE = 120
_DEEPEST = 12
_MOST_NODES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One parsed page; the tree is read, and only `body.prune` may change it, at the end."""

    tree: LexborHTMLParser
    metas: Mapping[str, tuple[str, ...]]  # by property, name or itemprop, in lower case
    nodes: tuple[Node, ...]  # JSON-LD, flattened; what is only listed or quoted is not here
    canonical: str | None
    classes: frozenset[str]  # of <body> and <html>
    language: str  # "es-MX", lower case, "" when not stated

    def meta(self, *names: str) -> str | None:
        """The first value that one of these names has, entities decoded."""
        values = (value for name in names for value in self.metas.get(name, ()))
        return next((value for value in values if value), None)

    def texts(self, selector: str) -> Iterator[str]:
        """What the elements say, without the empty ones."""
        for node in self.tree.css(selector):
            if text := words(node.text(separator=" ")):
                yield text

    @property
    def nearby(self) -> tuple[str, ...]:
        """The short lines above and below the headline: where by-lines and hours stand."""
        return _nearby(self.tree)

    @property
    def articles(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if types(node) & _ARTICLE_TYPES)


def types(node: Node) -> frozenset[str]:
    """The types of a JSON-LD node, lower case, without their address."""
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return frozenset(str(name).rsplit("/", 1)[-1].lower() for name in names if name)


def read(html: str) -> Facts:
    """One parse of the page, and all that it says of itself."""
    tree = LexborHTMLParser(html)
    return Facts(
        tree=tree,
        metas=_metas(tree),
        nodes=tuple(_nodes(tree)),
        canonical=_attribute(tree.css_first('link[rel~="canonical"]'), "href"),
        classes=_classes(tree),
        language=(_attribute(tree.css_first("html"), "lang") or "").lower(),
    )


def attribute(node: LexborNode | None, name: str) -> str | None:
    """The attribute's value, or None when there is none or it is empty."""
    return (node.attributes.get(name) or "").strip() or None if node is not None else None


_attribute = attribute


def _nearby(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Text around the headline, in reading order, what follows it first."""
    before: deque[str] = deque(maxlen=_ABOVE)
    after: list[str] = []
    heading = next((node for node in tree.css(_HEADINGS) if len(node.text().split()) > 2), None)
    titles = (
        [fold(words(node.text())) for node in tree.css("head > title")] if heading is None else []
    )
    passed = False
    for node in tree.body.traverse(include_text=True) if tree.body is not None else ():
        passed = passed or (heading is not None and node.mem_id == heading.mem_id)
        text = words(node.text(deep=False)) if node.tag == "-text" else ""
        if text and passed:
            after.append(text)
        elif text:
            before.append(text)
            passed = _is_headline(text, titles)
        if len(after) >= _BELOW:
            break
    return (*_joined(after), *_joined(list(before))) if passed else ()


def _is_headline(text: str, titles: list[str]) -> bool:
    """Whether the words are most of the page's own title, where no element is the headline."""
    return len(text.split()) > 3 and any(
        fold(text) in title and len(text) > len(title) / 3 for title in titles
    )


def _joined(texts: list[str]) -> list[str]:
    """Lines whose first word stands in an element of its own: "Por" and "Ana Luna"."""
    pairs = [f"{one} {other}" for one, other in pairwise(texts) if len(one) <= _LEAD]
    return [text for text in (*texts, *pairs) if len(text) <= _LONGEST_LINE]


def _classes(tree: LexborHTMLParser) -> frozenset[str]:
    nodes = (tree.body, tree.css_first("html"))
    return frozenset(
        name for node in nodes for name in (_attribute(node, "class") or "").lower().split()
    )


def _metas(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = words(attributes.get("content"))
        for key in ("property", "name", "itemprop"):
            if name := (attributes.get(key) or "").strip().lower():
                found[name] = (*found.get(name, ()), content)
    return found


def _nodes(tree: LexborHTMLParser) -> Iterator[Node]:
    for script in tree.css('script[type*="ld+json"]'):
        yield from _flattened(_loaded(script.text()))


def _loaded(text: str) -> object:
    """JSON as pages write it: in comments, with raw line breaks and trailing commas."""
    text = _COMMENT.sub("", text).strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flattened(value: object) -> Iterator[Node]:
    waiting: list[tuple[object, int]] = [(value, 0)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        current, depth = waiting.pop(0)
        if isinstance(current, dict) and "@type" in current:
            yield current
        if depth < _DEEPEST:
            waiting.extend((child, depth + 1) for child in _children(current))


def _children(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    return [
        child
        for key, child in value.items()
        if key.lower() not in _MEMBERS and isinstance(child, dict | list)
    ]
