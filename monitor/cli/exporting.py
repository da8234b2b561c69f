"""What leaves of the demands, and what is forgotten of them: `demands export`, `anonymise`.

To add one: its function here and a line in COMMANDS.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.asking import FILE
from monitor.cli.drafting import by_option
from monitor.cli.protecting import named, remember
from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json
from monitor.cli.sought import asked, which

if TYPE_CHECKING:
    from monitor.casework import Asked, Demand

PAGE = 500  # demands that are read at once


@click.command(
    help="Escribe las demandas, con las mismas condiciones que list, en CSV, en Excel o como las "
    "informa Open311. Sin --personal los datos personales van cubiertos. Queda anotado quién se "
    "las llevó."
)
@which
@click.option("--csv", "csv_path", type=FILE, metavar="ARCHIVO", help="Escribe aquí el CSV.")
@click.option("--xlsx", "xlsx_path", type=FILE, metavar="ARCHIVO", help="Escribe aquí el Excel.")
@click.option(
    "--open311",
    "open311_path",
    type=FILE,
    metavar="ARCHIVO",
    help="Escribe aquí el JSON de Open311; nunca lleva datos personales.",
)
@click.option("--personal", is_flag=True, help="Con los datos personales, para quien atiende.")
@by_option
@click.pass_obj
def export(
    session: Session,
    /,
    csv_path: Path | None,
    xlsx_path: Path | None,
    open311_path: Path | None,
    personal: bool,
    by: str,
    **given: Any,
) -> None:
    if sum(map(bool, (csv_path, xlsx_path, open311_path))) != 1:
        raise click.UsageError("Diga en qué se escriben: --csv, --xlsx u --open311 ARCHIVO.")
    if open311_path and personal:
        raise click.UsageError("El archivo de Open311 es público: no lleva datos personales.")
    found = _all(session, asked(session, given))
    way = "export --personal" if personal else "export"
    for each in found if personal else ():
        remember(session, by, way, folio=each.folio)
    remember(session, by, way, count=len(found))
    _write(session, found, csv_path=csv_path, xlsx_path=xlsx_path, personal=personal)
    if open311_path:
        from monitor.open311 import document

        open311_path.write_bytes(document(found, session.config))
    click.echo(f"{len(found)} {'demanda' if len(found) == 1 else 'demandas'} en el archivo.")


def _write(
    session: Session,
    found: list[Demand],
    *,
    csv_path: Path | None,
    xlsx_path: Path | None,
    personal: bool,
) -> None:
    from monitor.local import utc_now
    from reports.demands import register

    config = session.config
    if csv_path:
        written = register.comma_separated(found, config, personal=personal)
        csv_path.write_text(written, encoding="utf-8", newline="")
    if xlsx_path:
        made_at = config.local(utc_now())
        xlsx_path.write_bytes(register.book(found, config, personal=personal, made_at=made_at))


def _all(session: Session, chosen: Asked) -> list[Demand]:
    found: list[Demand] = []
    while some := session.archive.cases.find(chosen, limit=PAGE, offset=len(found)):
        found += some
    return found


@click.command(
    help="Cubre los datos personales de lo que se cerró hace más del plazo de «demands.retention», "
    "y dice qué cubrió. No se puede deshacer."
)
@click.option("--dry-run", is_flag=True, help="Solo dice qué se anonimizaría.")
@by_option
@json_option
@click.pass_obj
def anonymise(session: Session, dry_run: bool, by: str, as_json: bool) -> None:
    from monitor.forgetting import forget
    from monitor.local import utc_now

    who = named(by)
    done = forget(
        session.config,
        session.archive,
        folder=session.folder,
        now=utc_now(),
        dry_run=dry_run,
        by=who,
    )
    if as_json:
        print_json(done)
        return
    click.echo(done.words)


COMMANDS: Sequence[click.Command] = (export, anonymise)
