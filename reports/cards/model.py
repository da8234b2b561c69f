"""What the letters of a demand say before they have clothes: frozen values, with local days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.mail import Attachment


class LetterKind(StrEnum):
    """What a letter to an office is."""

    CARD = "card"  # a demand is turned to it
    REMINDER = "reminder"
    ESCALATION = "escalation"  # also to who answers for the office
    WEEKLY = "weekly"  # all that it has open


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who writes, and how dates are said."""

    municipality: str
    state: str
    office: str  # the press office's name
    language: str
    made_at: datetime  # local
    privacy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label and what it says."""

    label: str
    words: str
    unsaid: bool = False  # nobody said it
    missing: bool = False  # and nobody can be sent without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A source of a demand, in its own words."""

    quote: str
    outlet: str
    title: str
    url: str | None
    when: str
    copy: str  # where the archive keeps it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the words with which an office answers, and the message that says it."""

    word: str
    meaning: str
    url: str  # mailto:


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A step of the history."""

    when: str
    what: str
    by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All that a card, a reminder or an escalation says of one demand."""

    kind: LetterKind
    folio: str
    subject: str
    title: str
    lead: str
    head: Head
    category: str
    urgent: bool
    term: str  # "A más tardar el 2 de diciembre de 2026"
    overdue: bool
    whose: tuple[str, ...]  # when it is not ours: who must attend it, and what is proposed
    what: tuple[Row, ...]
    where: tuple[Row, ...]
    asks: str  # what must be asked before somebody is sent; "" when nothing
    evidence: tuple[Evidence, ...]
    history: tuple[Past, ...]
    answers: tuple[Answer, ...]
    desk: str | None  # the desk's page of the folio
    code: str  # what the QR opens
    code_alt: str
    scan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """An open demand in the weekly mail: masked, for it is read by more than who attends it."""

    folio: str
    category: str
    place: str
    due: str
    state: str
    urgent: bool
    told: str
    sources: str
    url: str  # mailto: to answer it


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGroup:
    title: str
    overdue: bool
    lines: tuple[OpenLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """What one office has open."""

    subject: str
    title: str
    lead: str
    head: Head
    counts: str
    figures: str
    groups: tuple[OpenGroup, ...]
    nothing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter ready to leave."""

    id: str  # the same each time that it is made: "2026-00012.card.1"
    kind: LetterKind
    folio: str | None
    follows: str | None  # the id of the letter that it continues
    subject: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    html: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    lacking: tuple[str, ...] = ()  # what could not be made, and why, for a person
