"""What a mail says by itself: without the mail that it answers, the signature and the small print.

Mail programs mark what they quote each in its way: `quoting.toml` has the words and the places of
the pages; a new program is a row there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.decoding import tidy
from monitor.folding import compose, fold
from monitor.letters import TEXT_ROOM, Letter

KINDS: Final = frozenset(
    ["separator", "header", "attribution", "attribution_line", "farewell", "device", "small_print"]
)
LINES: Final = 5_000  # what a person writes is long before that
DEEPEST: Final = 500  # boxes within boxes: the parser's time grows with its square
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)[^<>]*>", re.IGNORECASE)
_ALONE: Final = re.compile(
    "area|base|br|col|embed|hr|img|input|li|link|meta|p|td|th|tr|wbr", re.IGNORECASE
)
_BLOCKS: Final = "p, div, tr, li, h1, h2, h3, h4, table, ul, ol, pre, section"
_QUOTED = re.compile(r"\s*(?:>|\|\s*>)")
_MARKUP = re.compile(r"[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}")
_ATTRIBUTION: Final = 4  # lines over which a program may fold who wrote what


def own_words(letter: Letter) -> str:
    """What its sender wrote in it."""
    text = letter.text or page_text(letter.html)
    return cut(compose(text[:TEXT_ROOM]))


def cut(text: str) -> str:
    """The lines above what is quoted, or between it, without the signature."""
    lines = [tidy(line) for line in text.split("\n")[:LINES]]
    kept = _unquoted(lines)
    return "\n".join(_unsigned(kept)).strip()


def page_text(page: str) -> str:
    """The words of a page, a line for each of its blocks, without what it says that it quotes."""
    if not page.strip():
        return ""
    if _depth(page) > DEEPEST:
        return _TAG.sub("\n", page)
    tree = LexborHTMLParser(page)
    rules = _rules()
    _drop(tree.css("script, style, head, title, noscript, template"))
    _drop(tree.css(", ".join(rules["quoting_places"])))
    for last in tree.css(", ".join(rules["quote_begins_after"])):
        _drop_rest(last)
    for line in tree.css("br"):
        line.replace_with("\n")
    for block in tree.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    words = tree.body.text() if tree.body else ""
    return re.sub(r"\n\s*\n+", "\n\n", words)


def _depth(page: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(page):
        if _ALONE.fullmatch(tag[2]):
            continue
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _drop(nodes: Iterable[LexborNode]) -> None:
    for node in nodes:
        node.decompose()


def _drop_rest(node: LexborNode) -> None:
    """From this node on, what follows it in its place."""
    while (following := node.next) is not None:
        following.decompose()
    node.decompose()


def _unquoted(lines: Sequence[str]) -> list[str]:
    """A program that puts > before what it quotes lets one write below it; the others do not."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            at += 1
            continue
        length = _attribution(lines, at)
        if length and not _is_marked(lines, at + length):
            return kept
        if not length:
            kept.append(lines[at])
        at += length or 1
    return kept


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines say that another mail follows; 0 when this one does not."""
    line, patterns = _plain(lines[at]), _patterns()
    if patterns["separator"].fullmatch(fold(lines[at])):
        return 1
    if not line:
        return 0
    if patterns["header"].match(line) and _heads(lines, at) > 1:
        return 1
    if patterns["attribution_line"].fullmatch(line):
        return 1
    for length in range(1, _ATTRIBUTION):
        if at + length > len(lines) or not lines[at + length - 1]:
            return 0
        if patterns["attribution"].fullmatch(" ".join(map(_plain, lines[at : at + length]))):
            return length
    return 0


def _heads(lines: Sequence[str], at: int) -> int:
    """The kinds of header in the lines from here."""
    near = [_plain(line) for line in lines[at : at + 8]]
    return len({found[1] for line in near if (found := _patterns()["header"].match(line))})


def _is_marked(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 4] if line), "")
    return bool(_QUOTED.match(following))


def _unsigned(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    patterns = _patterns()
    for line in lines:
        plain = _plain(line)
        if line.strip() in ("--", "—") or patterns["small_print"].match(plain):
            break
        if patterns["device"].match(plain):
            continue
        if patterns["farewell"].fullmatch(plain) and any(kept):
            break
        kept.append(line)
    return kept


def _plain(line: str) -> str:
    return fold(_MARKUP.sub("", line)).strip()


@cache
def _rules() -> Mapping[str, Sequence[str]]:
    table = files(__package__).joinpath("quoting.toml").read_text(encoding="utf-8")
    return tomllib.loads(table)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(rows)) for kind, rows in _rules().items() if kind in KINDS}
