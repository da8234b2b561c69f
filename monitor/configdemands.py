"""The shape of `demands:` in `sources.yaml`: what is asked of us, who attends it, and until when.

The categories that we ship are the rows of `taxonomy.tsv`; the file amends them or adds its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from csv import DictReader
from datetime import timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from pydantic import Field, model_validator

from monitor.configvalues import (
    Day,
    Duration,
    Email,
    Identifier,
    Imap,
    Mailbox,
    Node,
    Phrases,
    PositiveDuration,
    WebAddress,
    Weekly,
    Words,
    YesNo,
)
from monitor.labels import Competence, Urgency


class Scope(StrEnum):
    """Where what is wrong is: it tells whether two texts may say the same."""

    POINT = "point"  # one thing at one place: a pothole, a lamp
    AREA = "area"  # a whole colonia at once: no water, robberies
    NOWHERE = "nowhere"  # at no place: a procedure, a programme; nobody has to be sent


def _rows() -> Mapping[str, Mapping[str, str]]:
    lines = files("monitor").joinpath("taxonomy.tsv").read_text(encoding="utf-8").splitlines()
    rows = DictReader(lines, delimiter="\t")
    return {row["id"]: {key: value for key, value in row.items() if value} for row in rows}


_ROWS: Final = _rows()


class Category(Node):
    """A kind of demand (*tipo de demanda*), and who must attend it by law.

    One of ours says only what it changes.
    """

    id: Identifier  # its service_code for Open311 too, unless `service_code` says another
    name: Words
    group: Words = "Otros"
    competence: Competence = Competence.OURS
    body: Words | None = None  # who attends it when it is not ours
    suac: Words | None = None  # its name in Mexico City's unified system of citizen attention
    term: int | None = Field(default=None, ge=1, le=365)  # business days; None: Demands.terms
    service_code: Words | None = None
    scope: Scope = Scope.POINT
    reserved: YesNo = False  # nothing but its colonia is public: telling may harm who complains

    @model_validator(mode="before")
    @classmethod
    def _amended(cls, said: Any) -> Any:
        ours = _ROWS.get(str(said.get("id"))) if isinstance(said, dict) else None
        if ours is None:
            return said
        kept = {key: value for key, value in ours.items() if key != "body"}
        return (kept if "competence" in said else ours) | said

    @property
    def code(self) -> str:
        return self.service_code or self.id


class Route(Node):
    """A rule of turning (*regla de turno*): the first whose conditions all hold decides."""

    office: Identifier
    categories: tuple[Identifier, ...] = ()  # none: any
    settlements: Phrases = ()  # colonias, as the catalogue writes them; none: any
    urgency: tuple[Urgency, ...] = ()  # none: any
    term: int | None = Field(default=None, ge=1, le=365)  # business days


class Terms(Node):
    """Business days to attend a demand, where neither route nor category says."""

    life: int = Field(default=1, ge=1, le=365)  # these two are never exceeded by a category's
    high: int = Field(default=3, ge=1, le=365)
    normal: int = Field(default=10, ge=1, le=365)


class Closing(StrEnum):
    """Who closes what an office says that it attended."""

    OFFICE = "office"  # the office's word is enough
    SECOND = "second"  # a second person confirms
    CITIZEN = "citizen"  # the citizen confirms


class Reminders(Node):
    """When an office is told again of what it has open."""

    before: Duration = timedelta(days=2)  # before the term ends; 0: not
    every: PositiveDuration = timedelta(days=2)  # once it is overdue
    escalate: Duration = timedelta(days=3)  # overdue for so long: its `escalation` is told too
    to: tuple[Mailbox, ...] = ()  # who is told of every escalation


class Joining(Node):
    """When two texts say the same demand."""

    days: PositiveDuration = timedelta(days=21)  # the most between them while it is open


class Replies(Imap):
    """The mailbox where offices answer."""

    every: PositiveDuration = timedelta(minutes=5)
    trusted: tuple[Email, ...] = ()  # who may answer for any office, beside its own addresses


class Receiver(Node):
    """A system that speaks Open311 and takes our demands. The key is in SINTESIS_OPEN311_KEY."""

    url: WebAddress  # of its GeoReport v2 endpoint
    jurisdiction: Words | None = None
    every: PositiveDuration = timedelta(hours=1)  # how often its answers are read back


class Demands(Node):
    """How citizen demands are turned and followed (*demanda ciudadana*)."""

    turn: YesNo = True  # no: they are heard and shown, and nothing is turned
    categories: tuple[Category, ...] = ()  # amend ours by id, or add to them
    routes: tuple[Route, ...] = ()
    terms: Terms = Terms()
    sure: float | None = Field(default=None, ge=0, le=1)  # below, a person decides; None: measured
    closing: Closing = Closing.OFFICE
    reminders: Reminders = Reminders()
    joining: Joining = Joining()
    holidays: tuple[Day, ...] = ()  # beside those of the law
    retention: PositiveDuration = timedelta(days=730)  # of personal data, once closed
    reply_to: Email | None = None  # where answers to the cards arrive
    replies: Replies | None = None
    desk: WebAddress | None = None  # of the desk's page: a card's QR opens it with the folio
    open311: Receiver | None = None
    weekly: Weekly | None = None  # when each office receives its open demands


TAXONOMY: Final[Mapping[str, Category]] = {
    each: Category.model_validate(row) for each, row in _ROWS.items()
}
