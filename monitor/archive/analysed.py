"""The tables of what the NLP read in a revision, and of what an analyst said of it.

A noun that an Analysis gains is a table made by `_of_an_analysis` here, a pair of functions in
`analysed_rows`, a line in `analyses`, and a migration.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    text,
)

from monitor.archive.columns import Moment, Words, metadata

analyzers = Table(
    "analyzers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("parts", Words, nullable=False),  # JSON: what it was made of; {} when nobody said
)

analyses = Table(
    "analyses",
    metadata,
    Column("clipping_id", Words, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("analyzer", Words, primary_key=True),
    Column("failed", Words),
    Column("kind", Words),
    Column("theme", Words),
    Column("theme_confidence", Float, nullable=False, server_default="0"),
    Column("language", Words, nullable=False, server_default="es"),
    Column("vector", LargeBinary),
    Column("petitions", Words, nullable=False, server_default=text("'[]'")),  # JSON
    Column("private", Words, nullable=False, server_default=text("'[]'")),  # JSON: spans
    Index(None, "theme"),
    ForeignKeyConstraint(
        ["clipping_id", "revision"],
        ["revisions.clipping_id", "revisions.revision"],
        ondelete="CASCADE",
    ),
)


def _of_an_analysis(name: str, *columns: Column[Any] | Index) -> Table:
    """A table of what an analysis found, in its order."""
    return Table(
        name,
        metadata,
        Column("clipping_id", Words, primary_key=True),
        Column("revision", Integer, primary_key=True),
        Column("analyzer", Words, primary_key=True),
        Column("position", Integer, primary_key=True),
        *columns,
        ForeignKeyConstraint(
            ["clipping_id", "revision", "analyzer"],
            [analyses.c.clipping_id, analyses.c.revision, analyses.c.analyzer],
            ondelete="CASCADE",
        ),
    )


def _span(name: str, *, nullable: bool = False) -> tuple[Column[Any], ...]:
    return (
        Column(f"{name}_field", Words, nullable=nullable),
        Column(f"{name}_start", Integer, nullable=nullable),
        Column(f"{name}_end", Integer, nullable=nullable),
    )


def _stance() -> tuple[Column[Any], ...]:
    return (
        Column("subject_id", Words, nullable=False),
        Column("stance", Words, nullable=False),
        *_span("evidence"),
    )


def _told(name: str, default: str) -> Column[str]:
    """A label that rows of before it lack."""
    return Column(name, Words, nullable=False, server_default=default)


def _sure(name: str, default: str = "0") -> Column[float]:
    return Column(name, Float, nullable=False, server_default=default)


mentions = _of_an_analysis(
    "mentions",
    *_stance(),
    *_span("at"),
    Column("confidence", Float, nullable=False),
    Column("form", Words, nullable=False),
    Column("holder", Words),
    Column("alias", Words),
    _sure("identity", "1"),
    _told("tone", "neutral"),
    _sure("tone_confidence"),
    _told("responsible", "nobody"),
    _sure("responsible_confidence"),
    _told("voice", "outlet"),
    _sure("voice_confidence"),
)

readings = _of_an_analysis(
    "readings",
    *_stance(),
    Column("mentions", Integer, nullable=False),
    _sure("confidence"),
    _told("tone", "neutral"),
    _told("responsible", "nobody"),
    _told("voice", "outlet"),
    Index(None, "subject_id", "stance"),
)

entities = _of_an_analysis(
    "entities",
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),  # its words as search sees them, a space around each
    *_span("at"),
    Column("times", Integer, nullable=False),
    Index(None, "folded", "kind"),
)

quotes = _of_an_analysis(
    "quotes",
    *_span("words"),
    Column("speaker", Words, nullable=False),
    Column("folded", Words, nullable=False),  # the speaker's words, as those of an entity
    *_span("by", nullable=True),
    Column("subject_id", Words),
    Column("verb", Words, nullable=False),
    Index(None, "folded"),
    Index(None, "subject_id"),
)

places = _of_an_analysis(
    "places",
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),
    *_span("at"),
    Column("municipality", Words),
    Column("postcode", Words),
    Column("confidence", Float, nullable=False),
    Index(None, "folded", "kind"),
)

# Never changed and never deleted: of those of one clipping and subject, the last one counts.
corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("clipping_id", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("subject_id", Words, nullable=False),
    Column("verdict", Words, nullable=False),  # read · not_mentioned · undone
    Column("stance", Words),
    Column("tone", Words),  # NULL: as the NLP reads it
    Column("responsible", Words),
    Column("words", Words, nullable=False),  # the sentences that it was judged by
    *_span("evidence", nullable=True),
    *_span("at", nullable=True),  # the words that name the subject, when something does
    Column("made_by", Words),
    Column("note", Words),
    Column("made_at", Moment, nullable=False),
    Index(None, "clipping_id", "subject_id", "number"),
    ForeignKeyConstraint(
        ["clipping_id", "revision"], ["revisions.clipping_id", "revisions.revision"]
    ),
)

# What the last corrections make of the latest revision that was read: computed, never told.
standing = Table(
    "standing",
    metadata,
    Column("clipping_id", ForeignKey("clippings.id", ondelete="CASCADE"), primary_key=True),
    Column("subject_id", Words, primary_key=True),
    Column("correction", ForeignKey(corrections.c.number), nullable=False),
    Column("revision", Integer, nullable=False),  # that it was judged for
    Column("holds", Boolean, nullable=False),  # False: somebody must look at it again
    Column("stance", Words),  # NULL: the subject is not mentioned
    Column("tone", Words),
    Column("responsible", Words),
    *_span("evidence", nullable=True),
    Index(None, "correction"),
)
