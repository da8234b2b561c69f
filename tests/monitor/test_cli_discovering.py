"""`sources discover`, `import` and `export` as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.configfile import load
from monitor.configfile.tree import read
from tests.monitor.discovery.sites import announced, front, listing, open_outlet, rss

CONFIG = """\
# La configuración de la oficina
profile:
  municipality: Xaltepec
  state: México
  places: [Xaltepec]
  contact: monitor@xaltepec.example
subjects:
  - {id: x, name: Xaltepec, kind: place, aliases: [Xaltepec]}
outlets:
  - id: el-faro   # el de siempre
    name: El Faro
    scope: local
    medium: newspaper
    sources:
      - kind: feed
        url: https://elfaro.example/rss.xml
# Se visitan despacio
reading:
  pause: 0 s
  allow_hosts: ['127.0.0.1']
"""
LIST = b"""<opml version="2.0"><body><outline text="Nacionales">
<outline type="rss" text="La Plana" xmlUrl="https://laplana.example/feed/"/>
<outline type="rss" text="El Faro" xmlUrl="https://elfaro.example/rss.xml"/>
<outline type="rss" text="El Faro" xmlUrl="https://elfaro.example/cultura.xml"/>
<outline type="rss" text="Rota" xmlUrl="ftp://rota.example/x"/>
</outline></body></opml>"""


@pytest.fixture
def office(tmp_path) -> Path:
    file = tmp_path / "sources.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


@pytest.fixture
def sintesis(office, capfd):
    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(office), "sources", *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out, printed.err

    return run


@pytest.fixture
def outlet():
    pages = {"/": front(announced("/canal.xml")), "/canal.xml": rss(range(9))}
    with open_outlet(pages) as shown:
        yield shown


def test_what_is_discovered_can_be_pasted_into_the_file(sintesis, office, outlet) -> None:
    status, printed, _ = sintesis("discover", outlet.url, "--yaml")
    assert status == 0
    assert f"url: {outlet.url}/canal.xml" in printed
    office.write_text(CONFIG.replace("# Se visitan", printed + "# Se visitan"), encoding="utf-8")
    config = load(office)
    assert config.sources["el-faro-del-valle-feed"].address == f"{outlet.url}/canal.xml"


def test_a_person_is_told_what_answered_and_what_did_not(sintesis, outlet) -> None:
    outlet.pages["/"] = front(announced("/canal.xml") + announced("/muerto.xml"))
    status, printed, _ = sintesis("discover", outlet.url)
    flat = " ".join(printed.split())
    assert status == 0
    assert "El Faro del Valle" in flat
    assert "✓" in flat
    assert "9 notas" in flat
    assert "404" in flat


def test_a_program_is_told_in_json(sintesis, outlet) -> None:
    _, printed, _ = sintesis("discover", outlet.url, "--json")
    ((row,),) = ([row for row in each["sources"] if row["chosen"]] for each in json.loads(printed))
    assert (row["kind"], row["items"], row["found"]) == ("feed", 9, "announced")


def test_two_addresses_and_one_without_anything(sintesis, outlet) -> None:
    with open_outlet({}) as empty:
        status, printed, _ = sintesis("discover", outlet.url, empty.url, "--yaml")
        assert status == 3
        assert "no se halló de dónde leerlo" in printed
        assert sintesis("discover", empty.url)[0] == 1


def test_a_saved_page_needs_neither_network_nor_configuration(sintesis, office, tmp_path) -> None:
    office.unlink()
    page = tmp_path / "portada.html"
    page.write_text(front("", listing(range(5))), encoding="utf-8")
    status, printed, _ = sintesis("discover", "--page", str(page), "--base", "https://faro.example")
    assert status == 0
    assert "kind: page" in printed
    assert "5 notas" in printed
    status, _, complaint = sintesis("discover", "--page", str(page))
    assert status == 2
    assert "--base" in complaint


@pytest.mark.parametrize("arguments", [(), ("ni una dirección",), ("file:///etc/passwd",)])
def test_what_is_no_address_is_told(sintesis, arguments) -> None:
    status, _, complaint = sintesis("discover", *arguments)
    assert status == 2
    assert "direcci" in complaint


def test_a_list_is_shown_and_the_file_stays_as_it_is(sintesis, office, tmp_path) -> None:
    (tmp_path / "lista.opml").write_bytes(LIST)
    status, printed, told = sintesis("import", str(tmp_path / "lista.opml"))
    assert status == 0
    assert office.read_text(encoding="utf-8") == CONFIG
    assert not read("outlets:\n" + printed[printed.index("  - id: la-plana") :]).problems
    assert "1 medio nuevo" in told
    assert "https://elfaro.example/rss.xml" in told
    assert "ftp://rota.example/x" not in printed


def test_a_list_is_added_and_every_comment_stays(sintesis, office, tmp_path) -> None:
    (tmp_path / "lista.opml").write_bytes(LIST)
    status, printed, _ = sintesis("import", str(tmp_path / "lista.opml"), "--write")
    assert status == 0
    assert not printed
    changed = office.read_text(encoding="utf-8")
    assert [line for line in changed.splitlines() if line in CONFIG.splitlines()]
    assert all(line in changed for line in CONFIG.splitlines())
    config = load(office)
    assert [outlet.id for outlet in config.outlets] == ["el-faro", "la-plana"]
    assert config.sources["el-faro-feed-2"].address == "https://elfaro.example/cultura.xml"
    assert config.outlet["la-plana"].scope == "national"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["lista.opml", "sources.yaml"]
    again = sintesis("import", str(tmp_path / "lista.opml"), "--write")
    assert again[0] == 0
    assert office.read_text(encoding="utf-8") == changed


def test_a_file_without_room_is_left_as_it_is(sintesis, office, tmp_path) -> None:
    flow = CONFIG.replace(
        CONFIG[CONFIG.index("outlets:") : CONFIG.index("# Se visitan")],
        "outlets: [{id: a, name: A, scope: local, medium: digital, "
        "sources: [{kind: feed, url: 'https://a.example/'}]}]\n",
    )
    office.write_text(flow, encoding="utf-8")
    (tmp_path / "lista.opml").write_bytes(LIST)
    status, _, complaint = sintesis("import", str(tmp_path / "lista.opml"), "--write")
    assert status == 78
    assert "--write" in complaint
    assert office.read_text(encoding="utf-8") == flow


def test_what_is_exported_is_imported_as_known(sintesis, tmp_path) -> None:
    file = tmp_path / "nuestra.opml"
    assert sintesis("export", str(file))[0] == 0
    status, printed, told = sintesis("import", str(file))
    assert (status, printed) == (0, "")
    assert "Repetida" in told
    assert sintesis("export")[1].startswith("<?xml")
