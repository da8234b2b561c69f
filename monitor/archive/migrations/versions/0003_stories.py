"""What finds the notes of one event, and what an analyst says of stories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Moment = partial(sa.DateTime, timezone=True)
KEPT = timedelta(days=30)
MANY = 50_000  # rows at a time


def upgrade() -> None:
    op.add_column("clippings", sa.Column("profile", sa.LargeBinary(), nullable=True))
    _traits()
    _story_corrections()
    _turn_bands_into_traits()
    op.drop_table("bands")


def _traits() -> None:
    op.create_table(
        "traits",
        sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("trait", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("day", "trait", "number", name=op.f("pk_traits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trait_counts",
        sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("trait", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "trait", name=op.f("pk_trait_counts")),
        sqlite_with_rowid=False,
    )


def _story_corrections() -> None:
    op.create_table(
        "story_corrections",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_story_corrections")),
    )
    op.create_index(op.f("ix_story_corrections_one"), "story_corrections", ["one"])
    op.create_index(op.f("ix_story_corrections_other"), "story_corrections", ["other"])


def _turn_bands_into_traits() -> None:
    """Copies of a note of the last days are still found after the change."""
    db = op.get_bind()
    bands = sa.table("bands", sa.column("band"), sa.column("clipping_id"))
    clippings = sa.table(
        "clippings",
        sa.column("id"),
        sa.column("number"),
        sa.column("published_at", sa.DateTime(timezone=True)),
    )
    traits = sa.table("traits", sa.column("day"), sa.column("trait"), sa.column("number"))
    newest = db.scalar(sa.select(sa.func.max(clippings.c.published_at)))
    if newest is None:
        return
    found = db.execute(
        sa.select(bands.c.band, clippings.c.number, clippings.c.published_at)
        .join(clippings, clippings.c.id == bands.c.clipping_id)
        .where(clippings.c.published_at >= newest - KEPT)
    )
    while rows := found.fetchmany(MANY):
        made = [
            {"day": _day(at), "trait": _key(band), "number": number} for band, number, at in rows
        ]
        db.execute(traits.insert(), made)


def _day(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp()) // 86_400


def _key(band: str) -> int:
    """«07» and 16 digits of a hash, as one number beyond the keys of words."""
    number, row_hash = bytes.fromhex(band)[0], int.from_bytes(bytes.fromhex(band)[1:], "big")
    return (1 << 40) + ((row_hash >> 12) << 6 | number)
