"""What texts ask for, as rows of their own: written with the analysis that says it.

A petition keeps its row whoever reads the text again. One that waits and that the text no longer
says goes away; of what was decided, another reading of the same words opens nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Insert, and_, bindparam, delete, or_, select, update

from monitor.archive.case_rows import heard_row
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert
from monitor.archive.rows import AnyRow, chunks, clipping_of
from monitor.archive.schema import clippings, revisions
from monitor.archive.schema_cases import IN_REVIEW, WAITS_TO_BE_HEARD, heard
from monitor.casework import Heard, masked
from monitor.labels import Field, HeardState
from monitor.likeness import words
from monitor.model import Analysis, Clipping, Petition, Span, computed_id

_SAME_WORDS: Final = 0.6  # of the shorter quote: two models cut the same sentence differently
_OPEN: Final = or_(WAITS_TO_BE_HEARD, IN_REVIEW)


def keep(db: Connection, latest: Sequence[Analysis]) -> None:
    """Bring what waits to be heard up to these analyses of the latest revisions."""
    read = {each.clipping_id: each for each in latest if each.failed is None}
    for some in chunks(sorted(read)):
        known = _known(db, some)
        asking = [key for key in some if read[key].petitions or key in known]
        for clipping in _latest(db, asking):
            _bring(db, list(heard_in(clipping, read[clipping.id])), known.get(clipping.id, []))


def _bring(db: Connection, said: Sequence[Heard], known: Sequence[AnyRow]) -> None:
    still = {each.id for each in said}
    lost = [row for row in known if row.id not in still]
    decided = [row for row in lost if _is_decided(row)]
    if gone := [row.id for row in lost if not _is_decided(row)]:
        db.execute(delete(heard).where(heard.c.id.in_(gone)))
    if rows := [heard_row(each) for each in said if not _was_decided(each, decided)]:
        db.execute(_put(db), rows)
        db.execute(_COVER, [{f"its_{name}": row[name] for name in _COVERED} for row in rows])


def _put(db: Connection) -> Insert:
    """What was read otherwise is looked at again, unless it was decided."""
    new = insert(db, heard)
    names = ("petition", "revision", "quote", "state")
    news = {name: new.excluded[name] for name in names}
    changed = and_(_OPEN, heard.c.petition != new.excluded.petition)
    done: Insert = new.on_conflict_do_update(index_elements=["id"], set_=news, where=changed)
    return done


_COVERED: Final = ("id", "quote", "private", "folded")
# Personal data that a newer reading finds is covered in what was decided too.
_COVER: Final = (
    update(heard)
    .where(heard.c.id == bindparam("its_id"), heard.c.quote == bindparam("its_quote"))
    .values(private=bindparam("its_private"), folded=bindparam("its_folded"))
)


def heard_in(clipping: Clipping, analysis: Analysis) -> Iterator[Heard]:
    """What a text asks for, each with the words that say it and what of them is private."""
    for petition in analysis.petitions:
        quote = petition.at.of(clipping)
        yield Heard(
            id=computed_id(clipping.id, petition.category, " ".join(words(quote))),
            clipping_id=clipping.id,
            revision=clipping.revision,
            source_id=clipping.source_id,
            outlet_id=clipping.outlet_id,
            url=clipping.url,
            title=_title(clipping, analysis.private),
            published_at=clipping.published_at,
            quote=quote,
            private=tuple(_within(petition, analysis.private)),
            petition=petition,
        )


def _title(clipping: Clipping, private: Sequence[Span]) -> str:
    """Of all that it says of persons, only the quote is for who attends."""
    its = ((span.start, span.end) for span in private if span.field is Field.TITLE)
    return masked(clipping.title, tuple(its))


def _within(petition: Petition, private: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Personal data as offsets of the quote."""
    at = petition.at
    for span in private:
        start, end = max(span.start, at.start), min(span.end, at.end)
        if span.field is at.field and start < end:
            yield start - at.start, end - at.start


def _known(db: Connection, ids: Sequence[str]) -> Mapping[str, list[AnyRow]]:
    found: dict[str, list[AnyRow]] = {}
    for row in db.execute(select(heard).where(heard.c.clipping_id.in_(ids)).order_by(heard.c.id)):
        found.setdefault(row.clipping_id, []).append(row)
    return found


def _latest(db: Connection, ids: Sequence[str]) -> list[Clipping]:
    query = select(revisions).join(clippings, LATEST).where(clippings.c.id.in_(ids))
    return [clipping_of(row) for row in db.execute(query)]


def _is_decided(row: AnyRow) -> bool:
    return row.state in (HeardState.JOINED.value, HeardState.REJECTED.value)


def _was_decided(new: Heard, decided: Sequence[AnyRow]) -> bool:
    """Whether it is what was decided already, under another category or cut otherwise."""
    return any(_share_words(row.quote, new.quote) for row in decided)


def _share_words(one: str, other: str) -> bool:
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= max(1, _SAME_WORDS * min(len(first), len(second)))
