"""The register as Excel, pandas and openpyxl read it back."""

from __future__ import annotations

import csv
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from monitor.model import Entry, PieceKind
from reports import digest, register, sheet
from reports.model import Digest
from tests.reports import press
from tests.reports.press import BAD, GOOD, PLAIN

HEADINGS = [
    "Año",
    "Número de mes",
    "Mes",
    "Fecha",
    "Título",
    "Relevante",
    "Tema",
    "Campaña",
    "Radio",
    "Televisión",
    "Digitales",
    "Impresos",
    "Otros (redes)",
    "Sentimiento",
    "Link",
    "Autor",
    "Publicación de boletín",
    "Resumen",
]
MEDIA = ["Radio", "Televisión", "Digitales", "Impresos", "Otros (redes)"]
TRAPS = (
    '=HYPERLINK("https://malo.example","Gane ya")',
    "+52 55 1234 5678: la línea de denuncias",
    "-3 grados en la sierra",
    "@alcaldesa responde a vecinos",
    "\t=1+1",
    "{=SUM(A1:A9)}",
    "https://malo.example/nota",
    "internal:Hoja!A1",
    "2026",
    "_x003D_1+1",
    "＝1+1",
)
SAMPLE = digest.build(press.sample_edition(), press.config())


def opened(written: bytes) -> Workbook:
    return load_workbook(BytesIO(written))


def table(written: bytes, name: str | int = 0) -> pd.DataFrame:
    return pd.read_excel(BytesIO(written), sheet_name=name)


def titled(title: str, **changes: object) -> Digest:
    """One story with that headline, whatever an outlet may have written."""
    piece = press.clipping("Título", "Algo se dijo de la presidenta municipal en el cabildo.")
    told = digest.build(
        press.edition(press.entry(piece, press.reading(piece, "mayor", BAD, "Algo se dijo"))),
        press.config(),
    )
    (section,) = told.sections
    (story,) = section.stories
    changed = replace(story.impacts[0], title=title, **changes)  # type: ignore[arg-type]
    story = replace(story, impacts=(changed,))
    return replace(told, sections=(replace(section, stories=(story,)),))


def test_twice_the_same_bytes() -> None:
    again = digest.build(press.sample_edition(), press.config())
    assert sheet.sheet(SAMPLE) == sheet.sheet(again)


def test_no_date_in_the_file_is_of_today() -> None:
    with zipfile.ZipFile(BytesIO(sheet.sheet(SAMPLE))) as book:
        assert {each.date_time[0] for each in book.infolist()} == {1980}
        core = book.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-23T13:00:00Z"}


def test_a_row_an_impact_in_all_and_in_its_section() -> None:
    book = opened(sheet.sheet(SAMPLE))
    assert book.sheetnames == ["Bitácora", *(section.title for section in SAMPLE.sections)]
    written = sheet.sheet(SAMPLE)
    impacts = [i for section in SAMPLE.sections for s in section.stories for i in s.impacts]
    assert list(table(written)["Título"]) == [each.title for each in impacts]
    for section in SAMPLE.sections:
        count = sum(len(story.impacts) for story in section.stories)
        assert len(table(written, section.title)) == count


def test_the_columns_are_those_of_the_office() -> None:
    for page in opened(sheet.sheet(SAMPLE)).worksheets:
        assert [cell.value for cell in page[1]] == HEADINGS


def test_types_are_right() -> None:
    read = table(sheet.sheet(SAMPLE))
    assert read["Fecha"].dtype.kind == "M"
    assert read["Año"].dtype.kind == read["Número de mes"].dtype.kind == "i"
    assert set(read["Mes"]) == {"noviembre"}
    assert set(read["Relevante"]) | set(read["Publicación de boletín"]) == {"Sí", "No"}
    assert set(read["Sentimiento"].dropna()) == {"Positivo", "Informativo", "Negativo"}
    assert all(read[MEDIA].fillna(0).sum(axis=1) == 1)


def test_the_day_is_that_of_the_office() -> None:
    late = press.clipping("Nota de la noche", "La presidenta municipal habló.", hours_before=8)
    told = digest.build(
        press.edition(press.entry(late, press.reading(late, "mayor", PLAIN, "La presidenta"))),
        press.config(),
    )
    assert list(table(sheet.sheet(told))["Fecha"]) == [pd.Timestamp("2026-11-22")]


