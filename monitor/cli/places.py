"""The command `places`: the catalogue of colonias and postcodes by which places are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from nlp.places.gazetteer import Settlement

SHOWN = 20  # names of one list


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
    from nlp.places import catalogue, centres

    rows = catalogue.kept(catalogue.files(files), states)
    if not rows:
        known = sorted({row.state for row in catalogue.files(files)})
        raise click.UsageError(f"Ningún asentamiento es de ese estado. Hay: {', '.join(known)}")
    into = _into(session)
    _write(into, catalogue.written(centres.kept(rows, _before(into))))
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


@places.command(
    "locate",
    help="Agrega al catálogo el centro de cada colonia, de una descarga oficial de datos abiertos: "
    "GeoJSON (puntos o polígonos) o tabla con colonia, municipio, lat y lon.",
)
@click.argument(
    "file", metavar="ARCHIVO", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--municipality",
    metavar="MUNICIPIO",
    help="De qué municipio es el archivo, si no lo dice; si no, el de la configuración.",
)
@json_option
@click.pass_obj
def locate(session: Session, file: Path, municipality: str | None, as_json: bool) -> None:
    from nlp.places import catalogue, centres, gazetteer

    into = _into(session)
    if not into.exists():
        raise click.UsageError(f"Falta {into}: impórtelo primero con «sintesis places import».")
    rows = gazetteer.settlements(into)
    otherwise = municipality or (session.config.profile.municipality if session.configured else "")
    found = centres.located(rows, centres.read(file), municipality=otherwise)
    if not found.matched:
        raise click.UsageError(
            f"Ninguna colonia de {file} está en {into}. ¿Es de otro municipio? Dígalo con "
            "--municipality."
        )
    _write(into, catalogue.written(found.rows))
    if as_json:
        print_json(
            {
                "file": into,
                "located": found.matched,
                "missing": sorted({row.name for row in found.missing}),
                "unknown": sorted({centre.name for centre in found.unknown}),
            }
        )
        return
    click.echo(f"{found.matched} asentamientos ubicados, en {into}")
    _tell("Sin centro todavía", {row.name for row in found.missing})
    _tell("En el archivo y no en el catálogo", {centre.name for centre in found.unknown})


def _tell(what: str, names: set[str]) -> None:
    if names:
        shown = ", ".join(sorted(names)[:SHOWN])
        more = f" y {len(names) - SHOWN} más (con --json, todos)" if len(names) > SHOWN else ""
        click.echo(f"{what}: {len(names)}. {shown}{more}", err=True)


def _before(into: Path) -> list[Settlement]:
    """What the catalogue held; nothing where it cannot be read, which importing mends."""
    from nlp.places import gazetteer

    try:
        return gazetteer.settlements(into) if into.exists() else []
    except ConfigError:
        return []


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
