"""What is counted in the archive, for `sintesis stats` and the weekly and monthly reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from monitor.archive import aggregates
from monitor.archive.counted import Ranks, Scope
from monitor.archive.database import reading
from monitor.archive.surveys import Survey, facts
from monitor.periods import AuthorCount, Count, Period, PeriodFacts, Total


class Tallies:
    """The questions whose answer is a count; each is one view of the archive."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def began(self) -> datetime | None:
        """When a source was first read."""
        with reading(self._engine) as db:
            return aggregates.began(db)

    def total(self, scope: Scope) -> Total:
        with reading(self._engine) as db:
            return aggregates.total(db, scope)

    def by_column(self, column: str, scope: Scope, *, ranks: Ranks) -> list[Count]:
        """By one of COLUMNS; the stance is how a note treats us."""
        with reading(self._engine) as db:
            return aggregates.by_column(db, column, scope, ranks=ranks)

    def by_author(self, scope: Scope) -> tuple[AuthorCount, ...]:
        with reading(self._engine) as db:
            return aggregates.by_author(db, scope)

    def by_day(self, scope: Scope, *, ranks: Ranks, zone: ZoneInfo) -> list[Count]:
        """By local day, in ISO 8601."""
        with reading(self._engine) as db:
            return aggregates.by_day(db, scope, ranks=ranks, zone=zone)

    def by_subject(self, scope: Scope) -> list[Count]:
        """A note that names two is counted for both, each with the stance towards it."""
        with reading(self._engine) as db:
            return aggregates.by_subject(db, scope)

    def by_stance(self, scope: Scope) -> list[Count]:
        """A note that treats two subjects in two ways is counted for both stances."""
        with reading(self._engine) as db:
            return aggregates.by_stance(db, scope)

    def by_place(self, scope: Scope, *, ranks: Ranks, ours: Iterable[str]) -> list[Count]:
        """Settlements and crossings of the municipality; a note counts for each that it names."""
        with reading(self._engine) as db:
            return aggregates.by_place(db, scope, ranks=ranks, ours=ours)

    def facts(self, period: Period, survey: Survey) -> PeriodFacts:
        """All that a report tells of a period and of the one before."""
        with reading(self._engine) as db:
            return facts(db, period, survey)
