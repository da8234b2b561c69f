"""Stories: which clippings tell the same event, and by which traits their kin is found.

Grouping is one transaction that nobody else groups or corrects in; see `Desk`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, or_, select, text, update

from monitor.archive.analysed_reads import as_read
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert
from monitor.archive.records import Impact, Kin, Said, StoryState
from monitor.archive.rows import AnyRow, chunks, clipping_of
from monitor.archive.said import history, said, say_apart, say_together
from monitor.archive.schema import UNGROUPED, clippings, revisions
from monitor.archive.schema_stories import trait_counts, traits
from monitor.model import Analysis, Clipping

ANY_NOTE: Final = 0  # the trait of every note: how many there are
COUNTED: Final = 7  # days over which words are counted
WORDS_REACH, BANDS_REACH = 3, 7  # days around a note in which kin is sought
BUDGET: Final = 3000  # rows of the index that one note may look at, the rarest words first
NEAREST, COPIES = 48, 200  # clippings that share the most words; bands
FIRST, LAST = 3, 6  # clippings of a story that speak for it
KEPT: Final = timedelta(days=30)
_GROUPING: Final = 0x53696E73  # the key of PostgreSQL's lock of whoever groups or corrects
_KIN = (
    clippings.c.id,
    clippings.c.story_id,
    clippings.c.outlet_id,
    clippings.c.published_at,
    clippings.c.signature,
    clippings.c.profile,
)


def alone(db: Connection) -> None:
    """Nobody else groups or corrects until the transaction ends; on SQLite nobody writes at all."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _GROUPING})


@dataclass(frozen=True, slots=True)
class Desk:
    """What grouping asks the archive and tells it, in one transaction."""

    db: Connection

    def waiting(self, *, limit: int) -> list[tuple[Clipping, Analysis | None]]:
        """What was read but belongs to no story yet, the oldest first, and what was read in it."""
        found = ungrouped(self.db, limit=limit)
        read = as_read(self.db, [each.id for each in found])
        return [(each, read.get(each.id)) for each in found]

    def frequencies(self, words: Iterable[int], *, at: datetime) -> tuple[int, dict[int, int]]:
        """How many notes the days until then gave, and how many of them have each word."""
        return frequencies(self.db, words, at=at)

    def near(self, words: Mapping[int, int], bands: Sequence[int], *, at: datetime) -> list[Kin]:
        """The clippings that share a band, or the most words of so many notes (word: notes)."""
        return near(self.db, words, bands, at=at)

    def said(self, clipping_id: str, stories: Iterable[str]) -> Said:
        """What an analyst said of this clipping and of these stories."""
        return said(self.db, clipping_id, stories)

    def members(self, stories: Sequence[str]) -> list[Kin]:
        """The first and the last clippings of each story."""
        return members_of(self.db, stories)

    def save(
        self,
        clipping_id: str,
        *,
        story_id: str,
        absorbed: Sequence[str] = (),
        signature: bytes = b"",
        profile: bytes = b"",
        traits: Iterable[int] = (),
        words: Iterable[int] = (),
    ) -> None:
        """Put a clipping into a story, and into it the members of the stories that it joins.

        It is found later by `traits`, and counted in the frequency of `words`.
        """
        join(self.db, story_id, absorbed)
        its = clippings.c.id == clipping_id
        news = {"story_id": story_id, "signature": signature, "profile": profile}
        self.db.execute(update(clippings).where(its).values(news))
        columns = (clippings.c.number, clippings.c.published_at)
        for number, published_at in self.db.execute(select(*columns).where(its)).all():
            _index(self.db, number, traits, day=_day(published_at))
            _count(self.db, words, day=_day(published_at))

    def forget(self, *, now: datetime) -> None:
        """Let go of what finds clippings that are too old to have new kin."""
        for table in (traits, trait_counts):
            self.db.execute(delete(table).where(table.c.day < _day(now - KEPT)))


def ungrouped(db: Connection, *, limit: int) -> list[Clipping]:
    query = (
        select(revisions)
        .join(clippings, LATEST)
        .where(UNGROUPED)
        .order_by(clippings.c.published_at, clippings.c.id)
        .limit(limit)
    )
    return [clipping_of(row) for row in db.execute(query)]


def frequencies(
    db: Connection, words: Iterable[int], *, at: datetime
) -> tuple[int, dict[int, int]]:
    asked = sorted({*words, ANY_NOTE})
    days = range(_day(at) - COUNTED + 1, _day(at) + 1)
    query = select(trait_counts.c.trait, func.sum(trait_counts.c.notes).label("notes")).group_by(
        trait_counts.c.trait
    )
    found: dict[int, int] = {}
    for some in chunks(asked):
        rows = db.execute(query.where(trait_counts.c.day.in_(days), trait_counts.c.trait.in_(some)))
        found |= {row.trait: row.notes for row in rows}
    return found.pop(ANY_NOTE, 0), found


def near(
    db: Connection, words: Mapping[int, int], bands: Sequence[int], *, at: datetime
) -> list[Kin]:
    copies = _sharing(db, bands, at=at, reach=BANDS_REACH, most=COPIES)
    alike = _sharing(db, _affordable(words), at=at, reach=WORDS_REACH, most=NEAREST)
    wanted = sorted({*copies, *alike})
    rows = (
        row
        for some in chunks(wanted)
        for row in db.execute(
            select(*_KIN).where(clippings.c.number.in_(some), clippings.c.story_id.is_not(None))
        )
    )
    return sorted(map(_kin_of, rows), key=lambda kin: kin.clipping_id)


