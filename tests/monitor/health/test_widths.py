"""`sources check`, `health` and `list` in a terminal of 80 columns, with long names and reasons."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.cli import main
from monitor.cli.show import echo, print_table
from monitor.configfile import load
from monitor.demo.answers import notice
from monitor.demo.site import Site

LONG = "observatorio-ciudadano-del-oriente-mexiquense"
IDS = (f"{LONG}-feed", f"{LONG}-sitemap", "diario-feed")
REASON = (
    "la dirección contesta una página HTML, no un canal RSS; abra el sitio, busque la dirección "
    "de su RSS o de su mapa del sitio y cámbiela"
)
FILE = """
profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects:
  - {{id: municipio, name: Xaltepec, kind: place, aliases: [Xaltepec]}}
outlets:
  - id: {long}
    name: Observatorio Ciudadano del Oriente Mexiquense y la Zona de los Volcanes
    scope: local
    medium: digital
    sources: [{{kind: feed, url: {site}/rss}}, {{kind: sitemap, url: {site}/mapa.xml}}]
  - {{id: diario, name: El Diario, scope: local, medium: digital, sources: [
      {{kind: feed, url: "{site}/otro"}}]}}
reading: {{pause: 0 s, allow_hosts: ["127.0.0.1"]}}
"""

Command = Callable[..., str]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """Its sources answer a page, and did so before."""
    site = Site(lambda _: notice(200, "Bienvenidos"), name="sitio")
    site.start()
    path = tmp_path / "sources.yaml"
    path.write_text(FILE.format(long=LONG, site=site.address), "utf-8")
    archive = Archive(f"sqlite:///{tmp_path / 'sintesis.db'}")
    archive.migrate()
    for source in load(path).sources.values():
        archive.collect_failed(source, kind="not_a_feed", detail=REASON, now=datetime.now(UTC))
    archive.close()
    yield path
    site.stop()


@pytest.fixture
def sintesis(office: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(office), *arguments])
        assert left.value.code in (0, 3)
        return capfd.readouterr().out

    return run


@pytest.mark.parametrize("command", ["check", "health", "list"])
def test_a_table_of_sources_fits_80_columns_and_keeps_their_names_whole(
    sintesis: Command, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    printed = sintesis("sources", command)
    assert max(map(len, printed.splitlines())) <= 80
    starts = [line.split()[0] for line in printed.splitlines() if line.strip()]
    for source_id in IDS:
        assert source_id in starts
    words = " ".join(printed.split())
    assert "HTML" in words or command == "health"
    assert "…" not in printed


def test_what_has_no_room_is_said_and_is_whole_in_json(
    sintesis: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "Sin lugar para: desde, última nota, al día, textos." in sintesis("sources", "health")
    told = json.loads(sintesis("sources", "health", "--json"))
    assert {each["detail"] for each in told} == {REASON}
    probes = json.loads(sintesis("sources", "check", "--json"))
    assert {each["source_id"] for each in probes} == set(IDS)
    assert all("página HTML" in each["detail"] for each in probes if "feed" in each["source_id"])


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_prose_is_broken_between_words_alone(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{IDS[0]}: {REASON}. Pruébela con: sintesis sources check {IDS[0]}"
    monkeypatch.setenv("COLUMNS", str(width))
    echo(text)
    printed = capsys.readouterr().out
    assert printed.split() == text.split()
    assert max(map(len, printed.splitlines())) <= width


def test_prose_that_goes_to_a_file_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    echo(REASON * 3)
    assert capsys.readouterr().out == f"{REASON * 3}\n"


def test_a_table_with_room_shows_every_column(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    print_table(("fuente", "estado", "s"), [(IDS[0], f"falla: {REASON}", "0.1")], keyed=True)
    printed = capsys.readouterr().out
    assert "Sin lugar" not in printed
    assert f"falla: {REASON}" in " ".join(printed.split())
