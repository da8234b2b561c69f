"""The command line refuses what it cannot do in words that say how to do it."""

from __future__ import annotations

import pytest

from monitor.cli import main
from monitor.cli.session import Session
from monitor.cli.working import _greeting
from monitor.configfile import starter
from monitor.demo import walk
from monitor.errors import ConfigError


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
        (("digest", "--now", "--json"), "--now no lleva"),
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


def test_run_does_not_promise_mail_that_nobody_would_get(office):
    path = office / "sources.yaml"
    server = "\nmail: {host: smtp.municipio.example, sender: prensa@municipio.example}\n"
    path.write_text(starter() + server, encoding="utf-8")
    assert "no hay correo" in _greeting(Session(config_path=path))
