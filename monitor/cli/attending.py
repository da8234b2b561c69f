"""What a person does to a demand: commands of `demands` that change one, each with its name.

To add one: its function here and a line in COMMANDS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.asking import known
from monitor.cli.demanded import COMPETENCES, STATES, URGENCIES, competence, state, urgency
from monitor.cli.drafting import by_option
from monitor.cli.protecting import demand_of, named
from monitor.cli.session import Session
from monitor.cli.show import local_time, safe
from monitor.demands.states import said
from monitor.labels import Competence, DemandState, Urgency

if TYPE_CHECKING:
    from monitor.casework import Change, Demand
    from monitor.config import Config
    from monitor.demands.moves import Amendment, Word
    from monitor.model import Address

Function = TypeVar("Function", bound=Callable[..., Any])

folio_argument = click.argument("folio", metavar="FOLIO")
note_option = click.option("--note", metavar="TEXTO", default="", help="Qué se hizo, o por qué.")
evidence_option = click.option(
    "--evidence", metavar="DIRECCIÓN", default="", help="Lo que lo prueba: una dirección o archivo."
)


def petition_options(function: Function) -> Function:
    """What may be wrong in what a text asks for."""
    given = (
        click.option("--category", metavar="CATEGORÍA", help="Qué se pide (demands categories)."),
        click.option("--colonia", metavar="COLONIA", help="En qué colonia."),
        click.option("--street", metavar="CALLE", help="En qué calle."),
        click.option("--number", metavar="NÚMERO", help="Frente a qué número."),
        click.option("--landmark", metavar="REFERENCIA", help="Junto a qué."),
        click.option("--municipality", metavar="MUNICIPIO", help="En qué municipio."),
        click.option("--urgency", "urgent", type=urgency, metavar=URGENCIES, help="Qué urge."),
        click.option(
            "--competence",
            "whose",
            type=competence,
            metavar=COMPETENCES,
            help="De quién es por ley.",
        ),
        click.option("--body", metavar="AUTORIDAD", help="A qué autoridad le toca."),
    )
    for option in reversed(given):
        function = option(function)
    return function


@click.command(help="Cambia el estado de una demanda, o le agrega una nota.")
@folio_argument
@click.option("--state", "after", type=state, metavar=STATES, help="Cómo quedó.")
@note_option
@evidence_option
@click.option("--body", metavar="AUTORIDAD", default="", help="A qué otra autoridad le toca.")
@by_option
@click.pass_obj
def update(
    session: Session,
    folio: str,
    after: DemandState | None,
    note: str,
    evidence: str,
    body: str,
    by: str,
) -> None:
    from monitor.demands import moves

    demand, word = demand_of(session, folio), _word(by, note, evidence)
    closing = session.config.demands.closing
    if after is None:
        _keep(session, moves.note(demand, word), "lleva una nota más")
        return
    change = moves.answer(demand, after, word, closing=closing, body=body)
    _keep(session, change, f"queda en «{said(after)}»")


@click.command(
    help="Turna una demanda abierta a otra dependencia, por su clave: recibe su volante y el plazo "
    "empieza de nuevo."
)
@folio_argument
@click.argument("office", metavar="DEPENDENCIA")
@note_option
@by_option
@click.pass_obj
def reassign(session: Session, folio: str, office: str, note: str, by: str) -> None:
    from monitor.turning import give, office_for

    demand, word = demand_of(session, folio), _word(by, note)
    turn = office_for(demand, session.config, office)
    click.echo(safe(give(session.config, session.archive, demand, turn, word, now=word.at)))


@click.command(
    help="Reabre una demanda respondida o cerrada: vuelve a su dependencia, o a la que se diga, "
    "con plazo nuevo."
)
@folio_argument
@click.option("--office", metavar="DEPENDENCIA", help="A cuál, si no a la que la tenía.")
@note_option
@by_option
@click.pass_obj
def reopen(session: Session, folio: str, office: str | None, note: str, by: str) -> None:
    from monitor.demands.routing import turn_of
    from monitor.turning import give, office_for

    demand, word, config = demand_of(session, folio), _word(by, note), session.config
    chosen = office or demand.office_id
    turn = office_for(demand, config, chosen) if chosen else turn_of(demand, config)
    if turn is None:
        raise click.UsageError(f"El folio {demand.folio} no tiene dependencia: dígala con --office")
    if demand.is_open:
        raise click.UsageError(
            f"El folio {demand.folio} está en «{said(demand.state)}»: no hay qué reabrir."
        )
    click.echo(safe(give(config, session.archive, demand, turn, word, now=word.at)))


@click.command(
    help="Confirma que lo respondido quedó atendido, y cierra la demanda. Según la regla de cierre "
    "lo dice la misma dependencia, otra persona, o el ciudadano (con --note)."
)
@folio_argument
@note_option
@evidence_option
@by_option
@click.pass_obj
def confirm(session: Session, folio: str, note: str, evidence: str, by: str) -> None:
    from monitor.demands import moves

    demand, word = demand_of(session, folio), _word(by, note, evidence)
    steps = session.archive.cases.steps(demand.folio)
    change = moves.confirm(demand, steps, word, closing=session.config.demands.closing)
    _keep(session, change, "queda confirmado y cerrado")


@click.command(help="Corrige qué se pide, dónde, con qué urgencia o de quién es.")
@folio_argument
@petition_options
@note_option
@by_option
@click.pass_obj
def amend(
    session: Session,
    /,
    folio: str,
    category: str | None,
    urgent: Urgency | None,
    whose: Competence | None,
    body: str | None,
    note: str,
    by: str,
    **parts: str | None,
) -> None:
    from monitor.demands import moves

    demand, config = demand_of(session, folio), session.config
    wrong = amendment(config, demand.address, category, urgent, whose, body, parts)
    if wrong == moves.Amendment():
        raise click.UsageError("Diga qué se corrige: --category, --colonia, --street…")
    word = _word(by, " · ".join(filter(None, (_was(config, demand, wrong), note))))
    change = moves.amend(demand, wrong, word)
    change = replace(change, due_on=_due_again(config, demand, change))
    _keep(session, change, "queda corregido")
    if change.held == "":
        click.echo("Se turnará en la próxima vuelta de «sintesis run».")
    elif wrong.category and demand.office_id:
        click.echo(
            f"Sigue en la misma dependencia; para cambiarla: sintesis demands reassign {folio}"
        )


def amendment(
    config: Config,
    address: Address,
    category: str | None,
    urgent: Urgency | None,
    whose: Competence | None,
    body: str | None,
    parts: dict[str, str | None],
) -> Amendment:
    """What the options put right; a category brings the authority that it is of."""
    from monitor.demands.moves import Amendment

    known(category, dict(config.taxonomy), "una categoría")
    of = config.taxonomy.get(category or "")
    return Amendment(
        category=category,
        urgency=urgent,
        address=_address(address, parts),
        competence=whose or (of.competence if of else None),
        body=body if body is not None else ((of.body or "") if of and whose is None else None),
    )


def _address(address: Address, parts: dict[str, str | None]) -> Address | None:
    given: dict[str, Any] = {name: value for name, value in parts.items() if value is not None}
    if not given:
        return None
    if "colonia" in given:
        given["settlement"] = given.pop("colonia")
        # What was known of another colonia is not of this one.
        given = {"postcode": "", "latitude": None, "longitude": None} | given
    return replace(address, **given)


def _was(config: Config, demand: Demand, wrong: Amendment) -> str:
    """What it said before."""
    from monitor.cli.demanded import category_name, place

    before = (
        (wrong.category, f"era {category_name(config, demand.category)}"),
        (wrong.address, f"estaba en {place(demand.address) or 'ninguna parte'}"),
        (wrong.urgency, f"urgencia {said(demand.urgency)}"),
        (wrong.competence, f"era {said(demand.competence)}"),
    )
    return "; ".join(words for given, words in before if given is not None)


def _due_again(config: Config, demand: Demand, change: Change) -> Any:
    """Its term, counted again from when it was turned: an urgency or a category may shorten it."""
    from monitor.demands import moves
    from monitor.turning import term_until

    office = config.office.get(demand.office_id or "")
    if office is None or (change.category is None and change.urgency is None):
        return None
    return term_until(moves.changed(demand, change), office, config)


@click.command(
    help="Saca de una demanda uno de sus textos (su clave, en demands show) y le da folio propio: "
    "no volverán a unirse."
)
@folio_argument
@click.argument("text", metavar="TEXTO")
@by_option
@click.pass_obj
def split(session: Session, folio: str, text: str, by: str) -> None:
    demand, word = demand_of(session, folio), _word(by, "")
    found = [each.id for each in demand.sources if each.id.startswith(text)]
    if len(found) != 1:
        raise click.UsageError(
            f"El folio {demand.folio} no tiene un texto «{text}»; véalos con: "
            f"sintesis demands show {demand.folio}"
        )
    now = session.config.local(word.at)
    new = session.archive.cases.split(found[0], by=word.by, now=now)
    click.echo(f"Folio nuevo: {new}. El {demand.folio} conserva los demás textos.")


@click.command(help="Une en una sola varias demandas que piden lo mismo: queda el primer folio.")
@click.argument("folios", metavar="FOLIO FOLIO...", nargs=-1, required=True)
@by_option
@click.pass_obj
def merge(session: Session, folios: tuple[str, ...], by: str) -> None:
    word = _word(by, "")
    its = [demand_of(session, folio).folio for folio in folios]
    now = session.config.local(word.at)
    kept = session.archive.cases.merge(its, by=word.by, now=now)
    click.echo(f"Quedan en el folio {kept}.")


def _word(by: str, note: str, evidence: str = "") -> Word:
    from monitor.demands.moves import Word
    from monitor.local import utc_now

    return Word(by=named(by), at=utc_now(), note=note.strip(), evidence=evidence.strip())


def _keep(session: Session, change: Change, words: str) -> None:
    now = session.config.local(change.step.at)
    session.archive.cases.change(change, now=now)
    click.echo(f"Folio {change.step.folio}: {words} ({local_time(now)}, {safe(change.step.by)}).")


COMMANDS: Sequence[click.Command] = (update, reassign, amend, reopen, confirm, split, merge)
