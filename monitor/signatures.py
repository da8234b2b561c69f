"""A mail as it arrived in some inbox → who signed it (DKIM), what of it, and whether that holds.

The bytes may come from anybody, so they are read and verified in a child that may be killed; the
keys are asked for outside, and given to it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import compat32
from email.utils import getaddresses
from enum import StrEnum
from typing import Final

from courlan import extract_domain

from monitor.errors import FetchError, NotFound
from monitor.sandbox import Killed, Sandbox

ROOM: Final = 30_000_000  # bytes of a mail
HEAD_ROOM: Final = 200_000  # bytes of all its headers
SIGNATURES: Final = 5
SECONDS: Final = 10.0
MEGABYTES: Final = 1_000
OUTLOOK: Final = b"\xd0\xcf\x11\xe0"  # the first bytes of a .msg
SIGNED: Final = ("from", "to", "cc", "subject", "date", "message-id")  # what a signature must hold
_SANDBOX = Sandbox(seconds=SECONDS, megabytes=MEGABYTES, children=1)
_DOMAIN = re.compile(r"(?=.{1,200}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
_SELECTOR = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,5}")
_VERDICT = re.compile(r"\b(dmarc|spf)\s*=\s*([a-z]+)")
_MAIL_FROM = re.compile(r"\bsmtp\.mailfrom\s*=\s*\"?([^\s;\"]{1,300})")

TAGS: Final = (b"a", b"d", b"s", b"h")  # of a signature, those that we read
SHORTEST: Final = 1024  # bits of an RSA key; receivers do not count a shorter one
BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_SILENT = logging.Logger("dkim", level=logging.CRITICAL + 1)

Ask = Callable[[str], Sequence[bytes]]  # the TXT records of a name; raises FetchError


class Fault(StrEnum):
    """Why a signature does not hold."""

    MALFORMED = "malformed"  # it cannot be understood
    NO_KEY = "no_key"  # its domain publishes no key under that name
    UNKNOWN_KEY = "unknown_key"  # nobody could be asked
    BAD_KEY = "bad_key"  # withdrawn, too short, or none that we understand
    WEAK = "weak"  # with SHA-1, which receivers do not count
    EXPIRED = "expired"
    BODY = "body"  # the body is not as it was signed
    HEAD = "head"  # the headers are not, or another key signed


MALFORMED: Final = Fault.MALFORMED
FAULTS: Final = {"body hash mismatch": Fault.BODY, "x= value is past": Fault.EXPIRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    domain: str
    selector: str
    headers: frozenset[str]
    whole: bool  # of the body, not only its beginning
    fault: Fault | None = None

    @property
    def name(self) -> str:
        """Where its key is published."""
        return f"{self.selector}._domainkey.{self.domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What a mail says of where it comes from."""

    senders: tuple[str, ...]  # the domains of From
    bounces: str  # the domain that answers for it (Return-Path), as far as is told
    present: frozenset[str]  # of SIGNED, the headers that it has
    verdicts: Mapping[str, str]  # "spf", "dmarc": what the server that received it said
    signatures: tuple[Signature, ...]
    flaw: str = ""  # why it could not be read, in words

    @property
    def sender(self) -> str:
        return self.senders[0] if len(self.senders) == 1 else ""


def examine(content: bytes, ask: Ask) -> Captured:
    """Read a mail and verify each of its signatures."""
    if len(content) > ROOM:
        return unread(f"pesa más de {ROOM // 1_000_000} MB")
    if content.startswith(OUTLOOK):
        return unread("es un .msg de Outlook: guárdelo como .eml, o pida el mensaje original")
    try:
        found = _SANDBOX.call(read, content)
    except Killed as killed:
        return unread(f"no se pudo leer: {killed}")
    judged = (_judged(content, at, each, ask) for at, each in enumerate(found.signatures))
    return replace(found, signatures=tuple(judged))


def unread(flaw: str) -> Captured:
    return Captured(
        senders=(), bounces="", present=frozenset(), verdicts={}, signatures=(), flaw=flaw
    )


