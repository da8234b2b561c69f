"""The zones of Mexico: editions, dates and terms follow the hour of the office, also when it moves.

What each zone is from UTC stands here, apart from the library that the program asks.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor import dates
from monitor.archive import Archive
from monitor.config import Config
from monitor.configfile.messages import table
from monitor.configfile.wording import _about_zone
from monitor.demands.terms import Calendar, due_on
from monitor.drafting import due
from monitor.labels import Urgency
from monitor.publishing import due_edition, moment_of, next_edition
from tests.monitor.archive.makers import close, edition

ROOT = Path(__file__).parents[2]
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
HOURS = {  # from UTC: before the second Sunday of March, until the first of November, after
    "America/Tijuana": (-8, -7, -8),
    "America/Ciudad_Juarez": (-7, -6, -7),
    "America/Ojinaga": (-6, -5, -6),
    "America/Matamoros": (-6, -5, -6),
    "America/Cancun": (-5, -5, -5),
    "America/Hermosillo": (-7, -7, -7),
    "America/Mexico_City": (-6, -6, -6),
}
DAY, STEP = timedelta(days=1), timedelta(minutes=10)
zones = pytest.mark.parametrize("name", sorted(HOURS))
changes = pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=str)


def offset(name: str, day: date) -> int:
    """Of a day after its small hours, when clocks move."""
    winter, summer, again = HOURS[name]
    return winter if day < SPRING else summer if day < AUTUMN else again


def utc(name: str, day: date, hour: int, minute: int = 0) -> datetime:
    local = datetime.combine(day, time(hour, minute), UTC)
    return local - timedelta(hours=offset(name, day))


def office(config: Config, name: str, *hours: str) -> Config:
    given = tuple(time.fromisoformat(each) for each in hours)
    digest = config.profile.digest.model_copy(update={"hours": given})
    profile = config.profile.model_copy(update={"timezone": name, "digest": digest})
    assert profile.zone.key == name
    return config.model_copy(update={"profile": profile})


def walked(config: Config, change: date) -> dict[str, datetime]:
    """When each edition is first due, in five days around a change, looking every ten minutes."""
    found: dict[str, datetime] = {}
    now = datetime.combine(change - 2 * DAY, time(12), UTC)
    while now < datetime.combine(change + 3 * DAY, time(12), UTC):
        if turn := due_edition(config, now=now):
            found.setdefault(turn.id, now)
        now += STEP
    return found


@zones
@changes
def test_each_edition_is_due_once_a_day_at_its_local_hour(
    name: str, change: date, config: Config
) -> None:
    found = walked(office(config, name, "07:00", "18:30"), change)
    for number in range(-1, 3):
        day = change + number * DAY
        assert found[f"{day}T07:00"] == utc(name, day, 7)
        assert found[f"{day}T18:30"] == utc(name, day, 18, 30)
    assert len(found) == 10, "and no other"


@zones
@changes
def test_an_hour_that_is_missing_or_comes_twice_makes_one_edition(
    name: str, change: date, config: Config, archive: Archive
) -> None:
    config = office(config, name, "01:30", "02:30")
    told: list[str] = []
    now = datetime.combine(change, time(3), UTC)
    while now < datetime.combine(change + DAY, time(3), UTC):
        for each in due(config, archive, now=now):
            told.append(each.id)
            close(archive, edition(each.id), now=now)
        now += STEP
    assert [each for each in told if each.startswith(str(change))] == [
        f"{change}T01:30",
        f"{change}T02:30",
    ]


@zones
@changes
def test_the_next_edition_and_its_moment_are_local(name: str, change: date, config: Config) -> None:
    config = office(config, name, "07:00")
    evening = utc(name, change - DAY, 22)
    coming = next_edition(config, now=evening)
    assert (coming.day, coming.hour) == (change, "07:00")
    assert moment_of(config, coming.day, coming.hour) == utc(name, change, 7)


@zones
@changes
def test_yesterday_and_hours_without_a_zone_are_of_the_office(name: str, change: date) -> None:
    zone, now = ZoneInfo(name), utc(name, change, 23, 30)

    def read(words: str) -> datetime | None:
        return dates.parse(words, zone=zone, now=now)

    before = change - DAY
    assert read("ayer") == utc(name, before, 0)
    assert read(f"{before.day}/{before.month:02}/{before.year} 10:00") == utc(name, before, 10)
    assert read(f"{change.isoformat()}T10:00:00") == utc(name, change, 10)
    assert read(f"{change.isoformat()} 21:15") == utc(name, change, 21, 15)
    assert read(f"{change.isoformat()}T10:00:00Z") == datetime.combine(change, time(10), UTC)


@zones
@changes
def test_terms_count_the_business_days_of_the_office(name: str, change: date) -> None:
    """Both changes are on a Sunday: Friday before six counts from Friday, later from Monday."""
    kept = Calendar(zone=ZoneInfo(name))
    friday, monday = change - 2 * DAY, change + DAY
    first = kept.following(monday)  # 2 November is no day of rest of the federal law

    def term(moment: datetime) -> date:
        return due_on(kept, moment, days=1, urgency=Urgency.NORMAL)

    assert term(utc(name, friday, 17, 50)) == first
    assert term(utc(name, friday, 18, 10)) == kept.after(first, 1)
    assert term(utc(name, change, 12)) == kept.after(first, 1)
    assert due_on(kept, utc(name, change, 23, 50), days=0, urgency=Urgency.LIFE) == change
    assert kept.opening(monday).astimezone(UTC) == utc(name, monday, 9)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Tijuana", "America/Tijuana"),
        ("America/Juarez", "America/Ciudad_Juarez"),
        ("Ciudad Juárez", "America/Ciudad_Juarez"),
        ("CDMX", "America/Mexico_City"),
        ("Quintana Roo", "America/Cancun"),
        ("Sonora", "America/Hermosillo"),
        ("America/Reynosa", "America/Matamoros"),
        ("America/Matamoro", "America/Matamoros"),
        ("America/Ciudad_Acuña", "America/Matamoros"),
        ("Europe/Madri", "Europe/Madrid"),
    ],
)
def test_an_unknown_zone_is_answered_with_the_one_that_was_meant(written: str, zone: str) -> None:
    assert _about_zone(written) == f"¿Quiso decir «{zone}»?"


def test_what_nobody_can_guess_is_sent_to_the_list() -> None:
    assert "Zonas horarias" in _about_zone("xyzxyz")


def test_the_docs_name_every_zone_of_the_country_with_its_hours() -> None:
    page = (ROOT / "docs/configuracion.md").read_text(encoding="utf-8")
    part = page.partition("## Zonas horarias")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([^`]+)` \|[^|]+\| ([^|]+) \|$", part, re.MULTILINE))
    assert set(rows) == set(table()["zones"].values())
    for name, said in rows.items():
        winter, summer = (_hours(name, month) for month in (1, 7))
        assert said == (winter if winter == summer else f"{winter}; en verano {summer}")


def _hours(name: str, month: int) -> str:
    ahead = datetime(2026, month, 15, tzinfo=ZoneInfo(name)).utcoffset()
    return f"−{-ahead // timedelta(hours=1)}"
