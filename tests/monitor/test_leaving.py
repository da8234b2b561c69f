"""Who asks by mail to leave a list leaves it; whoever cannot show that they may, does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor import leaving
from monitor.archive import Archive, departed
from monitor.archive.replied import Fate
from monitor.config import RecipientList
from monitor.configdemands import Demands, Replies
from monitor.local import tick
from monitor.pipeline import Pipeline
from monitor.replying import Replier
from tests.conftest import NOW
from tests.monitor.demands.mails import answer
from tests.monitor.mailroom import PASSWORD, USER, open_mailroom
from tests.monitor.test_alerting import SERVER

LATER = NOW + timedelta(hours=1)
ANA, LUIS, EVA = "ana@xaltepec.test", "luis@xaltepec.test", "eva@xaltepec.test"
JEFES = RecipientList(id="jefes", name="Jefes", to=(f"Ana Ríos <{ANA}>",), cc=(LUIS,), bcc=(EVA,))
DAY = timedelta(days=1)


@pytest.fixture
def archive(sqlite_url):
    archive = Archive(sqlite_url)
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def house():
    with open_mailroom() as room:
        yield room


@pytest.fixture
def room(house):
    house.empty()
    return house


@pytest.fixture
def office(config, room):
    """Two lists of mail, and a mailbox that is read."""
    given = Replies(host="127.0.0.1", port=room.port, security="none", user=USER)
    demands = Demands(replies=given, reply_to="bajas@xaltepec.test")
    return config.model_copy(update={"mail": SERVER, "lists": (JEFES,), "demands": demands})


@pytest.fixture
def replier(archive, office, folder):
    return Replier(config=office, archive=archive, folder=folder, password=PASSWORD)


@pytest.fixture
def pipeline(archive, office, web, folder):
    return Pipeline(config=office, archive=archive, fetch=web, folder=folder)


def publish(pipeline, now=NOW) -> dict[str, object]:
    """The mails of an edition by list, as they are sent."""
    before = {each.id for each in pipeline.archive.mails()}
    tick(pipeline, clock=lambda: now, steps=("collect", "publish"))
    made = [each for each in pipeline.archive.mails() if each.id not in before]
    return {each.list_id: pipeline.archive.claim(each.id, now=now) for each in made}


def read(mail):
    return message_from_bytes(mail.message, policy=SMTP)


def asks_to_leave(mail) -> str:
    """What a mail program writes when its person presses «cancelar suscripción»."""
    uri = urlsplit(str(read(mail)["List-Unsubscribe"]).strip(" <>"))
    assert (uri.scheme, uri.path) == ("mailto", "bajas@xaltepec.test")
    return parse_qs(uri.query)["subject"][0]


@pytest.fixture
def door(office, archive) -> str:
    return leaving.doors(office, archive).way("jefes").subject


def take(replier, room, *mails: bytes, now=LATER) -> str:
    room.deliver(*mails)
    [mailbox] = replier.due(now=now)
    return replier.read(mailbox, now=now)


def only(replier):
    [reply] = replier.archive.cases.replies.listed(every=True)
    return reply


def letters(archive):
    return [each for each in archive.cases.letters.states() if leaving.is_farewell(each.message_id)]


def test_from_the_mail_to_the_next_edition(pipeline, replier, room):
    first = publish(pipeline)
    assert set(first["jefes"].recipients) == {ANA, LUIS, EVA}
    asked = answer("", sender=f"Ana <{ANA.upper()}>", subject=asks_to_leave(first["jefes"]))
    assert take(replier, room, asked).endswith("1 aplicadas")
    second = publish(pipeline, NOW + DAY)
    assert second["jefes"].recipients == (LUIS, EVA)
    assert "ana" not in str(read(second["jefes"])["To"]).lower()
    assert second[""].recipients == first[""].recipients


def test_the_mail_says_how_to_leave_in_its_page_and_its_text(pipeline):
    mail = publish(pipeline)["jefes"]
    subject = asks_to_leave(mail)
    for kind in ("plain", "html"):
        assert subject in read(mail).get_body((kind,)).get_content()


def test_no_header_announces_what_does_not_work(pipeline):
    assert "List-Unsubscribe-Post" not in read(publish(pipeline)["jefes"])


def test_who_leaves_is_written_and_told_once(archive, replier, room, door):
    take(replier, room, answer("", sender=ANA, subject=door))
    [gone] = archive.departures.all()
    assert (gone.address, gone.list_id, gone.at) == (ANA, "jefes", LATER)
    assert only(replier).id.startswith(gone.by.removeprefix("correo "))
    take(replier, room, answer("", sender=ANA, subject=door), now=LATER + DAY)
    [letter] = letters(archive)
    assert [each.address for each in letter.recipients] == [ANA]
    [waits] = archive.mails_due(now=LATER)
    told = read(archive.claim(waits, now=LATER))
    assert "la lista «Jefes»" in told.get_content()
    assert told["Auto-Submitted"] == "auto-generated"
    assert door not in str(told["Subject"])


def test_the_answer_of_a_machine_to_the_letter_lets_nobody_go(archive, replier, room, door):
    take(replier, room, answer("", sender=ANA, subject=door))
    [letter] = letters(archive)
    again = answer(
        "Estoy fuera", sender=ANA, subject="Re: Ya no recibirá estos correos",
        follows=letter.message_id, Auto_Submitted="auto-replied",
    )  # fmt: skip
    assert "1 ignoradas" in take(replier, room, again, now=LATER + DAY)
    assert len(letters(archive)) == 1


def test_a_program_that_asks_by_itself_is_heard(archive, replier, room, door):
    asked = answer("", sender=ANA, subject=door, Auto_Submitted="auto-generated", Precedence="bulk")
    take(replier, room, asked)
    assert [each.address for each in archive.departures.all()] == [ANA]


FAILED = "mx.xaltepec.test; dmarc=fail header.from=xaltepec.test"


@pytest.mark.parametrize(
    ("sender", "how", "reason"),
    [
        ("extra@fuera.test", {}, leaving.STRANGER),
        (f"{ANA}, {LUIS}", {}, leaving.STRANGER),
        ("direccion@xaltepec.test", {}, leaving.STRANGER),  # of another list
        (ANA, {"Authentication-Results": FAILED}, "duda"),
    ],
)
def test_who_cannot_show_that_they_may_waits_for_a_person(
    archive, replier, room, door, sender, how, reason
):
    named = {name.replace("-", "_"): value for name, value in how.items()}
    assert "1 en cuarentena" in take(
        replier, room, answer("", sender=sender, subject=door, **named)
    )
    assert reason in only(replier).reason
    assert archive.departures.all() == []


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("Baja", leaving.UNMARKED),
        ("baja jefes", leaving.UNMARKED),
        ("Baja jefes aaaaaaaaaaaaaaaa", leaving.FORGED),
        ("Baja otra aaaaaaaaaaaaaaaa", leaving.FORGED),
    ],
)
def test_without_the_mark_of_the_list_nobody_leaves(archive, replier, room, subject, reason):
    assert "1 en cuarentena" in take(replier, room, answer("", sender=ANA, subject=subject))
    assert only(replier).reason == reason
    assert archive.departures.all() == []


def test_the_mark_of_one_list_does_not_open_another(archive, office, replier, room):
    mark = leaving.doors(office, archive).way("").subject.split()[-1]
    take(replier, room, answer("", sender=ANA, subject=f"Baja jefes {mark}"))
    assert only(replier).reason == leaving.FORGED


def test_an_answer_that_only_says_baja_waits_with_its_reason(archive, pipeline, replier, room):
    mail = publish(pipeline)["jefes"]
    said = answer("Baja, por favor.", sender=ANA, subject="Re: Síntesis", follows=mail.message_id)
    take(replier, room, said)
    assert only(replier).reason == leaving.UNMARKED
    assert archive.departures.all() == []


def test_what_speaks_of_something_else_is_no_departure(replier, room):
    offer = answer("¡Aproveche!", sender="viajes@fuera.test", subject="Baja California Sur")
    assert "1 ignoradas" in take(replier, room, offer)


def test_a_kill_between_the_departure_and_its_row_lets_nobody_go_twice(
    archive, replier, room, door, monkeypatch
):
    class Killed(BaseException):
        """As a kill: nothing of ours catches it."""

    def die(*given, **named):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("monitor.archive.replied.Replies.take", die)
        with pytest.raises(Killed):
            take(replier, room, answer("", sender=ANA, subject=door))
    take(replier, room)
    assert len(archive.departures.all()) == 1
    assert len(letters(archive)) == 1
    assert only(replier).fate is Fate.APPLIED


def test_a_letter_that_cannot_be_kept_leaves_nobody_out(archive, office, monkeypatch):
    def die(*given, **named):
        raise RuntimeError

    monkeypatch.setattr(departed.outbox, "put", die)
    with pytest.raises(RuntimeError):
        leaving.leave(ANA, "jefes", config=office, archive=archive, by="Luz", now=NOW)
    assert archive.departures.all() == []


def test_when_all_leave_the_list_has_no_mail_and_the_others_do(archive, pipeline, office):
    for each in (ANA, LUIS, EVA):
        leaving.leave(each, "jefes", config=office, archive=archive, by="Luz", now=NOW - DAY)
    assert set(publish(pipeline)) == {""}
    assert [each.id for each in leaving.emptied(office, archive)] == ["jefes"]


def test_alerts_and_reports_leave_out_whom_they_must(archive, office):
    leaving.leave("direccion@xaltepec.test", "", config=office, archive=archive, by="x", now=NOW)
    gone = leaving.doors(office, archive)
    assert {each.id for each in leaving.receives("alert", office, gone)} <= {"jefes"}


def test_without_a_mailbox_that_is_read_a_person_is_written_to(archive, pipeline, office):
    config = office.model_copy(update={"demands": Demands()})
    mail = publish(replace(pipeline, config=config))["jefes"]
    assert str(read(mail)["List-Unsubscribe"]) == (
        "<mailto:sintesis@xaltepec.test?subject=Baja%20jefes>"
    )
    assert read(mail).get_body(("plain",)).get_content().splitlines()[-1] == "Baja jefes"
