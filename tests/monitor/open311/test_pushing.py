"""Demands on their way to a receiving system, and what it answers; however it fails."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.archive import Archive
from monitor.archive.pushed import Pushes, PushOutcome
from monitor.casework import Demand
from monitor.config import Config
from monitor.configdemands import Demands
from monitor.configdemands import Receiver as Setting
from monitor.errors import NotAllowed
from monitor.fetch import Fetcher
from monitor.labels import DemandState, StepAction
from monitor.model import Address
from monitor.pushing import KEY, Pusher
from tests.monitor.archive.asking import change, receive
from tests.monitor.archive.makers import NOW
from tests.monitor.open311.receiver import City, Handler, running

PHONE = "55 1234 5678"
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city() -> Iterator[City]:
    with running(City()) as city:
        yield city


def routed(archive: Archive, number: int = 2, **said: Any) -> str:
    words = f"hay un bache enorme en Hidalgo, llamen al {PHONE}"
    folio = receive(archive, number, words, private=PHONE, **({"category": "bache"} | said))
    change(archive, folio, StepAction.ROUTED, DemandState.ROUTED, office_id="obras")
    return folio


def make_fetch(**changes: Any) -> Fetcher:
    wishes: dict[str, Any] = {
        "contact": "mesa@xaltepec.test",
        "pause": timedelta(0),
        "allow_hosts": ("127.0.0.1",),
        "deadline": timedelta(seconds=5),
    }
    return Fetcher(**(wishes | changes))


def asks(config: Config, url: str, **settings: Any) -> Config:
    receiver = Setting(url=url, jurisdiction="valle", **settings)
    return config.model_copy(update={"demands": Demands(open311=receiver)})


@pytest.fixture
def pusher(config: Config, records: Archive, city: City) -> Iterator[Pusher]:
    with make_fetch() as fetch:
        yield Pusher(
            config=asks(config, city.url),
            archive=records,
            fetch=fetch,
            environment={KEY: "llave-secreta"},
        )


def demand(archive: Archive, folio: str) -> Demand:
    found = archive.cases.demand(folio)
    assert found
    return found


def actions(archive: Archive, folio: str) -> list[StepAction]:
    return [step.action for step in archive.cases.steps(folio)]


def test_a_turned_demand_is_taken_once_and_keeps_its_number(
    pusher: Pusher, records: Archive, city: City
) -> None:
    folio = routed(records)
    receive(records, 9)  # not turned: not sent
    assert pusher.is_due(now=LATER)
    assert "7000" in pusher.push(now=LATER)
    assert not pusher.is_due(now=LATER)
    (form,) = city.posted
    assert form["service_code"] == "bache"
    assert form["attribute[folio]"] == folio
    assert form["api_key"] == "llave-secreta"
    assert form["jurisdiction_id"] == "valle"
    assert form["address_string"] == "col. Loma Bonita, Xaltepec"
    assert f"Folio xaltepec/{folio}" in form["description"]
    assert PHONE not in str(form)
    assert demand(records, folio).remote_id == "7000"
    assert actions(records, folio)[-1] is StepAction.PUSHED
    assert [each.what for each in records.cases.accesses(folio)] == ["open311"]


def test_what_the_receiver_closes_is_attended(pusher: Pusher, records: Archive, city: City) -> None:
    folio = routed(records)
    pusher.push(now=LATER)
    again = LATER + timedelta(hours=1)
    assert "open" in pusher.push(now=again)
    assert demand(records, folio).state is DemandState.ROUTED
    city.requests["7000"] |= {"status": "CLOSED", "status_notes": "Se  tapó\nel bache"}
    pusher.push(now=again + timedelta(hours=1))
    assert demand(records, folio).state is DemandState.ATTENDED
    step = records.cases.steps(folio)[-1]
    assert (step.by, step.action, step.note) == ("open311", StepAction.ATTENDED, "Se tapó el bache")
    assert step.evidence == f"{city.url}/requests/7000.json"
    assert not pusher.is_due(now=again + timedelta(days=30))
    assert records.cases.pushes.of(folio)[0].outcome is PushOutcome.CLOSED


def test_a_demand_answered_here_is_no_longer_asked_for(
    pusher: Pusher, records: Archive, city: City
) -> None:
    folio = routed(records)
    pusher.push(now=LATER)
    change(records, folio, StepAction.ATTENDED, DemandState.ATTENDED, now=LATER)
    pusher.push(now=LATER + timedelta(hours=2))
    assert records.cases.pushes.of(folio)[0].outcome is PushOutcome.SETTLED
    assert city.asked == [("POST", "/open311/v2/requests.json")]


def test_a_token_becomes_a_number_later(pusher: Pusher, records: Archive, city: City) -> None:
    city.gives_tokens, city.ready = True, False
    folio = routed(records)
    assert "sin número" in pusher.push(now=LATER)
    assert demand(records, folio).remote_id is None
    assert "aún no" in pusher.push(now=LATER + timedelta(minutes=5))
    city.ready = True
    pusher.push(now=LATER + timedelta(hours=1))
    assert demand(records, folio).remote_id == "7000"
    assert len(city.posted) == 1


def test_a_refusal_is_told_to_a_person_and_not_repeated(
    pusher: Pusher, records: Archive, city: City
) -> None:
    def refuse(handler: Handler) -> bool:
        handler.form()
        handler.say(400, [{"code": 400, "description": "service_code desconocido"}])
        return True

    city.behave = refuse
    folio = routed(records)
    pusher.push(now=LATER)
    step = records.cases.steps(folio)[-1]
    assert step.action is StepAction.NOTED
    assert "service_code desconocido" in step.note
    assert demand(records, folio).state is DemandState.ROUTED
    assert not pusher.is_due(now=LATER + timedelta(days=365))
    (trouble,) = records.cases.pushes.in_trouble(city.url)
    assert trouble.outcome is PushOutcome.REFUSED
    city.behave = lambda handler: False
    assert records.cases.pushes.again(folio, now=LATER)
    pusher.push(now=LATER + timedelta(minutes=1))
    assert demand(records, folio).remote_id == "7000"


@pytest.mark.parametrize(
    "body", [b"<html>hola</html>", b"", b"[", b"[]", b"[{}]", b"7", b"null", b'[{"token": true}]']
)
def test_an_answer_that_says_nothing_is_looked_into_before_it_is_repeated(
    body: bytes, pusher: Pusher, records: Archive, city: City
) -> None:
    """The receiver took it, although what it answered is none of the protocol."""

    def garble(handler: Handler) -> bool:
        if handler.command == "GET":
            return False
        city.take(handler.form())
        handler.say(200, body)
        return True

    city.behave = garble
    folio = routed(records)
    assert "se reintentará" in pusher.push(now=LATER)
    assert not pusher.is_due(now=LATER + timedelta(minutes=1))
    pusher.push(now=LATER + timedelta(hours=1))
    assert demand(records, folio).remote_id == "7000"
    assert len(city.posted) == 1


@pytest.mark.parametrize("status", [500, 502, 408])
def test_what_fails_is_tried_later_and_at_last_told(
    status: int, pusher: Pusher, records: Archive, city: City
) -> None:
    def fail(handler: Handler) -> bool:
        if handler.command == "POST":
            handler.form()
            handler.say(status, b"")
        else:
            handler.say(200, [])
        return True

    city.behave = fail
    folio = routed(records)
    moment, tries = LATER, 0
    while pusher.is_due(now=moment) and tries < 100:
        pusher.push(now=moment)
        tries += 1
        moment += timedelta(hours=7)
    assert 10 < tries < 50
    assert records.cases.pushes.of(folio)[0].outcome is PushOutcome.REFUSED
    assert actions(records, folio).count(StepAction.NOTED) == 1


def test_a_pause_that_is_asked_for_is_kept_for_all(
    pusher: Pusher, records: Archive, city: City
) -> None:
    def wait(handler: Handler) -> bool:
        handler.form()
        handler.say(429, [], Retry_After="1800")
        return True

    city.behave = wait
    folios = [routed(records, number) for number in (2, 3, 4)]
    pusher.push(now=LATER)
    assert len(city.asked) == 1
    assert not pusher.is_due(now=LATER + timedelta(minutes=29))
    city.behave = lambda handler: False
    with make_fetch() as patient:  # as in another process: nothing remembered of the pause
        fresh = Pusher(
            config=pusher.config, archive=records, fetch=patient, environment=pusher.environment
        )
        fresh.push(now=LATER + timedelta(minutes=31))
    assert {demand(records, folio).remote_id for folio in folios} == {"7000", "7001", "7002"}


@pytest.mark.parametrize(
    ("status", "body"), [(401, b""), (403, b"{}"), (404, b"<h1>Not found</h1>"), (301, b"")]
)
def test_a_wrong_key_or_address_rests_the_receiver_and_refuses_nothing(
    status: int, body: bytes, pusher: Pusher, records: Archive, city: City
) -> None:
    def deny(handler: Handler) -> bool:
        handler.form()
        handler.say(status, body, Location="/otra")
        return True

    city.behave = deny
    folios = [routed(records, number) for number in (2, 3)]
    pusher.push(now=LATER)
    assert len(city.asked) == 1
    assert not pusher.is_due(now=LATER + timedelta(minutes=59))
    city.behave = lambda handler: False
    for minutes in (61, 62, 130):
        pusher.push(now=LATER + timedelta(minutes=minutes))
    assert all(demand(records, folio).remote_id for folio in folios)
    assert len(city.posted) == 2


def test_one_that_was_lost_there_does_not_stop_the_others(
    pusher: Pusher, records: Archive, city: City
) -> None:
    first, second = routed(records, 2), routed(records, 3)
    pusher.push(now=LATER)
    del city.requests["7000"]
    city.requests["7001"]["status"] = "closed"
    pusher.push(now=LATER + timedelta(hours=2))
    assert demand(records, first).state is DemandState.ROUTED
    assert "no existe" in records.cases.steps(first)[-1].note
    assert demand(records, second).state is DemandState.ATTENDED


def test_a_receiver_that_does_not_answer_is_left_alone(config: Config, records: Archive) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as deaf,
        make_fetch(deadline=timedelta(seconds=0.3)) as fetch,
    ):
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        pusher = Pusher(config=asks(config, url), archive=records, fetch=fetch)
        for number in (2, 3):
            routed(records, number)
        assert "descansar" in pusher.push(now=LATER)
        assert not pusher.is_due(now=LATER + timedelta(minutes=4))
        assert pusher.is_due(now=LATER + timedelta(minutes=6))


def test_only_the_host_of_the_receiver_may_be_inner(config: Config, records: Archive) -> None:
    with make_fetch(allow_hosts=()) as strict, pytest.raises(NotAllowed):
        strict("http://127.0.0.1:1/requests.json", headers={}, content=b"")


def test_one_without_a_place_waits_for_it(pusher: Pusher, records: Archive, city: City) -> None:
    folio = routed(records, address=Address())
    assert "falta el lugar" in pusher.push(now=LATER)
    assert not city.posted
    where = Address(settlement="Loma Bonita")
    change(records, folio, StepAction.AMENDED, now=LATER, address=where)
    pusher.push(now=LATER + timedelta(days=2))
    assert len(city.posted) == 1


def test_of_a_reserved_category_only_its_name_is_sent(
    pusher: Pusher, records: Archive, city: City
) -> None:
    where = Address(street="Zaragoza", settlement="Loma Bonita", latitude=19.4, longitude=-99.0)
    routed(records, category="venta-de-drogas", address=where)
    pusher.push(now=LATER)
    (form,) = city.posted
    assert form["address_string"] == "col. Loma Bonita"
    assert "bache" not in form["description"]
    assert form["lat"] == "19.400000"


def _push_and_die(url: str, config: Config, when: str, now: datetime) -> None:
    """In a process of its own: the attempt is kept, or made, and the process ends there."""
    name = {"before": "begin", "after": "taken"}[when]
    real = getattr(Pushes, name)

    def mortal(*given: Any, **named: Any) -> Any:
        if when == "before":
            real(*given, **named)
        os._exit(9)

    setattr(Pushes, name, mortal)
    archive = Archive(url)
    with make_fetch() as fetch:
        Pusher(config=config, archive=archive, fetch=fetch).push(now=now)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_sends_it_neither_loses_nor_repeats(
    when: str, pusher: Pusher, records: Archive, city: City, sqlite_url: str
) -> None:
    folio = routed(records)
    given = (sqlite_url, pusher.config, when, LATER)
    child = multiprocessing.get_context("spawn").Process(target=_push_and_die, args=given)
    child.start()
    child.join(60)
    assert child.exitcode == 9
    assert len(city.posted) == (when == "after")
    pusher.push(now=LATER + timedelta(minutes=10))
    assert len(city.posted) == 1
    assert demand(records, folio).remote_id == "7000"
    assert actions(records, folio).count(StepAction.PUSHED) == 1


def test_killed_between_its_number_and_its_step_it_is_noted_once(
    pusher: Pusher, records: Archive, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    folio = routed(records)

    def die(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Pusher, "_note", die)
        with pytest.raises(KeyboardInterrupt):
            pusher.push(now=LATER)
    assert demand(records, folio).remote_id is None
    for hours in (2, 4):
        pusher.push(now=LATER + timedelta(hours=hours))
    assert demand(records, folio).remote_id == "7000"
    assert actions(records, folio).count(StepAction.PUSHED) == 1


def test_two_that_push_at_once_send_it_once(archive: Archive) -> None:
    """On both databases: the second to begin the same attempt is told so."""
    routed(archive)
    pushes = archive.cases.pushes
    (push,) = pushes.due("https://mesa.test", now=LATER, limit=5)
    began = [pushes.begin(push, now=LATER, retry_at=LATER) for _ in range(2)]
    assert began == [True, False]


def test_without_a_receiver_nothing_is_due(config: Config, records: Archive) -> None:
    routed(records)
    assert not Pusher(config=config, archive=records, fetch=None).is_due(now=LATER)


def test_the_key_is_in_no_error_and_no_row(
    pusher: Pusher, records: Archive, city: City, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(handler: Handler) -> bool:
        handler.form()
        handler.say(500, b"")
        return True

    city.behave = fail
    routed(records)
    said = pusher.push(now=LATER) + repr(pusher) + repr(pusher.receiver) + caplog.text
    said += repr(records.cases.pushes.in_trouble(city.url))
    assert "llave-secreta" not in said
