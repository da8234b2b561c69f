"""The printed digest: all that the page tells, tagged, with bookmarks, and the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from monitor.config import Branding
from reports import digest
from reports.model import Digest, StoryEntry
from reports.pdf import READABLE, contrast, pdf, readable
from reports.words import mark
from tests.reports import press
from tests.reports.printed import bookmarks, links, words
from tests.reports.test_charts import SAMPLE
from tests.reports.test_render import crowd

PLAIN = Branding()
PRINTED = pdf(SAMPLE, branding=PLAIN)
SAID = words(PRINTED)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"><path d="M0 0h30v30z"/></svg>'


def stories(told: Digest) -> list[StoryEntry]:
    return [story for section in told.sections for story in section.stories]


def test_the_same_digest_gives_the_same_bytes() -> None:
    again = digest.build(press.sample_edition(), press.config())
    assert pdf(again, branding=PLAIN) == pdf(again, branding=PLAIN)
    assert pdf(SAMPLE, branding=PLAIN) == PRINTED


def test_it_says_that_it_was_made_when_the_edition_opened() -> None:
    assert (
        pypdfium2.PdfDocument(PRINTED)
        .get_metadata_value("CreationDate")
        .startswith("D:20261123130000")
    )
    cover = replace(SAMPLE.cover, opened_at=SAMPLE.cover.opened_at + timedelta(hours=1))
    assert pdf(replace(SAMPLE, cover=cover), branding=PLAIN) != PRINTED


def test_it_is_a_tagged_document_in_spanish_with_title_and_author() -> None:
    found = pypdfium2.PdfDocument(PRINTED)
    assert found.is_tagged()
    assert found.get_metadata_value("Title") == "Síntesis informativa"
    assert found.get_metadata_value("Author") == "Dirección de Comunicación Social"
    assert found.get_metadata_value("Subject") == SAMPLE.subject
    assert b"/Lang(es-MX)" in PRINTED
    assert b"<pdfuaid:part>1</pdfuaid:part>" in PRINTED


def test_every_page_is_letter_and_says_which_it_is() -> None:
    found = pypdfium2.PdfDocument(PRINTED)
    assert {each.get_size() for each in found} == {(612.0, 792.0)}
    for number, each in enumerate(found, start=1):
        said = " ".join(each.get_textpage().get_text_range().split())
        assert f"{number} de {len(found)}" in said
        assert "Dirección de Comunicación Social · Edición matutina · 23 nov 2026" in said


def test_sections_and_stories_are_bookmarks() -> None:
    found = bookmarks(PRINTED)
    for section in SAMPLE.sections:
        at = found.index((0, section.title))
        told = [(1, story.title) for story in section.stories]
        assert found[at + 1 : at + 1 + len(told)] == told
    assert (0, "Certificado de cobertura") in found


def test_all_of_a_story_is_there() -> None:
    for story in stories(SAMPLE):
        shape = mark(story.stance)
        assert f"{shape.shape} {shape.word}" in SAID
        assert story.title in SAID
        assert story.outlet in SAID
        assert all(each.text in SAID for each in (*story.summary, *story.added))
        assert all(each in SAID for each in (*story.reasons, *story.places))
        assert not story.author or story.author in SAID
        assert not story.quote or story.quote.text in SAID
    assert "Actualizada: la nota fue corregida." in SAID
    assert "Lo dice: Ofelia Barrera · responsabiliza a: Presidenta municipal" in SAID


def test_every_outlet_and_address_of_a_story_is_there() -> None:
    addresses = links(PRINTED)
    [story] = [each for each in stories(SAMPLE) if len(each.impacts) == 6]
    carried = SAID.partition("6 impactos: ")[2]
    assert carried.startswith(", ".join(each.outlet for each in story.impacts))
    assert {each.url for each in story.impacts} <= addresses
    assert {each.url for each in stories(SAMPLE) if each.url} <= addresses


def test_who_spoke_who_else_and_what_was_read() -> None:
    for said in SAMPLE.sayings:
        assert f"«{said.text}» {said.speaker}, en {said.where.outlet}" in SAID
    for other in SAMPLE.others:
        assert f"{other.name} · {other.impacts} notas" in SAID
    assert "10 de 12 medios leídos." in SAID
    for note in (*SAMPLE.coverage.notes, *SAMPLE.coverage.remarks):
        assert f"{note.words}: {', '.join(note.outlets)}." in SAID


def test_the_head_tells_the_numbers_of_the_page() -> None:
    for said in ("SAN JACINTO DEL LAGO, ESTADO DE MÉXICO", "Lunes 23 de noviembre de 2026"):
        assert said in SAID
    for said in ("8 noticias", "15 impactos", "4 ▲ positivos", "8 ▼ negativos"):
        assert said in SAID
    assert "que la media de los 13 días anteriores" in SAID
    assert SAID.count("lo normal son") >= 3


def test_what_whoever_gets_this_copy_should_know_is_told() -> None:
    told = replace(SAMPLE, notices=("Esta copia lleva solo una sección.",))
    assert "Esta copia lleva solo una sección." in words(pdf(told, branding=PLAIN))
    assert "○ 1 impacto sin analizar" in SAID


def test_figures_are_drawn_with_their_numbers() -> None:
    figures = SAID.partition("El día en cifras Impactos por día")[2]
    for figure in SAMPLE.figures:
        assert all(bar.label in figures or figure.id == "trend" for bar in figure.bars)


def test_an_empty_edition_is_one_honest_page() -> None:
    empty = digest.build(press.edition(coverage=press.COVERAGE), press.config())
    made = pdf(empty, branding=PLAIN)
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert "Los medios leídos no publicaron nada" in words(made)
    blind = digest.build(
        press.edition(coverage=[press.report("faro", failure="unreachable")]), press.config()
    )
    assert "No se pudo leer ningún medio" in words(pdf(blind, branding=PLAIN))
    unknown = digest.build(press.edition(), press.config())
    assert "No hay registro de lecturas para esta edición." in words(pdf(unknown, branding=PLAIN))


def test_a_late_edition_says_when_it_left() -> None:
    late = press.OPENED + timedelta(hours=2, minutes=5)
    told = digest.build(press.edition(opened_at=late), press.config())
    assert "tardía: salió a las 09:05" in words(pdf(told, branding=PLAIN))


def test_two_hundred_stories_are_whole_and_none_is_cut_from_its_headline() -> None:
    told = crowd(200, copies=3)
    made = pdf(told, branding=PLAIN)
    pages = [
        " ".join(each.get_textpage().get_text_range().split())
        for each in pypdfium2.PdfDocument(made)
    ]
    for at in range(200):
        title = f"Inauguran la obra número {at} en la colonia"
        [page] = [each for each in pages if title in each]
        assert f"Con {at} millones de pesos" in page.partition(title)[2]
    assert len(made) < 3_000_000


def test_a_long_story_goes_on_to_the_next_page() -> None:
    text = "La obra sigue y los vecinos esperan una respuesta de la autoridad. " * 120
    [first, *_] = stories(SAMPLE)
    long = replace(first, summary=(replace(first.summary[0], text=text),))
    section = replace(SAMPLE.sections[0], stories=(long,))
    made = pdf(replace(SAMPLE, sections=(section,)), branding=PLAIN)
    assert words(made).count("respuesta") == 120


def pictures(made: bytes) -> int:
    first = pypdfium2.PdfDocument(made)[0]
    return len(list(first.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)))


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_the_logo_stands_on_the_first_page(tmp_path, kind: str) -> None:
    path = tmp_path / f"escudo.{kind}"
    Image.new("RGB", (90, 60), "#2b6737").save(path, kind)
    made = pdf(SAMPLE, branding=Branding(logo=str(path)))
    assert pictures(made) == 1
    assert pictures(PRINTED) == 0
    assert made == pdf(SAMPLE, branding=Branding(logo=str(path)))


def test_a_logo_may_be_a_drawing(tmp_path) -> None:
    path = tmp_path / "escudo.svg"
    path.write_text(SVG.replace("<path", '<path fill="#0a7b5c"'), encoding="utf-8")
    made = pdf(SAMPLE, branding=Branding(logo=str(path)))
    seen = pypdfium2.PdfDocument(made)[0].render(scale=1).to_pil().convert("RGB")
    assert any(colour == (0x0A, 0x7B, 0x5C) for _, colour in seen.getcolors(1 << 20) or [])


@pytest.mark.parametrize("content", [b"", b"nada", b"\x89PNG\r\n\x1a\n", SVG.encode()[:40]])
@pytest.mark.parametrize("name", ["escudo.png", "escudo.svg", "escudo.jpg"])
def test_a_logo_that_broke_since_the_file_was_read_is_left_out(tmp_path, name, content) -> None:
    (tmp_path / name).write_bytes(content)
    assert words(pdf(SAMPLE, branding=Branding(logo=str(tmp_path / name)))) == SAID
    assert words(pdf(SAMPLE, branding=Branding(logo=str(tmp_path / "no está.png")))) == SAID


def test_the_colour_of_the_office_is_dark_enough_to_be_read() -> None:
    assert readable("#6b2737") == "#6b2737"
    for light in ("#ffffff", "#ffe600", "#00ff00", "#ff8800"):
        dark = readable(light)
        parts = [int(dark[at : at + 2], 16) for at in (1, 3, 5)]
        assert contrast(parts) >= READABLE
    assert pdf(SAMPLE, branding=Branding(colour="#0a7b5c")) != PRINTED
    assert words(pdf(SAMPLE, branding=Branding(colour="#0a7b5c"))) == SAID


def test_a_bitmap_is_what_it_was(tmp_path) -> None:
    path = tmp_path / "escudo.png"
    made = BytesIO()
    Image.new("RGB", (40, 40), "#2b6737").save(made, "png")
    path.write_bytes(made.getvalue())
    page = pypdfium2.PdfDocument(pdf(SAMPLE, branding=Branding(logo=str(path))))[0]
    seen = page.render(scale=1).to_pil().convert("RGB")
    assert any(colour == (0x2B, 0x67, 0x37) for _, colour in seen.getcolors(1 << 20) or [])
