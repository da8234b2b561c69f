"""The command `report`: see the report of any week or month, or send it now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, safe
from monitor.model import EditionKind

if TYPE_CHECKING:
    from monitor.periods import Period

EXAMPLES = {EditionKind.WEEKLY: "2026-W47 o 2026-11-18", EditionKind.MONTHLY: "2026-10"}
html_option = click.option(
    "--html",
    "html_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Escribe el HTML aquí.",
)
send_option = click.option("--send", is_flag=True, help="Lo publica y lo envía ahora.")


@click.group(help="El informe de una semana o de un mes: lo que se publicó, contado y comparado.")
def report() -> None:
    """Its commands do all."""


@report.command(help="El de una semana, de lunes a domingo; si no se dice, la última completa.")
@click.argument("period", required=False, metavar="[SEMANA]")
@html_option
@send_option
@json_option
@click.pass_obj
def week(
    session: Session, period: str | None, html_path: Path | None, send: bool, as_json: bool
) -> None:
    asked = _asked(session, EditionKind.WEEKLY, period)
    _told(session, asked, html_path=html_path, send=send, as_json=as_json)


@report.command(help="El de un mes; si no se dice, el último completo.")
@click.argument("period", required=False, metavar="[MES]")
@html_option
@send_option
@json_option
@click.pass_obj
def month(
    session: Session, period: str | None, html_path: Path | None, send: bool, as_json: bool
) -> None:
    asked = _asked(session, EditionKind.MONTHLY, period)
    _told(session, asked, html_path=html_path, send=send, as_json=as_json)


def _asked(session: Session, kind: EditionKind, written: str | None) -> Period:
    from monitor.local import utc_now
    from monitor.periods import ended, parse

    if written is None:
        return ended(kind, today=session.config.local(utc_now()).date())
    period = parse(written, kind=kind)
    if period is None:
        raise click.UsageError(
            f"«{written}» no se entiende; escriba algo como {EXAMPLES[kind]}, o nada para el "
            "último periodo completo."
        )
    return period


def _told(
    session: Session, period: Period, *, html_path: Path | None, send: bool, as_json: bool
) -> None:
    if send and html_path:
        raise click.UsageError("--send no lleva --html; después: sintesis digest show --html")
    if send:
        _send(session, period, as_json=as_json)
        return
    from monitor.local import utc_now
    from reports.periodic import clothes

    built = session.pipeline.reporter.build(period, made_at=utc_now())
    if html_path:
        html_path.write_text(clothes.html(built), encoding="utf-8")
        click.echo(f"Vista previa en {html_path}", err=True)
        return
    click.echo(clothes.data(built) if as_json else safe(clothes.text(built)))


def _send(session: Session, period: Period, *, as_json: bool) -> None:
    from monitor.local import utc_now

    now = utc_now()
    _, until = period.bounds(session.config.profile.zone)
    if until > now:
        raise click.UsageError(f"{period.id} todavía no termina: no se puede enviar su informe.")
    with session.archive.exclusive():
        click.echo(session.pipeline.reporter.publish(period.id, now=now), err=as_json)
        for job in session.pipeline.plan(utc_now()):
            if job.step == "send":
                click.echo(session.pipeline.do(job, now=utc_now()), err=as_json)
    stored = session.archive.digest(period.id)
    if as_json and stored:
        click.echo(stored.data)
