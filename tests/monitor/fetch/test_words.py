"""Every exception of a library has our words, and no secret is ever shown."""

from __future__ import annotations

import logging
import socket
import ssl

import httpcore
import httpx
import pytest

from monitor.errors import FetchError, Unreachable
from monitor.fetch.words import masked, meaning, translated

NO_REQUEST = {httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead}
LIBRARY = [
    error
    for library in (httpx, httpcore)
    for error in vars(library).values()
    if isinstance(error, type) and issubclass(error, Exception)
]


def made(kind):
    if kind in NO_REQUEST:
        return kind()
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", "http://diario.example/")
        return kind("500", request=request, response=httpx.Response(500))
    return kind("de la biblioteca")


@pytest.mark.parametrize("kind", LIBRARY, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_exception_of_the_libraries_becomes_ours(kind):
    error = made(kind)
    with pytest.raises(Unreachable) as caught, translated("http://diario.example/"):
        raise error
    assert caught.value.__cause__ is error
    assert "de la biblioteca" not in str(caught.value)


def told(fetch, url):
    try:
        fetch(url)
    except FetchError as error:
        return f"{error} {error.url} {error.detail}"
    return ""


def test_the_libraries_have_exceptions_to_map():
    assert len(LIBRARY) > 30


def test_a_bug_of_ours_stays_loud():
    with pytest.raises(ZeroDivisionError), translated("http://diario.example/"):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpcore.ConnectError(socket.gaierror(-2, "x")), "DNS"),
        (httpcore.ConnectError(ConnectionRefusedError(111, "x")), "rechazó"),
        (httpcore.ConnectError(ssl.SSLError("x")), "cifrada"),
        (httpcore.ConnectError(TimeoutError("x")), "conectar"),
        (httpcore.ReadTimeout(TimeoutError("x")), "a tiempo"),
        (httpcore.RemoteProtocolError("x"), "cortada"),
    ],
)
def test_the_words_tell_what_happened(error, words):
    assert words in meaning(error)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example/v1?token=CANARIO",
        "https://api.example/v1?a=1&access_token=CANARIO&b=2",
        "https://api.example/v1?api_key=CANARIO",
        "https://api.example/v1?apikey=CANARIO",
        "https://api.example/v1?KEY=CANARIO#x",
        "https://api.example/v1?X-Amz-Signature=CANARIO",
        "https://api.example/v1?client_secret=CANARIO",
        "https://api.example/v1?password=CANARIO;x=1",
        "https://api.example/v1#access_token=CANARIO",
        "https://ana:CANARIO@api.example/v1",
        "https://CANARIO@api.example/v1",
    ],
)
def test_a_secret_is_not_shown(url):
    assert "CANARIO" not in masked(url)
    assert "api.example/v1" in masked(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://diario.example/nota?id=7&page=2",
        "https://diario.example/?monkey=7",
        "https://diario.example/clave=7/correo@diario.example",
    ],
)
def test_an_address_without_secrets_is_shown_as_it_is(url):
    assert masked(url) == url


@pytest.mark.parametrize("status", [200, 302, 403, 404, 429, 500])
def test_a_token_is_in_no_message_and_no_log(fetch, web, caplog, status):
    caplog.set_level(logging.DEBUG, logger="monitor")
    path = "/v1?access_token=CANARIO"
    web.answer("/v2?token=CANARIO", b"x", status=status)
    url = web.answer(path, b"x", status=status, location="/v2?token=CANARIO")
    said = told(fetch, url)
    assert "CANARIO" not in said
    assert "CANARIO" not in caplog.text
