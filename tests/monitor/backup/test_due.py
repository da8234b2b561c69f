"""When a backup is due: once a day after its hour, late rather than never, again after an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.archive.backups import BackupTry
from tests.monitor.backup.conftest import NIGHT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def backer(office):
    return office.backer()


def tried(office, at, *, reason=None) -> None:
    office.archive.backups.tried(BackupTry(at=at, reason=reason))


def test_once_a_day_after_its_hour(office, backer) -> None:
    assert backer.is_due(now=NIGHT - HOUR)  # there was never one: better now than tonight
    tried(office, NIGHT - HOUR)
    assert not backer.is_due(now=NIGHT - timedelta(seconds=1))
    assert backer.is_due(now=NIGHT)
    tried(office, NIGHT)
    assert not backer.is_due(now=NIGHT + DAY - HOUR)
    assert backer.is_due(now=NIGHT + DAY)


def test_a_machine_that_slept_makes_it_when_it_wakes(office, backer) -> None:
    tried(office, NIGHT)
    assert backer.is_due(now=NIGHT + DAY + 9 * HOUR)
    assert backer.is_due(now=NIGHT + 9 * DAY - HOUR)


def test_a_failure_is_tried_again_in_an_hour(office, backer) -> None:
    tried(office, NIGHT, reason="el disco está lleno")
    assert not backer.is_due(now=NIGHT + HOUR - timedelta(seconds=1))
    assert backer.is_due(now=NIGHT + HOUR)


def test_a_clock_that_was_ahead_stops_nothing(office, backer) -> None:
    tried(office, NIGHT + 400 * DAY)
    assert backer.is_due(now=NIGHT)


def test_without_a_folder_none_is_due(office, backer) -> None:
    from monitor.backup import is_due

    assert not is_due(office.config, office.archive, now=NIGHT)


def test_a_failure_is_a_row_and_a_line_and_the_rest_goes_on(office, caplog) -> None:
    said = office.backer(encrypt="sí").run(now=NIGHT)
    assert said.startswith("no se hizo el respaldo: ")
    assert "no hay con qué cifrarlo" in caplog.text
    assert office.archive.backups.listed()[0].reason
