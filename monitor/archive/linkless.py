"""Pieces without an address: known by their words where the id that a source gives them lies.

Some feeds give another id to the same entry at each reading, and some give yesterday's id to the
entry of today. An id is believed unless its words say otherwise; what the words say is here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, select

from monitor.archive.rows import AnyRow, chunks, cleaned
from monitor.archive.schema import items, sightings
from monitor.likeness import SPOKEN, shingles, words
from monitor.model import Item, computed_id

_LATELY: Final = timedelta(days=30)
_A_DAY: Final = timedelta(hours=12)  # between two moments that are of two days, whatever the zone
_SAME: Final = 0.8  # of all the words of both: an edit changes fewer
_OTHER: Final = 0.1  # of the shingles of the shorter: two pieces share hardly any
_MARK: Final = "#"  # after an id that another piece had before

Rows = Mapping[str, AnyRow]


def known_by_words(
    db: Connection, found: Sequence[Item], *, source_id: str, now: datetime
) -> Sequence[Item]:
    """The items, those without an address under the id that their words have here."""
    unsure = [cleaned(item) for item in found if _has_only_an_id(item)]
    if not unsure:
        return found
    rows = _by_id(db, [item.id for item in unsure])
    if all(item.id in rows and not _is_another(item, rows[item.id], now) for item in unsure):
        return found
    lately = _lately(db, source_id, since=now - _LATELY)
    sure = iter(_named(unsure, rows, lately, now=now))
    return [next(sure) if _has_only_an_id(item) else item for item in found]


def _has_only_an_id(item: Item) -> bool:
    """What networks, files and newspapers give has an id that is made with more care."""
    return not (item.url or item.file or item.kind) and item.text is not None


def _named(
    unsure: Sequence[Item], rows: Rows, lately: Sequence[AnyRow], *, now: datetime
) -> list[Item]:
    """Each with its id, that of no other: what is listed beside it is another piece."""
    taken = {item.id for item in unsure if item.id in rows}
    named: list[Item] = []
    for item in unsure:
        row = rows.get(item.id)
        if row is None:
            free = [one for one in lately if one.id not in taken]
            named.append(_again(item, free, now) or item)
        elif _is_another(item, row, now):
            named.append(_reused(item, lately, now))
        else:
            named.append(item)
        taken.add(named[-1].id)
    return named


def _again(item: Item, before: Iterable[AnyRow], now: datetime) -> Item | None:
    """It was here under another id: of the same day, and of nearly all the same words."""
    same = (row for row in before if not _is_of_another_day(item, row, now) and _is_same(item, row))
    row = next(same, None)
    return replace(item, guid=row.guid) if row else None


def _reused(item: Item, lately: Iterable[AnyRow], now: datetime) -> Item:
    """Its id is of another piece: the one that it got when that was seen, or one more."""
    ours = f"{item.guid}{_MARK}"
    for row in lately:
        if row.guid.startswith(ours) and not _is_another(item, row, now):
            return replace(item, guid=row.guid)
    return replace(item, guid=f"{ours}{computed_id(item.title, item.text or '')}")


def _is_another(item: Item, row: AnyRow, now: datetime) -> bool:
    """Other words on another day; an edit is of the same day or of the same words."""
    if not _is_of_another_day(item, row, now):
        return False
    mine, theirs = (set(shingles(said)) for said in _said(item, row))
    return len(mine & theirs) < _OTHER * min(len(mine), len(theirs))


def _is_of_another_day(item: Item, row: AnyRow, now: datetime) -> bool:
    told: datetime = item.published_at or now
    before: datetime = row.published_at or row.first_seen_at
    return abs(told - before) >= _A_DAY


def _is_same(item: Item, row: AnyRow) -> bool:
    mine, theirs = _said(item, row)
    if min(len(mine), len(theirs)) < SPOKEN:  # anybody may say so much twice
        return False
    both, either = {*mine} & {*theirs}, {*mine} | {*theirs}
    return len(both) >= _SAME * len(either)


def _said(item: Item, row: AnyRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of both; those of the summaries where the text that fell out is not kept."""
    mine, theirs = (item.summary, row.summary) if row.text is None else (item.text, row.text)
    return words(f"{item.title}\n{mine or ''}"), words(f"{row.title}\n{theirs}")


def _by_id(db: Connection, ids: Collection[str]) -> Rows:
    return {
        row.id: row
        for some in chunks(sorted(ids))
        for row in db.execute(_rows().where(items.c.id.in_(some)))
    }


def _lately(db: Connection, source_id: str, *, since: datetime) -> Sequence[AnyRow]:
    """What it gave without an address, the latest first."""
    its: ColumnElement[bool] = sightings.c.source_id == source_id
    query = _rows().join(sightings, sightings.c.item_id == items.c.id)
    query = query.where(its, sightings.c.first_seen_at >= since, items.c.url.is_(None))
    return db.execute(query.order_by(sightings.c.first_seen_at.desc(), items.c.id)).all()


def _rows() -> Select[tuple[str, str, str, str, str | None, datetime | None, datetime]]:
    columns = (items.c.guid, items.c.title, items.c.summary, items.c.text)
    return select(items.c.id, *columns, items.c.published_at, items.c.first_seen_at)
