"""From stories to an alert in the outbox: once, whatever dies on the way; and the command."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import alerting, why
from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.cli import main
from monitor.config import Alerts, MailServer, RecipientList
from monitor.configfile import load
from monitor.local import tick
from monitor.model import Channel, Clipping, EditionKind, Outcome, Stance
from monitor.pipeline import Pipeline
from tests.conftest import NOW
from tests.monitor.archive.makers import analysis, announce, group, item

EARLY = NOW - timedelta(hours=1)  # 06:30 in Mexico City: before the edition of the day
HOUR = timedelta(hours=1)
REPROACH = "Vecinos de Xaltepec acusan al gobierno de Xaltepec de no reparar la fuga de la calle 5."
SERVER = MailServer(host="smtp.xaltepec.test", sender="Síntesis <sintesis@xaltepec.test>")


@pytest.fixture
def office(config):
    """Xaltepec, with alerts and a mail server; two negative outlets are enough."""
    alerts = Alerts(negative_outlets=2, words=(), spike=False)
    profile = config.profile.model_copy(update={"alerts": alerts})
    return config.model_copy(update={"profile": profile, "mail": SERVER})


@pytest.fixture
def pipeline(office, archive, web, folder):
    made = Pipeline(config=office, archive=archive, fetch=web, folder=folder)
    tick(made, clock=lambda: EARLY, steps=["collect"])  # the sources of the office are empty
    return made


def settings(pipeline: Pipeline, **said: object) -> Pipeline:
    """The same office with other alerts."""
    alerts = pipeline.config.profile.alerts.model_copy(update=said)
    profile = pipeline.config.profile.model_copy(update={"alerts": alerts})
    config = pipeline.config.model_copy(update={"profile": profile})
    return Pipeline(
        config=config, archive=pipeline.archive, fetch=pipeline.fetch, folder=pipeline.folder
    )


def printed(
    archive: Archive, number: int, *, story: str | None = None, ago: timedelta = HOUR, at=EARLY
) -> Clipping:
    """A note of an outlet of its own, negative to the government, in a story."""
    announced = item(number, title=f"Fuga en la calle 5 de Xaltepec, parte {number}")
    announce(archive, announced, now=at)
    clipping = Clipping(
        id=announced.id,
        revision=1,
        source_id="medio-feed",
        outlet_id=f"medio-{number}",
        url=announced.url,
        title=announced.title,
        text=REPROACH,
        published_at=at - ago,
        collected_at=at,
    )
    archive.save_reads(
        [Read(item_id=announced.id, outcome=Outcome.CLIPPED, clipping=clipping)], now=at
    )
    archive.save_analyses([analysis(clipping, "gobierno", stance=Stance.NEGATIVE)])
    group(archive, clipping.id, story=story)
    return clipping


def spread(archive: Archive, number: int, *, first: int = 1, at=EARLY) -> str:
    """A story in so many outlets; its id."""
    story = item(first).id
    for each in range(first, first + number):
        printed(archive, each, story=story, at=at)
    return story


def look(pipeline: Pipeline, now, *, steps=("collect", "alert")) -> int:
    """How many alerts a look at that hour raises; the sources have nothing new."""
    before = len(pipeline.archive.alerts.raised())
    tick(pipeline, clock=lambda: now, steps=steps)
    return len(pipeline.archive.alerts.raised()) - before


def publish(pipeline: Pipeline, now) -> None:
    tick(pipeline, clock=lambda: now, steps=("collect", "publish"))


def test_a_story_that_cannot_wait_is_in_the_outbox_before_the_edition(pipeline):
    story = spread(pipeline.archive, 3)
    assert look(pipeline, EARLY) == 1
    (alert,) = pipeline.archive.alerts.raised()
    assert (alert.story_id, alert.raised_at) == (story, EARLY)
    assert "negativa hacia Gobierno municipal en 3 medios" in alert.reason
    (mail,) = pipeline.archive.mails()
    assert mail.edition_id == alert.edition_id
    sent = pipeline.archive.claim(mail.id, now=EARLY).message
    assert b"Subject: Alerta: Fuga en la calle 5" in sent
    assert b"Auto-Submitted: auto-generated" in sent


def test_its_files_are_beside_those_of_the_editions(pipeline, folder):
    spread(pipeline.archive, 3)
    look(pipeline, EARLY)
    (alert,) = pipeline.archive.alerts.raised()
    stored = pipeline.archive.digest(alert.edition_id)
    place = folder / alert.edition_id
    assert (place / "sintesis.html").read_text() == stored.html
    assert json.loads((place / "sintesis.json").read_text())["reasons"][0]["size"] == 3


def test_the_edition_tells_the_story_all_the_same_and_is_compared_with_no_alert(pipeline):
    spread(pipeline.archive, 3)
    look(pipeline, EARLY)
    publish(pipeline, NOW)
    (digest,) = pipeline.archive.digests()
    assert digest.kind is EditionKind.DAILY
    assert "Fuga en la calle 5" in digest.text
    assert len(pipeline.archive.history(until=NOW.date())) == 1


def test_it_is_raised_once_however_often_it_is_looked_for(pipeline):
    spread(pipeline.archive, 3)
    found = [look(pipeline, EARLY + timedelta(minutes=each)) for each in (0, 1, 29, 61, 300)]
    assert found == [1, 0, 0, 0, 0]


def test_it_is_raised_again_when_it_has_doubled_an_hour_later(pipeline):
    story = spread(pipeline.archive, 2, at=EARLY - 3 * HOUR)
    look(pipeline, EARLY - 3 * HOUR)
    for number in (3, 4):
        printed(pipeline.archive, number, story=story, at=EARLY - 2.5 * HOUR)
    look(pipeline, EARLY - 2.5 * HOUR)
    assert len(pipeline.archive.alerts.raised()) == 1
    look(pipeline, EARLY - 2 * HOUR)
    assert len(pipeline.archive.alerts.raised()) == 2


def test_what_the_edition_told_gives_no_alert(pipeline):
    spread(pipeline.archive, 3)
    look(pipeline, NOW, steps=("collect", "publish", "alert"))
    assert pipeline.archive.digests()
    assert pipeline.archive.alerts.raised() == []
    printed(pipeline.archive, 4, story=item(1).id, at=NOW)
    look(pipeline, NOW + HOUR)
    assert pipeline.archive.alerts.raised() == []


def test_old_news_can_wait(pipeline):
    for number in (1, 2, 3):
        printed(pipeline.archive, number, story=item(1).id, ago=13 * HOUR)
    assert look(pipeline, EARLY) == 0


def test_nothing_leaves_in_quiet_hours_and_what_stands_leaves_at_their_end(pipeline):
    asleep = settings(pipeline, quiet=Alerts(quiet="22:00-06:30").quiet)
    spread(asleep.archive, 3, at=EARLY - HOUR)
    assert look(asleep, EARLY - timedelta(minutes=1)) == 0
    assert look(asleep, EARLY) == 1


def test_while_nothing_changes_the_stories_are_looked_at_once(pipeline, monkeypatch):
    looked: list[int] = []
    true = alerting.Alerter.look
    monkeypatch.setattr(
        alerting.Alerter, "look", lambda self, **said: (looked.append(1), true(self, **said))[1]
    )
    spread(pipeline.archive, 1)
    for seconds in range(0, 120, 15):
        pipeline.plan(EARLY + timedelta(seconds=seconds))
    assert len(looked) == 1
    printed(pipeline.archive, 2, story=item(2).id)
    pipeline.plan(EARLY + timedelta(minutes=3))
    assert len(looked) == 2
    pipeline.plan(EARLY + timedelta(minutes=14))
    assert len(looked) == 3


def test_an_alert_that_no_longer_stands_is_not_raised(pipeline):
    spread(pipeline.archive, 3)
    (job,) = [each for each in pipeline.plan(EARLY) if each.step == "alert"]
    publish(pipeline, NOW)
    assert "ya no hace falta" in pipeline.do(job, now=NOW)
    assert pipeline.archive.alerts.raised() == []


def test_without_alerts_in_the_file_nobody_looks(config, archive, web, folder):
    plain = Pipeline(config=config, archive=archive, fetch=web, folder=folder)
    spread(archive, 5)
    assert look(plain, EARLY) == 0


def test_each_list_that_wants_alerts_has_its_own_mail(pipeline):
    lists = (
        RecipientList(
            id="guardia", name="Guardia", to=("guardia@xaltepec.test",), editions=("alert",)
        ),
        RecipientList(id="turno", name="Turno", chat=True, editions=("alert",)),
        RecipientList(
            id="semanal", name="Semanal", to=("semanal@xaltepec.test",), editions=("weekly",)
        ),
    )
    config = pipeline.config.model_copy(update={"lists": lists})
    made = Pipeline(
        config=config, archive=pipeline.archive, fetch=pipeline.fetch, folder=pipeline.folder
    )
    spread(made.archive, 3)
    look(made, EARLY)
    mails = {each.list_id: each for each in made.archive.mails()}
    assert sorted(mails) == ["", "guardia", "turno"]
    assert len({each.message_id for each in mails.values()}) == 3
    assert mails["turno"].channel is Channel.CHAT
    told = made.archive.claim(mails["turno"].id, now=EARLY).message.decode()
    assert told.startswith("*Alerta · Xaltepec*")
    assert "Por qué: negativa hacia Gobierno municipal en 3 medios" in told


def test_why_says_that_the_story_of_a_note_gave_an_alert(pipeline):
    spread(pipeline.archive, 3)
    address = item(2).url
    quiet = why.explain(address, config=pipeline.config, archive=pipeline.archive, now=EARLY)
    assert "alerta" not in quiet.sentence
    look(pipeline, EARLY)
    for moment in (EARLY, NOW):
        found = why.explain(address, config=pipeline.config, archive=pipeline.archive, now=moment)
        assert "; su noticia dio una alerta el 21 de agosto, 06:30" in found.sentence
        publish(pipeline, NOW)


class Killed(BaseException):
    """What a kill is to the code that it ends."""


def kill(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize(
    "where",
    [
        "monitor.alerting.letter.build",
        "monitor.alerting.write_files",
        "monitor.archive.alerting.editions.close_edition",
        "monitor.archive.editions.put",
        "monitor.archive.alerting.insert",
    ],
)
def test_a_kill_at_any_step_loses_no_alert_and_doubles_none(pipeline, where):
    spread(pipeline.archive, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, kill)
        with pytest.raises(Killed):
            look(pipeline, EARLY)
    assert pipeline.archive.alerts.raised() == []
    assert pipeline.archive.mails() == []
    again = settings(pipeline)  # another process: it remembers nothing
    assert look(again, EARLY + timedelta(minutes=2)) == 1
    assert look(again, EARLY + timedelta(minutes=3)) == 0
    assert len(pipeline.archive.alerts.raised()) == 1
    assert len(pipeline.archive.mails()) == 1


def test_a_kill_after_it_is_kept_doubles_nothing(pipeline):
    spread(pipeline.archive, 3)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.alerting.Alerter.raise_alert", raised_and_killed)
        with pytest.raises(Killed):
            look(pipeline, EARLY)
    assert len(pipeline.archive.alerts.raised()) == 1
    assert look(settings(pipeline), EARLY + timedelta(minutes=2)) == 0
    assert len(pipeline.archive.mails()) == 1


_raise_alert = alerting.Alerter.raise_alert


def raised_and_killed(self: alerting.Alerter, alert_id: str, *, now: object) -> None:
    _raise_alert(self, alert_id, now=now)  # type: ignore[arg-type]
    raise Killed


def test_a_spike_is_found_against_four_weeks_of_the_archive(pipeline):
    archive = pipeline.archive
    alert = settings(pipeline, negative_outlets=50, spike=True)
    for day in range(1, 9):
        printed(archive, 100 + day, at=EARLY - timedelta(days=day), ago=HOUR / 2)
    story = item(1).id
    for number in range(1, 10):
        printed(archive, number, story=story, ago=HOUR / 2)
    assert look(alert, EARLY) == 1
    (found,) = archive.alerts.raised()
    assert found.reason == "9 notas en una hora; lo normal a esta hora: 1"


FILE = """\
profile:
  municipality: Xaltepec
  state: Estado de Xal
  places: [Xaltepec]
  contact: prensa@xaltepec.test
{alerts}subjects:
  - {{id: gobierno, name: Gobierno municipal, kind: government, aliases: [gobierno de Xaltepec]}}
