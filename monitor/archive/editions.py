"""Editions: what no digest has told yet, and each digest as it was told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, select, update

from monitor.archive import analyses
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert
from monitor.archive.outbox import put
from monitor.archive.records import EditionCount, StoredDigest
from monitor.archive.rows import AnyRow, chunks, clipping_of
from monitor.archive.schema import (
    TELLS,
    UNREPORTED,
    approved,
    clippings,
    editions,
    edits,
    revisions,
    told,
)
from monitor.errors import ArchiveError
from monitor.model import Analysis, Clipping, Edition, EditionKind, Entry, Mail


def open_edition(
    db: Connection,
    edition_id: str,
    *,
    day: date,
    hour: str,
    now: datetime,
    kind: EditionKind = EditionKind.DAILY,
) -> datetime | None:
    """When that edition was first asked for; None once its digest is told."""
    row = {"id": edition_id, "day": day, "hour": hour, "opened_at": now, "kind": kind.value}
    db.execute(insert(db, editions).on_conflict_do_nothing(), row)
    columns = (editions.c.opened_at, editions.c.closed_at)
    opened_at, closed_at = db.execute(select(*columns).where(editions.c.id == edition_id)).one()
    return None if closed_at else opened_at


def unreported(db: Connection, *, now: datetime, since: datetime) -> tuple[Entry, ...]:
    """What was read, names somebody, is in a story, and no digest told as it now stands."""
    query = (
        select(revisions, clippings.c.story_id, clippings.c.told_revision, clippings.c.withdrawn_at)
        .join(clippings, LATEST)
        .where(*untold(now=now, since=since))
        .order_by(clippings.c.published_at, clippings.c.id)
    )
    rows = db.execute(query).all()
    return entries(db, rows, analyses.of(db, [row.clipping_id for row in rows]))


def untold(*, now: datetime, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of a clipping and its latest revision: that the next edition would tell it."""
    held = (
        select(approved.c.clipping_id)
        .join(editions, editions.c.id == approved.c.edition_id)
        .where(editions.c.closed_at.is_(None))
    )
    return (
        UNREPORTED,
        clippings.c.published_at >= since,
        revisions.c.collected_at <= now,
        clippings.c.id.not_in(held),  # an approved edition will tell those
    )


def entries(
    db: Connection, rows: Sequence[AnyRow], read: Mapping[str, Analysis]
) -> tuple[Entry, ...]:
    """From rows of `revisions` with the story and what was told of each."""
    before = _told_before(db, [row.clipping_id for row in rows if row.told_revision])
    return tuple(
        _entry(row, read[row.clipping_id], told=before.get(row.clipping_id)) for row in rows
    )


def _told_before(db: Connection, ids: Sequence[str]) -> dict[str, Clipping]:
    """Each as the last edition that told it told it."""
    query = select(revisions).join(
        clippings,
        and_(
            clippings.c.id == revisions.c.clipping_id,
            clippings.c.told_revision == revisions.c.revision,
        ),
    )
    return {
        row.clipping_id: clipping_of(row)
        for some in chunks(ids)
        for row in db.execute(query.where(revisions.c.clipping_id.in_(some)))
    }


def told_of(
    db: Connection, story_ids: Iterable[str], *, since: datetime
) -> dict[str, tuple[Clipping, ...]]:
    """Of each story, its pieces since then that an edition told, as it last told them."""
    query = (
        select(revisions, clippings.c.story_id)
        .join(
            clippings,
            and_(
                clippings.c.id == revisions.c.clipping_id,
                clippings.c.told_revision == revisions.c.revision,
            ),
        )
        .where(clippings.c.published_at >= since)
        .order_by(clippings.c.published_at, clippings.c.id)
    )
    found: dict[str, tuple[Clipping, ...]] = {}
    for some in chunks(sorted(set(story_ids))):
        for row in db.execute(query.where(clippings.c.story_id.in_(some))):
            found[row.story_id] = (*found.get(row.story_id, ()), clipping_of(row))
    return found


def _entry(row: AnyRow, analysis: Analysis, *, told: Clipping | None) -> Entry:
    return Entry(
        clipping=clipping_of(row),
        analysis=analysis,
        story_id=row.story_id,
        told_revision=row.told_revision or None,
        told=told,
    )


