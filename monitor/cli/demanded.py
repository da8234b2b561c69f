"""How demands are shown on a terminal and in JSON: personal data covered unless asked for by name.

The labels' words are in `monitor/demands/words.toml`.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from monitor.cli.show import local_time, print_table, safe
from monitor.demands.states import said, understood
from monitor.labels import Competence, DemandState, Urgency

if TYPE_CHECKING:
    from monitor.archive.records import MailState
    from monitor.casework import Demand, Heard, Step
    from monitor.config import Config
    from monitor.model import Address

WIDEST = 100  # letters of a line that is read at ease
STATES = "|".join(said(each).replace(" ", "-") for each in DemandState)
URGENCIES = "|".join(each.value for each in Urgency)
COMPETENCES = "|".join(each.value for each in Competence)


def state(written: str) -> DemandState:
    """A state as the office calls it: "en atención", "no-procede"."""
    found = understood(DemandState, written)
    if found is None:
        raise click.BadParameter(f"no hay un estado «{written}»; hay: {STATES}")
    return found


def urgency(written: str) -> Urgency:
    found = understood(Urgency, written)
    if found is None:
        raise click.BadParameter(f"no hay una urgencia «{written}»; hay: {URGENCIES}")
    return found


def competence(written: str) -> Competence:
    found = understood(Competence, written)
    if found is None:
        raise click.BadParameter(f"«{written}» no dice de quién es; hay: {COMPETENCES}")
    return found


def listing(config: Config, found: Iterable[Demand], *, today: date) -> None:
    print_table(
        ("folio", "estado", "qué", "colonia", "dependencia", "vence"),
        (
            (
                each.folio,
                said(each.state),
                category_name(config, each.category),
                each.address.settlement or "—",
                office_name(config, each.office_id),
                _due(each, today),
            )
            for each in found
        ),
    )


def _due(demand: Demand, today: date) -> str:
    if demand.due_on is None or not demand.is_open:
        return "—"
    late = " vencida" if demand.due_on < today else ""
    return f"{demand.due_on:%d/%m/%Y}{late}"


def category_name(config: Config, category_id: str) -> str:
    category = config.taxonomy.get(category_id)
    return category.name if category else category_id


def office_name(config: Config, office_id: str | None) -> str:
    office = config.office.get(office_id or "")
    return office.name if office else office_id or "—"


def place(address: Address, *, personal: bool = False) -> str:
    """Where it is, in a line; the number only for who may see whose door it is."""
    street = " ".join(filter(None, (address.street, address.number if personal else "")))
    between = f"entre {' y '.join(address.between)}" if address.between else ""
    settlement = f"col. {address.settlement}" if address.settlement else ""
    code = f"CP {address.postcode}" if address.postcode else ""
    rest = (between, address.landmark, settlement, code, address.municipality)
    return ", ".join(each for each in (street, *rest) if each)


def described(config: Config, demand: Demand, *, personal: bool, today: date) -> Iterator[str]:
    """What it is, where, whose and until when: a line each."""
    what = category_name(config, demand.category)
    yield f"Folio {demand.folio}: {what} ({said(demand.state)})"
    if demand.merged_into:
        yield f"Se unió al folio {demand.merged_into}."
    reason = covered(demand.reason, personal=personal)
    yield f"Urgencia:    {said(demand.urgency)}{f' («{reason}»)' if reason else ''}"
    where = place(demand.address, personal=personal)
    yield f"Dónde:       {covered(where, personal=personal) or 'no se dice'}"
    if demand.missing:
        yield "Falta:       la colonia, o la calle con una referencia"
    if demand.competence is not Competence.OURS:
        yield f"Corresponde: {demand.body or 'no se sabe'} ({said(demand.competence)})"
    yield f"Dependencia: {office_name(config, demand.office_id)}"
    yield f"Vence:       {_due(demand, today)}"


def heard_lines(config: Config, demand: Demand, *, personal: bool) -> Iterator[str]:
    """The texts that say it."""
    for each in demand.sources:
        outlet = config.outlet.get(each.outlet_id)
        when = local_time(config.local(each.published_at))
        name = outlet.name if outlet else each.outlet_id
        yield f"{when}  {name}: «{told(each, personal=personal)}»"
        yield f"  {each.url or 'sin página'} (texto {each.id})"


def told(heard: Heard, *, personal: bool) -> str:
    """The words that say it, in one line."""
    return " ".join((heard.quote if personal else heard.told).split())


def covered(text: str, *, personal: bool) -> str:
    """What somebody wrote, without the personal data that it may carry."""
    from monitor.privacy import covered as cover

    return text if personal else cover(text)


def history(config: Config, steps: Sequence[Step], *, personal: bool) -> None:
    print_table(
        ("fecha", "qué", "quién", "nota y prueba"),
        (
            (
                local_time(config.local(each.at)),
                said(each.action),
                each.by,
                covered(" · ".join(filter(None, (each.note, each.evidence))), personal=personal),
            )
            for each in steps
        ),
    )


def letters_lines(mails: Sequence[MailState]) -> Iterator[str]:
    """Who was written to, and who has it."""
    for each in mails:
        for one in each.recipients:
            taken = "aceptada" if one.accepted_at else None
            refused = f"rechazada: {one.reason}" if one.refused_at else None
            waits = f"espera{f' ({each.reason})' if each.reason else ''}"
            gone = f"no se envió: {each.reason}" if each.done_at and each.reason else None
            yield f"  {one.address}: {taken or refused or gone or waits}"


def plain(config: Config, demand: Demand, *, personal: bool) -> dict[str, object]:
    """A demand for a program."""
    shown = demand.address if personal else replace(demand.address, number="")
    return {
        "folio": demand.folio,
        "state": demand.state,
        "category": demand.category,
        "urgency": demand.urgency,
        "reason": covered(demand.reason, personal=personal),
        "competence": demand.competence,
        "body": demand.body,
        "office": demand.office_id,
        "address": shown,
        "missing": demand.missing,
        "held": demand.held,
        "received_at": config.local(demand.received_at),
        "routed_at": demand.routed_at and config.local(demand.routed_at),
        "due_on": demand.due_on,
        "attended_at": demand.attended_at and config.local(demand.attended_at),
        "closed_at": demand.closed_at and config.local(demand.closed_at),
        "merged_into": demand.merged_into,
        "sources": [
            {
                "id": each.id,
                "outlet": each.outlet_id,
                "url": each.url,
                "published_at": config.local(each.published_at),
                "quote": told(each, personal=personal),
            }
            for each in demand.sources
        ],
    }


def echo(lines: Iterable[str], *, indent: int = 0) -> None:
    """Lines that fit the terminal; an address of the web is never cut."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    for line in lines:
        wrapped = textwrap.wrap(
            safe(line),
            width,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
            drop_whitespace=True,
        )
        click.echo("\n".join(wrapped))
