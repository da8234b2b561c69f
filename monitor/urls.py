"""One spelling for every address, so that a piece announced five ways is one piece.

A parameter that only tells who shared the link goes as a line into `trackers.txt`; a link that
wraps another, as a row into `unwrapping.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from url_normalize import url_normalize

from monitor import unwrapping

MAX_LENGTH = 2_048

# As the library would write it: most links of most outlets, ten times quicker.
_PLAIN = re.compile(
    r"https?://(?![^/]*[^./]{64}|[^/]{254})"  # no name of a host is so long
    r"[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[\w~-]+(?:\.\w+)?)+/?",
    re.ASCII,
)
_HOST = re.compile(r"[a-z0-9_.-]*[a-z0-9]|[0-9a-f:.]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, bidi marks, lone surrogates
_TWICE = re.compile(r"^(?:https?://[\w.-]*(?=https?:/))+", re.IGNORECASE | re.ASCII)
_ESCAPED = re.compile(r"&(?:amp;)+")  # feeds that escape once too often
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_AMP_LAST = re.compile(r"(/[^/]{8,})/amp(/?)$")  # only after a slug: /amp/ may be a section
_AMP_FIRST = re.compile(r"^/amp((?:/[^/]+)+/[^/]{8,}/?)$")


def canonical(link: str, base: str | None = None) -> str | None:
    """The address as we keep and open it, or None when it is not one of the web.

    Refused, since two readers could understand them as two places: control characters,
    backslashes, a user before the host. Relative links need `base`.
    """
    return _canonical(link, base, layers=unwrapping.LAYERS)


def _canonical(link: str, base: str | None, *, layers: int) -> str | None:
    link = _TWICE.sub("", _ESCAPED.sub("&", link.strip()))
    if not link or len(link) > unwrapping.LONGEST or _is_ambiguous(link):
        return None
    try:
        parts = _absolute(link, base)
        target = unwrapping.unwrapped(parts)
        if target:
            return _canonical(target, None, layers=layers - 1) if layers else None
        return _spelled(parts) if len(link) <= MAX_LENGTH else None
    except ValueError:  # an impossible host or port; UnicodeError is one too
        return None


def _is_ambiguous(link: str) -> bool:
    return "\\" in link or any(unicodedata.category(character) in _UNSEEN for character in link)


def _absolute(link: str, base: str | None) -> SplitResult:
    if link[:4].lower() == "www." or _is_of_host(link, base):  # sloppy feeds: it is no path
        return urlsplit(f"https://{link}")
    return urlsplit(urljoin(base, link) if base else link)


def _is_of_host(link: str, base: str | None) -> bool:
    """Whether a link without a scheme begins with the host of the page that it stands in."""
    host = (urlsplit(base).hostname or "") if base else ""
    return "." in host and link.lower().startswith((f"{host}/", f"{host.removeprefix('www.')}/"))


def _spelled(parts: SplitResult) -> str | None:
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    written = urlunsplit(parts._replace(fragment=""))
    normal = parts if _PLAIN.fullmatch(written) else urlsplit(url_normalize(written) or "")
    if not _HOST.fullmatch(normal.hostname or "") or normal.port == 0:
        return None
    plain = normal._replace(
        path=_without_amp(_SESSION.sub("", normal.path)),
        query=_without_trackers(normal.query),
        fragment=_kept(parts.fragment),
    )
    spelled = urlunsplit(plain)
    return spelled if len(spelled) <= MAX_LENGTH else None


def _without_amp(path: str) -> str:
    """The plain path of a light page."""
    plain = _AMP_FIRST.sub(r"\1", _AMP_LAST.sub(r"\1\2", path))
    return plain if plain == path else _without_amp(plain)


def _without_trackers(query: str) -> str:
    kept = (part for part in query.split("&") if not _trackers().fullmatch(part.lower()))
    return "&".join(kept)


@cache
def _trackers() -> re.Pattern[str]:
    lines = Path(__file__).with_name("trackers.txt").read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line and line[0] != "#"))


def _kept(fragment: str) -> str:
    """A fragment is a place in a page, except "#!", with which some sites name the page."""
    return fragment if fragment.startswith("!") else ""
