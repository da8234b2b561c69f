"""Three days of the fictional press, told: a late note, a correction, a story that grows, an alert.

Every number on the page is what the archive answers; twice the same archive gives the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import local
from monitor.archive import Archive
from monitor.archive.records import Found
from monitor.demo import walk
from monitor.demo.notes import NEWSROOM
from monitor.demo.press import Press
from monitor.demo.server import PressServer
from monitor.model import EditionKind, Stance
from monitor.pipeline import GATHERING, Pipeline
from monitor.publishing import extraordinary
from reports.words import plural

TODAY = datetime(2026, 11, 23, 12, tzinfo=walk.ZONE)
MORNINGS = ("2026-11-21T07:00", "2026-11-22T07:00", "2026-11-23T07:00")
LAST = MORNINGS[-1]
EVERYTHING = 10_000
PAGES = ("sintesis.html", "sintesis.txt", "sintesis.json", "bitacora.xlsx", "mensaje.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the three days left, and the same archive before the last edition left."""

    pipeline: Pipeline
    copy: Path
    now: datetime

    @property
    def archive(self) -> Archive:
        return self.pipeline.archive

    def told(self, edition_id: str) -> dict[str, Any]:
        digest = self.archive.digest(edition_id)
        assert digest is not None
        return dict(json.loads(digest.data))

    def file(self, name: str, edition_id: str = LAST) -> Path:
        return self.pipeline.folder / edition_id.replace(":", "") / name

    def ask(self, **asked: Any) -> list[Found]:
        return self.archive.find(None, limit=EVERYTHING, **asked)


def stories(told: Mapping[str, Any], *, paid: bool = True) -> list[dict[str, Any]]:
    sections = (each for each in told["sections"] if paid or each["id"] != "paid")
    return [story for section in sections for story in section["stories"]]


