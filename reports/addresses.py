"""Addresses of mail as the office writes them, one by one, into what a server may be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address

from reports.words import clean

WRITTEN = re.compile(
    r"\s*(?:(?P<name>[^<>]*?)\s*<(?P<bracketed>[^<>]*)>|(?P<bare>[^<>]*?))\s*", re.DOTALL
)
LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]{1,64}")
DOMAIN = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
)
UNSAFE_IN_NAME = re.compile(r"[\"\\,;:<>@()\[\]]")
NAME_ROOM = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """One person or list: the name shown, and the address with its domain in ASCII."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def plain(self) -> bool:
        """Any server can take it; others need SMTPUTF8."""
        return self.local.isascii()

    def header(self) -> Address:
        return Address(display_name=self.name, username=self.local, domain=self.domain)


def parse(written: str) -> Mailbox | None:
    """ "Nombre <correo>" or "correo"; None when it is not exactly one address."""
    match = WRITTEN.fullmatch(written)
    if match is None:
        return None
    local, _, domain = (match["bracketed"] or match["bare"] or "").strip().rpartition("@")
    ascii_domain = _ascii(domain)
    if ascii_domain is None or not LOCAL_PART.fullmatch(local) or not _printable(local):
        return None
    return Mailbox(name=_shown(match["name"] or ""), local=local, domain=ascii_domain)


def _printable(local: str) -> bool:
    return local.isprintable() and ".." not in local and not local.startswith(".")


def _ascii(domain: str) -> str | None:
    try:
        found = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return found if DOMAIN.fullmatch(found) else None


def _shown(name: str) -> str:
    return clean(UNSAFE_IN_NAME.sub(" ", harmless(name)))[:NAME_ROOM].strip()


def harmless(words: str) -> str:
    """One line for a header, in which nothing can pass for an encoded word."""
    return clean(words).replace("=?", "= ?").replace("?=", "? =")
