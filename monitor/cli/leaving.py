"""The commands `digest leave` and `digest rejoin`: a person takes somebody off a list, or back.

To add one: its function here and a line in COMMANDS.
"""

from __future__ import annotations

import click

from monitor.cli.drafting import by_option
from monitor.cli.protecting import named as signed
from monitor.cli.session import Session
from monitor.cli.show import safe

address_argument = click.argument("address", metavar="DIRECCIÓN")
list_option = click.option(
    "--list",
    "list_id",
    metavar="LISTA",
    help="De qué lista; si falta, de todas. La de profile.recipients se escribe «destinatarios».",
)


@click.command(
    help="Deja de enviar a una dirección, aunque siga en sources.yaml, y le avisa por correo. Es "
    "lo mismo que pasa cuando ella pide su baja."
)
@address_argument
@list_option
@by_option
@click.pass_obj
def leave(session: Session, address: str, list_id: str | None, by: str) -> None:
    from monitor import leaving
    from monitor.local import utc_now

    who, by = leaving.address_of(address), signed(by)
    theirs = [each for each, known in leaving.members(session.config).items() if who in known]
    for each in _chosen(session, list_id, theirs, f"{address} no está en ninguna lista de correo"):
        new = leaving.leave(
            who, each, config=session.config, archive=session.archive, by=by, now=utc_now()
        )
        how = "ya no recibirá" if new else "ya no recibía"
        click.echo(safe(f"{who} {how} «{leaving.named(each, session.config)}»."))


@click.command(help="Vuelve a enviar a una dirección que había dejado una lista, si así lo pidió.")
@address_argument
@list_option
@click.pass_obj
def rejoin(session: Session, address: str, list_id: str | None) -> None:
    from monitor import leaving

    who, kept = leaving.address_of(address), session.archive.departures
    gone = [each.list_id for each in kept.all() if each.address == who]
    for each in _chosen(session, list_id, gone, f"{address} no ha dejado ninguna lista"):
        kept.rejoin(who, each)
        name = leaving.named(each, session.config)
        listed = who in leaving.members(session.config).get(each, ())
        lacks = "" if listed else ", en cuanto esté en sources.yaml"
        click.echo(safe(f"{who} vuelve a recibir «{name}»{lacks}."))


def _chosen(session: Session, asked: str | None, theirs: list[str], nowhere: str) -> list[str]:
    from monitor import leaving

    if not theirs:
        raise click.UsageError(f"{nowhere}; vea: sintesis digest deliveries")
    if asked is None:
        return theirs
    found = [each for each in theirs if asked in (each, leaving.named(each, session.config))]
    if not found:
        names = ", ".join(leaving.named(each, session.config) for each in theirs)
        raise click.UsageError(f"Para esa dirección no hay una lista «{asked}», sino: {names}")
    return found


COMMANDS = (leave, rejoin)