def close_edition(
    db: Connection,
    edition: Edition,
    *,
    digest: StoredDigest,
    mails: Sequence[Mail],
    now: datetime,
) -> bool:
    """Tell an edition: once it is told, telling it again changes nothing.

    Returns:
        False when its draft was approved or changed after it was built: it must be built again.
    """
    opened_at = edition.opened_at
    open_edition(
        db, edition.id, day=edition.day, hour=edition.hour, now=opened_at, kind=edition.kind
    )
    columns = (editions.c.closed_at, editions.c.approved_at)
    state = db.execute(select(*columns).where(editions.c.id == edition.id).with_for_update()).one()
    if state.closed_at:
        return True
    if edition.approved is not None and not _is_as_built(db, edition, state):
        return False
    _tell(db, edition)
    db.execute(
        update(editions)
        .where(editions.c.id == edition.id)
        .values(
            closed_at=now,
            subject=digest.subject,
            html=digest.html,
            text=digest.text,
            data=digest.data,
        )
    )
    put(db, mails, edition_id=edition.id, now=now)
    return True


def _is_as_built(db: Connection, edition: Edition, state: AnyRow) -> bool:
    last = db.scalar(select(func.max(edits.c.number)).where(edits.c.edition_id == edition.id))
    known = edition.edits[-1].number if edition.edits else None
    return (state.approved_at is not None) is edition.approved and last == known


def _tell(db: Connection, edition: Edition) -> None:
    rows = [
        {
            "edition_id": edition.id,
            "clipping_id": entry.clipping.id,
            "revision": entry.clipping.revision,
        }
        for entry in sorted(edition.entries, key=lambda entry: entry.clipping.id)
    ]
    if not rows:
        return
    untold = (
        update(clippings)
        .where(
            clippings.c.id == bindparam("its_id"),
            clippings.c.told_revision < bindparam("its_revision"),
        )
        .values(told_revision=bindparam("its_revision"))
    )
    for row in rows:
        its = {"its_id": row["clipping_id"], "its_revision": row["revision"]}
        if db.execute(untold, its).rowcount != 1:
            raise ArchiveError(
                f"la edición {edition.id} repite la nota {row['clipping_id']}, que otra ya contó: "
                "vuelva a armarla"
            )
    db.execute(insert(db, told), rows)


def digests(db: Connection, *, limit: int, kinds: Collection[EditionKind]) -> list[StoredDigest]:
    """The newest first."""
    query = (
        select(editions)
        .where(
            editions.c.closed_at.is_not(None), editions.c.kind.in_([each.value for each in kinds])
        )
        .order_by(editions.c.closed_at.desc(), editions.c.id.desc())
        .limit(limit)
    )
    return [_digest(row) for row in db.execute(query)]


def history(db: Connection, *, until: date, days: int) -> tuple[EditionCount, ...]:
    """What the editions of these days told, in their order: as they counted it, not as we would
    count it today. An edition closes on its day or after it, so the index finds them.
    """
    since = until - timedelta(days=days)
    columns = (editions.c.day, editions.c.hour, editions.c.data)
    query = (
        select(*columns)
        .where(
            editions.c.closed_at >= datetime.combine(since, time(), UTC) - timedelta(days=1),
            editions.c.day.between(since, until),
            TELLS,
        )
        .order_by(editions.c.day, editions.c.hour)
    )
    return tuple(found for row in db.execute(query) if (found := _count(row)))


def _count(row: AnyRow) -> EditionCount | None:
    cover = json.loads(row.data).get("cover", {})
    tally, stories = cover.get("tally"), cover.get("stories")
    return EditionCount(day=row.day, hour=row.hour, stories=stories, **tally) if tally else None


def digest(db: Connection, edition_id: str) -> StoredDigest | None:
    its = (editions.c.id == edition_id, editions.c.closed_at.is_not(None))
    row = db.execute(select(editions).where(*its)).one_or_none()
    return _digest(row) if row else None


def _digest(row: AnyRow) -> StoredDigest:
    return StoredDigest(
        edition_id=row.id,
        day=row.day,
        hour=row.hour,
        subject=row.subject,
        html=row.html,
        text=row.text,
        data=row.data,
        closed_at=row.closed_at,
        kind=EditionKind(row.kind),
    )
