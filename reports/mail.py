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

__all__ = [
    "Addressees",
    "Attachment",
    "Content",
    "Delivery",
    "Heading",
    "Thread",
    "compose",
    "correspond",
    "heading_of",
    "send",
]

SUBJECT_ROOM = 150
BARE_SUBJECT = "Sintesis informativa"
ENCODING = "Content-Transfer-Encoding"
PICTURE = '<img class="chart"'  # before the first, whatever looks like a picture is said by others
HIDDEN = "Destinatarios:;"  # a group without members, when no address may be written


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Of which edition a mail is, and how it calls itself."""

    edition_id: str
    subject: str
    municipality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Of which correspondence a mail is: its own name, whom it continues, where answers go."""

    id: str  # "2026-00012.card.1"
    follows: str | None  # the name of the mail that it continues
    subject: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    name: str
    content: bytes
    kind: str  # "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a mail says: text always; the page, its pictures within it, and files beside it."""

    text: str
    html: str | None = None
    charts: tuple[Chart, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Who sends it, and to whom: those of `bcc` are in no header."""

    sender: str
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    list_id: str = ""  # "" for the recipients of the profile
    leave: str = ""  # the address, a mailto, that lets a recipient go; "": the sender's own


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    sender: Mailbox
    to: tuple[Mailbox, ...]  # of the recipients, those whom a header may name
    cc: tuple[Mailbox, ...]
    recipients: tuple[str, ...]
    list_id: str
    leave: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The headers of one try to write them."""

    plain: Mapping[str, str]
    addresses: Mapping[str, tuple[Address, ...]]


def heading_of(digest: Digest) -> Heading:
    return Heading(
        edition_id=digest.id, subject=digest.subject, municipality=digest.cover.municipality
    )


def compose(
    heading: Heading,
    *,
    content: Content,
    addressees: Addressees,
    sent_at: datetime,
    domain: str,
) -> Mail:
    """One message for one list. The same arguments give the same bytes and the same Message-ID.

    What is not an address stays among the recipients, so that `send` can say that it is refused.
    """
    envelope = _envelope(addressees)
    headers = _headers(heading, envelope, sent_at=sent_at, domain=_domain(domain, envelope.sender))
    named = (envelope.list_id,) if envelope.list_id else ()
    return Mail(
        id=computed_id("digest", heading.edition_id, *named),
        message_id=headers["Message-ID"],
        sender=envelope.sender.address,
        recipients=envelope.recipients,
        message=_message(headers, envelope, content),
        list_id=envelope.list_id,
    )


def correspond(
    thread: Thread,
    *,
    content: Content,
    addressees: Addressees,
    sent_at: datetime,
    domain: str,
) -> Mail:
    """A message that expects an answer. The same arguments give the same bytes."""
    envelope = _envelope(addressees)
    known = _domain(domain, envelope.sender)
    headers = _threaded(thread, sent_at=sent_at, domain=known)
    return Mail(
        id=computed_id("letter", thread.id),
        message_id=headers["Message-ID"],
        sender=envelope.sender.address,
        recipients=envelope.recipients,
        message=_message(headers, envelope, content),
    )


def _threaded(thread: Thread, *, sent_at: datetime, domain: str) -> Mapping[str, str]:
    found = parse(thread.reply_to)
    follows = letter_id(thread.follows, domain=domain) if thread.follows else ""
    headers = {
        "Subject": harmless(thread.subject)[:SUBJECT_ROOM].strip(),
        "Date": format_datetime(sent_at),
        "Message-ID": letter_id(thread.id, domain=domain),
        "In-Reply-To": follows,
        "References": follows,
        "Reply-To": found.address if found and found.plain else "",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "es-MX",
    }
    return {name: value for name, value in headers.items() if value}


def letter_id(name: str, *, domain: str) -> str:
    """The Message-ID of a letter, by its name: whoever knows the name knows it."""
    plain = "".join(each for each in name if each.isascii() and (each.isalnum() or each in ".-"))
    return f"<{plain[:64].strip('.-')}.{computed_id(name)[:12]}@{domain}>"


def _envelope(addressees: Addressees) -> _Envelope:
    origin = parse(addressees.sender)
    if origin is None or not origin.plain:
        raise DeliveryError(
            f"mail.sender: {harmless(addressees.sender)!r} no es un remitente que se pueda usar; "
            "escriba «Nombre <cuenta@dominio>» con la cuenta sin acentos ni ñ"
        )
    everybody = (*addressees.to, *addressees.cc, *addressees.bcc)
    boxes = {each: parse(each) for each in everybody}
    to = _shown(addressees.to)
    return _Envelope(
        sender=origin,
        to=tuple(to.values()),
        cc=tuple(box for key, box in _shown(addressees.cc).items() if key not in to),
        recipients=tuple(
            dict.fromkeys(box.address if box else written for written, box in boxes.items())
        ),
        list_id=addressees.list_id,
        leave=addressees.leave or _asking(origin, addressees.list_id),
    )


def _asking(sender: Mailbox, list_id: str) -> str:
    """Where a person reads that somebody wants to leave."""
    subject = "%20".join(("Baja", *((list_id,) if list_id else ())))
    return f"mailto:{sender.address}?subject={subject}"


def _shown(written: Sequence[str]) -> dict[str, Mailbox]:
    """Those that a header may name, by address."""
    found = (parse(each) for each in written)
    return {box.address: box for box in found if box and box.plain}


def _domain(domain: str, sender: Mailbox) -> str:
    box = parse(f"sintesis@{domain}")
    return box.domain if box else sender.domain


def _headers(
    heading: Heading, envelope: _Envelope, *, sent_at: datetime, domain: str
) -> Mapping[str, str]:
    """Every header but the addresses."""
    edition = "".join(each for each in heading.edition_id if each.isascii() and each.isalnum())
    named = (envelope.list_id,) if envelope.list_id else ()
    unique = computed_id(heading.edition_id, heading.municipality, *named)
    return {
        "Subject": harmless(heading.subject)[:SUBJECT_ROOM].strip(),
        "Date": format_datetime(sent_at),
        "Message-ID": f"<{edition[:32]}.{unique[:12]}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{'.'.join((*named, 'sintesis', domain))}>",
        "List-Unsubscribe": f"<{envelope.leave}>",
        "Content-Language": "es-MX",
    }


def _message(headers: Mapping[str, str], envelope: _Envelope, content: Content) -> bytes:
    """The bytes; without names, and then with a bare subject, if something comes back changed."""
    bodies = _Bodies(content=content, message_id=headers["Message-ID"])
    bare = {**headers, "Subject": BARE_SUBJECT}
    for plain, named in ((headers, True), (headers, False), (bare, False)):
        said = _Said(plain=plain, addresses=_addresses(envelope, named=named))
        try:
            message = _written(bodies)
            _address(message, said)
            written = message.as_bytes(policy=SMTP)
        except (MessageError, ValueError, LookupError):
            continue
        if _says(written, said) and _carries(written, bodies):
            return written
    raise DeliveryError(
        f"correo {headers['Message-ID']}: sus encabezados no vuelven como se escribieron; "
        "no se envía. Revise profile.municipality, profile.recipients, lists y mail.sender"
    )


def _addresses(envelope: _Envelope, *, named: bool) -> Mapping[str, tuple[Address, ...]]:
    boxes = {"From": (envelope.sender,), "To": envelope.to, "Cc": envelope.cc}
    return {
        name: tuple(
            box.header() if named else Address(username=box.local, domain=box.domain)
            for box in found
        )
        for name, found in boxes.items()
        if found or name != "Cc"
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bodies:
    content: Content
    message_id: str

    @property
    def images(self) -> Mapping[str, Chart]:
        """The pictures of the page by Content-ID."""
        if self.content.html is None:
            return {}
        return {f"{each.id}.{self.message_id[1:-1]}": each for each in self.content.charts}

    @property
    def html(self) -> str | None:
        """The page calls each picture by its Content-ID, where a file would by its name."""
        if self.content.html is None:
            return None
        said, first, rest = self.content.html.partition(PICTURE)
        for content_id, chart in self.images.items():
            rest = rest.replace(f'src="{chart.file}"', f'src="cid:{content_id}"')
        return said + first + rest


def _written(bodies: _Bodies) -> EmailMessage:
    """Text, or else the page with its pictures: what every mail program reads; then the files."""
    message = EmailMessage(policy=SMTP)
    message.set_content(bodies.content.text, cte="quoted-printable")
    if bodies.html is not None:
        message.add_alternative(bodies.html, subtype="html", cte="quoted-printable")
        page = message.get_payload(1)
        assert isinstance(page, EmailMessage)
        for content_id, chart in bodies.images.items():
            _relate(page, chart, content_id=content_id)
    for each in bodies.content.attachments:
        _attach(message, each)
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{computed_id(bodies.message_id)}.{number}")
    return message


def _relate(page: EmailMessage, chart: Chart, *, content_id: str) -> None:
    page.add_related(
        chart.png,
        "image",
        "png",
        cid=f"<{content_id}>",
        disposition="inline",
        filename=f"{chart.id}.png",
    )


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subtype = attachment.kind.partition("/")
    charset = {"charset": "utf-8"} if kind == "text" else {}
    name = attachment.name
    message.add_attachment(attachment.content, kind, subtype, filename=name, params=charset)


def _address(message: EmailMessage, said: _Said) -> None:
    for name, found in said.addresses.items():
        message[name] = found or HIDDEN
    for name, value in said.plain.items():
        message[name] = value


def _says(written: bytes, said: _Said) -> bool:
    """Read back, the message has our headers, each once, as they were meant."""
    read = message_from_bytes(written, policy=SMTP)
    own = {"MIME-Version", "Content-Type", *(() if read.is_multipart() else (ENCODING,))}
    if sorted(read.keys()) != sorted([*said.addresses, *said.plain, *own]) or read.defects:
        return False
    if any(tuple(read[name].addresses) != found for name, found in said.addresses.items()):
        return False
    return all(str(read[name]).strip() == value for name, value in said.plain.items())


def _carries(written: bytes, bodies: _Bodies) -> bool:
    """Read back, it has the text, the page, every picture that the page calls, and the files."""
    read = message_from_bytes(written, policy=SMTP)
    leaves = [part for part in read.walk() if not part.is_multipart()]
    told = ["text/plain"] if bodies.html is None else ["text/plain", "text/html"]
    files = bodies.content.attachments
    kinds = [*told, *("image/png" for _ in bodies.images), *(each.kind for each in files)]
    if [part.get_content_type() for part in leaves] != kinds:
        return False
    wanted = [
        *((f"<{key}>", chart.png) for key, chart in bodies.images.items()),
        *((each.name, each.content) for each in files),
    ]
    carried = [
        (part.get("Content-ID") or part.get_filename(), part.get_payload(decode=True))
        for part in leaves[len(told) :]
    ]
    return carried == wanted
