"""The register of demands: opens in Excel, says what there is, obeys nobody, covers what is due."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from monitor.labels import Competence, DemandState
from monitor.model import Address
from reports import cases
from reports.demands import register
from tests.reports import asked

DONE = asked.demand(
    "2026-00031",
    state=DemandState.ATTENDED,
    attended_at=asked.NOW + timedelta(days=2),
    due_on=date(2026, 11, 24),
)
FOREIGN = asked.demand(
    "2026-00032",
    state=DemandState.NOT_OURS,
    competence=Competence.FEDERAL,
    body="Comisión Federal de Electricidad (CFE)",
    attended_at=asked.NOW,
    office_id=None,
    address=Address(),
    sources=(),
)
DEMANDS = (asked.demand(), DONE, FOREIGN)
HIDDEN = ("Chela", "Ordaz", "55 1234 0000")


def rows(demands=DEMANDS, *, personal: bool = False) -> list[dict[str, str]]:
    text = register.comma_separated(demands, asked.config(), personal=personal)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def sheet(demands=DEMANDS, *, personal: bool = False):
    made = register.book(demands, asked.config(), personal=personal, made_at=asked.NOW)
    return load_workbook(BytesIO(made)).active


def test_each_demand_is_a_row_that_says_all_of_it():
    hole, done, foreign = rows()
    assert hole["Folio"] == "2026-00012"
    assert (hole["Estado"], hole["Categoría"]) == ("Turnada", "Baches")
    assert hole["Entre calles"] == "Encino y Olmo"
    assert (hole["Colonia"], hole["CP"]) == ("Ampliación El Capulín", "57000")
    assert (hole["Latitud"], hole["Longitud"]) == ("19.41", "-99.01")
    assert (hole["Plazo"], hole["Fuentes"]) == ("2026-12-02", "2")
    assert hole["Medios"] == "Vecinos de San Jacinto; El Faro del Oriente"
    assert (done["Respondida"], done["A tiempo"]) == ("2026-11-25", "No")
    assert foreign["Corresponde a"] == "Comisión Federal de Electricidad (CFE)"
    assert (foreign["A tiempo"], foreign["Dependencia"], foreign["Calle"]) == ("", "", "")


@pytest.mark.parametrize("said", HIDDEN)
def test_personal_data_leaves_only_with_the_right(said):
    covered = register.comma_separated(DEMANDS, asked.config())
    whole = register.comma_separated(DEMANDS, asked.config(), personal=True)
    assert said not in covered
    assert said in whole
    cells = [str(cell.value) for row in sheet().iter_rows() for cell in row]
    assert all(said not in each for each in cells)


def test_where_somebody_lives_is_covered_in_every_column():
    quote = "Vivo en Calle Fresno 118, frente a la casa de Juana Mora, y no hay luz"
    first = asked.heard(quote)
    spans = tuple(
        (quote.index(each), quote.index(each) + len(each))
        for each in ("Calle Fresno 118", "Juana Mora")
    )
    home = replace(first, private=spans)
    where = replace(asked.HOLE, landmark="frente a la casa de Juana Mora", number="118")
    demand = asked.demand(sources=(home,), address=where)
    [row] = rows([demand])
    assert (row["Calle"], row["Número"]) == ("••••• ••••••", "•••")
    assert row["Referencia"] == "frente a la casa de ••••• ••••"
    assert row["Colonia"] == "Ampliación El Capulín"
    [whole] = rows([demand], personal=True)
    assert (whole["Calle"], whole["Número"]) == ("Calle Fresno", "118")


def test_a_place_that_nobody_lives_in_is_told():
    assert cases.public_part(asked.demand(), "street") == "Calle Fresno"
    assert cases.public_part(asked.demand(), "number") == "118"


def test_a_day_is_a_day_for_excel_and_a_number_a_number():
    headings = [cell.value for cell in sheet()[1]]
    first = dict(zip(headings, (cell.value for cell in sheet()[2]), strict=True))
    assert first["Plazo"] == datetime(2026, 12, 2)  # noqa: DTZ001 - Excel knows no zones
    assert (first["Fuentes"], first["Latitud"]) == (2, 19.41)
    assert first["Liga"] == "https://vecinos.example/p/0"


@pytest.mark.parametrize("sly", ["=1+1", "+52", "-2+3", "@SUM(A1)", "\t=cmd", "＝1"])
def test_what_the_public_wrote_is_never_a_formula(sly):
    where = replace(asked.HOLE, street=sly)
    demand = asked.demand(address=where, sources=(asked.heard(sly),))
    [row] = rows([demand])
    assert row["Calle"].startswith("'")
    assert row["Lo que se dijo"].startswith("'")
    made = sheet([demand])
    assert all(cell.data_type != "f" for line in made.iter_rows() for cell in line)


def test_the_columns_are_the_same_in_both():
    assert [cell.value for cell in sheet()[1]] == list(rows()[0])
    assert len(rows()) == sheet().max_row - 1 == 3


def test_nothing_to_export_is_a_register_without_rows():
    assert rows([]) == []
    assert sheet([]).max_row == 1


def test_the_same_demands_give_the_same_book():
    config = asked.config()
    first, second = (register.book(DEMANDS, config, made_at=asked.NOW) for _ in range(2))
    assert first == second
