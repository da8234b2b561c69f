"""The command `places`: the catalogue of colonias and postcodes by which places are read."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json


@click.group(help="El catálogo de colonias y códigos postales con que se reconocen los lugares.")
def places() -> None:
    pass


@places.command(
    "import",
    help="Importa el catálogo oficial de códigos postales (CPdescarga.txt, uno o varios "
    "archivos) y lo guarda como lugares.csv junto a la configuración.",
)
@click.argument(
    "files",
    metavar="ARCHIVO...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--state",
    "states",
    metavar="ESTADO",
    multiple=True,
    help="Guarda solo los de este estado, como lo escribe el catálogo (repetible).",
)
@json_option
@click.pass_obj
def import_(
    session: Session, files: tuple[Path, ...], states: tuple[str, ...], as_json: bool
) -> None:
    from nlp.places import catalogue

    rows = catalogue.kept(catalogue.files(files), states)
    if not rows:
        known = sorted({row.state for row in catalogue.files(files)})
        raise click.UsageError(f"Ningún asentamiento es de ese estado. Hay: {', '.join(known)}")
    into = _into(session)
    _write(into, catalogue.written(rows))
    told = {
        "file": into,
        "settlements": len(rows),
        "municipalities": len({(row.state, row.municipality) for row in rows}),
        "postcodes": len({row.postcode for row in rows}),
    }
    if as_json:
        print_json(told)
        return
    click.echo(
        f"{told['settlements']} asentamientos de {told['municipalities']} municipios y "
        f"{told['postcodes']} códigos postales, en {into}"
    )
    click.echo(
        "Reinicie el servicio para que lo use; las notas ya leídas: sintesis retag", err=True
    )


def _into(session: Session) -> Path:
    """Where the configuration says, or beside it; it need not exist yet."""
    from monitor.configfile import GAZETTEER

    stated = session.config.gazetteer if session.configured else None
    return Path(stated) if stated else session.config_path.parent / GAZETTEER


def _write(path: Path, text: str) -> None:
    """All of it or nothing: who reads meanwhile sees the old file."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
