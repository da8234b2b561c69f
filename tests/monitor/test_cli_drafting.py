"""The visto bueno from the command line: see, change, approve, and be told why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import local
from monitor.archive import Archive
from monitor.cli import main
from monitor.configfile import load
from monitor.model import Stance
from monitor.pipeline import Pipeline
from tests.monitor.archive.makers import NOW, tell_of

EDITION = "2026-11-23T07:30"  # NOW is 07:05 there
CONFIG = """\
profile:
  municipality: Xaltepec
  state: Estado de Xal
  places: [Xaltepec]
  contact: prensa@xaltepec.example
  digest:
    hours: ["07:30"]
    approval: {}
subjects:
  - {id: gobierno, name: Gobierno municipal, kind: government, aliases: [gobierno de Xaltepec]}
  - {id: alcaldesa, name: Alcaldesa, kind: mayor, roles: [alcaldesa]}
outlets:
  - id: diario
    name: Diario de Xaltepec
    scope: local
    medium: newspaper
    sources: [{kind: feed, url: "https://diario.example/diario.xml"}]
"""
Run = Callable[..., tuple[int, str, str]]


class Clock:
    now = NOW


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(local, "utc_now", lambda: clock.now)
    monkeypatch.delenv("SINTESIS_BY", raising=False)
    return clock


@pytest.fixture
def config_path(tmp_path) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def archive(sqlite_url) -> Iterator[Archive]:
    """Three stories that no edition told: baches, parque, pozo."""
    archive = Archive(sqlite_url)
    tell_of(archive, 1, title="Gobierno de Xaltepec repara baches", stance=Stance.POSITIVE)
    tell_of(archive, 2, title="Abre el gobierno un parque", stance=Stance.NEUTRAL)
    tell_of(archive, 3, title="Alcaldesa inaugura pozo", subjects=("alcaldesa", "gobierno"))
    yield archive
    archive.close()


@pytest.fixture
def sintesis(archive, config_path, sqlite_url, clock, capfd) -> Run:
    """Run a command on that office: status, what it printed, what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(config_path), "--archive", sqlite_url, *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out, printed.err

    return run


@pytest.fixture
def digest(sintesis) -> Run:
    def run(*arguments: str, by: str = "Elvira") -> tuple[int, str, str]:
        asks = arguments[0] not in {"draft", "edits", "show"}
        return sintesis("digest", *arguments, *(["--by", by] if asks else []))

    return run


@pytest.fixture
def draft(digest) -> Callable[[], dict]:
    def seen() -> dict:
        status, printed, _ = digest("draft", "--json")
        assert status == 0
        return json.loads(printed)

    return seen


def line(of: dict, words: str) -> dict:
    (found,) = (each for each in of["stories"] + of["dropped"] if words in each["title"])
    return found


def short(of: dict, words: str) -> str:
    return line(of, words)["short"]


def refused(answer: tuple[int, str, str], *, status: int = 2) -> str:
    assert answer[0] == status, answer
    assert "Traceback" not in answer[2]
    return " ".join(answer[2].split())


def test_the_draft_shows_each_story_with_its_short_id_and_section(digest, draft) -> None:
    seen = draft()
    assert seen["edition"] == EDITION
    assert (seen["approved_by"], seen["leaves_at"]) == (None, None)
    well = line(seen, "pozo")
    assert well["section"] == "mayor"
    assert well["id"].startswith(well["short"])
    status, printed, _ = digest("draft")
    assert status == 0
    assert f"{well['short']}  " in printed
    assert "ALCALDESA (mayor)" in printed
    assert "3 noticias" in printed
    assert "si no, espera" in printed


def test_the_draft_is_written_as_it_would_leave(digest, tmp_path) -> None:
    out = tmp_path / "borrador.html"
    assert digest("draft", "--html", str(out))[0] == 0
    assert "Alcaldesa inaugura pozo" in out.read_text(encoding="utf-8")


def test_a_story_is_dropped_and_put_back(digest, draft) -> None:
    key = short(draft(), "pozo")
    assert digest("drop", key)[0] == 0
    seen = draft()
    assert line(seen, "pozo") in seen["dropped"]
    assert "QUITADAS" in digest("draft")[1]
    assert "ya está quitada" in refused(digest("drop", key))
    (edit,) = json.loads(digest("edits", "--json")[1])
    assert (edit["action"], edit["before"], edit["made_by"]) == ("drop", "mayor", "Elvira")
    assert digest("undo", str(edit["number"]))[0] == 0
    assert line(draft(), "pozo")["section"] == "mayor"
    assert "ya está deshecho" in refused(digest("undo", str(edit["number"])))


def test_a_story_is_pinned_moved_and_told_in_other_words(digest, draft) -> None:
    key = short(draft(), "parque")
    assert digest("pin", key)[0] == 0
    seen = line(draft(), "parque")
    assert seen["section"] == "attention"
    assert seen["reasons"][0] == "fijada por Elvira"
    assert digest("move", key, "municipality")[0] == 0
    assert line(draft(), "parque")["section"] == "municipality"
    assert digest("edit-summary", key, " Abrió \n un parque. ")[0] == 0
    seen = line(draft(), "parque")
    assert (seen["summary"], seen["edited"]) == ("Abrió un parque.", True)
    status, printed, _ = digest("edits")
    assert status == 0
    for words in ("Elvira", "fijada", "«Municipio»", "Abrió"):
        assert words in " ".join(printed.split())