def impacts(told: Mapping[str, Any], *, paid: bool = True) -> list[dict[str, Any]]:
    return [impact for story in stories(told, paid=paid) for impact in story["impacts"]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    place, copy = (tmp_path_factory.mktemp(each) for each in ("oficina", "copia"))
    press = Press(today=TODAY.date(), zone=walk.ZONE)
    *before, last = press.visits
    with PressServer(press) as server:
        text = press.config_text(addresses=server.addresses)
        (place / "sources.yaml").write_text(text, encoding="utf-8")
        shutil.copyfile(NEWSROOM / "lugares.csv", place / "lugares.csv")
        with walk.opened(place / "sources.yaml") as pipeline:
            for moment in before:
                server.at(moment)
                local.tick(pipeline, clock=lambda now=moment: now)  # type: ignore[misc]
            server.at(last)
            local.tick(pipeline, clock=lambda: last, steps=GATHERING)
        shutil.copytree(place, copy, dirs_exist_ok=True)
        with walk.opened(place / "sources.yaml") as pipeline:
            local.tick(pipeline, clock=lambda: last)
            yield Office(pipeline=pipeline, copy=copy, now=last)


def test_three_editions_and_an_alert(office: Office) -> None:
    assert [each.edition_id for each in office.archive.digests()] == list(reversed(MORNINGS))
    alerts = office.archive.digests(kinds=[EditionKind.ALERT])
    assert alerts
    for alert in alerts:
        assert office.file("sintesis.html", alert.edition_id).exists()
    assert MORNINGS[1] < max(each.edition_id.removeprefix("alerta-") for each in alerts) < LAST


def test_a_story_that_grows_is_told_again_with_who_joined(office: Office) -> None:
    grown = [each for each in stories(office.told(LAST)) if each["earlier"]]
    assert grown
    before = {story["id"]: story for each in MORNINGS[:2] for story in stories(office.told(each))}
    page = office.file("sintesis.html").read_text(encoding="utf-8")
    for story in grown:
        earlier = story["earlier"]
        joined = [
            each for each in story["impacts"] if each["clipping_id"] not in told_before(office)
        ]
        assert len(earlier["joined"]) == len(joined)
        assert story["change"] in page.replace("&amp;", "&")
        if joined:
            assert story["change"].startswith(f"+{plural(len(joined), 'impact')}")
        if story["id"] in before:
            assert earlier["title"] == before[story["id"]]["title"]
    assert max(len(each["earlier"]["joined"]) for each in grown) >= 3


def told_before(office: Office) -> set[str]:
    return {each["clipping_id"] for key in MORNINGS[:2] for each in impacts(office.told(key))}


def test_a_correction_says_the_words_that_changed(office: Office) -> None:
    corrected = [each for each in stories(office.told(LAST)) if each["updated"]]
    assert corrected
    for story in corrected:
        assert "fue corregida; " in story["change"]


def test_a_late_note_is_in_the_first_edition_after_it_was_announced(office: Office) -> None:
    [late] = [
        each.clipping
        for each in office.ask(outlet="lomerio")
        if each.clipping.title.startswith("Locatarios del mercado")
    ]
    assert late.published_at < late.collected_at - timedelta(days=1)
    where = [key for key in MORNINGS for each in impacts(office.told(key)) if is_of(each, late.id)]
    assert where == [LAST]


def is_of(impact: Mapping[str, Any], clipping_id: str) -> bool:
    return bool(impact["clipping_id"] == clipping_id)


def test_everything_that_names_somebody_is_told_once_as_it_stands(office: Office) -> None:
    told = [
        (each["clipping_id"], each["revision"])
        for key in MORNINGS
        for each in impacts(office.told(key))
    ]
    assert len(told) == len(set(told))
    latest = dict(sorted(told))
    assert latest == {
        each.clipping.id: each.clipping.revision for each in office.ask() if each.readings
    }


def test_the_numbers_of_the_page_are_those_of_find(office: Office) -> None:
    told = office.told(LAST)
    counted = {each["clipping_id"] for each in impacts(told, paid=False)}
    assert told["cover"]["stories"] == len(stories(told, paid=False))
    assert told["cover"]["impacts"] == len(counted)
    assert told["cover"]["uncounted"] == len(impacts(told)) - len(counted)
    stances = Counter(each["stance"] for each in impacts(told, paid=False))
    assert {key: told["cover"]["tally"][key] for key in ("positive", "neutral", "negative")} == {
        each.value: stances[each.value] for each in Stance
    }
    figures = {each["id"]: each["bars"] for each in told["figures"]}
    config = office.pipeline.config
    outlets = {each.name: each.id for each in config.outlets}
    for bar in figures["outlet"]:
        found = office.ask(outlet=outlets[bar["label"]])
        assert total(bar) == sum(each.clipping.id in counted for each in found), bar
    subjects = {each.name: each.id for each in config.subjects}
    for bar in figures["subject"]:
        for stance in Stance:
            found = office.ask(subject=subjects[bar["label"]], stance=stance)
            assert bar["tally"][stance.value] == sum(
                each.clipping.id in counted for each in found
            ), bar
    for each in office.ask():
        for impact in impacts(told):
            if is_of(impact, each.clipping.id):
                assert impact["stance"] in {reading.stance for reading in each.readings}


def total(bar: Mapping[str, Any]) -> int:
    return sum(bar["tally"].values())


def test_the_trend_is_what_each_edition_told(office: Office) -> None:
    [trend] = [each for each in office.told(LAST)["figures"] if each["id"] == "trend"]
    covers = [office.told(each)["cover"] for each in MORNINGS]
    assert [total(bar) for bar in trend["bars"]] == [each["impacts"] for each in covers]
    earlier = [each["impacts"] for each in covers[:2]]
    assert covers[-1]["usual"] == sum(earlier) / 2
    assert covers[-1]["means"]["negative"] == sum(e["tally"]["negative"] for e in covers[:2]) / 2


def test_the_certificate_is_that_of_the_ledger(office: Office) -> None:
    coverage = office.told(LAST)["coverage"]
    config = office.pipeline.config
    failing = {key for key, state in office.archive.source_states().items() if state.failures}
    assert coverage["total"] == len(config.outlets)
    silent = {
        outlet.name
        for outlet in config.outlets
        if {key for key, each in config.sources.items() if each.outlet_id == outlet.id} <= failing
    }
    unread = {name for note in coverage["notes"] for name in note["outlets"]}
    assert silent <= unread
    assert unread - silent == {"El Pregón"}  # it announces, and lets nothing be read
    assert coverage["read"] == coverage["total"] - len(unread)
    assert coverage["sentence"].startswith("10 de 12 medios leídos; 1 bloqueado (403): El Pregón;")
    page = office.file("sintesis.html").read_text(encoding="utf-8")
    assert coverage["sentence"] in re.sub("</?b[^>]*>", "", page)


def test_the_same_archive_gives_the_same_bytes(office: Office) -> None:
    with walk.opened(office.copy / "sources.yaml") as pipeline:
        local.tick(pipeline, clock=lambda: office.now)
        again = pipeline.folder / LAST.replace(":", "")
    for name in PAGES:
        assert (again / name).read_bytes() == office.file(name).read_bytes(), name


def test_the_next_edition_repeats_nothing(office: Office) -> None:
    later = office.now + timedelta(hours=1)
    publisher = office.pipeline.publisher
    key = extraordinary(office.pipeline.config, now=later).id
    edition = publisher.edition(key, opened_at=later, now=later)
    assert edition.entries == ()
    assert publisher.build(edition).sections == ()
