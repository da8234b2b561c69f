"""The first pages of newspapers, shown whomever they name."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from monitor.config import Branding, Clothing
from monitor.model import Entry, PieceKind
from reports import digest
from reports.clothes import dress
from reports.fronts import MOST, pictures
from tests.reports import press


def _front(outlet_id: str, title: str, *, file: str | None = "0a.jpg", number: int = 0) -> Entry:
    piece = press.clipping(
        title, title, outlet_id=outlet_id, kind=PieceKind.FRONT_PAGE, url=None, hours_before=number
    )
    return press.entry(replace(piece, file=file))


def _page() -> bytes:
    into = BytesIO()
    Image.linear_gradient("L").resize((900, 1300)).save(into, "JPEG")
    return into.getvalue()


def _built(*entries: Entry):  # type: ignore[no-untyped-def]
    fronts = tuple(each.clipping for each in entries)
    return digest.build(replace(press.edition(), fronts=fronts), press.config())


def test_a_front_page_is_shown_though_it_names_nobody() -> None:
    built = _built(_front("faro", "Diez días sin agua"), _front("republica", "Sube el dólar"))
    assert [(each.outlet, each.title) for each in built.fronts] == [
        ("Diario de la Mañana", "Sube el dólar"),
        ("El Faro del Oriente", "Diez días sin agua"),
    ]


def test_each_outlet_is_shown_once_and_only_with_a_picture() -> None:
    twice = [_front("faro", "Uno", number=2), _front("faro", "Dos", number=1)]
    built = _built(*twice, _front("calle", "Tres", file=None))
    assert [each.title for each in built.fronts] == ["Dos"]
    assert len(built.fronts) <= MOST


def test_its_picture_stands_in_the_page_and_beside_it() -> None:
    built = _built(_front("faro", "Diez días sin agua"))
    (shown,) = pictures(built, lambda name: _page())
    worn = dress(built, branding=Branding(), worn=(), fronts=[shown])
    assert 'src="figuras/portada-1.png"' in worn.html
    assert 'alt="Primera plana de El Faro del Oriente: Diez días sin agua"' in worn.html
    with Image.open(BytesIO(worn.files["figuras/portada-1.png"])) as picture:
        assert picture.size == (shown.width, shown.height) == (440, 636)
    assert "PRIMERAS PLANAS EN IMAGEN" in worn.text
    assert "- El Faro del Oriente (23 nov 2026): Diez días sin agua" in worn.text


def test_a_picture_that_is_gone_leaves_its_headline() -> None:
    def gone(name: str) -> bytes:
        raise FileNotFoundError(name)

    built = _built(_front("faro", "Diez días sin agua"))
    assert not list(pictures(built, gone))
    assert not list(pictures(built, lambda name: b"nada"))
    worn = dress(built, branding=Branding())
    assert "El Faro del Oriente: Diez días sin agua" in worn.html
    assert "El Faro del Oriente" in _printed(worn.files["sintesis.pdf"])


def test_the_pdf_shows_each_page_with_its_outlet_and_its_day() -> None:
    built = _built(_front("faro", "Diez días sin agua"), _front("republica", "Sube el dólar"))
    shown = list(pictures(built, lambda name: _page()))
    first = dress(built, branding=Branding(), worn=[Clothing.PDF], fronts=shown)
    said = _printed(first.files["sintesis.pdf"])
    assert "Primeras planas en imagen" in said
    assert "El Faro del Oriente · 23 nov 2026\nDiez días sin agua" in said
    assert _pictures(first.files["sintesis.pdf"]) == 2
    again = dress(built, branding=Branding(), worn=[Clothing.PDF], fronts=shown)
    assert again.files["sintesis.pdf"] == first.files["sintesis.pdf"]


def _printed(pdf: bytes) -> str:
    with PdfDocument(pdf) as document:
        told = (page.get_textpage().get_text_range() for page in document)
        return "\n".join(told).replace("\r", "")


def _pictures(pdf: bytes) -> int:
    kinds = [FPDF_PAGEOBJ_IMAGE]
    with PdfDocument(pdf) as document:
        return sum(len(list(page.get_objects(filter=kinds))) for page in document)


def test_without_front_pages_nothing_is_said_of_them() -> None:
    worn = dress(_built(), branding=Branding(), worn=())
    assert "Primeras planas en imagen" not in worn.html
    assert "PRIMERAS PLANAS" not in worn.text
