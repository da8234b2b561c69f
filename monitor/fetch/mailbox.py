"""The door to a mailbox (IMAP): what arrived after what was read, and nothing is marked or moved.

Its host is the operator's own, so an inner one is allowed. Whoever reads another kind of mail
(a newsletter) opens the same door with another `Account`.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from threading import Timer
from time import monotonic
from typing import Final

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, LoginError

from monitor.decoding import tidy
from monitor.errors import Blocked, FetchError, NotFound, TooLarge, Unreachable
from monitor.refusals import refusal

CONNECT: Final = 15.0  # seconds for each address of the server
EXCHANGE: Final = timedelta(seconds=60)  # a question and its answer, beside what a message weighs
RUN: Final = timedelta(minutes=5)  # what was not read by then is read by the next run
SLOWEST: Final = 32_000  # bytes a second: a message that comes slower is given up
MESSAGE_ROOM: Final = 10_000_000  # bytes; of one that weighs more, only its beginning is read
HEAD_ROOM: Final = 64_000
LITERAL_ROOM: Final = MESSAGE_ROOM + 1_000_000
MESSAGES: Final = 200  # a run
ANSWER_ROOM: Final = 200  # characters of a server's answer that we repeat
BATCH: Final = 50  # messages whose weight is asked at once

BROKEN: Final = (
    imaplib.IMAP4.error,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)

_WEIGHT, _HOUR = b"RFC822.SIZE", b"INTERNALDATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A folder of a mailbox, and how it is reached."""

    host: str
    port: int = 993
    security: str = "tls"  # "tls", "starttls" or, on this machine only, "none"
    user: str
    folder: str = "INBOX"

    @property
    def address(self) -> str:
        scheme = "imaps" if self.security == "tls" else "imap"
        return f"{scheme}://{self.user}@{self.host}:{self.port}/{self.folder}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as the server keeps it."""

    uid: int  # grows with each that arrives, while the folder's `validity` is the same
    received_at: datetime | None
    size: int
    content: bytes  # only its beginning when it is not whole
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An open folder. To be had from `open_mailbox`."""

    account: Account
    validity: int  # uids of another validity mean other messages
    _talk: _Talk = field(repr=False)

    def fetch(
        self, after: int | None, *, since: date, limit: int = MESSAGES, sender: str = ""
    ) -> Iterator[Message]:
        """What arrived after that uid (None: since that day), the first first, one at a time.

        With `sender`, only what says that it is of an address with those letters.

        Raises:
            FetchError: the line broke; whatever was given before it stands.
        """
        ends = monotonic() + RUN.total_seconds()
        uids = self._uids(after, since=since, sender=sender)[:limit]
        for start in range(0, len(uids), BATCH):
            weights = self._weights(uids[start : start + BATCH])
            for uid in uids[start : start + BATCH]:
                if monotonic() >= ends:
                    return
                # One that somebody deletes meanwhile is not there any more.
                if uid in weights and (message := self._message(uid, weights[uid])):
                    yield message

    def _uids(self, after: int | None, *, since: date, sender: str) -> list[int]:
        # "n:*" is also the last one when all are below n.
        asked: list[str | date] = ["SINCE", since] if after is None else ["UID", f"{after + 1}:*"]
        asked += ["FROM", sender] if sender.isascii() and sender else []
        with self._talk.exchange():
            found = self._talk.client.search(asked)
        return sorted({int(uid) for uid in found if uid > (after or 0)})

    def _weights(self, uids: list[int]) -> dict[int, Mapping[bytes, object]]:
        with self._talk.exchange():
            found: dict[int, Mapping[bytes, object]] = self._talk.client.fetch(
                uids, [_WEIGHT, _HOUR]
            )
        return found

    def _message(self, uid: int, known: Mapping[bytes, object]) -> Message | None:
        size = _number(known.get(_WEIGHT))
        whole = size <= MESSAGE_ROOM
        room = MESSAGE_ROOM if whole else HEAD_ROOM
        with self._talk.exchange(min(size, room)):
            found = self._talk.client.fetch([uid], [f"BODY.PEEK[]<0.{room}>".encode()])
        told = found.get(uid, {})
        content = told.get(b"BODY[]<0>", told.get(b"BODY[]"))
        if not isinstance(content, bytes):
            return None
        return Message(
            uid=uid,
            received_at=_moment(known.get(_HOUR)),
            size=max(size, len(content)),
            content=content[:room],
            whole=whole and len(content) < room,
        )


@contextmanager
def open_mailbox(
    account: Account, *, password: str | None, deadline: timedelta = EXCHANGE
) -> Iterator[Mailbox]:
    """Open it to look, never to change; it is closed afterwards.

    Raises:
        Blocked: the server does not take the user or the password, or we would not send it.
        NotFound: there is no such folder.
        Unreachable: it does not answer, or not in time, or its certificate is not valid.
    """
    talk = _Talk(account=account, password=password, deadline=deadline)
    try:
        with talk.exchange():
            talk.open()
        with talk.exchange():
            validity = talk.examine()
        yield Mailbox(account=account, validity=validity, _talk=talk)
    finally:
        talk.close()


@dataclass(slots=True, kw_only=True)
class _Talk:
    """The line, which is cut when an exchange takes too long, and how its failures are told."""

    account: Account
    password: str | None = field(repr=False)
    deadline: timedelta
    ends: float = 0.0
    line: socket.socket | None = None
    opened: IMAPClient | None = None

    @property
    def client(self) -> IMAPClient:
        if self.opened is None:
            raise imaplib.IMAP4.abort("closed")
        return self.opened

    @contextmanager
    def exchange(self, weight: int = 0) -> Iterator[None]:
        """A server that drips its answer resets every timeout of a read, but not this one."""
        given = self.deadline.total_seconds() + weight / SLOWEST
        self.ends = monotonic() + given
        timer = Timer(given, self.cut)
        timer.daemon = True
        timer.start()
        try:
            if self.line is not None:
                self.line.settimeout(given)
            yield
        except FetchError:
            raise
        # What a server may answer is without end, and so is what its readers raise on it.
        except BROKEN as error:
            raise self._told(error) from None
        finally:
            timer.cancel()

    def cut(self) -> None:
        with suppress(OSError):
            if self.line is not None:
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)

    def open(self) -> None:
        self._refuse_in_clear()
        self.opened = _Client(self)
        self.opened.normalise_times = False  # hours with their zone, not those of this machine
        if self.account.security == "starttls":
            self.opened.starttls(self)
        self._log_in(self.account.user, self.password or "")

    def _log_in(self, user: str, password: str) -> None:
        if (user + password).isascii():
            self.client.login(user, password)
            return
        # LOGIN knows no other letters; PLAIN is UTF-8.
        self.client.sasl_login("PLAIN", lambda _: f"\0{user}\0{password}".encode())

    def _refuse_in_clear(self) -> None:
        if not self.password:
            raise self._blocked("falta su contraseña")
        if self.account.security == "none" and not _is_here(self.account.host):
            raise self._blocked("no se manda la contraseña sin cifrar: use security tls o starttls")

    def examine(self) -> int:
        try:
            told = self.client.select_folder(self.account.folder, readonly=True)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            words = f"no se puede abrir la carpeta «{self.account.folder}» ({self._said(error)})"
            raise NotFound(self.account.address, words) from None
        return _number(told.get(b"UIDVALIDITY"))

    def close(self) -> None:
        """Take leave, if there is still somebody to take leave of."""
        with suppress(FetchError), self.exchange():
            if self.opened is not None:
                self.opened.logout()
        self.cut()
        with suppress(OSError):
            if self.opened is not None:
                self.opened.shutdown()  # with what it had buffered
        with suppress(OSError):
            if self.line is not None:
                self.line.close()

    def dial(self) -> socket.socket:
        """The line, encrypted where the account asks so from the first word on."""
        self.line = socket.create_connection(
            (self.account.host, self.account.port), timeout=min(CONNECT, self._left())
        )
        self.line.settimeout(self._left())
        return self.wrap_socket(self.line) if self.account.security == "tls" else self.line

    def wrap_socket(self, line: socket.socket, server_hostname: str = "") -> ssl.SSLSocket:
        """Encrypt it, the certificate verified; what stands here for an SSLContext.

        The handshake comes after the line is known, so that it too can be cut.
        """
        context = ssl.create_default_context()
        encrypted = context.wrap_socket(
            line, server_hostname=self.account.host, do_handshake_on_connect=False
        )
        self.line = encrypted
        encrypted.do_handshake()
        return encrypted

    def _left(self) -> float:
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _told(self, error: Exception) -> FetchError:
        address = self.account.address
        if isinstance(error, LoginError) and not self._is_late:
            return self._blocked(f"no acepta el usuario o la contraseña ({self._said(error)})")
        return Unreachable(address, f"no se pudo leer el buzón: {self._cause(error)}")

    def _blocked(self, why: str) -> Blocked:
        return Blocked(self.account.address, why)

    @property
    def _is_late(self) -> bool:
        return monotonic() >= self.ends

    def _cause(self, error: Exception) -> str:
        if self._is_late or isinstance(error, TimeoutError):
            return "se agotó el tiempo"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"su certificado no es válido ({tidy(error.verify_message)})"
        if isinstance(error, CapabilityError):
            return "el servidor no ofrece cifrado (STARTTLS): no se lee sin él"
        if isinstance(error, OSError):
            return tidy(refusal(error) or type(error).__name__)
        return f"el servidor no contesta como se espera ({self._said(error)})"

    def _said(self, error: Exception) -> str:
        given = error.args[0] if error.args else ""
        words = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(error)
        if self.password:
            words = words.replace(self.password, "•••")
        return tidy(words.replace("\n", " "))[:ANSWER_ROOM]


class _Client(IMAPClient):  # type: ignore[misc]
    """The library's client on a line of ours: its own can neither be cut nor weighed."""

    def __init__(self, talk: _Talk) -> None:
        self._talk = talk
        super().__init__(
            talk.account.host, port=talk.account.port, ssl=talk.account.security == "tls"
        )

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the library's name
        return _Line(self._talk)

    def _set_read_timeout(self) -> None:
        """The line has its own."""


class _Line(imaplib.IMAP4):
    def __init__(self, talk: _Talk) -> None:
        self._talk = talk
        super().__init__(talk.account.host, talk.account.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._talk.dial()

    def read(self, size: int) -> bytes:
        if size > LITERAL_ROOM:
            address = self._talk.account.address
            raise TooLarge(address, "el servidor de correo manda más de lo que se admite")
        return super().read(size)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _moment(value: object) -> datetime | None:
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else None
