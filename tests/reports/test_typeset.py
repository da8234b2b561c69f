"""The door to typst: our fonts alone, no markup of others, no error of the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.errors import TypesetError
from reports import typeset
from reports.glyphs import INSIDE, MISSING, codes, folder, latin, printable
from reports.model import Sentence
from reports.paper import page
from tests.reports import press
from tests.reports.printed import links, words
from tests.reports.test_charts import SAMPLE

MADE = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
HOSTILE = (
    '#panic() #import "x.typ": * #include("/etc/passwd") #sys #eval("1")',
    "$x^2$ y $ suelto",
    "*no negrita* _no cursiva_ `no código` ```rust x```",
    "@referencia <etiqueta> = Título\n== Otro",
    "\\ \\u{41} \\n /término: - + // comentario /* bloque */ ~ -- ---",
    "\"comillas\" 'simples' «» “”",
    "{{ 7*7 }} [corchetes] (paréntesis) ]]]}}}",
    "https://a.example/?b=c&d#e",
    "Ya van 3 noches 😡 👨‍👩‍👧 🇲🇽 ❤️",
    "العربية עברית",
    "中文 日本語 한국어",
    "a" * 10_000,
    "x̀́̂̃" * 200,
    "e" + "\u0301" * 300,
    "अ" + "\u0300" + "中" + "\u064b" + "क्ष",
    "\u200d\ufe0f\u00ad\u2060",
    "\x00\x1b\ufeff\ufffe\r\n\u2028",
)


def data(title: str = "Nota", text: str = "Texto.") -> dict[str, object]:
    """The sample digest, every headline and summary of it replaced."""
    said = Sentence(text=text, evidence=True, gap=True, outlet=text)
    sections = tuple(
        replace(
            each,
            stories=tuple(replace(one, title=title, summary=(said,)) for one in each.stories),
        )
        for each in SAMPLE.sections
    )
    return {**page(replace(SAMPLE, sections=sections)), "colour": "#6b2737"}


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_that_an_outlet_wrote_is_markup(said: str) -> None:
    found = words(typeset.document("digest.typ", data(said, said), made_at=MADE))
    for word in (
        "panic()",
        "$x^2$",
        "*no",
        "_no",
        "@referencia",
        "{{",
        "/etc/passwd",
        "[corchetes]",
    ):
        if word in said:
            assert found.count(word) >= 2 * found.count("Dónde")
            assert word in found


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
@example("\x00")
@example("\ufeff")
def test_any_text_can_be_set(said: str) -> None:
    assert typeset.document("digest.typ", data(said, said), made_at=MADE).startswith(b"%PDF-")


def test_a_character_without_glyph_is_a_box() -> None:
    assert printable("año 😡 中") == f"año 😡 {MISSING}"
    assert latin("«año» 😡 ▲ — α") == f"«año» {MISSING} ▲ — {MISSING}"


def test_every_symbol_of_ours_and_of_the_language_has_a_glyph() -> None:
    ours = "áéíóúüñÁÉÍÓÚÜÑ¿¡“”‘’«»—–·…•▲▼●■○□°ºª€$%§©½✓"
    assert printable(ours) == ours


def test_what_typst_is_said_to_have_inside_it_has() -> None:
    """Without a glyph for each, an accessible document would be refused."""
    whole = data("".join(sorted(INSIDE)))
    said = words(typeset.document("digest.typ", whole, made_at=MADE))
    assert all(each in said for each in INSIDE)


def test_a_word_without_end_stays_on_the_page() -> None:
    found = pypdfium2.PdfDocument(typeset.document("digest.typ", data("ñ" * 900), made_at=MADE))
    for each in found:
        text = each.get_textpage()
        width = each.get_width()
        assert all(text.get_charbox(at)[2] < width - 50 for at in range(text.count_chars()))


def test_an_address_stays_as_it_is() -> None:
    address = "https://diario.example/" + "a" * 300 + "/中/😡"
    story = replace(SAMPLE.sections[0].stories[0], url=address)
    section = replace(SAMPLE.sections[0], stories=(story,))
    whole = {**page(replace(SAMPLE, sections=(section,))), "colour": "#6b2737"}
    assert address in links(typeset.document("digest.typ", whole, made_at=MADE))


def test_the_glyphs_of_a_font_are_read_from_its_table() -> None:
    found = set(codes(folder() / "NotoSans[wght].ttf"))
    assert {ord(each) for each in "añÑ«—€"} <= found
    assert not found & {ord("中"), ord("😡")}
    assert ord("😡") in set(codes(folder() / "NotoEmoji[wght].ttf"))


def test_what_is_wrong_with_a_page_is_an_error_of_ours() -> None:
    with pytest.raises(TypesetError, match="no se pudo componer la página"):
        typeset.document("digest.typ", {}, made_at=MADE)


def test_no_font_of_the_machine_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    before = typeset.document("digest.typ", data(), made_at=MADE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TYPST_FONT_PATHS", "/usr/share/fonts")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert typeset.document("digest.typ", data(), made_at=MADE) == before
    assert b"DejaVuSans-" not in before
    assert press.OPENED == MADE
