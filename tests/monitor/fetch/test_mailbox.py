"""The door to a mailbox: what arrived, in order and bounded; what fails is told, and in time."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import Blocked, FetchError, NotFound, TooLarge, Unreachable
from monitor.fetch import mailbox
from monitor.fetch.mailbox import Account, open_mailbox
from tests.monitor.mailroom import PASSWORD, open_mailroom

LONG_AGO = date(2026, 1, 1)
SOON = timedelta(seconds=1)


def letter(number: int, size: int = 10) -> bytes:
    return f"Subject: {number}\r\n\r\n".encode() + b"x" * size + b"\r\n"


@pytest.fixture(scope="module")
def house():
    with open_mailroom() as room:
        yield room


@pytest.fixture
def room(house):
    house.empty()
    return house


def subjects(opened, after=None, **asked) -> list[bytes]:
    found = opened.fetch(after, since=LONG_AGO, **asked)
    return [each.content.partition(b"\r\n")[0][9:] for each in found]


def test_what_arrived_comes_in_order_with_its_hour(room):
    at = datetime(2026, 8, 19, 16, 5, tzinfo=UTC)
    room.deliver(letter(1), letter(2), at=at)
    with open_mailbox(room.account, password=PASSWORD) as opened:
        first, second = opened.fetch(None, since=LONG_AGO)
    assert first.uid < second.uid
    assert first.received_at == at
    assert (first.content, first.whole, first.size) == (letter(1), True, len(letter(1)))


def test_what_was_read_is_not_given_again(room):
    room.deliver(letter(1), letter(2))
    with open_mailbox(room.account, password=PASSWORD) as opened:
        uids = [each.uid for each in opened.fetch(None, since=LONG_AGO)]
        assert subjects(opened, uids[0]) == [b"2"]
        assert subjects(opened, uids[1]) == []


def test_before_that_day_nothing_is_read(room):
    room.deliver(letter(1), at=datetime(2026, 2, 1, 12, tzinfo=UTC))
    room.deliver(letter(2), at=datetime(2026, 2, 20, 12, tzinfo=UTC))
    with open_mailbox(room.account, password=PASSWORD) as opened:
        found = list(opened.fetch(None, since=date(2026, 2, 10)))
    assert [each.content for each in found] == [letter(2)]


def test_a_run_reads_so_many(room):
    room.deliver(*(letter(number) for number in range(5)))
    with open_mailbox(room.account, password=PASSWORD) as opened:
        assert subjects(opened, limit=3) == [b"0", b"1", b"2"]


def test_of_a_heavy_message_only_its_beginning_comes(room, monkeypatch):
    monkeypatch.setattr(mailbox, "MESSAGE_ROOM", 2_000)
    monkeypatch.setattr(mailbox, "HEAD_ROOM", 100)
    room.deliver(letter(1, size=5_000), letter(2))
    with open_mailbox(room.account, password=PASSWORD) as opened:
        heavy, light = opened.fetch(None, since=LONG_AGO)
    assert (heavy.whole, len(heavy.content), heavy.size) == (False, 100, len(letter(1, size=5_000)))
    assert light.whole


def test_nothing_is_marked(room):
    room.deliver(letter(1))
    before = room.flags()
    with open_mailbox(room.account, password=PASSWORD) as opened:
        list(opened.fetch(None, since=LONG_AGO))
    assert room.flags() == before


def test_a_folder_that_is_made_anew_has_another_validity(room):
    where = replace(room.account, folder="Respuestas ñ")
    validities = []
    for _ in range(2):
        with room.client() as client:
            client.create('"Respuestas &APE-"')
        with open_mailbox(where, password=PASSWORD) as opened:
            validities.append(opened.validity)
        with room.client() as client:
            client.delete('"Respuestas &APE-"')
    assert validities[0] != validities[1]


def test_a_folder_that_is_not_there(room):
    where = replace(room.account, folder="Nadie")
    with pytest.raises(NotFound, match="«Nadie»"), open_mailbox(where, password=PASSWORD):
        pass


@pytest.mark.parametrize("password", ["otra", "clave ñandú", 'con "comillas" y \\'])
def test_a_wrong_password_is_told_and_not_shown(room, password):
    with pytest.raises(Blocked) as told, open_mailbox(room.account, password=password):
        pass
    assert "no acepta" in told.value.detail
    assert password not in str(told.value)


@pytest.mark.parametrize("password", [None, ""])
def test_without_a_password_nobody_is_called(password):
    nowhere = Account(host="127.0.0.1", port=9, security="none", user="x")
    with pytest.raises(Blocked, match="contraseña"), open_mailbox(nowhere, password=password):
        pass


def test_in_clear_a_password_goes_nowhere_but_here():
    outside = Account(host="correo.example", security="none", user="x")
    with pytest.raises(Blocked, match="sin cifrar"), open_mailbox(outside, password=PASSWORD):
        pass


def test_nobody_answers():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    account = Account(host="127.0.0.1", port=port, security="none", user="x")
    with pytest.raises(Unreachable), open_mailbox(account, password=PASSWORD):
        pass


# encrypted


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for «localhost», and its key."""
    if shutil.which("openssl") is None:
        message = "openssl is not installed: no certificates to try"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder = tmp_path_factory.mktemp("certificate")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
               "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
               "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]  # fmt: skip
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_line_is_encrypted_and_its_certificate_verified(certificate, security, monkeypatch):
    with open_mailroom(certificate, encrypted=security == "tls") as room:
        account = replace(room.account, host="localhost", security=security)
        with (
            pytest.raises(Unreachable, match="certificado"),
            open_mailbox(account, password=PASSWORD),
        ):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with open_mailbox(account, password=PASSWORD) as opened:
            assert subjects(opened) == []
        other_name = replace(account, host="127.0.0.1")
        with (
            pytest.raises(Unreachable, match="certificado"),
            open_mailbox(other_name, password=PASSWORD),
        ):
            pass


