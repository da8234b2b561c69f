"""The centres of settlements, from a download of open data into the catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import main
from monitor.errors import ConfigError, SintesisError
from nlp.places import catalogue, centres, gazetteer
from nlp.places.centres import Centre, Point
from nlp.places.gazetteer import HEADER, LOCATED, Settlement

ROWS = (
    Settlement("56701", "El Mirador", "Colonia", "San Jacinto del Valle", "México"),
    Settlement("56702", "Peñón Viejo (El Salitre)", "Barrio", "San Jacinto del Valle", "México"),
    Settlement("56703", "Sauces 2a. Sección", "Colonia", "San Jacinto del Valle", "México"),
    Settlement("09910", "El Mirador", "Colonia", "Iztacoyan", "Ciudad de México"),
)
OFFICE = """
profile:
  municipality: San Jacinto del Valle
  state: México
  places: [San Jacinto]
  contact: prensa@example.org
subjects:
  - {id: municipio, name: San Jacinto, kind: place, aliases: [San Jacinto]}
outlets:
  - id: pregon
    name: El Pregón
    scope: local
    medium: newspaper
    sources: [{kind: feed, url: "https://pregon.example/feed"}]
"""


def feature(name, municipality, kind, coordinates):
    return {
        "type": "Feature",
        "properties": {"NOMUT": name, "Alcaldia": municipality},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def geojson(path: Path, *features) -> Path:
    told = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


SQUARE = [[[-99.02, 19.40], [-99.00, 19.40], [-99.00, 19.42], [-99.02, 19.42], [-99.02, 19.40]]]


def test_points_and_polygons_have_a_middle(tmp_path):
    far = [[[x - 5, y] for x, y in SQUARE[0][:3]]]
    file = geojson(
        tmp_path / "colonias.geojson",
        feature("A", "", "Point", [-99.01, 19.41]),
        feature("B", "", "Polygon", SQUARE),
        feature("C", "", "MultiPolygon", [SQUARE, far]),
        feature("", "", "Point", [-99.0, 19.0]),
        feature("sin lugar", "", "Point", None),
    )
    found = {one.name: one.at for one in centres.read(file)}
    assert set(found) == {"A", "B", "C"}
    for at in found.values():
        assert at == pytest.approx((19.41, -99.01))


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(0.0005, 0.05))
def test_the_middle_of_a_square_is_its_middle(latitude, longitude, side):
    ring = [
        Point(latitude, longitude),
        Point(latitude + side, longitude),
        Point(latitude + side, longitude + side),
        Point(latitude, longitude + side),
    ]
    pairs = [[[one.longitude, one.latitude] for one in ring]]
    found = centres._middle({"type": "Polygon", "coordinates": pairs})
    assert found == pytest.approx((latitude + side / 2, longitude + side / 2), abs=1e-6)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_by_its_headings(tmp_path, delimiter):
    lines = [("Colonia", "Municipio", "Latitud", "Longitud"), ("El Mirador", "X", "19.5", "-99.1")]
    file = tmp_path / "colonias.csv"
    file.write_text("\n".join(delimiter.join(cells) for cells in lines), encoding="latin-1")
    assert centres.read(file) == [
        Centre(name="El Mirador", municipality="X", at=Point(19.5, -99.1))
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"features": [', "GeoJSON completo"),
        ('{"features": 3}', "ninguna colonia"),
        ("colonia,lat,lon\nEl Mirador,500000,2100000\n", "no son grados"),
        ("colonia,lat,lon\nEl Mirador,norte,sur\n", "coordenadas"),
        ("a,b\n1,2\n", "ninguna colonia"),
        ("", "ninguna colonia"),
    ],
)
def test_what_is_no_list_of_centres_is_told(tmp_path, text, told):
    file = tmp_path / "archivo"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SintesisError, match=told):
        centres.read(file)


def test_a_compressed_file_is_told(tmp_path):
    file = tmp_path / "colonias.zip"
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(SintesisError, match="comprimido"):
        centres.read(file)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("EL MIRADOR", 0),
        ("el mirador", 0),
        ("Peñón Viejo", 1),
        ("EL SALITRE", 1),
        ("SAUCES SECC 2DA", 2),
        ("2a SECCIÓN SAUCES", 2),
    ],
)
def test_names_are_matched_however_they_are_written(name, row):
    given_ = [Centre(name=name, municipality="Municipio de San Jacinto del Valle", at=Point(1, 2))]
    found = centres.located(ROWS, given_)
    assert [one.latitude for one in found.rows] == [1.0 if n == row else None for n in range(4)]
    assert (found.matched, found.unknown) == (1, ())


def test_what_has_no_row_and_what_has_no_centre_are_told():
    given_ = [
        Centre(name="El Mirador", municipality="ALCALDÍA IZTACOYAN", at=Point(1, 2)),
        Centre(name="Otra", municipality="Iztacoyan", at=Point(1, 2)),
    ]
    found = centres.located(ROWS, given_)
    assert [one.latitude for one in found.rows] == [None, None, None, 1.0]
    assert [one.name for one in found.unknown] == ["Otra"]
    assert found.missing == ()


def test_a_file_that_does_not_say_its_municipality_is_of_the_one_given():
    given_ = [Centre(name="El Mirador", municipality="", at=Point(1, 2))]
    found = centres.located(ROWS, given_, municipality="San Jacinto del Valle")
    assert [one.latitude for one in found.rows] == [1.0, None, None, None]
    assert [one.name for one in found.missing] == ["Peñón Viejo (El Salitre)", "Sauces 2a. Sección"]


def test_the_catalogue_with_centres_is_written_and_read_again(tmp_path):
    given_ = [Centre(name="El Mirador", municipality="Iztacoyan", at=Point(19.5, -99.1))]
    text = catalogue.written(centres.located(ROWS, given_).rows)
    file = tmp_path / "lugares.csv"
    file.write_text(text, encoding="utf-8")
    assert text.splitlines()[0] == LOCATED
    rows = gazetteer.settlements(file)
    assert [(row.latitude, row.longitude) for row in rows if row.municipality == "Iztacoyan"] == [
        (19.5, -99.1)
    ]
    assert catalogue.written(rows) == text


def test_a_catalogue_without_centres_is_written_as_it_was():
    assert catalogue.written(ROWS).splitlines()[0] == HEADER


def test_a_centre_that_is_no_place_on_earth_is_told_with_its_line(tmp_path):
    file = tmp_path / "lugares.csv"
    file.write_text(f"{LOCATED}\n56701|El Mirador|Colonia|X|Y|1900|2\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"lugares\.csv:2: «1900\|2»"):
        gazetteer.settlements(file)


def test_importing_again_keeps_the_centres():
    old = centres.located(
        ROWS, [Centre(name="El Mirador", municipality="Iztacoyan", at=Point(1, 2))]
    ).rows
    kept = centres.kept(ROWS, old)
    assert kept == list(old)


@pytest.fixture
def office(tmp_path) -> Path:
    (tmp_path / "sources.yaml").write_text(OFFICE, encoding="utf-8")
    (tmp_path / "lugares.csv").write_text(catalogue.written(ROWS), encoding="utf-8")
    return tmp_path


def run(office: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["-c", str(office / "sources.yaml"), *arguments])
    return int(left.value.code or 0)


def test_the_command_adds_the_centres_and_tells_what_is_missing(office, capsys):
    file = geojson(
        office / "datos.geojson",
        feature("EL MIRADOR", "San Jacinto del Valle", "Polygon", SQUARE),
        feature("Ajena", "San Jacinto del Valle", "Point", [-99.0, 19.0]),
    )
    assert run(office, "places", "locate", str(file)) == 0
    told = capsys.readouterr()
    assert "1 asentamientos ubicados" in told.out
    assert "Peñón Viejo" in told.err
    assert "Ajena" in told.err
    rows = gazetteer.settlements(office / "lugares.csv")
    assert [row.latitude for row in rows if row.latitude] == [pytest.approx(19.41)]
    assert len(rows) == len(ROWS)


def test_the_command_speaks_json(office, capsys):
    file = geojson(office / "d.geojson", feature("El Mirador", "", "Point", [-99.0, 19.0]))
    assert run(office, "places", "locate", str(file), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["located"] == 1
    assert "Sauces 2a. Sección" in told["missing"]


def test_a_file_of_another_municipality_changes_nothing(office, capsys):
    before = (office / "lugares.csv").read_bytes()
    file = geojson(office / "d.geojson", feature("El Mirador", "Lejos", "Point", [-99.0, 19.0]))
    assert run(office, "places", "locate", str(file)) == 2
    assert "Ninguna colonia" in capsys.readouterr().err
    assert (office / "lugares.csv").read_bytes() == before


def test_without_a_catalogue_the_command_says_how_to_get_one(office, capsys):
    (office / "lugares.csv").unlink()
    file = geojson(office / "d.geojson", feature("El Mirador", "", "Point", [-99.0, 19.0]))
    assert run(office, "places", "locate", str(file)) == 2
    assert "sintesis places import" in capsys.readouterr().err


def test_importing_mends_a_broken_catalogue_and_keeps_the_centres_of_a_good_one(office, capsys):
    located = centres.located(
        ROWS, [Centre(name="El Mirador", municipality="Iztacoyan", at=Point(19.5, -99.1))]
    ).rows
    source = office / "catalogo.txt"
    source.write_text(catalogue.written(ROWS), encoding="utf-8")
    (office / "lugares.csv").write_text(catalogue.written(located), encoding="utf-8")
    assert run(office, "places", "import", str(source)) == 0
    assert any(row.latitude for row in gazetteer.settlements(office / "lugares.csv"))
    (office / "lugares.csv").write_text("roto\n", encoding="utf-8")
    assert run(office, "places", "import", str(source)) == 0
    assert len(gazetteer.settlements(office / "lugares.csv")) == len(ROWS)
    capsys.readouterr()
