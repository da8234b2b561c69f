"""A page comes as it was sent; whatever else a server says is one of our errors."""

from __future__ import annotations

from encodings.aliases import aliases

import pytest

from monitor.decoding import decode
from monitor.errors import (
    Blocked,
    FetchError,
    Gone,
    NotAllowed,
    NotFound,
    Paywalled,
    RateLimited,
    Unreachable,
)
from monitor.model import Memo, Outcome

CHALLENGE = b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"


def test_a_page_comes_with_all_that_its_server_declared(fetch, web):
    url = web.answer(
        "/nota?id=7",
        b"<p>Hola</p>",
        content_type="Text/HTML; Charset=ISO-8859-1",
        etag='"a1"',
        last_modified="Mon, 23 Nov 2026 12:00:00 GMT",
    )
    page = fetch(url)
    assert page.url == url
    assert page.body == b"<p>Hola</p>"
    assert page.content_type == "text/html"
    assert page.charset == "iso-8859-1"
    assert page.etag == '"a1"'
    assert page.last_modified == "Mon, 23 Nov 2026 12:00:00 GMT"
    assert not page.unchanged
    assert page.moved_to is None


def test_the_visitor_says_who_it_is(make_fetcher, web):
    fetch = make_fetcher(contact="prensa@valle.example", office="Dirección (Prensa)")
    fetch(web.answer("/", b"x"))
    agent = web.asked[-1].headers["user-agent"]
    assert agent == "Sintesis/0.1 (+prensa@valle.example; Direccion Prensa)"
    assert web.asked[-1].headers["accept-encoding"] == "gzip"


def test_a_memo_asks_whether_anything_changed(fetch, web):
    url = web.answer("/rss", status=304)
    page = fetch(url, memo=Memo(etag='W/"7"', last_modified="Mon, 23 Nov 2026 12:00:00 GMT"))
    assert page.unchanged
    assert page.body == b""
    assert web.asked[-1].headers["if-none-match"] == 'W/"7"'
    assert web.asked[-1].headers["if-modified-since"] == "Mon, 23 Nov 2026 12:00:00 GMT"


def test_a_304_that_nobody_asked_for_is_no_page(fetch, web):
    with pytest.raises(Unreachable):
        fetch(web.answer("/rss", status=304))


@pytest.mark.parametrize("etag", ['"a\r\nx-evil: 1"', '"ñandú"', '"' + "x" * 2_000 + '"'])
def test_an_etag_that_cannot_be_sent_is_not_sent(fetch, web, etag):
    fetch(web.answer("/rss", b"x"), memo=Memo(etag=etag))
    assert "if-none-match" not in web.asked[-1].headers
    assert "x-evil" not in web.asked[-1].headers


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Blocked),
        (402, Paywalled),
        (403, Blocked),
        (404, NotFound),
        (406, Blocked),
        (408, Unreachable),
        (410, Gone),
        (425, Unreachable),
        (429, RateLimited),
        (451, Blocked),
        (500, Unreachable),
        (503, Unreachable),
        (206, Unreachable),
        (300, Unreachable),
        (400, Unreachable),
        (599, Unreachable),
        (999, Blocked),
    ],
)
def test_every_refusal_has_its_type(fetch, web, status, kind):
    with pytest.raises(FetchError) as caught:
        fetch(web.answer("/nota", b"x", status=status))
    assert type(caught.value) is kind


@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_answer_is_an_empty_page(fetch, web, status):
    assert fetch(web.answer("/vacia", status=status)).body == b""


@pytest.mark.parametrize("status", [200, 202, 405, 429, 503])
def test_a_bot_wall_is_told_from_a_page(fetch, web, status):
    with pytest.raises(Blocked):
        fetch(web.answer("/nota", CHALLENGE, status=status, content_type="text/html"))


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_header_gives_the_bot_wall_away(fetch, web, status):
    with pytest.raises(Blocked, match="barrera contra robots"):
        fetch(web.answer("/nota", b"x", status=status, cf_mitigated="challenge"))


def test_an_article_that_quotes_a_bot_wall_is_an_article(fetch, web):
    body = CHALLENGE + b"<p>" + b"El portal del municipio pidi\xc3\xb3 un momento. " * 60 + b"</p>"
    assert fetch(web.answer("/nota", body, content_type="text/html")).body == body


def test_a_short_page_with_a_contact_form_is_no_bot_wall(fetch, web):
    body = b'<p>Cont\xc3\xa1ctenos</p><div class="g-recaptcha" data-sitekey="x"></div>'
    assert fetch(web.answer("/contacto", body, content_type="text/html")).body == body


