"""One conversation with a relay: nobody is lost, nobody gets it twice without a mark."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from time import monotonic

import pytest
from aiosmtpd.smtp import AuthResult

from monitor.config import MailServer
from monitor.model import Mail
from reports import digest, mail
from tests.reports import press
from tests.reports.conftest import Relay, free_port

SOON = timedelta(seconds=10)
Compose = Callable[..., Mail]


def send(message: Mail, server: MailServer, *, password: str | None = None) -> mail.Delivery:
    return mail.send(message, server, password=password, deadline=SOON)


def test_it_arrives_as_it_was_composed(relay: Relay, compose: Compose) -> None:
    message = compose("Ana <ana@sanjacinto.example>", "luis@sanjacinto.example")
    delivery = send(message, relay.server())
    assert delivery == mail.Delivery(accepted=("ana@sanjacinto.example", "luis@sanjacinto.example"))
    [(recipients, content)] = relay.received
    assert recipients == ["ana@sanjacinto.example", "luis@sanjacinto.example"]
    # aiosmtpd adds headers of its own on top
    assert content.endswith(message.message)


def test_451_twice_then_a_lost_answer_then_accepted(relay: Relay, compose: Compose) -> None:
    entries = []
    for number in range(200):
        text = f"El Gobierno municipal abrió la obra número {number} en la colonia Jardines."
        piece = press.clipping(f"Abren la obra {number}", text, hours_before=number / 100)
        entries.append(press.entry(piece, press.reading(piece, "government", press.GOOD, text)))
    message = compose(built=digest.build(press.edition(*entries), press.config()))
    relay.data = ["451 intente luego", "451 intente luego"]
    relay.hang_up_after = {3}
    tries = [send(message, relay.server()) for _ in range(4)]
    assert [each.postponed is None for each in tries] == [False, False, False, True]
    assert [each.unsure for each in tries] == [False, False, True, False]
    assert tries[0].postponed == "mensaje: 451 intente luego"
    assert tries[3].accepted == message.recipients
    read = message_from_bytes(relay.received[-1][1], policy=SMTP)
    assert read["Message-ID"] == message.message_id
    text = read.get_body(("plain",))
    assert text is not None
    told = {line[2:] for line in text.get_content().splitlines()}
    assert told >= {f"Abren la obra {number}" for number in range(200)}


def test_a_refused_recipient_does_not_stop_the_others(relay: Relay, compose: Compose) -> None:
    relay.recipients = {"b@x.example": "550 no existe", "c@x.example": "452 buzón lleno"}
    delivery = send(compose("a@x.example", "b@x.example", "c@x.example"), relay.server())
    assert delivery.accepted == ("a@x.example",)
    assert dict(delivery.refused) == {"b@x.example": "destinatario: 550 no existe"}
    assert delivery.postponed == "destinatario: 452 buzón lleno"
    assert [recipients for recipients, _ in relay.received] == [["a@x.example"]]


def test_all_refused_sends_nothing(relay: Relay, compose: Compose) -> None:
    relay.recipients = {"b@x.example": "550 no existe"}
    delivery = send(compose("b@x.example"), relay.server())
    assert (delivery.accepted, delivery.postponed) == ((), None)
    assert relay.tries == 0


def test_a_message_refused_for_good_is_refused_for_all(relay: Relay, compose: Compose) -> None:
    relay.data = ["554 no se acepta"]
    delivery = send(compose("a@x.example", "b@x.example"), relay.server())
    assert set(delivery.refused) == {"a@x.example", "b@x.example"}
    assert (delivery.accepted, delivery.postponed) == ((), None)


def test_what_is_no_address_is_refused_and_never_said_to_the_server(
    relay: Relay, compose: Compose
) -> None:
    wrong = "a@x.example>\r\nRCPT TO:<malo@x.example"
    delivery = send(compose("a@x.example", wrong), relay.server())
    assert delivery.accepted == ("a@x.example",)
    assert dict(delivery.refused) == {wrong: "no es una dirección de correo"}
    assert [recipients for recipients, _ in relay.received] == [["a@x.example"]]


def test_a_local_part_with_ñ_needs_a_server_that_takes_it(
    start_relay: Callable[..., Relay], compose: Compose
) -> None:
    message = compose("señora@x.example", "a@x.example")
    narrow, wide = start_relay(enable_SMTPUTF8=False), start_relay()
    delivery = send(message, narrow.server())
    assert delivery.accepted == ("a@x.example",)
    assert "SMTPUTF8" in delivery.refused["señora@x.example"]
    assert send(message, wide.server()).accepted == ("señora@x.example", "a@x.example")


def test_nobody_listens(compose: Compose) -> None:
    server = Relay().server(port=free_port())
    delivery = send(compose(), server)
    assert delivery.postponed is not None
    assert delivery.postponed.startswith("no se pudo conectar con 127.0.0.1:")
    assert not delivery.unsure


def test_without_starttls_nothing_is_sent(relay: Relay, compose: Compose) -> None:
    delivery = send(compose(), relay.server(security="starttls"))
    assert delivery.postponed == "el servidor no ofrece STARTTLS: no se envía sin cifrar"
    assert relay.received == []


@pytest.fixture
def encrypted(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_starttls_with_a_certificate_that_we_trust(
    start_relay: Callable[..., Relay],
    encrypted: ssl.SSLContext,
    certificate: tuple[Path, Path],
    compose: Compose,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    relay = start_relay(tls_context=encrypted, require_starttls=True)
    server = relay.server(host="localhost", security="starttls")
    assert "certificado" in str(send(compose(), server).postponed)
    assert relay.received == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert send(compose(), server).postponed is None
    assert len(relay.received) == 1
    other_name = relay.server(security="starttls")  # the certificate is not for 127.0.0.1
    assert "certificado" in str(send(compose(), other_name).postponed)


def test_tls_from_the_first_byte(
    start_relay: Callable[..., Relay],
    encrypted: ssl.SSLContext,
    certificate: tuple[Path, Path],
    compose: Compose,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    relay = start_relay(ssl_context=encrypted, server_hostname="localhost")
    delivery = send(compose(), relay.server(host="localhost", security="tls"))
    assert delivery.postponed is None
    assert len(relay.received) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("secret", ["contraseña-ñandú", "canario-7781"])
def test_the_password_is_never_told(
    start_relay: Callable[..., Relay],
    compose: Compose,
    caplog: pytest.LogCaptureFixture,
    secret: str,
) -> None:
    caplog.set_level(logging.DEBUG, logger="reports")

    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False, message=f"535 mala: {secret}")

    relay = start_relay(authenticator=refuse, auth_required=True, auth_require_tls=False)
    delivery = send(compose(), relay.server(user="sintesis"), password=secret)
    assert delivery.postponed is not None
    assert secret not in repr(delivery)
    assert secret not in caplog.text
    assert relay.received == []


def test_a_user_without_password_is_told(relay: Relay, compose: Compose) -> None:
    delivery = send(compose(), relay.server(user="sintesis"))
    assert "SINTESIS_SMTP_PASSWORD" in str(delivery.postponed)


@contextmanager
def dripping(said: bytes) -> Iterator[int]:
    """A server that says one byte every tenth of a second, for ever."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            while not stop.wait(0.1):
                try:
                    line.sendall(said)
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize("said", [b"2", b"220-paciencia\r\n"])
def test_a_server_that_drips_meets_the_deadline(compose: Compose, said: bytes) -> None:
    with dripping(said) as port:
        began = monotonic()
        delivery = mail.send(
            compose(),
            Relay().server(port=port),
            password=None,
            deadline=timedelta(seconds=0.8),
        )
        assert monotonic() - began < 3
    assert str(delivery.postponed).endswith("se agotó el tiempo")
    assert not delivery.unsure


def test_no_answer_to_the_whole_message_before_the_deadline_is_unsure(
    relay: Relay, compose: Compose
) -> None:
    relay.pause = 2.0
    delivery = mail.send(compose(), relay.server(), password=None, deadline=timedelta(seconds=0.6))
    assert delivery == mail.Delivery(
        postponed="el mensaje salió completo y no hubo respuesta: se agotó el tiempo", unsure=True
    )


@pytest.mark.parametrize("answer", [b"354 siga\r\n", b"2", b"hola\r\n"])
def test_what_is_no_answer_of_smtp_is_a_reason_to_wait(compose: Compose, answer: bytes) -> None:
    with dripping(answer) as port:
        delivery = mail.send(
            compose(),
            Relay().server(port=port),
            password=None,
            deadline=timedelta(seconds=0.6),
        )
    assert delivery.accepted == ()
    assert dict(delivery.refused) == {}
    assert delivery.postponed is not None
    assert not delivery.unsure
