"""A mailbox on loopback: an SMTP server that keeps each message once, as a file."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
_LIMIT = 64 * 1024 * 1024  # bytes of a message


class MailSink:
    """Receives mail while the context lasts; a repeated Message-ID is accepted and kept once.

    `reply(attempt)` may answer for us to the n-th message (1, 2, …): a string such as
    "451 intente más tarde" refuses it, None accepts it.
    """

    def __init__(
        self,
        mailbox: Path,
        *,
        port: int = 0,
        reply: Callable[[int], str | None] | None = None,
    ) -> None:
        self.mailbox = mailbox
        self.repeats = 0
        self.attempts = 0
        self._reply = reply
        self._kept: dict[str, Path] = {}
        self._controller = Controller(
            self, hostname=HOST, port=port or _free_port(), data_size_limit=_LIMIT
        )

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self._controller.port

    @property
    def messages(self) -> tuple[Path, ...]:
        """The files of the mailbox, in the order of arrival."""
        return tuple(self._kept.values())

    def __enter__(self) -> Self:
        self.mailbox.mkdir(parents=True, exist_ok=True)
        self._kept = {_message_id(file.read_bytes()): file for file in _files(self.mailbox)}
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.attempts += 1
        if self._reply and (refusal := self._reply(self.attempts)):
            return refusal
        self._keep(bytes(envelope.original_content or b""))
        return "250 Recibido"

    def _keep(self, message: bytes) -> None:
        message_id = _message_id(message)
        if message_id in self._kept:
            self.repeats += 1
            return
        number = max((int(file.name[:3]) for file in self._kept.values()), default=0) + 1
        file = self.mailbox / f"{number:03}-{_safe(message_id)}.eml"
        file.write_bytes(message)
        self._kept[message_id] = file


def _files(mailbox: Path) -> list[Path]:
    return sorted(mailbox.glob("[0-9][0-9][0-9]-*.eml"))


def _message_id(message: bytes) -> str:
    """As its header says; of a message without one, a hash of it."""
    stated = message_from_bytes(message, policy=default).get("Message-ID")
    return str(stated).strip() if stated else sha256(message).hexdigest()[:20]


def _safe(message_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9._@-]", "", message_id)[:120] or "sin-identificador"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
