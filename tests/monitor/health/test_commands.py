"""`sources health`, `sources follow`, `doctor` and the certificate, over one archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import checkup
from monitor.archive import Archive
from monitor.cli import main
from monitor.config import Config, Source
from monitor.configfile import load
from monitor.doctor import examine
from monitor.model import Harvest, Item, Memo

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FILE = """
profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects:
  - {id: municipio, name: Xaltepec, kind: place, aliases: [Xaltepec]}
outlets:
"""
NAMES = ("la-voz-del-oriente-mexiquense", "bien", "mudado", "ajeno", "caido", "callado", "nuevo")
OUTLET = """
  - id: {name}
    name: {name}
    scope: local
    medium: digital
    sources: [{{kind: feed, url: "https://{name}.com.mx/rss"}}]
"""

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def now() -> datetime:
    """The hour at which the archive ends: the commands read the clock."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("oficina")


@pytest.fixture(scope="module")
def config(office: Path) -> Config:
    path = office / "sources.yaml"
    path.write_text(FILE + "".join(OUTLET.format(name=each) for each in NAMES), "utf-8")
    return load(path)


@pytest.fixture(scope="module")
def archive(office: Path, config: Config, now: datetime) -> Iterator[Archive]:
    archive = Archive(f"sqlite:///{office / 'sintesis.db'}")
    archive.migrate()
    for source in config.sources.values():
        if source.outlet_id != "nuevo":
            fill(archive, source, now)
    yield archive
    archive.close()


def fill(archive: Archive, source: Source, now: datetime) -> None:
    """Two weeks in which each gives a note every three hours, but for what becomes of it."""
    start = now - 14 * DAY
    for turn in range(14 * 8 + 1):
        at = start + turn * 3 * HOUR
        if source.outlet_id == "caido" and at > now - 2 * DAY:
            archive.collect_failed(source, kind="unreachable", detail="no contestó", now=at)
            continue
        mute = source.outlet_id == "callado" and at > now - 6 * DAY
        archive.collected(source, reading(source, turn, mute=mute), now=at, horizon=90 * DAY)


def reading(source: Source, turn: int, *, mute: bool) -> Harvest:
    places = {"mudado": "https://www.mudado.com.mx/feed", "ajeno": "https://otro.com.mx/feed"}
    link = f"https://{source.outlet_id}.com.mx/notas/{turn}"
    items = (Item(source_id=source.id, guid=link, url=link, title=f"Nota {turn}"),)
    return Harvest(
        items=() if mute else items,
        memos={source.address: Memo(body_hash=f"{turn:032x}")},
        unchanged=mute,
        moved_to=places.get(source.outlet_id),
    )


@pytest.fixture
def sintesis(
    office: Path, archive: Archive, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Command:  # fmt: skip
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(office / "sources.yaml"), *arguments])
        printed = capfd.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, printed.out, printed.err

    return run


def test_the_table_fits_a_terminal_with_the_worst_first(sintesis: Command) -> None:
    status, printed, _ = sintesis("sources", "health")
    assert status == 3
    table = printed.partition("caido-feed: ")[0].splitlines()
    assert all(len(line) <= 80 for line in table)
    rows = [line for line in table if "-feed" in line]
    assert [row.split()[0] for row in rows] == [
        "caido-feed",
        "callado-feed",
        "ajeno-feed",
        "nuevo-feed",
        "mudado-feed",
        "bien-feed",
        "la-voz-del-oriente-mexiquense-feed",  # whole, to be copied: the last columns give way
    ]
    assert "no responde" in rows[0]
    assert "callada" in rows[1]
    assert "otro sitio" in rows[2]
    assert "ajeno-feed: manda a otro sitio, https://otro.com.mx/feed" in printed
    assert "3 de 7 fuentes sin novedad; 1 falla; 1 callada; 1 sin leer." in printed


def test_of_one_source_it_says_what_is_usual(sintesis: Command) -> None:
    status, printed, _ = sintesis("sources", "health", "bien-feed")
    assert status == 0
    assert "bien-feed: notas nuevas por día: lun 8.0" in printed
    assert "1 de 1 fuente sin novedad." in printed
    status, _, complaint = sintesis("sources", "health", "nadie")
    assert (status, "sources list" in complaint) == (2, True)


def test_in_json_it_is_all_there(sintesis: Command) -> None:
    _, printed, _ = sintesis("sources", "health", "--json")
    rows = {row["source_id"]: row for row in json.loads(printed)}
    assert rows["caido-feed"]["kind"] == "unreachable"
    assert rows["callado-feed"]["condition"] == "silent"
    assert rows["mudado-feed"]["signs"] == ["moved"]
    assert rows["bien-feed"]["habits"]["per_day"] == pytest.approx(8)
    assert len(rows["bien-feed"]["habits"]["by_hour"]) == 24


def test_a_person_may_follow_a_source_to_another_site(
    sintesis: Command, archive: Archive, config: Config, now: datetime
) -> None:
    status, printed, _ = sintesis("sources", "follow", "ajeno-feed")
    assert status == 0
    assert "https://otro.com.mx/feed" in printed
    asking = archive.vitals.asking(config.sources["ajeno-feed"], now=now)
    assert asking.source.address == "https://otro.com.mx/feed"
    status, printed, _ = sintesis("sources", "follow", "bien-feed")
    assert status == 1
    assert "no se ha mudado" in printed


def test_the_doctor_names_who_needs_somebody_and_what_to_do(
    archive: Archive, config: Config, office: Path, now: datetime
) -> None:
    found = [
        each for each in examine(config, archive, folder=office, now=now) if "fuente " in each.what
    ]
    assert all(each.level == "warning" and each.remedy for each in found)
    said = {each.what.split()[2]: each.what for each in found}
    assert set(said) == {"caido-feed", "callado-feed", "ajeno-feed", "mudado-feed"}
    assert "no contestó" in said["caido-feed"]
    assert "no anuncia nada nuevo" in said["callado-feed"]


def test_the_certificate_is_given_the_silences_that_were_judged(
    archive: Archive, config: Config, now: datetime
) -> None:
    silent = {each.outlet_id: each.silent for each in checkup.coverage(config, archive, now=now)}
    assert silent["callado"] is True
    assert silent["bien"] is False
    assert silent["nuevo"] is None
