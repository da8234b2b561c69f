from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from monitor.newsprint import bounded, notes_of, straight
from tests.monitor.newsprint.drawn import note, page, scanned, share, titles


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
