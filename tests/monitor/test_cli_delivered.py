"""Who has an edition, who was refused and what waits: as the office asks, and as doctor tells."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.archive import Archive, StoredDigest
from monitor.cli import main
from monitor.model import Channel, Edition, Mail
from tests.reports.room import SECRET

NOW = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
EDITION = "2026-11-23T07:00"
FILE = """\
profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
  recipients: [direccion@xaltepec.example]
subjects:
  - {id: alcaldesa, name: Alcaldesa, kind: mayor, roles: [alcaldesa]}
outlets:
  - id: diario
    name: Diario
    scope: local
    medium: digital
    sources: [{kind: feed, url: "http://127.0.0.1:1/rss"}]
mail:
  host: 127.0.0.1
  sender: sintesis@xaltepec.example
lists:
  - {id: gabinete, name: Gabinete, to: [a@xaltepec.example, b@xaltepec.example]}
  - {id: jefes, name: Grupo de jefes, chat: true}
"""
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sintesis(tmp_path: Path, capfd, monkeypatch) -> Command:
    monkeypatch.setattr("monitor.local.utc_now", lambda: NOW + timedelta(hours=1))
    monkeypatch.delenv("SINTESIS_CHAT_JEFES", raising=False)
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


def mail(name: str, *recipients: str, channel: Channel = Channel.MAIL) -> Mail:
    return Mail(
        id=f"m-{name}",
        message_id=f"<{name}@x>",
        sender="sintesis@xaltepec.example",
        recipients=recipients,
        message=b"x",
        channel=channel,
        list_id=name,
    )


@pytest.fixture
def told(archive: Archive) -> None:
    """An edition: taken by all the profile, by half of a list, and by no chat yet."""
    stored = StoredDigest(
        edition_id=EDITION,
        day=date(2026, 11, 23),
        hour="07:00",
        subject="Síntesis",
        html="",
        text="",
        data="{}",
        closed_at=NOW,
    )
    mails = [
        mail("jefes", "jefes 1.1", "jefes 1.2", channel=Channel.CHAT),
        mail("gabinete", "a@xaltepec.example", "b@xaltepec.example"),
        mail("", "direccion@xaltepec.example"),
    ]
    edition = Edition(id=EDITION, day=stored.day, hour="07:00", opened_at=NOW)
    archive.close_edition(edition, digest=stored, mails=mails, now=NOW)
    for each in mails:
        archive.claim(each.id, now=NOW)
    archive.delivered("m-", accepted=["direccion@xaltepec.example"], refused={}, now=NOW)
    archive.delivered(
        "m-gabinete",
        accepted=["a@xaltepec.example"],
        refused={"b@xaltepec.example": "destinatario: 550 no existe"},
        now=NOW,
    )
    archive.delivered("m-jefes", accepted=["jefes 1.1"], refused={}, now=NOW)
    archive.postponed(
        "m-jefes",
        reason="el chat no contestó a tiempo",
        unsure=True,
        now=NOW,
        retry_at=NOW + timedelta(minutes=2),
    )


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("asked", [(), (EDITION,)])
def test_deliveries_say_who_has_it_who_was_refused_and_what_waits(sintesis, asked):
    status, printed, _ = sintesis("digest", "deliveries", *asked)
    assert status == 0
    first, _, _, *rows = [" ".join(line.split()) for line in printed.splitlines() if line.strip()]
    assert first == f"Edición {EDITION}"
    assert rows == [
        "destinatarios direccion@xaltepec.example aceptado 23/11/2026 07:05",
        "Gabinete a@xaltepec.example aceptado 23/11/2026 07:05",
        "Gabinete b@xaltepec.example rechazado destinatario: 550 no existe",
        "Grupo de jefes jefes 1.1 aceptado 23/11/2026 07:05",
        "Grupo de jefes jefes 1.2 en duda el chat no contestó a tiempo; pudo haber llegado; se "
        "reintenta a partir de 23/11/2026 07:07",
    ]


@pytest.mark.usefixtures("told")
def test_deliveries_as_json(sintesis):
    _, printed, _ = sintesis("digest", "deliveries", "--json")
    found = {each["list"]: each for each in json.loads(printed)}
    assert found["jefes"]["channel"] == "chat"
    assert found["gabinete"]["retry_at"] is None
    states = {
        each["address"]: each["state"] for mails in found.values() for each in mails["recipients"]
    }
    assert states == {
        "direccion@xaltepec.example": "accepted",
        "a@xaltepec.example": "accepted",
        "b@xaltepec.example": "refused",
        "jefes 1.1": "accepted",
        "jefes 1.2": "unsure",
    }


@pytest.mark.usefixtures("archive")
def test_without_editions_it_says_so(sintesis):
    assert "Todavía no sale ninguna edición" in sintesis("digest", "deliveries")[1]
    assert json.loads(sintesis("digest", "deliveries", "--json")[1]) == []


@pytest.mark.usefixtures("told")
def test_an_edition_that_is_none_is_a_wrong_usage(sintesis):
    status, _, said = sintesis("digest", "deliveries", "2026-11-24T07:00")
    assert status == 2
    assert "sintesis digest list" in said


def findings(sintesis: Command) -> dict[str, dict[str, str]]:
    return {each["what"]: each for each in json.loads(sintesis("doctor", "--json")[1])}


@pytest.mark.usefixtures("told")
def test_doctor_tells_refusals_with_where_to_mend_them_and_what_waits(sintesis):
    found = findings(sintesis)
    refused = (
        f"La edición {EDITION} (Gabinete) fue rechazada para b@xaltepec.example: destinatario: "
        "550 no existe"
    )
    assert found[refused]["remedy"] == "Corrija la dirección en la lista «gabinete»."
    [waits] = [each for each in found if "sigue sin entregarse" in each]
    assert "(Grupo de jefes)" in waits
    assert EDITION in found[waits]["remedy"]


@pytest.mark.usefixtures("told")
def test_doctor_forgets_what_was_refused_long_ago(sintesis, monkeypatch):
    monkeypatch.setattr("monitor.local.utc_now", lambda: NOW + timedelta(days=8))
    assert not [each for each in findings(sintesis) if "rechazada" in each]


def test_doctor_says_which_chat_has_no_address(sintesis, monkeypatch):
    found = findings(sintesis)
    [missing] = [each for each in found if "dirección del chat" in each]
    assert "Grupo de jefes" in missing
    assert "SINTESIS_CHAT_JEFES" in found[missing]["remedy"]
    monkeypatch.setenv("SINTESIS_CHAT_JEFES", f"json://127.0.0.1/{SECRET}")
    assert not [each for each in findings(sintesis) if "del chat" in each]


def test_doctor_says_which_address_nobody_understands_and_never_shows_it(sintesis, monkeypatch):
    monkeypatch.setenv("SINTESIS_CHAT_JEFES", f"json://127.0.0.1/x nada://{SECRET}")
    _, printed, said = sintesis("doctor")
    flat = " ".join(printed.split())
    assert "No se entiende la dirección 2 del chat «Grupo de jefes»" in flat
    assert SECRET not in printed + said


def test_doctor_asks_for_a_server_when_there_are_lists_of_mail(sintesis, tmp_path):
    start, end = FILE.index("mail:\n"), FILE.index("lists:\n")
    (tmp_path / "sources.yaml").write_text(FILE[:start] + FILE[end:], encoding="utf-8")
    assert any("pero no servidor" in each for each in findings(sintesis))
    (tmp_path / "sources.yaml").write_text(FILE[:start], encoding="utf-8")
    assert any(each.startswith("No hay correo configurado") for each in findings(sintesis))
