"""The health of a source from its row: one condition, its signs, and words for each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from monitor.archive.records import SourceState
from monitor.config import Source
from monitor.errors import CollectError
from monitor.health import Condition, Habits, Health, Sign, judge
from monitor.health.silence import Silence
from monitor.health.words import remarks, state, usual
from monitor.model import Outcome

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = Source(kind="feed", url="https://diario.com.mx/rss", id="diario-feed", outlet_id="diario")
ROW = SourceState(
    source_id=SOURCE.id,
    first_check_at=NOW - 90 * DAY,
    next_check_at=NOW,
    last_success_at=NOW,
    last_item_at=NOW - timedelta(hours=2),
    items=900,
    full_at=NOW,
    listed=20,
)
WORDS = tomllib.loads(files("monitor.health").joinpath("words.toml").read_text("utf-8"))


def health(
    row: SourceState | None = ROW,
    *,
    silence: Silence | None = None,
    habits: Habits = Habits(),  # noqa: B008 - frozen
    source: Source = SOURCE,
) -> Health:
    return judge(source, row, silence=silence, habits=habits, now=NOW)


def said(of: Health) -> list[str]:
    return [remark.words for remark in remarks(of, lambda moment: moment)]


def test_what_is_well_has_nothing_to_say() -> None:
    well = health()
    assert (well.condition, well.signs, said(well)) == (Condition.WELL, (), [])
    assert not well.is_alarm
    assert state(well) == "bien"


def test_what_was_never_read_is_neither_well_nor_ill() -> None:
    unread = health(None)
    assert unread.condition is Condition.UNREAD
    assert not unread.is_alarm


def test_a_failure_says_since_when_and_why() -> None:
    row = replace(ROW, failures=3, kind="blocked", detail="nos niega la entrada (403)",
                  failing_since=NOW - 2 * DAY)  # fmt: skip
    failing = health(row, silence=Silence(since=NOW - 3 * DAY, chance=0.0))
    assert (failing.condition, failing.since) == (Condition.FAILING, NOW - 2 * DAY)
    assert state(failing) == "bloqueada"
    assert said(failing) == ["falla desde el 21/11/2026 15:00: nos niega la entrada (403)"]
    assert failing.is_alarm


def test_a_feed_that_turned_into_a_page_is_told_from_one_that_never_was() -> None:
    row = replace(ROW, failures=1, kind="not_a_feed", detail="contesta HTML", failing_since=NOW)
    turned, never = health(row), health(replace(row, last_success_at=None))
    assert turned.signs == (Sign.TURNED,)
    assert (state(turned), state(never)) == ("ahora es página", "no es canal")


def test_a_silence_says_what_was_usual() -> None:
    silent = health(
        replace(ROW, last_item_at=NOW - 2 * DAY),
        silence=Silence(since=NOW - 2 * DAY - timedelta(minutes=40), chance=1e-6),
        habits=Habits(per_day=11.6),
    )
    assert silent.condition is Condition.SILENT
    assert said(silent) == [
        "contesta, pero no anuncia nada nuevo desde el 21/11/2026 15:00; lo usual: 12 notas al día"
    ]
    assert silent.is_alarm


@pytest.mark.parametrize(
    ("last_item", "newest", "stale"),
    [
        (NOW - 31 * DAY, None, True),
        (NOW - 29 * DAY, None, False),
        (ROW.first_check_at, NOW - 400 * DAY, True),  # all that it had was old
        (NOW - DAY, NOW - 400 * DAY, False),  # it gives old things, but it gives
    ],
)
def test_what_gives_nothing_for_a_month_was_abandoned(last_item, newest, stale) -> None:
    row = replace(ROW, last_item_at=last_item, newest_at=newest)
    assert (health(row).condition is Condition.STALE) is stale


@pytest.mark.parametrize(
    ("changes", "signs"),
    [
        ({"moved_to": "https://www.diario.com.mx/feed"}, (Sign.MOVED,)),
        ({"moved_to": "https://otro.com.mx/feed"}, (Sign.AWAY,)),
        ({"address": "https://b.diario.com.mx/", "address_of": SOURCE.address}, (Sign.SETTLED,)),
        ({"address": "https://b.diario.com.mx/", "address_of": "https://viejo.mx/"}, ()),
        ({"doubled_at": NOW - DAY}, (Sign.DOUBLED,)),
        ({"doubled_at": NOW - 3 * DAY}, ()),
        ({"listed": 0}, (Sign.EMPTY,)),
        ({"listed": 0, "full_at": None}, ()),
        ({"lied_at": NOW - 29 * DAY}, (Sign.LYING,)),
        ({"lied_at": NOW - 31 * DAY}, ()),
        ({"ahead": 3}, (Sign.AHEAD,)),
        ({"ahead": 1}, ()),
        ({"ahead": 1, "listed": 4}, (Sign.AHEAD,)),
        ({"mended": True}, (Sign.MENDED,)),
    ],
)
def test_each_sign_has_its_reason(changes, signs) -> None:
    assert health(replace(ROW, **changes)).signs == signs


def test_short_texts_are_told_of_pages_alone_and_of_enough_of_them() -> None:
    poor = Habits(pages=10, long=4)
    assert health(habits=poor).signs == (Sign.SHORT,)
    assert health(habits=Habits(pages=9, long=0)).signs == ()
    assert health(habits=Habits(pages=10, long=5)).signs == ()
    posts = SOURCE.model_copy(update={"text": "entry"})
    assert health(habits=poor, source=posts).signs == ()


def test_only_lists_can_be_empty() -> None:
    network = SOURCE.model_copy(update={"kind": "wordpress"})
    assert health(replace(ROW, listed=0), source=network).signs == ()


@pytest.mark.parametrize(
    ("sign", "is_alarm"),
    [("otro.com.mx", True), ("www.diario.com.mx", False)],
)
def test_a_move_is_an_alarm_where_the_site_is_another(sign, is_alarm) -> None:
    assert health(replace(ROW, moved_to=f"https://{sign}/x")).is_alarm is is_alarm


@pytest.mark.parametrize(
    ("per_day", "words"),
    [(None, "aún no se sabe"), (0.5, "3.5 notas por semana"), (1.2, "1 nota al día"),
     (12.4, "12 notas al día")],
)  # fmt: skip
def test_what_is_usual_is_said_by_day_or_by_week(per_day, words) -> None:
    assert usual(per_day) == words


def test_every_condition_sign_and_failure_has_its_words() -> None:
    assert set(WORDS["condition"]) == {each.value for each in Condition}
    assert set(WORDS["sign"]) == {each.value for each in Sign}
    refusals = {each.value for each in Outcome} & set(WORDS["failure"])
    assert refusals >= {"blocked", "gone", "not_found", "unreachable", "robots", "too_large"}
    kinds = {each.kind for each in _all(CollectError)}
    assert kinds <= set(WORDS["failure"])


def _all(error: type[CollectError]) -> list[type[CollectError]]:
    return [error, *(one for each in error.__subclasses__() for one in _all(each))]


def test_words_for_a_table_are_short_and_no_remedy_is_a_command_that_is_not_there() -> None:
    rows = [*WORDS["condition"].values(), *WORDS["sign"].values()]
    states = [*(row["state"] for row in rows), *WORDS["failure"].values()]
    assert all(len(each) <= 16 for each in states)
    from monitor.cli.sources import sources

    for row in rows:
        for command in re.findall(r"sintesis sources (\w+)", row["remedy"]):
            assert command in sources.commands
