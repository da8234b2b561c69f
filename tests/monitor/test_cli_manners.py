"""The command line refuses what it cannot do in words that say how to do it."""

from __future__ import annotations

import json

import click
import pytest

from monitor.archive.records import Found
from monitor.cli import main
from monitor.cli.asking import _found_text
from monitor.cli.session import Session
from monitor.cli.working import _greeting
from monitor.configfile import starter
from monitor.demo import walk
from monitor.errors import ConfigError
from monitor.model import Clipping, Edition
from monitor.publishing import _impacts
from tests.conftest import NOW


@pytest.fixture
def office(tmp_path):
    (tmp_path / "sources.yaml").write_text(starter(), encoding="utf-8")
    return tmp_path


@pytest.fixture
def sintesis(office, capfd):
    """Status and all that was said."""

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(office / "sources.yaml"), *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out + printed.err

    return run


def test_a_demo_never_takes_the_place_of_an_office(office, sintesis):
    status, said = sintesis("demo", "--into", str(office))
    assert status == 78
    assert "--into" in said
    assert (office / "sources.yaml").read_text(encoding="utf-8") == starter()


def test_a_demo_tells_a_program_where_to_look(tmp_path, sintesis):
    pages = tmp_path / "paginas"
    pages.mkdir()
    (pages / "una.html").write_text("<p>Nada.</p>", encoding="utf-8")
    into = tmp_path / "demo"
    status, said = sintesis("demo", "--into", str(into), "--pages", str(pages), "--json")
    assert status == 0
    assert json.loads(said)["config"] == str(into / "sources.yaml")


@pytest.mark.parametrize("name", ["sintesis.db", "ediciones"])
def test_a_demo_spares_what_another_did_not_leave(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(ConfigError, match=name):
        walk.clear(tmp_path)
    assert (tmp_path / name).exists()


def test_a_demo_takes_away_what_a_demo_left(tmp_path):
    walk.clear(tmp_path)
    (tmp_path / "sources.yaml").write_text("de la demo", encoding="utf-8")
    (tmp_path / "carta.txt").write_text("ajena", encoding="utf-8")
    walk.clear(tmp_path)
    assert not (tmp_path / "sources.yaml").exists()
    assert (tmp_path / "carta.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("find", "agua", "--since", "22/11/2026"), "así: 2026-11-22"),
        (("find", "--since", "2026-11-22", "--until", "2026-11-20"), "--since es posterior"),
        (("digest", "--now", "--html", "x.html"), "--now no lleva"),
    ],
)
def test_wrong_usage_is_told_with_its_remedy(sintesis, arguments, words):
    status, said = sintesis(*arguments)
    assert status == 2
    assert words in said


def test_the_last_day_of_a_search_may_be_its_first(sintesis):
    assert sintesis("find", "--since", "2026-11-22", "--until", "2026-11-22")[0] == 0


def test_a_file_without_rows_is_not_a_table_without_scores(sintesis, tmp_path):
    rows = tmp_path / "vacio.jsonl"
    rows.write_text("", encoding="utf-8")
    status, said = sintesis("evaluate", "stance", str(rows))
    assert status == 2
    assert "no tiene filas" in said


def test_a_folder_that_is_not_there_is_said_in_spanish(sintesis, tmp_path):
    status, said = sintesis("init", str(tmp_path / "nada" / "mi.yaml"))
    assert status == 1
    assert "no existe esa carpeta" in said
    assert "Errno" not in said


def test_what_is_kept_is_called_by_one_name(sintesis):
    assert "acervo" in sintesis("find", "--help")[1]
    assert "El acervo está sano" in sintesis("doctor")[1]


def test_a_post_without_title_is_found_under_a_head(office):
    post = Clipping(
        id="p1",
        revision=1,
        source_id="vecinos-feed",
        outlet_id="vecinos",
        url=None,
        title="",
        text="Fuga en la calle 5",
        published_at=NOW,
        collected_at=NOW,
    )
    found = Found(clipping=post, story_id=None, readings=(), snippet=post.text, score=1.0)
    told = _found_text(Session(config_path=office / "sources.yaml").config, found)
    assert click.unstyle(told).splitlines()[0] == "(sin título)"


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 impactos"), (1, "1 impacto"), (2, "2 impactos")]
)
def test_one_impact_is_singular(count, words):
    edition = Edition(
        id="2026-08-21T07:00",
        day=NOW.date(),
        hour="07:00",
        opened_at=NOW,
        entries=(None,) * count,
        coverage=(),
    )
    assert _impacts(edition) == words


def test_run_does_not_promise_mail_that_nobody_would_get(office):
    path = office / "sources.yaml"
    server = "\nmail: {host: smtp.municipio.example, sender: prensa@municipio.example}\n"
    path.write_text(starter() + server, encoding="utf-8")
    assert "no hay correo" in _greeting(Session(config_path=path))
