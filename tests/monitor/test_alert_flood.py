"""A rule that is changed over an archive that is full: what is told, and what is not.

That ten thousand notes are no more trouble is in tests/reports/alerts/test_pacing.py.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.cli import main
from monitor.config import Alerts
from monitor.local import tick
from monitor.model import Clipping, Harvest, Outcome, Stance
from monitor.pipeline import Pipeline
from tests.conftest import NOW
from tests.monitor.archive.makers import BAND, HORIZON, analysis, item, source
from tests.monitor.test_alerting import REPROACH, SERVER, look

HOUR = timedelta(hours=1)
NIGHT = NOW - 3 * HOUR  # well before the edition of the day
NOTES = 1_000


@pytest.fixture
def archive(sqlite_url):
    archive = Archive(sqlite_url)
    yield archive
    archive.close()


def fill(archive: Archive, number: int, *, ago: timedelta, first: int = 0) -> None:
    """So many notes of that hour, two outlets a story, each negative to the government."""
    told = [item(first + each) for each in range(number)]
    made = [
        Clipping(
            id=each.id,
            revision=1,
            source_id=each.source_id,
            outlet_id=f"medio-{at % 2}",
            url=each.url,
            title=f"Fuga en la calle {(first + at) // 2} de Xaltepec",
            text=REPROACH,
            published_at=NIGHT - ago,
            collected_at=NIGHT,
        )
        for at, each in enumerate(told)
    ]
    archive.collected(source(), Harvest(items=tuple(told)), now=NIGHT, horizon=HORIZON)
    reads = [Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=each) for each in made]
    archive.save_reads(reads, now=NIGHT)
    archive.save_analyses([analysis(each, "gobierno", stance=Stance.NEGATIVE) for each in made])
    with archive.grouping() as desk:
        for at, each in enumerate(made):
            story = made[at - at % 2].id
            desk.save(each.id, story_id=story, absorbed=(), signature=b"firma", traits=[BAND])


@pytest.fixture
def office(config):
    alerts = Alerts(negative_outlets=2, words=(), spike=False)
    profile = config.profile.model_copy(update={"alerts": alerts})
    return config.model_copy(update={"profile": profile, "mail": SERVER})


@pytest.fixture
def pipeline(office, archive, web, folder):
    made = Pipeline(config=office, archive=archive, fetch=web, folder=folder)
    tick(made, clock=lambda: NIGHT, steps=["collect"])  # the sources of the office are empty
    return made


def test_what_was_published_before_the_last_hours_gives_no_alert(pipeline):
    fill(pipeline.archive, NOTES, ago=13 * HOUR)
    started = time.monotonic()
    assert look(pipeline, NIGHT) == 0
    assert time.monotonic() - started < 10
    assert pipeline.archive.mails() == []


def test_a_night_of_notes_gives_a_few_alerts_an_hour(pipeline):
    fill(pipeline.archive, 200, ago=2 * HOUR)
    assert look(pipeline, NIGHT) == 3  # all are about the government
    newest = pipeline.archive.alerts.raised()
    assert sum("y 97 más" in each.subject for each in newest) == 1
    assert look(pipeline, NIGHT + timedelta(minutes=30)) == 0
    assert look(pipeline, NIGHT + timedelta(minutes=61)) == 3
    assert len({each.story_id for each in pipeline.archive.alerts.raised()}) == 6


def test_the_preview_counts_and_changes_nothing(pipeline, tmp_path, capfd, monkeypatch, sqlite_url):
    from tests.monitor.test_cli_delivered import FILE

    fill(pipeline.archive, 20, ago=30 * HOUR)
    fill(pipeline.archive, 200, ago=2 * HOUR, first=1_000)
    monkeypatch.setattr("monitor.local.utc_now", lambda: NIGHT)
    rules = "  alerts: {negative_outlets: 2, words: [], spike: false}\nsubjects:\n"
    mine = "  - {id: gobierno, name: Gobierno, kind: government, roles: [gobierno]}\n"
    outlets = "".join(
        f"  - {{id: medio-{each}, name: Medio {each}, scope: local, medium: digital, "
        f'sources: [{{kind: feed, url: "http://127.0.0.1:1/{each}"}}]}}\n'
        for each in range(2)
    )
    text = FILE.replace("subjects:\n", rules + mine).replace("outlets:\n", f"outlets:\n{outlets}")
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(tmp_path / "sources.yaml"), "--archive", sqlite_url, *arguments])
        assert not left.value.code
        return capfd.readouterr().out

    days = json.loads(run("alerts", "preview", "--days", "2", "--json"))
    assert [(each["due"], each["busiest"], each["sent"]) for each in days] == [
        (10, 10, 3),
        (100, 100, 3),
    ]
    shown = run("alerts", "preview", "--days", "1")
    assert "100" in shown
    assert "3 de un mismo tema" in shown
    assert pipeline.archive.alerts.raised() == []