def organization(domain: str) -> str:
    """The domain that somebody registered, of which another is a part."""
    known = extract_domain(f"https://{domain}/", fast=False)
    return known or ".".join(domain.split(".")[-2:])


def are_aligned(one: str, other: str) -> bool:
    """Whether DMARC takes one for the other, as it does when nobody asks for more."""
    return bool(one and other) and organization(one) == organization(other)


def _judged(content: bytes, number: int, signature: Signature, ask: Ask) -> Signature:
    if signature.fault:
        return signature
    try:
        key = next((each for each in ask(signature.name) if b"p=" in each), b"")
    except NotFound:
        return replace(signature, fault=Fault.NO_KEY)
    except FetchError:
        return replace(signature, fault=Fault.UNKNOWN_KEY)
    if not key:
        return replace(signature, fault=Fault.NO_KEY)
    try:
        return replace(signature, fault=_SANDBOX.call(verify, content, number, key))
    except Killed:
        return replace(signature, fault=Fault.MALFORMED)


def read(content: bytes) -> Captured:
    """What its headers say; nothing of it is believed."""
    head, _, _ = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    if len(head) > HEAD_ROOM:
        return unread("sus encabezados son demasiado largos")
    mail = message_from_bytes(head + b"\n\n", policy=compat32)
    if "From" not in mail:
        return unread("no es un correo: no dice de quién es")
    told = str(mail.get("Authentication-Results", "")).lower()
    returned = _MAIL_FROM.search(told)
    path = returned[1] if returned else str(mail.get("Return-Path", ""))
    return Captured(
        senders=_domains(*(str(each) for each in mail.get_all("From", []))),
        bounces=next(iter(_domains(path if "@" in path else f"x@{path}")), ""),
        present=frozenset(each for each in SIGNED if each in mail),
        verdicts=dict(reversed(_VERDICT.findall(told))),
        signatures=tuple(_signatures(head)),
    )


def _domains(*written: str) -> tuple[str, ...]:
    """Those of addresses, each once and in lower case."""
    try:
        found = [address for _, address in getaddresses([each[:2_000] for each in written[:5]])]
    except BROKEN:
        return ()
    domains = (each.rpartition("@")[2].lower() for each in found)
    return tuple(dict.fromkeys(each for each in domains if _DOMAIN.fullmatch(each)))


def _signatures(head: bytes) -> Iterator[Signature]:
    import dkim

    headers, _ = dkim.rfc822_parse(head + b"\n\n")
    found = [value for name, value in headers if name.lower() == b"dkim-signature"]
    for value in found[:SIGNATURES]:
        try:
            yield _signature(dkim.util.parse_tag_value(value))
        except (dkim.util.InvalidTagValueList, *BROKEN):
            yield _signature({})


def _signature(tags: Mapping[bytes, bytes]) -> Signature:
    said = {name: tags.get(name, b"").decode("ascii", "replace").strip() for name in TAGS}
    domain, selector = said[b"d"].lower(), said[b"s"].lower()
    known = _DOMAIN.fullmatch(domain) and _SELECTOR.fullmatch(selector)
    fault = Fault.WEAK if said[b"a"] == "rsa-sha1" else None
    return Signature(
        domain=domain if known else "",
        selector=selector if known else "",
        headers=frozenset(each.strip().lower() for each in said[b"h"].split(":")),
        whole=b"l" not in tags,
        fault=fault if known else Fault.MALFORMED,
    )


def verify(content: bytes, number: int, key: bytes) -> Fault | None:
    """Whether that signature of a mail holds with that key."""
    import dkim

    try:
        size = dkim.evaluate_pk(b"", key)[1]
    except (dkim.DKIMException, *BROKEN):
        return Fault.BAD_KEY
    if size < SHORTEST and b"ed25519" not in key:
        return Fault.BAD_KEY
    try:
        signed = dkim.DKIM(content, logger=_SILENT)
        return None if signed.verify(number, dnsfunc=lambda *_, **__: key) else Fault.HEAD
    except dkim.ValidationError as error:
        return next((fault for words, fault in FAULTS.items() if words in str(error)), MALFORMED)
    except (dkim.DKIMException, *BROKEN):
        return MALFORMED
