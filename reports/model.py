"""What a digest says before it has clothes: frozen values, hours already local to the office.

Words that an outlet wrote are here as cleaned plain text; words of ours are chosen by `words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import EntityKind, PieceKind, Responsible, Stance, Tone, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Impacts by stance; `unread` are those whose text could not be analysed."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    unread: int = 0

    @property
    def total(self) -> int:
        return self.positive + self.neutral + self.negative + self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFigure:
    """What an earlier edition told: `build` compares with it."""

    day: date
    hour: str  # "07:00"
    tally: Tally  # of impacts
    stories: int | None = None  # None: that digest did not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The means of the editions of the same hour in the last days."""

    stories: float | None
    positive: float
    neutral: float
    negative: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The head of the digest."""

    municipality: str
    state: str
    office: str
    mayor: str  # how the file names who governs
    day: date
    edition: str  # a key of [edition] in words.toml
    late: bool
    opened_at: datetime
    stories: int
    impacts: int
    tally: Tally  # of impacts
    usual: float | None  # mean of impacts of the editions before; None while there is too little
    compared: int  # how many those are: of the same hour, of the last days
    uncounted: int  # impacts that are paid for, or notices: told, but in none of the numbers
    language: str  # a locale: how dates and numbers are written
    means: Usual | None = None  # of the same editions as `usual`
    followed: int | None = None  # stories that an edition told before; None in the first of all
    unapproved: bool = False  # it leaves without the visto bueno that the office asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectMark:
    """A subject that a story names, and how the story treats it."""

    id: str
    name: str
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """One appearance of a story in one outlet."""

    clipping_id: str
    revision: int
    outlet: str
    title: str
    url: str | None
    published_at: datetime
    stance: Stance | None
    kind: PieceKind
    release: bool  # it reproduces a press release
    medium: str = "digital"  # of its outlet, as the file says
    author: str | None = None
    programmes: tuple[str, ...] = ()  # those followed that it names
    summary: str = ""  # two or three of its own sentences
    withdrawn: bool = False  # whoever published it took it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A whole sentence of the piece, as it stands there."""

    text: str
    evidence: bool = False  # it shows the stance
    gap: bool = False  # the piece says more between the sentence before and this one
    outlet: str | None = None  # whose it is, when it is not of the lead piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What stands beside the stance of a story: who says it, whom it blames, what happened."""

    tone: Tone  # of the event, whoever is named
    voice: Voice
    speaker: str | None  # who says the evidence, as the piece names them
    responsible: Responsible
    blamed: str | None  # the followed subject that is held responsible, when it is one
    confidence: float | None  # of the stance; None when nobody measured it
    doubtful: bool  # to be reviewed
    corrected: bool  # an analyst said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The sentence that shows the stance, when the summary does not hold it."""

    text: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """How the last edition that told a story told it, and who joined since."""

    edition: str  # its id
    day: date
    hour: str
    title: str
    impacts: int  # that editions had told of it
    joined: tuple[str, ...]  # outlets of the impacts that no edition told


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEntry:
    """A story as the digest tells it, once: its lead piece, and every outlet that carries it."""

    id: str
    title: str
    url: str | None
    outlet: str
    author: str | None
    published_at: datetime
    kind: PieceKind
    theme: str | None  # a key of [theme] in words.toml, or one of the office's own
    release: bool  # its lead piece reproduces a press release
    stance: Stance | None  # towards the first of `subjects`; None when nothing could be analysed
    subjects: tuple[SubjectMark, ...]  # the one that matters most first
    named: tuple[SubjectMark, ...]  # those of them to show beside the headline
    treatment: Treatment | None  # None when nobody measured it
    summary: tuple[Sentence, ...]
    quote: Quote | None
    impacts: tuple[Impact, ...]  # the lead first
    updated: bool  # an earlier edition told another revision
    change: str | None  # what that is, in words
    places: tuple[str, ...]  # where its problem is: "Santa Cecilia"
    headline_of: str | None  # the outlet whose headline it bears, when it is not that of the lead
    added: tuple[Sentence, ...] = ()  # what it says that no earlier edition told
    reasons: tuple[str, ...] = ()  # why it requires attention
    score: int = 0  # the weights of those reasons, wherever it is told
    fresh: bool = False  # editions came before and none told it
    tardy: bool = False  # its lead piece was out well before the last edition, which lacked it
    earlier: Earlier | None = None  # None: no edition told it
    edited: bool = False  # its summary is the office's, not of its pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A citizen demand as a digest tells it, personal data covered; all in words but the folio."""

    folio: str
    place: str  # the colonia
    office: str
    state: str
    due: str  # "vence el 2 de diciembre"; "" where that says nothing
    sources: str  # "3 fuentes"
    told: str
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFamily:
    """Demands of one category."""

    title: str
    lines: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGroup:
    """Those that are new, overdue or attended."""

    id: str  # fresh · overdue · attended
    title: str
    total: int
    families: tuple[CaseFamily, ...]
    left_out: int  # of the total, those not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What a digest says of citizen demands."""

    counts: str  # "3 nuevas, 1 vencida y 2 atendidas desde la edición anterior"
    note: str
    total: int  # how many are told of
    groups: tuple[CaseGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    title: str
    stories: tuple[StoryEntry, ...]
    cases: Cases | None = None  # of the section of demands, which tells no story by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where something can be read."""

    outlet: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The exact words of somebody."""

    text: str
    speaker: str
    own: bool  # of who governs
    about: SubjectMark | None  # of others: whom they speak of, and how
    where: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody whom nobody configured and several pieces name."""

    name: str
    kind: EntityKind
    stories: int
    impacts: int
    where: tuple[Reference, ...]  # one piece of each of its first stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a figure."""

    label: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    id: str
    title: str
    bars: tuple[Bar, ...]
    left_out: int = 0  # rows beyond those shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure as a picture, and what it shows in words; its size in pixels of CSS."""

    id: str  # of its figure
    png: bytes
    alt: str
    width: int
    height: int

    @property
    def file(self) -> str:
        """Where the page finds it when it is a file."""
        return f"figuras/{self.id}.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The first page of a newspaper, whomever it names."""

    id: str  # of its picture: "portada-1"
    outlet: str
    title: str  # its largest headline
    file: str  # the name of its picture among the files of the archive
    day: date | None = None  # of which it is


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageNote:
    """Outlets in the same condition, other than plainly read."""

    kind: str  # a key of [failure] in words.toml
    words: str  # "2 bloqueados (403)"
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The certificate: what was read and what was not, from the reports of the sources alone."""

    read: int
    total: int
    notes: tuple[CoverageNote, ...]  # outlets not read
    remarks: tuple[CoverageNote, ...]  # outlets read, with something to know: silent, in part
    sentence: str = ""  # all of it: "62 de 66 medios leídos; 3 bloqueados (403): El Pregón…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The daily report (*síntesis informativa*)."""

    id: str  # of its edition
    subject: str  # one line, for the mail and lists of editions
    cover: Cover
    sections: tuple[Section, ...]
    sayings: tuple[Saying, ...]  # those of who governs first
    others: tuple[Other, ...]  # people first, then organisations
    figures: tuple[Figure, ...]
    coverage: Coverage
    unnamed: int  # archived pieces that name no subject: counted here, told nowhere
    notices: tuple[str, ...] = ()  # what whoever receives this copy should know of it
    fronts: tuple[FrontPage, ...] = ()
    seal: str = ""  # the head of the chain of what persons did: it proves what came before
