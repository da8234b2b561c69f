"""Forgets the personal data of citizens: in place, in the index of words, and in the file's bytes.

What a citizen said is covered, never dropped: a demand keeps what was asked, where and when, so
that figures and history stay. A table that comes to hold a citizen's words gets a line here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    delete,
    func,
    or_,
    select,
    update,
)

from monitor.archive import case_book as book
from monitor.archive import removing, sealing, search
from monitor.archive.case_rows import address_of, address_row, heard_of, heard_row
from monitor.archive.database import reading, wrapped, writing
from monitor.archive.rows import AnyRow, chunks
from monitor.archive.schema import (
    analyses,
    corrections,
    entities,
    items,
    mails,
    quotes,
    revisions,
    search_vectors,
    source_states,
)
from monitor.archive.schema_cases import demand_steps, demands, heard, pushes, replies
from monitor.archive.schema_keeping import seals
from monitor.casework import Heard, Step
from monitor.labels import DemandState, HeardState, StepAction
from monitor.model import Address, Petition, PieceKind, Span, computed_id
from monitor.privacy import covered

WORDS: Final = "datos personales cubiertos"  # in the place of what nobody may read again
SHORTEST: Final = 4  # letters: shorter words are covered only where they were marked
_PETITIONS: Final = TypeAdapter(tuple[Petition, ...])
_SPANS: Final = TypeAdapter(tuple[Span, ...])
_VACUUMED: Final = (
    heard, demands, demand_steps, replies, mails, pushes, items, revisions, analyses, entities,
    quotes, corrections, seals,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much was covered."""

    quotes: int = 0
    posts: int = 0
    letters: int = 0  # cards and notices
    replies: int = 0

    @property
    def total(self) -> int:
        return self.quotes + self.posts + self.letters + self.replies


@dataclass(frozen=True, slots=True)
class Eraser:
    """What is due to be forgotten, and how it is; each demand is one transaction."""

    _engine: Engine = field(repr=False)

    def due(self, *, before: datetime) -> list[str]:
        """The folios closed before then that still hold personal data, the first closed first."""
        its = (demands.c.closed_at < before, demands.c.anonymised_at.is_(None))
        query = select(demands.c.folio).where(*its).order_by(demands.c.closed_at, demands.c.folio)
        with reading(self._engine) as db:
            return list(db.scalars(query))

    def rejected(self, *, before: datetime) -> list[str]:
        """What a person said before then that is no demand, and still holds personal data."""
        query = select(heard.c.id).where(*_REJECTED, heard.c.decided_at < before)
        with reading(self._engine) as db:
            return list(db.scalars(query.order_by(heard.c.id)))

    def last_read(self) -> datetime | None:
        """When a source was last read: a clock that is far from it is wrong."""
        last: ColumnElement[datetime] = func.max(source_states.c.last_success_at)
        with reading(self._engine) as db:
            found: datetime | None = db.scalar(select(last))
            return found

    def erase(
        self, folio: str, *, networks: Collection[str] = (), by: str, now: datetime
    ) -> Erased:
        """Cover what a demand holds of persons, with its posts; `networks` are outlets' ids."""
        with writing(self._engine) as db:
            return _erase(db, folio, networks=networks, by=by, now=now)

    def erase_rejected(
        self, heard_ids: Sequence[str], *, networks: Collection[str] = (), now: datetime
    ) -> Erased:
        """The same of what never became a demand."""
        with writing(self._engine) as db:
            found = [heard_of(book.heard_row_of(db, each)) for each in heard_ids]
            _cover_heard(db, found)
            return Erased(quotes=len(found), posts=_cover_posts(db, found, networks, now=now))

    def posts(
        self, folios: Sequence[str], rejected: Sequence[str], *, networks: Collection[str] = ()
    ) -> list[str]:
        """The clippings that would be covered with these."""
        with reading(self._engine) as db:
            said = {*_said_in(db, heard.c.folio, folios), *_said_in(db, heard.c.id, rejected)}
            going = frozenset(folios)
            some = (_posts(db, ids, networks, going) for ids in chunks(sorted(said)))
            return list(chain.from_iterable(some))

    def sweep(self) -> None:
        """Leave nothing of what was covered in the bytes: index, journal, dead rows."""
        if self._engine.dialect.name == "sqlite":
            with writing(self._engine) as db:
                db.exec_driver_sql("INSERT INTO search(search) VALUES ('optimize')")
            with wrapped(self._engine), self._engine.connect() as db:
                db.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with wrapped(self._engine), alone.connect() as db:
            for table in (*_VACUUMED, search_vectors):
                db.exec_driver_sql(f'VACUUM "{table.name}"')


_REJECTED: Final = (heard.c.state == HeardState.REJECTED.value, heard.c.private != "[]")


