"""A mailbox on loopback that speaks IMAP: where the fictional offices answer."""

from __future__ import annotations

import asyncio
import imaplib
import threading
from argparse import Namespace
from datetime import datetime
from types import TracebackType
from typing import Final, Self

HOST: Final = "127.0.0.1"
USER: Final = "respuestas@xaltepec.example"
PASSWORD: Final = "sin-secreto"  # noqa: S105 - of a mailbox that only lives here
_PATIENCE: Final = 10.0  # seconds


class Mailroom:
    """Receives answers while the context lasts, and shows them to whoever opens the mailbox."""

    def __init__(self) -> None:
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="buzon-imap", daemon=True)

    def deliver(self, message: bytes, *, at: datetime, folder: str = "INBOX") -> None:
        """Put a message into the mailbox, arrived then."""
        with self._visit() as client:
            client.append(folder, "", imaplib.Time2Internaldate(at), message)

    def create(self, folder: str) -> None:
        """Another folder, beside the first."""
        with self._visit() as client:
            client.create(folder)

    def _visit(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(HOST, self.port, timeout=_PATIENCE)
        client.login(USER, PASSWORD)
        return client

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        from proxyprotocol.reader import ProxyProtocolReader
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPServer
        from pysasl.hashing import BuiltinHash

        settings = Namespace(
            host=HOST,
            port="0",
            debug=False,
            cert=None,
            key=None,
            tls=None,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
            proxy_protocol=None,
            passlib_cfg=None,
        )
        backend, config = await DictBackend.init(settings, hash_context=BuiltinHash(rounds=1))
        config.apply_context()
        reader = ProxyProtocolReader(config.proxy_protocol)
        answer = reader.get_callback(IMAPServer(backend.login, config))
        server = await asyncio.start_server(answer, HOST, 0)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._over.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_PATIENCE):
            raise TimeoutError("the mailbox of the demo did not open")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_PATIENCE)
        self._loop.close()
