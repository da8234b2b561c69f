"""Which copies were packed into the file of their day, and those that retention takes away."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

Moment = partial(sa.DateTime, timezone=True)


def upgrade() -> None:
    op.add_column(
        "snapshots",
        sa.Column("is_packed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(op.f("ix_snapshots_file_offset"), "snapshots", ["file", "offset"])
    op.create_index(
        "snapshots_unpacked",
        "snapshots",
        ["at"],
        sqlite_where=sa.text("is_packed = 0"),
        postgresql_where=sa.text("NOT is_packed"),
    )
    op.create_table(
        "removals",
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("clipping_id", name=op.f("pk_removals")),
    )
    op.create_index(
        "removals_pending",
        "removals",
        ["clipping_id"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
