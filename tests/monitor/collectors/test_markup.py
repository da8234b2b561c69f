"""Markup becomes plain text: nothing hidden, nothing lost, nothing that nobody sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.collectors.markup import clean, cut, line, plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Uno</p><p>Dos</p>", "Uno\nDos"),
        ("Uno<br>Dos<br/>Tres", "Uno\nDos\nTres"),
        ("<p>Uno\n   y medio</p>\n\n<div>Dos</div>", "Uno y medio\nDos"),
        ("<ul><li>Uno</li><li>Dos</li></ul>", "Uno\nDos"),
        ("se<b>gu</b>ido", "seguido"),
        ("<td>Uno</td><td>Dos</td>", "Uno\nDos"),
        ("Ni&ntilde;o &amp; ni&#241;a &#x201C;x&#x201D;", "Niño & niña “x”"),
        ("sin&nbsp;corte", "sin corte"),
        ("antes<script>if (a < b) alert('<p>no</p>')</script>después", "antesdespués"),
        ("antes<style>p { color: red }</style>después", "antesdespués"),
        ("antes<!-- <p>no</p> -->después", "antesdespués"),
        ("antes<iframe src='x'>no</iframe>después", "antesdespués"),
        ("5 < 10 y 10 > 5", "5 < 10 y 10 > 5"),
        ("<b>5 < 10</b> y <3", "5 < 10 y <3"),
        ("sin cerrar <b>negritas", "sin cerrar negritas"),
        ("<img src=x onerror=alert(1)>", ""),
        ("&lt;p&gt;Dos&lt;/p&gt;&lt;p&gt;veces&lt;/p&gt;", "Dos\nveces"),
        ("la etiqueta &lt;avenida&gt;", "la etiqueta <avenida>"),
        ("línea\nde texto", "línea\nde texto"),
        ("AT&T y R&D", "AT&T y R&D"),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    "unseen",
    ["\0", "\x07", "\x1b", "\u00ad", "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\ud800",
     "\ue000", "\ufffe", "\U000e0041"],
)  # fmt: skip
def test_what_nobody_sees_goes(unseen: str) -> None:
    assert plain(f"Neza{unseen}hualcóyotl") == "Nezahualcóyotl"
    assert clean(f"Neza{unseen}hualcóyotl") == "Nezahualcóyotl"
    assert plain(f"<b>Neza</b>{unseen}hualcóyotl") == "Nezahualcóyotl"


def test_escaped_or_decomposed_it_is_the_same() -> None:
    assert plain("Neza&#8203;hualco&#769;yotl") == "Nezahualcóyotl"
    assert plain("nin\u0303o") == "niño"


def test_a_line_is_one_line() -> None:
    assert line("<p>Uno</p>\n<p>Dos\ttres</p>", limit=500) == "Uno Dos tres"


def test_a_cut_is_at_a_word_and_is_seen() -> None:
    assert cut("uno dos tres", limit=12) == "uno dos tres"
    assert cut("uno dos, tres", limit=12) == "uno dos…"
    assert cut("x" * 30, limit=10) == "x" * 9 + "…"


@settings(deadline=None)
@given(st.text(), st.integers(min_value=5, max_value=30))
def test_a_cut_is_never_longer(text: str, limit: int) -> None:
    assert len(cut(text, limit=limit)) <= limit


@settings(deadline=None)
@given(st.text() | st.text(alphabet="<>/!-&;#aeb 12\n\u202e\ud800"))
@example("<script>")
@example("<!--")
@example("&#0;&#x202e;&#55296;&#xfffe;")
def test_anything_becomes_text_that_can_be_kept(markup: str) -> None:
    text = plain(markup)
    text.encode("utf-8")
    assert text == text.strip() or not text
    forbidden = {"Cc", "Cs", "Co"}
    assert not {unicodedata.category(character) for character in text.replace("\n", "")} & forbidden
    assert line(markup, limit=80) == line(markup, limit=80).strip()
    assert "\n" not in line(markup, limit=80)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "markup",
    ["<b>" * 300_000, "<" * 900_000, "<a " * 300_000, "<!--" * 200_000, "&" * 900_000,
     "<p>" * 300_000, "\n" * 900_000, "<script>" * 100_000, "<div><!--" * 100_000],
)  # fmt: skip
def test_markup_made_to_harm_ends_soon(markup: str) -> None:
    assert len(plain(markup)) <= len(markup)