@pytest.mark.parametrize(
    ("outlet_id", "column"),
    [
        ("lago", "Radio"),
        ("calle", "Digitales"),
        ("agencia", "Digitales"),
        ("faro", "Impresos"),
        ("vecinos", "Otros (redes)"),
        ("gaceta", "Otros (redes)"),
    ],
)
def test_an_impact_is_counted_under_its_medium(outlet_id: str, column: str) -> None:
    piece = press.clipping("Habla", "La presidenta municipal habló.", outlet_id=outlet_id)
    told = digest.build(
        press.edition(press.entry(piece, press.reading(piece, "mayor", PLAIN, "La presidenta"))),
        press.config(),
    )
    (row,) = table(sheet.sheet(told)).to_dict("records")
    assert row[column] == 1
    assert pd.isna([row[each] for each in MEDIA if each != column]).all()


def test_what_each_row_says() -> None:
    read = table(sheet.sheet(SAMPLE)).set_index("Título")
    lights = read.loc["Encienden 320 luminarias nuevas en 14 colonias del poniente"].iloc[0]
    assert lights["Campaña"] == "Programa Luz en tu Calle"
    assert lights["Tema"] == "Obras y servicios"
    assert lights["Autor"] == "El Faro del Oriente"
    water = read.loc["Nueve días sin agua: vecinos de El Capulín cierran la avenida Sor Juana"]
    assert set(water["Relevante"]) == {"Sí"}
    assert "Lucía Peñaloza" in set(water["Autor"])
    column = read.loc["Café de olla: la cuenta que no cuadra en la tesorería"]
    assert (column["Relevante"], column["Sentimiento"]) == ("No", "Negativo")
    assert column["Resumen"].startswith("En política los números hablan.")


def test_what_could_not_be_analysed_has_no_stance() -> None:
    read = table(sheet.sheet(SAMPLE)).set_index("Título")
    assert pd.isna(read.loc["Aviso de cierre parcial del puente La Viga", "Sentimiento"])


def test_the_lead_has_the_summary_of_its_story_and_each_copy_its_own() -> None:
    section = SAMPLE.sections[0]
    story = section.stories[0]
    first = replace(story.summary[0], text="Palabras del monitorista.")
    rewritten = replace(story, summary=(first,), added=story.summary[:1], edited=True)
    told = replace(SAMPLE, sections=(replace(section, stories=(rewritten,)),))
    read = list(table(sheet.sheet(told))["Resumen"])
    assert read[0] == "Palabras del monitorista."
    assert read[1:] == [each.summary for each in story.impacts[1:]]


