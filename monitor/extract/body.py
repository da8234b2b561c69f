"""The text of the piece: trafilatura on a pruned tree, then our rules for what still leaks.

What is never the piece goes as a selector into `rules/noise.css`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import lxml.html
import trafilatura
from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.decoding import words
from monitor.extract import facts, rulebook
from monitor.extract.facts import Facts
from monitor.extract.lines import letters

_MOST_TAGS = 40_000  # opening and closing; trafilatura would take minutes
_MUCH = 0.3  # of the page's prose: a block that holds more is not noise
_MANY_BREAKS = 500
_BREAKS = re.compile(r"(?:<br\b[^<>]{0,40}>\s*){3,}", re.IGNORECASE)
_HUGE_TAG = re.compile(r"<[^<>]{20000,}>")
_HEADLINES = "h2, h3, h4, h5"
_MANY_CARDS = 3
_CARD_WORDS = 60
_HUGE_CELL = 500  # characters
_SHORTEST_LINK = 20  # letters of a link that can be a headline
_FEW = 400  # characters under which another reading of the page is worth a try
_PART = 0.5  # of the page's prose: a reading that found less missed much
_LONG = 80  # characters of a paragraph that is no caption


def calm(html: str) -> str:
    """The page without what makes parsers slow: floods of line breaks, endless tags."""
    calmed = _BREAKS.sub("<br><br>", html) if html.count("<br") > _MANY_BREAKS else html
    return _HUGE_TAG.sub("", calmed)


def strip(page: Facts) -> None:
    """Take scripts, styles and forms out of the tree."""
    page.tree.strip_tags(list(_bare_tags()), recursive=True)


def prune(page: Facts, url: str) -> int:
    """Take out of the tree what is never the piece; says how many teasers of others there were."""
    tree = page.tree
    prose = len(_prose(tree.root)) if tree.root else 0
    for node in tree.css(", ".join(_named())):
        if not prose or len(_prose(node)) <= _MUCH * prose:
            node.decompose()
    cards = list(_cards(tree, url))
    for card in cards if len(cards) >= _MANY_CARDS else ():
        card.decompose()
    return len(cards)


def _cards(tree: LexborHTMLParser, url: str) -> Iterator[LexborNode]:
    """Small blocks under a headline that leads to another page."""
    here = urlsplit(url).path.rstrip("/")
    seen: set[int] = set()
    for heading in tree.css(_HEADLINES):
        card = heading.parent
        if card is None or card.tag == "body" or card.mem_id in seen:
            continue
        link = heading.css_first("a[href]") or (card if card.tag == "a" else None)
        href = facts.attribute(link, "href")
        if _leads_away(href, url, here) and _is_same_site(href or "", url):
            block = card.parent if card.tag == "a" and card.parent is not None else card
            if block.tag != "body" and len(block.text().split()) <= _CARD_WORDS:
                seen.add(card.mem_id)
                yield block


def text_of(page: Facts) -> str:
    """The paragraphs of the piece, one a line; "" when there are none."""
    html = page.tree.html or ""
    found = _trafilatura(html, precise=True)
    if len(found) < _PART * _long_prose(page.tree):
        found = max(found, _trafilatura(html, precise=False), key=len)
    densest = _densest(page.tree)
    if _is_grid(found):
        found = densest or found.replace("|", " ")
    if len(found) < max(_FEW, _PART * len(densest)):
        found = max(found, densest, key=len)
    return found if len(found) >= _FEW else max(found, _stated(page), key=len)


def links(page: Facts, url: str) -> frozenset[str]:
    """The words of every long link to another page, folded: headlines of other pieces."""
    here = urlsplit(url).path.rstrip("/")
    found: set[str] = set()
    for node in page.tree.css("a[href]"):
        text = node.text(separator=" ").strip()
        if len(text) >= _SHORTEST_LINK and _leads_away(facts.attribute(node, "href"), url, here):
            found.add(letters(words(text)))
    return frozenset(found)


def _leads_away(href: str | None, url: str, here: str) -> bool:
    if not href or href.startswith(("#", "mailto:", "javascript:")):
        return False
    try:
        return urlsplit(urljoin(url, href)).path.rstrip("/") != here
    except ValueError:
        return False


def _is_same_site(href: str, url: str) -> bool:
    host = urlsplit(urljoin(url, href)).hostname
    return not url or host == urlsplit(url).hostname


def _bare_tags() -> Iterator[str]:
    return (name for name in rulebook.selectors("noise.css") if name.isalpha() and name != "nav")


def _named() -> Iterator[str]:
    return (name for name in rulebook.selectors("noise.css") if not name.isalpha() or name == "nav")


def _prose(node: LexborNode) -> str:
    return "".join(one.text() for one in node.css("p"))


def _trafilatura(html: str, *, precise: bool) -> str:
    if html.count("<") > _MOST_TAGS:
        return ""
    try:
        tree = lxml.html.document_fromstring(html, parser=_parser())
        found = trafilatura.bare_extraction(
            tree, favor_precision=precise, include_comments=False, with_metadata=False
        )
    except (etree.LxmlError, ValueError, RecursionError, AssertionError):
        return ""
    return str(getattr(found, "text", None) or "")


def _parser() -> lxml.html.HTMLParser:
    """Deep pages lose their text without `huge_tree`."""
    return lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)


def _is_grid(text: str) -> bool:
    """Whether most of it are the huge cells of a table that only lays the page out."""
    cells = (line for line in text.split("\n") if line.startswith("|"))
    return sum(len(line) for line in cells if len(line) > _HUGE_CELL) > len(text) / 2


def _long_prose(tree: LexborHTMLParser) -> int:
    """Characters of the long paragraphs that are no link."""
    return sum(_unlinked(node) for node in tree.css("p"))


def _unlinked(node: LexborNode) -> int:
    length = len(words(node.text()))
    linked = sum(len(link.text()) for link in node.css("a"))
    return length if length > max(_LONG, 2 * linked) else 0


def _densest(tree: LexborHTMLParser) -> str:
    """The text of the element that holds most prose, for pages that trafilatura cannot read."""
    sizes: dict[int, int] = {}
    parents: dict[int, LexborNode] = {}
    for node in tree.css("p"):
        if node.parent is not None and len(text := words(node.text())) > _LONG:
            parents[node.parent.mem_id] = node.parent
            sizes[node.parent.mem_id] = sizes.get(node.parent.mem_id, 0) + len(text)
    if not sizes:
        return ""
    best = parents[max(sizes, key=lambda one: sizes[one])]
    lines = (words(node.text()) for node in best.css("p, h2, h3, li, blockquote"))
    return "\n".join(line for line in lines if line)


def _stated(page: Facts) -> str:
    """What JSON-LD gives as the text, where the page itself is made by scripts."""
    bodies = (node.get("articleBody") for node in page.articles)
    found = next((body for body in bodies if isinstance(body, str)), "")
    if "<" not in found:
        return found
    return LexborHTMLParser(found).text(separator="\n")
