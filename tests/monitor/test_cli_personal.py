"""Personal data of what `find` shows: covered, or for somebody who says who they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.archive import Archive
from monitor.archive.database import open_engine, reading
from monitor.archive.records import Read
from monitor.archive.schema_cases import demand_accesses
from monitor.cli import main
from monitor.model import Outcome
from tests.monitor.archive.makers import NOW, analysis, announce, clipping, item

PHONE = "55 1849 2736"
SETTINGS = """\
profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects:
  - {id: gobierno, name: Gobierno, kind: government, aliases: [gobierno de Xaltepec]}
outlets:
  - id: diario
    name: El Diario
    scope: local
    medium: digital
    sources: [{kind: feed, url: "https://diario.example/rss"}]
"""


@pytest.fixture
def asked(tmp_path: Path, sqlite_url: str, monkeypatch, capsys):
    """Run `find` on an archive whose only note carries a telephone."""
    settings = tmp_path / "oficina.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    archive = Archive(sqlite_url)
    announce(archive, item(1))
    kept = clipping(item(1), f"Sin agua en Xaltepec: su celular es {PHONE}.")
    read = Read(item_id=kept.id, outcome=Outcome.CLIPPED, clipping=kept)
    archive.save_reads([read], now=NOW)
    archive.save_analyses([analysis(kept, "gobierno")])
    archive.close()
    monkeypatch.setenv("SINTESIS_DATABASE", sqlite_url)

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(settings), "find", "agua", *arguments])
        printed = capsys.readouterr()
        return left.value.code, printed.out + printed.err

    return run


def trail(url: str) -> list[tuple[str, str, int]]:
    engine = open_engine(url)
    columns = (demand_accesses.c.by, demand_accesses.c.what, demand_accesses.c.count)
    with reading(engine) as db:
        rows = [tuple(row) for row in db.execute(select(*columns))]
    engine.dispose()
    return rows


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_search_covers_what_is_personal(asked, sqlite_url, form):
    status, said = asked(*form)
    assert status == 0
    assert PHONE not in said
    assert "su celular es •• •••• ••••" in said
    assert trail(sqlite_url) == []


def test_a_register_covers_it_too(asked, tmp_path):
    file = tmp_path / "bitacora.csv"
    assert asked("--csv", str(file))[0] == 0
    assert PHONE not in file.read_text(encoding="utf-8-sig")
    assert "Sin agua en Xaltepec" in file.read_text(encoding="utf-8-sig")


def test_whoever_says_who_they_are_sees_it_and_is_remembered(asked, sqlite_url):
    status, said = asked("--personal", "--by", "Elvira Ríos")
    assert status == 0
    assert PHONE in said
    assert trail(sqlite_url) == [("Elvira Ríos", "find --personal", 1)]


def test_nobody_sees_it_without_a_name(asked, sqlite_url, monkeypatch):
    monkeypatch.delenv("SINTESIS_BY", raising=False)
    status, said = asked("--personal")
    assert status == 2
    assert "--by NOMBRE" in said
    assert PHONE not in said
    assert trail(sqlite_url) == []
