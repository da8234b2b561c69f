"""Links wrapped to see who follows them: the address inside, where they hold it.

Nothing is ever opened to find out. To unwrap those of another service: a row in `unwrapping.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote

LONGEST: Final = 16_000  # characters of a wrapped link
LAYERS: Final = 5  # of wrapping: beyond, it is no link that a person was given
_INSIDE: Final = 8_000  # bytes of what a code says
_PLAIN = re.compile(rb"https?://[\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]+", re.IGNORECASE)
_OF_THE_WEB = re.compile(r"https?://\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A kind of wrapping: where it stands, and where it holds the address."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    query: tuple[str, ...] = ()


def unwrapped(link: SplitResult) -> str | None:
    """The address that a link holds; None when it is not one that wraps another."""
    host = (link.hostname or "").removeprefix("www.")
    for way in _ways():
        if way.host.fullmatch(host) and (path := way.path.fullmatch(link.path)):
            return _of_page(path, link.query) or _of_path(path) or carried(link.query, way.query)
    return None


def carried(query: str, names: tuple[str, ...] = ()) -> str | None:
    """The address that one of these parameters is, or with no names, that the only one is."""
    given = parse_qs(query, max_num_fields=100)
    if names:
        return next((given[name][0] for name in names if name in given), None)
    found = [value for values in given.values() for value in values if _OF_THE_WEB.match(value)]
    return found[0] if len(found) == 1 else None


def _of_page(path: re.Match[str], query: str) -> str | None:
    """The page that a path carries as it stands, with the query that is its own."""
    parts = path.groupdict()
    if not parts.get("page"):
        return None
    scheme = "https" if parts.get("secure") else "http"
    return f"{scheme}://{parts['page']}{'?' if query else ''}{query}"


def _of_path(path: re.Match[str]) -> str | None:
    parts = path.groupdict()
    if parts.get("address"):
        return unquote(parts["address"])
    return _decoded(parts["coded"]) if parts.get("coded") else None


def _decoded(code: str) -> str | None:
    """The address in base64: alone, in JSON, or in the fields of a binary message."""
    try:
        said = urlsafe_b64decode(code[:LONGEST].rstrip("=") + "=" * (-len(code.rstrip("=")) % 4))
    except ValueError:
        return None
    if said[:1] == b"\x78":
        said = _inflated(said)
    if said[:1] == b"{":
        return next(_addresses(_json(said)), None)
    found = _PLAIN.search(said[:_INSIDE])
    if found is None:
        return None
    length = said[found.start() - 1] if found.start() else 0  # of its field, when it says one
    end = found.start() + length if 8 < length < 128 else found.end()
    return said[found.start() : min(end, found.end())].decode("ascii")


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _INSIDE)
    except zlib.error:
        return b""


def _json(said: bytes) -> Any:
    try:
        return json.loads(said[:_INSIDE])
    except (ValueError, RecursionError):
        return None


def _addresses(value: Any) -> Iterator[str]:
    held = value.values() if isinstance(value, dict) else ()
    return (each for each in held if isinstance(each, str) and _OF_THE_WEB.match(each))


@cache
def _ways() -> tuple[Way, ...]:
    table = files("monitor").joinpath("unwrapping.toml").read_text(encoding="utf-8")
    return tuple(
        Way(
            host=re.compile(row["host"]),
            path=re.compile(row["path"]),
            query=tuple(row.get("query", ())),
        )
        for row in tomllib.loads(table)["way"]
    )
