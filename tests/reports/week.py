"""A week of the invented press, as the archive counts it, and the report made of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from monitor.model import Stance
from monitor.periods import (
    AuthorCount,
    Count,
    PeriodCounts,
    PeriodFacts,
    PieceCount,
    StoryCount,
    week_of,
)
from reports.periodic import building
from reports.periodic.model import Report
from tests.reports import press

WEEK = week_of(press.DAY).before
STANCES = (Stance.POSITIVE, Stance.NEUTRAL, Stance.NEGATIVE)


def _pieces(first: date, most: int) -> tuple[PieceCount, ...]:
    return tuple(
        PieceCount(
            day=first + timedelta(days=day),
            outlet_id=outlet.id,
            kind=press.PieceKind.NOTE,
            theme=("agua", "obras", "seguridad")[(day + at) % 3],
            stance=STANCES[(day * at) % 3],
            notes=1 + (day + at) % most,
        )
        for day in range(7)
        for at, outlet in enumerate(press.OUTLETS[:8])
    )


def _counts(first: date, most: int) -> PeriodCounts:
    pieces = _pieces(first, most)
    total = sum(each.notes for each in pieces)
    subjects = tuple(
        Count(key=subject.id, stance=stance, notes=1 + total // (4 + at))
        for at, subject in enumerate(press.SUBJECTS)
        for stance in STANCES
    )
    return PeriodCounts(stories=total // 3, against=total // 5, pieces=pieces, subjects=subjects)


def _told() -> tuple[StoryCount, ...]:
    entries = press.sample_edition().entries
    impacts = Counter(each.story_id for each in entries)
    return tuple(
        StoryCount(
            story_id=story,
            impacts=number,
            negative=number if story == "agua" else 0,
            outlets=tuple(e.clipping.outlet_id for e in entries if e.story_id == story),
        )
        for story, number in impacts.most_common(6)
    )


def facts() -> PeriodFacts:
    told = _told()
    first = {each.story_id: each for each in reversed(press.sample_edition().entries)}
    return PeriodFacts(
        period=WEEK,
        began=press.OPENED - timedelta(days=60),
        now=_counts(WEEK.first, 4),
        before=_counts(WEEK.before.first, 3),
        authors=(
            AuthorCount(author="Lucía Peñaloza", outlet_id="mirador", notes=9),
            AuthorCount(author="Evaristo Luna", outlet_id="tolvanera", notes=5),
        ),
        places=(Count(key="El Capulín", stance=Stance.NEGATIVE, notes=4),),
        most_told=told,
        most_negative=tuple(each for each in told if each.negative),
        entries=tuple(first[each.story_id] for each in told),
        coverage=press.COVERAGE,
    )


def report() -> Report:
    return building.build(facts(), press.config(), made_at=press.OPENED)
