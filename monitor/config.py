"""The shape of `sources.yaml`: what the office watches, reads and answers to, as frozen values.

`monitor.configfile` reads the file; a wrong key or value is a `ConfigError` that says where.
A new key is a field here and a row in `docs/configuracion.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from monitor.configbackup import Backup
from monitor.configdemands import TAXONOMY, Category, Demands
from monitor.configsources import Source as Source  # its place for whoever reads a Config
from monitor.configvalues import (
    Colour,
    Contact,
    Day,
    Duration,
    Email,
    Host,
    Hours,
    Identifier,
    Language,
    Mailbox,
    Monthly,
    Node,
    Phrases,
    PositiveDuration,
    Quiet,
    TimeZone,
    Weekly,
    Words,
    YesNo,
    refusal,
)
from monitor.model import EditionKind

SECTIONS = (  # the ids of reports.sections.SECTIONS, in its order
    "attention",
    "mayor",
    "government",
    "municipality",
    "columns",
    "front_pages",
    "state",
    "demands",
    "networks",
    "paid",
)
REGULAR = (
    EditionKind.DAILY,
    EditionKind.EXTRAORDINARY,
    EditionKind.WEEKLY,
    EditionKind.MONTHLY,
)

SectionName = Annotated[str, Field(pattern=f"^({'|'.join(SECTIONS)})$")]


class SubjectKind(StrEnum):
    MAYOR = "mayor"
    GOVERNMENT = "government"
    PLACE = "place"  # the municipality as a place: security, society, traffic
    PROGRAMME = "programme"
    DEPARTMENT = "department"
    PERSON = "person"  # anyone else: a councillor, an opponent
    OTHER = "other"


class Holder(Node):
    """Who holds an office, and from when to when (both days included)."""

    name: Words
    aliases: Phrases = ()  # other full names
    short: Phrases = ()  # surnames: only after a full name or role in the same piece
    since: Day | None = None
    until: Day | None = None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class Alias(Node):
    """A way to name a subject. With `needs`, only where one of those words is in the piece too."""

    text: Words
    needs: Phrases = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


class Subject(Node):
    """Something that the office watches (*tema, sujeto*)."""

    id: Identifier
    name: Words
    kind: SubjectKind
    aliases: tuple[Alias, ...] = ()  # in the file, a plain text or {text, needs}
    short: Phrases = ()  # only after a full form in the same piece
    roles: Phrases = ()  # "alcaldesa", "edil": + place or demonym; alone after a mention
    holders: tuple[Holder, ...] = ()
    excluded: Phrases = ()  # phrases in which an alias is somebody else


class Approval(Node):
    """The *visto bueno*: a draft opens before its hour, and somebody says that it may leave."""

    before: Duration = timedelta(minutes=45)  # how long before its hour the draft opens
    unapproved: str = Field(default="wait", pattern="^(wait|send)$")  # at its hour, without one


class Digest(Node):
    hours: Hours = (time(7),)
    patience: Duration = timedelta(minutes=20)  # how long an edition waits for what is being read
    weekly: Weekly | None = None  # when the report of the last week leaves; none: never
    monthly: Monthly | None = None
    approval: Approval | None = None
    sections: tuple[SectionName, ...] = ()  # those of the page, in its order; none: all of them


class Branding(Node):
    """How the office signs what it prints."""

    logo: Words | None = None  # a .png, .jpg or .svg beside the file; load() says where that is
    colour: Colour | None = None


class Alerts(Node):
    """What cannot wait for the next edition (*alertas*)."""

    negative_outlets: int = Field(default=3, ge=1, le=1000)  # negative to our own in so many
    words: Phrases | None = None  # near the municipality; None: those that come with us
    spike: YesNo = True  # far more notes in an hour than is usual then
    quiet: Quiet | None = None  # "22:00-06:30": nothing leaves then
    hourly: int = Field(default=6, ge=1, le=1000)  # that leave in an hour, at most …
    hourly_subject: int = Field(default=3, ge=1, le=1000)  # … and about one subject
    to: tuple[Mailbox, ...] = ()  # profile.recipients when nobody is named


class Profile(Node):
    """Who we watch for."""

    municipality: Words
    state: Words
    office: Words = "Dirección de Comunicación Social"
    timezone: TimeZone = "America/Mexico_City"
    language: Language = "es_MX"  # how dates and numbers are written
    places: Phrases = Field(min_length=1)  # how the municipality is named: "Nezahualcóyotl", "Neza"
    demonyms: Phrases = ()  # "nezahualcoyotlense"
    contact: Contact  # e-mail or page that the User-Agent gives
    recipients: tuple[Mailbox, ...] = ()  # "Nombre <correo>" or "correo"
    digest: Digest = Digest()
    alerts: Alerts | None = None  # None: no alerts
    branding: Branding = Branding()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Outlet(Node):
    """Who publishes (*medio*)."""

    id: Identifier
    name: Words
    scope: str = Field(pattern="^(local|state|national|government)$")
    medium: str = Field(
        pattern="^(newspaper|digital|magazine|radio|television|agency|government|network)$"
    )
    reach: int | None = Field(default=None, ge=0)  # visits or readers a month, where known
    sources: tuple[Source, ...] = Field(min_length=1)


class Office(Node):
    """A department that attends demands (*dependencia*)."""

    id: Identifier
    name: Words
    categories: tuple[Identifier, ...] = ()  # of Config.taxonomy: what it attends by itself
    email: Email | None = None  # of its link person (enlace), who receives the cards
    escalation: Email | None = None  # who hears of what is overdue


class Clothing(StrEnum):
    """In what a list receives an edition."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    MESSAGE = "message"  # text parts for a messenger
    VOICE = "voice"  # a minute to be read aloud


