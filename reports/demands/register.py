"""The register of demands, one row each, as CSV and as a book of Excel.

A column is a row of `register.toml` and a line of `_cells`. Personal data is covered unless whoever
exports has the right to see it: the caller asks for it and records who.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from io import StringIO

from monitor.casework import Demand
from monitor.config import Config
from monitor.labels import DemandState
from reports import cases, sheet
from reports.register import BYTE_ORDER_MARK, Column, plain
from reports.sheet import Cell
from reports.words import clean, link


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    file = files("reports") / "demands" / "register.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def columns() -> tuple[Column, ...]:
    return tuple(_column(key, given) for key, given in _table()["columns"].items())


def _column(key: str, given: object) -> Column:
    assert isinstance(given, list)
    heading, width, style = given
    return Column(key=key, heading=heading, width=width, style=style)


def _said(group: str, key: str) -> str:
    return str(_table()[group][key])


def comma_separated(demands: Iterable[Demand], config: Config, *, personal: bool = False) -> str:
    """CSV that Excel opens with its accents; what looks like a formula is text."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(column.heading for column in columns())
    for demand in demands:
        writer.writerow(map(plain, cells(demand, config, personal=personal)))
    return BYTE_ORDER_MARK + written.getvalue()


def book(
    demands: Iterable[Demand], config: Config, *, personal: bool = False, made_at: datetime
) -> bytes:
    """A book of Excel; `made_at` is the only date in it beside those of the rows."""
    return sheet.table(
        columns(),
        [cells(each, config, personal=personal) for each in demands],
        name=_said("said", "sheet"),
        title=f"{cases.said('report', 'title')} · {clean(config.profile.municipality)}",
        office=clean(config.profile.office),
        made_at=made_at,
    )


def cells(demand: Demand, config: Config, *, personal: bool = False) -> tuple[Cell, ...]:
    """What each column holds; None where there is nothing to say."""
    values = {
        **_standing(demand, config),
        **_where(demand, personal=personal),
        **_sources(demand, config, personal=personal),
    }
    return tuple(values[column.key] or None for column in columns())


def _standing(demand: Demand, config: Config) -> dict[str, Cell]:
    return {
        "folio": demand.folio,
        "state": cases.said("state", demand.state.value),
        "received": _day(demand.received_at, config),
        "category": cases.category(demand, config),
        "group": cases.group(demand, config),
        "urgency": cases.said("urgency", demand.urgency.value),
        "competence": _said("competence", demand.competence.value),
        "body": clean(demand.body),
        "office": cases.office_of(demand, config),
        "due": demand.due_on,
        "answered": _day(demand.attended_at, config),
        "in_time": _in_time(demand, config),
        "closed": _day(demand.closed_at, config),
    }


def _day(moment: datetime | None, config: Config) -> date | None:
    return config.local(moment).date() if moment else None


def _in_time(demand: Demand, config: Config) -> str:
    """ "" while it waits, and for what was not for its office to attend."""
    answered = _day(demand.attended_at, config)
    if answered is None or demand.due_on is None or demand.state is DemandState.NOT_OURS:
        return ""
    return _said("said", "yes" if answered <= demand.due_on else "no")


def _where(demand: Demand, *, personal: bool) -> dict[str, Cell]:
    parts: dict[str, Cell] = {
        part: cases.part_of(demand.address, part) if personal else cases.public_part(demand, part)
        for part in cases.PARTS
    }
    centre = {"latitude": demand.address.latitude, "longitude": demand.address.longitude}
    return {**parts, **centre}


def _sources(demand: Demand, config: Config, *, personal: bool) -> dict[str, Cell]:
    first = demand.sources[0] if demand.sources else None
    names = (config.outlet.get(each.outlet_id) for each in demand.sources)
    outlets = dict.fromkeys(clean(each.name) for each in names if each)
    return {
        "sources": len(demand.sources),
        "outlets": "; ".join(outlets),
        "published": _day(demand.heard_at, config),
        "link": (link(first.url) if first else None) or "",
        "told": clean((first.quote if personal else first.told) if first else ""),
    }
