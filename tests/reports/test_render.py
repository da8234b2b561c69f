"""The clothes: the same bytes twice, whole in text, short enough in HTML, and safe."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from monitor.model import Entry, PieceKind, Stance
from reports import digest, render, words
from reports.coverage import certificate
from reports.model import Digest, EditionFigure, Tally
from tests.reports import press

SAMPLE = digest.build(press.sample_edition(), press.config())


def crowd(number: int, *, copies: int = 1) -> Digest:
    """Stories with long headlines, long addresses and long texts."""
    return digest.build(
        press.edition(*(each for at in range(number) for each in _story(at, copies))),
        press.config(),
    )


def _story(at: int, copies: int) -> list[Entry]:
    evidence = (
        f"La presidenta municipal inauguró la obra número {at} en la colonia Jardines ante vecinos "
        "que pidieron mayor vigilancia."
    )
    text = f"Con {at} millones de pesos comenzó la rehabilitación de calles. {evidence} " + (
        "Los trabajos durarán seis meses y beneficiarán a doce mil habitantes de la zona. " * 5
    )
    title = f"Inauguran la obra número {at} en la colonia Jardines con recursos estatales"
    pieces = [
        press.clipping(
            title,
            text,
            outlet_id=press.OUTLETS[(at + copy) % 12].id,
            hours_before=1 + at / 50 + copy / 7,
            url=f"https://x.example/municipios/2026/11/23/inauguran-la-obra-{at}-{copy}"
            + "-y" * 25,
        )
        for copy in range(copies)
    ]
    stance = tuple(Stance)[at % 3]
    return [
        press.entry(piece, press.reading(piece, "mayor", stance, evidence), story=f"s{at}")
        for piece in pieces
    ]


def test_twice_the_same_bytes() -> None:
    again = digest.build(press.sample_edition(), press.config())
    for clothes in (render.html, render.text, render.data):
        assert clothes(SAMPLE) == clothes(again)


@pytest.mark.parametrize(("number", "copies"), [(200, 1), (100, 2), (66, 3)])
def test_two_hundred_pieces_are_all_there(number: int, copies: int) -> None:
    told = crowd(number, copies=copies)
    page, plain = render.html(told), render.text(told)
    assert len(page.encode()) < 102_000
    assert all(f"obra número {at} en" in page for at in range(number))
    assert "en la versión de texto" not in page
    for story in (story for section in told.sections for story in section.stories):
        assert all(impact.url in plain for impact in story.impacts if impact.url)


def test_beyond_what_fits_stories_are_counted() -> None:
    told = crowd(700)
    page = render.html(told)
    assert len(page.encode()) < 102_000
    shown = sum(f"obra número {at} en" in page for at in range(700))
    counted = re.findall(r"y (\d+) más, en la versión de texto de este correo", page)
    assert 0 < sum(map(int, counted)) == 700 - shown
    plain = render.text(told).replace("\n  ", " ")
    assert all(f"obra número {at} en" in plain for at in range(700))


def test_the_first_stories_are_in_full() -> None:
    page = render.html(crowd(200))
    assert page.index("Requiere atención") < page.index("<h3") < page.index('class="lines"')


def test_lines_of_the_text_are_short_but_addresses_whole() -> None:
    lines = render.text(SAMPLE).splitlines()
    assert all(len(line) <= 78 for line in lines if "https://" not in line)
    assert not any(line != line.rstrip() for line in lines)
    assert "<" not in render.text(SAMPLE)


def test_the_head_tells_the_numbers() -> None:
    page, plain = render.html(SAMPLE), render.text(SAMPLE)
    for said in ("Lunes 23 de noviembre de 2026", "Edición matutina", "8 noticias", "15 impactos"):
        assert said in page
        assert said in plain
    assert "▲ Positivo: 4" in plain
    assert "▼ Negativo: 8" in plain


def test_a_stance_is_a_shape_and_a_word() -> None:
    page = render.html(SAMPLE)
    for shape in ("▲ Positivo", "● Informativo", "▼ Negativo", "○ Sin analizar"):
        assert f">{shape}</b>" in page


def test_the_evidence_is_marked_in_the_summary() -> None:
    assert (
        "prometió pipas y no llegó ninguna», reclamó Ofelia Barrera"
        in (render.html(SAMPLE).partition("<mark")[2].partition("</mark>")[0])
    )


def test_outlets_beyond_five_are_counted() -> None:
    page = render.html(SAMPLE)
    assert "6 impactos: El Mirador Mexiquense, <a" in page
    assert "(+1)" in page


def test_an_empty_edition_is_short_and_honest() -> None:
    empty = digest.build(press.edition(coverage=press.COVERAGE), press.config())
    for clothes in (render.html(empty), render.text(empty)):
        assert "sin menciones" in clothes.lower()
        assert "10 de 12 medios leídos" in clothes
        assert "El día en cifras" not in clothes
    blind = [press.report("faro", failure="unreachable")]
    unread = digest.build(press.edition(coverage=blind), press.config())
    assert "No se pudo leer ningún medio" in render.html(unread)
    assert "No se pudo leer ningún medio" in render.text(unread)


def test_a_late_edition_says_when_it_left() -> None:
    late = press.OPENED + press.timedelta(hours=2, minutes=5)
    told = digest.build(press.edition(opened_at=late), press.config())
    assert "tardía: salió a las 09:05" in render.html(told)
    assert "tardía: salió a las 09:05" in render.text(told)


def test_the_json_is_the_model() -> None:
    data = json.loads(render.data(SAMPLE))
    assert data["cover"]["day"] == "2026-11-23"
    assert data["cover"]["tally"] == {"positive": 4, "neutral": 2, "negative": 8, "unread": 1}
    assert len(data["sections"][0]["stories"][0]["impacts"]) == 6
    assert data["sections"][0]["stories"][0]["kind"] == "nota"


class Outline(HTMLParser):
    """What a reader of the page meets: headings, and whatever would leave the page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not any(name.startswith("on") for name, _ in attrs)


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


