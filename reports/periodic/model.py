"""What a periodic report says before it has clothes: frozen values, with local days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import EditionKind, PieceKind, Stance
from reports.demands.model import CasesPart
from reports.model import Coverage, Figure, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    municipality: str
    state: str
    office: str
    language: str  # a locale: how dates and numbers are written
    kind: EditionKind
    title: str  # "Informe semanal"
    span: str  # "16 al 22 de noviembre de 2026"
    first: date
    last: date
    made_at: datetime  # local


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A number beside that of the period before."""

    key: str  # stories · impacts · positive · neutral · negative · against
    now: int
    before: int | None  # None where the two cannot be compared
    words: str  # "20% más que la semana anterior (120)"; "" where they cannot


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStory:
    """A story of the period, once: who leads it, how it treats us, where it was published."""

    id: str
    title: str
    url: str | None
    outlet: str  # of its lead piece
    author: str | None
    day: date  # of its lead piece
    kind: PieceKind
    release: bool  # its lead piece reproduces a press release
    stance: Stance | None  # towards `subject`
    subject: str | None
    summary: str  # sentences of its lead piece
    impacts: int
    negative: int  # of them, those negative towards our own
    outlets: tuple[str, ...]  # those with more impacts first
    told_above: bool = False  # in full, in the list before


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    id: str
    name: str
    tally: Tally  # of notes that name it, by their stance towards it
    words: str  # how it compares; "" where it cannot


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs, and how many notes: never how they treat anybody."""

    name: str
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    id: str  # of its edition: "2026-W47", "2026-10"
    subject: str  # one line, for the mail and lists of editions
    head: Head
    stories: int
    impacts: int
    tally: Tally  # of impacts, by how each treats us
    against: int  # impacts that treat one of our own ill, whoever else they name
    uncounted: int  # pieces that are paid for, or notices: in no other number
    changes: tuple[Change, ...]
    remark: str  # why nothing is compared; "" when it is
    negative: tuple[PeriodStory, ...]
    told: tuple[PeriodStory, ...]
    figures: tuple[Figure, ...]
    subjects: tuple[SubjectRow, ...]
    authors: tuple[Signature, ...]
    other_authors: int  # beyond those
    coverage: Coverage
    cases: CasesPart | None = None  # citizen demands; None where the office has never had one
