"""What is known of sites before they are asked: the tables of `sites.toml`.

A new family of sites, a word that tells a medium or a shared host is a row there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from monitor import urls
from monitor.configvalues import WebAddress
from monitor.folding import fold

_ADDRESS: TypeAdapter[Any] = TypeAdapter(WebAddress)
_ENOUGH = 3  # times that a mark stands in a page: once it may be of somebody else's banner


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A way of making sites, and where its sites answer; without a name, any other."""

    name: str
    marks: tuple[str, ...]
    generator: str
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("sites.toml").read_text(encoding="utf-8"))


@cache
def families() -> tuple[Family, ...]:
    return tuple(
        Family(
            name=row["name"],
            marks=tuple(row.get("marks", ())),
            generator=row.get("generator", ""),
            feeds=tuple(row["feeds"]),
            sitemaps=tuple(row["sitemaps"]),
        )
        for row in _tables()["families"]
    )


def family_of(page: str, generators: str) -> Family:
    """The family that made a page, by what it says of itself or by what it is full of."""
    known, other = families()[:-1], families()[-1]
    said = generators.lower()
    if named := next((each for each in known if each.generator in said), None):
        return named
    small = page.lower()
    times = {each.name: sum(small.count(mark) for mark in each.marks) for each in known}
    best = max(known, key=lambda each: times[each.name])
    return best if times[best.name] >= _ENOUGH else other


def family(name: str) -> Family:
    return next(each for each in families() if each.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What an outlet seems to be: somebody must look at it."""

    scope: str
    medium: str


def guess(name: str, host: str) -> Guess:
    """By the words of its name and by its host."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(name)))} "
    for row in _tables()["media"]:
        hosted = any(re.search(pattern, host) for pattern in row.get("hosts", ()))
        if hosted or any(f" {word} " in words for word in row["words"]):
            return Guess(scope=row.get("scope", "local"), medium=row["medium"])
    return Guess(scope="local", medium="digital")


def scope_of(folder: str) -> str | None:
    """How far the outlets of a folder of subscriptions reach, when its name tells it."""
    words = set(re.findall(r"[a-z]+", fold(folder)))
    scopes: Mapping[str, list[str]] = _tables()["scopes"]
    return next((scope for scope, names in scopes.items() if words & set(names)), None)


def is_address(url: str) -> bool:
    """That `sources.yaml` takes, and that we would open."""
    if urls.canonical(url) is None or not url.startswith(("http://", "https://")):
        return False
    try:
        _ADDRESS.validate_python(url)
    except ValidationError:
        return False
    return True


def host_of(url: str) -> str:
    """The host as two addresses of one outlet share it."""
    host = (urlsplit(url).hostname or "").lower()
    return re.sub(r"^(?:www|m|amp|rss|feeds2?|feed|edicion)\.(?=[^.]+\.)", "", host)


def is_shared(host: str) -> bool:
    return host in _tables()["shared"]["hosts"]
