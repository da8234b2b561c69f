"""Citizen demands: what is heard, what is turned, everything done since; and letters about them."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Moment = partial(sa.DateTime, timezone=True)


def upgrade() -> None:
    op.add_column(
        "analyses",
        sa.Column("petitions", sa.Text(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.add_column(
        "analyses", sa.Column("private", sa.Text(), nullable=False, server_default=sa.text("'[]'"))
    )
    _folios()
    _demands()
    _indexes_of_demands()
    _heard()
    _indexes_of_heard()
    _traits_and_steps()
    _trails()
    _replies()
    _pushes()
    _letters()


def _letters() -> None:
    """A message may be of no edition: SQLite needs the table anew for that."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("mails", "edition_id", existing_type=sa.Text(), nullable=True)
    else:
        # Dropping the old table takes the recipients with it: they are kept aside meanwhile.
        op.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM mail_recipients")
        with op.batch_alter_table("mails", recreate="always") as mails:
            mails.alter_column("edition_id", existing_type=sa.Text(), nullable=True)
        op.execute("DELETE FROM mail_recipients")
        op.execute("INSERT INTO mail_recipients SELECT * FROM kept")
        op.execute("DROP TABLE kept")
    op.add_column("mails", sa.Column("folio", sa.Text(), nullable=True))
    op.create_index(op.f("ix_mails_folio"), "mails", ["folio"])


def _folios() -> None:
    op.create_table(
        "folios",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_folios")),
    )


def _demands() -> None:
    op.create_table(
        "demands",
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.Column("last_heard_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("routed_at", Moment(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("attended_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=True),
        sa.Column("took", sa.Integer(), nullable=True),
        sa.Column("anonymised_at", Moment(), nullable=True),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("held", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reheard_at", Moment(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("folio", name=op.f("pk_demands")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_demands_year_number")),
    )


def _indexes_of_demands() -> None:
    op.create_index(
        "demands_open",
        "demands",
        ["due_on"],
        sqlite_where=sa.text("attended_at IS NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("attended_at IS NULL AND closed_at IS NULL"),
    )
    _waiting("demands_to_turn", "received_at", "state = 'received' AND held = ''")
    _waiting("demands_reheard", "reheard_at", "reheard_at IS NOT NULL")
    pushable = "remote_id IS NULL AND (state = 'routed' OR state = 'in_progress')"
    _waiting("demands_to_push", "received_at", pushable)
    op.create_index(op.f("ix_demands_changed_at"), "demands", ["changed_at"])
    op.create_index(op.f("ix_demands_office_id_state"), "demands", ["office_id", "state"])
    counted = ("office_id", "category", "settlement", "answer", "in_time", "took", "due_on")
    op.create_index(
        "demands_counted", "demands", ["received_at", "merged_into", *counted, "closed_at"]
    )


def _waiting(name: str, column: str, condition: str) -> None:
    """What waits is found through an index of nothing else."""
    where = sa.text(condition)
    op.create_index(name, "demands", [column], sqlite_where=where, postgresql_where=where)


def _heard() -> None:
    op.create_table(
        "heard",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("petition", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=True),
        sa.Column("kept_apart", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clipping_id"], ["clippings.id"], name=op.f("fk_heard_clipping_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["folio"], ["demands.folio"], name=op.f("fk_heard_folio")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard")),
    )


def _indexes_of_heard() -> None:
    op.create_index(
        "heard_in_review",
        "heard",
        ["published_at"],
        sqlite_where=sa.text("state = 'review'"),
        postgresql_where=sa.text("state = 'review'"),
    )
    op.create_index(
        "heard_waits",
        "heard",
        ["published_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_heard_clipping_id"), "heard", ["clipping_id"])
    op.create_index(op.f("ix_heard_folio"), "heard", ["folio"])


def _traits_and_steps() -> None:
    op.create_table(
        "demand_traits",
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folio"], ["demands.folio"], name=op.f("fk_demand_traits_folio"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category", "place", "folio", name=op.f("pk_demand_traits")),
    )
    op.create_index(op.f("ix_demand_traits_folio"), "demand_traits", ["folio"])
    op.create_table(
        "demand_steps",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["folio"], ["demands.folio"], name=op.f("fk_demand_steps_folio")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_demand_steps")),
    )
    op.create_index(op.f("ix_demand_steps_folio"), "demand_steps", ["folio"])


def _trails() -> None:
    op.create_table(
        "demand_accesses",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_demand_accesses")),
    )
    op.create_index(op.f("ix_demand_accesses_folio"), "demand_accesses", ["folio"])


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_received_at"), "replies", ["received_at"])
    op.create_index(op.f("ix_replies_folio"), "replies", ["folio"])
    op.create_index(
        "replies_quarantined",
        "replies",
        ["received_at"],
        sqlite_where=sa.text("outcome = 'quarantined'"),
        postgresql_where=sa.text("outcome = 'quarantined'"),
    )
    op.create_table(
        "mailboxes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailboxes")),
    )


def _pushes() -> None:
    op.create_table(
        "pushes",
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("pushed_at", Moment(), nullable=True),
        sa.Column("remote_status", sa.Text(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["folio"], ["demands.folio"], name=op.f("fk_pushes_folio"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("folio", "receiver", name=op.f("pk_pushes")),
    )
    where = sa.text("outcome IS NULL")
    op.create_index(
        "pushes_waiting", "pushes", ["retry_at"], sqlite_where=where, postgresql_where=where
    )
