"""Relays on loopback that answer as told, and a certificate made for the occasion."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from monitor.config import MailServer
from monitor.model import Mail
from reports import digest, mail, render
from tests.reports import press
from tests.reports.looking import asked, browser, show  # noqa: F401 - fixtures of this folder

SENT = datetime(2026, 11, 23, 13, 4, tzinfo=UTC)


class Relay:
    """What a server answers to RCPT (by address) and to DATA (one after the other)."""

    def __init__(self) -> None:
        self.recipients: dict[str, str] = {}
        self.data: list[str] = []
        self.hang_up_after: set[int] = set()  # tries whose answer to DATA is lost
        self.pause = 0.0  # seconds before the answer to DATA
        self.tries = 0
        self.received: list[tuple[list[str], bytes]] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tries += 1
        await asyncio.sleep(self.pause)
        if self.tries in self.hang_up_after:
            assert server.transport is not None
            server.transport.abort()
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.received.append((list(envelope.rcpt_tos), envelope.content))
        return answer

    def server(self, **changes: object) -> MailServer:
        values = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": "none",
            "sender": "Síntesis informativa <sintesis@sanjacinto.example>",
        }
        return MailServer.model_validate(values | changes)


def free_port() -> int:
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return int(each.getsockname()[1])


@pytest.fixture
def start_relay() -> Iterator[Callable[..., Relay]]:
    with ExitStack() as stack:

        def start(**settings: object) -> Relay:
            relay = Relay()
            relay.port = free_port()
            controller = Controller(relay, hostname="127.0.0.1", port=relay.port, **settings)
            controller.start()
            stack.callback(controller.stop)
            return relay

        yield start


@pytest.fixture
def relay(start_relay: Callable[..., Relay]) -> Relay:
    return start_relay()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `localhost` and its key, valid for a day."""
    program = shutil.which("openssl")
    if program is None:
        message = "falta el programa openssl: no se puede probar TLS"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    options = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([program, *options.split(), *names, *files], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def compose() -> Callable[..., Mail]:
    """A mail of the sample digest, or of another one."""

    def composed(
        *recipients: str,
        built: digest.Digest | None = None,
        sent_at: datetime = SENT,
        **changes: str,
    ) -> Mail:
        found = built or digest.build(press.sample_edition(), press.config())
        sender = changes.get("sender", "Síntesis informativa <sintesis@sanjacinto.example>")
        return mail.compose(
            mail.heading_of(found),
            content=mail.Content(
                text=changes.get("text") or render.text(found),
                html=changes.get("html") or render.html(found),
            ),
            addressees=mail.Addressees(
                sender=sender, to=recipients or ("Dirección <direccion@sanjacinto.example>",)
            ),
            sent_at=sent_at,
            domain=changes.get("domain", "sanjacinto.example"),
        )

    return composed
