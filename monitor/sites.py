"""Whose page an address is, and under what other addresses its outlet may serve it.

A house of several outlets, or a domain that became a folder of another, goes into `sites.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from courlan import extract_domain

_SCRIPT: Final = re.compile(r"\.(?:php\d?|aspx?|jsp|do|cfm)$", re.IGNORECASE)
_NAMING: Final = re.compile(r"[^/]*[-\d][^/]*")  # a slug or a number: "local" is a section


def site_of(address: str) -> str:
    """What the pages of one outlet share: its domain, or its part of a house of several."""
    parts = urlsplit(address)
    host = _plain_host(parts)
    domain = _domain(host)
    if home := _moved().get(domain):
        return home
    if domain in _table()["hosts"]:
        return host
    if host in _table()["folders"]:
        return f"{host}/{parts.path.split('/')[1] if parts.path else ''}"
    return domain


@dataclass(frozen=True, slots=True)
class Owners:
    """Of whom the pages of the known outlets are, by where their sources are asked."""

    # The ids of the outlets that are asked at a place.
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, page: str, *, announced_by: str, at: str) -> str:
        """The outlet that a page is of: its id or, of one that nobody knows, its site.

        An outlet announces what it publishes, so who announces a page has it, unless another one
        is known there. Who only finds what others publish, by the `at` where it says so, has none.
        """
        here = self.known.get(_place(page), frozenset())
        if announced_by in here or is_finder(page):
            return announced_by
        if len(here) == 1:
            return next(iter(here))
        return site_of(page) if is_finder(at) else announced_by


def owners(asked: Iterable[tuple[str, str]]) -> Owners:
    """From the id of each outlet and an address where it is asked."""
    known: dict[str, set[str]] = {}
    for outlet_id, address in asked:
        if address.startswith(("http:", "https:")) and not _is_shared(address):
            known.setdefault(_place(address), set()).add(outlet_id)
    return Owners({place: frozenset(ids) for place, ids in known.items()})


def is_finder(address: str) -> bool:
    """Whether a page, or the sender of a mail, is of those who only find what others publish."""
    host = _plain_host(urlsplit(address)) if "://" in address else address.rpartition("@")[2]
    domain = _domain(host.lower())
    return domain in _table()["finders"] or f"{domain.partition('.')[0]}." in _table()["finders"]


def _is_shared(address: str) -> bool:
    """Whether it tells nothing of whose it is: everybody publishes there."""
    return is_finder(address) or _domain(_plain_host(urlsplit(address))) in _table()["shared"]


def _place(address: str) -> str:
    """The site, and the port of one that has its own."""
    port = urlsplit(address).port
    return f"{site_of(address)}:{port}" if port else site_of(address)


def may_name(stated: str, arrived: str) -> bool:
    """Whether the address that a page states for itself can be its own.

    What templates state by mistake: another site, the front page, the section that the page is
    in, the script that shows every note without saying which.
    """
    if site_of(stated) != site_of(arrived):
        return False
    its, here = urlsplit(stated), urlsplit(arrived)
    if its.path.strip("/") == site_of(stated).partition("/")[2]:
        return its.query != "" and its.query == here.query
    if its.query:
        return True
    path, below = its.path.rstrip("/"), here.path.rstrip("/")
    last = path.rpartition("/")[2]
    if path == below:
        return not here.query or _is_slug(last)
    return not below.startswith(f"{path}/") or bool(_NAMING.fullmatch(last))


def kin_key(address: str) -> str:
    """The same for the addresses under which one outlet serves the same page; never opened."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/")
    mark = f"#{parts.fragment}" if parts.fragment else ""
    return f"{_plain_host(parts)}{port}{path}?{parts.query}{mark}"


def kin(address: str) -> tuple[str, ...]:
    """The addresses under which its outlet may serve this page too, itself among them."""
    if not address:
        return ()
    parts = urlsplit(address)
    host, port = _plain_host(parts), f":{parts.port}" if parts.port else ""
    path = parts.path.rstrip("/")
    found = {address}
    for scheme in ("https", "http"):
        for label in ("", *(f"{light}." for light in _table()["light"])):
            for end in ("", "/"):
                netloc = f"{label}{host}{port}"
                found.add(
                    urlunsplit((scheme, netloc, path + end or "/", parts.query, parts.fragment))
                )
    return tuple(sorted(each for each in found if kin_key(each) == kin_key(address)))


def _is_slug(name: str) -> bool:
    return len(name) >= 8 and "-" in name and not _SCRIPT.search(name)


def _plain_host(parts: SplitResult) -> str:
    """The host without the label that only says for which device."""
    host = (parts.hostname or "").lower()
    label, _, rest = host.partition(".")
    if label not in _table()["light"] or "." not in rest:
        return host
    return rest if label == "www" or host != _domain(host) else host


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("monitor").joinpath("sites.toml").read_text(encoding="utf-8"))


@cache
def _moved() -> Mapping[str, str]:
    houses = _table()["moved"]
    return {f"{name}.com.mx": f"{each['to']}/{name}" for each in houses for name in each["names"]}


@lru_cache(4_096)
def _domain(host: str) -> str:
    """The registered domain; the host itself when it has none."""
    return extract_domain(f"https://{host}/", fast=False) or host
