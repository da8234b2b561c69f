"""Editions of every kind, their approval and edits, alerts, and messages that are no mail."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Moment = partial(sa.DateTime, timezone=True)


def upgrade() -> None:
    _new_columns()
    _approval()
    _alerts()


def _new_columns() -> None:
    daily = sa.Column("kind", sa.Text(), nullable=False, server_default="daily")
    op.add_column("editions", daily)
    op.add_column("editions", sa.Column("approved_at", Moment(), nullable=True))
    op.add_column("editions", sa.Column("approved_by", sa.Text(), nullable=True))
    mail = sa.Column("channel", sa.Text(), nullable=False, server_default="mail")
    op.add_column("mails", mail)
    op.add_column(
        "mails", sa.Column("list_id", sa.Text(), nullable=False, server_default=sa.text("''"))
    )


def _approval() -> None:
    op.create_table(
        "approved",
        sa.Column("edition_id", sa.Text(), nullable=False),
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        _of("approved", "edition_id", "editions"),
        _of("approved", "clipping_id", "clippings"),
        sa.PrimaryKeyConstraint("edition_id", "clipping_id", name=op.f("pk_approved")),
    )
    op.create_table(
        "edits",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        _of("edits", "edition_id", "editions"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_edits")),
    )
    op.create_index(op.f("ix_edits_edition_id"), "edits", ["edition_id"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("edition_id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        _of("alerts", "edition_id", "editions"),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_story_id_raised_at"), "alerts", ["story_id", "raised_at"])


def _of(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="CASCADE")
