from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from monitor.newsprint import bounded, notes_of, ocr, straight
from monitor.newsprint.sheet import Word
from tests.monitor.newsprint.drawn import (
    POTHOLES,
    STREET,
    drawn,
    note,
    page,
    scanned,
    share,
    titles,
)


@pytest.fixture(scope="module")
def scan() -> bytes:
    return scanned(page("municipios"), dots=200, turned=-1.3)


def test_a_scan_gives_its_words_and_its_notes(scan: bytes) -> None:
    """Five columns, a picture, a box; skewed, grey and specked: 98 % of the words, in order."""
    clean = notes_of(page("municipios"))
    read = notes_of(scan)
    written = [f"{each.title} {each.text}" for each in clean.notes]
    assert share(written, " ".join(f"{x.title} {x.text}" for x in read.notes)) >= 0.98
    assert titles(read) == titles(clean)
    assert (read.pages, read.recognised, read.day) == (1, 1, clean.day)
    for each in clean.notes:
        assert share([each.text], note(read, each.title).text) >= 0.97, each.title


@pytest.mark.parametrize("turned", [-2.5, -0.4, 1.7])
def test_a_page_laid_askew_is_set_upright(turned: float) -> None:
    with Image.open(BytesIO(scanned(page("portada"), dots=100, turned=turned))) as picture:
        assert straight.skew(picture) == pytest.approx(-turned, abs=0.15)


def test_a_level_page_is_not_turned() -> None:
    with Image.open(BytesIO(scanned(page("portada"), dots=100, turned=0))) as picture:
        assert abs(straight.skew(picture)) < 0.15


def test_a_pdf_of_scans_is_read_in_a_child(scan: bytes) -> None:
    with Image.open(BytesIO(scan)) as picture:
        into = BytesIO()
        picture.save(into, "PDF", resolution=200)
    issue = bounded.issue_of(into.getvalue())
    assert (issue.pages, issue.recognised, issue.lost) == (1, 1, ())
    assert note(issue, "Tapan 340 baches").text.startswith("Cuadrillas de Obras Públicas")


def test_a_page_that_cannot_be_read_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with pypdfium2.PdfDocument(page("portada")) as document:
        pages = len(document)
    monkeypatch.setattr(bounded, "ALL", -1.0)
    with pytest.raises(bounded.Unreadable, match="ninguna"):
        bounded.issue_of(page("portada"))
    monkeypatch.undo()
    assert bounded.issue_of(page("portada")).pages == pages


def test_a_bomb_of_a_picture_is_refused() -> None:
    into = BytesIO()
    Image.new("1", (9_000, 9_000)).save(into, "PNG")
    with pytest.raises(bounded.Unreadable, match="millones"):
        bounded.issue_of(into.getvalue())


THREE = f"""
#head(26pt)[Vecinos cierran la avenida por falta de agua]
#tall(70mm, 3, [{STREET}

#rect(width: 100%, height: 30mm, fill: gradient.linear(luma(230), luma(90)))

{POTHOLES}

«Pagamos el recibo cada bimestre», dijo Íñigo Núñez, de 67 años; el pozo número 4 se quemó y su
reposición cuesta 1,284,500 pesos, según la CFE y el SAPAX.])
#head(20pt)[Tapan 340 baches en La Cantera]
#tall(26mm, 3, [{POTHOLES} {STREET}])
"""


def _bound(pdf: bytes, *, dots: int, quality: int) -> bytes:
    """A scan of the page as machines of offices leave it: a PDF of one JPEG."""
    with Image.open(BytesIO(scanned(pdf, dots=dots))) as picture:
        into = BytesIO()
        picture.save(into, "PDF", resolution=dots, quality=quality)
    return into.getvalue()


@pytest.mark.parametrize(("dots", "quality"), [(200, 50), (150, 75)])
def test_a_compressed_scan_of_three_columns_gives_its_words(dots: int, quality: int) -> None:
    pdf = drawn(THREE, height=160)
    clean, read = notes_of(pdf), notes_of(_bound(pdf, dots=dots, quality=quality))
    said, found = (" ".join(f"{x.title} {x.text}" for x in each.notes) for each in (clean, read))
    assert share([said], found) >= 0.98
    assert share([found], said) >= 0.98
    assert titles(read) == titles(clean)


def _word(text: str, box: tuple[float, float, float, float], **said: float) -> Word:
    left, top, right, bottom = box
    return Word(text=text, left=left, top=top, right=right, bottom=bottom, **said)  # type: ignore[arg-type]


def test_where_plain_words_stand_no_headline_is_read_from_afar() -> None:
    plain = [
        _word(each, (10 + 30 * at, 50, 35 + 30 * at, 60), size=9) for at, each in enumerate("ab")
    ]
    near = [replace(each, text=each.text * 4) for each in plain]
    far = _word("calles", (8, 35, 70, 62), size=36)
    assert list(ocr._with_headlines(near, [far])) == near
    torn = [replace(each, sure=40.0) for each in near]
    assert [each.text for each in ocr._with_headlines(torn, [far])] == ["calles"]


def test_without_weights_the_reader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ocr.lacking() is None
    monkeypatch.setattr(ocr, "LANGUAGE", "zzz")
    assert "pesos del español" in (ocr.lacking() or "")


@pytest.mark.parametrize(
    ("read", "written"),
    [("bilingiie", "bilingüe"), ("Gúicho", "Güicho"), ("según", "según"), ("Hawaii", "Hawaii")],
)
def test_a_diaeresis_that_was_read_as_two_letters_is_one(read: str, written: str) -> None:
    class Found:
        def GetUTF8Text(self, level: int) -> str:  # noqa: N802 - as the engine calls it
            return read

    assert ocr._text(Found(), 0) == written