def test_a_stance_of_a_draft_is_a_correction_that_is_exported(
    digest, draft, sintesis, tmp_path
) -> None:
    key = short(draft(), "baches")
    assert digest("stance", key, "gobierno", "negative")[0] == 0
    assert line(draft(), "baches")["stance"] == "negative"
    (edit,) = json.loads(digest("edits", "--json")[1])
    assert (edit["before"], edit["after"]) == ("gobierno=positive", "gobierno=negative")
    (made,) = json.loads(sintesis("corrections", "--json")[1])
    assert made["correction"]["by"] == "Elvira"
    listed = digest("edits")[1]
    assert all(words in listed for words in ("Elvira", "▲", "positivo", "▼", "negativo"))
    out = tmp_path / "filas.jsonl"
    sintesis("corrections", "export", str(out))
    assert "no se deshace aquí" in refused(digest("undo", str(edit["number"])))


def test_what_was_approved_leaves_at_its_hour_as_it_was_edited(
    sintesis, digest, draft, archive, config_path, web, tmp_path, clock
) -> None:
    digest("drop", short(draft(), "parque"))
    status, printed, _ = digest("approve")
    assert status == 0
    assert "tiene el visto bueno de Elvira; sale a las 07:30" in printed
    assert draft()["approved_by"] == "Elvira"
    pipeline = Pipeline(
        config=load(config_path), archive=archive, fetch=web, folder=tmp_path / "ediciones"
    )
    local.tick(pipeline, clock=lambda: NOW, steps=["publish"])
    assert archive.digest(EDITION) is None
    clock.now = NOW + timedelta(minutes=25)
    local.tick(pipeline, clock=lambda: clock.now, steps=["publish"])
    told = archive.digest(EDITION)
    assert "pozo" in told.text
    assert "parque" not in told.text
    for number, words in ((2, "No vino porque Elvira la quitó"), (3, "Salió en la edición")):
        assert words in sintesis("why", f"https://diario.example/notas/{number}")[1]
    assert "ya salió" in refused(digest("approve", EDITION), status=1)
    assert "ya salió" in refused(digest("draft", EDITION))
    assert len(json.loads(digest("edits", EDITION, "--json")[1])) == 1


def test_an_approval_after_the_hour_lets_it_leave_at_once(digest, draft, clock) -> None:
    draft()
    clock.now = NOW + timedelta(hours=3)
    assert "sale enseguida" in digest("approve", EDITION)[1]


def test_who_approves_twice_or_changes_what_is_approved_is_told(digest, draft) -> None:
    key = short(draft(), "pozo")
    digest("approve")
    for late in (("approve",), ("drop", key), ("pin", key), ("stance", key, "gobierno", "neutral")):
        said = refused(digest(*late, by="Bruno"), status=1)
        assert "ya tiene el visto bueno de Elvira" in said


def test_what_cannot_be_meant_is_told_with_what_can(digest, draft) -> None:
    seen = draft()
    key = short(seen, "pozo")
    common = "".join(sorted({each["id"][0] for each in seen["stories"]}))
    assert "Ninguna noticia" in refused(digest("drop", "zzz"))
    assert "puede ser más de una" in refused(digest("drop", ""))
    assert common  # every id begins somehow
    assert "Hay: attention, mayor" in refused(digest("move", key, "deportes"))
    assert "ya está en «Alcaldesa»" in refused(digest("move", key, "mayor"))
    assert "Hay: gobierno, alcaldesa" in refused(digest("stance", key, "nadie", "neutral"))
    baches = short(seen, "baches")
    assert "menciona a «alcaldesa»" in refused(digest("stance", baches, "alcaldesa", "neutral"))
    assert "está vacío" in refused(digest("edit-summary", key, " \n "))
    assert "pasa de 1200" in refused(digest("edit-summary", key, "a" * 1201))
    assert "no tiene un cambio 99" in refused(digest("undo", "99"))
    assert f"Hay: {EDITION}" in refused(digest("approve", "2026-11-22T07:30"))
    assert json.loads(digest("edits", "--json")[1]) == []


def test_who_does_it_must_be_said_and_may_be_in_the_environment(
    sintesis, draft, monkeypatch
) -> None:
    key = short(draft(), "pozo")
    assert "--by" in refused(sintesis("digest", "pin", key))
    assert "--by" in refused(sintesis("digest", "pin", key, "--by", " \u200b "))
    monkeypatch.setenv("SINTESIS_BY", "Carmen")
    assert sintesis("digest", "pin", key)[0] == 0
    assert line(draft(), "pozo")["reasons"][0] == "fijada por Carmen"


def test_without_a_draft_it_says_when_one_opens_or_how_to_ask_for_it(
    digest, clock, config_path
) -> None:
    clock.now = NOW - timedelta(hours=2)
    said = refused(digest("draft"))
    assert f"el de la edición {EDITION} abre el 23/11/2026 06:45" in said
    config_path.write_text(CONFIG.replace("    approval: {}\n", ""), encoding="utf-8")
    assert "no pide visto bueno" in refused(digest("approve"))


def test_the_draft_that_still_waits_goes_before_one_that_is_approved(digest, draft, clock) -> None:
    draft()
    digest("approve")
    clock.now = NOW + timedelta(days=1)
    seen = draft()
    assert seen["edition"] == "2026-11-24T07:30"
    assert seen["others"] == [EDITION]
    assert EDITION in digest("draft")[1]


def test_what_another_draft_took_over_is_said_to_be_there(digest, draft, clock) -> None:
    draft()
    clock.now = NOW + timedelta(days=1)
    for late in (("draft", EDITION), ("drop", "a", "--edition", EDITION)):
        assert "pasaron a la edición 2026-11-24T07:30" in refused(digest(*late))
    said = refused(digest("approve", EDITION), status=1)
    assert "pasaron a la edición 2026-11-24T07:30" in said
