"""A certificate is checked against the name that was asked for, not the number that is dialled."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import Unreachable

ANSWER = b"HTTP/1.1 200 x\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhola"


def openssl(folder: Path, *arguments: str) -> None:
    command = ["openssl", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate authority of our own, and certificates for one name: good and expired."""
    if shutil.which("openssl") is None:
        message = "openssl is not installed: no certificates to try"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder = tmp_path_factory.mktemp("authority")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=Autoridad de prueba")  # fmt: skip
    (folder / "names").write_text("subjectAltName=DNS:diario.example")
    openssl(folder, "req", *key, "-keyout", "key.pem", "-out", "ask.pem",
            "-subj", "/CN=diario.example")  # fmt: skip
    for name, days in (("good", "2"), ("expired", "-1")):
        openssl(folder, "x509", "-req", "-in", "ask.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", days, "-extfile", "names",
                "-out", f"{name}.pem")  # fmt: skip
    return folder


@pytest.fixture
def serve(authority):
    """Starts a TLS server on loopback with a certificate, and gives its port."""
    listeners, asked = [], []

    def start(certificate: str) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority / f"{certificate}.pem", authority / "key.pem")
        context.sni_callback = lambda connection, name, _: asked.append(name)
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=run, args=(listener, context), daemon=True).start()
        return listener.getsockname()[1]

    def run(listener, context):
        with suppress(OSError):
            while True:
                plain, _ = listener.accept()
                with suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65_536)
                    connection.sendall(ANSWER)

    start.asked = asked
    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def tls_fetch(make_fetcher, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    return make_fetcher(
        allow_hosts=["diario.example", "otro.example"], resolve=lambda *_: ["127.0.0.1"]
    )


def test_the_certificate_of_the_name_is_enough(tls_fetch, serve):
    port = serve("good")
    assert tls_fetch(f"https://diario.example:{port}/").body == b"hola"
    assert set(serve.asked) == {"diario.example"}


def test_the_certificate_of_another_name_is_not(tls_fetch, serve):
    with pytest.raises(Unreachable, match="otro nombre"):
        tls_fetch(f"https://otro.example:{serve('good')}/")


def test_an_expired_certificate_is_told(tls_fetch, serve):
    with pytest.raises(Unreachable, match="vencido"):
        tls_fetch(f"https://diario.example:{serve('expired')}/")


def test_a_certificate_of_nobody_we_know_is_told(make_fetcher, serve):
    fetch = make_fetcher(allow_hosts=["diario.example"], resolve=lambda *_: ["127.0.0.1"])
    with pytest.raises(Unreachable, match="certificado"):
        fetch(f"https://diario.example:{serve('good')}/")


def test_a_server_without_tls_is_unreachable(make_fetcher, web):
    fetch = make_fetcher(deadline=timedelta(seconds=1))
    with pytest.raises(Unreachable):
        fetch(f"https://127.0.0.1:{web.port}/")
