"""Whatever a server does, a fetch ends in time, in few bytes, with one of our errors."""

from __future__ import annotations

import gzip
import threading
import time
from datetime import timedelta

import pytest

from monitor.errors import FetchError, TooLarge, Unreachable

OK = b"HTTP/1.1 200 x\r\n"
MOMENT = timedelta(seconds=0.5)


@pytest.fixture
def hasty(make_fetcher, web):
    """A Fetcher that waits half a second in all; the robots.txt of the server is known already."""
    fetch = make_fetcher(deadline=MOMENT)
    fetch(web.answer("/known", b"x"))
    return fetch


def drip(first: bytes, rest: bytes):
    def script(talk):
        talk.write(first)
        while not talk.over.is_set():
            talk.write(rest)
            talk.wait(0.05)

    return script


def silent(talk):
    talk.wait(30)


@pytest.mark.parametrize(
    "script",
    [
        silent,
        drip(b"HTTP/1.1 200", b" "),
        drip(OK, b"x-drip: 1\r\n"),
        drip(OK + b"x-long: ", b"y"),
        drip(b"", b"HTTP/1.1 103 x\r\n\r\n"),
        drip(OK + b"content-length: 99999\r\n\r\n", b"z"),
        drip(OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nz\r\n"),
        drip(OK + b"transfer-encoding: chunked\r\n\r\n1", b"0"),
    ],
    ids=["hang", "status", "headers", "header", "hints", "body", "chunks", "chunk-size"],
)
def test_a_slow_server_is_left_at_the_deadline(hasty, web, script):
    began = time.monotonic()
    with pytest.raises(Unreachable):
        hasty(web.script("/lenta", script))
    assert time.monotonic() - began < 2


def test_a_flood_that_never_becomes_an_answer_is_left_at_the_deadline(hasty, web):
    def script(talk):
        while not talk.over.is_set():
            talk.write(b"HTTP/1.1 103 x\r\n\r\n" * 100)

    began = time.monotonic()
    with pytest.raises(Unreachable):
        hasty(web.script("/avisos", script))
    assert time.monotonic() - began < 5


def test_a_name_that_does_not_resolve_in_time_is_left_at_the_deadline(make_fetcher):
    over = threading.Event()

    def resolve(host, port):
        over.wait(10)
        return ("127.0.0.1",)

    fetch = make_fetcher(deadline=MOMENT, resolve=resolve)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        fetch("http://lenta.example/")
    over.set()
    assert time.monotonic() - began < 2


def test_the_deadline_covers_all_redirects_together(hasty, web):
    def slow(target):
        def script(talk):
            talk.wait(0.4)
            head = f"HTTP/1.1 302 x\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n"
            talk.write(head.encode())

        return script

    for step in range(5):
        web.script(f"/{step}", slow(f"/{step + 1}"))
    with pytest.raises(Unreachable, match="a tiempo"):
        hasty(web.url("/0"))
    assert len(web.paths()) <= 4  # with /known


def test_an_endless_body_is_cut(fetch, web):
    sent = []

    def script(talk):
        talk.write(OK + b"\r\n")
        while len(sent) < 4_000:
            talk.write(b"x" * 50_000)
            sent.append(50_000)

    with pytest.raises(TooLarge):
        fetch(web.script("/sin-fin", script))
    assert sum(sent) < 30_000_000  # 3 MB and what the kernel held


def test_what_is_announced_too_large_is_not_begun(fetch, web):
    with pytest.raises(TooLarge, match="anuncia"):
        fetch(web.answer("/grande", content_length="4000000"))


@pytest.mark.parametrize(("size", "fits"), [(1_000, True), (1_001, False)])
def test_the_limit_counts_what_is_read(fetch, web, size, fits):
    plain = web.answer("/plana", b"x" * size)
    packed = web.answer("/gz", gzip.compress(b"x" * size), content_encoding="gzip")
    for url in (plain, packed):
        if fits:
            assert fetch(url, limit=1_000).body == b"x" * size
        else:
            with pytest.raises(TooLarge):
                fetch(url, limit=1_000)


def test_a_gzip_bomb_is_cut(fetch, web):
    bomb = gzip.compress(bytes(200_000_000))
    with pytest.raises(TooLarge):
        fetch(web.answer("/bomba", bomb, content_encoding="gzip"))


def test_a_gzip_of_a_thousand_gzips_is_refused(fetch, web):
    bomb = gzip.compress(b"") * 1_000
    with pytest.raises(Unreachable):
        fetch(web.answer("/bomba", bomb, content_encoding="gzip"))


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "x" * 99])
def test_an_encoding_that_we_did_not_ask_for_is_refused(fetch, web, encoding):
    with pytest.raises(Unreachable, match="no pedimos"):
        fetch(web.answer("/br", b"x", content_encoding=encoding))


