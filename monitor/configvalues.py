"""The values of `sources.yaml` that have a form of their own: durations, hours, addresses, zones.

A refusal is a `PydanticCustomError` whose type is a row of `monitor/configfile/messages.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from ipaddress import ip_address
from typing import Annotated, LiteralString
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl
from pydantic_core import PydanticCustomError

from monitor.folding import fold

_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_LONGEST = timedelta(days=36_525)  # a century: an archive of saved pages may be read too
_PART = re.compile(
    r"(?P<amount>\d{1,6}(?:[.,]\d{1,6})?)\s*"
    r"(?:(?P<ms>ms|milisegundos?)|(?P<s>s|segs?|segundos?)|(?P<m>min|mins|minutos?)"
    r"|(?P<h>h|hrs?|horas?)|(?P<d>d|d[ií]as?)|(?P<w>sem|semanas?))\.?(?:\s+y\s+|\s*)(?=\d|$)",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"P(?:(?P<w>\d{1,4})W)?(?:(?P<d>\d{1,4})D)?"
    r"(?:T(?:(?P<h>\d{1,6})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,9}(?:\.\d{1,6})?)S)?)?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES, _NO = ("sí", "si", "yes", "true", "on"), ("no", "false", "off")
_MAILBOX = re.compile(r'\s*(?P<name>"[^"<>]*"|[^"<>]*?)\s*<(?P<address>[^<>]*)>\s*')
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LOCAL = re.compile(r"[^\s@.()<>\[\]:;,\\\"]+(?:\.[^\s@.()<>\[\]:;,\\\"]+)*")
_WEEKDAYS = {
    name: day
    for day, name in enumerate(
        ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
    )
}
_MONTH_DAYS = {str(day): day for day in range(1, 29)}  # every month has them
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?", re.IGNORECASE)


def refusal(reason: LiteralString, **told: object) -> PydanticCustomError:
    """An error whose words are the row `reason` of the table of messages, with what is told."""
    return PydanticCustomError(reason, reason, told)


def duration(value: object) -> object:
    """ "15 min", "1 h 30 min", "2 días" or ISO 8601 "PT15M", as a timedelta."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    length = _iso(text) if text[:1] in "Pp" else _spoken(text)
    if length is None or length > _LONGEST:
        raise refusal("duration")
    return length


def _spoken(text: str) -> timedelta | None:
    total, at = timedelta(), 0
    while part := _PART.match(text, at):
        total += _amount(part)
        at = part.end()
    return total if at and at == len(text) else None


def _amount(part: re.Match[str]) -> timedelta:
    unit = next(unit for name, unit in _UNITS.items() if part[name])
    return float(part["amount"].replace(",", ".")) * unit


def _iso(text: str) -> timedelta | None:
    parts = _ISO.fullmatch(text)
    if not parts or not any(parts.groupdict().values()):
        return None
    amounts = ((name, amount) for name, amount in parts.groupdict().items() if amount)
    return sum((float(amount) * _UNITS[name] for name, amount in amounts), timedelta())


def hour(value: object) -> object:
    """ "07:00", as a time of the day."""
    if not isinstance(value, str):
        return value
    parts = _HOUR.fullmatch(value.strip())
    if not parts or int(parts["hour"]) > 23 or int(parts["minute"]) > 59:
        raise refusal("hour")
    return time(int(parts["hour"]), int(parts["minute"]))


def day(value: object) -> object:
    """ "2025-01-31", as a date."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError as error:
        raise refusal("day") from error


def quiet(value: object) -> object:
    """ "22:00-06:30", as the hours between which something rests; it may pass midnight."""
    if not isinstance(value, str):
        return value
    since, dash, until = re.sub("[–—]", "-", value).partition("-")
    try:
        hours = hour(since), hour(until)
    except PydanticCustomError as error:
        raise refusal("quiet") from error
    if not dash or hours[0] == hours[1]:
        raise refusal("quiet")
    return hours


def yes_or_no(value: object) -> object:
    """ "sí" or "no"; also in the words of YAML."""
    if not isinstance(value, str):
        return value
    said = value.strip().lower()
    if said not in (*_YES, *_NO):
        raise refusal("yes_or_no")
    return said in _YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a report of a whole week or month leaves: a day of the next one, and its hour."""

    day: int  # 0 for Monday … 6; or of the month, 1 to 28
    hour: time


def weekly(value: object) -> object:
    """ "lunes 08:00"."""
    return _moment(value, refused=refusal("weekly"), days=_WEEKDAYS)


def monthly(value: object) -> object:
    """ "1 08:00": the first of each month."""
    return _moment(value, refused=refusal("monthly"), days=_MONTH_DAYS)


