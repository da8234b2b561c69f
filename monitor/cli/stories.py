"""The command `story`: the notes of one event, and the analyst's word on what goes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.correcting import clipping_of
from monitor.cli.session import Session
from monitor.cli.show import (
    counted_notes,
    json_option,
    local_time,
    print_json,
    print_table,
    safe,
)

if TYPE_CHECKING:
    from monitor.archive.records import StoryState

by_option = click.option("--by", metavar="NOMBRE", default="", help="Quién lo dice.")


@click.group(
    help="Las noticias: qué notas cuentan un mismo suceso. Lo que aquí se corrige vale para "
    "siempre y lo respetan las notas que lleguen después."
)
def story() -> None:
    """Only its commands do something."""


@story.command(help="Muestra la noticia de una nota (su dirección o su id) y sus correcciones.")
@click.argument("note", metavar="NOTA")
@json_option
@click.pass_obj
def show(session: Session, note: str, as_json: bool) -> None:
    found = _story(session, note)
    if as_json:
        print_json(found)
        return
    click.echo(f"Noticia {found.id}: {counted_notes(len(found.members))}")
    print_table(("publicada", "medio", "título", "nota"), _rows(session, found))
    for each in found.corrections:
        said = "van juntas" if each.together else "no van juntas"
        who = f", según {safe(each.said_by)}" if each.said_by else ""
        when = local_time(session.config.local(each.said_at))
        click.echo(f"{when}: {each.one} y {each.other} {said}{who}")


@story.command(help="Une en una sola las noticias de estas notas (su dirección o su id).")
@click.argument("notes", metavar="NOTA NOTA...", nargs=-1, required=True)
@by_option
@click.pass_obj
def merge(session: Session, notes: tuple[str, ...], by: str) -> None:
    from monitor.local import utc_now

    ids = sorted({_story(session, note).id for note in notes})
    if len(ids) < 2:
        raise click.UsageError("Esas notas ya son de una misma noticia: no hay nada que unir.")
    made = session.archive.merge_stories(ids, by=by, now=utc_now())
    whole = session.archive.story(made) if made else None
    if whole:
        click.echo(f"Quedan en una sola noticia, {whole.id}: {counted_notes(len(whole.members))}.")


@story.command(
    help="Saca estas notas (su dirección o su id) de su noticia y forma con ellas otra; nunca "
    "volverán a estar con las demás, ni por medio de una tercera."
)
@click.argument("notes", metavar="NOTA...", nargs=-1, required=True)
@by_option
@click.pass_obj
def split(session: Session, notes: tuple[str, ...], by: str) -> None:
    from monitor.local import utc_now

    ids = sorted({clipping_of(session, note).id for note in notes})
    stories = {found.id: found for found in (_story(session, note) for note in ids)}
    if len(stories) > 1:
        raise click.UsageError("Las notas son de noticias distintas: sepárelas una a la vez.")
    (whole,) = stories.values()
    if len(whole.members) == len(ids):
        raise click.UsageError("Son todas las notas de la noticia: no queda de qué separarlas.")
    made = session.archive.split_story(ids, by=by, now=utc_now())
    left = len(whole.members) - len(ids)
    click.echo(f"Noticia nueva, {made}: {counted_notes(len(ids))}. En la otra quedan {left}.")


def _story(session: Session, note: str) -> StoryState:
    found = session.archive.story(clipping_of(session, note).id)
    if found is None:
        raise click.UsageError(f"«{note}» no está en ninguna noticia; vea por qué: sintesis why")
    return found


def _rows(session: Session, found: StoryState) -> list[tuple[str, str, str, str]]:
    known = session.config.outlet
    return [
        (
            local_time(session.config.local(each.published_at)),
            known[each.outlet_id].name if each.outlet_id in known else each.outlet_id,
            each.title,
            each.id,
        )
        for each in found.members
    ]
