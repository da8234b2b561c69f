"""Every kind of source at work in the demo: what each gave, or says why it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from monitor import configfile
from monitor.archive import Archive
from monitor.archive.records import Found
from monitor.checkup import examine
from monitor.demo import walk
from monitor.demo.doors import Drop, Mail
from monitor.demo.networks import INTERFACES, is_following
from monitor.demo.notes import newspapers, rows_of
from monitor.demo.press import UNTOLD, Press
from monitor.health import Condition, Sign
from monitor.sourcekinds import KINDS

TODAY = datetime(2026, 11, 25, 12, tzinfo=walk.ZONE)
LAST = "2026-11-25T07:00"
SILENT = {"instagram"}  # its token is left out, to see what a source without one says


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> walk.Told:
    """The whole demo, once."""
    into = tmp_path_factory.mktemp("demo")
    return walk.press(into=into, report=lambda line: None, today=TODAY)


@pytest.fixture
def archive(told) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{told.config.parent / 'sintesis.db'}")
    yield opened
    opened.close()


@pytest.fixture
def config(told):
    return configfile.load(told.config)


@pytest.fixture
def found(archive) -> list[Found]:
    return archive.find(None, limit=10_000)


def test_every_kind_of_source_is_in_the_demo():
    used = {channel.kind for paper in newspapers(doors=True) for channel in paper.channels}
    assert used == set(KINDS)


def test_whoever_is_linked_or_meant_is_there():
    linked = {slug for row in rows_of("mails.yaml") for slug in Mail.model_validate(row).notes}
    assert linked
    assert linked <= {
        note.slug for note in Press(today=TODAY.date(), zone=walk.ZONE, doors=True).notes
    }
    outlets = {paper.id for paper in newspapers(doors=True)}
    assert {
        Drop.model_validate(row).source.rpartition("-")[0] for row in rows_of("drops.yaml")
    } <= (outlets)


def test_every_door_gave_a_piece_and_the_demo_says_how_many(told, config, found):
    counts = dict.fromkeys(KINDS, 0)
    for each in found:
        counts[config.sources[each.clipping.source_id].kind] += 1
    assert {kind for kind, number in counts.items() if not number} == SILENT
    [line] = [each for each in told.lines if each.startswith("Por cada puerta: ")]
    said = dict(each.rsplit(" ", 1) for each in line.removeprefix("Por cada puerta: ").split(", "))
    assert said == {kind: str(number) for kind, number in counts.items() if number}


def test_a_source_without_its_token_says_so(archive, config):
    [health] = [
        each
        for each in examine(config, archive, now=TODAY)
        if each.source_id == "estampas-instagram"
    ]
    assert health.condition is Condition.FAILING
    assert health.kind == "missing_token"
    assert UNTOLD in health.detail
    coverage = json.loads(archive.digest(LAST).data)["coverage"]
    assert "1 sin la clave que necesita: Gobierno de Xaltepec (Instagram);" in coverage["sentence"]


def test_those_that_died_moved_or_turned_into_a_page_are_told(archive, config):
    health = {each.source_id: each for each in examine(config, archive, now=TODAY)}
    assert health["ecos-feed"].kind == "not_found"
    assert health["valle-feed-2"].kind == "not_a_feed"
    assert health["portavoz-feed"].condition is Condition.WELL
    assert Sign.SETTLED in health["portavoz-feed"].signs
    assert health["portavoz-feed"].moved_to.endswith("/archivo/rss.xml")


def test_what_only_an_alert_found_is_of_the_outlet_that_published_it(found):
    [note] = [each.clipping for each in found if "38 plazas" in each.clipping.title]
    assert note.source_id == "alertas-newsletter"
    assert note.outlet_id == "valle"
    known = [
        each.clipping
        for each in found
        if (each.clipping.url or "").endswith("/lluvia-inunda-viviendas-santa-cecilia/")
    ]
    assert [(each.source_id, each.outlet_id) for each in known] == [("heraldo-feed", "heraldo")]


def test_the_scanned_front_page_is_in_the_last_edition_with_its_picture(told, archive):
    page = json.loads(archive.digest(LAST).data)
    [front] = page["fronts"]
    assert front["outlet"] == "La Tribuna de Xaltepec"
    assert "Santa Cecilia" in front["title"]
    shown = told.html.read_text(encoding="utf-8")
    assert "portada-1.png" in shown
    assert (told.html.parent / "figuras" / "portada-1.png").stat().st_size > 1_000


def test_all_that_a_network_says_is_on_its_first_page():
    assert is_following("limit=40&max_id=4211")
    assert not is_following("limit=40")
    assert set(INTERFACES) <= {c.format for p in newspapers(doors=True) for c in p.channels}


def test_a_second_demo_begins_anew(tmp_path):
    walk.clear(tmp_path)
    for paper in newspapers(doors=True):
        for channel in paper.channels:
            if folder := channel.keys.get("folder"):
                (tmp_path / folder).mkdir()
                (tmp_path / folder / "dejado.txt").write_text("de la otra")
    walk.clear(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [walk.MARK]
