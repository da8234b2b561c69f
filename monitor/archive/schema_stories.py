"""The tables of stories: what finds a likely kin, and what an analyst said of whole stories.

The traits of a note are the keys of its words and of its bands. They are an index and no more:
by day, so that what is too old to matter is taken away in one stroke.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table

from monitor.archive.columns import Moment, Words
from monitor.archive.schema import metadata

# Without a row of its own beside the key, the table is its index and takes half the room.
traits = Table(
    "traits",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),  # of publication, since 1970
    Column("trait", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the clipping
    sqlite_with_rowid=False,
)

trait_counts = Table(
    "trait_counts",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("trait", BigInteger, primary_key=True, autoincrement=False),  # 0: any note at all
    Column("notes", Integer, nullable=False),
    sqlite_with_rowid=False,
)

story_corrections = Table(
    "story_corrections",
    metadata,
    Column("number", Integer, primary_key=True),  # of two about one pair, the later one counts
    Column("one", Words, nullable=False),  # a clipping; the smaller id
    Column("other", Words, nullable=False),
    Column("together", Boolean, nullable=False),
    Column("said_by", Words, nullable=False),
    Column("said_at", Moment, nullable=False),
    Index(None, "one"),
    Index(None, "other"),
)