class RecipientList(Node):
    """Who receives the same, together (*lista*): addresses of mail, or a chat."""

    id: Identifier
    name: Words
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    clothes: tuple[Clothing, ...] = ()  # none: html, and message for a chat
    sections: tuple[SectionName, ...] = ()  # none: the whole edition
    editions: tuple[EditionKind, ...] = Field(default=REGULAR, min_length=1)
    chat: YesNo = False  # its addresses are in the environment: see `chat_variable`

    @model_validator(mode="after")
    def _has_somebody(self) -> RecipientList:
        if self.chat and self.everybody:
            raise refusal("chat_addresses")
        if not self.chat and not self.everybody:
            raise refusal("empty_list")
        if self.chat and not set(self.clothes) <= {Clothing.MESSAGE, Clothing.VOICE}:
            raise refusal("chat_clothes")
        return self

    @property
    def everybody(self) -> tuple[str, ...]:
        return (*self.to, *self.cc, *self.bcc)

    @property
    def worn(self) -> frozenset[Clothing]:
        return frozenset(self.clothes or [Clothing.MESSAGE if self.chat else Clothing.HTML])


def chat_variable(list_id: str) -> str:
    """The variable of the environment that holds the addresses of a chat."""
    return "SINTESIS_CHAT_" + list_id.upper().replace("-", "_")


class MailServer(Node):
    """The SMTP relay. The password comes from SINTESIS_SMTP_PASSWORD, never from the file."""

    host: Host
    port: int = Field(default=587, ge=1, le=65535)
    security: str = Field(default="starttls", pattern="^(starttls|tls|none)$")
    user: Words | None = None
    sender: Mailbox  # "Síntesis informativa <sintesis@…>"


class Reading(Node):
    """How we behave as a visitor, and how far back we look."""

    pause: Duration = timedelta(seconds=1)  # between two requests to one host
    allow_hosts: tuple[Host, ...] = ()  # inner hosts that may be opened, on any port
    horizon: PositiveDuration = timedelta(days=3)  # what was published before is not read
    reread: tuple[PositiveDuration, ...] = (
        timedelta(hours=3),
        timedelta(hours=12),
    )  # for corrections


class Snapshots(Node):
    """Pages kept as they were (*copias guardadas*)."""

    keep: YesNo = True
    images: YesNo = False  # the picture of each note too
    daily: int = Field(default=500, ge=1, le=1_000_000)  # megabytes of a day, at most


class Config(Node):
    """The whole file, with every reference resolved."""

    profile: Profile
    subjects: tuple[Subject, ...]
    outlets: tuple[Outlet, ...]
    offices: tuple[Office, ...] = ()
    mail: MailServer | None = None
    lists: tuple[RecipientList, ...] = ()
    demands: Demands = Demands()
    reading: Reading = Reading()
    snapshots: Snapshots = Snapshots()
    backup: Backup | None = None  # None: no backups are made
    gazetteer: Words | None = None  # the catalogue of colonias; load() finds it beside the file

    @field_validator("outlets", mode="after")
    @classmethod
    def _name_sources(cls, outlets: tuple[Outlet, ...]) -> tuple[Outlet, ...]:
        return tuple(_with_named_sources(outlet) for outlet in outlets)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source by its id."""
        return {source.id: source for outlet in self.outlets for source in outlet.sources}

    @cached_property
    def outlet(self) -> Mapping[str, Outlet]:
        return {outlet.id: outlet for outlet in self.outlets}

    @cached_property
    def subject(self) -> Mapping[str, Subject]:
        return {subject.id: subject for subject in self.subjects}

    @cached_property
    def office(self) -> Mapping[str, Office]:
        return {office.id: office for office in self.offices}

    @cached_property
    def taxonomy(self) -> Mapping[str, Category]:
        """Every category of demands by its id: ours, as the file amends them, then its own."""
        return {**TAXONOMY} | {category.id: category for category in self.demands.categories}

    def lists_for(self, kind: EditionKind) -> tuple[RecipientList, ...]:
        """Who receives an edition: the recipients of the profile first, who receive every kind."""
        plain = self.profile.recipients
        if kind is EditionKind.ALERT and self.profile.alerts and self.profile.alerts.to:
            plain = self.profile.alerts.to
        first = RecipientList.model_construct(
            id="", name=self.profile.office, to=plain, editions=tuple(EditionKind)
        )
        every = (first, *self.lists) if plain else self.lists
        return tuple(each for each in every if kind in each.editions)

    def zone_of(self, source: Source) -> ZoneInfo:
        """The zone of the dates that a source writes without one."""
        return ZoneInfo(source.timezone) if source.timezone else self.profile.zone

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.profile.zone)


def _with_named_sources(outlet: Outlet) -> Outlet:
    """The first feed of `diario` is `diario-feed`, the second `diario-feed-2`."""
    counts: Counter[str] = Counter()
    named = []
    for source in outlet.sources:
        counts[source.kind] += 1
        number = f"-{counts[source.kind]}" if counts[source.kind] > 1 else ""
        identity = {"id": f"{outlet.id}-{source.kind}{number}", "outlet_id": outlet.id}
        named.append(source.model_copy(update=identity))
    return outlet.model_copy(update={"sources": tuple(named)})
