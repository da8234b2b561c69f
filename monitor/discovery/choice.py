"""Which of the candidates that answer deserve to be sources, and which say what another says; pure.

The best first; another joins it only when it brings notes that it lacks in the time that both
cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from urllib.parse import urlsplit

from monitor.discovery.front import Found
from monitor.discovery.trial import Trial, moment_of
from monitor.folding import fold
from monitor.model import Item

NEARLY = 0.8  # of the notes of the shorter one: both say the same
WORTH = 0.2  # of what it shows: another source brings that much of its own
FEWEST = 3
_KINDS = {"feed": 3, "sitemap": 2, "wordpress": 2, "page": 0}
_SURE = {Found.GIVEN: 2, Found.ANNOUNCED: 1}
_HOURLY = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A source that says what a better one says."""

    trial: Trial
    of: Trial
    shared: int
    shown: int  # notes of the repeat in the time that both cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The candidates of a site, judged."""

    ranked: tuple[Trial, ...] = ()  # those that work, the best first
    chosen: tuple[Trial, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    failed: tuple[Trial, ...] = ()


def judged(trials: Sequence[Trial], *, now: datetime) -> Choice:
    working = sorted((each for each in trials if each.works), key=lambda each: _worth(each, now))
    repeats = _repeats(working)
    repeated = {repeat.trial.candidate.url for repeat in repeats}
    own = [each for each in working if each.candidate.url not in repeated]
    return Choice(
        ranked=tuple(working),
        chosen=tuple(_chosen(own, now)),
        repeats=tuple(repeats),
        failed=tuple(each for each in trials if not each.works),
    )


def _worth(trial: Trial, now: datetime) -> tuple[float, ...]:
    """Smallest first: alive, a feed, of the whole site, with its text, with its dates, short."""
    # Sections publish less than the whole; twice as much is another matter than a bit more.
    rate = round(log2(trial.daily)) if trial.daily else 0
    return (
        trial.is_stale(now),
        -_KINDS.get(trial.candidate.kind, 1),
        -rate,
        -_SURE.get(trial.candidate.found, 0),
        -round(trial.long / len(trial.items), 1),
        -len(trial.moments),
        len(urlsplit(trial.url).path),
    )


def _repeats(ranked: Sequence[Trial]) -> list[Repeat]:
    found: list[Repeat] = []
    kept: list[Trial] = []
    for trial in ranked:
        repeat = next((each for other in kept if (each := _repeat(trial, other))), None)
        if repeat:
            found.append(repeat)
        else:
            kept.append(trial)
    return found


def _repeat(trial: Trial, other: Trial) -> Repeat | None:
    shared, shown = overlap(trial, other)
    if not shown or shared < NEARLY * shown:
        return None
    return Repeat(trial=trial, of=other, shared=shared, shown=shown)


def overlap(trial: Trial, other: Trial) -> tuple[int, int]:
    """How many notes of a source another has, and of how many: in the time that both cover.

    A page lists no dates: all of its notes count, against all of the other's.
    """
    since = max(filter(None, (trial.oldest, other.oldest)), default=None)
    until = min(filter(None, (trial.newest, other.newest)), default=None)
    dated = trial.oldest is not None and other.oldest is not None
    within = [each for each in trial.items if not dated or _is_between(each, since, until)]
    theirs = {name for each in other.items for name in _names(each)}
    shared = sum(any(name in theirs for name in _names(each)) for each in within)
    return shared, len(within)


def _is_between(item: Item, since: datetime | None, until: datetime | None) -> bool:
    moment = moment_of(item)
    return bool(moment and since and until and since <= moment <= until)


def _names(item: Item) -> tuple[str, ...]:
    """By what two sources may tell that they announce one note."""
    return tuple(filter(None, (item.url, fold(item.title).strip())))


def _chosen(own: Sequence[Trial], now: datetime) -> list[Trial]:
    """The best, and whatever brings enough that those before it lack; the dead only if alone."""
    chosen: list[Trial] = []
    for trial in own:
        if not chosen or (not trial.is_stale(now) and _brings(trial, chosen)):
            chosen.append(trial)
    return chosen


def _brings(trial: Trial, chosen: Sequence[Trial]) -> bool:
    """New notes in the time that the chosen cover; what is older they had said before."""
    if trial.candidate.kind == "page":
        return False  # undated: what it adds cannot be told from what is old
    since = min((each.oldest for each in chosen if each.oldest), default=None)
    known = {name for each in chosen for item in each.items for name in _names(item)}
    recent = [item for item in trial.items if _is_since(item, since)]
    fresh = [item for item in recent if not any(name in known for name in _names(item))]
    return len(fresh) >= max(FEWEST, WORTH * len(recent))


def _is_since(item: Item, since: datetime | None) -> bool:
    moment = moment_of(item)
    return bool(moment and since and moment >= since)


def pace(trial: Trial) -> timedelta:
    """How often it deserves a visit, by what it publishes."""
    if trial.daily >= _HOURLY:
        return timedelta(minutes=15)
    return timedelta(minutes=30) if trial.daily >= 3 or not trial.moments else timedelta(hours=1)
