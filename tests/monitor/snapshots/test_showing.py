"""A kept page that is opened runs nothing, asks nobody for anything, and says what it is."""

from __future__ import annotations

import re
import time
from base64 import b64decode
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import SnapshotError
from monitor.snapshots import Caption, Stored, shown
from monitor.snapshots.showing import clean

URL = "https://diario.example/notas/1"
CAPTION = Caption(
    title="Reparan <b>calle</b> & banqueta",
    outlet="El Diario",
    url=URL,
    kept="lunes 23 de noviembre de 2026 a las 07:05",
    digest="ab" * 32,
)
RUNS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//malo.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='&#x6A;avascript:alert(1)'>a</a>",
    "<a href='vbscript:x'>a</a><a href='data:text/html,<script>alert(1)</script>'>b</a>",
    "<a href='file:///etc/passwd'>a</a>",
    "<iframe src=//malo.example></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=//malo.example></object><embed src=//malo.example>",
    "<link rel=stylesheet href=//malo.example/x.css><style>@import '//malo.example'</style>",
    "<body background=//malo.example/x.png style='background:url(//malo.example)' onload=x()>",
    "<meta http-equiv=refresh content='0;url=//malo.example'><base href=//malo.example/>",
    "<form action=//malo.example><input name=a><button formaction=javascript:x>b</button></form>",
    "<video poster=//malo.example/p src=//malo.example/v autoplay></video><audio src=x></audio>",
    "<picture><source srcset=//malo.example/x><img srcset=//malo.example/y></picture>",
    "<details open ontoggle=alert(1)>x</details><p onclick=alert(1) style='x:expression(y)'>z",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>--><![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template><xmp><img src=x onerror=alert(1)></xmp>",
    "<table background=//malo.example/x><td background=//malo.example/y>w</table>",
)
TAGS = {
    *("p", "b", "a", "h1", "h2", "div", "ul", "li", "table", "tbody", "tr", "td", "br", "em"),
    *("main", "article", "section", "blockquote", "figure", "figcaption", "header", "i", "strong"),
}


class _Seen(HTMLParser):
    """The tags and attributes that a browser would heed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def seen(markup: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Seen()
    parser.feed(markup)
    return parser.tags


def body_of(page: str) -> str:
    return page.partition("<main>")[2].partition("</main>")[0]


def html(markup: str, kind: str = "text/html; charset=utf-8") -> Stored:
    return Stored(url=URL, content_type=kind, body=markup.encode())


@pytest.mark.parametrize("payload", RUNS)
def test_nothing_runs_and_nothing_is_asked_for(payload):
    body = body_of(shown(html(f"<p>antes</p>{payload}<p>después</p>"), CAPTION))
    for tag, attributes in seen(body):
        assert tag in TAGS
        assert set(attributes) <= {"href", "rel"}
        assert (attributes.get("href") or "https://").startswith("https://")


@given(markup=st.text(max_size=300).map(lambda text: f"<p>{text}</p><a href='{text}'>x</a>"))
def test_whatever_is_written_only_harmless_tags_stay(markup):
    for _, attributes in seen(clean(markup.encode("utf-8", "replace"), "utf-8", URL)):
        assert set(attributes) <= {
            "href",
            "rel",
            "datetime",
            "start",
            "colspan",
            "rowspan",
            "scope",
        }
        assert re.match("https?://", attributes.get("href") or "http://")


def test_its_words_and_links_stay_and_it_says_whose_copy_it_is():
    markup = (
        "<title>fuera</title><nav>Inicio</nav><h2>Año nuevo</h2><p>Con <b>niñas</b> y "
        "<a href='/otra?a=1&b=2'>más</a>.</p><ul><li>uno</ul><script>fuera</script>"
    )
    page = shown(html(markup), CAPTION)
    body = body_of(page)
    assert "<h2>Año nuevo</h2>" in body
    assert '<a href="https://diario.example/otra?a=1&amp;b=2" rel="noopener' in body
    assert "fuera" not in body
    assert "<title>Copia guardada: Reparan &lt;b&gt;calle&lt;/b&gt; &amp; banqueta</title>" in page
    for said in (URL, CAPTION.digest, CAPTION.kept, "El Diario"):
        assert said in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("text/html; charset=iso-8859-1", "latin-1"), ("text/html", "utf-8"), ("", "cp1252")],
)
def test_its_charset_is_kept(declared, encoding):
    page = Stored(url=URL, content_type=declared, body="<p>Niñez y año</p>".encode(encoding))
    assert "<p>Niñez y año</p>" in shown(page, CAPTION)


def test_what_is_no_page_is_said():
    with pytest.raises(SnapshotError, match="no es una página web \\(application/pdf\\)"):
        shown(html("%PDF", kind="application/pdf"), CAPTION)


def test_a_page_that_never_ends_is_left():
    began = time.monotonic()
    with pytest.raises(SnapshotError, match="no terminó"):
        shown(html("<div>" * 150_000), CAPTION)
    assert time.monotonic() - began < 15


def test_a_text_is_told_as_text():
    body = body_of(shown("Uno <script>x</script>\n\nDos & tres", CAPTION))
    assert body.strip() == "<p>Uno &lt;script&gt;x&lt;/script&gt;</p>\n<p>Dos &amp; tres</p>"


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "data:text/html,x"])
def test_only_an_address_of_the_web_is_a_link(url):
    page = shown("x", Caption(title="t", outlet="o", url=url, kept="hoy"))
    assert "<a " not in page


def test_a_picture_is_within_the_page_and_only_a_picture():
    photo = b"\x89PNG\r\n\x1a\n" + bytes(20)
    page = shown(html("<p>x</p>"), CAPTION, picture=photo)
    assert b64decode(re.findall('src="data:image/png;base64,([^"]+)"', page)[0]) == photo
    drawn = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    assert "<img" not in shown(html("<p>x</p>"), CAPTION, picture=drawn)
