"""The bytes of a mail → what a person wrote, who sent it, what it answers; pure, and never fails.

A mail may say anything of itself: every part of it is bounded, and what cannot be read is left out
or said in `Letter.flaw`. To heed another sign of an answering machine: a row in `letters.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from functools import cache
from importlib.resources import files
from typing import Final

from monitor.decoding import decode, tidy
from monitor.folding import fold

TEXT_ROOM: Final = 100_000  # characters of the words of a mail
HTML_ROOM: Final = 1_000_000  # bytes of a page, most of which is clothes
HEADER_ROOM: Final = 2_000  # characters of a header; of References, ten times so many
HEAD_ROOM: Final = 200_000  # bytes of all headers together
PARTS: Final = 200  # a mail of more parts was not written by a person
FILES: Final = 10
SMALL: Final = 20_000  # bytes below which a picture within the text is a logo

KINDS: Final[Mapping[bytes, str]] = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"%PDF-": "pdf",
}
_IDENTITY = re.compile(r"<[^<>\s]{3,300}>")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,253}")
_VERDICT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that came with a mail: a photograph or a PDF, by its first bytes."""

    name: str
    kind: str  # "jpg", "png", "pdf"
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail, read."""

    message_id: str = ""
    answers: tuple[str, ...] = ()  # the Message-IDs that it answers
    senders: tuple[str, ...] = ()  # the addresses of From, in lower case
    subject: str = ""
    text: str = ""  # as it was written, with whatever it quotes
    html: str = ""  # only of a mail without text
    page: str = ""  # its HTML, whether it has text or not
    author: str = ""  # who sends it, as From names them
    sent_at: datetime | None = None  # by its own word
    enclosed: tuple[Enclosed, ...] = ()
    left_out: tuple[str, ...] = ()  # the names of files that are none of our kinds
    automatic: str = ""  # why no person wrote it, in words
    bounced: str = ""  # whom a mail did not reach, and why, in words of the server that tells it
    returned: tuple[str, ...] = ()  # the Message-IDs of the mail that did not
    doubted: str = ""  # what the receiving server says against its sender, in words
    flaw: str = ""  # why it could not be read, in words


def read(content: bytes) -> Letter:
    """The mail of these bytes."""
    head, _, _ = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    if len(head) > HEAD_ROOM:
        return Letter(flaw="sus encabezados son demasiado largos")
    if content.count(b"\n--") > PARTS * 3:
        return Letter(flaw="trae demasiadas partes")
    try:
        mail = message_from_bytes(content, policy=compat32)
        return _letter(mail)
    except RecursionError:
        return Letter(flaw="trae un mensaje dentro de otro sin fin")


def _letter(mail: Message) -> Letter:
    parts = list(_parts(mail))
    if len(parts) > PARTS:
        return Letter(flaw="trae demasiadas partes")
    plain, page = _words(parts)
    enclosed, left_out = _files(parts)
    senders = _addresses(mail, "From")
    subject = _header(mail, "Subject")
    bounced = _bounced(mail)
    return Letter(
        message_id=next(iter(_identities(mail, "Message-ID")), ""),
        answers=tuple(
            dict.fromkeys((*_identities(mail, "In-Reply-To"), *_identities(mail, "References")))
        ),
        senders=senders,
        subject=subject,
        text=plain,
        html="" if plain else page,
        page=page,
        author=_author(mail),
        sent_at=_sent_at(mail),
        enclosed=enclosed,
        left_out=left_out,
        automatic=_machine(mail, senders, subject),
        bounced=bounced,
        returned=_returned(mail) if bounced else (),
        doubted=_doubt(mail),
    )


def _parts(mail: Message) -> Iterator[Message]:
    """Its leaves, without what is inside a mail that it carries along."""
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "message":
            continue
        if isinstance(payload, list):
            waiting += [each for each in reversed(payload) if isinstance(each, Message)]
        else:
            yield part


def _words(parts: Sequence[Message]) -> tuple[str, str]:
    """Its text, and its page."""
    shown = [part for part in parts if not _is_file(part)]
    plain = "\n".join(_text(part) for part in shown if part.get_content_type() == "text/plain")
    pages = (_text(part) for part in shown if part.get_content_type() == "text/html")
    return plain[:TEXT_ROOM] if plain.strip() else "", "\n".join(pages)[:HTML_ROOM]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _text(part: Message) -> str:
    charset = part.get_content_charset()
    return decode(_bytes(part)[:HTML_ROOM], charset).replace("\r\n", "\n").replace("\r", "\n")


def _bytes(part: Message) -> bytes:
    """Its content; of one that is badly encoded, what can be had."""
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
    return b""


def _files(parts: Sequence[Message]) -> tuple[tuple[Enclosed, ...], tuple[str, ...]]:
    enclosed: list[Enclosed] = []
    left_out: list[str] = []
    for part in parts:
        if part.get_content_maintype() == "text" and not _is_file(part):
            continue
        content = _bytes(part)
        kind = next((kind for mark, kind in KINDS.items() if content.startswith(mark)), "")
        name = _file_name(part) or f"adjunto-{len(enclosed) + len(left_out) + 1}.{kind or 'bin'}"
        if _is_logo(part, content):
            continue
        if kind and len(enclosed) < FILES:
            enclosed.append(Enclosed(name=name, kind=kind, content=content))
        else:
            left_out.append(name)
    return tuple(enclosed), tuple(left_out[:FILES])


def _is_logo(part: Message, content: bytes) -> bool:
    return "content-id" in part and len(content) < SMALL


def _file_name(part: Message) -> str:
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        return _decoded(part.get_filename() or "").replace("/", "_").replace("\\", "_")[-100:]
    return ""


def _header(mail: Message, name: str, *, room: int = HEADER_ROOM) -> str:
    return _decoded(str(mail.get(name, ""))[:room])


def _decoded(words: str) -> str:
    """A header's words; an encoded word that cannot be read stays as it is written."""
    with suppress(ValueError, LookupError, TypeError, AttributeError):
        pieces = (
            decode(piece, charset) if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(words)
        )
        return tidy("".join(pieces).replace("\n", " ").replace("\r", " "))
    return tidy(words.replace("\n", " ").replace("\r", " "))


