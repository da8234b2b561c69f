"""Keep the whole analysis, what each analyzer was made of, and what an analyst corrects."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Moment = partial(sa.DateTime, timezone=True)


def upgrade() -> None:
    _analyzers()
    _analyses()
    _mentions()
    _readings()
    _entities()
    _quotes()
    _places()
    _corrections()
    _standing()
    tagged = sa.text("tagged_by IS NOT NULL")
    op.create_index(
        "clippings_by_analyzer",
        "clippings",
        ["tagged_by", "published_at", "id"],
        sqlite_where=tagged,
        postgresql_where=tagged,
    )


def _analyzers() -> None:
    op.create_table(
        "analyzers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyzers")),
    )
    op.execute("INSERT INTO analyzers (id, parts) SELECT DISTINCT analyzer, '{}' FROM analyses")


def _label(table: str, name: str, default: str) -> None:
    op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=default))


def _sure(table: str, name: str, default: str = "0") -> None:
    op.add_column(table, sa.Column(name, sa.Float(), nullable=False, server_default=default))


def _analyses() -> None:
    op.add_column("analyses", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("analyses", sa.Column("theme", sa.Text(), nullable=True))
    _sure("analyses", "theme_confidence")
    _label("analyses", "language", "es")
    op.add_column("analyses", sa.Column("vector", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_analyses_theme"), "analyses", ["theme"])


def _mentions() -> None:
    op.add_column("mentions", sa.Column("alias", sa.Text(), nullable=True))
    _sure("mentions", "identity", "1")
    _label("mentions", "tone", "neutral")
    _sure("mentions", "tone_confidence")
    _label("mentions", "responsible", "nobody")
    _sure("mentions", "responsible_confidence")
    _label("mentions", "voice", "outlet")
    _sure("mentions", "voice_confidence")


def _readings() -> None:
    _sure("readings", "confidence")
    _label("readings", "tone", "neutral")
    _label("readings", "responsible", "nobody")
    _label("readings", "voice", "outlet")


def _span(name: str, *, nullable: bool = False) -> list[sa.Column[object]]:
    return [
        sa.Column(f"{name}_field", sa.Text(), nullable=nullable),
        sa.Column(f"{name}_start", sa.Integer(), nullable=nullable),
        sa.Column(f"{name}_end", sa.Integer(), nullable=nullable),
    ]


def _of_an_analysis(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("analyzer", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["clipping_id", "revision", "analyzer"],
            ["analyses.clipping_id", "analyses.revision", "analyses.analyzer"],
            name=op.f(f"fk_{name}_clipping_id_revision_analyzer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "clipping_id", "revision", "analyzer", "position", name=op.f(f"pk_{name}")
        ),
    )


def _entities() -> None:
    _of_an_analysis(
        "entities",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        *_span("at"),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.create_index(op.f("ix_entities_folded_kind"), "entities", ["folded", "kind"])


def _quotes() -> None:
    _of_an_analysis(
        "quotes",
        *_span("words"),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        *_span("by", nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_quotes_folded"), "quotes", ["folded"])
    op.create_index(op.f("ix_quotes_subject_id"), "quotes", ["subject_id"])


def _places() -> None:
    _of_an_analysis(
        "places",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        *_span("at"),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
    )
    op.create_index(op.f("ix_places_folded_kind"), "places", ["folded", "kind"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=True),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        *_span("evidence", nullable=True),
        *_span("at", nullable=True),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clipping_id", "revision"],
            ["revisions.clipping_id", "revisions.revision"],
            name=op.f("fk_corrections_clipping_id_revision"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_corrections")),
    )
    op.create_index(
        op.f("ix_corrections_clipping_id_subject_id_number"),
        "corrections",
        ["clipping_id", "subject_id", "number"],
    )


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=True),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=True),
        *_span("evidence", nullable=True),
        sa.ForeignKeyConstraint(
            ["clipping_id"],
            ["clippings.id"],
            name=op.f("fk_standing_clipping_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["correction"], ["corrections.number"], name=op.f("fk_standing_correction")
        ),
        sa.PrimaryKeyConstraint("clipping_id", "subject_id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_correction"), "standing", ["correction"])
