"""What the doctor says of demands that nobody would attend, or knows of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.demands import moves
from monitor.demands.moves import Word
from monitor.doctor import Finding, examine
from monitor.model import Address
from monitor.turning import Turner
from tests.monitor.demands.offices import MORNING, demand, receive


@pytest.fixture
def archive(sqlite_url) -> Iterator:
    from monitor.archive import Archive

    archive = Archive(sqlite_url)
    yield archive
    archive.close()


@pytest.fixture
def examined(archive, town, tmp_path):
    def examine_it(**settings) -> list[Finding]:
        config = town(**settings)
        turner = Turner(config=config, archive=archive)
        for folio in turner.due(now=MORNING):
            turner.turn(folio, now=MORNING)
        return list(examine(config, archive, folder=tmp_path, now=MORNING))

    return examine_it


def said(found: list[Finding], words: str) -> list[Finding]:
    return [each for each in found if words in each.what]


def test_categories_of_nobody_are_told(examined):
    [finding] = said(examined(), "ninguna dependencia atiende")
    assert "alumbrado" in finding.what
    assert "bache" not in finding.what


def test_what_waits_for_a_person_is_told(archive, examined):
    assert not said(examined(), "Esperan a una persona")
    receive(archive, address=Address())
    [finding] = said(examined(), "Esperan a una persona: 1")
    assert "demands review" in finding.remedy


def test_an_office_that_nobody_tells_is_told(archive, examined):
    receive(archive, 1)
    assert not said(examined(), "Nadie le avisa")
    receive(archive, 2, category="riesgo")
    [finding] = said(examined(), "Nadie le avisa a Protección Civil")
    assert finding.level == "failure"


def test_a_refused_letter_is_told(archive, examined):
    folio = receive(archive)
    examined()
    [mail] = archive.cases.letters.states(folio)
    refused = {"obras@xaltepec.test": "no existe ese buzón"}
    archive.delivered(mail.id, accepted=[], refused=refused, now=MORNING)
    [finding] = said(examined(), f"La carta del folio {folio} fue rechazada")
    assert "no existe ese buzón" in finding.what


def test_a_card_of_which_its_office_says_nothing_is_told(archive, town, tmp_path):
    folio = receive(archive)
    Turner(config=town(), archive=archive).turn(folio, now=MORNING)

    def quiet(days: float) -> list[Finding]:
        now = MORNING + timedelta(days=days)
        return said(list(examine(town(), archive, folder=tmp_path, now=now)), "sin acuse")

    assert quiet(1.9) == []
    [finding] = quiet(2.1)
    assert folio in finding.what
    word = Word(by="obras@xaltepec.test", at=MORNING + timedelta(hours=3), note="Acusa recibo.")
    archive.cases.change(moves.note(demand(archive, folio), word), mails=(), now=word.at)
    assert quiet(2.1) == []
