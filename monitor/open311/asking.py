"""What a query of GeoReport asks for; what it cannot mean is a `RequestError` with its status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.casework import ANSWERED, OPEN, Asked
from monitor.config import Config
from monitor.errors import RequestError
from monitor.labels import DemandState
from monitor.open311.services import by_code, jurisdiction

SPAN: Final = timedelta(days=90)  # the most between two dates, as the protocol says
PAGE_SIZE: Final = 1_000  # the most rows of an answer, likewise
LAST_ROW: Final = 100_000
FOLIOS: Final = 200  # asked for at once
FOLIO: Final = re.compile(r"[0-9]{4}-[0-9]{5,9}")
_STATES: Final[Mapping[str, Sequence[DemandState]]] = {
    "open": OPEN,
    "closed": (*ANSWERED, DemandState.CLOSED),
}
_PLUS: Final = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")  # a query turns an unescaped + into a space
_TRUE: Final = ("true", "1", "yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which requests, and which page of them."""

    asked: Asked
    limit: int = PAGE_SIZE
    offset: int = 0
    extended: bool = False


def wish(query: Mapping[str, str], config: Config, *, now: datetime) -> Wish:
    """The requests that a query asks for; ids, when there are any, are all that counts."""
    extended = query.get("extensions", "").lower() in _TRUE
    if folios := _listed(query.get("service_request_id")):
        return Wish(asked=Asked(folios=_known(folios)), limit=FOLIOS, extended=extended)
    size = _number(query, "page_size", most=PAGE_SIZE, usual=PAGE_SIZE)
    page = _number(query, "page", most=LAST_ROW // size, usual=1)
    since, until, changed_since = _times(query, config, now=now)
    asked = Asked(
        states=_states(query.get("status")),
        categories=_categories(query.get("service_code"), config),
        since=since,
        until=until,
        changed_since=changed_since,
    )
    return Wish(asked=asked, limit=size, offset=(page - 1) * size, extended=extended)


def check_jurisdiction(query: Mapping[str, str], config: Config) -> None:
    """We serve one: it need not be named, and no other is here."""
    named, ours = query.get("jurisdiction_id"), jurisdiction(config)
    if named and named.strip().lower() != ours:
        raise RequestError(404, f"jurisdiction_id no existe aquí: este servidor es de «{ours}»")


def check_code(code: str, config: Config) -> None:
    if code not in by_code(config):
        raise RequestError(404, f"service_code «{code[:60]}» no existe: vea services.json")


def check_folio(folio: str) -> None:
    if not FOLIO.fullmatch(folio):
        raise RequestError(404, f"service_request_id «{folio[:60]}» no existe: es AAAA-NNNNN")


def _listed(written: str | None) -> list[str]:
    return [each for part in (written or "").split(",") if (each := part.strip())]


def _known(folios: Sequence[str]) -> tuple[str, ...]:
    if len(folios) > FOLIOS:
        raise RequestError(400, f"service_request_id admite hasta {FOLIOS} folios a la vez")
    for folio in folios:
        check_folio(folio)
    return tuple(dict.fromkeys(folios))


def _categories(written: str | None, config: Config) -> tuple[str, ...]:
    codes, known = _listed(written), by_code(config)
    for code in codes:
        check_code(code, config)
    return tuple(category.id for code in dict.fromkeys(codes) for category in known[code])


def _states(written: str | None) -> tuple[DemandState, ...]:
    asked = [each.lower() for each in _listed(written)]
    if unknown := [each for each in asked if each not in _STATES]:
        raise RequestError(400, f"status «{unknown[0][:30]}» no existe: use open, closed o ambos")
    return tuple(state for name in dict.fromkeys(asked) for state in _STATES[name])


def _times(
    query: Mapping[str, str], config: Config, *, now: datetime
) -> tuple[datetime | None, datetime | None, datetime | None]:
    """From, until and changed since: 90 days when nothing is said, and never more of them."""
    names = ("start_date", "end_date", "updated_after")
    start, end, changed = (_moment(query, name, config) for name in names)
    if changed and not start and not end:
        return None, None, changed
    if start is None:
        start = _before(end or now)
    if end is None:
        end = min(_after(start), max(now, start)) + timedelta(seconds=1)
    if start > end:
        raise RequestError(400, "start_date es posterior a end_date")
    if end - start > SPAN + timedelta(seconds=1):
        raise RequestError(400, f"entre start_date y end_date caben a lo más {SPAN.days} días")
    return start, end, changed


def _moment(query: Mapping[str, str], name: str, config: Config) -> datetime | None:
    """A date of W3C; one without a zone is read in the municipality's."""
    written = query.get(name, "").strip()
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(_PLUS.sub("+", written[:40]))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=config.profile.zone)
        return aware.astimezone(config.profile.zone)
    except (ValueError, OverflowError) as error:
        raise RequestError(400, f"{name} no es una fecha como 2026-01-31T00:00:00Z") from error


def _before(moment: datetime) -> datetime:
    try:
        return moment - SPAN
    except OverflowError:
        return moment


def _after(moment: datetime) -> datetime:
    try:
        return moment + SPAN
    except OverflowError:
        return moment


def _number(query: Mapping[str, str], name: str, *, most: int, usual: int) -> int:
    written = query.get(name, "").strip()
    if not written:
        return usual
    if not re.fullmatch(r"[0-9]{1,7}", written) or not 1 <= int(written) <= most:
        raise RequestError(400, f"{name} es un número de 1 a {most}")
    return int(written)
