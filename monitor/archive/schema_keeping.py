"""The tables of what keeps the archive whole and lawful: backups, seals, departures, removals."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, UniqueConstraint

from monitor.archive.columns import Moment, Words
from monitor.archive.schema import metadata

# One row for each try; `reason` says why one is no backup.
backups = Table(
    "backups",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("file", Words, nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("digest", Words, nullable=False),  # sha256 of the file, hexadecimal
    Column("reason", Words),  # NULL: it was read back and is good
    Index(None, "at"),
)

# What a person did, chained: `chain` is the digest of the one before it and of this one.
seals = Table(
    "seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("of", Words, nullable=False),  # the table that holds the row
    Column("row", BigInteger, nullable=False),  # its number there
    Column("at", Moment, nullable=False),
    Column("salt", LargeBinary),  # NULL: what the row said of persons was covered
    Column("digest", Words, nullable=False),  # of the salt and of what the row said
    Column("chain", Words, nullable=False),
    Column("covered_at", Moment),
    UniqueConstraint("of", "row"),
)

# Made at random once, and never shown.
keys = Table(
    "keys",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Who asked to receive a list no more; who comes back has no row.
departures = Table(
    "departures",
    metadata,
    Column("address", Words, primary_key=True),  # lower case
    Column("list_id", Words, primary_key=True),  # "" of the profile's recipients
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),  # a person of the office, or the mail that asked
)

# The clippings whose copies must leave the disk, since what they said of persons was forgotten.
removals = Table(
    "removals",
    metadata,
    Column("clipping_id", Words, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),  # NULL: some byte of them may still be there
)
REMOVAL_PENDS = removals.c.done_at.is_(None)
Index(
    "removals_pending",
    removals.c.clipping_id,
    sqlite_where=REMOVAL_PENDS,
    postgresql_where=REMOVAL_PENDS,
)
