"""What hearing asks the archive and tells it, in one transaction that nobody else hears in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

from sqlalchemy import (
    CTE,
    Connection,
    Select,
    column,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
    update,
    values,
)

from monitor.archive import case_book as book
from monitor.archive.case_rows import address_row, heard_of, petition_row
from monitor.archive.columns import Words
from monitor.archive.schema_cases import WAITS_TO_BE_HEARD, demand_traits, demands, heard
from monitor.casework import Demand, Heard, Step
from monitor.errors import CaseError
from monitor.labels import DemandState, HeardState, StepAction
from monitor.likeness import keys, sought
from monitor.model import Petition

OURSELVES: Final = "sintesis"  # who does what nobody in particular did
SAME_KEY: Final = 300  # demands of one key that are looked at, the newest folios first
MOST_KEYS: Final = 120  # of one text that are looked at: its own category, and its place, first
NEAREST: Final = 60  # candidates of one text, those that share most keys first
_DECIDED: Final = (HeardState.JOINED.value, HeardState.REJECTED.value)


@dataclass(frozen=True, slots=True)
class Desk:
    """The demands that a text may join, and what becomes of it."""

    db: Connection

    def waiting(self, *, limit: int) -> list[Heard]:
        """What nobody looked at yet, the first published first."""
        order = (heard.c.published_at, heard.c.id)
        query = select(heard).where(WAITS_TO_BE_HEARD).order_by(*order).limit(limit)
        return [heard_of(row) for row in self.db.execute(query)]

    def undecided(self, heard_id: str) -> Heard:
        """What waits for a person, or for anybody; `CaseError` when it was decided already."""
        row = book.heard_row_of(self.db, heard_id)
        if row.state in _DECIDED:
            raise CaseError("esa petición ya se decidió: vuelva a ver la lista de pendientes")
        return heard_of(row)

    def candidates(
        self, new: Heard, *, since: datetime, categories: Iterable[str] = ()
    ) -> list[Demand]:
        """Those heard or answered since, of its category (or these), that share a key of its place.

        Those that it was taken out of are not among them.
        """
        its = list(dict.fromkeys([new.petition.category, *categories]))
        same_text = select(heard.c.folio.label("folio")).where(
            heard.c.clipping_id == new.clipping_id, heard.c.category.in_(its), heard.c.folio != ""
        )
        shared = [_of_key(category, key) for category, key in self._known(its, new)[:MOST_KEYS]]
        hits = union_all(same_text, *shared).subquery()
        shared_keys = func.count().label("shared")
        nearest = select(hits.c.folio, shared_keys).group_by(hits.c.folio).subquery()
        query = (
            select(demands)
            .join(nearest, nearest.c.folio == demands.c.folio)
            .where(
                demands.c.folio.not_in(self._left(new)),
                or_(demands.c.closed_at.is_(None), demands.c.attended_at.is_not(None)),
                demands.c.merged_into.is_(None),
                or_(demands.c.last_heard_at >= since, demands.c.attended_at >= since),
            )
            .order_by(nearest.c.shared.desc(), demands.c.last_heard_at.desc(), demands.c.folio)
            .limit(NEAREST)
        )
        return book.with_sources(self.db, self.db.execute(query).all())

    def _known(self, categories: Sequence[str], new: Heard) -> list[tuple[str, str]]:
        """Of the keys that it might share, those that some demand of these categories has."""
        found = sought(new.petition.address, new.quote)
        asked = _listed("asked", "place", found)
        among = _listed("among", "category", categories)
        traits = demand_traits.alias().c
        here = exists().where(traits.category == among.c.category, traits.place == asked.c.place)
        known = {
            (row.category, row.place)
            for row in self.db.execute(
                select(among.c.category, asked.c.place).join(asked, true()).where(here)
            )
        }
        return [each for each in product(categories, found) if each in known]

    def _left(self, new: Heard) -> Sequence[str]:
        """The demands that a person took this text out of."""
        query = select(heard.c.kept_apart).where(
            heard.c.clipping_id == new.clipping_id, heard.c.kept_apart != ""
        )
        return list(self.db.scalars(query))

    def receive(self, new: Heard, *, by: str = OURSELVES, note: str = "", now: datetime) -> str:
        """Open a demand of its own; its folio, of the year of `now` in its zone."""
        return book.open_demand(self.db, new, by=by, note=note, now=now)

    def join(self, new: Heard, folio: str, *, by: str = OURSELVES, now: datetime) -> None:
        """Make it a source of a demand. One published after its answer asks for it again."""
        row = book.locked(self.db, folio)
        demand = book.with_sources(self.db, [row])[0]
        book.put_source(self.db, new, folio, by=by, now=now)
        book.put_traits(self.db, folio, [(row.category, key) for key in _keys(new)])
        news = {
            "heard_at": min(row.heard_at, new.published_at),
            "last_heard_at": max(row.last_heard_at, new.published_at),
            "changed_at": now,
        }
        if _asks_again(demand, new):
            news["reheard_at"] = max(row.reheard_at or new.published_at, new.published_at)
        if not demand.address.is_located and new.petition.address.is_located:
            news |= address_row(new.petition.address)
        self.db.execute(update(demands).where(demands.c.folio == folio).values(news))
        step = Step(folio=folio, at=now, by=by, action=StepAction.HEARD, evidence=new.url or "")
        book.write(self.db, step, before=demand.state, after=demand.state)

    def review(self, new: Heard) -> None:
        """Leave it to a person."""
        self._becomes(new, HeardState.REVIEW)

    def reject(self, new: Heard, *, by: str, now: datetime) -> None:
        """It is no demand, or none that can still be turned."""
        self._becomes(new, HeardState.REJECTED, by=by, now=now)

    def amend(self, new: Heard, petition: Petition) -> None:
        """Put right what it says, before it is received."""
        its = heard.c.id == new.id
        self.db.execute(update(heard).where(its).values(petition_row(petition)))

    def _becomes(
        self, new: Heard, state: HeardState, *, by: str | None = None, now: datetime | None = None
    ) -> None:
        news = {"state": state.value, "decided_by": by, "decided_at": now}
        self.db.execute(update(heard).where(heard.c.id == new.id).values(news))


def _listed(name: str, of: str, what: Iterable[str]) -> CTE:
    return values(column(of, Words), name=name).data([(each,) for each in what]).cte()


def _of_key(category: str, key: str) -> Select[tuple[str]]:
    """The newest demands of one key of the index: some keys have thousands."""
    traits = demand_traits.alias().c
    found = (
        select(traits.folio)
        .where(traits.category == category, traits.place == key)
        .order_by(traits.folio.desc())
        .limit(SAME_KEY)
        .subquery()
    )
    return select(found.c.folio)


def _keys(source: Heard) -> tuple[str, ...]:
    return keys(source.petition.address, source.quote)


def _asks_again(demand: Demand, new: Heard) -> bool:
    if demand.state not in (DemandState.ATTENDED, DemandState.CLOSED):
        return False
    return demand.attended_at is not None and new.published_at > demand.attended_at