outlets:
  - id: heraldo
    name: El Heraldo
    scope: local
    medium: newspaper
    sources: [{{kind: feed, url: "https://heraldo.test/rss"}}]
"""


@pytest.fixture
def sintesis(tmp_path, capfd, monkeypatch):
    """Run a command on an archive of its own at EARLY; what it left with, printed, complained."""
    monkeypatch.setattr("monitor.local.utc_now", lambda: EARLY)
    path = tmp_path / "oficina" / "sources.yaml"
    path.parent.mkdir()

    def run(*arguments: str, alerts: str = "  alerts: {negative_outlets: 2, words: []}\n"):
        path.write_text(FILE.format(alerts=alerts), "utf-8")
        with pytest.raises(SystemExit) as left:
            main(["-c", str(path), *arguments])
        printed = capfd.readouterr()
        return left.value.code, printed.out, printed.err

    run.archive = f"sqlite:///{path.parent}/sintesis.db"
    return run


@pytest.fixture
def spread_for(sintesis):
    """Three outlets tell one story in the archive of the command."""
    sintesis("alerts")  # makes the archive
    archive = Archive(sintesis.archive)
    spread(archive, 3)
    yield archive
    archive.close()


def test_the_command_lists_the_alerts_that_were_raised(sintesis, spread_for, folder):
    assert "Todavía no se da ninguna alerta" in sintesis("alerts")[1]
    config = load(Path(sintesis.archive.removeprefix("sqlite:///")).with_name("sources.yaml"))
    alerter = alerting.Alerter(config=config, archive=spread_for, folder=folder)
    (key,) = alerter.due(now=EARLY)
    alerter.raise_alert(key, now=EARLY)
    status, printed, _ = sintesis("alerts")
    assert status == 0
    assert "21/08/2026 06:30" in " ".join(printed.split())
    (row,) = json.loads(sintesis("alerts", "--json")[1])
    assert row["alert"] == key
    assert row["reason"].startswith("negativa hacia Gobierno municipal en 3 medios")
    assert row["subject"].startswith("Alerta: Fuga en la calle 5")
    assert "Por qué no espera" in sintesis("digest", "show", key, "--html")[1]


def test_the_command_shows_what_would_be_alerted_and_keeps_nothing(sintesis, spread_for):
    status, printed, _ = sintesis("alerts", "test")
    assert status == 0
    assert "Negativa hacia Gobierno municipal en 3 medios" in printed
    (row,) = json.loads(sintesis("alerts", "test", "--json")[1])
    assert len(row["clippings"]) == 3
    assert row["reasons"][0]["size"] == 3
    assert spread_for.alerts.raised() == []
    few = sintesis("alerts", "test", alerts="  alerts: {negative_outlets: 4, words: []}\n")
    assert "Nada que no pueda esperar" in few[1]


def test_in_quiet_hours_the_command_shows_and_says_so(sintesis, spread_for):
    quiet = '  alerts: {negative_outlets: 2, words: [], quiet: "22:00-07:00"}\n'
    _, printed, errors = sintesis("alerts", "test", alerts=quiet)
    assert "en 3 medios" in printed
    assert "horas de silencio" in errors


def test_an_office_without_alerts_is_told_how_to_ask_for_them(sintesis):
    status, _, errors = sintesis("alerts", "test", alerts="")
    assert status == 2
    assert "agregue «alerts» en profile" in errors
