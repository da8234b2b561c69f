"""The other side of GeoReport: a system that takes our demands, asked one thing at a time.

What it answers is judged here; what could not be had is a `FetchError`, as from any address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from monitor.casework import Demand
from monitor.config import Config
from monitor.errors import FetchError, Unreachable
from monitor.fetch import Fetch
from monitor.folding import fold
from monitor.model import Page
from monitor.open311.asking import SPAN
from monitor.open311.requests import LONGEST, category_of, open_address, public_address, told, words
from monitor.open311.services import jurisdiction

_MARGIN: Final = timedelta(days=1)  # between its clock and ours, and its zone and ours
_LIMIT: Final = 5_000_000  # bytes of an answer
_ID: Final = 200  # characters of an id
_NOTES: Final = 500
_FORM: Final = {
    "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    "Accept": "application/json",
}
_ASK: Final = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the receiver gave for a demand: its number, or a token to ask for it later."""

    remote_id: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A demand as the receiver tells it."""

    status: str  # "open", "closed", or a word of its own
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A GeoReport v2 endpoint."""

    url: str  # without a final slash
    fetch: Fetch = field(repr=False)
    jurisdiction: str | None = None
    key: str | None = field(default=None, repr=False)

    def send(self, demand: Demand, config: Config) -> Ticket:
        """Post it; a FetchError with a status was refused, one without may have arrived."""
        form = posted(demand, config)
        form |= {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        form |= {"api_key": self.key} if self.key else {}
        url = f"{self.url}/requests.json"
        page = self.fetch(url, limit=_LIMIT, headers=_FORM, content=urlencode(form).encode())
        row = next(_rows(page), {})
        ticket = Ticket(remote_id=_id(row, "service_request_id"), token=_id(row, "token"))
        if ticket == Ticket():
            raise _garbled(page, "aceptó la solicitud, pero no dio ni su número ni una ficha")
        return ticket

    def number(self, token: str) -> str | None:
        """The number that became of a token; None while there is none."""
        row = next(self._asked(f"tokens/{quote(token, safe='')}.json"), {})
        return _id(row, "service_request_id")

    def read(self, remote_id: str) -> Remote | None:
        """How it stands there; None when the answer does not say."""
        for row in self._asked(f"requests/{quote(remote_id, safe='')}.json"):
            named = _id(row, "service_request_id")
            status = row.get("status")
            if named in (None, remote_id) and isinstance(status, str):
                notes = row.get("status_notes")
                said = " ".join(notes.split())[:_NOTES] if isinstance(notes, str) else ""
                return Remote(status=status.strip().lower()[:40], notes=said)
        return None

    def find(self, demand: Demand, config: Config, *, since: datetime) -> str | None:
        """The number of a demand that it may have taken since then; None: it does not list it."""
        asked = {
            "service_code": category_of(demand, config).code,
            "start_date": _written(since - _MARGIN),
            "end_date": _written(since - _MARGIN + SPAN),
        }
        sign = fold(mark(demand, config))
        for row in self._asked("requests.json", asked):
            if any(_says(text, sign) for text in _texts(row)):
                return _id(row, "service_request_id")
        return None

    def address_of(self, remote_id: str) -> str:
        return f"{self.url}/requests/{quote(remote_id, safe='')}.json"

    def _asked(self, path: str, query: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        asked = dict(query or {})
        asked |= {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        url = f"{self.url}/{path}" + (f"?{urlencode(asked)}" if asked else "")
        return _rows(self.fetch(url, limit=_LIMIT, headers=_ASK))


def posted(demand: Demand, config: Config) -> dict[str, str]:
    """What is sent of a demand: personal data covered, since what a receiver gets is public."""
    category = category_of(demand, config)
    address = public_address(demand, category) if category.reserved else open_address(demand)
    where = told(address)
    said = category.name if category.reserved else words(demand)[: LONGEST - 400]
    form = {
        "service_code": category.code,
        "description": f"{said}\n\n{where}\n{mark(demand, config)}",
        "address_string": where,
        "attribute[folio]": demand.folio,
    }
    if address.latitude is not None and address.longitude is not None:
        form |= {"lat": f"{address.latitude:.6f}", "long": f"{address.longitude:.6f}"}
    return form


def mark(demand: Demand, config: Config) -> str:
    """The words by which we know ours again among what a receiver lists."""
    return f"Folio {jurisdiction(config)}/{demand.folio}"


def refusal(error: FetchError) -> str | None:
    """What a GeoReport error says in its own words; None when the answer is none."""
    for row in _rows_or_none(error.told):
        said = row.get("description")
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())[:_NOTES]
    return None


def _rows(page: Page) -> Iterator[dict[str, Any]]:
    found = list(_rows_or_none(page.body))
    if not found and page.body.strip() != b"[]":
        raise _garbled(page, "contestó algo que no es GeoReport v2 en JSON")
    return iter(found)


def _garbled(page: Page, detail: str) -> FetchError:
    error = Unreachable(page.url, detail)
    error.status = 200
    return error


def _rows_or_none(body: bytes) -> Iterator[dict[str, Any]]:
    """The rows of an answer, in a list or alone, also inside the one key that some add."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return
    if isinstance(read, dict) and len(read) == 1:
        inner = next(iter(read.values()))
        read = inner if isinstance(inner, list) else read
    for row in read if isinstance(read, list) else [read]:
        if isinstance(row, dict):
            yield row


def _id(row: Mapping[str, Any], name: str) -> str | None:
    """An id as text; receivers write numbers too, and null while there is none."""
    given = row.get(name)
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    written = str(given).strip()
    usable = written and len(written) <= _ID and written.isprintable()
    return written if usable else None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _says(text: str, sign: str) -> bool:
    """Whether a text carries our mark, and not that of a folio that begins like it."""
    _, found, after = fold(text).partition(sign)
    return bool(found) and not after[:1].isdigit()


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
