"""Kinds and originals of what is announced; what its source took back."""

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
