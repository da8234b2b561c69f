"""What an answer means: a page or one of our errors; a new bot wall is a line in `walls.toml`."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.resources import files

import httpx

from monitor.errors import (
    Blocked,
    FetchError,
    Gone,
    NotFound,
    Paywalled,
    RateLimited,
    Unreachable,
)
from monitor.model import Exchange, Page

SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=24)
USUAL_PAUSE = timedelta(minutes=15)  # of who names none that can be read

_WALLS = tomllib.loads(files("monitor.fetch").joinpath("walls.toml").read_text("utf-8"))
_HEADERS: dict[str, str] = _WALLS["headers"]
_MARKS = tuple(mark.encode() for mark in _WALLS["markup"]["marks"])
_WALL_BYTES = 100_000
_WALL_WORDS = 250

_RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
_EPOCH = 1_000_000_000  # seconds: more is an hour of the clock, less a wait

PERMANENT = (301, 308)
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_HOPS = (301, 302, 303, 307, 308)
_REFUSALS: dict[int, tuple[type[FetchError], str]] = {
    401: (Blocked, "pide usuario y contraseña (401)"),
    402: (Paywalled, "la nota es solo para suscriptores (402)"),
    403: (Blocked, "nos niega la entrada (403); puede pedirse al medio que admita este lector"),
    404: (NotFound, "la página no existe (404)"),
    406: (Blocked, "nos niega la entrada (406)"),
    410: (Gone, "la página fue retirada (410)"),
    418: (Blocked, "nos niega la entrada (418)"),
    444: (Blocked, "nos niega la entrada (444)"),
    451: (Blocked, "retirada por motivos legales (451)"),
    999: (Blocked, "nos niega la entrada (999)"),
}

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TEXT_CODECS = re.compile(
    r"utf-(8|8-sig|16|16-le|16-be|32|32-le|32-be)|ascii|iso8859-\d{1,2}|cp\d{3,4}|koi8-[rut]"
    r"|mac-[a-z]+|big5(hkscs)?|gb2312|gbk|gb18030|euc_(jp|kr)|shift_jis|iso2022_(jp|kr)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said, redirects followed, before anybody judges it."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""
    reason: str = ""
    moved_to: str | None = None
    sent: tuple[tuple[str, str], ...] = ()  # the headers of the request

    @property
    def redirects(self) -> bool:
        return self.status in _HOPS and bool(self.headers.get("location"))

    @property
    def content_type(self) -> str:
        declared = str(self.headers.get("content-type", ""))
        return declared.partition(";")[0].strip().lower()[:100]


def page(answer: Answer, *, url: str, conditional: bool) -> Page:
    """The page that an answer brings, or the FetchError that it means."""
    if error := refusal(answer, url=url, conditional=conditional):
        error.status, error.told = answer.status, answer.body
        raise error
    return Page(
        url=str(answer.url),
        body=answer.body,
        content_type=answer.content_type,
        charset=charset(answer.headers.get("content-type", "")),
        etag=validator(answer.headers.get("etag")),
        last_modified=validator(answer.headers.get("last-modified")),
        unchanged=answer.status == 304,
        moved_to=answer.moved_to,
        exchange=_exchange(answer),
    )


def _exchange(answer: Answer) -> Exchange:
    """The heads of a request and its answer; what only the two of them may know stays out."""
    received = answer.headers.multi_items()
    return Exchange(
        sent=tuple(pair for pair in answer.sent if pair[0].lower() not in _SECRET),
        status=answer.status,
        reason=answer.reason,
        received=tuple(pair for pair in received if pair[0].lower() not in _SECRET),
    )


def refusal(answer: Answer, *, url: str, conditional: bool = False) -> FetchError | None:
    """The error that an answer means; None when it brings a page or says that nothing changed."""
    if is_wall(answer):
        return Blocked(url, f"una barrera contra robots cierra el paso ({answer.status})")
    if pause := asked_pause(answer):
        return RateLimited(url, f"pide esperar ({answer.status})", retry_after=pause)
    if answer.status in _REFUSALS:
        kind, words = _REFUSALS[answer.status]
        return kind(url, words)
    if 200 <= answer.status < 300 and answer.status != 206:
        return None
    if answer.status == 304 and conditional:
        return None
    return Unreachable(url, f"el servidor contestó {answer.status}; se intentará más tarde")


def asked_pause(answer: Answer) -> timedelta | None:
    """How long a server asks to be left alone, within our limits; None when it does not ask."""
    if answer.status not in (429, 503):
        return None
    asked = _retry_after(answer.headers)
    asked = _reset(answer.headers) if asked is None else asked
    if asked is None:
        is_asked = answer.status == 429 or answer.headers.get("retry-after", "").strip()
        return USUAL_PAUSE if is_asked else None
    return min(max(asked, SHORTEST_PAUSE), LONGEST_PAUSE)


def _retry_after(headers: httpx.Headers) -> timedelta | None:
    """Seconds, or a date that is read against the server's own clock."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", value):
        return min(timedelta(seconds=float(value[:9])), LONGEST_PAUSE)
    then, now = _moment(value), _moment(headers.get("date", ""))
    return then - now if then and now else None


def _reset(headers: httpx.Headers) -> timedelta | None:
    """When an interface says that its quota begins anew: an hour of the clock, or a wait."""
    value = next((headers[name].strip() for name in _RESETS if name in headers), "")
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]*)?", value):
        seconds = float(value)
        if seconds < _EPOCH:
            return timedelta(seconds=seconds)
        then: datetime | None = datetime.fromtimestamp(seconds, UTC)
    else:
        then = _iso(value)
    now = _moment(headers.get("date", ""))
    return then - now if then and now else None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_wall(answer: Answer) -> bool:
    """Whether this is a test for robots in the place of a page."""
    for name, start in _HEADERS.items():
        if name in answer.headers and answer.headers[name].lower().startswith(start):
            return True
    if len(answer.body) > _WALL_BYTES or answer.content_type not in ("", "text/html"):
        return False
    markup = answer.body.lower()
    return any(mark in markup for mark in _MARKS) and _words(markup) <= _WALL_WORDS


def _words(markup: bytes) -> int:
    """About how many words a page shows; in linear time, whatever the markup."""
    first, *scripts = re.split(rb"<(?:script|style)\b", markup)
    shown = b" ".join([first, *(script.partition(b"</s")[2] for script in scripts)])
    return len(re.sub(rb"<[^<>]*>", b" ", shown).split())


def charset(content_type: str) -> str | None:
    """The charset that the header declares, when it is one that makes text of bytes."""
    declared = _CHARSET.search(content_type[:500])
    if declared is None:
        return None
    name = declared[1].lower()
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return name if _TEXT_CODECS.fullmatch(known) else None


def validator(value: str | None) -> str | None:
    """An ETag or a Last-Modified that can be sent back as it came."""
    usable = value and len(value) <= 1_000 and value.isascii() and value.isprintable()
    return value if usable else None
