"""The command `demands`: which there are, one of them whole, how they are attended, what kinds.

To add a command: its function in this module or one of those below, and a line in COMMANDS.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import attending, exporting, open311, protecting, replies, reviewing
from monitor.cli.asking import midnight
from monitor.cli.demanded import (
    category_name,
    described,
    echo,
    heard_lines,
    history,
    letters_lines,
    listing,
    office_name,
    plain,
)
from monitor.cli.drafting import by_option
from monitor.cli.protecting import demand_of, remember
from monitor.cli.session import Session
from monitor.cli.show import DAY, day, json_option, print_json, print_table
from monitor.cli.sought import asked, today, which

if TYPE_CHECKING:
    from monitor.casework import Asked, CaseFigures, CaseSurvey, Demand
    from monitor.config import Config

PERIOD = 90  # days that `stats` counts unless told otherwise
BY = ("office", "category", "settlement")
FIGURES = ("recibidas", "abiertas", "vencidas", "atendidas", "a tiempo", "mediana")


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
    from dataclasses import replace

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


@click.command(
    help="Cómo se atienden las demandas recibidas en esos días (los últimos 90, si no se dice). "
    "A tiempo: atendidas en plazo entre atendidas y abiertas vencidas."
)
@click.option(
    "--by",
    "group",
    type=click.Choice(BY),
    default="office",
    show_default=True,
    help="Por dependencia, categoría o colonia.",
)
@click.option("--since", type=day, metavar=DAY, help="Desde este día.")
@click.option("--until", type=day, metavar=DAY, help="Hasta este día, incluido.")
@json_option
@click.pass_obj
def stats(
    session: Session, group: str, since: date | None, until: date | None, as_json: bool
) -> None:
    this_day = today(session)
    first, last = since or this_day - timedelta(days=PERIOD - 1), until or this_day
    begins = midnight(session.config, first)
    ends = midnight(session.config, last, days=1)
    assert begins
    assert ends
    survey = session.archive.cases.survey(since=begins, until=ends, today=this_day)
    if as_json:
        print_json(_figures(survey))
        return
    if not survey.all.received:
        click.echo("En esos días no se recibió ninguna demanda.")
        return
    rows = {
        "office": survey.by_office,
        "category": survey.by_category,
        "settlement": survey.by_settlement,
    }[group]
    click.echo(f"Del {first:%d/%m/%Y} al {last:%d/%m/%Y}")
    print_table(("", *FIGURES), _lines(session.config, group, rows, survey.all))


def _lines(
    config: Config, group: str, rows: Iterable[CaseFigures], every: CaseFigures
) -> Iterator[Sequence[str]]:
    named = list(rows)
    for each in named:
        yield _line(_name(config, group, each.key), each)
    if (rest := _rest(named, every)).received:
        yield _line(_name(config, group, ""), rest)
    yield _line("En total", every)


def _rest(named: Sequence[CaseFigures], every: CaseFigures) -> CaseFigures:
    """What no row counts: the demands without an office, or without a colonia."""
    counts = {
        name: getattr(every, name) - sum(getattr(each, name) for each in named)
        for name in ("received", "open", "overdue", "attended", "in_time", "declined", "not_ours")
    }
    return replace(every, key="", median_days=None, **counts)


def _name(config: Config, group: str, key: str) -> str:
    if group == "office":
        return office_name(config, key) if key else "sin dependencia"
    return category_name(config, key) if group == "category" else key or "sin colonia"


def _line(name: str, each: CaseFigures) -> Sequence[str]:
    share, days = each.punctuality, each.median_days
    return (
        name,
        *(str(count) for count in (each.received, each.open, each.overdue, each.attended)),
        "—" if share is None else f"{share:.0%}",
        "—" if days is None else f"{days:.1f} días",
    )


def _figures(survey: CaseSurvey) -> dict[str, object]:
    from dataclasses import asdict

    def told(each: CaseFigures) -> dict[str, object]:
        return asdict(each) | {"punctuality": each.punctuality}

    return {
        "since": survey.since,
        "until": survey.until,
        "all": told(survey.all),
        "by_office": [told(each) for each in survey.by_office],
        "by_category": [told(each) for each in survey.by_category],
        "by_settlement": [told(each) for each in survey.by_settlement],
    }


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
    stats,
    categories,
    *exporting.COMMANDS,
    *protecting.COMMANDS,
    *open311.COMMANDS,
)

for _command in COMMANDS:
    demands.add_command(_command)