def test_no_codec_of_python_breaks_an_answer(fetch, web):
    for name in sorted({*aliases, *aliases.values()}):
        url = web.answer("/nota", "Señal".encode(), content_type=f"text/html; charset={name}")
        page = fetch(url)
        assert decode(page.body, page.charset) == "Señal"
        assert decode(b"Se\xf1al", page.charset).startswith("Se")


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html;charset="windows-1252"', "windows-1252"),
        ("text/html; charset='latin1'", "latin1"),
        ("text/html", None),
        ("text/html; charset=rot13", None),
        ("text/html; charset=zlib", None),
        ("text/html; charset=idna", None),
        ("text/html; charset=punycode", None),
        ("text/html; charset=unicode_escape", None),
        ("text/html; charset=undefined", None),
        ("text/html; charset=utf-7", None),
        ("text/html; charset=nadie", None),
        ("text/html; charset=../../etc/passwd", None),
    ],
)
def test_only_a_charset_that_makes_text_is_passed_on(fetch, web, header, charset):
    assert fetch(web.answer("/nota", b"x", content_type=header)).charset == charset


def test_redirects_are_followed_to_where_the_page_is(fetch, web):
    web.answer("/c?d=1", b"aqui")
    web.answer("/b", status=302, location="c?d=1#parte")
    page = fetch(web.answer("/a", status=301, location=web.url("/b")))
    assert page.body == b"aqui"
    assert page.url == web.url("/c?d=1")
    assert page.moved_to is None


def test_an_address_that_moved_for_good_is_told(fetch, web):
    web.answer("/c", b"aqui")
    web.answer("/b", status=308, location="/c")
    page = fetch(web.answer("/a", status=301, location="/b"))
    assert page.moved_to == web.url("/c")


@pytest.mark.parametrize("statuses", [(301, 302), (302, 301), (303, 308), (307, 307)])
def test_an_address_that_moved_for_now_is_not_told(fetch, web, statuses):
    web.answer("/c", b"aqui")
    web.answer("/b", status=statuses[1], location="/c")
    assert fetch(web.answer("/a", status=statuses[0], location="/b")).moved_to is None


def test_five_redirects_are_followed_and_no_more(fetch, web):
    web.answer("/0", b"fin")
    for step in range(1, 7):
        web.answer(f"/{step}", status=302, location=f"/{step - 1}")
    assert fetch(web.url("/5")).body == b"fin"
    with pytest.raises(Unreachable, match="más de 5"):
        fetch(web.url("/6"))


def test_a_circle_is_left_at_once(fetch, web):
    web.answer("/b", status=302, location="/a")
    with pytest.raises(Unreachable, match="círculo"):
        fetch(web.answer("/a", status=302, location="/b"))
    assert web.paths() == ["/a", "/b"]


def test_a_redirect_to_nowhere_is_unreachable(fetch, web):
    with pytest.raises(Unreachable):
        fetch(web.answer("/a", status=302))


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "data:text/html,hola",
        "javascript:alert(1)",
        "ftp://127.0.0.1/",
        "http://ana:clave@127.0.0.1/",
        "http://127.0.0.1\\@otro.example/",
        "http://[::1",
        "http://otro.example:22/",
        "//otro.example:8080/",
    ],
)
def test_a_redirect_is_judged_like_any_address(fetch, web, target):
    with pytest.raises(NotAllowed, match="redirige a") as caught:
        fetch(web.answer("/a", status=302, location=target))
    assert caught.value.outcome is Outcome.NOT_ALLOWED
    assert caught.value.url == web.url("/a")
    assert "clave" not in str(caught.value)


def test_no_cookie_goes_back(fetch, web):
    web.answer("/b", b"x")
    fetch(web.answer("/a", status=302, location="/b", set_cookie="id=7; Path=/"))
    fetch(web.url("/b"))
    assert all("cookie" not in asked.headers for asked in web.asked)


def test_one_connection_serves_page_after_page(fetch, web):
    ports = set()

    def script(talk):
        ports.add(talk.connection.getpeername()[1])
        talk.write(b"HTTP/1.1 200 x\r\ncontent-length: 1\r\n\r\nx")

    for step in range(4):
        fetch(web.script(f"/{step}", script))
    assert len(ports) == 1


def test_what_brings_no_body_keeps_the_connection(fetch, web):
    ports = set()

    def script(first):
        def write(talk):
            ports.add(talk.connection.getpeername()[1])
            talk.write(first + b"\r\n")

        return write

    moved = web.script("/a", script(b"HTTP/1.1 302 x\r\nlocation: /b\r\ncontent-length: 0\r\n"))
    web.script("/b", script(b"HTTP/1.1 304 x\r\netag: x\r\n"))
    for _ in range(3):
        assert fetch(moved, memo=Memo(etag="x")).unchanged
    assert len(ports) == 1


def test_a_closed_fetcher_says_so(make_fetcher, web):
    fetch = make_fetcher()
    fetch.close()
    with pytest.raises(Unreachable, match="cerrando"):
        fetch(web.answer("/", b"x"))
