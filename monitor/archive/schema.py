"""The tables, in types that are the same on SQLite and PostgreSQL.

What waits is found through a partial index whose condition stands here beside it. What the NLP
read and what an analyst corrected has its tables in `analysed`. A change needs a migration in
`migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    and_,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from monitor.archive.analysed import (
    analyses,
    analyzers,
    corrections,
    entities,
    mentions,
    places,
    quotes,
    readings,
    standing,
)
from monitor.archive.columns import Moment, Words, clean, metadata
from monitor.model import EditionKind

__all__ = [
    "analyses",
    "analyzers",
    "clean",
    "corrections",
    "entities",
    "mentions",
    "metadata",
    "places",
    "quotes",
    "readings",
    "standing",
]

source_states = Table(
    "source_states",
    metadata,
    Column("source_id", Words, primary_key=True),
    Column("first_check_at", Moment, nullable=False),
    Column("next_check_at", Moment, nullable=False),
    Column("last_success_at", Moment),
    Column("last_item_at", Moment),
    Column("announced", Integer, nullable=False),  # addresses, ever
    Column("failures", Integer, nullable=False),
    Column("kind", Words),
    Column("detail", Words),
    Column("failing_since", Moment),
    Column("note", Words),
    Column("moved_to", Words),
    Column("moved_times", Integer, nullable=False, server_default="0"),  # good readings there
    Column("address", Words),  # where it is read, once it moved for good …
    Column("address_of", Words),  # … from this one, as the file writes it
    Column("full_at", Moment),  # when it last gave a body
    Column("newest_at", Moment),  # publication of the newest that it ever announced
    Column("listed", Integer, nullable=False, server_default="0"),  # entries of that body …
    Column("ahead", Integer, nullable=False, server_default="0"),  # … dated in the future
    Column("mended", Boolean, nullable=False, server_default=false()),  # its letters were
    Column("doubled_at", Moment),  # when it last gave what it had given under new ids
    Column("doubted_at", Moment),  # when it seemed to say "unchanged" of what had changed
    Column("lied_at", Moment),  # when it surely did
)

# When a source could not be read, once that was over; rows that only grow.
outages = Table(
    "outages",
    metadata,
    Column("source_id", Words, primary_key=True),
    Column("began_at", Moment, primary_key=True),
    Column("ended_at", Moment, nullable=False),
    Column("kind", Words, nullable=False),
    Index(None, "ended_at"),
)

memos = Table(
    "memos",
    metadata,
    Column("source_id", Words, primary_key=True),
    Column("address_id", Words, primary_key=True),  # of any length, an address has a short id
    Column("address", Words, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
)

host_holds = Table(
    "host_holds",
    metadata,
    Column("host", Words, primary_key=True),
    Column("until", Moment, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Words, primary_key=True),
    Column("source_id", Words, nullable=False),  # who announced it first
    Column("guid", Words, nullable=False),
    Column("url", Words),
    Column("host", Words, nullable=False),  # "" without an address
    Column("title", Words, nullable=False),
    Column("summary", Words, nullable=False),
    Column("text", Words),
    Column("author", Words),
    Column("published_at", Moment),
    Column("updated_at", Moment),
    Column("kind", Words),  # a PieceKind, where the source knows
    Column("file", Words),  # its original, among the files of the archive
    Column("first_seen_at", Moment, nullable=False),
    Column("outcome", Words),
    Column("detail", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("read_at", Moment),  # when to read it (again); NULL: it does not wait
    Column("last_read_at", Moment),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
)

ITEM_WAITS: ColumnElement[bool] = items.c.read_at.is_not(None)

sightings = Table(
    "sightings",
    metadata,
    Column("item_id", ForeignKey(items.c.id, ondelete="CASCADE"), primary_key=True),
    Column("source_id", Words, primary_key=True),
    Column("fingerprint", Words, nullable=False),  # as this source announces it
    Column("first_seen_at", Moment, nullable=False),
    Column("changes", Integer, nullable=False),  # how often it announced it otherwise
    Column("gone_at", Moment),  # when it took it back
    Index(None, "first_seen_at"),
)

clippings = Table(
    "clippings",
    metadata,
    Column("number", Integer, primary_key=True),  # the row of the search index on SQLite
    Column("id", ForeignKey(items.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),  # the latest
    Column("outlet_id", Words, nullable=False),
    Column("url_id", Words),  # of the address that the page states, which may not be the item's
    Column("published_at", Moment, nullable=False),
    Column("tagged_by", Words),  # the analyzer of the latest revision; NULL while it waits
    Column("failed", Words),
    Column("about", Words),  # the first subject that it names; NULL when it names none
    Column("story_id", Words),  # NULL while it waits
    Column("signature", LargeBinary),
    Column("profile", LargeBinary),  # with the signature, what it is compared by
    Column("told_revision", Integer, nullable=False),  # the last one that a digest told, or 0
    Column("withdrawn_at", Moment),  # when its source took it back
    Index(None, "published_at"),
    Index(None, "outlet_id", "published_at"),
    Index(None, "url_id"),
)

UNTAGGED = clippings.c.tagged_by.is_(None)
TAGGED = clippings.c.tagged_by.is_not(None)
UNGROUPED = and_(
    clippings.c.story_id.is_(None), clippings.c.tagged_by.is_not(None), clippings.c.failed.is_(None)
)
UNREPORTED = and_(
    clippings.c.told_revision < clippings.c.revision,
    clippings.c.story_id.is_not(None),
    clippings.c.tagged_by.is_not(None),
    clippings.c.failed.is_(None),
    clippings.c.about.is_not(None),
)

revisions = Table(
    "revisions",
    metadata,
    Column("clipping_id", ForeignKey(clippings.c.id, ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("source_id", Words, nullable=False),
    Column("outlet_id", Words, nullable=False),
    Column("url", Words),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("fingerprint", Words, nullable=False),  # proves that title and text are unharmed
    Column("author", Words),
    Column("section", Words),
    Column("kind", Words, nullable=False),
    Column("image_url", Words),
    Column("file", Words),
    Column("published_at", Moment, nullable=False),
    Column("modified_at", Moment),
    Column("collected_at", Moment, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("day", Date, nullable=False),
    Column("hour", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("subject", Words),
    Column("html", Words),
    Column("text", Words),
    Column("data", Words),
    Column("kind", Words, nullable=False, server_default="daily"),  # an EditionKind
    Column("approved_at", Moment),  # the visto bueno; NULL without it
    Column("approved_by", Words),
    Index(None, "closed_at"),
)

# Of an edition that tells what none told; the others tell it again.
TELLING = (EditionKind.DAILY, EditionKind.EXTRAORDINARY)
TELLS: ColumnElement[bool] = editions.c.kind.in_([each.value for each in TELLING])

told = Table(
    "told",
    metadata,
    Column("edition_id", ForeignKey(editions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("clipping_id", ForeignKey(clippings.c.id, ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Index(None, "clipping_id"),
)

# What an approved edition holds: what comes later waits for the next one.
approved = Table(
    "approved",
    metadata,
    Column("edition_id", ForeignKey(editions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("clipping_id", ForeignKey(clippings.c.id, ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("story_id", Words, nullable=False),  # as it was when somebody read the draft
)

# What an analyst changed in a draft, in order; rows that only grow.
edits = Table(
    "edits",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("edition_id", ForeignKey(editions.c.id, ondelete="CASCADE"), nullable=False),
    Column("action", Words, nullable=False),
    Column("story_id", Words, nullable=False),
    Column("before", Words, nullable=False),
    Column("after", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "edition_id"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("edition_id", ForeignKey(editions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("story_id", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Index(None, "story_id", "raised_at"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("record_id", Words, primary_key=True),
    Column("clipping_id", ForeignKey(clippings.c.id, ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("url", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("is_revisit", Boolean, nullable=False),
    Column("is_picture", Boolean, nullable=False),
    # It lies in the file of its day, or where a night found it damaged and left it.
    Column("is_packed", Boolean, nullable=False, server_default=false()),
    Index(None, "clipping_id"),
    Index(None, "digest"),
    Index(None, "at"),
    Index(None, "file", "offset"),
)
UNPACKED = ~snapshots.c.is_packed

mails = Table(
    "mails",
    metadata,
    Column("id", Words, primary_key=True),
    Column("edition_id", ForeignKey(editions.c.id, ondelete="CASCADE")),  # NULL: of no edition
    Column("message_id", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("tried_at", Moment),
    Column("unsure", Boolean, nullable=False),
    Column("reason", Words),
    Column("done_at", Moment),
    Column("channel", Words, nullable=False, server_default="mail"),  # a Channel
    Column("list_id", Words, nullable=False, server_default=text("''")),  # of the office's lists
    Column("folio", Words),  # of the demand that it is about, when it is about one
    Index(None, "edition_id"),
    Index(None, "folio"),
)

MAIL_WAITS = mails.c.done_at.is_(None)

mail_recipients = Table(
    "mail_recipients",
    metadata,
    Column("mail_id", ForeignKey(mails.c.id, ondelete="CASCADE"), primary_key=True),
    Column("address", Words, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("accepted_at", Moment),
    Column("refused_at", Moment),
    Column("reason", Words),
)

# On SQLite the same name is an FTS5 table, with the columns of words and stems.
search_vectors = Table(
    "search",
    metadata,
    Column(
        "number",
        ForeignKey(clippings.c.number, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("title_words", Text, nullable=False),
    Column("text_words", Text, nullable=False),
    Column("vector", TSVECTOR, nullable=False),
    Index("ix_search_vector", "vector", postgresql_using="gin"),
    info={"only": "postgresql"},
)


def _partial(name: str, condition: ColumnElement[bool], *columns: Column[object]) -> None:
    Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


_partial("snapshots_unpacked", UNPACKED, snapshots.c.at)
_partial("items_wait", ITEM_WAITS, items.c.host, items.c.read_at)
_partial("clippings_untagged", UNTAGGED, clippings.c.id)
_partial(
    "clippings_by_analyzer",
    TAGGED,
    clippings.c.tagged_by,
    clippings.c.published_at,
    clippings.c.id,
)
_partial("clippings_ungrouped", UNGROUPED, clippings.c.published_at)
_partial("clippings_unreported", UNREPORTED, clippings.c.published_at)
_partial("clippings_of_story", clippings.c.story_id.is_not(None), clippings.c.story_id)
_partial("mails_wait", MAIL_WAITS, mails.c.retry_at)
