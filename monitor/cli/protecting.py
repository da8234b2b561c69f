"""Who opened a demand: what every command writes down, and the command that tells it.

It imports no other commands, so that all of them may use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table

if TYPE_CHECKING:
    from monitor.casework import Demand


def demand_of(session: Session, folio: str) -> Demand:
    """The demand of a folio; whoever leaves out the zeros is understood."""
    year, _, number = folio.strip().partition("-")
    whole = f"{year}-{number:0>5}" if number.isdigit() else folio
    found = session.archive.cases.demand(whole)
    if found is None:
        raise click.UsageError(
            f"No hay una demanda con el folio «{folio}»; véalas con: sintesis demands list"
        )
    return found


def named(by: str) -> str:
    if not by.strip():
        raise click.UsageError("--by está vacío: diga quién lo hace.")
    return " ".join(by.split())


def remember(
    session: Session, by: str, what: str, *, folio: str | None = None, count: int = 1
) -> None:
    """Write down who opened or took away what, before it is shown."""
    from monitor.casework import Access
    from monitor.local import utc_now

    access = Access(at=utc_now(), by=named(by), what=what, folio=folio, count=count)
    session.archive.cases.accessed(access)


@click.command(help="Quién abrió, exportó o recibió una demanda, y cuándo.")
@click.argument("folio", metavar="FOLIO")
@json_option
@click.pass_obj
def accesses(session: Session, folio: str, as_json: bool) -> None:
    found = session.archive.cases.accesses(demand_of(session, folio).folio)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("Nadie la ha abierto.")
        return
    print_table(
        ("fecha", "quién", "cómo"),
        (
            (local_time(session.config.local(each.at)), each.by, WAYS.get(each.what, each.what))
            for each in found
        ),
    )


WAYS = {
    "show": "la abrió",
    "show --personal": "la abrió con datos personales",
    "export": "la exportó",
    "export --personal": "la exportó con datos personales",
    "card": "la recibió por correo",
    "open311": "la recibió por Open311",
}

COMMANDS: Sequence[click.Command] = (accesses,)
