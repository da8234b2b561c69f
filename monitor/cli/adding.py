"""The command `add`: a link, a file or a text that a person gives, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import DAY, day, json_option, local_time, print_json, safe, subject_name
from monitor.model import Outcome, PieceKind
from monitor.refusals import refusal

if TYPE_CHECKING:
    from monitor.adding import Added, Wish

OK, FAILED, PARTIAL = 0, 1, 3
STDIN = "-"
MOST = 60_000_001  # bytes of what is given: one more than is read


@click.command(
    help="Agrega a mano una liga, un archivo (PDF, imagen, HTML, EML, MHTML, DOCX, TXT) o un texto "
    "(«-» lo lee de la entrada). Pasa por el mismo embudo que todo lo demás y dice qué fue de ello."
)
@click.argument("given", nargs=-1, required=True, metavar="LIGA|ARCHIVO...")
@click.option("--outlet", metavar="ID", help="De qué medio es, si no se sabe por su dirección.")
@click.option("--title", metavar="TEXTO", help="Su título, si no es el que se lee en ella.")
@click.option("--date", "published", type=day, metavar=DAY, help="Qué día se publicó.")
@click.option("--kind", type=click.Choice([each.value for each in PieceKind]), help="Qué es.")
@click.option("--url", metavar="LIGA", help="De un archivo o texto: la página de la nota.")
@click.option("--keep", is_flag=True, help="La guarda aunque no nombre a nadie.")
@json_option
@click.pass_obj
def add(
    session: Session,
    given: tuple[str, ...],
    outlet: str | None,
    title: str | None,
    published: date | None,
    kind: str | None,
    url: str | None,
    keep: bool,
    as_json: bool,
) -> int:
    from monitor.adding import Wish

    if outlet and outlet not in session.config.outlet:
        raise click.UsageError(f"No hay un medio «{outlet}» en la configuración.")
    if len(given) > 1 and (title or url):
        raise click.UsageError("--title y --url son de una sola cosa: agréguelas de una en una.")
    wish = Wish(
        outlet=outlet,
        title=title,
        day=published,
        kind=PieceKind(kind) if kind else None,
        url=url,
        keep=keep,
    )
    added = [each for one in given for each in _add(session, one, wish)]
    if as_json:
        print_json(added)
    else:
        for each in added:
            click.echo(safe(_sentence(session, each)))
    return _status(added)


def _add(session: Session, given: str, wish: Wish) -> Iterator[Added]:
    from monitor.adding import Adder, NoOutlet
    from monitor.local import utc_now

    adder, now = Adder(session.pipeline), utc_now()
    try:
        if given.lower().startswith(("http://", "https://", "www.")):
            yield adder.add_link(given, wish, now=now)
        else:
            name, body = _content(given)
            yield from adder.add_file(name, body, wish, now=now)
    except NoOutlet as error:
        raise click.UsageError(str(error)) from error


def _content(given: str) -> tuple[str, bytes]:
    if given == STDIN:
        return "texto.txt", sys.stdin.buffer.read(MOST)
    place = Path(given)
    if not place.is_file():
        raise click.UsageError(f"No es una liga ni un archivo que esté aquí: «{given}».")
    try:
        with place.open("rb") as file:
            return place.name, file.read(MOST)
    except OSError as error:
        raise click.UsageError(f"No se puede leer «{given}»: {refusal(error)}.") from error


def _sentence(session: Session, added: Added) -> str:
    if added.clipping_id:
        return _kept(session, added)
    if added.outcome is Outcome.IRRELEVANT:
        return (
            f"{_named(added)}: no nombra a nadie de los que se vigilan y no se archivó. "
            "Para guardarla de todos modos: --keep"
        )
    if added.outcome is Outcome.DUPLICATE:
        return f"{_named(added)}: es la misma que otra del acervo; no se archivó dos veces."
    if added.outcome is None:
        return f"{_named(added)}: no se pudo leer ahora ({added.detail}); se intentará después."
    return f"{_named(added)}: no se pudo leer: {added.detail or added.outcome.value}."


def _kept(session: Session, added: Added) -> str:
    outlet = session.config.outlet.get(added.outlet_id or "")
    whose = outlet.name if outlet else added.outlet_id
    if added.known_since:
        since = local_time(session.config.local(added.known_since))
        return f"Ya estaba desde el {since}: «{added.title}» ({whose}), id {added.clipping_id}."
    names = ", ".join(subject_name(session.config, each) for each in added.subjects)
    says = f"nombra a: {names}" if names else "no nombra a nadie de los que se vigilan"
    return f"Archivada: «{added.title}» ({whose}), id {added.clipping_id}; {says}."


def _named(added: Added) -> str:
    return f"«{added.title or added.given}»"


def _status(added: Sequence[Added]) -> int:
    """Nothing that names nobody is a failure; what could not be read is."""
    well = (Outcome.CLIPPED, Outcome.IRRELEVANT, Outcome.DUPLICATE)
    read = sum(each.clipping_id is not None or each.outcome in well for each in added)
    if read == len(added):
        return OK if added else FAILED
    return PARTIAL if read else FAILED
