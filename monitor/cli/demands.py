"""The command `demands`: which there are, one of them whole, how they are attended, what kinds.

To add a command: its function in this module or one of those below, and a line in COMMANDS.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import (
    attending,
    auditing,
    exporting,
    open311,
    protecting,
    replies,
    reviewing,
    surveyed,
)
from monitor.cli.demanded import (
    described,
    echo,
    heard_lines,
    history,
    letters_lines,
    listing,
    plain,
)
from monitor.cli.drafting import by_option
from monitor.cli.protecting import demand_of, remember
from monitor.cli.session import Session
from monitor.cli.show import json_option, print_json, print_table
from monitor.cli.sought import asked, today, which

if TYPE_CHECKING:
    from monitor.casework import Asked, Demand


@click.group(
    help="Las demandas ciudadanas: lo que la gente pide en notas y publicaciones, con su folio, "
    "la dependencia que las atiende y cómo van."
)
def demands() -> None:
    """Only its commands do something."""


@click.command("list", help="Las demandas, de la más nueva a la más vieja; las palabras, juntas.")
@which
@click.option(
    "--limit",
    type=click.IntRange(1, 5000),
    default=50,
    show_default=True,
    help="Cuántas, a lo más.",
)
@json_option
@click.pass_obj
def list_demands(session: Session, /, limit: int, as_json: bool, **given: Any) -> None:
    _list(session, asked(session, given), limit=limit, as_json=as_json)


def _list(session: Session, chosen: Asked, *, limit: int, as_json: bool) -> None:
    found = session.archive.cases.find(chosen, limit=limit)
    if as_json:
        print_json([plain(session.config, each, personal=False) for each in found])
        return
    if not found:
        click.echo("No hay demandas así.")
        return
    listing(session.config, found, today=today(session))
    every = session.archive.cases.count(chosen)
    if every > len(found):
        click.echo(f"Son {every}: se muestran {len(found)}. Use --limit o más condiciones.")


@click.command(
    help="Una demanda entera: qué, dónde, de quién, lo que se dijo y su historia. Sin --personal "
    "los datos personales van cubiertos. Queda anotado quién la abrió."
)
@click.argument("folio", metavar="FOLIO")
@click.option("--personal", is_flag=True, help="Con los datos personales, para quien atiende.")
@by_option
@json_option
@click.pass_obj
def show(session: Session, folio: str, personal: bool, by: str, as_json: bool) -> None:
    demand = demand_of(session, folio)
    remember(session, by, "show --personal" if personal else "show", folio=demand.folio)
    steps = session.archive.cases.steps(demand.folio)
    if as_json:
        told = plain(session.config, demand, personal=personal)
        print_json(told | {"steps": steps if personal else [_covered(each) for each in steps]})
        return
    _show(session, demand, personal=personal)
    history(session.config, steps, personal=personal)


def _covered(step: object) -> object:

    from monitor.casework import Step
    from monitor.privacy import covered

    assert isinstance(step, Step)
    return replace(step, note=covered(step.note), evidence=covered(step.evidence))


def _show(session: Session, demand: Demand, *, personal: bool) -> None:
    config = session.config
    echo(described(config, demand, personal=personal, today=today(session)), indent=13)
    click.echo(f"\nLo que se dijo ({len(demand.sources)}):")
    echo(heard_lines(config, demand, personal=personal), indent=2)
    if mails := session.archive.cases.letters.states(demand.folio):
        click.echo("\nCartas:")
        echo(letters_lines(mails))
    elif demand.office_id:
        click.echo("\nCartas: ninguna; nadie le avisó a la dependencia por correo.")
    click.echo()


@click.command(help="Las categorías de demandas: su clave, de quién son y quién las atiende aquí.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Para pegarlas en sources.yaml y ajustarlas.")
@json_option
@click.pass_obj
def categories(session: Session, as_yaml: bool, as_json: bool) -> None:
    every = _taxonomy(session)
    if as_yaml:
        click.echo("demands:\n  categories:")
        for each in every:
            click.echo(f"    - {_yaml(each)}")
        return
    if as_json:
        print_json(every)
        return
    offices = _attended(session)
    print_table(
        ("clave", "categoría", "días hábiles", "la atiende"),
        (
            (
                str(each["id"]),
                str(each["name"]),
                str(each.get("term", "—")),
                offices.get(str(each["id"])) or str(each.get("body", "—")),
            )
            for each in every
        ),
    )


def _taxonomy(session: Session) -> list[dict[str, object]]:
    from monitor.configdemands import TAXONOMY

    known = session.config.taxonomy if session.configured else TAXONOMY
    return [each.model_dump(mode="json", exclude_none=True) for each in known.values()]


def _attended(session: Session) -> dict[str, str]:
    offices = session.config.offices if session.configured else ()
    return {category: each.name for each in offices for category in each.categories}


def _yaml(category: dict[str, object]) -> str:
    """On one line: a JSON text is one of YAML too."""
    told = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in category.items())
    return f"{{{', '.join(told)}}}"


COMMANDS: Sequence[click.Command] = (
    list_demands,
    show,
    *reviewing.COMMANDS,
    *attending.COMMANDS,
    replies.replies,
    surveyed.stats,
    categories,
    *exporting.COMMANDS,
    *protecting.COMMANDS,
    *auditing.COMMANDS,
    *open311.COMMANDS,
)

for _command in COMMANDS:
    demands.add_command(_command)
