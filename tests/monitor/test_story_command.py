"""`sintesis story`: an analyst sees, joins and parts the notes of an event from the terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from monitor.archive import Archive
from monitor.cli import cli
from tests.monitor.archive.makers import item, tell_of

SOURCES = """
profile:
  municipality: San Jacinto del Lago
  state: Estado de México
  places: [San Jacinto]
  contact: prensa@sanjacinto.example
subjects:
  - {id: gobierno, name: Gobierno municipal, kind: government, aliases: [gobierno de San Jacinto]}
outlets:
  - id: diario
    name: El Diario
    scope: local
    medium: digital
    sources: [{kind: feed, url: "https://diario.example/rss"}]
"""


@pytest.fixture
def office(tmp_path):
    """A configuration, an archive with two notes, and a way to run the command on them."""
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    address = f"sqlite:///{tmp_path / 'sintesis.db'}"
    archive = Archive(address)
    archive.migrate()
    for number in (1, 2):
        tell_of(archive, number)
    archive.close()

    def run(*arguments):
        general = ["-c", str(tmp_path / "sources.yaml"), "--archive", address]
        return CliRunner().invoke(cli, [*general, "story", *arguments])

    return run


ONE, OTHER = item(1), item(2)


def test_a_story_is_shown_by_the_address_of_a_note(office):
    shown = office("show", ONE.url)
    assert shown.exit_code == 0
    assert f"Noticia {ONE.id}: 1 nota" in shown.output
    assert "El Diario" in shown.output


def test_a_merge_and_a_split_are_seen_and_kept(office):
    joined = office("merge", ONE.url, OTHER.id, "--by", "Elvira")
    assert joined.exit_code == 0
    assert "2 notas" in joined.output
    assert office("split", OTHER.id, "--by", "Ramiro").exit_code == 0
    said = json.loads(office("show", ONE.id, "--json").output)
    assert [each["id"] for each in said["members"]] == [ONE.id]
    assert [(each["together"], each["said_by"]) for each in said["corrections"]] == [
        (True, "Elvira"),
        (False, "Ramiro"),
    ]
    assert "no van juntas, según Ramiro" in office("show", ONE.id).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "https://otro.example/nota"), "no está en el acervo"),
        (("show", "0" * 24), "no está en el acervo"),
        (("show", "la de ayer"), "no es la dirección ni el id"),
        (("merge", ONE.id, ONE.url), "ya son de una misma noticia"),
        (("split", ONE.id), "todas las notas"),
        (("split", ONE.id, OTHER.id), "noticias distintas"),
    ],
)
def test_what_cannot_be_done_is_said(office, arguments, said):
    answer = office(*arguments)
    assert answer.exit_code == 2
    assert said in answer.output
