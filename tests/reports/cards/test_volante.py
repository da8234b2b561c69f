"""The volante as a page: one sheet of letter paper, whose code a telephone reads."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from monitor.config import Branding
from monitor.labels import Competence, Urgency
from monitor.model import Address
from reports import cards
from reports.cards import letters, telling
from reports.cards.model import LetterKind
from reports.cards.volante import CUTS, volante
from tests.reports import asked, printed

LETTER = (612, 792)  # points
WORDY = " ".join(["Llevamos semanas sin luz y nadie viene a ver los postes de la avenida"] * 40)


def card(demand=None, config=None):
    known = config or asked.config()
    given = demand or asked.demand()
    return telling.card(
        LetterKind.CARD, given, asked.SERVICES, known, steps=(asked.step(),), now=asked.NOW
    )


def made(demand=None, config=None) -> bytes:
    return volante(card(demand, config), branding=Branding())


def scanned(pdf: bytes, *, scale: float = 2.0) -> list[str]:
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil()
    return [each.text for each in zxingcpp.read_barcodes(page)]


DEMANDS = {
    "plain": asked.demand(),
    "wordy": asked.demand(sources=tuple(asked.heard(WORDY, number=at) for at in range(25))),
    "one endless word": asked.demand(sources=(asked.heard("A" * 6_000),)),
    "lost and foreign": asked.demand(
        address=Address(),
        competence=Competence.FEDERAL,
        body="Comisión Federal de Electricidad (CFE)",
        urgency=Urgency.LIFE,
        reason=WORDY,
        due_on=None,
        sources=tuple(asked.heard(WORDY, number=at) for at in range(9)),
    ),
    "long address": asked.demand(
        address=replace(
            asked.HOLE, street="Calle " * 60, landmark="frente a " * 60, settlement="Ejidos " * 40
        ),
        sources=tuple(asked.heard(WORDY, number=at) for at in range(9)),
    ),
    "without words": asked.demand(sources=()),
    "other letters": asked.demand(sources=(asked.heard("水 🚰 العربية \u202e fuga \x00 ﷽"),)),
}


@pytest.mark.parametrize("name", DEMANDS)
def test_it_is_one_page_of_letter_paper_with_all_that_it_must_say(name):
    pdf = made(DEMANDS[name])
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert document[0].get_size() == LETTER
    said = printed.words(pdf)
    for each in ("2026-00012", "ACUSE DE RECIBO", "Recibió (nombre y firma)", "Sello"):
        assert each in said
    assert "Ley General de Protección de Datos Personales" in said
    assert "OTRA AUTORIDAD" in said


def test_nothing_lies_upon_anything_else_nor_beyond_the_page():
    """The words at the foot are below whatever was said."""
    page = pypdfium2.PdfDocument(made(DEMANDS["wordy"]))[0].get_textpage()
    boxes = {}
    for name in ("LO QUE SE DIJO", "CÓMO RESPONDER", "ACUSE DE RECIBO", "Contiene datos"):
        searcher = page.search(name)
        start, number = searcher.get_next()
        boxes[name] = page.get_charbox(start)[1]
        assert number
    heights = list(boxes.values())
    assert heights == sorted(heights, reverse=True)
    assert min(heights) > 36


@pytest.mark.parametrize("scale", [1.5, 2.0, 4.0])
def test_the_code_opens_the_desk_at_the_folio(scale):
    pdf = made(config=asked.config(desk="https://mesa.sanjacinto.example/demandas"))
    assert scanned(pdf, scale=scale) == ["https://mesa.sanjacinto.example/demandas/2026-00012"]


def test_without_a_desk_the_code_begins_an_answer():
    [said] = scanned(made())
    assert said == "mailto:demandas@sanjacinto.example?subject=%5BFolio%202026-00012%5D"


def test_the_code_has_room_around_it_and_a_telephone_finds_it_stained():
    config = asked.config(desk="https://mesa.sanjacinto.example/demandas")
    page = pypdfium2.PdfDocument(made(config=config))[0].render(scale=3).to_pil()
    [found] = zxingcpp.read_barcodes(page)
    corner = found.position.bottom_right
    stain = Image.new("RGB", (26, 26), "white")
    page.paste(stain, (corner.x - 60, corner.y - 60))
    assert [each.text for each in zxingcpp.read_barcodes(page)] == [found.text]


def test_what_is_cut_says_where_the_rest_is():
    said = printed.words(made(DEMANDS["wordy"]))
    assert "más. El texto completo está en el correo." in said
    assert "El texto completo" not in printed.words(made())


def test_a_short_demand_is_quoted_whole():
    assert f"«{asked.QUOTE}»" in printed.words(made())
    assert CUTS[0][1] > len(asked.QUOTE)


def test_its_source_can_be_opened():
    assert "https://vecinos.example/p/0" in printed.links(made())


def test_what_the_public_wrote_is_never_markup():
    hostile = '#panic("no") $ x $ @etiqueta *negrita* _cursiva_ \\ `code` [corchete] // nota'
    assert "#panic" in printed.words(made(asked.demand(sources=(asked.heard(hostile),))))


def test_the_same_demand_gives_the_same_bytes():
    assert made() == made()


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_the_logo_and_the_colour_of_the_office_are_on_it(tmp_path, kind):
    path = tmp_path / f"logo.{kind[:3]}"
    Image.new("RGB", (240, 90), "#104f2a").save(path, kind)
    worn = Branding(logo=str(path), colour="#104f2a")
    page = pypdfium2.PdfDocument(volante(card(), branding=worn))[0].render(scale=1).to_pil()
    colours = {colour for _, colour in page.convert("RGB").getcolors(10**6)}
    assert any(abs(red - 0x10) < 8 and abs(green - 0x4F) < 8 for red, green, _ in colours)


def test_a_broken_logo_is_left_out(tmp_path):
    path = tmp_path / "logo.svg"
    path.write_text("<svg", encoding="utf-8")
    pdf = volante(card(), branding=Branding(logo=str(path)))
    assert "2026-00012" in printed.words(pdf)


def test_it_can_be_printed_alone():
    pdf = letters.volante_of(
        asked.demand(), asked.SERVICES, asked.config(), steps=(asked.step(),), now=asked.NOW
    )
    assert pypdfium2.PdfDocument(BytesIO(pdf)).get_metadata_dict()["Title"] == (
        "Volante de turno 2026-00012"
    )
    assert cards.volante_of is letters.volante_of
