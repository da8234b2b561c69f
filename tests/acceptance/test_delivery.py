"""A digest of 200 clippings reaches a mail server that has a bad morning, once."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from monitor.config import MailServer
from monitor.local import tick
from monitor.pipeline import Pipeline
from tests.conftest import FEED, NOW, POSTS


class BadMorning:
    """Answers 451 twice, then closes the connection after DATA, then accepts."""

    def __init__(self) -> None:
        self.attempts = 0
        self.seen: list[str] = []  # Message-ID of every message that was transferred whole
        self.kept: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its library names it
        self.attempts += 1
        if self.attempts <= 2:
            return "451 4.3.0 intente más tarde"
        self.seen.append(message_from_bytes(envelope.content)["Message-ID"])
        if self.attempts == 3:
            server.transport.abort()
            return "250 2.0.0 nadie leerá esto"
        self.kept.append(envelope.content)
        return "250 2.0.0 recibido"


@pytest.fixture
def relay():
    handler = BadMorning()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(
        handler, hostname="127.0.0.1", port=handler.port, data_size_limit=50_000_000
    )
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def pipeline(config, archive, web, folder, relay, rss):
    server = MailServer(
        host="127.0.0.1", port=relay.port, security="none", sender="Síntesis <s@xaltepec.test>"
    )
    web.pages[FEED] = rss()
    web.pages[POSTS] = rss(
        *(
            {
                "guid": f"p{number}",
                "title": f"Vecina {number}",
                "description": f"En Xaltepec seguimos sin agua en la calle {number}, y van "
                f"{number + 2} días que nadie contesta el teléfono {number * 7919}.",
                "pubDate": "Fri, 21 Aug 2026 06:00:00 -0600",
            }
            for number in range(200)
        )
    )
    config = type(config).model_validate(config.model_dump() | {"mail": server})
    return Pipeline(config=config, archive=archive, fetch=web, folder=folder)


def test_two_451_a_lost_answer_and_then_accepted(pipeline, relay):
    moment = NOW
    for _ in range(8):
        tick(pipeline, clock=lambda now=moment: now)
        (mail,) = pipeline.archive.mails()
        if mail.done_at:
            break
        assert mail.reason
        moment = mail.retry_at + timedelta(seconds=1)
    assert pipeline.archive.counts().clippings == 200
    assert relay.attempts == 4
    assert len(relay.kept) == 1
    assert len(set(relay.seen)) == 1  # the message whose fate was unknown went with the same id
    assert mail.done_at
    tick(pipeline, clock=lambda: moment + timedelta(hours=1))
    assert relay.attempts == 4


def test_a_server_that_is_down_is_tried_ever_later(pipeline, relay, config):
    closed = MailServer(host="127.0.0.1", port=1, security="none", sender="s@xaltepec.test")
    pipeline = Pipeline(
        config=type(config).model_validate(config.model_dump() | {"mail": closed}),
        archive=pipeline.archive,
        fetch=pipeline.fetch,
        folder=pipeline.folder,
    )
    waits, moment = [], NOW
    for _ in range(4):
        tick(pipeline, clock=lambda now=moment: now, steps=None)
        (mail,) = pipeline.archive.mails()
        waits.append(mail.retry_at - moment)
        moment = mail.retry_at
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    assert not mail.unsure
