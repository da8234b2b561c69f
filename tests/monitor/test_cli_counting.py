"""`sintesis stats`: every number is what `find` lists with the same filters."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO

import pytest

from monitor.demo import walk

MANY = ("--limit", "10000", "--json")


@pytest.fixture
def stats(sintesis):
    def run(*arguments: str) -> dict:
        status, printed, said = sintesis("stats", *arguments, "--json")
        assert status == 0, said
        return json.loads(printed)

    return run


@pytest.fixture
def find(sintesis):
    def run(*arguments: str) -> list[dict]:
        return json.loads(sintesis("find", *arguments, *MANY)[1])

    return run


def numbers(told: dict) -> dict[str, int]:
    return {row["key"]: row["notes"] for row in told["rows"] if row["notes"]}


@pytest.mark.parametrize(
    "asked",
    [(), ("agua",), ("--subject", "alcaldesa"), ("--stance", "negative"), ("--since", "LAST")],
)
@pytest.mark.parametrize("by", ["outlet", "theme", "kind", "day"])
def test_each_row_counts_what_find_lists(stats, find, by, asked):
    last = max(note["published_at"] for note in find())[:10]
    asked = [last if each == "LAST" else each for each in asked]
    told, found = stats("--by", by, *asked), find(*asked)
    of = {"day": lambda note: note["published_at"][:10]}.get(by, lambda note: note[by])
    assert numbers(told) == Counter(of(note) for note in found)
    assert told["notes"] == len(found)
    assert told["stories"] == len({note["story"] for note in found})


def test_the_last_days_are_counted_with_today(stats, find):
    today = datetime.now(walk.ZONE).date()
    since = ("--since", str(today - timedelta(days=1)))
    assert stats("--days", "2")["notes"] == len(find(*since)) > len(find("--since", str(today)))


def test_a_row_can_be_asked_of_find(stats, find):
    for row in stats("--by", "subject")["rows"]:
        assert row["notes"] == len(find("--subject", row["key"]))
        for stance in ("positive", "neutral", "negative"):
            assert row[stance] == len(find("--subject", row["key"], "--stance", stance))
    for row in stats("--by", "stance")["rows"]:
        assert row["notes"] == len(find("--stance", row["key"]))


def test_weeks_and_months_add_up_to_the_days(stats):
    days, weeks, months = (stats("--by", each) for each in ("day", "week", "month"))
    total = sum(row["notes"] for row in days["rows"])
    assert sum(row["notes"] for row in weeks["rows"]) == total
    assert sum(row["notes"] for row in months["rows"]) == total == days["notes"]
    assert weeks["rows"][0]["label"].count(" al ") == 1


def test_media_are_the_kinds_of_outlet(stats):
    outlets, media = stats("--by", "outlet"), stats("--by", "medium")
    assert sum(row["notes"] for row in media["rows"]) == outlets["notes"]
    assert {row["label"] for row in media["rows"]} <= {
        "Periódico",
        "Portal",
        "Radio",
        "Televisión",
        "Agencia",
        "Oficial",
        "Revista",
        "Redes sociales",
    }


def test_authors_are_people_and_never_treated(stats, find, sintesis):
    told = stats("--by", "author")
    named = Counter(note["author"] for note in find() if note["author"])
    for row in told["rows"]:
        assert set(row) == {"key", "label", "notes"}
        assert row["notes"] >= named[row["key"]] > 0
    status, _, said = sintesis("stats", "--by", "author", "--stance", "negative")
    assert status == 2
    assert "no admite --stance" in said


def test_a_table_says_what_it_counts(sintesis):
    status, printed, said = sintesis("stats", "--by", "subject")
    assert status == 0
    assert "negativas" in printed
    assert "una nota cuenta en cada tema que nombra" in said


def test_a_file_has_every_row(sintesis, stats, tmp_path):
    path = tmp_path / "medios.csv"
    sintesis("stats", "--by", "outlet", "--csv", str(path))
    rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [(row["clave"], int(row["notas"])) for row in rows] == [
        (row["key"], row["notes"]) for row in stats("--by", "outlet")["rows"]
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--days", "3", "--since", "2026-01-01"), "--days no va con"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "es posterior"),
        (("--outlet", "nadie"), "No hay un medio «nadie»"),
    ],
)
def test_what_cannot_be_counted_is_said(sintesis, arguments, words):
    status, _, said = sintesis("stats", *arguments)
    assert status == 2
    assert words in said


def test_a_day_without_notes_is_a_row(stats):
    rows = stats("--by", "day")["rows"]
    days = [date.fromisoformat(row["key"]) for row in rows]
    assert days == [days[0] + timedelta(days=each) for each in range(len(days))]


def test_nothing_found_is_an_empty_table(sintesis):
    status, printed, said = sintesis("stats", "xilófonos")
    assert (status, printed) == (0, "")
    assert "0 notas de 0 noticias" in said
