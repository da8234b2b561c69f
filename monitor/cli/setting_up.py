"""Commands of the first day: `init`, `demo`, `doctor`, `completion`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json, progress, safe

if TYPE_CHECKING:
    from monitor.demo.walk import Told
    from monitor.doctor import Finding

MARKS = {"ok": "✓", "warning": "!", "failure": "✗"}


@click.command(help="Escribe un sources.yaml comentado para empezar.")
@click.argument(
    "path",
    metavar="[RUTA]",
    type=click.Path(path_type=Path, dir_okay=False),
    default="sources.yaml",
    required=False,
)
@click.option("--force", is_flag=True, help="Reemplaza el archivo si ya existe.")
def init(path: Path, force: bool) -> None:
    from monitor.configfile import starter

    if path.exists() and not force:
        raise click.UsageError(f"{path} ya existe; use --force para reemplazarlo.")
    path.write_text(starter(), encoding="utf-8")
    click.echo(f"Listo: edite {path} y pruebe con: sintesis -c {path} sources check")


@click.command(
    help="Hace todo el recorrido con una prensa ficticia (o con páginas guardadas) en este equipo."
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default="demo",
    show_default=True,
    help="Carpeta donde deja el acervo, las ediciones y el buzón. Se vacía lo que dejó otra demo.",
)
@click.option(
    "--pages",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Carpeta de páginas .html guardadas, en lugar de la prensa ficticia.",
)
@click.option(
    "--word", "words", multiple=True, help="Con --pages: palabra que se busca (repetible)."
)
@click.option("--serve", is_flag=True, help="Al terminar deja la prensa servida hasta Ctrl-C.")
@json_option
def demo(
    into: Path, pages: Path | None, words: tuple[str, ...], serve: bool, as_json: bool
) -> None:
    from monitor.demo import walk

    with progress() as bar:
        task = bar.add_task("Recorriendo", total=None)

        def report(line: str) -> None:
            bar.update(task, advance=1, description=safe(line)[:70])

        if pages:
            told = walk.pages(pages, into=into, words=words, report=report)
        else:
            told = walk.press(into=into, report=report, hold=_hold if serve else None)
    _tell(told, as_json)


def _hold(told: Told) -> None:
    _tell(told, as_json=False)
    click.echo("La prensa sigue servida; Ctrl-C para terminar.", err=True)
    click.pause("")


def _tell(told: Told, as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(safe(line) for line in told.lines))


@click.command(
    help="Revisa que todo esté en orden: equipo, configuración, acervo, fuentes y correo."
)
@click.option(
    "--mail",
    "mail_path",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="En lugar de todo eso, revisa una síntesis como llegó a algún buzón (.eml): quién la "
    "firma (DKIM), si la firma es buena y qué se vio de SPF y DMARC.",
)
@click.option(
    "--nameserver",
    metavar="IP[:PUERTO]",
    help="Con --mail: a qué servidor de nombres (DNS) se pregunta, en lugar de los del sistema.",
)
@json_option
@click.pass_obj
def doctor(session: Session, mail_path: Path | None, nameserver: str | None, as_json: bool) -> int:
    from monitor.doctor import examine
    from monitor.local import utc_now

    if nameserver and not mail_path:
        raise click.UsageError("--nameserver va con --mail.")
    if mail_path:
        findings = _signed(session, mail_path, nameserver)
    else:
        now = utc_now()
        findings = list(examine(session.config, session.archive, folder=session.folder, now=now))
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            click.echo(_finding_line(finding))
    return 1 if any(finding.level == "failure" for finding in findings) else 0


def _signed(session: Session, path: Path, nameserver: str | None) -> list[Finding]:
    """What a captured mail proves of itself; of a huge one no more is read than tells so."""
    from functools import partial

    from monitor.doctor.signed import signed
    from monitor.fetch.names import server_at, text_records
    from monitor.signatures import ROOM

    server = server_at(nameserver) if nameserver else None
    if nameserver and server is None:
        raise click.UsageError("--nameserver es una dirección IP: 192.0.2.53, o 192.0.2.53:5353.")
    with path.open("rb") as file:
        content = file.read(ROOM + 1)
    return list(signed(content, session.config, partial(text_records, server=server)))


def _finding_line(finding: Finding) -> str:
    remedy = f"\n    {safe(finding.remedy)}" if finding.remedy else ""
    return f"{MARKS[finding.level]} {safe(finding.what)}{remedy}"


@click.command(help='Escribe el guion de autocompletado: eval "$(sintesis completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    chosen = get_completion_class(shell)
    if chosen is None:
        sys.exit(1)
    root = context.find_root()
    click.echo(chosen(root.command, {}, "sintesis", "_SINTESIS_COMPLETE").source())
