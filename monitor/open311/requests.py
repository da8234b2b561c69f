"""What is told of a demand as a GeoReport service request: nothing that names a private person.

The words of the citizen go out covered; the number of a house, the landmark, and whatever of the
address the covered words hold stay in; of a reserved category goes out its name and its colonia.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from monitor.casework import OPEN, Demand
from monitor.config import Config
from monitor.configdemands import Category
from monitor.demands.states import said
from monitor.folding import compose, fold
from monitor.labels import DemandState
from monitor.model import Address
from monitor.open311.writing import Fields
from monitor.privacy import covered

LONGEST = 4_000  # characters of a description


def request(demand: Demand, config: Config, *, extended: bool = False) -> Fields:
    """A demand as the protocol writes it; `extended` adds what the protocol does not know."""
    category = category_of(demand, config)
    address = public_address(demand, category)
    fields: Fields = {
        "service_request_id": demand.folio,
        "status": status(demand),
        "status_notes": _notes(demand, config),
        "service_name": category.name,
        "service_code": category.code,
        "description": category.name if category.reserved else words(demand) or category.name,
        "agency_responsible": _agency(demand, config),
        "service_notice": "",
        "requested_datetime": _written(demand.received_at, config),
        "updated_datetime": _written(updated_at(demand), config),
        "expected_datetime": _written(_term(demand, config), config),
        "address": told(address),
        "address_id": None,
        "zipcode": address.postcode or None,
        "lat": address.latitude,
        "long": address.longitude,
        "media_url": None,
    }
    return fields | {"extended_attributes": _extended(demand)} if extended else fields


def category_of(demand: Demand, config: Config) -> Category:
    """One that the file no longer names is told by its id, and nothing is told of it."""
    found = config.taxonomy.get(demand.category)
    return found or Category(id=demand.category, name=demand.category, reserved=True)


def status(demand: Demand) -> str:
    return "open" if demand.state in OPEN else "closed"


def words(demand: Demand) -> str:
    """What the demand says, personal data covered."""
    return demand.told[:LONGEST].strip()


def updated_at(demand: Demand) -> datetime:
    """The last of the hours that it carries."""
    moments = (
        demand.received_at,
        demand.last_heard_at,
        demand.routed_at,
        demand.attended_at,
        demand.closed_at,
        demand.anonymised_at,
    )
    return max(moment for moment in moments if moment)


def public_address(demand: Demand, category: Category) -> Address:
    """Where it is, as anybody may know: never the house nor the landmark that a citizen gave."""
    kept = replace(open_address(demand), number="", landmark="")
    return replace(kept, street="", between=()) if category.reserved else kept


def open_address(demand: Demand) -> Address:
    """The address without the parts that are personal data in any of the texts that say it."""
    given, private = demand.address, tuple(_private(demand))
    street = _open(given.street, private)
    return replace(
        given,
        street=street,
        number=_open(given.number, private) if street else "",
        between=tuple(each for each in given.between if _open(each, private)),
        landmark=_open(given.landmark, private),
    )


def told(address: Address) -> str:
    """An address in a line: "Hidalgo 12, entre Juárez y Allende, col. Centro, 57000, Xaltepec"."""
    parts = (
        " ".join(filter(None, (address.street, address.number))),
        address.between and f"entre {' y '.join(address.between)}",
        address.landmark,
        address.settlement and f"col. {address.settlement}",
        address.postcode,
        address.municipality,
    )
    return ", ".join(part for part in parts if part)


def _private(demand: Demand) -> Iterator[str]:
    for heard in demand.sources:
        for start, end in heard.private:
            if words := _plain(heard.quote[start:end]):
                yield words


def _open(part: str, private: tuple[str, ...]) -> str:
    plain = f" {_plain(part)} "
    hidden = any(plain in f" {each} " or f" {each} " in plain for each in private)
    return "" if hidden else covered(part)


def _plain(text: str) -> str:
    folded = fold(compose(text))
    return " ".join("".join(each if each.isalnum() else " " for each in folded).split())


def _agency(demand: Demand, config: Config) -> str:
    if demand.state is DemandState.NOT_OURS:
        return demand.body
    office = config.office.get(demand.office_id or "")
    return office.name if office else ""


def _notes(demand: Demand, config: Config) -> str:
    """Our own words about where it stands: what people noted in its history is not public."""
    if demand.merged_into:
        return f"Unida a la demanda {demand.merged_into}"
    state = said(demand.state).capitalize()
    agency = _agency(demand, config)
    return f"{state}: {agency}" if agency else state


def _term(demand: Demand, config: Config) -> datetime | None:
    """The last second of its last day."""
    if demand.due_on is None:
        return None
    return datetime.combine(demand.due_on, time.max, config.profile.zone)


def _extended(demand: Demand) -> Fields:
    return {
        "state": demand.state.value,
        "urgency": demand.urgency.value,
        "competence": demand.competence.value,
        "settlement": demand.address.settlement,
        "sources": len(demand.sources),
        "place_accuracy": "settlement" if demand.address.latitude is not None else "",
    }


def _written(moment: datetime | None, config: Config) -> str | None:
    if moment is None:
        return None
    local = moment.astimezone(config.profile.zone)
    return local.isoformat(timespec="seconds")
