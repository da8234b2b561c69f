"""Who is told of a demand: the office that has it, while it has it, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from monitor.archive import Archive
from monitor.config import Config
from monitor.demands import moves
from monitor.demands.moves import Word
from monitor.following import Follower
from monitor.labels import DemandState
from monitor.turning import Turner, give, office_for
from tests.monitor.demands.offices import MORNING, OFFICES, demand, receive

DAY = timedelta(days=1)
FOLIO = "2026-00001"
PLACE = "calle Fresno"  # what the text marks as private
OF = {
    "obras": {"obras@xaltepec.test", "direccion.obras@xaltepec.test"},
    "agua": {"agua@xaltepec.test"},
    "proteccion": set[str](),  # nobody reads mail there
}
STATES = ("routed", "in_progress", "attended", "closed", "reopened", "declined")


@pytest.fixture
def archive(sqlite_url: str) -> Iterator[Archive]:
    archive = Archive(sqlite_url)
    yield archive
    archive.close()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that left, or would."""

    to: frozenset[str]
    at: datetime
    words: str


def outbox(archive: Archive, *, now: datetime) -> list[Sent]:
    """All that would leave now, taken out as the sender does."""
    found = []
    for key in archive.mails_due(now=now):
        mail = archive.claim(key, now=now)
        if mail is None:
            continue
        archive.delivered(key, accepted=mail.recipients, refused={}, now=now)
        parsed = message_from_bytes(mail.message, policy=default)
        parts = [each for each in parsed.walk() if each.get_content_maintype() == "text"]
        words = str(parsed["Subject"]) + " ".join(each.get_content() for each in parts)
        found.append(Sent(to=frozenset(mail.recipients), at=now, words=words))
    return found


def weeks(config: Config, archive: Archive, *, since: datetime, days: int = 21) -> list[Sent]:
    """What leaves in three weeks, looked at each day at ten."""
    follower, found = Follower(config=config, archive=archive), []
    now = since
    while now < since + days * DAY:
        for key in follower.due(now=now):
            follower.follow(key, now=now)
        found += outbox(archive, now=now)
        now += DAY
    return found


def bring(config: Config, archive: Archive, state: str, *, office: str) -> None:
    """The demand comes to a state in an office."""
    steps = {
        "routed": (),
        "in_progress": ("in_progress",),
        "attended": ("attended",),
        "declined": ("declined",),
        "closed": ("attended", "closed"),
        "reopened": ("attended", "reopened"),
    }
    now = MORNING
    for number, step in enumerate(steps[state]):
        now = MORNING + timedelta(minutes=number + 1)
        word = Word(by="Elvira", at=now, note="así fue")
        if step == "reopened":
            turn = office_for(demand(archive), config, office)
            give(config, archive, demand(archive), turn, word, now=now)
            continue
        change = moves.answer(
            demand(archive), DemandState(step), word, closing=config.demands.closing
        )
        archive.cases.change(change, now=config.local(now))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("office", sorted(OF))
def test_only_the_office_that_has_it_is_told(
    office: str, state: str, archive: Archive, town: Callable[..., Config]
) -> None:
    config = town()
    receive(archive, private=PLACE)
    first = office_for(demand(archive), config, office)
    word = Word(by="Elvira", at=MORNING)
    give(config, archive, demand(archive), first, word, now=MORNING)
    bring(config, archive, state, office=office)
    sent = weeks(config, archive, since=MORNING)
    told = {each for mail in sent for each in mail.to}
    assert told <= OF[office], f"{state} in {office}"
    if OF[office]:
        assert told, "somebody has to know"


@pytest.mark.parametrize("state", ["routed", "in_progress", "attended", "reopened"])
@pytest.mark.parametrize("sent_first", [True, False], ids=["sent", "waiting"])
def test_an_office_that_had_it_is_told_nothing_more(
    state: str, sent_first: bool, archive: Archive, town: Callable[..., Config]
) -> None:
    """Not even what was written for it and had not left when the demand went elsewhere."""
    config = town()
    receive(archive, private=PLACE)
    Turner(config=config, archive=archive).turn(FOLIO, now=MORNING)
    bring(config, archive, state, office="obras")
    if sent_first:
        assert any("obras@xaltepec.test" in each.to for each in outbox(archive, now=MORNING + DAY))
    moved = MORNING + DAY
    turn = office_for(demand(archive), config, "agua")
    give(config, archive, demand(archive), turn, Word(by="Elvira", at=moved), now=moved)
    sent = weeks(config, archive, since=moved)
    assert {each for mail in sent for each in mail.to} == {"agua@xaltepec.test"}
    assert any(FOLIO in mail.words for mail in sent)


def test_the_week_of_an_office_names_its_own_alone_and_covers_it(
    archive: Archive, town: Callable[..., Config]
) -> None:
    config = town(weekly="lunes 08:00")
    receive(archive, 1, private=PLACE)
    receive(archive, 2, private=PLACE, category="fuga-de-agua")
    turner = Turner(config=config, archive=archive)
    for folio in turner.due(now=MORNING):
        turner.turn(folio, now=MORNING)
    cards = outbox(archive, now=MORNING)
    assert all(PLACE in each.words for each in cards), "who attends sees where"
    monday = datetime.combine(date(2026, 8, 24), MORNING.time(), ZoneInfo("UTC"))
    weekly = weeks(config, archive, since=monday, days=1)
    its = {next(iter(each.to)): each.words for each in weekly if "Folio" not in each.words[:7]}
    assert set(its) == {"obras@xaltepec.test", "agua@xaltepec.test"}
    for address, own, other in (
        ("obras@xaltepec.test", "2026-00001", "2026-00002"),
        ("agua@xaltepec.test", "2026-00002", "2026-00001"),
    ):
        assert own in its[address]
        assert other not in its[address]
        assert PLACE not in its[address]


def test_every_office_of_the_matrix_is_there() -> None:
    assert {each.id for each in OFFICES} == set(OF)