@pytest.mark.parametrize(
    "headers",
    [b"x-long: " + b"y" * 300_000, b"\r\n".join(b"x-%d: y" % number for number in range(20_000))],
    ids=["long", "many"],
)
def test_headers_without_end_are_a_failure_like_any(fetch, web, headers):
    url = web.script("/encabezados", lambda talk: talk.write(OK + headers + b"\r\n\r\nx"))
    with pytest.raises(FetchError):
        fetch(url)
    assert fetch(web.answer("/otra", b"x")).body == b"x"


def test_two_headers_of_one_encoding_are_refused(fetch, web):
    body = gzip.compress(b"x")
    head = b"content-encoding: gzip\r\n" * 2 + b"content-length: %d\r\n\r\n" % len(body)
    with pytest.raises(Unreachable, match="no pedimos"):
        fetch(web.script("/doble", lambda talk: talk.write(OK + head + body)))


@pytest.mark.parametrize("cut", [1, 10, -1, -8])
def test_a_truncated_gzip_is_an_error(fetch, web, cut):
    body = gzip.compress(b"noticia " * 1_000)[:cut]
    with pytest.raises(Unreachable, match="cortada"):
        fetch(web.answer("/corta", body, content_encoding="gzip"))


def test_a_damaged_gzip_is_an_error(fetch, web):
    with pytest.raises(Unreachable, match="dañada"):
        fetch(web.answer("/mala", b"esto no es gzip", content_encoding="gzip"))


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"content-length: 100\r\n\r\nmedia",
        OK + b"transfer-encoding: chunked\r\n\r\n5\r\nmedia\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\n5\r\nmed",
        OK + b"transfer-encoding: chunked\r\n\r\nxyz\r\n",
        OK + b"content-length: 5\r\ncontent-length: 6\r\n\r\nmedia!",
        OK + b"content-length: " + b"9" * 5_000 + b"\r\n\r\n",
        OK[:-2],
        b"",
        b"<html>sin cabeceras</html>",
        b"HTTP/1.1 \xff\xfe x\r\n\r\n",
        OK + b"x-flood: y\r\n" * 20_000,
        OK + b"set-cookie: " + b"a" * 200_000 + b"\r\n\r\n",
    ],
)
def test_a_cut_or_senseless_answer_is_an_error(fetch, web, answer):
    def script(talk):
        talk.write(answer)
        talk.hang_up()

    with pytest.raises(FetchError) as caught:
        fetch(web.script("/rota", script))
    assert type(caught.value) is Unreachable or isinstance(caught.value, TooLarge)


def test_a_flood_of_cookies_changes_nothing(fetch, web):
    cookies = b"".join(b"set-cookie: c%d=1; Path=/\r\n" % number for number in range(1_500))
    script = lambda talk: talk.write(OK + cookies + b"content-length: 1\r\n\r\nx")  # noqa: E731
    assert fetch(web.script("/galletas", script)).body == b"x"
    fetch(web.answer("/otra", b"x"))
    assert "cookie" not in web.asked[-1].headers


def test_a_server_that_is_not_there_is_unreachable(fetch, web):
    with pytest.raises(Unreachable, match="rechazó la conexión"):
        fetch("http://127.0.0.1:1/")


def test_closing_ends_a_fetch_under_way(make_fetcher, web):
    fetch = make_fetcher()
    begun, errors = threading.Event(), []

    def script(talk):
        begun.set()
        talk.wait(30)

    def ask():
        try:
            fetch(url)
        except FetchError as error:
            errors.append(error)

    fetch(web.answer("/known", b"x"))
    url = web.script("/cuelga", script)
    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(5)
    fetch.close()
    thread.join(5)
    assert not thread.is_alive()
    assert isinstance(errors[0], Unreachable)
