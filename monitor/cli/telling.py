"""The command `digest`: see the next edition, send one now, list and reopen those that left."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import drafting, leaving
from monitor.cli.delivered import deliveries
from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table, safe
from monitor.model import EditionKind

if TYPE_CHECKING:
    from reports.model import Digest


@click.group(
    invoke_without_command=True,
    help="Muestra cómo va la próxima edición. Con --now la publica como extraordinaria.",
)
@click.option("--now", "send_now", is_flag=True, help="Publica y envía ahora una extraordinaria.")
@click.option(
    "--html",
    "html_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Escribe el HTML aquí.",
)
@json_option
@click.pass_context
def digest(context: click.Context, send_now: bool, html_path: Path | None, as_json: bool) -> None:
    if context.invoked_subcommand:
        return
    session: Session = context.obj
    if send_now:
        if html_path:
            raise click.UsageError("--now no lleva --html; después: sintesis digest show --html")
        _extraordinary(session, as_json=as_json)
        return
    _show(_preview(session), html_path=html_path, as_json=as_json)


def _preview(session: Session) -> Digest:
    """The next edition with what there is now; nothing changes in the archive."""
    from monitor.local import utc_now
    from monitor.publishing import next_edition

    now = utc_now()
    publisher = session.pipeline.publisher
    edition_id = next_edition(session.config, now=now).id
    return publisher.build(publisher.edition(edition_id, opened_at=now, now=now))


def _show(built: Digest, *, html_path: Path | None, as_json: bool) -> None:
    from reports import render

    if html_path:
        html_path.write_text(render.html(built), encoding="utf-8")
        click.echo(f"Vista previa en {html_path}", err=True)
        return
    click.echo(render.data(built) if as_json else safe(render.text(built)))


def _extraordinary(session: Session, *, as_json: bool) -> None:
    from monitor.local import utc_now
    from monitor.publishing import extraordinary

    now = utc_now()
    edition_id = extraordinary(session.config, now=now).id
    with session.archive.exclusive():
        publisher = session.pipeline.publisher
        published = publisher.publish(edition_id, now=now, kind=EditionKind.EXTRAORDINARY)
        click.echo(published, err=as_json)
        for job in session.pipeline.plan(utc_now()):
            if job.step == "send":
                click.echo(session.pipeline.do(job, now=utc_now()), err=as_json)
    stored = session.archive.digest(edition_id)
    if as_json and stored:
        click.echo(stored.data)


@digest.command("list", help="Las ediciones publicadas, de la más nueva a la más vieja.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([each.value for each in EditionKind]),
    help="Solo las de esta clase; puede repetirse. Si no se dice: diarias y extraordinarias.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="Cuántas ediciones, a lo más.",
)
@json_option
@click.pass_obj
def list_digests(session: Session, kinds: tuple[str, ...], limit: int, as_json: bool) -> None:
    asked = [EditionKind(each) for each in kinds]
    archive = session.archive
    stored = archive.digests(limit=limit, kinds=asked) if asked else archive.digests(limit=limit)
    if as_json:
        print_json(
            [
                {"edition": each.edition_id, "subject": each.subject, "closed_at": each.closed_at}
                for each in stored
            ]
        )
        return
    if not stored:
        click.echo("Todavía no se publica ninguna edición.")
        return
    print_table(
        ("edición", "asunto", "publicada"),
        (
            (each.edition_id, each.subject, local_time(session.config.local(each.closed_at)))
            for each in stored
        ),
    )


@digest.command(help="Una edición publicada: como texto, o en el navegador con --open.")
@click.argument("edition", required=False)
@click.option("--open", "in_browser", is_flag=True, help="La abre en el navegador.")
@click.option("--html", "as_html", is_flag=True, help="Escribe su HTML en la salida.")
@click.option("--json", "as_json", is_flag=True, help="Sus datos en JSON.")
@click.pass_obj
def show(
    session: Session, edition: str | None, in_browser: bool, as_html: bool, as_json: bool
) -> None:
    stored = (
        session.archive.digest(edition)
        if edition
        else next(iter(session.archive.digests(limit=1)), None)
    )
    if stored is None:
        raise click.UsageError(
            f"No hay una edición «{edition}»; véalas con: sintesis digest list"
            if edition
            else "Todavía no se publica ninguna edición."
        )
    if in_browser:
        from monitor.publishing import write_files

        webbrowser.open((write_files(stored, session.folder) / "sintesis.html").resolve().as_uri())
        return
    click.echo(stored.html if as_html else stored.data if as_json else safe(stored.text))


for _command in (*drafting.COMMANDS, deliveries, *leaving.COMMANDS):
    digest.add_command(_command)