def test_the_page_needs_nothing_from_outside() -> None:
    page = render.html(SAMPLE)
    found = outline(page)
    assert found.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    assert "url(" not in page
    assert all(each.startswith("https://") for each in found.addresses)


def test_headings_go_down_one_by_one() -> None:
    found = outline(render.html(SAMPLE))
    assert found.headings[:2] == ["h1", "h2"]
    assert found.headings.count("h1") == 1


def test_the_charset_is_said_at_once() -> None:
    assert '<meta charset="utf-8">' in render.html(SAMPLE)[:512]


def test_every_word_of_ours_is_there() -> None:
    for kind in PieceKind:
        assert words.kind(kind)
    for stance in (*Stance, None):
        assert words.mark(stance).shape
    assert certificate(press.sample_edition(), press.config()).notes


@pytest.mark.parametrize(
    ("total", "usual", "said"),
    [
        (31, 26.0, "19% más que la media de los 14 días anteriores (26)"),
        (13, 26.0, "50% menos que la media de los 14 días anteriores (26)"),
        (26, 26.0, "igual que la media de los 14 días anteriores (26)"),
        (3, 0.0, "más que la media de los 14 días anteriores (0)"),
    ],
)
def test_the_day_against_the_usual(total: int, usual: float, said: str) -> None:
    assert words.against(total, usual, compared=14) == said


@pytest.mark.parametrize(
    ("language", "written"),
    [("es_MX", "la media de los 2 días anteriores (1,250)"), ("es_AR", "(1.250)")],
)
def test_numbers_are_written_as_the_office_writes_them(language: str, written: str) -> None:
    history = [
        EditionFigure(
            day=press.DAY - press.timedelta(days=before), hour="07:00", tally=Tally(neutral=1250)
        )
        for before in (1, 2)
    ]
    config = press.config(language=language)
    told = digest.build(press.sample_edition(), config, history=history)
    page = render.html(told)
    assert written in page
    assert written in " ".join(render.text(told).split())
    assert f'lang="{language.replace("_", "-")}"' in page


def test_two_subjects_stand_over_a_story_and_the_rest_are_counted() -> None:
    page, plain = render.html(SAMPLE), " ".join(render.text(SAMPLE).split())
    kicker = page.partition('class="kicker"')[2].partition("</p>")[0]
    assert "Presidenta municipal" in kicker
    assert "Organismo de Agua" in kicker
    assert "San Jacinto" not in kicker
    assert kicker.replace("&nbsp;", " ").endswith(" y 1 más")
    assert "Presidenta municipal, ● Organismo de Agua, ● San Jacinto" in plain


def test_what_changed_is_said_in_words() -> None:
    for clothes in (render.html(SAMPLE), render.text(SAMPLE)):
        assert "la nota fue corregida" in " ".join(clothes.split())
