"""The command `demands audit`: whether what persons did is still as they left it.

To add one: its function here, under `audit`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Final

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json

_HARMED: Final = 1


@click.group(help="El registro de actuaciones: si alguien cambió a mano lo que hizo cada persona.")
def audit() -> None:
    """Only its commands do something."""


@audit.command(
    help="Revisa, sello por sello, que nadie haya cambiado, agregado ni quitado a mano nada de lo "
    "que hicieron las personas: pasos y consultas de las demandas, cambios a borradores y "
    "correcciones. Dice qué fue lo primero que alguien tocó."
)
@click.option(
    "--head", is_flag=True, help="Solo el sello más nuevo, para guardarlo fuera: papel o correo."
)
@click.option(
    "--against",
    metavar="SELLO",
    multiple=True,
    help="Un sello que se guardó fuera: si ya no está en la cadena, alguien la cortó.",
)
@json_option
@click.pass_obj
def verify(session: Session, head: bool, against: Sequence[str], as_json: bool) -> None:
    from monitor.archive.seals import is_head
    from monitor.demands.sealed import told

    if wrong := [each for each in against if not is_head(each)]:
        raise click.UsageError(f"«{wrong[0]}» no es un sello: son como el que da --head.")
    seals = session.archive.cases.seals
    if head:
        print_json({"head": seals.head()}) if as_json else click.echo(seals.head())
        return
    proof = seals.verify(heads=against)
    zone = session.config.profile.zone if session.configured else UTC
    print_json(proof) if as_json else click.echo(told(proof, zone))
    if proof.flaw:
        sys.exit(_HARMED)


COMMANDS: Sequence[click.Command] = (audit,)
