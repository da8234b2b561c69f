"""What analysts said of stories: pairs of clippings that go together, or never. Kept for ever.

A merge or a split is written as pairs, so that it means the same whatever stories become later.
Of two corrections about one pair the later one counts; none is ever changed or taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import product

from sqlalchemy import Connection, insert, or_, select

from monitor.archive import sealing
from monitor.archive.records import Said, StoryCorrection
from monitor.archive.rows import AnyRow, chunks
from monitor.archive.schema import clippings
from monitor.archive.schema_stories import story_corrections as corrections

Pair = tuple[str, str]


def said(db: Connection, clipping_id: str, stories: Iterable[str]) -> Said:
    """In today's stories: where a clipping belongs, where it must not be, which stay divided."""
    of_it = standing(db, [clipping_id])
    story_of = _stories_of(db, sorted(one for pair in of_it for one in pair))
    heard = [
        (story_of[other], together)
        for pair, together in of_it.items()
        for other in pair
        if other != clipping_id and other in story_of
    ]
    together = {story for story, is_so in heard if is_so}
    apart = {story for story, is_so in heard if not is_so}
    return Said(
        together=frozenset(together),
        apart=frozenset(apart),
        divided=_divided(db, {*stories, *together}),
    )


def _divided(db: Connection, stories: Iterable[str]) -> frozenset[Pair]:
    """Pairs of these stories of which one holds a clipping that must never be in the other."""
    story_of: dict[str, str] = {}
    one = select(corrections.c.one)
    other = select(corrections.c.other)
    for some in chunks(sorted(stories)):
        rows = db.execute(
            select(clippings.c.id, clippings.c.story_id).where(
                clippings.c.story_id.in_(some),
                or_(clippings.c.id.in_(one), clippings.c.id.in_(other)),
            )
        )
        story_of |= {row.id: row.story_id for row in rows}
    apart = (pair for pair, together in standing(db, sorted(story_of)).items() if not together)
    between = {(story_of[a], story_of[b]) for a, b in apart if a in story_of and b in story_of}
    return frozenset(between | {(b, a) for a, b in between})


def standing(db: Connection, ids: Sequence[str]) -> Mapping[Pair, bool]:
    """What now counts of each pair with one of these clippings: together, or never."""
    return {(row.one, row.other): row.together for row in _all(db, ids)}


def _all(db: Connection, ids: Sequence[str]) -> list[AnyRow]:
    """In the order in which they were said."""
    rows = {
        row.number: row
        for some in chunks(ids)
        for row in db.execute(
            select(corrections).where(
                or_(corrections.c.one.in_(some), corrections.c.other.in_(some))
            )
        )
    }
    return [row for _, row in sorted(rows.items())]


def _stories_of(db: Connection, ids: Sequence[str]) -> dict[str, str]:
    return {
        row.id: row.story_id
        for some in chunks(ids)
        for row in db.execute(
            select(clippings.c.id, clippings.c.story_id).where(
                clippings.c.id.in_(some), clippings.c.story_id.is_not(None)
            )
        )
    }


def say_together(db: Connection, ids: Iterable[str], *, by: str, now: datetime) -> None:
    """These clippings are one story: each one with the first, and what said otherwise."""
    every = sorted(ids)
    pairs = {_pair(every[0], each) for each in every[1:]}
    inside = set(every)
    pairs |= {
        pair
        for pair, together in standing(db, every).items()
        if not together and inside.issuperset(pair)
    }
    _write(db, pairs, together=True, by=by, now=now)


def say_apart(
    db: Connection, gone: Sequence[str], rest: Sequence[str], *, by: str, now: datetime
) -> None:
    """Never any of these with any of those; those that go stay together."""
    _write(db, {_pair(*each) for each in product(gone, rest)}, together=False, by=by, now=now)
    if len(gone) > 1:
        say_together(db, gone, by=by, now=now)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _write(
    db: Connection, pairs: Iterable[Pair], *, together: bool, by: str, now: datetime
) -> None:
    rows = [
        {"one": one, "other": other, "together": together, "said_by": by, "said_at": now}
        for one, other in sorted(pairs)
    ]
    if rows:
        written = insert(corrections).returning(corrections.c.number, sort_by_parameter_order=True)
        sealing.note(db, corrections, db.scalars(written, rows))


def history(db: Connection, ids: Sequence[str]) -> tuple[StoryCorrection, ...]:
    """All that was said of these clippings, in order."""
    return tuple(
        StoryCorrection(
            one=row.one,
            other=row.other,
            together=row.together,
            said_by=row.said_by,
            said_at=row.said_at,
        )
        for row in _all(db, ids)
    )