def _affordable(words: Mapping[int, int]) -> list[int]:
    """As many of the rarest words as the budget allows, and never none."""
    chosen: list[int] = []
    spent = 0
    for word, notes in sorted(words.items(), key=lambda each: (each[1], each[0])):
        spent += notes
        if spent > BUDGET and chosen:
            break
        chosen.append(word)
    return chosen


def _sharing(
    db: Connection, keys: Sequence[int], *, at: datetime, reach: int, most: int
) -> list[int]:
    """The numbers of the clippings that have the most of these traits."""
    days = range(_day(at) - reach, _day(at) + reach + 1)
    query = (
        select(traits.c.number)
        .where(traits.c.day.in_(days), traits.c.trait.in_(keys))
        .group_by(traits.c.number)
        .order_by(func.count().desc(), traits.c.number)
        .limit(most)
    )
    return list(db.scalars(query)) if keys else []


def members_of(db: Connection, stories: Sequence[str]) -> list[Kin]:
    order = (clippings.c.published_at, clippings.c.id)
    place = func.row_number().over(partition_by=clippings.c.story_id, order_by=order)
    size = func.count().over(partition_by=clippings.c.story_id)
    numbered = (
        select(*_KIN, place.label("place"), size.label("size"))
        .where(clippings.c.story_id.in_(stories))
        .subquery()
    )
    query = select(numbered).where(
        or_(numbered.c.place <= FIRST, numbered.c.place > numbered.c.size - LAST)
    )
    rows = db.execute(query) if stories else ()
    return sorted(map(_kin_of, rows), key=lambda kin: kin.clipping_id)


def _kin_of(row: AnyRow) -> Kin:
    return Kin(
        clipping_id=row.id,
        story_id=row.story_id,
        outlet_id=row.outlet_id,
        published_at=row.published_at,
        signature=row.signature or b"",
        profile=row.profile or b"",
    )


def join(db: Connection, story_id: str, absorbed: Sequence[str]) -> None:
    for some in chunks(sorted(absorbed)):
        of_them = clippings.c.story_id.in_(some)
        db.execute(update(clippings).where(of_them).values(story_id=story_id))


def _index(db: Connection, number: int, keys: Iterable[int], *, day: int) -> None:
    rows = [{"day": day, "trait": key, "number": number} for key in sorted(set(keys))]
    if rows:
        db.execute(insert(db, traits).on_conflict_do_nothing(), rows)


def _count(db: Connection, words: Iterable[int], *, day: int) -> None:
    rows = [{"day": day, "trait": key, "notes": 1} for key in sorted({*words, ANY_NOTE})]
    new = insert(db, trait_counts)
    more = new.on_conflict_do_update(
        index_elements=["day", "trait"], set_={"notes": trait_counts.c.notes + 1}
    )
    db.execute(more, rows)


def _day(moment: datetime) -> int:
    return int(moment.timestamp()) // 86_400


def story(db: Connection, clipping_id: str) -> StoryState | None:
    """The story of a clipping, and so of the id of a story, which is that of one of its own."""
    its = clippings.c.id == clipping_id
    story_id = db.scalar(select(clippings.c.story_id).where(its))
    if story_id is None:
        return None
    found = tuple(_clippings_of(db, story_id))
    said_of = history(db, [each.id for each in found])
    return StoryState(id=story_id, members=found, corrections=said_of)


def _clippings_of(db: Connection, story_id: str) -> Iterable[Clipping]:
    query = (
        select(revisions)
        .join(clippings, LATEST)
        .where(clippings.c.story_id == story_id)
        .order_by(clippings.c.published_at, clippings.c.id)
    )
    return map(clipping_of, db.execute(query))


def merge(db: Connection, story_ids: Sequence[str], *, by: str, now: datetime) -> str | None:
    alone(db)
    groups = [_ids_of(db, each) for each in sorted(set(story_ids))]
    every = sorted(one for group in groups for one in group)
    if not every:
        return None
    join(db, every[0], story_ids)
    say_together(db, every, by=by, now=now)
    return every[0]


def split(db: Connection, clipping_ids: Sequence[str], *, by: str, now: datetime) -> str | None:
    alone(db)
    its = clippings.c.id.in_(clipping_ids)
    stories = set(db.scalars(select(clippings.c.story_id).where(its)))
    story_id = stories.pop() if len(stories) == 1 else None
    if story_id is None:
        return None
    whole = _ids_of(db, story_id)
    gone = sorted(set(clipping_ids).intersection(whole))
    rest = sorted(set(whole).difference(gone))
    if len(gone) < len(set(clipping_ids)) or not rest:
        return None
    for group in (gone, rest):
        db.execute(update(clippings).where(clippings.c.id.in_(group)).values(story_id=group[0]))
    say_apart(db, gone, rest, by=by, now=now)
    return gone[0]


def _ids_of(db: Connection, story_id: str) -> list[str]:
    query = select(clippings.c.id).where(clippings.c.story_id == story_id)
    return sorted(db.scalars(query))


def members(db: Connection, story_id: str) -> tuple[Impact, ...]:
    return tuple(
        Impact(clipping_id=each.id, outlet_id=each.outlet_id, url=each.url, title=each.title)
        for each in _clippings_of(db, story_id)
    )
