"""What of the demands waits for a person: the command `demands review` and what is decided there.

To add one: its function here, as a command of `review`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

import click

from monitor.cli.attending import amendment, petition_options
from monitor.cli.demanded import category_name, place, told
from monitor.cli.drafting import by_option
from monitor.cli.protecting import demand_of, named
from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json, safe
from monitor.labels import Competence, DemandState, Urgency

if TYPE_CHECKING:
    from monitor.casework import Demand, Heard
    from monitor.demands.moves import Amendment

LIMIT = 1000  # petitions among which a short key is looked for
HELD = {"place": "falta: colonia", "office": "sin dependencia"}

text_argument = click.argument("text", metavar="CLAVE")


@click.group(
    invoke_without_command=True,
    help="Lo que espera a una persona: textos que no se sabe si piden algo, demandas sin lugar o "
    "sin dependencia, a las que nadie avisó, y las que falta confirmar.",
)
@json_option
@click.pass_context
def review(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand:
        return
    session: Session = context.obj
    rows = [*_heard_rows(session), *_demand_rows(session)]
    if as_json:
        print_json([dict(zip(KEYS, row, strict=True)) for row in rows])
        return
    if not rows:
        click.echo("Nada espera a una persona.")
        return
    for key, why, category, where, says in rows:
        click.echo(safe(f"{key}  {category} · {where} · {why}"))
        click.echo(fill(safe(f"«{says}»"), WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))
    click.echo(
        "Un texto: demands review accept CLAVE, o reject. Un folio: demands amend, reassign…"
    )


WIDTH, INDENT = 80, "        "
KEYS = ("id", "why", "category", "where", "says")
Row = tuple[str, str, str, str, str]


def _heard_rows(session: Session) -> Iterator[Row]:
    from monitor.drafting import shortened

    found = session.archive.cases.in_review(limit=LIMIT)
    short = shortened([each.id for each in found])
    for each in found:
        petition = each.petition
        yield (
            short[each.id],
            f"¿es demanda? {petition.confidence:.0%}",
            category_name(session.config, petition.category),
            place(petition.address) or "—",
            told(each, personal=False),
        )


def _demand_rows(session: Session) -> Iterator[Row]:
    for demand, why in _waiting(session):
        yield (
            demand.folio,
            why,
            category_name(session.config, demand.category),
            place(demand.address) or "—",
            " ".join(demand.told.split()),
        )


def _waiting(session: Session) -> Iterator[tuple[Demand, str]]:
    """The demands that nothing but a person moves, and why."""
    from monitor.casework import Asked
    from monitor.demands.moments import WAITING
    from monitor.demands.moves import CONFIRMED

    cases, settings = session.archive.cases, session.config.demands
    for each in cases.find(Asked(states=(DemandState.RECEIVED,)), limit=LIMIT):
        if each.held:
            yield each, HELD.get(each.held, each.held)
    for each in cases.find(Asked(states=WAITING), limit=LIMIT):
        office = session.config.office.get(each.office_id or "")
        if office is None or not office.email or session.config.mail is None:
            yield each, "nadie le avisó a la dependencia"
    if states := CONFIRMED[settings.closing]:
        for each in cases.find(Asked(states=states), limit=LIMIT):
            yield each, "falta confirmar"


@review.command(
    help="Acepta que un texto pide algo, corregido si hace falta: se une a la demanda que pide lo "
    "mismo, o a la que se diga con --join, o recibe folio."
)
@text_argument
@petition_options
@click.option("--join", metavar="FOLIO", help="Es la misma demanda que ésta.")
@by_option
@click.pass_obj
def accept(
    session: Session,
    /,
    text: str,
    category: str | None,
    urgent: Urgency | None,
    whose: Competence | None,
    body: str | None,
    join: str | None,
    by: str,
    **parts: str | None,
) -> None:
    from monitor.hearing import Hearing
    from monitor.local import utc_now

    heard, who, config = _heard(session, text), named(by), session.config
    address = heard.petition.address
    right = amendment(config, address, category, urgent, whose, body, parts)
    same = demand_of(session, join) if join else None
    now = config.local(utc_now())
    with session.archive.cases.hearing() as desk:
        new = _amended(desk.undecided(heard.id), right)
        desk.amend(new, new.petition)
        same = same or Hearing(config=config, archive=session.archive).same(desk, new)
        if same:
            desk.join(new, same.folio, by=who, now=now)
        folio = same.folio if same else desk.receive(new, by=who, now=now)
    click.echo(f"Folio {folio}: {'tiene un texto más' if same else 'recibido'}.")


def _amended(heard: Heard, right: Amendment) -> Heard:
    """As the person who accepts it says that it is: sure."""
    news = {
        name: value
        for name in ("category", "urgency", "address", "competence", "body")
        if (value := getattr(right, name)) is not None
    }
    return replace(heard, petition=replace(heard.petition, confidence=1.0, **news))


@review.command(help="Un texto no pide nada que atender: no se vuelve a preguntar por él.")
@text_argument
@by_option
@click.pass_obj
def reject(session: Session, text: str, by: str) -> None:
    from monitor.local import utc_now

    heard, who = _heard(session, text), named(by)
    with session.archive.cases.hearing() as desk:
        desk.reject(desk.undecided(heard.id), by=who, now=session.config.local(utc_now()))
    click.echo("Descartado.")


def _heard(session: Session, text: str) -> Heard:
    """The petition of a key, or of the beginning of one."""
    its = [
        each for each in session.archive.cases.in_review(limit=LIMIT) if each.id.startswith(text)
    ]
    if len(its) != 1:
        many = "es de varios textos: escríbala más larga" if its else "no es de ninguno que espere"
        raise click.UsageError(f"La clave «{text}» {many}; véalas con: sintesis demands review")
    return its[0]


COMMANDS: Sequence[click.Command] = (review,)
