"""The command `alerts`: those that were raised, and what would be raised now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table, safe

if TYPE_CHECKING:
    from reports.alerts.model import Alert

WITHOUT = (
    "sources.yaml no pide alertas: agregue «alerts» en profile "
    '(por ejemplo, alerts: {quiet: "22:00-06:30"}).'
)


@click.group(
    invoke_without_command=True,
    help="Las alertas que se dieron entre ediciones, de la más nueva a la más vieja.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="Cuántas alertas, a lo más.",
)
@json_option
@click.pass_context
def alerts(context: click.Context, limit: int, as_json: bool) -> None:
    if context.invoked_subcommand:
        return
    session: Session = context.obj
    raised = session.archive.alerts.raised(limit=limit)
    if as_json:
        print_json(
            [
                {
                    "alert": each.edition_id,
                    "raised_at": each.raised_at,
                    "subject": each.subject,
                    "reason": each.reason,
                    "story": each.story_id,
                }
                for each in raised
            ]
        )
        return
    if not raised:
        click.echo("Todavía no se da ninguna alerta.")
        return
    print_table(
        ("alerta", "cuándo", "asunto", "por qué"),
        (
            (
                each.edition_id,
                local_time(session.config.local(each.raised_at)),
                each.subject.removeprefix("Alerta: "),
                each.reason,
            )
            for each in raised
        ),
    )


@alerts.command(
    help="Qué se alertaría ahora mismo y por qué, aunque sean horas de silencio; no envía ni "
    "guarda nada."
)
@json_option
@click.pass_obj
def test(session: Session, as_json: bool) -> None:
    from monitor.local import utc_now

    if session.config.profile.alerts is None:
        raise click.UsageError(WITHOUT)
    now = utc_now()
    found = session.pipeline.alerter.look(now=now, heed_quiet=False)
    if as_json:
        print_json([_plain(each) for each in found])
        return
    if not found:
        click.echo("Nada que no pueda esperar a la próxima edición.")
    for each in found:
        _show(session, each)
    if session.pipeline.alerter.is_quiet(now=now):
        click.echo("Son horas de silencio: lo que siga en pie saldrá cuando terminen.", err=True)


@alerts.command(
    help="Cuántas alertas habrían dado, en los últimos días, las reglas que tiene sources.yaml: "
    "sirve para probarlas antes de dejarlas. No envía ni guarda nada, y cuenta también lo de las "
    "horas de silencio y lo que ya salió en una edición."
)
@click.option(
    "--days",
    type=click.IntRange(1, 90),
    default=7,
    show_default=True,
    help="De cuántos días.",
)
@json_option
@click.pass_obj
def preview(session: Session, days: int, as_json: bool) -> None:
    from monitor.local import utc_now
    from reports.alerts import pacing

    settings = session.config.profile.alerts
    if settings is None:
        raise click.UsageError(WITHOUT)
    now = utc_now()
    found = session.pipeline.alerter.would(since=now - timedelta(days=days), now=now)
    told = pacing.by_day(found, session.config)
    if as_json:
        print_json(told)
        return
    if not told:
        click.echo(f"En los últimos {days} días no habrían dado ninguna alerta.")
        return
    print_table(
        ("día", "darían alerta", "en la hora de más", "saldrían a su hora"),
        ((f"{each.day:%d/%m/%Y}", *map(str, each.counts)) for each in told),
    )
    click.echo(
        f"A su hora salen a lo más {settings.hourly}, y {settings.hourly_subject} de un mismo "
        "tema; el resto espera a la siguiente. Cámbielo en profile.alerts."
    )


def _plain(alert: Alert) -> dict[str, object]:
    return {
        "alert": alert.id,
        "story": alert.story_id,
        "clippings": [each.clipping.id for each in alert.entries],
        "reasons": list(alert.reasons),
    }


def _show(session: Session, alert: Alert) -> None:
    from reports.alerts import letter

    click.echo(safe(letter.text(letter.build(alert, session.config))))
