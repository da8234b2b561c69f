from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
import typst

from monitor.newsprint import layer, notes_of
from monitor.newsprint.reading import PAGES, Unreadable, count
from reports.glyphs import folder
from tests.monitor.newsprint.drawn import POTHOLES, STREET, drawn, page, share


def test_every_word_of_a_page_is_in_its_notes() -> None:
    with pypdfium2.PdfDocument(page("municipios")) as document:
        written = document[0].get_textpage().get_text_range()
    whole = written.replace("\ufffe", "").replace("\x02\r\n", "").replace("-\r\n", "")
    read = " ".join(f"{x.title} {x.author} {x.text}" for x in notes_of(page("municipios")).notes)
    assert share([whole], read) > 0.95  # the rest are its folio and words that a line cuts


def _turned(quarters: int) -> bytes:
    """The page written sideways, and shown upright."""
    box = f"#rotate({-90 * quarters}deg, reflow: true)[#box(width: 90mm)[{STREET * 2}]]"
    source = f"#set page(width: auto, height: auto, margin: 9mm)\n#set text(size: 9pt)\n{box}"
    with pypdfium2.PdfDocument(typst.compile(source.encode())) as document:
        document[0].set_rotation(90 * quarters)
        into = BytesIO()
        document.save(into)
    return into.getvalue()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_that_is_shown_turned_is_read_as_it_is_seen(quarters: int) -> None:
    (told,) = notes_of(_turned(quarters)).notes
    assert told.text.split() == (STREET * 2).split()


def test_letters_made_large_by_a_matrix_have_the_size_that_is_seen() -> None:
    larger = f"#scale(x: 150%, y: 150%, reflow: true)[#box(width: 60mm)[{STREET}]]"
    body = f"#head(24pt)[Cierran la avenida]\n{larger}"
    with pypdfium2.PdfDocument(drawn(body)) as document:
        sheet = layer.sheet(document[0], 1)
    assert sheet is not None
    sizes = {round(word.size, 1) for word in sheet.words}
    assert sizes == {24.0, 13.5}


def test_a_scan_with_a_watermark_is_a_picture() -> None:
    stamped = f"""#place(image(bytes({_grey()}), width: 100%, height: 100%))
    Ejemplar de la hemeroteca municipal, prohibida su reproducción por cualquier medio."""
    with pypdfium2.PdfDocument(drawn(stamped)) as document:
        assert layer.sheet(document[0], 1) is None


def _grey() -> str:
    """A small grey picture, as typst writes bytes."""
    from PIL import Image

    into = BytesIO()
    Image.new("L", (8, 8), 128).save(into, "PNG")
    return f"({', '.join(map(str, into.getvalue()))})"


def test_words_without_vowels_are_no_text() -> None:
    signs = "Xkjh zxcv bnmq wrtp sdfg hjkl zxcv bnmq wrtp sdfg hjkl zxcv bnm qwrt psdf ghjk"
    with pypdfium2.PdfDocument(drawn(signs)) as document:
        assert layer.sheet(document[0], 1) is None


@pytest.mark.parametrize(
    "body", [b"", b"hola", b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n" + b"x" * 99]
)
def test_what_is_no_newspaper_says_so(body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"PDF|imagen"):
        notes_of(body)


def test_a_thin_figure_is_not_a_word_apart() -> None:
    """Figures take the same room in many faces: beside a 1 there is white on both sides."""
    told = "El 11 de diciembre de 2011 se pagaron 1,171 recibos de 111 pesos en la calle 12."
    written = f'#set text(font: "Noto Sans", size: 9pt)\n{told} {STREET}'
    source = f"#set page(width: 150mm, height: auto)\n{written}"
    (note_,) = notes_of(typst.compile(source.encode(), font_paths=[str(folder())])).notes
    assert note_.text.startswith(told)


LOCKED = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]/Size 5>>
%%%%EOF""" % (b"41" * 32, b"42" * 32)


def test_a_pdf_that_asks_for_a_password_says_so() -> None:
    with pytest.raises(Unreadable, match="contraseña"):
        notes_of(LOCKED)


def test_of_a_file_without_end_the_first_pages_are_counted() -> None:
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(PAGES + 50):
            document.new_page(100, 100)
        into = BytesIO()
        document.save(into)
    assert count(into.getvalue()) == PAGES


def test_two_pages_on_one_sheet_are_each_read_apart() -> None:
    """Of a spread, the columns of one page do not run into those of the other."""
    side = "#block(width: 100%)[#head(20pt)[{0}]\n{1}]"
    spread = f"""#grid(columns: (1fr, 1fr), column-gutter: 24mm,
    [{side.format("Cierran la avenida", STREET * 3)}],
    [{side.format("Tapan trescientos baches", POTHOLES * 3)}])"""
    first, second = notes_of(drawn(spread, width=400, height=280)).notes
    assert (first.title, second.title) == ("Cierran la avenida", "Tapan trescientos baches")
    assert first.text.split() == (STREET * 3).split()
    assert second.text.split() == (POTHOLES * 3).split()
