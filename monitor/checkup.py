"""Asks the archive about every source and judges its health: for the table, doctor and digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from monitor.archive import Archive
from monitor.archive.records import Outage, SourceState
from monitor.config import Config, Source
from monitor.demands.terms import SATURDAY, Calendar, calendar
from monitor.health import Condition, Habits, Health, judge, silence
from monitor.health.silence import DAYS, Calm, Life, Rhythm, Window
from monitor.model import SourceReport

_NOTHING: Mapping[datetime, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of one source that was read."""

    state: SourceState
    life: Life
    rhythm: Rhythm


def examine(config: Config, archive: Archive, *, now: datetime) -> tuple[Health, ...]:
    """The health of every source of the file, in its order."""
    since = now - timedelta(days=DAYS)
    over = silence.window(
        until=now, zone=config.profile.zone, rests=partial(_rests, calendar(config))
    )
    known = _known(archive, over, config.sources, since=since)
    quiet = silence.calm(
        over, ((each.life, each.rhythm) for each in known.values() if not each.state.failures)
    )
    lengths = archive.vitals.lengths(since=since)
    return tuple(
        _judged(
            source,
            known.get(source.id),
            over=over,
            quiet=quiet,
            lengths=lengths.get(source.id, (0, 0)),
            now=now,
        )
        for source in config.sources.values()
    )


def _rests(kept: Calendar, day: date) -> bool:
    """A day of the week that the law or the office gives free."""
    return day.weekday() < SATURDAY and not kept.is_business(day)


def _known(
    archive: Archive, over: Window, sources: Mapping[str, Source], *, since: datetime
) -> dict[str, _Known]:
    pulses = archive.vitals.pulse(since=since)
    off = silence.nobody_looked(over, pulses.values())
    away: dict[str, list[Outage]] = {}
    for outage in archive.vitals.outages(since=since):
        away.setdefault(outage.source_id, []).append(outage)
    found = {}
    for source_id, state in archive.source_states().items():
        if source_id in sources:
            lived = silence.life(
                over,
                pulses.get(source_id, _NOTHING),
                since=state.first_check_at,
                until=state.last_success_at,
                away=[(each.began_at, each.ended_at) for each in away.get(source_id, ())],
                off=off,
            )
            found[source_id] = _Known(state=state, life=lived, rhythm=silence.rhythm(over, lived))
    return found


def _judged(
    source: Source,
    known: _Known | None,
    *,
    over: Window,
    quiet: Calm,
    lengths: tuple[int, int],
    now: datetime,
) -> Health:
    if known is None:
        return judge(source, None, silence=None, habits=Habits(), now=now)
    pages, long = lengths
    habits = replace(_habits(over, known.life, known.rhythm), pages=pages, long=long)
    silent = silence.silence(over, known.life, known.rhythm, quiet)
    return judge(source, known.state, silence=silent, habits=habits, now=now)


def _habits(over: Window, of: Life, usual: Rhythm) -> Habits:
    """The items of a usual day, of each day of the week and of each hour of the day."""
    known = [n for n in range(of.last + 1) if of.watched[n]]
    if usual.days < silence.LEARNED:
        return Habits()
    given, hours = Counter[int](), Counter[int]()
    for n in known:
        given[over.cells[n]] += of.seen[n]
        hours[over.cells[n]] += 1

    def mean(cells: Sequence[int]) -> float:
        watched = sum(hours[cell] for cell in cells)
        return sum(given[cell] for cell in cells) / watched if watched else 0.0

    return Habits(
        per_day=24 * mean(range(168)),
        by_weekday=tuple(24 * mean(range(day * 24, day * 24 + 24)) for day in range(7)),
        by_hour=tuple(mean(range(hour, 168, 24)) for hour in range(24)),
    )


def coverage(config: Config, archive: Archive, *, now: datetime) -> tuple[SourceReport, ...]:
    """What the certificate of an edition is made of, with the silences that were judged."""
    silent = {
        each.source_id: each.condition is Condition.SILENT
        for each in examine(config, archive, now=now)
        if each.habits.per_day is not None
    }
    reports = archive.coverage(config.sources.values(), now=now)
    return tuple(replace(each, silent=silent.get(each.source_id)) for each in reports)