def test_without_encryption_where_it_is_asked_nothing_is_said(room):
    account = replace(room.account, security="starttls")
    with pytest.raises(Unreachable, match="STARTTLS"), open_mailbox(account, password=PASSWORD):
        pass


# servers that mean harm

GREETING = b"* OK [CAPABILITY IMAP4rev1] hola\r\n"


class Harm:
    """A server that says, to each line that it hears, the next of its answers."""

    def __init__(self, *answers: bytes, drip: bool = False) -> None:
        self._answers, self._drip = answers, drip
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.account = Account(
            host="127.0.0.1", port=self._listener.getsockname()[1], security="none", user="x"
        )
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Account:
        self._thread.start()
        return self.account

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            line, _ = self._listener.accept()
            with line, line.makefile("rb") as heard:
                line.sendall(GREETING)
                for answer in self._answers:
                    tag = heard.readline().split(b" ")[0]
                    self._say(line, answer.replace(b"TAG", tag))
                self._over.wait(20)

    def _say(self, line: socket.socket, answer: bytes) -> None:
        if not self._drip:
            line.sendall(answer)
            return
        while not self._over.wait(0.05):
            line.sendall(b"*")


ABLE = b"* CAPABILITY IMAP4rev1\r\nTAG OK hecho\r\n"
IN = (ABLE, b"TAG OK hecho\r\n", b"* 1 EXISTS\r\nTAG OK hecho\r\n", ABLE)


def fetched(account: Account) -> list[bytes]:
    with open_mailbox(account, password=PASSWORD, deadline=SOON) as opened:
        return [each.content for each in opened.fetch(None, since=LONG_AGO)]


def weight(said: bytes) -> bytes:
    return b'* 1 FETCH (UID 7 RFC822.SIZE 9 INTERNALDATE "%s")\r\nTAG OK hecho\r\n' % said


FOUND = b"* SEARCH 7\r\nTAG OK hecho\r\n"
HOUR = b"19-Aug-2026 10:00:00 -0600"


def test_a_server_that_drips_is_cut_off_in_time():
    before = time.monotonic()
    with Harm(b"", drip=True) as account, pytest.raises(Unreachable, match="se agotó el tiempo"):
        fetched(account)
    assert time.monotonic() - before < 6


def test_a_server_that_says_nothing_is_cut_off_in_time():
    with Harm() as account, pytest.raises(Unreachable, match="se agotó el tiempo"):
        fetched(account)


@pytest.mark.parametrize(
    "answers",
    [
        (b"TAG BAD no\r\n",),
        (*IN[:3], b"TAG OK hecho\r\n"),
        (b"\xff\xfe\r\n" * 3,),
        (*IN, b"* SEARCH siete\r\nTAG OK hecho\r\n"),
        (*IN, FOUND, weight(b"ayer")),
        (*IN, FOUND, b"* 1 FETCH (((((\r\nTAG OK hecho\r\n"),
        (*IN, FOUND, b"* 1 FETCH " + b"(" * 100_000 + b"\r\nTAG OK hecho\r\n"),
        (*IN, FOUND, weight(HOUR), b"* BYE\r\n"),
    ],
)
def test_nonsense_is_an_error_of_ours(answers):
    with Harm(*answers) as account, pytest.raises(FetchError):
        fetched(account)


def test_a_message_heavier_than_it_was_said_is_not_taken():
    heavy = b"* 1 FETCH (UID 7 BODY[]<0> {2000000000}\r\n"
    with Harm(*IN, FOUND, weight(HOUR), heavy) as account, pytest.raises(TooLarge):
        fetched(account)


def test_a_message_that_went_away_meanwhile_is_passed_over():
    with Harm(*IN, FOUND, b"TAG OK hecho\r\n") as account:
        assert fetched(account) == []


def test_whatever_is_quoted_or_literal_is_read():
    quoted = b'* 1 FETCH (UID 7 BODY[]<0> "hola")\r\nTAG OK hecho\r\n'
    with Harm(*IN, FOUND, weight(HOUR), quoted) as account:
        assert fetched(account) == [b"hola"]
