"""Every message leaves once, whatever dies: the program between two steps, or the other side."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from monitor.archive import Archive
from monitor.config import MailServer, RecipientList
from monitor.delivering import CHAT_TRIES, Postman
from monitor.demo.sink import MailSink
from monitor.local import tick
from monitor.model import Channel
from monitor.pipeline import GATHERING, Pipeline
from tests.conftest import FEED, NOW
from tests.monitor.mortal import DIED, deliver
from tests.reports.conftest import Relay, free_port
from tests.reports.room import SECRET, Room

ROOT = Path(__file__).parent.parent.parent
EDITION = "2026-08-21T07:00"
STALE = timedelta(minutes=11)  # by then a claim is of a sender that died
LISTS = (
    RecipientList(id="gabinete", name="Gabinete", to=("a@x.test",), bcc=("b@x.test",)),
    RecipientList(id="jefes", name="Jefes", chat=True, clothes=("message", "voice")),
)
DEATHS = [
    ("open", "after", 1),
    ("build", "after", 1),
    ("dress", "after", 1),
    ("write", "after", 1),
    ("address", "after", 1),
    ("close", "before", 1),
    ("commit", "after", 1),
    ("close", "after", 1),
    ("claim", "after", 1),
    ("mail", "before", 2),
    ("mail", "after", 1),
    ("mail", "after", 2),
    ("chat", "before", 1),
    ("chat", "after", 1),
    ("chat", "after", 2),
    ("record", "after", 1),
    ("record", "after", 2),
    ("record", "after", 3),
]


@pytest.fixture
def room() -> Iterator[Room]:
    opened = Room()
    yield opened
    opened.close()


@pytest.fixture
def sink(tmp_path) -> Iterator[MailSink]:
    with MailSink(tmp_path / "buzon") as opened:
        yield opened


@pytest.fixture
def office(config, sink):
    """Who receives it: the profile, a list of mail and a chat."""
    host, port = sink.address
    server = MailServer(host=host, port=port, security="none", sender="Síntesis <s@xaltepec.test>")
    return config.model_copy(update={"mail": server, "lists": LISTS})


@pytest.fixture
def gathered(office, sqlite_url, web, folder, rss, page) -> Iterator[Archive]:
    """An archive with a note to tell."""
    note = "https://www.heraldo.test/pozo/"
    published = "Fri, 21 Aug 2026 06:00:00 -0600"
    web.pages[FEED] = rss({"title": "Abren pozo", "link": note, "pubDate": published})
    web.pages[note] = page(
        "Inaugura alcaldesa pozo en La Joya",
        "La alcaldesa Maribel Ontiveros inauguró este viernes un pozo de agua en la colonia La "
        "Joya, que dará servicio a cuatro mil familias del oriente de Xaltepec.",
    )
    archive = Archive(sqlite_url)
    made = Pipeline(config=office, archive=archive, fetch=web, folder=folder)
    tick(made, clock=lambda: NOW, steps=GATHERING)
    yield archive
    archive.close()


@pytest.fixture
def needs(office, gathered, sqlite_url, folder, room):
    """What a run needs, at a moment."""

    def at(now: datetime, **changes: object) -> dict[str, object]:
        return {
            "url": sqlite_url,
            "config": office,
            "folder": str(folder),
            "environment": {"SINTESIS_CHAT_JEFES": room.address},
            "edition": EDITION,
            "now": now,
            **changes,
        }

    return at


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """Children that import everything once."""
    command = [sys.executable, str(Path(__file__).parent / "mortal.py")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def die(nursery: subprocess.Popen[str], file: Path, *where: object) -> int:
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(json.dumps([str(file), *where]) + "\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


def lists_of(sink: MailSink) -> list[str]:
    """The list of each message that arrived, each Message-ID once."""
    read = [message_from_bytes(each.read_bytes(), policy=default) for each in sink.messages]
    return sorted(str(each["List-Id"]) for each in read)


@pytest.mark.parametrize("death", DEATHS, ids=lambda each: "-".join(map(str, each)))
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(
    death, nursery, needs, sink, room, tmp_path, gathered
):
    file = tmp_path / "needs.pickle"
    file.write_bytes(pickle.dumps(needs(NOW)))
    assert die(nursery, file, *death) == DIED
    deliver(needs(NOW + STALE))
    assert lists_of(sink) == ["<gabinete.sintesis.xaltepec.test>", "<sintesis.xaltepec.test>"]
    [chat] = [each for each in gathered.mails() if each.channel is Channel.CHAT]
    assert len(chat.recipients) == 2
    assert all(each.done_at for each in gathered.mails())
    assert len(set(room.heard)) == len(chat.recipients)
    # Only what left whole and was not yet recorded goes again, and nobody can know better.
    repeats = (sink.repeats, len(room.heard) - len(chat.recipients))
    step, when, _ = death
    unsure = when == "after" and step in ("mail", "chat")
    assert repeats == (int(unsure and step == "mail"), int(unsure and step == "chat"))
    deliver(needs(NOW + 2 * STALE))
    assert len(room.heard) == len(chat.recipients) + repeats[1]
    assert sink.attempts == len(lists_of(sink)) + repeats[0]


def postman(needs, **changes) -> Postman:
    given = needs(NOW, **changes)
    archive, config = Archive(given["url"]), given["config"]
    return Postman(config=config, archive=archive, environment=given["environment"])


def sent(made: Postman, *, at: datetime) -> list[str]:
    return [made.send(each, now=at) for each in made.due(now=at)]


@pytest.fixture
def published(needs, pipeline_of, office):
    """The edition, told; nothing of it sent."""
    pipeline_of(office).publisher.publish(EDITION, now=NOW)


@pytest.fixture
def pipeline_of(gathered, web, folder, room):
    def made(config) -> Pipeline:
        return Pipeline(
            config=config,
            archive=gathered,
            fetch=web,
            folder=folder,
            environment={"SINTESIS_CHAT_JEFES": room.address},
        )

    return made


@pytest.mark.usefixtures("published")
def test_a_part_that_fails_waits_and_those_before_it_do_not_go_again(needs, room, gathered):
    room.answers = [200, 500]
    made = postman(needs)
    said = " ".join(sent(made, at=NOW))
    assert "error 500" in said
    assert SECRET not in said
    [chat] = [each for each in gathered.mails() if each.channel is Channel.CHAT]
    assert [bool(each.accepted_at) for each in chat.recipients] == [True, False]
    assert chat.retry_at == NOW + timedelta(minutes=2)
    assert made.due(now=NOW) == []
    sent(made, at=NOW + timedelta(minutes=2))
    assert len(room.heard) == 3
    assert len(set(room.heard)) == 2
    made.archive.close()


@pytest.mark.usefixtures("published")
def test_each_failure_waits_longer_and_at_last_it_gives_up(needs, room, gathered):
    room.answers = [500] * 100
    made, at, waits = postman(needs), NOW, []
    for _ in range(CHAT_TRIES):
        sent(made, at=at)
        [chat] = [each for each in gathered.mails() if each.channel is Channel.CHAT]
        waits.append((chat.retry_at - at) / timedelta(minutes=1))
        at = max(at, chat.retry_at)
    assert waits[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert chat.done_at
    assert all("se dejó de intentar" in (each.reason or "") for each in chat.recipients)
    assert len(room.heard) == CHAT_TRIES
    made.archive.close()


@pytest.mark.usefixtures("published")
def test_a_chat_without_its_variable_waits_and_leaves_once_it_has_it(needs, room):
    made = postman(needs, environment={})
    assert any("falta la dirección" in each for each in sent(made, at=NOW))
    later = postman(needs)
    sent(later, at=NOW + timedelta(hours=2))
    assert len(room.heard) == 2
    for each in (made, later):
        each.archive.close()


@pytest.mark.usefixtures("published")
def test_without_a_server_mail_waits_and_chats_leave(needs, office, room, sink):
    made = postman(needs, config=office.model_copy(update={"mail": None}))
    assert len(sent(made, at=NOW)) == 1
    assert len(room.heard) == 2
    assert sink.messages == ()
    later = postman(needs)
    sent(later, at=NOW)
    assert len(sink.messages) == 2
    for each in (made, later):
        each.archive.close()


@pytest.mark.usefixtures("published")
def test_a_server_that_is_down_stops_nobody_else(needs, office, room, gathered):
    down = office.mail.model_copy(update={"port": free_port()})
    made = postman(needs, config=office.model_copy(update={"mail": down}))
    sent(made, at=NOW)
    waiting = [each.list_id for each in gathered.mails() if not each.done_at]
    assert sorted(waiting) == ["", "gabinete"]
    assert len(room.heard) == 2
    made.archive.close()


@pytest.mark.usefixtures("published")
def test_who_is_refused_stops_neither_the_rest_of_the_list_nor_the_other_lists(
    needs, office, gathered
):
    relay = Relay()
    relay.port = free_port()
    relay.recipients = {"b@x.test": "550 no existe"}
    server = office.mail.model_copy(update={"port": relay.port})
    controller = Controller(relay, hostname="127.0.0.1", port=relay.port)
    controller.start()
    try:
        made = postman(needs, config=office.model_copy(update={"mail": server}))
        said = " ".join(sent(made, at=NOW))
    finally:
        controller.stop()
    assert "b@x.test rechazado: destinatario: 550 no existe" in said
    assert sorted(recipients for recipients, _ in relay.received) == [
        ["a@x.test"],
        ["direccion@xaltepec.test"],
    ]
    assert all(b"b@x.test" not in message for _, message in relay.received)
    [mine] = [each for each in gathered.mails() if each.list_id == "gabinete"]
    states = {each.address: (bool(each.accepted_at), each.reason) for each in mine.recipients}
    assert states["a@x.test"] == (True, None)
    assert states["b@x.test"] == (False, "destinatario: 550 no existe")
    made.archive.close()


def test_the_address_of_a_chat_is_nowhere_in_the_archive(needs, sqlite_url, gathered):
    deliver(needs(NOW))
    gathered.close()
    kept = Path(sqlite_url.removeprefix("sqlite:///"))
    assert all(SECRET.encode() not in each.read_bytes() for each in kept.parent.glob("*.db*"))
