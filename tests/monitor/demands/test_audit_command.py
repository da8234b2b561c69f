"""The command that says whether somebody touched what persons did, and what the doctor sees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click import Command, Group

from monitor.archive import Archive
from monitor.cli import FAILED, USAGE
from monitor.cli.demands import demands as group
from monitor.configfile import load
from monitor.doctor import examine
from monitor.local import utc_now
from monitor.publishing import Publisher
from tests.monitor.demands.asking import BY, FOLIO, Run, good
from tests.monitor.demands.offices import receive

PLACE = "calle Fresno"  # what the text marks as private
UNCOVERS = {
    ("show",): ("show", FOLIO, "--personal"),
    ("export",): ("export", "--personal", "--csv", "demandas.csv"),
}


@pytest.fixture
def opened(kept: Archive, desk: Run) -> Archive:
    """A demand that somebody opened: two seals."""
    receive(kept, at=utc_now() - timedelta(hours=2), private=PLACE)
    good(desk("show", FOLIO, *BY))
    return kept


def touch(url: str, statement: str) -> None:
    database = sqlite3.connect(url.removeprefix("sqlite:///"))
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute(statement)
    database.commit()
    database.close()


def test_an_untouched_archive_is_whole(opened, desk: Run) -> None:
    assert "El registro de actuaciones está completo: 2 sellos; 2-" in good(desk("audit", "verify"))
    told = json.loads(good(desk("audit", "verify", "--json")))
    assert (told["seals"], told["flaw"]) == (2, None)


def test_nothing_done_is_said_so(kept, desk: Run) -> None:
    assert "está vacío" in good(desk("audit", "verify"))
    assert good(desk("audit", "verify", "--head")) == "\n"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE demand_accesses SET by = 'Nadie'",
            "la consulta 1 de las demandas (folio 2026-00001, ",
        ),
        ("DELETE FROM demand_steps", "falta el paso 1 del historial de las demandas ("),
        (
            "INSERT INTO demand_accesses (at, by, what, count) "
            "VALUES ('2026-11-23 13:00:00.000000', 'x', 'show', 1)",
            "la consulta 2 de las demandas (23/11/2026 07:00) no tiene sello",
        ),
        ("DELETE FROM seals WHERE number = 1", "falta el sello 1"),
        ("UPDATE seals SET chain = digest WHERE number = 2", "el sello 2 cambió"),
    ],
)
def test_what_was_touched_is_named(
    statement: str, said: str, opened, desk: Run, sqlite_url: str
) -> None:
    touch(sqlite_url, statement)
    status, out, _ = desk("audit", "verify")
    assert status == FAILED
    assert out.startswith("Alguien tocó el registro de actuaciones: ")
    assert said in out
    status, out, _ = desk("audit", "verify", "--json")
    assert status == FAILED
    assert json.loads(out)["flaw"]["harm"]


def test_a_head_that_was_kept_on_paper_shows_a_cut(opened, desk: Run, sqlite_url: str) -> None:
    head = good(desk("audit", "verify", "--head")).strip()
    assert json.loads(good(desk("audit", "verify", "--head", "--json"))) == {"head": head}
    assert "completo" in good(desk("audit", "verify", "--against", head))
    touch(sqlite_url, "DELETE FROM demand_accesses")
    touch(sqlite_url, "DELETE FROM seals WHERE number = 2")
    assert "completo: 1 sello;" in good(desk("audit", "verify"))
    status, out, _ = desk("audit", "verify", "--against", head)
    assert status == FAILED
    assert f"el sello publicado {head} ya no está en la cadena" in out


def test_what_is_no_head_is_refused(opened, desk: Run) -> None:
    status, _, err = desk("audit", "verify", "--against", "2-abc")
    assert status == USAGE
    assert "«2-abc» no es un sello" in err


def test_an_edition_tells_the_head_and_its_cut_is_seen(
    opened, desk: Run, sqlite_url: str, tmp_path: Path
) -> None:
    head = good(desk("audit", "verify", "--head")).strip()
    config = load(tmp_path / "sources.yaml")
    publisher = Publisher(config=config, archive=opened, folder=tmp_path / "ediciones")
    publisher.publish("2026-11-23T07:00", now=utc_now())
    stored = opened.digest("2026-11-23T07:00")
    assert json.loads(stored.data)["seal"] == head
    assert f"Sello del registro: {head}" in stored.html
    assert f"Sello del registro: {head}" in stored.text
    touch(sqlite_url, "DELETE FROM demand_accesses")
    touch(sqlite_url, "DELETE FROM seals WHERE number = 2")
    status, out, _ = desk("audit", "verify")
    assert status == FAILED
    assert head in out


def test_the_doctor_tells_it(opened, sqlite_url: str, tmp_path: Path) -> None:
    config = load(tmp_path / "sources.yaml")

    def seen() -> list[tuple[str, str]]:
        found = examine(config, opened, folder=tmp_path, now=utc_now())
        return [(each.level, each.what) for each in found if "actuaciones" in each.what]

    [(level, _)] = seen()
    assert level == "ok"
    touch(sqlite_url, "UPDATE demand_accesses SET by = 'Nadie'")
    [(level, what)] = seen()
    assert level == "failure"
    assert "la consulta 1" in what


# who sees what is personal


def _uncovering(command: Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The commands that can show personal data."""
    if isinstance(command, Group):
        for name, each in command.commands.items():
            yield from _uncovering(each, (*path, name))
        return
    if any("--personal" in each.opts for each in command.params):
        yield path


def test_every_command_that_uncovers_is_known_here() -> None:
    assert set(_uncovering(group)) == set(UNCOVERS)


@pytest.mark.parametrize("path", sorted(UNCOVERS))
def test_whoever_sees_what_is_personal_is_written_down(
    path: tuple[str, ...], opened: Archive, desk: Run, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SINTESIS_BY", raising=False)
    before = opened.cases.accesses(FOLIO)
    out = good(desk(*UNCOVERS[path], *BY))
    written = tmp_path / "demandas.csv"
    shown = out + (written.read_text(encoding="utf-8-sig") if written.exists() else "")
    assert PLACE in shown
    [seen] = opened.cases.accesses(FOLIO)[len(before) :]
    assert (seen.what, seen.by) == (f"{path[-1]} --personal", "Elvira Sosa")
    refused, out, _ = desk(*UNCOVERS[path])
    assert refused == USAGE, "nobody sees it without saying who he is"
    assert PLACE not in out


@pytest.mark.parametrize("asked", [("list",), ("show", FOLIO, *BY), ("review",)])
def test_what_covers_shows_nobody(asked: tuple[str, ...], opened: Archive, desk: Run) -> None:
    assert PLACE not in good(desk(*asked)) + good(desk(*asked, "--json"))
