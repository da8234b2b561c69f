"""`sintesis report`: any week or month before it leaves, or now; and `digest list --kind`."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.demo import walk
from monitor.periods import week_of

THIS_WEEK = week_of(datetime.now(walk.ZONE).date())


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    """An office that lived three days of the fictional press, a week ago."""
    into = tmp_path_factory.mktemp("oficina")
    wednesday = THIS_WEEK.before.first + timedelta(days=2)
    today = datetime(wednesday.year, wednesday.month, wednesday.day, 12, tzinfo=walk.ZONE)
    walk.press(into=into, report=lambda line: None, today=today, doors=False)
    return into


def told(sintesis, *arguments: str) -> dict:
    status, printed, said = sintesis("report", *arguments, "--json")
    assert status == 0, said
    return json.loads(printed)


def test_the_last_complete_week_is_shown(sintesis):
    report = told(sintesis, "week")
    assert report["id"] == THIS_WEEK.before.id
    paid = ("--kind", "patrocinado"), ("--kind", "aviso")
    since = ("--since", str(THIS_WEEK.before.first), "--until", str(THIS_WEEK.before.last))
    count = [
        json.loads(sintesis("stats", *since, *kind, "--json")[1])["notes"] for kind in ((), *paid)
    ]
    assert report["impacts"] == count[0] - sum(count[1:]) > 0
    assert report["uncounted"] == sum(count[1:])


def test_a_week_is_asked_for_by_its_number_or_any_day(sintesis):
    of_day = told(sintesis, "week", str(THIS_WEEK.before.first + timedelta(days=3)))
    of_number = told(sintesis, "week", THIS_WEEK.before.id)
    of_day["head"].pop("made_at")
    of_number["head"].pop("made_at")
    assert of_day == of_number


def test_a_month_holds_its_weeks(sintesis):
    day = date.fromisoformat(told(sintesis, "week")["head"]["first"])
    month = told(sintesis, "month", f"{day:%Y-%m}")
    assert month["impacts"] > 0
    assert month["head"]["kind"] == "monthly"


def test_a_report_is_text_for_a_terminal_and_a_page_for_a_browser(sintesis, tmp_path):
    _, printed, _ = sintesis("report", "week")
    assert printed.startswith("INFORME SEMANAL")
    assert max(map(len, printed.splitlines())) <= 130  # only an address may be longer than 80
    page = tmp_path / "semana.html"
    status, _, said = sintesis("report", "week", "--html", str(page))
    assert status == 0
    assert str(page) in said
    assert "<h1" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("week", "ayer"), "no se entiende; escriba algo como 2026-W47"),
        (("month", "2026-13"), "escriba algo como 2026-10"),
        (("week", THIS_WEEK.id, "--send"), "todavía no termina"),
        (("week", "--send", "--html", "x.html"), "--send no lleva --html"),
    ],
)
def test_what_cannot_be_told_is_said(sintesis, arguments, words):
    status, _, said = sintesis("report", *arguments)
    assert status == 2
    assert words in said


def test_a_report_is_sent_once_and_listed(sintesis):
    status, printed, said = sintesis("report", "week", "--send")
    assert status == 0, said
    assert THIS_WEEK.before.id in printed
    _, again, _ = sintesis("report", "week", "--send")
    assert "ya se había publicado" in again
    _, listed, _ = sintesis("digest", "list", "--kind", "weekly", "--json")
    assert [each["edition"] for each in json.loads(listed)] == [THIS_WEEK.before.id]
    _, editions, _ = sintesis("digest", "list", "--json")
    assert THIS_WEEK.before.id not in {each["edition"] for each in json.loads(editions)}
