"""Search: the index of words beside the clippings, FTS5 on SQLite and tsvector on PostgreSQL.

Both index the words of `words`, and a query of `query` becomes one condition on both: what they
find is the same, how they rank it is their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Subquery,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from monitor.archive.database import insert
from monitor.archive.query import All, Leaf, Node, Not, Phrase
from monitor.archive.rows import AnyRow, Record, chunks
from monitor.archive.schema import clippings, revisions, search_vectors
from monitor.archive.words import Word, wanted, words
from monitor.folding import compose

# A tsvector holds a megabyte at most, and the end of a text so long is not what is sought.
_LONGEST_TEXT: Final = 100_000
_LONGEST_TITLE: Final = 1_000
_LAST_POSITION: Final = 16_383  # of a tsvector
_MOST_POSITIONS: Final = 255
_FTS: Final = table("search", column("rowid"), column("search"))
# The weights of title words, text words, title stems, text stems. FTS5 gives less to the better.
_BM25: Final[ColumnElement[float]] = literal_column("-bm25(search, 4.0, 1.0, 8.0, 1.0)", Float)


def _serves_fts(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def put(db: Connection, ids: Sequence[str]) -> None:
    """Index the latest revision of these clippings."""
    for some in chunks(ids, 100):
        rows = db.execute(
            select(clippings.c.number, revisions.c.title, revisions.c.text)
            .join(
                revisions,
                and_(
                    revisions.c.clipping_id == clippings.c.id,
                    revisions.c.revision == clippings.c.revision,
                ),
            )
            .where(clippings.c.id.in_(some))
        ).all()
        (_put_fts if _serves_fts(db) else _put_vectors)(db, rows)


def _streams(row: AnyRow) -> tuple[list[Word], list[Word]]:
    title, body = compose(row.title[:_LONGEST_TITLE]), compose(row.text[:_LONGEST_TEXT])
    return list(words(title)), list(words(body))


def _folded(found: Iterable[Word]) -> str:
    return " ".join(word.folded for word in found)


def _stems(found: Iterable[Word]) -> str:
    return " ".join(stem for word in found for stem in word.stems)


def _put_fts(db: Connection, rows: Iterable[AnyRow]) -> None:
    values = [
        (row.number, _folded(title), _folded(body), _stems(title), _stems(body))
        for row in rows
        for title, body in (_streams(row),)
    ]
    if values:
        db.exec_driver_sql("DELETE FROM search WHERE rowid = ?", [(row[0],) for row in values])
        db.exec_driver_sql(
            "INSERT INTO search (rowid, title_words, text_words, title_stems, text_stems)"
            " VALUES (?, ?, ?, ?, ?)",
            values,
        )


def _put_vectors(db: Connection, rows: Iterable[AnyRow]) -> None:
    values = [_vector_row(row) for row in rows]
    if values:
        names = ("title_words", "text_words", "vector")
        statement = insert(db, search_vectors).values(
            number=bindparam("number"),
            title_words=bindparam("title_words"),
            text_words=bindparam("text_words"),
            vector=cast(bindparam("vector"), TSVECTOR),
        )
        news = {name: statement.excluded[name] for name in names}
        db.execute(statement.on_conflict_do_update(index_elements=["number"], set_=news), values)


def _vector_row(row: AnyRow) -> Record:
    title, body = _streams(row)
    return {
        "number": row.number,
        "title_words": f" {_folded(title)} ",
        "text_words": f" {_folded(body)} ",
        "vector": _vector(title, body),
    }


def _vector(title: Sequence[Word], body: Sequence[Word]) -> str:
    """The literal of a tsvector: each stem with its places, those of the title weighing more."""
    places: dict[str, list[str]] = defaultdict(list)
    weighed = [(word, "A") for word in title] + [(word, "D") for word in body]
    for position, (word, weight) in enumerate(weighed, start=1):
        for stem in word.stems:
            if len(places[stem]) < _MOST_POSITIONS:
                places[stem].append(f"{min(position, _LAST_POSITION)}{weight}")
    return " ".join(f"'{stem}':{','.join(found)}" for stem, found in places.items())


def drop(db: Connection, ids: Sequence[str]) -> None:
    """Forget the words of these clippings; on PostgreSQL their rows go with them."""
    if _serves_fts(db):
        numbers = db.scalars(select(clippings.c.number).where(clippings.c.id.in_(ids))).all()
        for number in numbers:
            db.exec_driver_sql("DELETE FROM search WHERE rowid = ?", (number,))
    else:
        numbers_of = select(clippings.c.number).where(clippings.c.id.in_(ids))
        db.execute(delete(search_vectors).where(search_vectors.c.number.in_(numbers_of)))


def condition(db: Connection, node: Node) -> ColumnElement[bool]:
    """Which clippings a query means."""
    if isinstance(node, Not):
        return not_(condition(db, node.node))
    if isinstance(node, All):
        return and_(*(condition(db, part) for part in node.nodes))
    if isinstance(node, Leaf):
        return _has(db, node)
    return or_(*(condition(db, part) for part in node.nodes))


def _has(db: Connection, leaf: Leaf) -> ColumnElement[bool]:
    if _serves_fts(db):
        return clippings.c.number.in_(
            select(_FTS.c.rowid).where(_FTS.c.search.op("MATCH")(_match(leaf)))
        )
    return clippings.c.number.in_(select(search_vectors.c.number).where(_in_vector(leaf)))


def _match(leaf: Leaf) -> str:
    """The words of FTS5: each is quoted, so that none is an operator."""
    if isinstance(leaf, Phrase):
        return f'{{title_words text_words}} : "{" ".join(leaf.words)}"'
    return f"{{title_stems text_stems}} : ({' OR '.join(_quoted(leaf.stems))})"


def _quoted(found: Iterable[str]) -> list[str]:
    return [f'"{word}"' for word in found]


def _in_vector(leaf: Leaf) -> ColumnElement[bool]:
    # The index finds the words; only their order must be looked for in the text.
    stems = search_vectors.c.vector.op("@@")(cast(_asked(leaf), TSQUERY))
    if not isinstance(leaf, Phrase):
        return stems
    phrase = f"% {' '.join(leaf.words)} %"
    columns: list[Column[str]] = [search_vectors.c.title_words, search_vectors.c.text_words]
    return and_(stems, or_(*(words_.like(phrase) for words_ in columns)))


def _asked(leaf: Leaf) -> str:
    """The words of a tsquery, without the parser that would read operators in them."""
    if isinstance(leaf, Phrase):
        return " & ".join(f"({_either(wanted(word))})" for word in dict.fromkeys(leaf.words))
    return _either(leaf.stems)


def _either(stems: Iterable[str]) -> str:
    return " | ".join(f"'{stem}'" for stem in stems)


def ranking(db: Connection, leaves: Sequence[Leaf]) -> Subquery:
    """The clippings that have any of these, by number, with a score: greater is better."""
    if _serves_fts(db):
        matching = " OR ".join(f"({_match(leaf)})" for leaf in leaves)
        return (
            select(_FTS.c.rowid.label("number"), _BM25.label("score"))
            .where(_FTS.c.search.op("MATCH")(matching))
            .subquery()
        )
    anything = cast(" | ".join(f"({_asked(leaf)})" for leaf in leaves), TSQUERY)
    return (
        select(
            search_vectors.c.number,
            func.ts_rank(search_vectors.c.vector, anything).label("score"),
        )
        .where(search_vectors.c.vector.op("@@")(anything))
        .subquery()
    )
