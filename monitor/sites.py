"""Whose page an address is, and under what other addresses its outlet may serve it.

A house of several outlets, or a domain that became a folder of another, goes into `sites.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
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
