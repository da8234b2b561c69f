"""The shape of `sources.yaml`: what the office watches, reads and answers to, as frozen values.

`monitor.configfile` reads the file; a wrong key or value is a `ConfigError` that says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, HttpUrl


class Node(BaseModel):
    """A part of the file: frozen, and a key that we do not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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

    name: str
    aliases: tuple[str, ...] = ()  # other full names
    short: tuple[str, ...] = ()  # surnames: only after a full name or role in the same piece
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class Alias(Node):
    """A way to name a subject. With `needs`, only where one of those words is in the piece too."""

    text: str
    needs: tuple[str, ...] = ()


class Subject(Node):
    """Something that the office watches (*tema, sujeto*)."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    name: str
    kind: SubjectKind
    aliases: tuple[Alias, ...] = ()  # in the file, a plain text or {text, needs}
    short: tuple[str, ...] = ()  # only after a full form in the same piece
    roles: tuple[str, ...] = ()  # "alcaldesa", "edil": + place or demonym; alone after a mention
    holders: tuple[Holder, ...] = ()
    excluded: tuple[str, ...] = ()  # phrases in which an alias is somebody else


class Digest(Node):
    hours: tuple[time, ...] = (time(7),)
    patience: timedelta = timedelta(minutes=20)  # how long an edition waits for what is being read
    catch_up: timedelta = timedelta(hours=5)  # a machine that slept still sends, marked "tardía"


class Profile(Node):
    """Who we watch for."""

    municipality: str
    state: str
    office: str = "Dirección de Comunicación Social"
    timezone: str = "America/Mexico_City"
    language: str = "es_MX"
    places: tuple[str, ...]  # how the municipality is named: "Nezahualcóyotl", "Neza"
    demonyms: tuple[str, ...] = ()  # "nezahualcoyotlense"
    contact: str  # e-mail or page that the User-Agent gives
    recipients: tuple[str, ...] = ()  # "Nombre <correo>" or "correo"
    digest: Digest = Digest()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Source(Node):
    """An address that we read (*fuente*)."""

    kind: str  # a key of monitor.collectors.COLLECTORS
    url: HttpUrl
    every: timedelta = timedelta(minutes=15)
    text: str = Field(default="page", pattern="^(page|entry)$")  # entry: it carries the whole piece
    timezone: str | None = None  # of dates without a zone; the profile's when absent
    id: str = ""  # set by Config: outlet id, kind and position
    outlet_id: str = ""  # set by Config

    @property
    def address(self) -> str:
        return str(self.url)


class Outlet(Node):
    """Who publishes (*medio*)."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    name: str
    scope: str = Field(pattern="^(local|state|national|government)$")
    medium: str = Field(
        pattern="^(newspaper|digital|magazine|radio|television|agency|government|network)$"
    )
    reach: int | None = None  # visits or readers a month, where known
    sources: tuple[Source, ...]


class Office(Node):
    """A department that attends demands (*dependencia*)."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    name: str
    categories: tuple[str, ...] = ()
    email: str | None = None


class MailServer(Node):
    """The SMTP relay. The password comes from SINTESIS_SMTP_PASSWORD, never from the file."""

    host: str
    port: int = 587
    security: str = Field(default="starttls", pattern="^(starttls|tls|none)$")
    user: str | None = None
    sender: str  # "Síntesis informativa <sintesis@…>"


class Reading(Node):
    """How we behave as a visitor, and how far back we look."""

    pause: timedelta = timedelta(seconds=1)  # between two requests to one host
    allow_hosts: tuple[str, ...] = ()  # inner hosts that may be opened, on any port
    horizon: timedelta = timedelta(days=3)  # what was published before is not read
    reread: tuple[timedelta, ...] = (timedelta(hours=3), timedelta(hours=12))  # for corrections


class Config(Node):
    """The whole file, with every reference resolved."""

    profile: Profile
    subjects: tuple[Subject, ...]
    outlets: tuple[Outlet, ...]
    offices: tuple[Office, ...] = ()
    mail: MailServer | None = None
    reading: Reading = Reading()

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

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.profile.zone)
