"""Commands that ask the archive: `find` among its notes, `why` of one address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.protecting import remember
from monitor.cli.registering import shown, write_register
from monitor.cli.session import Session
from monitor.cli.show import (
    DAY,
    counted_notes,
    day,
    json_option,
    local_time,
    print_json,
    safe,
    subject_name,
)
from monitor.model import PieceKind, Stance

if TYPE_CHECKING:
    from monitor.archive.records import Found
    from monitor.config import Config

Command = Callable[..., None]

SHOWN = 20  # notes, unless somebody asks for more
KEPT = 10_000  # in a file
FILE = click.Path(path_type=Path, dir_okay=False)
STANCES = {"positive": "▲ positivo", "neutral": "● informativo", "negative": "▼ negativo"}
FILTERS = (
    click.option("--outlet", metavar="ID", help="Solo este medio."),
    click.option("--subject", metavar="ID", help="Solo notas que mencionan este tema."),
    click.option(
        "--stance", type=click.Choice(list(STANCES)), help="Solo con esta postura hacia el tema."
    ),
    click.option(
        "--theme", metavar="ASUNTO", help="Solo de este asunto: agua, seguridad, movilidad…"
    ),
    click.option(
        "--kind", type=click.Choice([each.value for each in PieceKind]), help="Solo piezas así."
    ),
    click.option(
        "--entity",
        metavar="NOMBRE",
        help="Solo notas que nombran a esta persona, organismo o lugar.",
    ),
    click.option("--since", type=day, metavar=DAY, help="Desde este día."),
    click.option("--until", type=day, metavar=DAY, help="Hasta este día, incluido."),
)


def filters(command: Command) -> Command:
    """The options that choose notes: the same for whatever lists or counts them."""
    for option in reversed(FILTERS):
        command = option(command)
    return command


@click.command(
    help='Busca en el acervo: palabras, "frases", AND, OR, NOT y paréntesis. '
    "No importan acentos ni mayúsculas; la ñ sí."
)
@click.argument("words", nargs=-1, metavar="[PALABRAS]...")
@filters
@click.option(
    "--limit",
    type=click.IntRange(1, KEPT),
    help=f"Cuántas notas, a lo más: si no se dice, {SHOWN}; para un archivo, {KEPT}.",
)
@click.option("--xlsx", type=FILE, metavar="ARCHIVO", help="Escribe aquí la bitácora, para Excel.")
@click.option("--csv", type=FILE, metavar="ARCHIVO", help="Escribe aquí la bitácora, como CSV.")
@click.option(
    "--personal",
    is_flag=True,
    help="Con los datos personales que las notas traigan; queda anotado quién los vio.",
)
@click.option("--by", metavar="NOMBRE", envvar="SINTESIS_BY", help="Quién los ve (o SINTESIS_BY).")
@json_option
@click.pass_obj
def find(
    session: Session,
    words: tuple[str, ...],
    outlet: str | None,
    subject: str | None,
    stance: str | None,
    theme: str | None,
    kind: str | None,
    entity: str | None,
    since: date | None,
    until: date | None,
    limit: int | None,
    xlsx: Path | None,
    csv: Path | None,
    personal: bool,
    by: str | None,
    as_json: bool,
) -> None:
    if personal and not by:
        raise click.UsageError("Diga quién ve los datos personales: --by NOMBRE.")
    known(outlet, session.config.outlet, "un medio")
    known(subject, session.config.subject, "un tema")
    if since and until and since > until:
        raise click.UsageError("--since es posterior a --until: entre esos días no hay nada.")
    query = " ".join(words) or None
    found = session.archive.find(
        query,
        outlet=outlet,
        subject=subject,
        stance=Stance(stance) if stance else None,
        theme=theme,
        kind=PieceKind(kind) if kind else None,
        entity=entity,
        since=midnight(session.config, since),
        until=midnight(session.config, until, days=1),
        limit=limit or (KEPT if xlsx or csv else SHOWN),
    )
    found = _seen(session, found, query, by=by if personal else None)
    files = {form: path for form, path in (("xlsx", xlsx), ("csv", csv)) if path}
    _give(session.config, found, files, as_json=as_json)


def _give(
    config: Config, found: Sequence[Found], files: Mapping[str, Path], *, as_json: bool
) -> None:
    if files:
        _keep(config, found, files)
    if as_json:
        print_json([_found_json(config, each) for each in found])
    elif not files:
        _print(config, found)


def _seen(
    session: Session, found: Sequence[Found], query: str | None, *, by: str | None
) -> list[Found]:
    """Personal data covered, unless somebody who says who they are asks for them."""
    if by is None:
        return [shown(each, session.config) for each in found]
    from monitor.archive.find import lines

    remember(session, by, "find --personal", count=len(found))
    return [replace(each, snippet=lines(each.clipping.text, query)) for each in found]


def _keep(config: Config, found: Sequence[Found], files: Mapping[str, Path]) -> None:
    from monitor.local import utc_now

    write_register(found, files, config=config, now=utc_now())


def _print(config: Config, found: Sequence[Found]) -> None:
    for each in found:
        click.echo(_found_text(config, each))
    click.echo(counted_notes(len(found)), err=True)


def known(given: str | None, among: object, what: str) -> None:
    names = list(among) if isinstance(among, dict) else []
    if given and given not in names:
        raise click.UsageError(f"No hay {what} «{given}». Hay: {', '.join(names)}")


def midnight(config: Config, day: date | None, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time(), config.profile.zone)


def _found_json(config: Config, found: Found) -> dict[str, object]:
    clipping = found.clipping
    return {
        "id": clipping.id,
        "title": clipping.title,
        "url": clipping.url,
        "outlet": clipping.outlet_id,
        "author": clipping.author,
        "published_at": config.local(clipping.published_at),
        "kind": found.kind,
        "theme": found.theme,
        "revision": clipping.revision,
        "story": found.story_id,
        "readings": {reading.subject_id: reading.stance for reading in found.readings},
        "corrected": [reading.subject_id for reading in found.readings if reading.corrected],
        "snippet": found.snippet,
        "score": found.score,
    }


def _found_text(config: Config, found: Found) -> str:
    clipping = found.clipping
    outlet = config.outlet.get(clipping.outlet_id)
    readings = ", ".join(
        f"{STANCES[reading.stance]}: {subject_name(config, reading.subject_id)}"
        f"{' (corregida)' if reading.corrected else ''}"
        for reading in found.readings
    )
    lines = (
        click.style(safe(clipping.title) or "(sin título)", bold=True),
        f"  {local_time(config.local(clipping.published_at))} · "
        f"{outlet.name if outlet else clipping.outlet_id} · {readings or 'sin menciones'}",
        f"  {safe(found.snippet)}",
        f"  {clipping.url or '(sin dirección)'}",
    )
    return "\n".join(lines)


@click.command(help="Dice en una frase dónde quedó una nota: por qué viene o por qué no viene.")
@click.argument("url")
@json_option
@click.pass_obj
def why(session: Session, url: str, as_json: bool) -> None:
    from monitor.local import utc_now
    from monitor.why import explain

    verdict = explain(url, config=session.config, archive=session.archive, now=utc_now())
    if as_json:
        print_json(verdict)
        return
    click.echo(safe(verdict.sentence))