def _erase(
    db: Connection, folio: str, *, networks: Collection[str], by: str, now: datetime
) -> Erased:
    row = book.locked(db, folio)
    found = book.sources_of(db, [folio]).get(folio, [])
    hidden = _hidden(found)
    _cover_heard(db, found)
    address = _bare(address_of(row.address), hidden)
    reason = _told(row.reason, hidden)
    its = demands.c.folio == folio
    news = {"reason": reason, "anonymised_at": now, "changed_at": now, **address_row(address)}
    db.execute(update(demands).where(its).values(news))
    _cover_steps(db, folio, hidden, now=now)
    erased = Erased(
        quotes=len(found),
        posts=_cover_posts(db, found, networks, now=now),
        letters=_empty_letters(db, folio, now=now),
        replies=_empty_replies(db, folio),
    )
    state = DemandState(row.state)
    step = Step(folio=folio, at=now, by=by, action=StepAction.ANONYMISED, note=in_words(erased))
    book.write(db, step, before=state, after=state)
    return erased


def in_words(erased: Erased) -> str:
    counts = (
        (erased.quotes, "cita", "citas"),
        (erased.posts, "publicación", "publicaciones"),
        (erased.letters, "correo", "correos"),
        (erased.replies, "respuesta", "respuestas"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"{WORDS}: {', '.join(said) or 'no había'}"


# what was heard


def _hidden(found: Iterable[Heard]) -> tuple[str, ...]:
    """The words that were marked as private, to be covered wherever else they stand."""
    said = {each.quote[start:end].strip() for each in found for start, end in each.private}
    return _longest_first(said)


def _longest_first(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted((each for each in said if len(each) >= SHORTEST), key=len, reverse=True))


def _told(text: str, hidden: Iterable[str], private: Iterable[tuple[int, int]] = ()) -> str:
    places = [span for word in hidden for span in _places(text, word)]
    return covered(text, [*private, *places], spoken=True)


def _places(text: str, word: str) -> Iterable[tuple[int, int]]:
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))


def _cover_heard(db: Connection, found: Iterable[Heard]) -> None:
    for each in found:
        hidden = _hidden([each])
        news = replace(
            each,
            quote=_told(each.quote, hidden, each.private),
            title=_told(each.title, hidden),
            private=(),
            petition=_bare_petition(each.petition, hidden),
        )
        row = {key: value for key, value in heard_row(news).items() if key != "id"}
        db.execute(update(heard).where(heard.c.id == each.id).values(row))


def _bare_petition(petition: Petition, hidden: Iterable[str]) -> Petition:
    return replace(
        petition,
        reason=_told(petition.reason, hidden),
        address=_bare(petition.address, hidden),
    )


def _bare(address: Address, hidden: Iterable[str]) -> Address:
    """The street and the colonia stay; the number may be somebody's door."""
    return replace(address, number="", landmark=_told(address.landmark, hidden))


# its history and its letters


def _cover_steps(db: Connection, folio: str, hidden: Iterable[str], *, now: datetime) -> None:
    names = ("by", "note", "evidence")
    for row in db.execute(select(demand_steps).where(demand_steps.c.folio == folio)).all():
        news = {name: _told(getattr(row, name), hidden) for name in names}
        if any(getattr(row, name) != left for name, left in news.items()):
            db.execute(update(demand_steps).where(demand_steps.c.number == row.number).values(news))
            sealing.cover(db, demand_steps, row.number, now=now)


def _empty_letters(db: Connection, folio: str, *, now: datetime) -> int:
    """Their bytes go; that they were sent, when and to which office, stays."""
    its = (mails.c.folio == folio, mails.c.message != b"")
    news = {"message": b"", "done_at": func.coalesce(mails.c.done_at, now)}
    return db.execute(update(mails).where(*its).values(news)).rowcount


def _empty_replies(db: Connection, folio: str) -> int:
    news = {"sender": "", "subject": "", "text": "", "files": "[]", "reason": ""}
    return db.execute(update(replies).where(replies.c.folio == folio).values(news)).rowcount


# posts


def _cover_posts(
    db: Connection, found: Sequence[Heard], networks: Collection[str], *, now: datetime
) -> int:
    """The posts that say nothing but what is forgotten now or was before; news stay."""
    ids = sorted({each.clipping_id for each in found})
    spoken = [each for some in chunks(ids) for each in _posts(db, some, networks)]
    hidden = _hidden(found)
    for clipping_id in spoken:
        _cover_post(db, clipping_id, hidden, now=now)
    removing.enter(db, spoken, now=now)
    search.put(db, spoken)
    return len(spoken)


def _said_in(db: Connection, column: Column[str], values: Sequence[str]) -> Iterator[str]:
    for some in chunks(values):
        yield from db.scalars(select(heard.c.clipping_id).where(column.in_(some)))


