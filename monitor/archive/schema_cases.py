"""The tables of citizen demands: what was heard, what became of it, and everything done since."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    literal_column,
    or_,
    text,
)

from monitor.archive.columns import Moment, Words
from monitor.archive.schema import clippings, metadata

# Gapless: the row is taken in the transaction that uses the number, or not at all.
folios = Table(
    "folios",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

demands = Table(
    "demands",
    metadata,
    Column("folio", Words, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Words, nullable=False),  # a DemandState
    Column("category", Words, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("urgency", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("competence", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("office_id", Words),
    Column("address", Words, nullable=False),  # an Address, JSON
    Column("settlement", Words, nullable=False),  # as its address writes it; "" without one
    Column("place", Words, nullable=False),  # the same, folded
    Column("municipality", Words, nullable=False),
    Column("heard_at", Moment, nullable=False),
    Column("last_heard_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("routed_at", Moment),
    Column("due_on", Date),
    Column("attended_at", Moment),  # when it was answered; NULL again once reopened
    Column("closed_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Column("answer", Words),  # attended · declined · not_ours, whatever came later
    Column("in_time", Boolean),  # of what was attended
    Column("took", Integer),  # hours from its receipt to its answer
    Column("anonymised_at", Moment),
    Column("remote_id", Words),
    Column("held", Words, nullable=False, server_default=text("''")),  # why a person must decide
    Column("reheard_at", Moment),  # of a text that says it again after its answer
    Column("merged_into", Words),  # the folio that took its sources
    UniqueConstraint("year", "number"),
    # All that a report counts: the rows themselves, ten times as large, are not looked at.
    Index(
        "demands_counted",
        "received_at",
        "merged_into",
        "office_id",
        "category",
        "settlement",
        "answer",
        "in_time",
        "took",
        "due_on",
        "closed_at",
    ),
    Index(None, "changed_at"),
    Index(None, "office_id", "state"),
)

OPEN_DEMANDS = and_(demands.c.attended_at.is_(None), demands.c.closed_at.is_(None))
TO_TURN: ColumnElement[bool] = and_(
    demands.c.state == literal_column("'received'", Words),
    demands.c.held == literal_column("''", Words),
)
TO_PUSH: ColumnElement[bool] = and_(
    demands.c.remote_id.is_(None),
    or_(
        demands.c.state == literal_column("'routed'", Words),
        demands.c.state == literal_column("'in_progress'", Words),
    ),
)
REHEARD: ColumnElement[bool] = demands.c.reheard_at.is_not(None)

# One row for each petition that a text says; its id is the same whoever reads the text again.
heard = Table(
    "heard",
    metadata,
    Column("id", Words, primary_key=True),
    Column("clipping_id", ForeignKey(clippings.c.id, ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("source_id", Words, nullable=False),
    Column("outlet_id", Words, nullable=False),
    Column("url", Words),
    Column("title", Words, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("quote", Words, nullable=False),
    Column("folded", Words, nullable=False),  # its words as search sees them, none of them private
    Column("private", Words, nullable=False),  # JSON: [[start, end], …] of the quote
    Column("petition", Words, nullable=False),  # JSON
    Column("category", Words, nullable=False),
    Column("state", Words, nullable=False),  # a HeardState
    Column("folio", ForeignKey(demands.c.folio)),
    Column(
        "kept_apart", Words, nullable=False, server_default=text("''")
    ),  # folio it was taken from
    Column("decided_by", Words),
    Column("decided_at", Moment),
    Index(None, "clipping_id"),
    Index(None, "folio"),
)

WAITS_TO_BE_HEARD: ColumnElement[bool] = heard.c.state == literal_column("'waiting'", Words)
IN_REVIEW: ColumnElement[bool] = heard.c.state == literal_column("'review'", Words)

# The words of open demands, by which likely kin is found.
demand_traits = Table(
    "demand_traits",
    metadata,
    Column("category", Words, primary_key=True),
    Column("place", Words, primary_key=True),  # folded settlement, street or "" of no place
    Column("folio", ForeignKey(demands.c.folio, ondelete="CASCADE"), primary_key=True),
    Index(None, "folio"),
)

demand_steps = Table(
    "demand_steps",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("folio", ForeignKey(demands.c.folio), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("action", Words, nullable=False),  # a StepAction
    Column("before", Words),
    Column("after", Words),
    Column("note", Words, nullable=False),
    Column("evidence", Words, nullable=False),
    Index(None, "folio"),
)

demand_accesses = Table(
    "demand_accesses",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("folio", Words),  # NULL: a list
    Column("count", Integer, nullable=False),
    Index(None, "folio"),
)

# Answers to the cards, by mail: each is read once.
replies = Table(
    "replies",
    metadata,
    Column("id", Words, primary_key=True),  # of sender and Message-ID, or of the bytes without one
    Column("folio", Words),
    Column("sender", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("files", Words, nullable=False),  # JSON: the name, digest and size of each that came
    Column("received_at", Moment, nullable=False),
    Column("outcome", Words, nullable=False),  # applied · quarantined · ignored · settled · dropped
    Column("reason", Words, nullable=False),
    Column("settled_by", Words),
    Column("settled_at", Moment),
    Index(None, "received_at"),
    Index(None, "folio"),
)

IN_QUARANTINE: ColumnElement[bool] = replies.c.outcome == literal_column("'quarantined'", Words)

# How far each mailbox was read.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("id", Words, primary_key=True),  # its address: imaps://user@host/folder
    Column("validity", BigInteger),  # what its numbers count for; NULL: never read
    Column("uid", BigInteger, nullable=False),  # the last number that was read
    Column("read_at", Moment),
    Column("due_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("detail", Words, nullable=False),
)

# What a receiving system knows of a demand.
pushes = Table(
    "pushes",
    metadata,
    Column("folio", ForeignKey(demands.c.folio, ondelete="CASCADE"), primary_key=True),
    Column("receiver", Words, primary_key=True),  # its address
    Column("remote_id", Words),
    Column("token", Words),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Moment, nullable=False),
    Column("reason", Words),
    Column("pushed_at", Moment),
    Column("remote_status", Words),
    Column("read_at", Moment),
    Column("outcome", Words),  # closed · refused · settled; NULL: something is still to be done
)

PUSHES_WAIT: ColumnElement[bool] = pushes.c.outcome.is_(None)

Index(
    "heard_waits",
    heard.c.published_at,
    sqlite_where=WAITS_TO_BE_HEARD,
    postgresql_where=WAITS_TO_BE_HEARD,
)
Index("heard_in_review", heard.c.published_at, sqlite_where=IN_REVIEW, postgresql_where=IN_REVIEW)
Index("demands_open", demands.c.due_on, sqlite_where=OPEN_DEMANDS, postgresql_where=OPEN_DEMANDS)
Index("demands_to_turn", demands.c.received_at, sqlite_where=TO_TURN, postgresql_where=TO_TURN)
Index("demands_reheard", demands.c.reheard_at, sqlite_where=REHEARD, postgresql_where=REHEARD)
Index(
    "replies_quarantined",
    replies.c.received_at,
    sqlite_where=IN_QUARANTINE,
    postgresql_where=IN_QUARANTINE,
)
Index("demands_to_push", demands.c.received_at, sqlite_where=TO_PUSH, postgresql_where=TO_PUSH)
Index("pushes_waiting", pushes.c.retry_at, sqlite_where=PUSHES_WAIT, postgresql_where=PUSHES_WAIT)
