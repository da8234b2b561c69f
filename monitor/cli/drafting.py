"""The visto bueno: commands of `digest` that show a draft, change it, approve it, list its edits.

To add one: its function here and a line in COMMANDS.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.drafted import LABELS, described, listing, shown, where
from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table, safe
from monitor.edits import EditAction
from monitor.model import Stance

if TYPE_CHECKING:
    from monitor.archive.amending import Correction
    from monitor.archive.records import DraftState
    from monitor.drafting import Draft, Line

by_option = click.option(
    "--by",
    metavar="NOMBRE",
    envvar="SINTESIS_BY",
    required=True,
    help="Quién lo hace (o SINTESIS_BY).",
)
edition_option = click.option(
    "--edition", "edition", metavar="EDICIÓN", help="El borrador; si falta, el que sigue."
)
edition_argument = click.argument("edition", metavar="[EDICIÓN]", required=False)
story_argument = click.argument("story", metavar="NOTICIA")


@click.command(
    help="Muestra el borrador que espera visto bueno, con la clave corta de cada noticia, su "
    "sección y lo que se le cambió."
)
@edition_argument
@click.option(
    "--html",
    "html_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Escribe aquí la página, como saldría.",
)
@json_option
@click.pass_obj
def draft(session: Session, edition: str | None, html_path: Path | None, as_json: bool) -> None:
    found = _draft(session, edition)
    if html_path:
        from reports import render

        html_path.write_text(render.html(found.digest), encoding="utf-8")
        click.echo(f"Borrador en {html_path}", err=True)
        return
    others = [each for each in session.archive.drafts.waiting() if each != found.state]
    if as_json:
        print_json(shown(session.config, found, others))
        return
    click.echo(safe("\n".join(listing(session.config, found, others))))


@click.command(
    help="Da el visto bueno: la edición sale a su hora, o enseguida si ya pasó, con lo que ahora "
    "tiene. Lo que llegue después irá en la siguiente."
)
@edition_argument
@by_option
@click.pass_obj
def approve(session: Session, edition: str | None, by: str) -> None:
    from monitor.local import utc_now
    from monitor.publishing import leaves_at

    state, by, now = _state(session, edition), _name(by), utc_now()
    since = now - session.config.reading.horizon
    session.archive.drafts.approve(state.edition_id, by=by, now=now, since=since)
    approved = session.archive.drafts.state(state.edition_id)
    leaves = leaves_at(session.config, approved) if approved else None
    when = "sale enseguida" if not leaves or leaves <= now else f"sale a las {state.hour}"
    click.echo(f"Edición {state.edition_id}: tiene el visto bueno de {safe(by)}; {when}.")


@click.command(
    help="Quita una noticia de la edición. Las siguientes tampoco la cuentan, si no cambia."
)
@story_argument
@edition_option
@by_option
@click.pass_obj
def drop(session: Session, story: str, edition: str | None, by: str) -> None:
    found, line = _found(session, story, edition)
    if line.section is None:
        raise click.UsageError(f"«{line.title}» ya está quitada.")
    _make(session, found, line, EditAction.DROP, before=line.section, after="", by=by)


@click.command(help="Fija una noticia al principio de «Requiere atención».")
@story_argument
@edition_option
@by_option
@click.pass_obj
def pin(session: Session, story: str, edition: str | None, by: str) -> None:
    found, line = _found(session, story, edition)
    if "attention" not in _sections(session):
        raise click.UsageError("La página de esta oficina no lleva «Requiere atención».")
    before = line.section or ""
    _make(session, found, line, EditAction.PIN, before=before, after="attention", by=by)


@click.command(help="Pasa una noticia a otra sección, por su clave (mayor, government…).")
@story_argument
@click.argument("section", metavar="SECCIÓN")
@edition_option
@by_option
@click.pass_obj
def move(session: Session, story: str, section: str, edition: str | None, by: str) -> None:
    known = _sections(session)
    if section not in known:
        raise click.UsageError(f"No hay una sección «{section}». Hay: {', '.join(known)}")
    found, line = _found(session, story, edition)
    if line.section == section:
        raise click.UsageError(f"«{line.title}» ya está en {where(session.config, section)}.")
    before = line.section or ""
    _make(session, found, line, EditAction.MOVE, before=before, after=section, by=by)


@click.command("edit-summary", help="Cambia el resumen de una noticia; sale como editado.")
@story_argument
@click.argument("text", metavar="TEXTO")
@edition_option
@by_option
@click.pass_obj
def edit_summary(session: Session, story: str, text: str, edition: str | None, by: str) -> None:
    from reports.editing import LONGEST
    from reports.words import clean

    written = clean(text)
    if not written:
        raise click.UsageError("El resumen está vacío; para quitar la noticia: digest drop.")
    if len(written) > LONGEST:
        raise click.UsageError(f"El resumen pasa de {LONGEST} letras: tiene {len(written)}.")
    found, line = _found(session, story, edition)
    if line.section is None:
        raise click.UsageError(f"«{line.title}» está quitada: su resumen no saldría.")
    _make(session, found, line, EditAction.SUMMARY, before=line.summary, after=written, by=by)


@click.command(
    help="Corrige cómo tratan a un tema todas las notas de una noticia. Queda también entre las "
    "correcciones (sintesis corrections), de las que se aprende."
)
@story_argument
@click.argument("subject", metavar="TEMA")
@click.argument("value", metavar="POSTURA", type=click.Choice([each.value for each in Stance]))
@edition_option
@by_option
@click.pass_obj
def stance(
    session: Session, story: str, subject: str, value: str, edition: str | None, by: str
) -> None:
    if subject not in session.config.subject:
        known = ", ".join(session.config.subject)
        raise click.UsageError(f"No hay un tema «{subject}». Hay: {known}")
    found, line = _found(session, story, edition)
    account = found.account(line.id)
    about = next((each for each in account.subjects if each.id == subject), None)
    if about is None:
        named = ", ".join(each.id for each in account.subjects)
        raise click.UsageError(f"Ninguna nota de «{line.title}» menciona a «{subject}»: {named}")
    made = _corrections(found, line, subject, Stance(value), by=_name(by))
    before, after = f"{subject}={account.stance_to(about).value}", f"{subject}={value}"
    _make(session, found, line, EditAction.STANCE, before=before, after=after, by=by, made=made)


def _corrections(
    found: Draft, line: Line, subject: str, value: Stance, *, by: str
) -> list[Correction]:
    from monitor.archive.amending import Correction, Verdict
    from reports.accounts import reading_of

    return [
        Correction(
            clipping_id=entry.clipping.id,
            subject_id=subject,
            verdict=Verdict.READ,
            stance=value,
            by=by,
        )
        for entry in found.account(line.id).entries
        if reading_of(entry, subject)
    ]


@click.command(help="Deshace un cambio, por su número (sintesis digest edits).")
@click.argument("number", metavar="NÚMERO", type=click.IntRange(1))
@edition_option
@by_option
@click.pass_obj
def undo(session: Session, number: int, edition: str | None, by: str) -> None:
    from monitor.local import utc_now
    from reports.editing import is_undone

    state = _state(session, edition)
    made = session.archive.drafts.edits(state.edition_id)
    edit = next((each for each in made if each.number == number), None)
    if edit is None:
        raise click.UsageError(
            f"La edición {state.edition_id} no tiene un cambio {number}; véalos con: "
            "sintesis digest edits"
        )
    if edit.action is EditAction.STANCE:
        raise click.UsageError(
            "Una postura no se deshace aquí: ponga la que era con «digest stance», o quite la "
            "corrección de cada nota con «sintesis correct NOTA --subject TEMA --undo»."
        )
    if is_undone(edit, made):
        raise click.UsageError(f"El cambio {number} ya está deshecho.")
    session.archive.drafts.edit(
        state.edition_id,
        EditAction.UNDO,
        story_id=edit.story_id,
        before=str(number),
        after="",
        by=_name(by),
        now=utc_now(),
    )
    click.echo(f"Deshecho el cambio {number}: {described(session.config, edit)}.")


@click.command(help="Lo que se cambió en una edición: quién, cuándo, qué había y qué quedó.")
@edition_argument
@json_option
@click.pass_obj
def edits(session: Session, edition: str | None, as_json: bool) -> None:
    from monitor.drafting import shortened

    state = _any_state(session, edition) if edition else _state(session, None)
    found = session.archive.drafts.edits(state.edition_id)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo(f"En la edición {state.edition_id} no se ha cambiado nada.")
        return
    short = shortened([each.story_id for each in found])
    print_table(
        ("número", "fecha", "quién", "cambio", "noticia"),
        (
            (
                str(each.number),
                local_time(session.config.local(each.made_at)),
                each.made_by,
                described(session.config, each),
                short[each.story_id],
            )
            for each in found
        ),
    )


def _state(session: Session, edition: str | None) -> DraftState:
    """The draft that was named, or the next one that waits for its visto bueno."""
    from monitor.drafting import open_draft
    from monitor.local import utc_now

    open_draft(session.config, session.archive, now=utc_now())
    if edition:
        return _any_state(session, edition)
    waiting = session.archive.drafts.waiting()
    if not waiting:
        raise click.UsageError(_none_open(session))
    return next((each for each in waiting if each.approved_at is None), waiting[0])


def _any_state(session: Session, edition: str) -> DraftState:
    state = session.archive.drafts.state(edition)
    if state is None:
        open_ones = ", ".join(each.edition_id for each in session.archive.drafts.waiting())
        others = f"Hay: {open_ones}" if open_ones else "No hay ninguno abierto."
        raise click.UsageError(f"No hay un borrador «{edition}». {others}")
    return state


def _none_open(session: Session) -> str:
    from monitor.drafting import next_opening
    from monitor.local import utc_now

    opening = next_opening(session.config, now=utc_now())
    if opening is None:
        return (
            "Esta oficina no pide visto bueno: agregue «approval: {}» a profile.digest en "
            "sources.yaml (vea docs/configuracion.md)."
        )
    edition_id, moment = opening
    when = local_time(session.config.local(moment))
    return f"No hay un borrador abierto; el de la edición {edition_id} abre el {when}."


def _draft(session: Session, edition: str | None) -> Draft:
    from monitor.drafting import draft_of
    from monitor.local import utc_now

    state = _state(session, edition)
    if state.closed_at:
        raise click.UsageError(
            f"La edición {state.edition_id} ya salió; véala con: sintesis digest show "
            f"{state.edition_id}"
        )
    if state.followed_by and not state.approved_at:
        raise click.UsageError(
            f"La edición {state.edition_id} se quedó sin visto bueno; lo suyo y sus cambios "
            f"pasaron a la edición {state.followed_by}."
        )
    return draft_of(session.pipeline.publisher, state, now=utc_now())


def _found(session: Session, story: str, edition: str | None) -> tuple[Draft, Line]:
    """The draft, and the story that a part of its id means."""
    from monitor.drafting import matching

    found = _draft(session, edition)
    ids = matching(story, [each.id for each in found.lines])
    if not ids:
        raise click.UsageError(
            f"Ninguna noticia de la edición {found.state.edition_id} empieza con «{story}»; véalas "
            "con: sintesis digest draft"
        )
    if len(ids) > 1:
        several = "; ".join(f"{line.short} {line.title}" for line in map(found.line, ids))
        raise click.UsageError(f"«{story}» puede ser más de una: {safe(several)}")
    return found, found.line(ids[0])


def _make(
    session: Session,
    found: Draft,
    line: Line,
    action: EditAction,
    *,
    before: str,
    after: str,
    by: str,
    made: Sequence[Correction] = (),
) -> None:
    from monitor.local import utc_now

    number = session.archive.drafts.edit(
        found.state.edition_id,
        action,
        story_id=line.id,
        before=before,
        after=after,
        by=_name(by),
        now=utc_now(),
        made=made,
    )
    click.echo(f"Cambio {number}: «{safe(line.title)}», {LABELS[action]}.")


def _name(by: str) -> str:
    from reports.words import clean

    name = clean(by)
    if not name:
        raise click.UsageError("Diga quién: --by NOMBRE.")
    return name


def _sections(session: Session) -> list[str]:
    from reports.sections import chapters

    return [each.id for each in chapters(session.config)]


COMMANDS: Sequence[click.Command] = (
    draft,
    approve,
    drop,
    pin,
    move,
    edit_summary,
    stance,
    undo,
    edits,
)
