"""How well a source is: one judgement of all that is known of it. Pure.

A new remark is a name in `Sign`, a line in `_signs`, and its words in `words.toml`. What the
archive is asked for it is in `monitor.checkup`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from monitor.archive.records import SourceState
from monitor.archive.visits import same_site
from monitor.config import Source
from monitor.health.silence import Silence

STALE: Final = timedelta(days=30)  # what gives nothing for so long is left by its owner
_LATELY: Final = timedelta(days=2)  # a repetition is news for so long
_DISTRUSTED: Final = timedelta(days=30)
_SOME: Final = 3  # entries dated ahead: fewer are somebody's slip …
_MANY: Final = 0.2  # … unless they are so much of the list
_ENOUGH: Final = 10  # pages, to say of its texts that they are short
_SHORT: Final = 0.5
_LISTS: Final = ("feed", "sitemap", "page")  # kinds whose answer is always a whole list


class Condition(StrEnum):
    """How a source stands; the worst first."""

    FAILING = "failing"
    SILENT = "silent"
    STALE = "stale"
    UNREAD = "unread"
    WELL = "well"


class Sign(StrEnum):
    """What else the operator should know of it."""

    TURNED = "turned"  # it was well, and now a page answers in its place
    AWAY = "away"  # it leads to another site for good
    MOVED = "moved"  # it leads to another address of its site for good
    SETTLED = "settled"  # and is read there
    DOUBLED = "doubled"  # it gives the same under new ids
    EMPTY = "empty"  # it lists nothing at all
    LYING = "lying"  # it says "unchanged" of what changed
    AHEAD = "ahead"  # it dates in the future
    SHORT = "short"  # its pages let little be read
    MENDED = "mended"  # its letters are not of the encoding that it declares


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a source usually does."""

    per_day: float | None = None  # items; None while unknown
    by_weekday: tuple[float, ...] = ()  # Monday first
    by_hour: tuple[float, ...] = ()  # of a day
    pages: int = 0  # read lately …
    long: int = 0  # … with a long text

    @property
    def whole(self) -> float | None:
        """The share of pages with a long text; None while they are few."""
        return self.long / self.pages if self.pages >= _ENOUGH else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is, for the table, the doctor and the certificate."""

    source_id: str
    outlet_id: str
    condition: Condition
    since: datetime | None = None  # it is so
    kind: str | None = None  # of the failure
    detail: str | None = None
    last_success_at: datetime | None = None
    last_item_at: datetime | None = None
    next_check_at: datetime | None = None
    failures: int = 0  # in a row
    moved_to: str | None = None
    signs: tuple[Sign, ...] = ()
    habits: Habits = Habits()

    @property
    def is_alarm(self) -> bool:
        """Whether a person should look at it."""
        return self.condition in _ALARMING or not _ALARMS.isdisjoint(self.signs)


_ALARMING: Final = (Condition.FAILING, Condition.SILENT, Condition.STALE)
_ALARMS: Final = frozenset({Sign.AWAY, Sign.DOUBLED, Sign.EMPTY})


def judge(
    source: Source,
    state: SourceState | None,
    *,
    silence: Silence | None,
    habits: Habits,
    now: datetime,
) -> Health:
    """How a source is at that moment, from its row, its silence and its habits."""
    if state is None:
        return Health(source_id=source.id, outlet_id=source.outlet_id, condition=Condition.UNREAD)
    condition, since = _condition(state, silence, now)
    return Health(
        source_id=source.id,
        outlet_id=source.outlet_id,
        condition=condition,
        since=since,
        kind=state.kind,
        detail=state.detail,
        last_success_at=state.last_success_at,
        last_item_at=state.last_item_at,
        next_check_at=state.next_check_at,
        failures=state.failures,
        moved_to=_moved_to(source, state),
        signs=tuple(_signs(source, state, habits, now)),
        habits=habits,
    )


def _condition(
    state: SourceState, silence: Silence | None, now: datetime
) -> tuple[Condition, datetime | None]:
    if state.failures:
        return Condition.FAILING, state.failing_since
    newest = _newest(state)
    if newest and now - newest > STALE:
        return Condition.STALE, newest
    if silence:
        return Condition.SILENT, state.last_item_at or silence.since
    return Condition.WELL, None


def _newest(state: SourceState) -> datetime | None:
    """When it last gave something; of what it gave at first, when that was published."""
    if state.last_item_at is None or state.last_item_at > state.first_check_at:
        return state.last_item_at
    return state.newest_at or state.last_item_at


def _is_settled(source: Source, state: SourceState) -> bool:
    return state.address is not None and state.address_of == source.address


def _moved_to(source: Source, state: SourceState) -> str | None:
    return state.moved_to or (state.address if _is_settled(source, state) else None)


def _signs(source: Source, state: SourceState, habits: Habits, now: datetime) -> Iterator[Sign]:
    if state.kind == "not_a_feed" and state.last_success_at:
        yield Sign.TURNED
    if state.moved_to:
        yield Sign.MOVED if same_site(source.address, state.moved_to) else Sign.AWAY
    elif _is_settled(source, state):
        yield Sign.SETTLED
    if state.doubled_at and now - state.doubled_at < _LATELY:
        yield Sign.DOUBLED
    if source.kind in _LISTS and state.full_at and state.last_success_at and not state.listed:
        yield Sign.EMPTY
    if state.lied_at and now - state.lied_at < _DISTRUSTED:
        yield Sign.LYING
    if state.ahead >= _SOME or (state.ahead and state.ahead >= _MANY * state.listed):
        yield Sign.AHEAD
    if habits.whole is not None and habits.whole < _SHORT and source.text == "page":
        yield Sign.SHORT
    if state.mended:
        yield Sign.MENDED
