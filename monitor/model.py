"""The nouns of the walk: frozen values, one per stage; no I/O and no clock.

    Source ─collect→ Item ─read→ Clipping ─tag→ Analysis ─group→ Story
                                     └── Edition (all that no digest told) ─→ Digest

Every stage adds a new value beside the old one; none is ever modified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from monitor.edits import Edit
from monitor.labels import (
    Channel,
    Competence,
    EditionKind,
    EntityKind,
    Field,
    Outcome,
    PieceKind,
    PlaceKind,
    Responsible,
    Stance,
    Tone,
    Urgency,
    Voice,
)
from monitor.telling import Telling

__all__ = [
    "Channel",
    "Competence",
    "EditionKind",
    "EntityKind",
    "Field",
    "Outcome",
    "PieceKind",
    "PlaceKind",
    "Responsible",
    "Stance",
    "Tone",
    "Urgency",
    "Voice",
]


def computed_id(*parts: str) -> str:
    """24 hex digits that are the same on every machine and run for the same parts."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece that a source announced, in the source's own words: plain text, aware dates."""

    source_id: str
    guid: str  # the source's id of it, else its URL, else a hash of its words; never empty
    url: str | None  # canonical http(s) address; None when the entry has no page of its own
    title: str
    summary: str = ""
    text: str | None = None  # the whole piece, when the entry carries it (posts, newsletters)
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    kind: PieceKind | None = None  # what it is, where the source knows
    file: str | None = None  # the name of its original among the files of the archive

    @property
    def id(self) -> str:
        """One row per address, however many sources announce it; per guid when there is none."""
        return computed_id(self.url) if self.url else computed_id(self.source_id, self.guid)

    @property
    def fingerprint(self) -> str:
        """Changes when the source says that the piece changed."""
        changed = self.updated_at.isoformat() if self.updated_at else ""
        return computed_id(self.title, changed, self.text or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """How a page was asked for and answered: its heads, without any secret."""

    sent: tuple[tuple[str, str], ...]
    status: int
    reason: str
    received: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server answered: the decoded bytes, or nothing new (304)."""

    url: str  # after redirects
    body: bytes
    content_type: str = ""  # lower case, without parameters
    charset: str | None = None  # as the header declares it
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False  # 304: body is empty
    moved_to: str | None = None  # every hop was permanent (301, 308): the new address
    exchange: Exchange | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What we remember of an address, so that an unchanged body is not parsed again."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What one reading of a source gave."""

    items: tuple[Item, ...] = ()
    memos: Mapping[str, Memo] = field(default_factory=dict)  # by address; only those read now
    unchanged: bool = False  # every body was one seen before: nothing was parsed
    moved_to: str | None = None  # the source's address moved for good
    note: str | None = None  # what the operator should know: "recortado a 500 entradas"
    gone: tuple[str, ...] = ()  # guids of what the source took back
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # originals, by name
    mended: bool = False  # its letters were not in the encoding that it declares


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says, once everything that is not the piece is taken away."""

    title: str
    text: str  # paragraphs separated by one newline
    author: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str | None = None
    kind: PieceKind = PieceKind.NOTE
    image_url: str | None = None
    url: str | None = None  # rel=canonical, when the page states one


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that is not a clipping, and why."""

    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """One archived piece (*recorte*) as it stood when read; a change makes a new revision."""

    id: str  # the id of its Item
    revision: int  # 1, 2, 3 …
    source_id: str
    outlet_id: str
    url: str | None
    title: str
    text: str
    published_at: datetime  # UTC; the hour of its first reading when the page states none
    collected_at: datetime  # UTC
    author: str | None = None
    modified_at: datetime | None = None
    section: str | None = None
    kind: PieceKind = PieceKind.NOTE
    image_url: str | None = None
    file: str | None = None  # the name of its original among the files of the archive
    withdrawn_at: datetime | None = None  # when its source took it back, as far as is known

    @property
    def fingerprint(self) -> str:
        """Changes when a reader would see another text."""
        return computed_id(self.title, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `[start, end)` of a clipping's title or text."""

    field: Field
    start: int
    end: int

    def of(self, clipping: Clipping) -> str:
        whole = clipping.title if self.field is Field.TITLE else clipping.text
        return whole[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A watched subject named in a clipping (*mención*), and the three readings of it there.

    Every confidence is a calibrated probability of the label beside it, 0 to 1.
    """

    subject_id: str
    at: Span  # the words that name it
    evidence: Span  # the sentence or clause that shows the stance
    stance: Stance
    confidence: float  # of the stance
    form: str  # full · short · role · acronym: how it was named
    holder: str | None = None  # who held the office on the day of the piece
    alias: str = ""  # the configured words that were found
    identity: float = 1.0  # how sure it is that the words name this subject
    tone: Tone = Tone.NEUTRAL
    tone_confidence: float = 0.0
    responsible: Responsible = Responsible.NOBODY
    responsible_confidence: float = 0.0
    voice: Voice = Voice.OUTLET
    voice_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the whole piece treats one subject, composed from its mentions."""

    subject_id: str
    stance: Stance
    evidence: Span
    mentions: int
    confidence: float = 0.0
    tone: Tone = Tone.NEUTRAL
    responsible: Responsible = Responsible.NOBODY
    voice: Voice = Voice.OUTLET  # who speaks in the evidence
    corrected: bool = False  # an analyst said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody, something or some place that a clipping names and nobody configured."""

    kind: EntityKind
    name: str  # its fullest form in the clipping
    at: Span  # where that form is first
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that a clipping puts in somebody's mouth."""

    words: Span
    speaker: str  # as the clipping names who speaks; "" when it does not
    by: Span | None = None  # where it names them
    subject_id: str | None = None  # the watched subject that speaks, when it is one
    verb: str = ""  # "dijo", "acusó"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of a clipping, as far as its words settle it."""

    kind: PlaceKind
    name: str  # without its type: "Loma Bonita"
    at: Span
    municipality: str | None = None  # None while it may be in several
    postcode: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a demand is, in the parts by which a place is said in Mexico; "" is unsaid."""

    street: str = ""
    number: str = ""
    between: tuple[str, ...] = ()  # entre calles
    settlement: str = ""  # colonia, as the catalogue writes it where it knows it
    postcode: str = ""
    landmark: str = ""  # "frente a la primaria Benito Juárez"
    municipality: str = ""
    latitude: float | None = None  # of the settlement's centre, WGS84
    longitude: float | None = None

    @property
    def is_located(self) -> bool:
        """Whether somebody sent there would find it: a settlement, or a street and where on it."""
        return bool(self.settlement or (self.street and (self.between or self.landmark)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """A request or complaint that a public body must attend, as one text says it."""

    at: Span  # the clause or sentence that says it
    category: str  # of Config.taxonomy
    confidence: float  # calibrated: that it is a demand, and of this category
    urgency: Urgency = Urgency.NORMAL
    reason: str = ""  # the words that make it urgent
    address: Address = field(default_factory=Address)
    competence: Competence = Competence.OURS
    body: str = ""  # who must attend it, when it is not ours: "CFE", "Chimalhuacán"
    since: date | None = None  # since when, as the text says


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that the NLP says of one revision of a clipping, and which NLP said it."""

    clipping_id: str
    revision: int
    analyzer: str  # changes with code, lexicons and settings
    mentions: tuple[Mention, ...] = ()
    readings: tuple[Reading, ...] = ()  # one per subject, in the order of first mention
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    places: tuple[Place, ...] = ()
    petitions: tuple[Petition, ...] = ()  # citizen demands that it says
    private: tuple[Span, ...] = ()  # personal data of private persons, in reading order
    kind: PieceKind | None = None  # as its words tell it; None: as the page says
    theme: str | None = None  # a theme of nlp/lexicons/themes
    theme_confidence: float = 0.0
    language: str = "es"  # ISO 639-1
    vector: bytes = b""  # what its title and first lines mean: signed bytes of a unit vector
    failed: str | None = None  # why the text could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One impact of an edition: a clipping as it now stands, what was read in it, its story."""

    clipping: Clipping
    analysis: Analysis
    story_id: str
    told_revision: int | None = None  # the revision that an earlier edition told, when one did
    told: Clipping | None = None  # that revision, as it stood


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What the ledger says of one source over the hours of an edition."""

    source_id: str
    outlet_id: str
    last_success_at: datetime | None
    failure: str | None  # kind of the present failure (an Outcome or "not_a_feed"…), None when well
    detail: str | None  # the failure in words
    seen: int  # items first seen since the previous edition opened
    usual: float | None  # the same for a usual edition, None while unknown
    closed: int = 0  # of those seen, how many the site would not let us read
    closed_as: str = ""  # what most of those are, an Outcome
    closed_detail: str = ""  # and why, in words
    silent: bool | None = None  # for longer than it usually is; None: nobody judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that one digest tells: whatever no earlier digest told."""

    id: str  # "2026-11-23T07:00", local day and hour
    day: date
    hour: str  # "07:00"
    opened_at: datetime
    entries: tuple[Entry, ...] = ()  # by published_at, then id
    kind: EditionKind = EditionKind.DAILY
    coverage: tuple[SourceReport, ...] = ()
    before: Mapping[str, tuple[Clipping, ...]] = field(default_factory=dict)  # told, by story
    tellings: Mapping[str, Telling] = field(default_factory=dict)  # by their ids in a digest
    unheard: Mapping[str, int] = field(default_factory=dict)  # days, by subject that it names
    # By clipping that says one: the folio of an overdue demand, and when it was due.
    unattended: Mapping[str, tuple[str, date]] = field(default_factory=dict)
    asked: tuple[datetime, datetime] | None = None  # (since, until]: the demands that it tells
    approved: bool | None = None  # it has its visto bueno; None when nobody asks for one
    edits: tuple[Edit, ...] = ()  # of its draft, in order
    fronts: tuple[Clipping, ...] = ()  # front pages with a picture, whomever they name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message of the outbox: the bytes that leave, to whom, and how it goes.

    For a chat `message` is its text in UTF-8, and its recipient the id of its list: the addresses
    of chats are secrets, which only the environment knows.
    """

    id: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]  # those who still wait for it
    message: bytes
    channel: Channel = Channel.MAIL
    list_id: str = ""  # of the list that it goes to; "" for profile.recipients
    attempts: int = 0
    unsure: bool = False  # an earlier try ended without an answer: it may have arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work that may run twice, late, or on another machine."""

    step: str
    key: str
    lock: str  # jobs with the same lock never run at the same time
