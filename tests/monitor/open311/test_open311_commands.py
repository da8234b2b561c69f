"""Open311 from the command line: a server that a person starts, and what the receiver lacks."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from monitor import local
from monitor.archive import Archive
from monitor.cli import main
from monitor.cli.session import Session
from monitor.errors import NotAllowed
from tests.monitor.archive.makers import NOW
from tests.monitor.open311.receiver import City, Handler, running
from tests.monitor.open311.test_pushing import PHONE, routed

FILE = """\
profile:
  municipality: Xaltepec
  state: Estado de Xal
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects:
  - {id: gobierno, name: Gobierno municipal, kind: government, aliases: [gobierno de Xaltepec]}
outlets:
  - id: diario
    name: Diario de Xaltepec
    scope: local
    medium: newspaper
    sources: [{kind: feed, url: "https://diario.example/diario.xml"}]
"""
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def write(more: str = "") -> Path:
        path = tmp_path / "sources.yaml"
        path.write_text(FILE + more, encoding="utf-8")
        return path

    return write


@pytest.fixture
def command(
    capfd: pytest.CaptureFixture[str], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.setattr(local, "utc_now", lambda: NOW + timedelta(hours=3))

    def run(path: Path, *words: str) -> tuple[int, str, str]:
        try:
            status = main(["--config", str(path), "--archive", sqlite_url, *words])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capfd.readouterr()
        return status, said.out, said.err

    return run


def test_a_person_starts_the_server_and_stops_it(
    write: Callable[[str], Path], records: Archive, sqlite_url: str, tmp_path: Path
) -> None:
    folio = routed(records)
    said = tmp_path / "said"
    code = "import sys; from monitor.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["--config", str(write("")), "--archive", sqlite_url, "demands", "serve", "--port", "0"]
    with said.open("wb") as output:
        child = subprocess.Popen([sys.executable, "-c", code, *words], stderr=output)
    try:
        while not (found := re.search(r"http://\S+:\d+", said.read_text("utf-8"))):
            assert child.poll() is None, said.read_text("utf-8")
        with httpx.Client(trust_env=False) as client:
            rows = client.get(f"{found[0]}/requests.json?start_date=2026-11-01").json()
        assert [row["service_request_id"] for row in rows] == [folio]
    finally:
        child.send_signal(signal.SIGTERM)
        status = child.wait(30)
    assert status in (0, -signal.SIGTERM)


def test_a_port_that_is_taken_is_said(write: Callable[[str], Path], command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, _, complaint = command(write(""), "demands", "serve", "--port", port)
    assert status == 1
    assert port in complaint
    assert "--port" in complaint


def test_what_the_receiver_refused_is_seen_and_sent_again(
    write: Callable[[str], Path], command: Command, records: Archive
) -> None:
    def refuse(handler: Handler) -> bool:
        handler.form()
        handler.say(400, [{"code": 400, "description": "falta la colonia"}])
        return True

    with running(City(behave=refuse)) as city:
        path = write(f"demands:\n  open311: {{url: '{city.url}'}}\n")
        folio = routed(records)
        session = Session(config_path=path, archive_url=f"sqlite:///{_file(records)}")
        session.pipeline.pusher.push(now=NOW + timedelta(hours=2))
        assert len(city.asked) == 1, "the receiver's own host may be inner"
        with pytest.raises(NotAllowed):
            session.fetcher(f"{city.url}/requests.json")
        status, printed, _ = command(path, "demands", "receiver")
        assert status == 0
        assert folio in printed
        assert "falta la colonia" in printed
        assert "no admite: 1 (el servidor contestó 400" in command(path, "doctor")[1]
        assert command(path, "demands", "resend", folio, "--by", "Elvira")[0] == 0
        city.behave = lambda handler: False
        session.pipeline.pusher.push(now=NOW + timedelta(hours=4))
        session.close()
    _, printed, _ = command(path, "demands", "receiver", folio, "--json")
    (row,) = json.loads(printed)
    assert row["remote_id"] == "7000"
    assert row["outcome"] is None
    assert records.cases.pushes.in_trouble(city.url) == []
    assert command(path, "demands", "resend", folio, "--by", "Elvira")[0] == 2


def _file(archive: Archive) -> str:
    return str(archive._engine.url.database)


def test_an_export_is_what_the_server_tells(
    write: Callable[[str], Path], command: Command, records: Archive, tmp_path: Path
) -> None:
    folio, path, file = routed(records), write(""), tmp_path / "demandas.json"
    words = ("demands", "export", "--open311", str(file), "--by", "Elvira")
    assert command(path, *words)[0] == 0
    (row,) = json.loads(file.read_text("utf-8"))
    assert row["service_request_id"] == folio
    assert PHONE not in file.read_text("utf-8")
    assert command(path, *words, "--personal")[0] == 2
    assert command(path, *words, "--csv", str(file))[0] == 2


def test_without_a_receiver_its_command_says_where_to_name_it(
    write: Callable[[str], Path], command: Command
) -> None:
    status, _, complaint = command(write(""), "demands", "receiver")
    assert status == 2
    assert "demands.open311" in complaint


def test_the_plan_pushes_what_waits(
    write: Callable[[str], Path], records: Archive, sqlite_url: str
) -> None:
    with running(City()) as city:
        path = write(f"demands:\n  open311: {{url: '{city.url}/', every: 30 min}}\n")
        folio = routed(records)
        session = Session(config_path=path, archive_url=sqlite_url)
        jobs = session.pipeline.plan(NOW + timedelta(hours=2))
        (push,) = (each for each in jobs if each.step == "push")
        assert push.lock == "push"
        session.pipeline.do(push, now=NOW + timedelta(hours=2))
        assert records.cases.demand(folio).remote_id == "7000"  # type: ignore[union-attr]
        again = session.pipeline.plan(NOW + timedelta(hours=2))
        assert "push" not in [each.step for each in again]
        session.close()
