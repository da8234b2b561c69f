"""A real IMAP server on loopback, in a thread, with one mailbox: for the tests of what reads it."""

from __future__ import annotations

import asyncio
import imaplib
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

from monitor.fetch.mailbox import Account

USER, PASSWORD = "enlace@xaltepec.test", "una clave larga"


@dataclass
class Mailroom:
    """The server's loop, and the ways to put letters into its mailbox."""

    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _ready: threading.Event = field(default_factory=threading.Event)

    @property
    def account(self) -> Account:
        return Account(host="127.0.0.1", port=self.port, security="none", user=USER)

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A mail program of the office's, which sees and does everything."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, *letters: bytes, at: datetime | None = None, folder: str = "INBOX") -> None:
        with self.client() as client:
            for letter in letters:
                hour = imaplib.Time2Internaldate(at or datetime.now(UTC))
                told, _ = client.append(folder, None, hour, letter)
                assert told == "OK"

    def flags(self) -> list[bytes]:
        """What is marked on each letter; a letter that went away has no line."""
        with self.client() as client:
            client.select("INBOX", readonly=True)
            return [line for line in client.fetch("1:*", "(FLAGS)")[1] if line]

    def empty(self) -> None:
        with self.client() as client:
            client.select("INBOX")
            client.store("1:*", "+FLAGS", "\\Deleted")
            client.expunge()

    def run(self, certificate: tuple[Path, Path] | None, encrypted: bool) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(certificate, encrypted))

    async def _serve(self, certificate: tuple[Path, Path] | None, encrypted: bool) -> None:
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
        given = Namespace(
            host="127.0.0.1", port="0", debug=False, cert=None, key=None, tls=certificate,
            demo_data=False, demo_user=USER, demo_password=PASSWORD, proxy_protocol=None,
            passlib_cfg=None,
        )  # fmt: skip
        backend, config = await DictBackend.init(
            given, ssl_context=context, hash_context=BuiltinHash(rounds=1)
        )
        config.apply_context()
        answer = ProxyProtocolReader(config.proxy_protocol).get_callback(
            IMAPServer(backend.login, config)
        )
        server = await asyncio.start_server(
            answer, "127.0.0.1", 0, ssl=context if encrypted else None
        )
        self._over = asyncio.Event()
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._over.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


@contextmanager
def open_mailroom(
    certificate: tuple[Path, Path] | None = None, *, encrypted: bool = False
) -> Iterator[Mailroom]:
    room = Mailroom()
    thread = threading.Thread(target=room.run, args=(certificate, encrypted), daemon=True)
    thread.start()
    assert room._ready.wait(10)
    try:
        yield room
    finally:
        room._loop.call_soon_threadsafe(room._over.set)
        thread.join(10)
        room._loop.close()
