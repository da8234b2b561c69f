"""A report in its clothes: everything it says, harmless, the same bytes twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from lxml import html as markup

from monitor.config import Branding
from monitor.model import EditionKind, PieceKind, Stance
from reports.model import Bar, Coverage, Figure, Tally
from reports.periodic.clothes import dress, heading, html, text
from reports.periodic.model import Change, Head, PeriodStory, Report, Signature, SubjectRow

HOSTILE = '<script>alert("x")</script> & «Año» #let x = 1'
STORY = PeriodStory(
    id="agua",
    title="Nueve días sin agua en El Capulín",
    url="https://faro.example/agua",
    outlet="El Faro del Oriente",
    author="Lucía Peñaloza",
    day=date(2026, 11, 17),
    kind=PieceKind.NOTE,
    release=False,
    stance=Stance.NEGATIVE,
    subject="Presidenta municipal",
    summary="Habitantes de El Capulín cumplieron nueve días sin agua.",
    impacts=12,
    negative=9,
    outlets=tuple(f"Medio {number}" for number in range(9)),
)
REPORT = Report(
    id="2026-W47",
    subject="Informe semanal · San Jacinto · Semana del 16 al 22 de noviembre de 2026: 3 noticias",
    head=Head(
        municipality="San Jacinto",
        state="Estado de México",
        office="Comunicación Social",
        language="es_MX",
        kind=EditionKind.WEEKLY,
        title="Informe semanal",
        span="Semana del 16 al 22 de noviembre de 2026",
        first=date(2026, 11, 16),
        last=date(2026, 11, 22),
        made_at=datetime(2026, 11, 23, 14, tzinfo=UTC),
    ),
    stories=3,
    impacts=15,
    tally=Tally(positive=2, neutral=3, negative=9, unread=1),
    against=11,
    uncounted=2,
    changes=(
        Change(key="impacts", now=15, before=12, words="25% más que la semana anterior (12)"),
    ),
    remark="",
    negative=(STORY,),
    told=(replace(STORY, told_above=True), replace(STORY, id="b", title="Abren mercado")),
    figures=(
        Figure(
            id="trend",
            title="Impactos por día",
            bars=tuple(Bar(label=f"día {day}", tally=Tally(neutral=day)) for day in range(7)),
        ),
        Figure(
            id="place",
            title="Lugares del municipio",
            bars=(Bar(label="El Capulín", tally=Tally(negative=4)),),
            left_out=3,
        ),
    ),
    subjects=(
        SubjectRow(
            id="mayor",
            name="Presidenta municipal",
            tally=Tally(negative=9, positive=1),
            words="3 más que la semana anterior (7)",
        ),
    ),
    authors=(Signature(name="Lucía Peñaloza", notes=4),),
    other_authors=2,
    coverage=Coverage(read=3, total=4, notes=(), remarks=(), sentence="3 de 4 medios leídos."),
)
EMPTY = replace(
    REPORT,
    stories=0,
    impacts=0,
    tally=Tally(),
    against=0,
    uncounted=0,
    changes=(),
    negative=(),
    told=(),
    figures=(),
    subjects=(),
    authors=(),
    other_authors=0,
)
SAID = (
    "3 noticias",
    "15 impactos",
    "2 piezas pagadas o avisos aparte; no se cuentan.",
    "25% más que la semana anterior (12)",
    "11 impactos con postura negativa hacia quien gobierna o su gobierno",
    "Nueve días sin agua en El Capulín",
    "12 impactos, 9 de ellos negativos: Medio 0, Medio 1",
    "Medio 5 y 3 más.",
    "12 impactos; contada arriba.",
    "3 más que la semana anterior (7)",
    "Lucía Peñaloza",
    "4 notas",
    "y 2 más",
    "3 de 4 medios leídos.",
)


def plain(said: str) -> str:
    return " ".join(said.split())


@pytest.mark.parametrize("words", SAID)
def test_page_and_text_say_all_of_it(words):
    page = plain(markup.fromstring(html(REPORT)).text_content())
    assert words in page
    assert words in plain(text(REPORT))


def test_the_text_fits_eighty_columns():
    lines = text(REPORT).splitlines()
    assert max(map(len, lines)) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_paper_says_it_too():
    made = dress(REPORT, branding=Branding()).files["sintesis.pdf"]
    document = pypdfium2.PdfDocument(made)
    read = plain(" ".join(page.get_textpage().get_text_range() for page in document))
    for words in ("Informe semanal", "Nueve días sin agua", "Lugares del municipio", "4 notas"):
        assert words in read


def test_pictures_stand_for_the_figures():
    worn = dress(REPORT, branding=Branding())
    assert [each.id for each in worn.charts] == ["trend", "place"]
    assert set(worn.files) == {"sintesis.pdf", "figuras/trend.png", "figuras/place.png"}
    pictures = markup.fromstring(worn.html).xpath("//img")
    assert [each.get("src") for each in pictures] == ["figuras/trend.png", "figuras/place.png"]
    assert all(each.get("alt") for each in pictures)


def test_without_pictures_the_figures_are_tables():
    page = markup.fromstring(html(REPORT))
    assert not page.xpath("//img")
    assert "El Capulín" in [each.text for each in page.xpath("//th")]


def test_what_an_outlet_wrote_is_never_markup():
    told = replace(STORY, title=HOSTILE, summary=HOSTILE, outlet=HOSTILE, author=HOSTILE)
    report = replace(
        REPORT,
        negative=(told,),
        authors=(Signature(name=HOSTILE, notes=1),),
        subjects=(replace(REPORT.subjects[0], name=HOSTILE),),
    )
    worn = dress(report, branding=Branding())
    assert not markup.fromstring(worn.html).xpath("//script")
    assert HOSTILE in markup.fromstring(worn.html).text_content()
    assert not worn.lacking


def test_an_empty_period_says_so():
    worn = dress(EMPTY, branding=Branding())
    assert "Los medios leídos no publicaron nada" in worn.html
    assert "SIN MENCIONES" in worn.text
    assert worn.charts == ()
    nobody = replace(EMPTY, coverage=Coverage(read=0, total=4, notes=(), remarks=()))
    assert "No se pudo leer ningún medio" in plain(text(nobody))


def test_the_data_has_the_names_of_the_model():
    told = json.loads(dress(REPORT, branding=Branding()).data)
    assert told["head"]["last"] == "2026-11-22"
    assert told["negative"][0]["outlets"] == list(STORY.outlets)


def test_a_mail_is_headed_by_its_subject():
    assert heading(REPORT).edition_id == "2026-W47"
    assert heading(REPORT).subject == REPORT.subject
