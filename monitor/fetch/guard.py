"""Which addresses may be opened: judged as written, then again as the numbers that are dialled.

Add a network to `inner_networks.txt`; never judge by the spelling of a host.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import httpx

from monitor.errors import NotAllowed
from monitor.fetch.words import masked

_log = logging.getLogger(__name__)
_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_HOST = re.compile(rb"[\w.:-]+")
_LONGEST = 4_000
_UNREADABLE = "la dirección está mal escrita"


def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    table = files("monitor.fetch").joinpath("inner_networks.txt").read_text("utf-8")
    rows = (line for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(ip_network(row.split()[0]) for row in rows)


INNER_NETWORKS = _networks()


def is_inner(address: str) -> bool:
    """Whether a numeric address is anything but a host of the public internet."""
    try:
        number = ip_address(address)
    except ValueError:
        return True
    return not number.is_global or any(number in network for network in INNER_NETWORKS)


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges addresses; `hosts` are those that the profile lets be inner and on any port."""

    hosts: frozenset[str]

    def trusts(self, host: str) -> bool:
        return host_key(host) in self.hosts

    def parsed(self, url: str) -> httpx.URL:
        """The address taken apart, or NotAllowed; its numbers are judged when they are dialled."""
        try:
            address = httpx.URL(_written(url)).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError) as error:
            raise NotAllowed(shown(url), _UNREADABLE) from error
        if refusal := self._refusal(address):
            raise NotAllowed(shown(url), refusal)
        return address

    def joined(self, base: httpx.URL, target: str, *, url: str) -> httpx.URL:
        """Where a redirect leads, judged like an address that we were given."""
        try:
            return self.parsed(str(base.join(_written(target))))
        except (httpx.InvalidURL, ValueError, NotAllowed) as error:
            detail = error.detail if isinstance(error, NotAllowed) else _UNREADABLE
            raise NotAllowed(url, f"redirige a {shown(target)}: {detail}") from error

    def _refusal(self, address: httpx.URL) -> str | None:
        if address.scheme not in _PORTS:
            return "sólo se abren direcciones http y https"
        if not _HOST.fullmatch(address.raw_host):
            return "la dirección no dice bien de qué servidor es"
        if address.userinfo:
            return "la dirección lleva usuario o contraseña: quítelos"
        if address.port in (None, *_PORTS.values()) or self.trusts(address.host):
            return None
        return f"el puerto {address.port} no se abre; sólo 80 y 443, o los de reading.allow_hosts"

    def checked(self, host: str, answers: Collection[str], *, url: str) -> tuple[str, ...]:
        """The addresses that may be dialled for a host: all of its answers, or NotAllowed."""
        if self.trusts(host):
            return tuple(answers)
        if inner := next((answer for answer in answers if is_inner(answer)), None):
            _log.warning("%s: %s is the inner address %s", url, host, inner)
            raise NotAllowed(
                url,
                f"{host} es una dirección interna ({inner}); si es de la oficina, "
                "anótela en reading.allow_hosts",
            )
        return tuple(answers)


def make_guard(hosts: Collection[str]) -> Guard:
    return Guard(frozenset(map(host_key, hosts)))


def host_key(host: str) -> str:
    """One spelling for a host: lower case, no brackets, no final dot, numbers in short form."""
    bare = host.strip().strip("[]").rstrip(".").lower()
    try:
        return ip_address(bare).compressed
    except ValueError:
        return _ascii(bare)


def _ascii(name: str) -> str:
    try:
        return httpx.URL(scheme="http", host=name).raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        return name


def _written(url: str) -> str:
    """The address without the space around it; what two parsers could read two ways is refused."""
    bare = url.strip(" ")
    if _FORBIDDEN.search(bare) or len(bare) > _LONGEST:
        raise ValueError("not an address")
    return bare


def shown(url: str) -> str:
    """An address that may hold anything, as it can go into a message."""
    return masked("".join(letter if letter.isprintable() else "�" for letter in url[:300]))
