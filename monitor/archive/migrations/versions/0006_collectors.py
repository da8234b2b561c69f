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
