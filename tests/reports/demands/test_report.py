"""The report of demands: what was counted is what is said, and the map is where places are."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from monitor.casework import CaseFigures
from reports.demands import building, clothes, drawing
from reports.demands.model import CaseMap
from reports.demands.wording import standing
from tests.reports import asked
from tests.reports.demands.counted import EMPTY, NAMES, POINTS, figures, survey

SVG = "{http://www.w3.org/2000/svg}"


def part(counted=None, *, points=POINTS, compared=""):
    return building.part(counted or survey(), asked.config(), points=points, compared=compared)


def dressed(counted=None):
    return clothes.dress(
        part(counted), asked.config(), span="del 16 al 22 de noviembre de 2026", now=asked.NOW
    )


def test_the_numbers_are_those_counted():
    told = part(compared="20% más que la semana anterior (100)")
    assert told.counts == "120 recibidas: 30 abiertas (6 vencidas) y 84 atendidas"
    assert told.lines == (
        "Recibidas: 20% más que la semana anterior (100).",
        "Atendidas a tiempo: 80% (72 de 90 que debían responderse).",
        "Mediana para responder: 2.2 días.",
        "Sin atención que dar: 4 no proceden y 2 son de otra autoridad.",
    )


def test_punctuality_counts_what_is_open_beyond_its_term():
    late = CaseFigures(key="", received=20, attended=9, in_time=9, open=11, overdue=11)
    assert late.punctuality == 9 / 20
    assert "45%" in part(survey(all=late)).lines[0]
    fresh = CaseFigures(key="", received=3, open=3)
    assert part(survey(all=fresh)).lines == ()


def test_offices_categories_and_colonias_have_their_names():
    tables = {each.id: each for each in part().tables}
    assert [each.label for each in tables["office"].rows] == [
        "Dirección de Servicios Urbanos",
        "Organismo de Agua",
    ]
    assert [each.label for each in tables["category"].rows] == ["Baches", "Fuga de agua"]
    assert [each.label for each in tables["settlement"].rows] == list(NAMES)


def test_a_long_table_is_cut_and_says_so():
    many = tuple(figures(f"Colonia {at}", 50 - at) for at in range(30))
    [table] = [each for each in part(survey(by_settlement=many)).tables if each.id == "settlement"]
    assert (len(table.rows), table.left_out) == (12, 18)


def test_a_row_says_only_what_there_is():
    [row] = part(survey(by_office=(CaseFigures(key="agua", received=1, open=1),))).tables[0].rows
    assert standing(row) == ("1 recibida",)
    full = part().tables[0].rows[0]
    assert [each.replace("\N{NO-BREAK SPACE}", "") for each in standing(full)] == [
        "90 recibidas",
        "3 atendidas",
        "1 vencida",
        "50% a tiempo",
        "mediana 2.2 días",
    ]


def test_a_period_without_demands_says_so():
    worn = dressed(EMPTY)
    assert "No se recibió ninguna demanda en el periodo." in worn.text
    assert "No se recibió ninguna demanda en el periodo." in worn.html
    assert worn.charts == ()


def test_page_and_text_say_the_same():
    worn = dressed()
    for each in ("120 recibidas", "Servicios Urbanos", "El Capulín", "Del 16 al 22 de noviembre"):
        assert each in worn.text
        assert each in worn.html
    assert worn.lacking == ()


def plan(points=POINTS) -> CaseMap:
    found = building.plan(survey(), points)
    assert found is not None
    return found


def test_north_is_above_and_east_to_the_right():
    dots = {each.label: each for each in plan().dots}
    assert dots["Las Torres"].y < dots["El Capulín"].y < dots["San Isidro"].y
    assert dots["San Isidro"].x < dots["Loma Bonita"].x < dots["Las Torres"].x


def test_a_dot_is_as_large_as_its_demands_ask():
    dots = {each.label: each for each in plan().dots}
    most, half = dots["El Capulín"], dots["Loma Bonita"]
    assert (most.demands, half.demands) == (40, 20)
    assert (half.radius / most.radius) ** 2 == pytest.approx(0.5, abs=0.02)


def test_what_is_on_no_dot_is_counted():
    placed = 40 + 20 + 13 + 10
    assert plan().unplaced == 120 - placed


def test_too_few_places_make_no_map():
    two = {name: POINTS[name] for name in NAMES[:2]}
    assert building.plan(survey(), two) is None
    same = dict.fromkeys(NAMES, POINTS["El Capulín"])
    assert building.plan(survey(), same) is None


def test_a_kilometre_is_as_long_as_it_is():
    """Between two places a hundredth of a degree of latitude apart, 1.11 km."""
    north = {"El Capulín": (19.42, -99.01), "Loma Bonita": (19.41, -99.01)}
    found = plan({**north, "San Isidro": (19.415, -99.0)})
    dots = {each.label: each for each in found.dots}
    pixels = dots["Loma Bonita"].y - dots["El Capulín"].y
    assert pixels / found.kilometre == pytest.approx(1.113, abs=0.01)


coordinates = st.tuples(st.floats(19.2, 19.6), st.floats(-99.3, -98.9))


@given(st.dictionaries(st.sampled_from(NAMES), coordinates, min_size=3))
def test_every_dot_is_on_the_page_and_no_name_lies_on_another(points):
    found = building.plan(survey(), points)
    if found is None:
        return
    for dot in found.dots:
        assert dot.x - dot.radius > 0
        assert dot.x + dot.radius < found.width
        assert dot.y - dot.radius > 0
        assert dot.y + dot.radius < found.height
    root = etree.fromstring(drawing.svg(found).encode())
    assert len(root.findall(f"{SVG}circle")) == len(found.dots)


def test_a_name_is_never_markup():
    sly = "</text><script>alert(1)</script>&'\""
    places = (figures(sly, 9), *survey().by_settlement)
    found = building.plan(survey(by_settlement=places), {**POINTS, sly: (19.44, -99.04)})
    assert found is not None
    root = etree.fromstring(drawing.svg(found).encode())
    assert root.findall(f".//{SVG}script") == []
    assert any("</text>" in (each.text or "") for each in root.iter(f"{SVG}text"))


def test_the_picture_is_drawn_and_says_in_words_what_it_shows():
    [chart] = dressed().charts
    picture = Image.open(BytesIO(chart.png))
    assert picture.size == (2 * chart.width, 2 * chart.height)
    assert chart.width == 592
    dark = [colour for _, colour in picture.convert("RGB").getcolors(10**6) if sum(colour) < 380]
    assert dark
    assert chart.alt.startswith("Dónde se pide. El Capulín: 40; Loma Bonita: 20;")


def test_the_same_survey_gives_the_same_report():
    assert dressed() == dressed()


def test_a_colonia_of_one_place_more_changes_nothing_of_the_tables():
    shown = part(points={})
    assert shown.map is None
    assert replace(part(), map=None) == shown
