"""One conversation with the relay: what became of each recipient, before a deadline, in words."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from socket import SHUT_RDWR, create_connection, socket
from threading import Timer
from time import monotonic

from monitor.config import MailServer
from monitor.model import Mail
from monitor.refusals import refusal
from reports.addresses import Mailbox, parse
from reports.words import clean

CONNECT = 15.0  # seconds for each address of the relay
LATE = "se agotó el tiempo"
ANSWER_ROOM = 200  # characters of a server's answer that we repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one try. Who is neither accepted nor refused still waits."""

    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)  # for good, with the reason
    postponed: str | None = None  # why somebody still waits
    unsure: bool = False  # all was sent and no answer came: it may have arrived


class _Postponed(Exception):
    """Not now: the reason in words."""

    def __init__(self, reason: str, *, unsure: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.unsure = unsure


@dataclass(slots=True)
class _Conversation:
    """The open line, and what the server has said of each recipient so far."""

    smtp: smtplib.SMTP
    server: MailServer
    ends: float
    password: str | None = field(repr=False)
    taken: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    later: str | None = None


def send(mail: Mail, server: MailServer, *, password: str | None, deadline: timedelta) -> Delivery:
    """Send it once. No failure of the relay or of the network is an exception here."""
    boxes = {written: parse(written) for written in mail.recipients}
    refused = {who: "no es una dirección de correo" for who, box in boxes.items() if box is None}
    known = {who: box for who, box in boxes.items() if box}
    if not known:
        return Delivery(refused=refused)
    ends = monotonic() + deadline.total_seconds()
    # Our greeting names the sender's domain: the name of this machine is nobody's business.
    smtp = smtplib.SMTP(local_hostname=mail.sender.rpartition("@")[2])
    talk = _Conversation(smtp=smtp, server=server, ends=ends, password=password, refused=refused)
    try:
        with _cut_at(talk):
            _converse(talk, mail, known)
    except _Postponed as why:
        return Delivery(refused=talk.refused, postponed=why.reason, unsure=why.unsure)
    return Delivery(accepted=tuple(talk.taken), refused=talk.refused, postponed=talk.later)


@contextmanager
def _cut_at(talk: _Conversation) -> Iterator[None]:
    """A server that drips an answer resets every timeout of a read, but not this one."""
    timer = Timer(max(0.0, talk.ends - monotonic()), _cut, args=(talk.smtp,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with suppress(OSError):
            talk.smtp.close()


def _cut(smtp: smtplib.SMTP) -> None:
    """Shut the socket itself: an SSLSocket would first forget that it is encrypted."""
    with suppress(OSError):
        if smtp.sock is not None:
            socket.shutdown(smtp.sock, SHUT_RDWR)


def _converse(talk: _Conversation, mail: Mail, known: Mapping[str, Mailbox]) -> None:
    with _explained(talk, f"no se pudo conectar con {talk.server.host}:{talk.server.port}"):
        _connect(talk)
    with _explained(talk, "el servidor de correo no acepta la sesión"):
        _greet(talk)
    with _explained(talk, "se cortó la conversación con el servidor de correo"):
        _offer(talk, mail, known)
        if talk.taken:
            _hand_over(talk, mail)


@contextmanager
def _explained(talk: _Conversation, what: str) -> Iterator[None]:
    """A failure of the line, as a reason to try later; what the server said, without secrets."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        reason = _answer(talk, what, error.smtp_code, error.smtp_error)
        raise _Postponed(f"{what}: {LATE}" if _is_late(talk) else reason) from None
    except smtplib.SMTPNotSupportedError:
        raise _Postponed(f"{what}: no ofrece la autenticación que se pide") from None
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise _Postponed(f"{what}: {_cause(talk, error)}") from None


def _is_late(talk: _Conversation) -> bool:
    return monotonic() >= talk.ends


def _cause(talk: _Conversation, error: Exception) -> str:
    if _is_late(talk):
        return LATE
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"su certificado no es válido ({clean(error.verify_message)})"
    if isinstance(error, UnicodeError):
        return "el usuario o la contraseña tienen letras que no se pueden enviar"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "el servidor cerró la conexión"
    return clean(refusal(error) or type(error).__name__)


def _answer(talk: _Conversation, what: str, code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if talk.password:
        words = words.replace(talk.password, "•••")
    return clean(f"{what}: {code} {words}")[:ANSWER_ROOM]


def _connect(talk: _Conversation) -> None:
    """Open the line and hear the server's first word.

    smtplib would read it before anybody else could cut the line, and forgets the host's name.
    """
    smtp, server = talk.smtp, talk.server
    smtp.sock = create_connection((server.host, server.port), min(CONNECT, _left(talk)))
    smtp.sock.settimeout(_left(talk))
    if server.security == "tls":
        _encrypt(talk)
    code, said = smtp.getreply()
    if code != 220:
        raise smtplib.SMTPConnectError(code, said)


def _left(talk: _Conversation) -> float:
    left = talk.ends - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _encrypt(talk: _Conversation) -> None:
    """TLS with the server's certificate verified; what it said in clear is forgotten."""
    smtp = talk.smtp
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected
    context = ssl.create_default_context()
    smtp.sock = context.wrap_socket(smtp.sock, server_hostname=talk.server.host)
    smtp.file = None
    smtp.ehlo_resp = smtp.helo_resp = None
    smtp.esmtp_features = {}
    smtp.does_esmtp = False


def _greet(talk: _Conversation) -> None:
    smtp, server = talk.smtp, talk.server
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not smtp.has_extn("starttls"):
            raise _Postponed("el servidor no ofrece STARTTLS: no se envía sin cifrar")
        code, said = smtp.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, said)
        _encrypt(talk)
        smtp.ehlo()
    if server.user is not None:
        _log_in(talk, server.user)


def _log_in(talk: _Conversation, user: str) -> None:
    if talk.password is None:
        raise _Postponed("falta la contraseña del correo: defina SINTESIS_SMTP_PASSWORD")
    if talk.server.security == "none" and not _is_here(talk.server.host):
        raise _Postponed("no se manda la contraseña sin cifrar: use mail.security starttls o tls")
    talk.smtp.login(user, talk.password)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _offer(talk: _Conversation, mail: Mail, known: Mapping[str, Mailbox]) -> None:
    """Name the sender and each recipient, and keep what is said of each."""
    wide = talk.smtp.has_extn("smtputf8")
    for who, box in known.items():
        if not box.plain and not wide:
            talk.refused[who] = "el servidor no admite direcciones con acentos o ñ (SMTPUTF8)"
    waiting = {who: box for who, box in known.items() if who not in talk.refused}
    if not waiting:
        return
    if wide and not all(box.plain for box in waiting.values()):
        talk.smtp.command_encoding = "utf-8"
    code, said = talk.smtp.mail(mail.sender, _options(talk, mail))
    if not _agrees(code):
        _not_taken(talk, tuple(waiting), _answer(talk, "remitente", code, said), code)
        return
    for who, box in waiting.items():
        code, said = talk.smtp.rcpt(box.address)
        if not _agrees(code):
            _not_taken(talk, (who,), _answer(talk, "destinatario", code, said), code)
        else:
            talk.taken.append(who)


def _options(talk: _Conversation, mail: Mail) -> list[str]:
    size = [f"SIZE={len(mail.message)}"] if talk.smtp.has_extn("size") else []
    return [*size, "SMTPUTF8"] if talk.smtp.command_encoding == "utf-8" else size


def _agrees(code: int) -> bool:
    return 200 <= code < 300


def _not_taken(talk: _Conversation, who: tuple[str, ...], reason: str, code: int) -> None:
    """5xx is for good; 4xx is for later; 421, or no code of SMTP, ends the conversation."""
    if code == 421 or not 400 <= code < 600:
        raise _Postponed(reason)
    if code >= 500:
        talk.refused.update(dict.fromkeys(who, reason))
    else:
        talk.later = reason


def _hand_over(talk: _Conversation, mail: Mail) -> None:
    code, said = talk.smtp.docmd("DATA")
    if code != 354:
        _reject(talk, code, said)
        return
    talk.smtp.send(_dotted(mail.message))
    code, said = _verdict(talk)
    if not _agrees(code):
        _reject(talk, code, said)
        return
    with suppress(smtplib.SMTPException, OSError):
        talk.smtp.quit()


def _reject(talk: _Conversation, code: int, said: bytes) -> None:
    """The message itself was not taken, so none of those that it was for has it."""
    taken, talk.taken = tuple(talk.taken), []
    _not_taken(talk, taken, _answer(talk, "mensaje", code, said), code)


def _verdict(talk: _Conversation) -> tuple[int, bytes]:
    """The answer to the whole message: without it nobody knows whether the message arrived."""
    try:
        code, said = talk.smtp.getreply()
        if not 200 <= code < 600:  # the line was cut in the middle of the answer
            raise smtplib.SMTPServerDisconnected
        return code, said
    except (smtplib.SMTPException, OSError) as error:
        talk.taken.clear()
        raise _Postponed(
            f"el mensaje salió completo y no hubo respuesta: {_cause(talk, error)}",
            unsure=True,
        ) from None


def _dotted(message: bytes) -> bytes:
    """As DATA wants it: CRLF, a dot doubled at the start of a line, and the dot that ends it."""
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    doubled = (b"." + line if line.startswith(b".") else line for line in lines)
    return b"\r\n".join(doubled) + b"\r\n.\r\n"
