"""The national catalogue of postcodes, as it is downloaded, made ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.configfile import load
from monitor.errors import ConfigError, SintesisError
from nlp import Tagger
from nlp.places import catalogue, gazetteer

NOTICE = "El Catálogo Nacional de Códigos Postales es elaborado por quien lo elabora."
HEADINGS = (
    "d_codigo|d_asenta|d_tipo_asenta|D_mnpio|d_estado|d_ciudad|d_CP|c_estado|c_oficina|c_CP|"
    "c_tipo_asenta|c_mnpio|id_asenta_cpcons|d_zona|c_cve_ciudad"
)
ROWS = (
    "56701|El Mirador|Colonia|San Jacinto del Valle|México|Centro|56701|15|1||09|1|1|Urbano|",
    "56702|Peñón Viejo (El Salitre)|Barrio|San Jacinto del Valle|México||56702|15|1||09|2||",
    "09910|Santa Cecilia|Colonia|Iztacoyan|Ciudad de México||09910|09|1||09|7|1|Urbano|",
)
OFFICE = """
profile:
  municipality: San Jacinto del Valle
  state: Estado de México
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


def download(path: Path, *rows: str, encoding: str = "latin-1", end: str = "\r\n") -> Path:
    path.write_bytes(end.join([NOTICE, HEADINGS, *rows, ""]).encode(encoding))
    return path


@pytest.fixture
def office(tmp_path) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text(OFFICE, encoding="utf-8")
    return path


def run(office: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["-c", str(office), *arguments])
    return int(left.value.code or 0)


@pytest.mark.parametrize(("encoding", "end"), [("latin-1", "\r\n"), ("utf-8", "\n")])
def test_the_official_download_becomes_the_file_beside_the_configuration(
    office, tmp_path, capfd, encoding, end
):
    source = download(tmp_path / "CPdescarga.txt", *ROWS, encoding=encoding, end=end)
    assert run(office, "places", "import", str(source), "--json") == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["settlements"], told["municipalities"], told["postcodes"]) == (3, 2, 3)
    assert told["file"] == str(tmp_path / "lugares.csv")
    known = gazetteer.read(Path(told["file"]))
    assert [row.municipality for row in known.rows("penon viejo")] == []
    assert [row.postcode for row in known.rows(gazetteer.key("Peñón Viejo"))] == ["56702"]
    assert [row.postcode for row in known.rows("el salitre")] == ["56702"]
    assert load(office).gazetteer == str((tmp_path / "lugares.csv").resolve())


def test_a_state_may_be_chosen_and_one_that_there_is_not_is_said(office, tmp_path, capfd):
    source = download(tmp_path / "CPdescarga.txt", *ROWS)
    assert run(office, "places", "import", str(source), "--state", "mexico", "--json") == 0
    assert json.loads(capfd.readouterr().out)["settlements"] == 2
    assert run(office, "places", "import", str(source), "--state", "Sonora") == 2
    assert "Hay: Ciudad de México, México" in capfd.readouterr().err


def test_our_own_headings_and_postcodes_without_their_zero_are_read(tmp_path):
    table = tmp_path / "c.csv"
    table.write_text(
        "cp|asentamiento|tipo|municipio|estado|ciudad|zona\n"
        "9910|Santa  Cecilia|Colonia|Iztacoyan|CDMX||Urbano\n",
        encoding="utf-8",
    )
    [row] = catalogue.read(table)
    assert (row.postcode, row.name) == ("09910", "Santa Cecilia")


def test_importing_twice_gives_the_same_bytes_whatever_the_order(tmp_path):
    rows = catalogue.read(download(tmp_path / "a.txt", *ROWS))
    again = catalogue.read(download(tmp_path / "b.txt", *reversed(ROWS), *ROWS))
    assert catalogue.written(catalogue.kept(rows, ())) == catalogue.written(
        catalogue.kept(again, ())
    )


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (f"{NOTICE}\n{HEADINGS}\n5670a|X|Colonia|M|E\n", "c.txt:3: el código postal «5670a»"),
        (f"{NOTICE}\n{HEADINGS}\n\n56701|X\n", "c.txt:4: tiene 2 columnas"),
        (f"{NOTICE}\n{HEADINGS}\n56701||Colonia|M|E\n", "c.txt:3: falta el asentamiento"),
        (f"{NOTICE}\n{HEADINGS}\n56701|X|Colonia||E\n", "c.txt:3: falta el municipio"),
        ("código;colonia\n", "c.txt:1: no se reconoce el encabezado"),
        ("", "c.txt:1: no se reconoce el encabezado"),
        (f"{NOTICE}\n{HEADINGS}\n", "no tiene asentamientos"),
        ("PK\x03\x04zip", "comprimido"),
        (f"{NOTICE}\n{HEADINGS}\n" + "1|X|C|M\n" * 40, "y 30 renglones más"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line_and_nothing_is_written(
    office, tmp_path, capfd, body, complaint
):
    source = tmp_path / "c.txt"
    source.write_text(body, encoding="utf-8")
    assert run(office, "places", "import", str(source)) == 1
    assert complaint in capfd.readouterr().err
    assert not (tmp_path / "lugares.csv").exists()


def test_a_file_that_cannot_be_read_is_our_error(tmp_path):
    with pytest.raises(SintesisError):
        catalogue.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("cp|nombre\n", 1), (f"{gazetteer.HEADER}\n56701|El Sol|Colonia|M\n", 2)],
)
def test_a_spoilt_file_says_its_line_and_how_to_make_it_again(tmp_path, text, line):
    path = tmp_path / "lugares.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"lugares\.csv:{line}: .*places import"):
        gazetteer.read(path)


def test_another_catalogue_makes_another_analyzer_and_its_place_does_not(office, tmp_path):
    without = Tagger(load(office)).analyzer
    rows = catalogue.read(download(tmp_path / "c.txt", *ROWS))
    (tmp_path / "lugares.csv").write_text(catalogue.written(rows), encoding="utf-8")
    beside = Tagger(load(office))
    assert beside.analyzer != without
    assert "gazetteer" in beside.parts
    (tmp_path / "lugares.csv").rename(tmp_path / "otro.csv")
    office.write_text(f"{OFFICE}gazetteer: otro.csv\n", encoding="utf-8")
    named = Tagger(load(office))
    assert named.parts["gazetteer"] != ""
    (tmp_path / "otro.csv").write_text(catalogue.written(rows[:1]), encoding="utf-8")
    assert Tagger(load(office)).analyzer not in (named.analyzer, without)


def test_a_catalogue_that_is_not_there_is_a_wrong_configuration(office):
    office.write_text(f"{OFFICE}gazetteer: no-existe.csv\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"no-existe\.csv"):
        Tagger(load(office))
