"""The digest as a mail: whole bytes that are the same each time, and checked before they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from monitor.errors import DeliveryError
from monitor.model import Mail, computed_id
from reports.addresses import Mailbox, harmless, parse
from reports.model import Chart, Digest
from reports.smtp import Delivery, send

__all__ = ["Delivery", "compose", "send"]

SUBJECT_ROOM = 150
BARE_SUBJECT = "Sintesis informativa"
HIDDEN = "Destinatarios:;"  # a group without members, when no address may be written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    sender: Mailbox
    shown: tuple[Mailbox, ...]  # of the recipients, those whom a header may name
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bodies:
    html: str
    text: str
    images: Mapping[str, Chart]  # by Content-ID
    boundary: str


def compose(
    digest: Digest,
    *,
    html: str,
    text: str,
    sender: str,
    recipients: Sequence[str],
    sent_at: datetime,
    domain: str,
    charts: Sequence[Chart] = (),
) -> Mail:
    """The message of a digest. The same arguments give the same bytes and the same Message-ID.

    Charts travel within it. What is not an address stays among the recipients, so that `send` can
    say that it is refused.
    """
    envelope = _envelope(sender, recipients)
    headers = _headers(digest, envelope, sent_at=sent_at, domain=_domain(domain, envelope.sender))
    bodies = _bodies(headers["Message-ID"], html=html, text=text, charts=charts)
    message = _message(headers, envelope, bodies)
    return Mail(
        id=computed_id("digest", digest.id),
        message_id=headers["Message-ID"],
        sender=envelope.sender.address,
        recipients=envelope.recipients,
        message=message,
    )


def _envelope(sender: str, recipients: Sequence[str]) -> _Envelope:
    origin = parse(sender)
    if origin is None or not origin.plain:
        raise DeliveryError(
            f"mail.sender: {harmless(sender)!r} no es un remitente que se pueda usar; "
            "escriba «Nombre <cuenta@dominio>» con la cuenta sin acentos ni ñ"
        )
    boxes = {each: parse(each) for each in recipients}
    found = {box.address: box for box in boxes.values() if box}
    return _Envelope(
        sender=origin,
        shown=tuple(box for box in found.values() if box.plain),
        recipients=tuple(
            dict.fromkeys(box.address if box else written for written, box in boxes.items())
        ),
    )


def _domain(domain: str, sender: Mailbox) -> str:
    box = parse(f"sintesis@{domain}")
    return box.domain if box else sender.domain


def _headers(
    digest: Digest, envelope: _Envelope, *, sent_at: datetime, domain: str
) -> Mapping[str, str]:
    """Every header but the addresses."""
    edition = "".join(each for each in digest.id if each.isascii() and each.isalnum())
    unique = computed_id(digest.id, digest.cover.municipality)
    return {
        "Subject": harmless(digest.subject)[:SUBJECT_ROOM].strip(),
        "Date": format_datetime(sent_at),
        "Message-ID": f"<{edition[:32]}.{unique[:12]}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<sintesis.{domain}>",
        "List-Unsubscribe": f"<mailto:{envelope.sender.address}?subject=Baja>",
        "Content-Language": "es-MX",
    }


def _message(headers: Mapping[str, str], envelope: _Envelope, bodies: _Bodies) -> bytes:
    """The bytes; without names, and then with a bare subject, if something comes back changed."""
    bare = {**headers, "Subject": BARE_SUBJECT}
    for said, named in ((headers, True), (headers, False), (bare, False)):
        senders = _addresses([envelope.sender], named=named)
        shown = _addresses(envelope.shown, named=named)
        try:
            message = _written(bodies)
            _address(message, said, senders=senders, shown=shown)
            written = message.as_bytes(policy=SMTP)
        except (MessageError, ValueError, LookupError):
            continue
        if _says(written, said, senders=senders, shown=shown) and _carries(written, bodies):
            return written
    raise DeliveryError(
        f"correo {headers['Message-ID']}: sus encabezados no vuelven como se escribieron; "
        "no se envía. Revise profile.municipality, profile.recipients y mail.sender"
    )


def _addresses(boxes: Sequence[Mailbox], *, named: bool) -> tuple[Address, ...]:
    return tuple(
        box.header() if named else Address(username=box.local, domain=box.domain) for box in boxes
    )


def _bodies(message_id: str, *, html: str, text: str, charts: Sequence[Chart]) -> _Bodies:
    """The page calls each picture by its Content-ID, where a file would call it by its name."""
    images = {f"{each.id}.{message_id[1:-1]}": each for each in charts}
    for content_id, chart in images.items():
        html = html.replace(f'src="{chart.file}"', f'src="cid:{content_id}"')
    return _Bodies(html=html, text=text, images=images, boundary=computed_id(message_id))


def _written(bodies: _Bodies) -> EmailMessage:
    """Text, or else the page with its pictures: what every mail program reads."""
    message = EmailMessage(policy=SMTP)
    message.set_content(bodies.text, cte="quoted-printable")
    message.add_alternative(bodies.html, subtype="html", cte="quoted-printable")
    page = message.get_payload(1)
    assert isinstance(page, EmailMessage)
    for content_id, chart in bodies.images.items():
        page.add_related(
            chart.png,
            "image",
            "png",
            cid=f"<{content_id}>",
            disposition="inline",
            filename=f"{chart.id}.png",
        )
    if bodies.images:
        page.set_boundary(f"=_{bodies.boundary}_")
    message.set_boundary(f"=_{bodies.boundary}")
    return message


def _address(
    message: EmailMessage,
    headers: Mapping[str, str],
    *,
    senders: tuple[Address, ...],
    shown: tuple[Address, ...],
) -> None:
    message["From"] = senders
    message["To"] = shown or HIDDEN
    for name, value in headers.items():
        message[name] = value


def _says(
    written: bytes,
    headers: Mapping[str, str],
    *,
    senders: tuple[Address, ...],
    shown: tuple[Address, ...],
) -> bool:
    """Read back, the message has our headers, each once, as they were meant."""
    read = message_from_bytes(written, policy=SMTP)
    names = ["From", "To", *headers, "MIME-Version", "Content-Type"]
    if sorted(read.keys()) != sorted(names) or read.defects:
        return False
    if tuple(read["From"].addresses) != senders or tuple(read["To"].addresses) != shown:
        return False
    return all(str(read[name]).strip() == value for name, value in headers.items())


def _carries(written: bytes, bodies: _Bodies) -> bool:
    """Read back, it has the text, the page, and every picture that the page calls."""
    read = message_from_bytes(written, policy=SMTP)
    leaves = [part for part in read.walk() if not part.is_multipart()]
    kinds = ["text/plain", "text/html", *("image/png" for _ in bodies.images)]
    if [part.get_content_type() for part in leaves] != kinds:
        return False
    carried = {str(part["Content-ID"]): part.get_payload(decode=True) for part in leaves[2:]}
    return carried == {f"<{key}>": chart.png for key, chart in bodies.images.items()}
