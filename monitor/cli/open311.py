"""Demands over Open311: serve them, see what the receiving system has; commands of `demands`.

To add one: its function here and a line in COMMANDS.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

import click

from monitor.cli.drafting import by_option
from monitor.cli.protecting import demand_of, named
from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table
from monitor.refusals import refusal

if TYPE_CHECKING:
    from monitor.archive.pushed import Push
    from monitor.config import Config

PORT = 8311
ANSWER = 10.0  # seconds that one question to the archive may take


@click.command(
    help="Informa de las demandas por Open311 GeoReport v2, sin datos personales, a quien pregunte "
    "(solo lectura). Termina con Ctrl-C."
)
@click.option(
    "--host",
    metavar="DIRECCIÓN",
    default="127.0.0.1",
    show_default=True,
    help="En qué dirección escucha; 0.0.0.0: en todas.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="En qué puerto; 0: uno libre.",
)
@click.option(
    "--allow-host",
    metavar="DOMINIO",
    multiple=True,
    help="Un nombre con que se le pregunta, si no es este equipo: datos.municipio.gob.mx.",
)
@click.option(
    "--proxy",
    metavar="DIRECCIÓN",
    help="La IP del servidor web que va delante: se le cree de quién viene cada pregunta.",
)
@click.pass_obj
def serve(
    session: Session, host: str, port: int, allow_host: Sequence[str], proxy: str | None
) -> None:
    from monitor.local import utc_now
    from monitor.open311 import listening
    from monitor.open311.server import application

    hosts = (host, *allow_host)
    cases = session.archive.cases.within(seconds=ANSWER)
    told = application(session.config, cases, clock=utc_now, hosts=hosts)
    with _listener(host, port) as listener:
        click.echo(f"Open311 en http://{host}:{listener.getsockname()[1]}/discovery.json", err=True)
        listening.serve(told, listener, proxy=proxy and _address(proxy))


def _address(written: str) -> str:
    try:
        return str(ip_address(written.strip()))
    except ValueError as error:
        raise click.BadParameter(f"«{written}» no es una dirección IP como 127.0.0.1") from error


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise click.ClickException(
            f"No se puede escuchar en {host}, puerto {port} ({refusal(error)}): pruebe otro --port."
        ) from error


@click.command(
    help="Qué no ha podido recibir el sistema receptor de Open311, y por qué; con un folio, qué "
    "sabe de esa demanda."
)
@click.argument("folio", metavar="[FOLIO]", required=False)
@json_option
@click.pass_obj
def receiver(session: Session, folio: str | None, as_json: bool) -> None:
    asked = session.config.demands.open311
    if asked is None:
        raise click.UsageError("No hay sistema receptor: anótelo en «demands.open311».")
    pushes = session.archive.cases.pushes
    if folio:
        found = pushes.of(demand_of(session, folio).folio)
    else:
        found = pushes.in_trouble(str(asked.url).rstrip("/"))
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No se le ha enviado." if folio else "El receptor no tiene nada pendiente.")
        return
    print_table(
        ("folio", "número", "intentos", "cómo va"),
        ((each.folio, each.remote_id or "—", str(each.attempts), _fate(session.config, each))
         for each in found),
    )  # fmt: skip


def _fate(config: Config, push: Push) -> str:
    from monitor.archive.pushed import PushOutcome

    if push.outcome is PushOutcome.REFUSED:
        return f"no la admite: {push.reason}"
    if push.outcome:
        return {
            PushOutcome.CLOSED: "la atendió",
            PushOutcome.SETTLED: "ya tenía respuesta aquí",
        }[push.outcome]
    later = local_time(config.local(push.retry_at)) if push.retry_at else "—"
    how = push.reason or (f"está en «{push.remote_status}»" if push.remote_status else "enviada")
    return f"{how}; se le pregunta de nuevo: {later}"


@click.command(help="Vuelve a enviar al sistema receptor una demanda que no admitió.")
@click.argument("folio", metavar="FOLIO")
@by_option
@click.pass_obj
def resend(session: Session, folio: str, by: str) -> None:
    from monitor.demands import moves
    from monitor.local import utc_now

    demand, now = demand_of(session, folio), utc_now()
    if not session.archive.cases.pushes.again(demand.folio, now=now):
        raise click.UsageError(f"El receptor no ha rechazado el folio {demand.folio}.")
    word = moves.Word(by=named(by), at=now, note="se envía otra vez al sistema receptor")
    session.archive.cases.change(moves.note(demand, word), now=session.config.local(now))
    click.echo(f"{demand.folio}: se enviará otra vez.")


COMMANDS: Sequence[click.Command] = (serve, receiver, resend)
