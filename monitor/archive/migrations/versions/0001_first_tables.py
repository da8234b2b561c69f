"""The first tables."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None

Moment = partial(sa.DateTime, timezone=True)


def upgrade() -> None:
    _editions()
    _host_holds()
    _items()
    _memos()
    _source_states()
    _clippings()
    _mails()
    _sightings()
    _bands()
    _mail_recipients()
    _revisions()
    _told()
    _analyses()
    _mentions()
    _readings()
    if op.get_bind().dialect.name == "postgresql":
        _search_vectors()
    else:
        _search_words()


def _where(condition: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
    )
    op.create_index(op.f("ix_editions_closed_at"), "editions", ["closed_at"])


def _host_holds() -> None:
    op.create_table(
        "host_holds",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_holds")),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=True),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("last_read_at", Moment(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    op.create_index("items_wait", "items", ["host", "read_at"], **_where("read_at IS NOT NULL"))


def _memos() -> None:
    op.create_table(
        "memos",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("source_id", "address_id", name=op.f("pk_memos")),
    )


def _source_states() -> None:
    op.create_table(
        "source_states",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("first_check_at", Moment(), nullable=False),
        sa.Column("next_check_at", Moment(), nullable=False),
        sa.Column("last_success_at", Moment(), nullable=True),
        sa.Column("last_item_at", Moment(), nullable=True),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("failing_since", Moment(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_states")),
    )


def _clippings() -> None:
    op.create_table(
        "clippings",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Text(), nullable=False),
        sa.Column("url_id", sa.Text(), nullable=True),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("tagged_by", sa.Text(), nullable=True),
        sa.Column("failed", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("story_id", sa.Text(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("told_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["items.id"], name=op.f("fk_clippings_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_clippings")),
        sa.UniqueConstraint("id", name=op.f("uq_clippings_id")),
    )
    op.create_index(
        "clippings_ungrouped",
        "clippings",
        ["published_at"],
        **_where("story_id IS NULL AND tagged_by IS NOT NULL AND failed IS NULL"),
    )
    op.create_index(
        "clippings_unreported",
        "clippings",
        ["published_at"],
        **_where(
            "told_revision < revision AND story_id IS NOT NULL AND tagged_by IS NOT NULL"
            " AND failed IS NULL AND about IS NOT NULL"
        ),
    )
    op.create_index("clippings_untagged", "clippings", ["id"], **_where("tagged_by IS NULL"))
    op.create_index(
        op.f("ix_clippings_outlet_id_published_at"), "clippings", ["outlet_id", "published_at"]
    )
    op.create_index(op.f("ix_clippings_published_at"), "clippings", ["published_at"])
    op.create_index(
        "clippings_of_story", "clippings", ["story_id"], **_where("story_id IS NOT NULL")
    )
    op.create_index(op.f("ix_clippings_url_id"), "clippings", ["url_id"])


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", Moment(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_mails_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_edition_id"), "mails", ["edition_id"])
    op.create_index("mails_wait", "mails", ["retry_at"], **_where("done_at IS NULL"))


def _sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_sightings_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "source_id", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_first_seen_at"), "sightings", ["first_seen_at"])


def _bands() -> None:
    op.create_table(
        "bands",
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clipping_id"], ["clippings.id"], name=op.f("fk_bands_clipping_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "clipping_id", name=op.f("pk_bands")),
    )
    op.create_index(op.f("ix_bands_clipping_id"), "bands", ["clipping_id"])


def _mail_recipients() -> None:
    op.create_table(
        "mail_recipients",
        sa.Column("mail_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("refused_at", Moment(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mails.id"], name=op.f("fk_mail_recipients_mail_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mail_id", "address", name=op.f("pk_mail_recipients")),
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("modified_at", Moment(), nullable=True),
        sa.Column("collected_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clipping_id"],
            ["clippings.id"],
            name=op.f("fk_revisions_clipping_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clipping_id", "revision", name=op.f("pk_revisions")),
    )


def _told() -> None:
    op.create_table(
        "told",
        sa.Column("edition_id", sa.Text(), nullable=False),
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clipping_id"], ["clippings.id"], name=op.f("fk_told_clipping_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_told_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "clipping_id", name=op.f("pk_told")),
    )
    op.create_index(op.f("ix_told_clipping_id"), "told", ["clipping_id"])


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("analyzer", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clipping_id", "revision"],
            ["revisions.clipping_id", "revisions.revision"],
            name=op.f("fk_analyses_clipping_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("clipping_id", "revision", "analyzer", name=op.f("pk_analyses")),
    )


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("analyzer", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("evidence_field", sa.Text(), nullable=False),
        sa.Column("evidence_start", sa.Integer(), nullable=False),
        sa.Column("evidence_end", sa.Integer(), nullable=False),
        sa.Column("at_field", sa.Text(), nullable=False),
        sa.Column("at_start", sa.Integer(), nullable=False),
        sa.Column("at_end", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clipping_id", "revision", "analyzer"],
            ["analyses.clipping_id", "analyses.revision", "analyses.analyzer"],
            name=op.f("fk_mentions_clipping_id_revision_analyzer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "clipping_id", "revision", "analyzer", "position", name=op.f("pk_mentions")
        ),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("clipping_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("analyzer", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("evidence_field", sa.Text(), nullable=False),
        sa.Column("evidence_start", sa.Integer(), nullable=False),
        sa.Column("evidence_end", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clipping_id", "revision", "analyzer"],
            ["analyses.clipping_id", "analyses.revision", "analyses.analyzer"],
            name=op.f("fk_readings_clipping_id_revision_analyzer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "clipping_id", "revision", "analyzer", "position", name=op.f("pk_readings")
        ),
    )
    op.create_index(op.f("ix_readings_subject_id_stance"), "readings", ["subject_id", "stance"])


def _search_words() -> None:
    # Every character beyond ASCII is part of a word there: the words come ready from us.
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5("
        "title_words, text_words, title_stems, text_stems, tokenize = 'ascii')"
    )


def _search_vectors() -> None:
    op.create_table(
        "search",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("text_words", sa.Text(), nullable=False),
        sa.Column("vector", TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search")),
        sa.ForeignKeyConstraint(
            ["number"],
            ["clippings.number"],
            name=op.f("fk_search_number"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_search_vector", "search", ["vector"], postgresql_using="gin")
