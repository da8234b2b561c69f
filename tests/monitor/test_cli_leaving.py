"""A person takes somebody off a list and back, and sees who left: commands, deliveries, doctor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import leaving
from monitor.archive import Archive
from monitor.archive.departed import Departure
from monitor.cli import main
from monitor.configfile import load
from monitor.doctor import Finding, examine
from tests.monitor.test_cli_delivered import EDITION, FILE, told

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
A, B = "a@xaltepec.example", "b@xaltepec.example"
__all__ = ["told"]  # a fixture
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sintesis(tmp_path: Path, capfd, monkeypatch) -> Command:
    monkeypatch.setattr("monitor.local.utc_now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "sources.yaml").write_text(FILE, encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(tmp_path / "sources.yaml"), *arguments])
        printed = capfd.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path}/sintesis.db")
    opened.migrate()
    yield opened
    opened.close()


def examined(archive: Archive, tmp_path: Path) -> list[Finding]:
    config = load(tmp_path / "sources.yaml")
    return [
        each
        for each in examine(config, archive, folder=tmp_path, now=NOW)
        if "dejó" in each.what or "Nadie recibe" in each.what
    ]


def test_a_person_takes_somebody_off_a_list(sintesis, archive):
    code, said, _ = sintesis("digest", "leave", "A@Xaltepec.example", "--by", "Luz Mora")
    assert (code, said) == (0, f"{A} ya no recibirá «Gabinete».\n")
    assert archive.departures.all() == [
        Departure(address=A, list_id="gabinete", at=NOW, by="Luz Mora")
    ]
    [letter] = archive.cases.letters.states()
    assert leaving.is_farewell(letter.message_id)
    _, said, _ = sintesis("digest", "leave", A, "--by", "Luz Mora")
    assert said == f"{A} ya no recibía «Gabinete».\n"
    assert len(archive.cases.letters.states()) == 1


def test_and_back(sintesis, archive):
    sintesis("digest", "leave", A, "--by", "Luz Mora")
    assert sintesis("digest", "rejoin", A)[1] == f"{A} vuelve a recibir «Gabinete».\n"
    assert archive.departures.all() == []
    code, _, said = sintesis("digest", "rejoin", A)
    assert code == 2
    assert "no ha dejado ninguna lista" in said


def test_who_comes_back_and_leaves_again_is_told_again(sintesis, archive, monkeypatch):
    sintesis("digest", "leave", A, "--by", "Luz")
    sintesis("digest", "rejoin", A)
    monkeypatch.setattr("monitor.local.utc_now", lambda: NOW.replace(hour=20))
    sintesis("digest", "leave", A, "--by", "Luz")
    assert len(archive.cases.letters.states()) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nadie@fuera.example",), "no está en ninguna lista"),
        ((A, "--list", "otra"), "no hay una lista «otra», sino: Gabinete"),
        (("esto no es una dirección",), "no está en ninguna lista"),
    ],
)
def test_what_nobody_receives_nobody_leaves(sintesis, archive, arguments, says):
    code, _, said = sintesis("digest", "leave", *arguments, "--by", "Luz")
    assert code == 2
    assert says in said
    assert archive.departures.all() == []


@pytest.mark.parametrize("name", ["gabinete", "Gabinete"])
def test_a_list_is_asked_for_by_its_id_or_its_name(sintesis, archive, name):
    assert sintesis("digest", "leave", A, "--list", name, "--by", "Luz")[0] == 0
    assert [each.list_id for each in archive.departures.all()] == ["gabinete"]


@pytest.mark.usefixtures("told")
def test_deliveries_show_who_left(sintesis):
    sintesis("digest", "leave", A, "--by", "Luz Mora")
    shown = sintesis("digest", "deliveries")[1]
    *_, line = [each for each in shown.splitlines() if A in each]
    assert line.split() == [
        "Gabinete", A, "se", "dio", "de", "baja", "23/11/2026", "08:05,", "Luz", "Mora",
    ]  # fmt: skip
    told = json.loads(sintesis("digest", "deliveries", EDITION, "--json")[1])
    gone = {each["list"]: [one["address"] for one in each["departed"]] for each in told}
    assert gone == {"": [], "gabinete": [A], "jefes": []}


def test_the_doctor_tells_who_left_while_the_file_names_them(sintesis, archive, tmp_path):
    assert examined(archive, tmp_path) == []
    sintesis("digest", "leave", A, "--by", "Luz Mora")
    [finding] = examined(archive, tmp_path)
    assert finding.level == "warning"
    assert finding.what == f"{A} dejó «Gabinete» el 23/11/2026 (Luz Mora) y sigue en sources.yaml"
    assert "digest rejoin" in finding.remedy
    (tmp_path / "sources.yaml").write_text(FILE.replace(f"to: [{A}, ", "to: ["), encoding="utf-8")
    assert examined(archive, tmp_path) == []


def test_the_doctor_tells_of_a_list_that_all_left(sintesis, archive, tmp_path):
    for each in (A, B):
        sintesis("digest", "leave", each, "--by", "Luz Mora")
    [*_, finding] = examined(archive, tmp_path)
    assert (finding.level, finding.what) == (
        "failure",
        "Nadie recibe «Gabinete»: todos se dieron de baja",
    )


def test_a_letter_of_leaving_that_is_refused_is_no_letter_of_an_office(sintesis, archive, tmp_path):
    sintesis("digest", "leave", A, "--by", "Luz Mora")
    [letter] = archive.cases.letters.states()
    archive.claim(letter.id, now=NOW)
    archive.delivered(letter.id, accepted=(), refused={A: "550"}, now=NOW)
    config = load(tmp_path / "sources.yaml")
    told = examine(config, archive, folder=tmp_path, now=NOW)
    assert not any("La carta" in each.what for each in told)