def _moment(value: object, *, refused: PydanticCustomError, days: Mapping[str, int]) -> object:
    if isinstance(value, Moment):
        return value
    if not isinstance(value, str):
        raise refused
    name, _, clock = value.strip().partition(" ")
    day_of, parts = days.get(fold(name)), _HOUR.fullmatch(clock.strip())
    if day_of is None or not parts or int(parts["hour"]) > 23 or int(parts["minute"]) > 59:
        raise refused
    return Moment(day=day_of, hour=time(int(parts["hour"]), int(parts["minute"])))


def ordered_hours(hours: tuple[time, ...]) -> tuple[time, ...]:
    """The hours as the day has them."""
    if len(set(hours)) < len(hours):
        raise refusal("repeated_hour")
    return tuple(sorted(hours))


def time_zone(value: str) -> str:
    """The name of a zone that this machine knows."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise refusal("time_zone") from error
    return value


def language(value: str) -> str:
    """A Spanish whose dates and numbers are known: "es_MX", "es-419", "es"."""
    try:
        known = Locale.parse(value.replace("-", "_"), resolve_likely_subtags=False)
    except (ValueError, UnknownLocaleError) as error:
        raise refusal("language") from error
    if known.language != "es":
        raise refusal("language")
    return str(known)


def is_host(text: str) -> bool:
    """A host name (also with accents) or an IP address; no scheme, port or path."""
    try:
        ip_address(text)
    except ValueError:
        return _is_domain(text)
    return True


def _is_domain(text: str) -> bool:
    try:
        labels = text.encode("idna").decode("ascii").rstrip(".").split(".")
    except UnicodeError:
        return False
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in labels)


def host(value: str) -> str:
    if not is_host(value):
        raise refusal("host")
    return value


def is_email(text: str) -> bool:
    """One address; its domain has a dot, so that `juan@gmail` is seen as the slip it is."""
    local, _, domain = text.rpartition("@")
    return (
        len(local.encode()) <= 64
        and _LOCAL.fullmatch(local) is not None
        and ("." in domain or domain == "localhost")
        and not domain.endswith(".")
        and "_" not in domain
        and _is_domain(domain)
    )


def email(value: str) -> str:
    if not is_email(value):
        raise refusal("email")
    return value


def mailbox_address(value: str) -> str:
    """The address within "Nombre <correo>" or "correo"."""
    parts = _MAILBOX.fullmatch(value)
    return parts["address"] if parts else value


def mailbox(value: str) -> str:
    if not is_email(mailbox_address(value)):
        raise refusal("mailbox")
    return value


def contact(value: str) -> str:
    """An e-mail or a page, for whoever wants to ask us to read their site otherwise."""
    if not (is_email(value) or _is_page(value)):
        raise refusal("contact")
    return value


def _is_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and "@" not in parts.netloc
    return is_web and not re.search(r"\s", text) and is_host(parts.hostname or "")


def colour(value: str) -> str:
    """ "#6b2737", as style sheets write it."""
    if not _COLOUR.fullmatch(value):
        raise refusal("colour")
    return value.lower()


def without_credentials(url: HttpUrl) -> HttpUrl:
    if url.username or url.password:
        raise refusal("url_credentials")
    return url


Duration = Annotated[timedelta, BeforeValidator(duration), Field(ge=timedelta())]
PositiveDuration = Annotated[timedelta, BeforeValidator(duration), Field(gt=timedelta())]
Hours = Annotated[
    tuple[Annotated[time, BeforeValidator(hour)], ...],
    Field(min_length=1),
    AfterValidator(ordered_hours),
]
YesNo = Annotated[bool, BeforeValidator(yes_or_no)]
Quiet = Annotated[tuple[time, time], BeforeValidator(quiet)]
Weekly = Annotated[Moment, BeforeValidator(weekly)]
Monthly = Annotated[Moment, BeforeValidator(monthly)]
Day = Annotated[date, BeforeValidator(day)]
Language = Annotated[str, AfterValidator(language)]
TimeZone = Annotated[str, AfterValidator(time_zone)]
Host = Annotated[str, AfterValidator(host)]
Email = Annotated[str, AfterValidator(email)]
Mailbox = Annotated[str, AfterValidator(mailbox)]
Contact = Annotated[str, AfterValidator(contact)]
Colour = Annotated[str, AfterValidator(colour)]
WebAddress = Annotated[HttpUrl, AfterValidator(without_credentials)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
Words = Annotated[str, Field(min_length=1)]
Phrases = tuple[Words, ...]


class Node(BaseModel):
    """A part of the file: frozen, and a key that we do not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Imap(Node):
    """A mailbox that is read by IMAP. Its password is in SINTESIS_IMAP_PASSWORD."""

    host: Host
    port: int = Field(default=993, ge=1, le=65535)
    security: str = Field(default="tls", pattern="^(tls|starttls|none)$")
    user: Words
    folder: Words = "INBOX"
