"""Drafts: editions that wait for their visto bueno, what was changed in them, and what they hold.

A draft is an open daily edition. Once a later one has opened, whatever the earlier one had is the
later one's, with its edits, unless somebody approved it: what was approved leaves as it was.
Each method is one transaction; the row of the edition is its lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Engine, and_, select, tuple_, update

from monitor.archive import analyses, corrections, editions, sealing
from monitor.archive.amending import Correction
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert, reading, writing
from monitor.archive.records import DraftState
from monitor.archive.rows import AnyRow, Record
from monitor.archive.schema import approved, clippings, edits, revisions
from monitor.archive.schema import editions as rows
from monitor.edits import Edit, EditAction
from monitor.errors import DraftError
from monitor.model import EditionKind, Entry

_DAILY: ColumnElement[bool] = rows.c.kind == EditionKind.DAILY.value


@dataclass(frozen=True, slots=True)
class Drafts:
    """What is asked of drafts, and told them."""

    _engine: Engine = field(repr=False)

    def open(self, edition_id: str, *, day: date, hour: str, now: datetime) -> None:
        """Open it, once; what an earlier draft had that nobody approved is its own now."""
        with writing(self._engine) as db:
            _open(db, edition_id, day=day, hour=hour, now=now)

    def waiting(self) -> list[DraftState]:
        """Those that somebody may look at or that will leave, the first hour first."""
        with reading(self._engine) as db:
            return _waiting(db)

    def state(self, edition_id: str) -> DraftState | None:
        with reading(self._engine) as db:
            row = db.execute(select(rows).where(rows.c.id == edition_id)).one_or_none()
            return _state(db, row) if row else None

    def edits(self, edition_id: str) -> tuple[Edit, ...]:
        """In the order in which they were made."""
        with reading(self._engine) as db:
            return _edits(db, edition_id)

    def held(self, edition_id: str) -> tuple[Entry, ...]:
        """What an approved edition tells: as it was then, less what another told meanwhile."""
        with reading(self._engine) as db:
            return _held(db, edition_id)

    def edit(
        self,
        edition_id: str,
        action: EditAction,
        *,
        story_id: str,
        before: str,
        after: str,
        by: str,
        now: datetime,
        made: Sequence[Correction] = (),
    ) -> int:
        """Record a change, with the corrections that it makes; its number.

        Raises:
            DraftError: the edition is not one that can still be changed.
            CorrectionError: a piece does not admit its correction; nothing is changed.
        """
        with writing(self._engine) as db:
            _take(db, edition_id)
            for each in made:
                corrections.correct(db, each, now=now)
            row = {
                "edition_id": edition_id,
                "action": action.value,
                "story_id": story_id,
                "before": before,
                "after": after,
                "made_by": by,
                "made_at": now,
            }
            number: int = db.execute(
                edits.insert().values(row).returning(edits.c.number)
            ).scalar_one()
            sealing.note(db, edits, [number])
            return number

    def approve(self, edition_id: str, *, by: str, now: datetime, since: datetime) -> int:
        """Freeze what it would tell now; how many pieces that is.

        Raises:
            DraftError: it is told, approved, or of an earlier hour than an open one.
        """
        with writing(self._engine) as db:
            _take(db, edition_id)
            pieces = _freeze(db, edition_id, now=now, since=since)
            its = rows.c.id == edition_id
            db.execute(update(rows).where(its).values(approved_at=now, approved_by=by))
            return pieces


def _open(db: Connection, edition_id: str, *, day: date, hour: str, now: datetime) -> None:
    row = {"id": edition_id, "day": day, "hour": hour, "opened_at": now}
    new = insert(db, rows).values(row).on_conflict_do_nothing().returning(rows.c.id)
    if db.scalar(new) is None:
        return
    earlier = tuple_(rows.c.day, rows.c.hour) < tuple_(day, hour)
    order = (rows.c.day.desc(), rows.c.hour.desc())
    last = db.scalar(select(rows.c.id).where(_DAILY, earlier).order_by(*order).limit(1))
    # Held, so that nobody changes or approves it while its edits are copied.
    unapproved = (rows.c.closed_at.is_(None), rows.c.approved_at.is_(None))
    query = select(rows.c.id).where(rows.c.id == last, *unapproved).with_for_update()
    if left := db.scalar(query):
        _copy_edits(db, left, edition_id)


def _copy_edits(db: Connection, of: str, to: str) -> None:
    """The new numbers follow the old ones, also where one edit names another."""
    number: dict[str, str] = {}
    for each in _edits(db, of):
        undone = each.action is EditAction.UNDO
        row: Record = {
            "edition_id": to,
            "action": each.action.value,
            "story_id": each.story_id,
            "before": number.get(each.before, each.before) if undone else each.before,
            "after": each.after,
            "made_by": each.made_by,
            "made_at": each.made_at,
        }
        copied = db.execute(edits.insert().values(row).returning(edits.c.number)).scalar_one()
        sealing.note(db, edits, [copied])
        number[str(each.number)] = str(copied)


def _waiting(db: Connection) -> list[DraftState]:
    order = (rows.c.day, rows.c.hour)
    unclosed = select(rows).where(_DAILY, rows.c.closed_at.is_(None)).order_by(*order)
    found = (_state(db, row) for row in db.execute(unclosed).all())
    return [each for each in found if each.approved_at or not each.followed_by]


def _state(db: Connection, row: AnyRow) -> DraftState:
    return DraftState(
        edition_id=row.id,
        day=row.day,
        hour=row.hour,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
        followed_by=_followed_by(db, row),
    )


def _followed_by(db: Connection, row: AnyRow) -> str | None:
    later = tuple_(rows.c.day, rows.c.hour) > tuple_(row.day, row.hour)
    order = (rows.c.day, rows.c.hour)
    found: str | None = db.scalar(select(rows.c.id).where(_DAILY, later).order_by(*order).limit(1))
    return found


def _take(db: Connection, edition_id: str) -> None:
    """Hold a draft until the transaction ends, or say why it can no longer be changed."""
    query = select(rows).where(rows.c.id == edition_id, _DAILY).with_for_update()
    row = db.execute(query).one_or_none()
    if row is None:
        raise DraftError(f"no hay un borrador {edition_id}; véalos con: sintesis digest draft")
    state = _state(db, row)
    if state.closed_at:
        raise DraftError(f"la edición {edition_id} ya salió: lo que salió no cambia")
    if state.approved_at:
        raise DraftError(
            f"la edición {edition_id} ya tiene el visto bueno de {state.approved_by}: ya no cambia"
        )
    if state.followed_by:
        raise DraftError(
            f"la edición {edition_id} se quedó sin visto bueno: lo suyo y sus cambios pasaron a la "
            f"edición {state.followed_by}"
        )


def _freeze(db: Connection, edition_id: str, *, now: datetime, since: datetime) -> int:
    columns = (clippings.c.id, clippings.c.revision, clippings.c.story_id)
    ready = select(*columns).join_from(clippings, revisions, LATEST)
    pieces = [
        {
            "edition_id": edition_id,
            "clipping_id": row.id,
            "revision": row.revision,
            "story_id": row.story_id,
        }
        for row in db.execute(ready.where(*editions.untold(now=now, since=since)))
    ]
    if pieces:
        db.execute(approved.insert(), pieces)
    return len(pieces)


def _held(db: Connection, edition_id: str) -> tuple[Entry, ...]:
    query = (
        select(revisions, approved.c.story_id, clippings.c.told_revision, clippings.c.withdrawn_at)
        .join(
            approved,
            and_(
                approved.c.clipping_id == revisions.c.clipping_id,
                approved.c.revision == revisions.c.revision,
            ),
        )
        .join(clippings, clippings.c.id == revisions.c.clipping_id)
        .where(approved.c.edition_id == edition_id, clippings.c.told_revision < approved.c.revision)
        .order_by(revisions.c.published_at, revisions.c.clipping_id)
    )
    found = db.execute(query).all()
    read = analyses.at(db, {row.clipping_id: row.revision for row in found})
    # One whose analysis is gone could not be told as it was read.
    return editions.entries(db, [row for row in found if row.clipping_id in read], read)


def _edits(db: Connection, edition_id: str) -> tuple[Edit, ...]:
    query = select(edits).where(edits.c.edition_id == edition_id).order_by(edits.c.number)
    return tuple(_edit(row) for row in db.execute(query))


def _edit(row: AnyRow) -> Edit:
    return Edit(
        number=row.number,
        edition_id=row.edition_id,
        action=EditAction(row.action),
        story_id=row.story_id,
        before=row.before,
        after=row.after,
        made_by=row.made_by,
        made_at=row.made_at,
    )
