"""Addresses: one spelling for one piece, never one spelling for two."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from url_normalize import url_normalize

from monitor import urls
from monitor.urls import MAX_LENGTH, canonical

FEED = "https://diario.example.mx/rss/local.xml"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("HTTPS://Diario.Example.MX:443/Nota", "https://diario.example.mx/Nota"),
        ("http://diario.example.mx:80", "http://diario.example.mx/"),
        ("http://diario.example.mx:8080/a", "http://diario.example.mx:8080/a"),
        ("https://diario.example.mx/a/../b/./c", "https://diario.example.mx/b/c"),
        ("https://diario.example.mx/niño", "https://diario.example.mx/ni%C3%B1o"),
        ("https://diario.example.mx/ni%c3%b1o", "https://diario.example.mx/ni%C3%B1o"),
        ("https://señal.example.mx/a", "https://xn--seal-hqa.example.mx/a"),
        ("https://xn--seal-hqa.example.mx/a", "https://xn--seal-hqa.example.mx/a"),
        ("https://diario.example.mx/a b", "https://diario.example.mx/a%20b"),
        ("https://diario.example.mx/a%F1o", "https://diario.example.mx/a%F1o"),
        (" \n https://diario.example.mx/a \t", "https://diario.example.mx/a"),
        ("https://diario.example.mx/a?x=1&amp;y=2", "https://diario.example.mx/a?x=1&y=2"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_one_spelling(link: str, expected: str) -> None:
    assert canonical(link) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://https://diario.example.mx/n/obra", "https://diario.example.mx/n/obra"),
        ("https://diario.example.mxhttps://otro.example.mx/n", "https://otro.example.mx/n"),
        ("http://https://https://diario.example.mx/n", "https://diario.example.mx/n"),
        ("diario.example.mx/n/obra", "https://diario.example.mx/n/obra"),
        ("Diario.example.mx/n/obra", "https://diario.example.mx/n/obra"),
        ("otro.example.mx/n/obra", "https://diario.example.mx/rss/otro.example.mx/n/obra"),
        ("diario.example.mx.html", "https://diario.example.mx/rss/diario.example.mx.html"),
        (
            "https://memoria.example.mx/2020/https://diario.example.mx/n",
            "https://memoria.example.mx/2020/https:/diario.example.mx/n",
        ),
    ],
)
def test_an_address_written_with_a_scheme_too_many_or_without_one(link: str, expected: str) -> None:
    assert canonical(link, FEED) == expected


@pytest.mark.parametrize(
    "tracker",
    [
        "utm_source=twitter",
        "UTM_Medium=social",
        "%75tm_source=x",
        "fbclid=IwAR0abc",
        "gclid=abc",
        "mibextid=Nif5oz",
        "igshid=1a2b3c",
        "si=AbCdEfGhIjK",
        "ref=portada",
        "from=rss",
        "amp=1",
        "amp",
        "outputType=amp",
        "_amp=true",
        "amp_markup=1",
        "mobile=1",
        "view=mobile",
        "imprimir=1",
        "nb=1",
        "nocache=1763900000",
        "_=1763900000123",
        "gaa_at=eafs",
    ],
)
def test_trackers_go_and_the_rest_stays(tracker: str) -> None:
    page = "https://diario.example.mx/nota.php"
    assert canonical(f"{page}?{tracker}") == page
    assert canonical(f"{page}?id=5&{tracker}&page=2#comentarios") == f"{page}?id=5&page=2"


@pytest.mark.parametrize(
    "query",
    [
        "id=5",
        "p=1290",
        "page=2",
        "uid=88",
        "cid=3",
        "galeria=4",
        "12345",
        "ref=1234",
        "source=7",
        "option=com_content&view=article&id=9:bache",
        "outputType=xml",
        "si=4",
        "format=feed&type=rss",
        "s=agua+potable",
        "m=202611",
        "nb=12",
        "print=4411",
        "view=article",
        "mobile=5512345678",
    ],
)
def test_a_query_that_may_name_the_piece_stays(query: str) -> None:
    assert (
        canonical(f"https://diario.example.mx/x?{query}") == f"https://diario.example.mx/x?{query}"
    )


def test_the_number_of_a_visit_in_the_path_goes() -> None:
    plain = "https://a.example.mx/local/nota.jsp"
    assert canonical(f"{plain};jsessionid=0A1B2C?id=4") == f"{plain}?id=4"
    assert canonical("https://a.example.mx/nota;4411") == "https://a.example.mx/nota;4411"


def test_shebang_names_a_page_and_another_fragment_does_not() -> None:
    assert canonical("https://a.example.mx/#!/nota/5") == "https://a.example.mx/#!/nota/5"
    assert canonical("https://a.example.mx/nota#arriba") == "https://a.example.mx/nota"


@pytest.mark.parametrize(
    ("light", "plain"),
    [
        ("/local/bache-en-la-via/amp/", "/local/bache-en-la-via/"),
        ("/local/bache-en-la-via/amp", "/local/bache-en-la-via"),
        ("/amp/local/bache-en-la-via.html", "/local/bache-en-la-via.html"),
        ("/amp/", "/amp/"),
        ("/musica/amp/", "/musica/amp/"),
        ("/amp/local/", "/amp/local/"),
        ("/amplia-cobertura/", "/amplia-cobertura/"),
    ],
)
def test_light_pages_are_their_plain_page_only_when_it_is_sure(light: str, plain: str) -> None:
    assert canonical(f"https://a.example.mx{light}") == f"https://a.example.mx{plain}"


@pytest.mark.parametrize(
    "way_out",
    [
        "https://www.google.com/url?rct=j&sa=t&url=https://a.example.mx/n%3Fid%3D5&ct=ga",
        "https://www.google.com/url?q=https%3A%2F%2Fa.example.mx%2Fn%3Fid%3D5",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example.mx%2Fn%3Fid%3D5%26fbclid%3D1&h=x",
    ],
)
def test_a_way_out_is_where_it_leads(way_out: str) -> None:
    assert canonical(way_out) == "https://a.example.mx/n?id=5"


def test_a_way_out_to_nowhere_is_refused() -> None:
    assert canonical("https://www.google.com/url?url=javascript:alert(1)") is None


def test_mobile_hosts_are_left_alone() -> None:
    assert canonical("https://m.example.mx/a") == "https://m.example.mx/a"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/nota/1", "https://diario.example.mx/nota/1"),
        ("nota/1", "https://diario.example.mx/rss/nota/1"),
        ("//otro.example.mx/1", "https://otro.example.mx/1"),
        ("www.otro.example.mx/1", "https://www.otro.example.mx/1"),
        ("?id=4", "https://diario.example.mx/rss/local.xml?id=4"),
    ],
)
def test_relative_links_are_read_from_their_feed(link: str, expected: str) -> None:
    assert canonical(link, FEED) == expected


@pytest.mark.parametrize(
    "link",
    [
        "",
        "   ",
        "nota/1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,hola",
        "mailto:redaccion@example.mx",
        "ftp://example.mx/a",
        "tag:example.mx,2026:1",
        "http://",
        "http://...",
        "http://usuario:clave@example.mx/",
        "http://example.mx@otro.example/",
        "http://example.mx\\@otro.example/",
        "http://example.mx/a\nb",
        "http://exa\tmple.mx/",
        "http://example.mx/\u202egpj",
        "http://example.mx/\ud800",
        "http://example.mx/\x00",
        "http://example.mx:99999/",
        "http://example.mx:puerto/",
        "http://[::1/",
        "http://dos palabras.mx/",
        "http://example.mx/" + "a" * MAX_LENGTH,
        "http://example.mx/" + "ñ" * (MAX_LENGTH // 4),
    ],
)
def test_what_is_not_an_address_of_the_web_is_refused(link: str) -> None:
    assert canonical(link) is None


def test_a_base_does_not_let_another_scheme_in() -> None:
    assert canonical("javascript:alert(1)", FEED) is None
    assert canonical("nota", "file:///tmp/") is None


pieces = st.text(alphabet=st.sampled_from("aZñ%/?#&=.:;!@ +-_[]\\amp\u202e\n"), max_size=40)


@settings(deadline=None)
@given(st.builds(lambda tail: f"https://example.mx/{tail}", pieces) | st.text(max_size=60) | pieces)
@example("http://x.mx/%2575tm_source=1")
@example("http://x.mx/a?%75tm_source=1")
@example("http://x.mx/?&amp;amp;b=1")
@example("https://www.google.com/url?url=https://www.google.com/url?q=http://x.mx/%2561")
@example("http://x.mx/amp/amp/nota-larga/amp/amp")
def test_the_spelling_of_a_spelling_is_itself(link: str) -> None:
    spelled = canonical(link, FEED)
    assert spelled is None or canonical(spelled) == spelled
    assert spelled is None or spelled.isascii() or "#!" in spelled


@given(
    st.from_regex(urls._PLAIN, fullmatch=True).filter(lambda link: len(link) < 200),
)
def test_what_is_written_plainly_is_as_the_library_writes_it(link: str) -> None:
    assert url_normalize(link) == link
