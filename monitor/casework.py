"""The nouns of a citizen demand, from the text that says it to its closing; no I/O and no clock.

Petition (of an Analysis) ─hear→ Heard ─┬→ Demand (a folio, n sources) ─turn→ office ─→ attended
                                        └→ joined to a Demand that says the same
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.labels import (
    Competence,
    DemandState,
    HeardState,
    StepAction,
    Urgency,
)
from monitor.model import Address, Petition

OPEN = (DemandState.RECEIVED, DemandState.ROUTED, DemandState.IN_PROGRESS)
ANSWERED = (DemandState.ATTENDED, DemandState.DECLINED, DemandState.NOT_OURS)
MASK = "•"


def masked(text: str, private: tuple[tuple[int, int], ...]) -> str:
    """The text with its personal data covered; as long as it was, so that offsets still hold."""
    for start, end in private:
        covered = "".join(letter if letter.isspace() else MASK for letter in text[start:end])
        text = text[:start] + covered + text[end:]
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A petition as one text says it: a source of a demand."""

    id: str
    clipping_id: str
    revision: int
    source_id: str
    outlet_id: str
    url: str | None
    title: str
    published_at: datetime
    quote: str  # the words that say it, as they stand
    private: tuple[tuple[int, int], ...] = ()  # [start, end) of personal data in the quote
    petition: Petition
    state: HeardState = HeardState.WAITING
    folio: str | None = None

    @property
    def told(self) -> str:
        """The quote as it may be shown to those who do not attend it."""
        return masked(self.quote, self.private)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A citizen demand (*demanda ciudadana*): what must be attended, where, by whom, until when."""

    folio: str  # AAAA-NNNNN
    state: DemandState
    category: str
    confidence: float
    urgency: Urgency
    reason: str
    competence: Competence
    body: str  # who must attend it when it is not ours
    office_id: str | None
    address: Address
    heard_at: datetime  # when the first of its texts was published
    last_heard_at: datetime
    received_at: datetime  # when it got its folio
    routed_at: datetime | None = None
    due_on: date | None = None  # the last business day of its term
    attended_at: datetime | None = None  # when its office answered: attended, declined, not ours
    closed_at: datetime | None = None
    anonymised_at: datetime | None = None
    sources: tuple[Heard, ...] = ()  # the first heard first
    remote_id: str | None = None  # its number in the receiving system
    held: str = ""  # why it is not turned until a person decides; "": nothing holds it
    reheard_at: datetime | None = None  # of a text that says it again after its answer
    merged_into: str | None = None  # the folio that took its sources

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def told(self) -> str:
        """What it says, in the words of its first text, personal data covered."""
        return self.sources[0].told if self.sources else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be asked before somebody can be sent: parts of an Address."""
        return () if self.address.is_located else ("settlement",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A row of a demand's history: who did what, when, and what it changed."""

    folio: str
    at: datetime
    by: str  # a person's name, an office's mailbox, or "sintesis"
    action: StepAction
    before: DemandState | None = None
    after: DemandState | None = None
    note: str = ""
    evidence: str = ""  # an address or a file that proves it
    number: int = 0  # given by the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a step does to a demand; None leaves as it is."""

    step: Step
    state: DemandState | None = None
    office_id: str | None = None
    due_on: date | None = None
    category: str | None = None
    urgency: Urgency | None = None
    reason: str | None = None
    competence: Competence | None = None
    body: str | None = None
    address: Address | None = None
    remote_id: str | None = None
    held: str | None = None  # "" lets it go


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which demands: every condition that is given must hold."""

    states: tuple[DemandState, ...] = ()
    office_id: str | None = None
    category: str | None = None
    categories: tuple[str, ...] = ()  # any of these
    settlement: str | None = None  # as the catalogue writes it; compared folded
    urgency: Urgency | None = None
    competence: Competence | None = None
    words: str | None = None
    since: datetime | None = None  # received
    until: datetime | None = None
    changed_since: datetime | None = None
    overdue_on: date | None = None  # open, and due before that day
    folios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who opened or exported a demand, and when."""

    at: datetime
    by: str
    what: str  # "show", "export", "card", "open311"
    folio: str | None = None  # None: a list
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """How a group of demands was attended: an office, a category, a colonia, or all."""

    key: str
    received: int = 0
    open: int = 0
    overdue: int = 0  # open, beyond their term
    attended: int = 0
    in_time: int = 0  # of the attended
    median_days: float | None = None  # business is not counted: days from receipt to answer
    declined: int = 0
    not_ours: int = 0

    @property
    def punctuality(self) -> float | None:
        """attended in time ÷ (attended + overdue open); None where nothing was due."""
        due = self.attended + self.overdue
        return self.in_time / due if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSurvey:
    """The demands of a period, counted once."""

    since: datetime
    until: datetime
    all: CaseFigures
    by_office: tuple[CaseFigures, ...] = field(default=())  # the most received first
    by_category: tuple[CaseFigures, ...] = field(default=())
    by_settlement: tuple[CaseFigures, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """What an edition tells of demands: some of each, and how many there are in all."""

    since: datetime  # the edition before closed then, and told what was of that instant
    until: datetime  # included
    today: date
    received: tuple[Demand, ...] = ()  # in those hours, the first first
    overdue: tuple[Demand, ...] = ()  # on that day, the most overdue first
    attended: tuple[Demand, ...] = ()  # in those hours, the first first
    received_count: int = 0
    overdue_count: int = 0
    attended_count: int = 0
