"""Old backups go, the last good one never does, and nothing that is not ours is touched."""

from __future__ import annotations

from datetime import timedelta

from monitor.backup import kept
from tests.monitor.backup.conftest import NIGHT, lay

DAY = timedelta(days=1)


def days(office) -> list[int]:
    return [(NIGHT - at) // DAY for at, _ in kept(office.backups)]


def test_those_of_the_days_that_are_kept_stay(office) -> None:
    for back in (9, 8, 4, 2, 1, 0):
        office.make(NIGHT - back * DAY, keep="4 días")
    assert days(office) == [0, 1, 2, 4]


def test_after_a_long_time_without_any_the_old_one_stays(office) -> None:
    office.make(NIGHT - 90 * DAY)
    made = office.make(NIGHT)
    assert made.gone == 0
    assert days(office) == [0, 90]
    assert office.make(NIGHT + DAY).gone == 1


def test_a_clock_that_jumped_takes_nothing_away(office) -> None:
    for back in (2, 1, 0):
        office.make(NIGHT - back * DAY)
    office.make(NIGHT + 400 * DAY)
    assert days(office) == [-400, 0, 1, 2]


def test_what_is_not_ours_stays(office) -> None:
    mine = [
        office.backups / name
        for name in (
            "sintesis-2020.tar.gz",
            "sintesis-20200101T000000Z.tar.gz.bak",
            "sintesis-20200101T000000Z.tar.gz.copia.part",
            "fotos.part",
            "otra/sintesis-20200101T000000Z.tar.gz",
        )
    ]
    for place in mine:
        lay(place, b"de la oficina")
    office.make(NIGHT - DAY, keep="1 día")
    office.make(NIGHT, keep="1 día")
    assert [place for place in mine if not place.exists()] == [mine[2]]  # an unfinished one of ours
