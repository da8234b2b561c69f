"""Citizen demands in the archive: what is asked of them, and the only ways to change one.

`now` is given in the office's zone: the year of a folio and the day of an answer are its.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine, Select, insert, select

from monitor.archive import case_asked, case_changes, sealing
from monitor.archive import case_book as book
from monitor.archive.case_desk import Desk
from monitor.archive.case_news import NewsOfCases
from monitor.archive.case_rows import access_of, heard_of
from monitor.archive.case_survey import survey
from monitor.archive.database import reading, within, writing
from monitor.archive.erasing import Eraser
from monitor.archive.letters import Letters
from monitor.archive.pushed import Pushes
from monitor.archive.replied import Replies
from monitor.archive.schema_cases import (
    IN_REVIEW,
    REHEARD,
    TO_TURN,
    WAITS_TO_BE_HEARD,
    demand_accesses,
    demands,
    heard,
)
from monitor.archive.seals import Seals
from monitor.casework import Access, Asked, CaseSurvey, Change, Demand, Heard, Step
from monitor.labels import DemandState, StepAction
from monitor.model import Mail


@dataclass(frozen=True, slots=True)
class Cases:
    """What is asked of demands, and told them; each method is one transaction."""

    _engine: Engine = field(repr=False)

    def within(self, *, seconds: float) -> Cases:
        """The same, where no question may take longer: for whoever asks from outside."""
        return Cases(within(self._engine, seconds=seconds))

    # what is heard

    def waiting(self, *, limit: int = 200) -> list[Heard]:
        """What nobody looked at yet, the first published first."""
        with reading(self._engine) as db:
            return Desk(db).waiting(limit=limit)

    def waits(self) -> bool:
        with reading(self._engine) as db:
            return db.scalar(select(heard.c.id).where(WAITS_TO_BE_HEARD).limit(1)) is not None

    def in_review(self, *, limit: int = 200) -> list[Heard]:
        """What a person must decide, the first published first."""
        order = (heard.c.published_at, heard.c.id)
        query = select(heard).where(IN_REVIEW).order_by(*order).limit(limit)
        with reading(self._engine) as db:
            return [heard_of(row) for row in db.execute(query)]

    def heard(self, heard_id: str) -> Heard | None:
        with reading(self._engine) as db:
            row = db.execute(select(heard).where(heard.c.id == heard_id)).one_or_none()
            return heard_of(row) if row else None

    @contextmanager
    def hearing(self) -> Iterator[Desk]:
        """One transaction of hearing, in which nobody else hears, splits or merges."""
        with writing(self._engine) as db:
            book.alone(db)
            yield Desk(db)

    # demands

    def demand(self, folio: str) -> Demand | None:
        """With its texts; also one that was merged into another."""
        found = self.find(Asked(folios=(folio,)), limit=1)
        return found[0] if found else None

    def find(self, asked: Asked, *, limit: int = 50, offset: int = 0) -> list[Demand]:
        """The newest received first, with their texts."""
        with reading(self._engine) as db:
            return case_asked.find(db, asked, limit=limit, offset=offset)

    def count(self, asked: Asked) -> int:
        with reading(self._engine) as db:
            return case_asked.count(db, asked)

    def steps(self, folio: str) -> list[Step]:
        """Its history, the first first."""
        with reading(self._engine) as db:
            return book.history(db, folio)

    def last_steps(
        self, folios: Sequence[str], actions: Sequence[StepAction]
    ) -> dict[tuple[str, StepAction], datetime]:
        """When each of these was last done to each of these demands."""
        with reading(self._engine) as db:
            return book.last_steps(db, folios, actions)

    def to_turn(self, *, limit: int = 500) -> list[str]:
        """The folios that have no office yet and that nothing holds, the first received first."""
        query = select(demands.c.folio).where(TO_TURN)
        return self._folios(query.order_by(demands.c.received_at, demands.c.folio).limit(limit))

    def reheard(self, *, limit: int = 500) -> list[str]:
        """The answered ones that a text published after the answer says again."""
        query = select(demands.c.folio).where(REHEARD)
        return self._folios(query.order_by(demands.c.reheard_at, demands.c.folio).limit(limit))

    def due_to_follow(self, *, until: date, limit: int = 5000) -> list[Demand]:
        """The open ones of an office whose term ends until that day, the most overdue first."""
        with reading(self._engine) as db:
            return case_asked.due(db, until=until, limit=limit)

    def answered(
        self, states: Sequence[DemandState], *, before: datetime, limit: int = 1000
    ) -> list[str]:
        """Those in these states that were answered before then, the longest ago first."""
        query = select(demands.c.folio).where(
            demands.c.state.in_([state.value for state in states]), demands.c.attended_at < before
        )
        return self._folios(query.order_by(demands.c.attended_at, demands.c.folio).limit(limit))

    def change(self, change: Change, *, mails: Sequence[Mail] = (), now: datetime) -> Step:
        """Keep a step, what it changes and its messages, or nothing; `CaseError` says why not."""
        with writing(self._engine) as db:
            return case_changes.change(db, change, mails=mails, now=now)

    def split(self, heard_id: str, *, by: str, now: datetime) -> str:
        """Take a text out of its demand into one of its own, for ever; the new folio."""
        with writing(self._engine) as db:
            return case_changes.split(db, heard_id, by=by, now=now)

    def merge(self, folios: Sequence[str], *, by: str, now: datetime) -> str:
        """Make several demands one: the first that is open, else the first; its folio."""
        with writing(self._engine) as db:
            return case_changes.merge(db, folios, by=by, now=now)

    def _folios(self, query: Select[tuple[str]]) -> list[str]:
        with reading(self._engine) as db:
            return list(db.scalars(query))

    @property
    def letters(self) -> Letters:
        """The letters about demands, in the outbox."""
        return Letters(self._engine)

    @property
    def pushes(self) -> Pushes:
        """What a receiving system was told, and what it answered."""
        return Pushes(self._engine)

    @property
    def replies(self) -> Replies:
        """What offices answered by mail."""
        return Replies(self._engine)

    @property
    def eraser(self) -> Eraser:
        """What of persons is due to be forgotten, and how it is."""
        return Eraser(self._engine)

    @property
    def seals(self) -> Seals:
        """Whether what persons did is as they left it."""
        return Seals(self._engine)

    # figures and trails

    @property
    def news(self) -> NewsOfCases:
        """What an edition tells of them."""
        return NewsOfCases(self._engine)

    def survey(self, *, since: datetime, until: datetime, today: date) -> CaseSurvey:
        """How the demands received in these days were attended; `until` not included."""
        with reading(self._engine) as db:
            return survey(db, since=since, until=until, today=today)

    def accessed(self, access: Access) -> None:
        """Remember who opened or exported what."""
        row = {
            "at": access.at,
            "by": access.by,
            "what": access.what,
            "folio": access.folio,
            "count": access.count,
        }
        with writing(self._engine) as db:
            written = insert(demand_accesses).values(row).returning(demand_accesses.c.number)
            sealing.note(db, demand_accesses, [db.execute(written).scalar_one()])

    def accesses(self, folio: str) -> list[Access]:
        """Who opened a demand, the first first; lists of many are not of one."""
        its = demand_accesses.c.folio == folio
        columns = (demand_accesses, demand_accesses.c.count.label("times"))
        query = select(*columns).where(its).order_by(demand_accesses.c.number)
        with reading(self._engine) as db:
            return [access_of(row) for row in db.execute(query)]
