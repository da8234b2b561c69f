"""Kinds and originals of what is announced; what its source took back; where pages are kept."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Moment = partial(sa.DateTime, timezone=True)


def upgrade() -> None:
    op.add_column("items", sa.Column("kind", sa.Text(), nullable=True))
    op.add_column("items", sa.Column("file", sa.Text(), nullable=True))
    op.add_column("revisions", sa.Column("file", sa.Text(), nullable=True))
    op.add_column("sightings", sa.Column("gone_at", Moment(), nullable=True))
    op.add_column("clippings", sa.Column("withdrawn_at", Moment(), nullable=True))
    _snapshots()
    _source_states()
    _outages()


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_revisit", sa.Boolean(), nullable=False),
        sa.Column("is_picture", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clipping_id"],
            ["clippings.id"],
            name=op.f("fk_snapshots_clipping_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_snapshots")),
    )
    for column in ("clipping_id", "digest", "at"):
        op.create_index(op.f(f"ix_snapshots_{column}"), "snapshots", [column])


def _source_states() -> None:
    for column in ("moved_times", "listed", "ahead"):
        number = sa.Column(column, sa.Integer(), nullable=False, server_default="0")
        op.add_column("source_states", number)
    op.add_column(
        "source_states",
        sa.Column("mended", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for name in ("address", "address_of"):
        op.add_column("source_states", sa.Column(name, sa.Text(), nullable=True))
    for name in ("full_at", "newest_at", "doubled_at", "doubted_at", "lied_at"):
        op.add_column("source_states", sa.Column(name, Moment(), nullable=True))


def _outages() -> None:
    op.create_table(
        "outages",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "began_at", name=op.f("pk_outages")),
    )
    op.create_index(op.f("ix_outages_ended_at"), "outages", ["ended_at"])