@pytest.mark.parametrize("title", TRAPS)
def test_a_title_is_text_whatever_it_looks_like(title: str) -> None:
    written = sheet.sheet(titled(title))
    cell = opened(written)["Bitácora"]["E2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value in {title.strip(), title.strip().replace("_x003D_", "_x005F_x003D_")}
    with zipfile.ZipFile(BytesIO(written)) as book:
        pages = [book.read(each).decode() for each in book.namelist() if "sheet" in each]
    assert not any("<f>" in page or "<f " in page for page in pages)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@a", "＝1"])
def test_what_looks_like_a_formula_stays_text_when_somebody_edits_it(title: str) -> None:
    book = opened(sheet.sheet(titled(title)))
    assert book["Bitácora"]["E2"].quotePrefix
    assert not book["Bitácora"]["G2"].quotePrefix


@given(st.text(st.characters(codec=None), min_size=1, max_size=60))
@example("\ud83d cortado")
@example("a\ufffeb\uffffc")
@example("\x00\x0b\x1f control")
@settings(max_examples=30, deadline=None)
def test_no_title_breaks_the_book(title: str) -> None:
    shown = replace(SAMPLE.cover, office=title)
    told = replace(titled(title, summary=title), subject=title, cover=shown)
    book = opened(sheet.sheet(told))
    assert book["Bitácora"].max_row == 2


def test_a_text_longer_than_a_cell_is_cut_between_characters() -> None:
    told = titled("x", summary="")
    (section,) = told.sections
    (story,) = section.stories
    long = replace(story, summary=(replace(story.summary[0], text="😡" * 20_000),))
    told = replace(told, sections=(replace(section, stories=(long,)),))
    assert opened(sheet.sheet(told))["Bitácora"]["R2"].value == "😡" * (32_767 // 2)


def test_addresses_open_and_their_text_is_the_address() -> None:
    url = "https://faro.example/año/nota?a=1&b=«x»#parte-2"
    cell = opened(sheet.sheet(titled("x", url=url)))["Bitácora"]["O2"]
    assert cell.value == url
    assert cell.hyperlink.target == url.partition("#")[0]
    assert cell.hyperlink.location == "parte-2"
    assert cell.hyperlink.tooltip == "El Faro del Oriente"


@pytest.mark.parametrize("letters", ["x" * 2_100, "ñ" * 900])
def test_an_address_too_long_to_open_is_text(letters: str) -> None:
    url = f"https://faro.example/{letters}"
    cell = opened(sheet.sheet(titled("x", url=url)))["Bitácora"]["O2"]
    assert cell.value == url
    assert cell.hyperlink is None


def test_beyond_what_a_sheet_can_open_addresses_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LINKS", 2)
    page = opened(sheet.sheet(SAMPLE))["Bitácora"]
    assert [bool(page.cell(row, 15).hyperlink) for row in (2, 3, 4)] == [True, True, False]
    assert page.cell(4, 15).value.startswith("https://")


def test_the_head_stays_and_filters() -> None:
    page = opened(sheet.sheet(SAMPLE))["Bitácora"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == f"A1:R{page.max_row}"
    assert page.print_title_rows == "$1:$1"
    assert page["R2"].alignment.wrap_text
    assert page["D2"].number_format == "dd/mm/yyyy"
    assert page.column_dimensions["R"].width > 60


def test_a_row_is_as_high_as_its_text() -> None:
    told = titled("Una palabra " * 20, summary="")
    (section,) = told.sections
    (story,) = section.stories
    for letters, height in ((10, 5 * 15), (10 * 96, 10 * 15), (30_000, 408.75)):
        text = replace(story.summary[0], text="x" * letters)
        long = replace(section, stories=(replace(story, summary=(text,)),))
        page = opened(sheet.sheet(replace(told, sections=(long,))))["Bitácora"]
        assert page.row_dimensions[2].height == height


def test_a_digest_that_tells_nothing_has_its_head() -> None:
    told = digest.build(press.edition(), press.config())
    book = opened(sheet.sheet(told))
    assert book.sheetnames == ["Bitácora"]
    assert [cell.value for cell in book["Bitácora"][1]] == HEADINGS
    assert book["Bitácora"].max_row == 1


@given(st.lists(st.text(st.characters(codec=None), max_size=40), max_size=8))
@example(["History", "history", "HISTORY"])
@example(["a" * 40, "a" * 41, "A" * 31])
@example(["'", "Gobierno/Programas: [x]?*\\", "😡" * 20, ""])
def test_sheet_names_are_those_that_excel_admits(titles: list[str]) -> None:
    names = sheet.sheet_names(titles)
    assert len({each.casefold() for each in names}) == len(titles)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert name.casefold() != "history"


def test_a_date_before_excel_is_text() -> None:
    old = datetime(1850, 5, 4, tzinfo=press.OPENED.tzinfo)
    cell = opened(sheet.sheet(titled("x", published_at=old)))["Bitácora"]["D2"]
    assert cell.value == "1850-05-04"


def entries() -> list[Entry]:
    """A story in two outlets, a post, and a piece that names nobody."""
    told = [
        press.clipping("Abre el pozo", "La presidenta municipal abrió el pozo.", outlet_id=each)
        for each in ("faro", "lago")
    ]
    bad = press.clipping("Sin agua", "Acusan a la presidenta municipal.", outlet_id="calle")
    nobody = press.clipping("Sube el limón", "El limón subió.", kind=PieceKind.NOTE)
    return [
        press.entry(nobody, theme="economia"),
        *(
            press.entry(each, press.reading(each, "mayor", GOOD, each.text), story="pozo")
            for each in told
        ),
        press.entry(bad, press.reading(bad, "mayor", BAD, bad.text)),
    ]


def test_the_register_of_a_search_keeps_its_order_and_says_the_same() -> None:
    config = press.config()
    rows = register.found(entries(), config)
    assert [row.title for row in rows] == [
        "Sube el limón",
        "Abre el pozo",
        "Abre el pozo",
        "Sin agua",
    ]
    assert [row.stance for row in rows] == [None, GOOD, GOOD, BAD]
    assert [row.relevant for row in rows] == [False, False, False, True]
    assert rows[0].theme == "Economía y comercio"
    edition = digest.build(press.edition(*entries()[1:]), config)
    every = register.pages(edition)[0].rows
    assert {(row.title, row.url, row.stance, row.relevant) for row in every} == {
        (row.title, row.url, row.stance, row.relevant) for row in rows[1:]
    }


def test_the_register_as_csv_is_safe_and_has_accents() -> None:
    (page, *_) = register.pages(titled('=CMD("x"), y'))
    written = register.comma_separated(page.rows)
    assert written.startswith("\ufeffAño,Número de mes,")
    head, row = csv.reader(StringIO(written.removeprefix("\ufeff")))
    assert head == HEADINGS
    assert row[3:5] == ["2026-11-23", '\'=CMD("x"), y']
    assert row[11] == "1"


@pytest.mark.parametrize("title", TRAPS)
def test_no_cell_of_the_csv_begins_as_a_formula(title: str) -> None:
    (page, *_) = register.pages(titled(title))
    rows = list(csv.reader(StringIO(register.comma_separated(page.rows).removeprefix("\ufeff"))))
    assert not any(cell.startswith(register.FORMULA) for cell in rows[1])