def _posts(
    db: Connection,
    ids: Sequence[str],
    networks: Collection[str],
    going: Collection[str] = frozenset(),
) -> list[str]:
    """The posts of these that nobody needs, but the demands that are going."""
    held = (
        select(heard.c.clipping_id, heard.c.folio)
        .outerjoin(demands, demands.c.folio == heard.c.folio)
        .where(heard.c.clipping_id.in_(ids), _is_held())
    )
    kept = {row.clipping_id for row in db.execute(held) if row.folio not in going}
    post = or_(revisions.c.kind == PieceKind.POST.value, revisions.c.outlet_id.in_(networks))
    query = select(revisions.c.clipping_id).where(revisions.c.clipping_id.in_(ids), post)
    found = db.scalars(query.distinct().order_by(revisions.c.clipping_id))
    return [each for each in found if each not in kept]


def _is_held() -> ColumnElement[bool]:
    """A text that another demand still needs, or that nobody has decided."""
    undecided = heard.c.state.in_([HeardState.WAITING.value, HeardState.REVIEW.value])
    return or_(undecided, heard.c.folio.is_not(None) & demands.c.anonymised_at.is_(None))


def _cover_post(
    db: Connection, clipping_id: str, hidden: tuple[str, ...], *, now: datetime
) -> None:
    rows = db.execute(select(revisions).where(revisions.c.clipping_id == clipping_id)).all()
    read = db.execute(select(analyses).where(analyses.c.clipping_id == clipping_id)).all()
    said = {word for row in rows for word in _marked(row, read)}
    every = _longest_first({*hidden, *said})
    for row in rows:
        _cover_revision(db, row, read, every)
    _cover_analyses(db, clipping_id, read, every)
    _cover_corrections(db, clipping_id, every, now=now)
    _cover_item(db, clipping_id, every)


def _marked(row: AnyRow, read: Iterable[AnyRow]) -> Iterable[str]:
    for each in read:
        if each.revision == row.revision:
            for span in _SPANS.validate_json(each.private):
                yield getattr(row, span.field.value)[span.start : span.end].strip()


def _cover_revision(
    db: Connection, row: AnyRow, read: Iterable[AnyRow], hidden: Iterable[str]
) -> None:
    spans = [
        span
        for each in read
        if each.revision == row.revision
        for span in _SPANS.validate_json(each.private)
    ]
    news = {
        name: _told(
            getattr(row, name), hidden, [(s.start, s.end) for s in spans if s.field.value == name]
        )
        for name in ("title", "text")
    }
    news["fingerprint"] = computed_id(news["title"], news["text"])
    its = (revisions.c.clipping_id == row.clipping_id, revisions.c.revision == row.revision)
    db.execute(update(revisions).where(*its).values(news | {"author": None}))


def _cover_analyses(
    db: Connection, clipping_id: str, read: Iterable[AnyRow], hidden: tuple[str, ...]
) -> None:
    for row in read:
        said = (_bare_petition(each, hidden) for each in _PETITIONS.validate_json(row.petitions))
        news = {"private": "[]", "petitions": _PETITIONS.dump_json(tuple(said)).decode()}
        its = (analyses.c.revision == row.revision, analyses.c.analyzer == row.analyzer)
        db.execute(update(analyses).where(analyses.c.clipping_id == clipping_id, *its).values(news))
    _drop_named(db, entities, clipping_id, "name", hidden)
    _drop_named(db, quotes, clipping_id, "speaker", hidden)


def _cover_corrections(
    db: Connection, clipping_id: str, hidden: Iterable[str], *, now: datetime
) -> None:
    its = corrections.c.clipping_id == clipping_id
    for row in db.execute(select(corrections).where(its)).all():
        words = _told(row.words, hidden)
        if words != row.words:
            number = corrections.c.number == row.number
            db.execute(update(corrections).where(number).values(words=words))
            sealing.cover(db, corrections, row.number, now=now)


def _drop_named(
    db: Connection, table: Table, clipping_id: str, column: str, hidden: Iterable[str]
) -> None:
    """Rows that hold a private name as words of their own."""
    keys = (table.c.revision, table.c.analyzer, table.c.position)
    query = select(*keys, table.c[column].label("said")).where(table.c.clipping_id == clipping_id)
    for row in db.execute(query).all():
        if row.said and any(row.said in word or word in row.said for word in hidden):
            values = (row.revision, row.analyzer, row.position)
            its = (key == value for key, value in zip(keys, values, strict=True))
            db.execute(delete(table).where(table.c.clipping_id == clipping_id, *its))


def _cover_item(db: Connection, item_id: str, hidden: Iterable[str]) -> None:
    row = db.execute(select(items).where(items.c.id == item_id)).one_or_none()
    if row is None:
        return
    news = {name: _told(getattr(row, name) or "", hidden) for name in ("title", "summary")}
    text = None if row.text is None else _told(row.text, hidden)
    db.execute(update(items).where(items.c.id == item_id).values(**news, text=text, author=None))
