"""Whether what persons did is still as it was sealed, and the head of the chain that proves it.

The head is worth what it is kept apart: whoever holds one of an earlier day sees a chain that was
cut or made again since. A new way to find harm is a function here that gives a Flaw.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, Engine, func, select

from monitor.archive import sealing
from monitor.archive.database import reading, within
from monitor.archive.rows import AnyRow
from monitor.archive.schema import editions
from monitor.archive.schema_cases import demand_steps
from monitor.archive.schema_keeping import seals
from monitor.archive.sealing import COVERED, SEALED, Key

SHOWN: Final = 32  # hexadecimal digits of a chain that a head shows
PUBLISHED: Final = 30  # editions whose heads are compared
_BATCH: Final = 500
_HEAD: Final = re.compile(rf"([1-9][0-9]{{0,14}})-([0-9a-f]{{{SHOWN}}})")


class Harm(StrEnum):
    """What became of a row, or of the chain."""

    CHANGED = "changed"  # it says something else than what was sealed
    GONE = "gone"  # its seal is there, and it is not
    ADDED = "added"  # it has no seal
    SEAL_CHANGED = "seal_changed"  # the chain does not follow from what its seal says
    SEAL_GONE = "seal_gone"  # the number of a seal is missing
    COVERED = "covered"  # its seal lost its salt, and the chain does not say so
    CUT = "cut"  # a head that was published is not on the chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """The first harm found."""

    harm: Harm
    number: int  # of the seal; 0: the row has none
    of: str = ""  # the table
    row: int = 0
    at: datetime | None = None  # when it was done, as it was sealed
    folio: str | None = None  # of the demand, when it is a step of one
    head: str = ""  # that was published


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was looked at, and what is wrong with it."""

    head: str  # "" of a chain without seals
    seals: int  # that were looked at
    covered: int  # of them, those whose row was covered
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True)
class Seals:
    """What is asked of the chain."""

    _engine: Engine = field(repr=False)

    def head(self, *, before: datetime | None = None) -> str:
        """The number of the last seal and the beginning of its chain; "" without one.

        `before`: of what was done earlier, so that who asks again is told the same.
        """
        with reading(self._engine) as db:
            return _head(db, before=before)

    def verify(self, *, newest: int | None = None, heads: Sequence[str] = ()) -> Proof:
        """Look at every seal, or at the newest ones, and at what was published of the chain.

        `heads` are those that somebody kept apart; those of the last editions are compared too.
        """
        with reading(within(self._engine, seconds=None)) as db:
            first = _first(db, newest)
            walk = _Walk(db, after=first - 1)
            flaw = next(walk.flaws(), None) or _added(db, since=first)
            flaw = flaw or _cut(db, [*heads, *_published(db)])
            return Proof(head=_head(db), seals=walk.seals, covered=walk.covered, flaw=flaw)


def is_head(written: str) -> bool:
    return _HEAD.fullmatch(written) is not None


def _head(db: Connection, *, before: datetime | None = None) -> str:
    query = select(seals.c.number, seals.c.chain).order_by(seals.c.number.desc()).limit(1)
    if before is not None:
        query = query.where(seals.c.at < before)
    row = db.execute(query).one_or_none()
    return f"{row.number}-{row.chain[:SHOWN]}" if row else ""


def _first(db: Connection, newest: int | None) -> int:
    last: int = db.scalar(select(func.max(seals.c.number))) or 0
    return 1 if newest is None else max(1, last - newest + 1)


@dataclass(slots=True)
class _Walk:
    """Along the chain, from the seal after one."""

    db: Connection
    after: int
    seals: int = 0
    covered: int = 0

    def flaws(self) -> Iterator[Flaw]:
        number = self.after
        before = self.db.scalar(select(seals.c.chain).where(seals.c.number == number)) or ""
        while rows := self._next(number):
            told = _said(self.db, rows)
            witnessed = _witnessed(self.db, rows)
            for row in rows:
                yield from _flaws(row, number, before, told, witnessed)
                number, before = row.number, row.chain
                self.seals += 1
                self.covered += row.salt is None

    def _next(self, number: int) -> Sequence[AnyRow]:
        query = select(seals).where(seals.c.number > number).order_by(seals.c.number)
        return self.db.execute(query.limit(_BATCH)).all()


def _flaws(
    row: AnyRow, last: int, before: str, told: dict[Key, bytes], witnessed: set[int]
) -> Iterator[Flaw]:
    key: Key = (row.of, row.row)
    if row.number != last + 1:
        yield Flaw(harm=Harm.SEAL_GONE, number=last + 1)
    if sealing.chain(before, row.number, key, row.at, row.digest) != row.chain:
        yield _flaw(Harm.SEAL_CHANGED, row)
    if key not in told:
        yield _flaw(Harm.GONE, row)
    elif row.salt is None or row.covered_at is not None:
        if row.number not in witnessed:
            yield _flaw(Harm.COVERED, row, told[key])
    elif sealing.digest(row.salt, told[key]) != row.digest:
        yield _flaw(Harm.CHANGED, row, told[key])


def _flaw(harm: Harm, row: AnyRow, said: bytes = b"{}") -> Flaw:
    folio = json.loads(said).get("folio")
    return Flaw(harm=harm, number=row.number, of=row.of, row=row.row, at=row.at, folio=folio)


def _said(db: Connection, rows: Iterable[AnyRow]) -> dict[Key, bytes]:
    """What the row of each seal says now; of a covering, the row that it is of."""
    keys = [(row.of, row.row) for row in rows]
    plain = sealing.said(db, [key for key in keys if key[0] in SEALED])
    coverings = sealing.covered(db, [key for key in keys if key[0] == COVERED])
    return {key: said for key, (_, said) in (plain | coverings).items()}


def _witnessed(db: Connection, rows: Iterable[AnyRow]) -> set[int]:
    """The seals whose covering is sealed as well."""
    bare = [row.number for row in rows if row.salt is None or row.covered_at is not None]
    query = select(seals.c.row).where(seals.c.of == COVERED, seals.c.row.in_(bare))
    return set(db.scalars(query)) if bare else set()


def _added(db: Connection, *, since: int) -> Flaw | None:
    """The first row that somebody wrote by hand."""
    for of, its in SEALED.items():
        lowest = select(func.min(seals.c.row)).where(seals.c.of == of, seals.c.number >= since)
        start = 0 if since == 1 else db.scalar(lowest)
        if start is None:
            continue
        for row in sealing.without_seal(db, its, since=start):
            ((at, said),) = sealing.said(db, [(of, row)]).values()
            folio = json.loads(said).get("folio") if its.table is demand_steps else None
            return Flaw(harm=Harm.ADDED, number=0, of=of, row=row, at=at, folio=folio)
    return None


# what was published


def _published(db: Connection) -> Iterator[str]:
    """The heads that the last editions told."""
    told = editions.c.data.is_not(None)
    query = select(editions.c.data).where(told).order_by(editions.c.closed_at.desc())
    for data in db.scalars(query.limit(PUBLISHED)):
        if head := json.loads(data).get("seal"):
            yield head


def _cut(db: Connection, heads: Iterable[str]) -> Flaw | None:
    for head in heads:
        found = _HEAD.fullmatch(head)
        if found is None:
            return Flaw(harm=Harm.CUT, number=0, head=head)
        number, shown = int(found[1]), found[2]
        chain = db.scalar(select(seals.c.chain).where(seals.c.number == number)) or ""
        if not chain.startswith(shown):
            return Flaw(harm=Harm.CUT, number=number, head=head)
    return None