def _identities(mail: Message, name: str) -> tuple[str, ...]:
    found = _IDENTITY.findall(str(mail.get(name, ""))[: HEADER_ROOM * 10])
    return tuple(dict.fromkeys(found))[:100]


def _addresses(mail: Message, name: str) -> tuple[str, ...]:
    written = [str(each)[:HEADER_ROOM] for each in mail.get_all(name, [])[:5]]
    try:
        found = [address for _, address in getaddresses(written)]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()
    known = (address.lower() for address in found if _ADDRESS.fullmatch(address))
    return tuple(dict.fromkeys(known))[:10]


def _author(mail: Message) -> str:
    name = parseaddr(str(mail.get("From", ""))[:HEADER_ROOM])[0]
    return _decoded(name)[:200]


def _sent_at(mail: Message) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        stated = parsedate_to_datetime(str(mail.get("Date", ""))[:HEADER_ROOM])
        return stated.astimezone(UTC) if stated.tzinfo else stated.replace(tzinfo=UTC)
    return None


def _machine(mail: Message, senders: Sequence[str], subject: str) -> str:
    """Why a machine wrote it, by its own signs; "" for a person."""
    signs = _signs()
    if mail.get_content_type() == "multipart/report" or _header(mail, "Return-Path") == "<>":
        return "es un aviso del servidor de correo"
    if any(sender.partition("@")[0] in signs["mailboxes"] for sender in senders):
        return "es un aviso del servidor de correo"
    submitted = fold(_header(mail, "Auto-Submitted")).partition(";")[0].strip()
    if submitted not in ("", "no") or any(name in mail for name in signs["headers"]):
        return "es una respuesta automática"
    if fold(_header(mail, "Precedence")) in signs["precedences"]:
        return "es un envío masivo o automático"
    if fold(subject).startswith(tuple(signs["subjects"])):
        return "es una respuesta automática"
    return ""


def _bounced(mail: Message) -> str:
    """What a notice says of a mail that will never arrive (RFC 3464); "" of any other mail."""
    blocks = (block for part in _carried(mail, "message/delivery-status") for block in part)
    told = [_failure(block) for block in blocks if _field(block, "Action").lower() == "failed"]
    return f"no llegó a {'; ni a '.join(dict.fromkeys(told))}" if told else ""


def _failure(block: Message) -> str:
    who = _field(block, "Final-Recipient") or _field(block, "Original-Recipient") or "alguien"
    why = _field(block, "Diagnostic-Code") or _field(block, "Status")
    return f"{who}: {why}" if why else who


def _field(block: Message, name: str) -> str:
    """Without the kind that goes before it: "rfc822; somebody@x"."""
    return _header(block, name, room=500).rpartition(";")[2].strip()


def _returned(mail: Message) -> tuple[str, ...]:
    """The names of the mail that comes back, whole or only its headers."""
    whole = (each for part in _carried(mail, "message/rfc822") for each in part)
    heads = (
        message_from_bytes(_bytes(part)[:HEAD_ROOM], policy=compat32)
        for part in _reported(mail)
        if part.get_content_type() == "text/rfc822-headers"
    )
    found = (_identities(each, "Message-ID") for each in (*whole, *heads))
    return tuple(dict.fromkeys(name for names in found for name in names))


def _carried(mail: Message, kind: str) -> Iterator[Sequence[Message]]:
    """What the parts of a notice of that kind hold."""
    for part in _reported(mail):
        payload = part.get_payload()
        if part.get_content_type() == kind and isinstance(payload, list):
            yield [each for each in payload if isinstance(each, Message)]


def _reported(mail: Message) -> Sequence[Message]:
    """The parts of a notice of the mail server."""
    payload = mail.get_payload()
    if mail.get_content_type() != "multipart/report" or not isinstance(payload, list):
        return ()
    return [each for each in payload if isinstance(each, Message)][:PARTS]


def _doubt(mail: Message) -> str:
    """Only the first verdict is the receiving server's; a sender can forge those below it.

    It can only make us doubt: that of a server that judges nobody changes nothing.
    """
    told = dict(_VERDICT.findall(_header(mail, "Authentication-Results").lower()))
    failed = told.get("dmarc") == "fail" or (
        "dmarc" not in told and told.get("spf") == "fail" and told.get("dkim") != "pass"
    )
    return "el servidor de correo duda de que el remitente sea quien dice" if failed else ""


@cache
def _signs() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(files("monitor").joinpath("letters.toml").read_text(encoding="utf-8"))
