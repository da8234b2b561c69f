"""The headline as the reader sees it: without the site's name, a section, or markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.decoding import words
from monitor.extract.facts import Facts, types
from monitor.extract.lines import letters
from monitor.folding import fold

MAX_LENGTH = 500

_SEPARATOR = re.compile(r"\s+(?:[|~»•·–—-]|::|/)+\s+|\s*(?:\||»|•)\s*")
_SITE_PREFIX = re.compile(r"^([^:|]{3,40})\s*[:|]\s+(.+)$")
_SECTION_LAST = re.compile(r"^(.{15,}?)\s*\|\s*[^\W\d_]+(?:\s[^\W\d_]+)?$")
_SITE_TYPES = frozenset(
    {"website", "organization", "newsmediaorganization", "localbusiness", "corporation"}
)
_FEWEST_WORDS = 3
_SUFFIX_WORDS = 9


def title_of(page: Facts, *, url: str, hint: str | None) -> str:
    """The visible headline when it is one, else what the page calls itself, else the feed's."""
    headlines = {letters(one) for one in (*page.texts("h1"), hint or "")} - {""}
    stated = [_plain(text, headlines, site_names(page, url)) for text in _stated(page)]
    shown = _shown(page, stated, site_names(page, url))
    candidates = [shown, *stated, hint or ""]
    long = (text for text in candidates if len(text.split()) >= _FEWEST_WORDS)
    best = next(long, "") or next((text for text in candidates if text), "")
    return best[:MAX_LENGTH]


def site_names(page: Facts, url: str) -> frozenset[str]:
    """What the site calls itself, folded to letters, its domain included."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    named = [page.meta("og:site_name", "application-name", "al:ios:app_name") or "", host]
    named += [str(node.get("name") or "") for node in page.nodes if types(node) & _SITE_TYPES]
    keys = {letters(name) for name in named}
    keys |= {letters(label) for label in host.split(".")[:-1]}
    return frozenset(key for key in keys if len(key) > 2)


def _stated(page: Facts) -> Iterator[str]:
    """JSON-LD, OpenGraph, Twitter and <title>, in that order."""
    for node in page.articles[:1]:
        yield words(node.get("headline") or node.get("name"))
    for name in ("og:title", "twitter:title", "title"):
        yield page.meta(name) or ""
    yield next(page.texts("title"), "")


def _shown(page: Facts, stated: list[str], names: frozenset[str]) -> str:
    """The <h1> that says what the page calls itself; the only long one when none does."""
    headings = (text for text in page.texts("h1") if len(text.split()) >= _FEWEST_WORDS)
    shown = [text for text in headings if not _is_site(text, names)]
    called = [letters(text) for text in stated if text]
    for text in shown:
        if any(_alike(letters(text), other) for other in called):
            return text
    return shown[0] if len(shown) == 1 and not called else ""


def _alike(one: str, other: str) -> bool:
    """Whether one is most of the other, or both share most of their words."""
    short, long = sorted((one, other), key=len)
    if short in long:
        return len(short) > len(long) / 2
    left, right = set(one.split()), set(other.split())
    return len(left & right) >= 0.6 * min(len(left), len(right))


def _plain(text: str, headlines: set[str], names: frozenset[str]) -> str:
    """Without "… | Municipios | El Sol de Xaltepec", "- Estado", "Xaltepec Hoy: …".

    `headlines` are what the page shows and its feed announces, folded to letters.
    """
    whole = text
    while shorter := (
        _without_last(text, names, headlines) or _without_first(text, names, headlines)
    ):
        text = shorter
    section = _SECTION_LAST.match(text) if text != whole else None
    return section[1] if section else text


def _without_last(text: str, names: frozenset[str], headlines: set[str]) -> str | None:
    cuts = list(_SEPARATOR.finditer(text))
    for cut in cuts[-1:]:
        rest, last = text[: cut.start()].strip(), text[cut.end() :].strip()
        is_site = _is_site(last, names) or letters(rest) in headlines
        if rest and is_site and len(last.split()) <= _SUFFIX_WORDS:
            return rest
    whole = next((cut for cut in cuts if _is_site(text[cut.end() :], names)), None)
    return text[: whole.start()].strip() if whole else None


def _without_first(text: str, names: frozenset[str], headlines: set[str]) -> str | None:
    cut = _SEPARATOR.search(text)
    if cut:
        first, rest = text[: cut.start()], text[cut.end() :].strip()
        known = letters(rest) in headlines and len(first.split()) <= _SUFFIX_WORDS
        if known or _is_site(first, names):
            return rest
    prefix = _SITE_PREFIX.match(text)
    if prefix and _is_site(prefix[1], names):
        return prefix[2]
    return None


def _is_site(words: str, names: frozenset[str]) -> bool:
    """A site's name, or the domain written as words: "El Sol de Xaltepec", elsoldexaltepec."""
    key = letters(words)
    joined = key.replace(" ", "")
    if not key or len(key.split()) > _SUFFIX_WORDS:
        return False
    return any(
        key == name or joined == name.replace(" ", "") or _contains(key, name) for name in names
    )


def _contains(key: str, name: str) -> bool:
    """One is the beginning or the end of the other: "Quadratín Hidalgo", "Quadratín"."""
    if min(len(key), len(name)) < 5:
        return False
    return any(
        f"{long} ".startswith(f"{short} ") or f" {long}".endswith(f" {short}")
        for short, long in ((key, name), (name, key))
    )


def kicker(page: Facts) -> str:
    """The word over or before the headline that tells the kind: "Columna", "Entrevista"."""
    heading = next(page.texts("h1"), "")
    first = re.match(r"\s*([^\W\d_]+)\s*[:|/.]", heading)
    return fold(first[1]) if first else ""
