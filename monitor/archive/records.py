"""What the archive takes and gives beside the nouns of the walk: frozen values, one per question.

A new question is a new record here, a function in the module of its table, and one method of
`Archive`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.archive.amending import Standing
from monitor.model import (
    Analysis,
    Channel,
    Clipping,
    EditionKind,
    Item,
    Memo,
    Outcome,
    Page,
    PieceKind,
    Reading,
    Span,
)
from monitor.snapshots.records import Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source stands: when it was read, what it gave, and since when it fails."""

    source_id: str
    first_check_at: datetime
    next_check_at: datetime
    last_success_at: datetime | None = None
    last_item_at: datetime | None = None  # when it last announced something new
    items: int = 0  # addresses that it ever announced
    failures: int = 0  # in a row
    kind: str | None = None  # of the present failure: an Outcome or "not_a_feed"…
    detail: str | None = None
    failing_since: datetime | None = None
    note: str | None = None  # of its last harvest
    moved_to: str | None = None  # where its address redirects for good
    moved_times: int = 0  # good readings there, in a row
    address: str | None = None  # where it is read instead of …
    address_of: str | None = None  # … this, as the file wrote it
    full_at: datetime | None = None  # when it last gave a body
    newest_at: datetime | None = None  # publication of the newest that it ever announced
    listed: int = 0  # entries of that body
    ahead: int = 0  # of these, dated in the future
    mended: bool = False  # its letters were not in the encoding that it declares
    doubled_at: datetime | None = None  # when it last gave what it had given under new ids
    doubted_at: datetime | None = None  # when it seemed to lie
    lied_at: datetime | None = None  # when it said "unchanged" of what had changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Hours in which a source could not be read."""

    source_id: str
    began_at: datetime
    ended_at: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An item to read (again), with what is known of its page."""

    item: Item
    attempts: int  # failed tries in a row
    first_seen_at: datetime
    memo: Memo | None = None
    clipping: Clipping | None = None  # the latest revision, when it was read before
    outcome: Outcome | None = None  # of the last reading, when this is another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one reading of an item gave."""

    item_id: str
    outcome: Outcome | None  # None: still waits; an outcome that it had before stays
    detail: str = ""
    clipping: Clipping | None = None  # a new revision to add; None when nothing is new
    memo: Memo | None = None  # None: what was remembered stays
    read_at: datetime | None = None  # when to read it (again); None: never
    page: Page | None = field(default=None, repr=False)  # of a new revision, or unchanged since
    shots: tuple[Shot, ...] = ()  # where that page is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A grouped clipping that may tell the same, and what it is compared by."""

    clipping_id: str
    story_id: str
    outlet_id: str
    published_at: datetime
    signature: bytes
    profile: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What analysts said of a clipping and of stories, in today's stories."""

    together: frozenset[str] = frozenset()  # stories to which the clipping belongs
    apart: frozenset[str] = frozenset()  # stories in which it must never be
    divided: frozenset[tuple[str, str]] = frozenset()  # pairs that must never be one, both ways


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCorrection:
    """What an analyst said of two clippings: one story, or never."""

    one: str
    other: str
    together: bool
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryState:
    """A story as it now stands."""

    id: str
    members: tuple[Clipping, ...]  # by publication
    corrections: tuple[StoryCorrection, ...]  # of its members, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDigest:
    """A digest as it was told."""

    edition_id: str
    day: date
    hour: str
    subject: str
    html: str
    text: str
    data: str  # JSON
    closed_at: datetime
    kind: EditionKind = EditionKind.DAILY


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """How a daily edition stands on its way to its readers."""

    edition_id: str
    day: date
    hour: str
    opened_at: datetime
    closed_at: datetime | None  # when it was told
    approved_at: datetime | None  # its visto bueno
    approved_by: str | None
    followed_by: str | None  # the next edition, once that has opened


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCount:
    """How many impacts an edition told, by stance, as its digest counted them."""

    day: date  # local
    hour: str
    positive: int
    neutral: int
    negative: int
    unread: int  # could not be analysed
    stories: int | None = None  # None: its digest did not say


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientState:
    address: str
    accepted_at: datetime | None = None
    refused_at: datetime | None = None  # for good
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailState:
    """How a message of the outbox stands."""

    id: str
    edition_id: str  # "" for a letter about demands
    message_id: str
    channel: Channel
    list_id: str  # of the office's lists; "" for profile.recipients
    recipients: tuple[RecipientState, ...]
    created_at: datetime
    attempts: int
    tried_at: datetime | None  # when a try last ended
    retry_at: datetime  # not before; means nothing once done
    claimed_at: datetime | None  # somebody sends it now, or died while sending
    unsure: bool  # it may have arrived
    reason: str | None  # why it was last postponed
    done_at: datetime | None  # nobody waits for it any more
    folio: str | None = None  # of the demand that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One clipping that a search found."""

    clipping: Clipping
    readings: tuple[Reading, ...]
    story_id: str | None
    score: float  # greater is better; 0 without words
    snippet: str  # one or two lines of the text around the first hit, personal data covered
    kind: PieceKind = PieceKind.NOTE  # as its words tell it, else as the page says
    theme: str | None = None
    private: tuple[Span, ...] = ()  # personal data of private persons


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """A clipping of a story, named."""

    clipping_id: str
    outlet_id: str
    url: str | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All that the archive knows of one address."""

    item: Item
    sources: tuple[str, ...]  # that announced it, the first first
    first_seen_at: datetime
    outcome: Outcome | None
    detail: str
    attempts: int
    read_at: datetime | None  # when it will be read (again)
    last_read_at: datetime | None
    duplicate_of: str | None = None  # the address under which the rest of this was found
    clipping: Clipping | None = None  # the latest revision
    tagged_by: str | None = None  # None while the latest revision waits
    analysis: Analysis | None = None
    story_id: str | None = None
    members: tuple[Impact, ...] = ()  # of its story, itself too, by publication
    edition_id: str | None = None  # the last edition that told it
    told_revision: int | None = None
    standing: tuple[Standing, ...] = ()  # how what analysts corrected in it stands
    alerted_at: datetime | None = None  # when its story last gave an alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of everything."""

    items: int
    waiting: int  # items to read now or later
    outcomes: Mapping[str, int]  # items by outcome; those without one are not here
    clippings: int
    revisions: int
    untagged: int
    ungrouped: int
    mentions: int
    stories: int
    editions: int  # closed
    mails: int
    mails_waiting: int
