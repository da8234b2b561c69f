"""The command `demands stats`: how demands are attended, as a table, as JSON or as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.asking import midnight
from monitor.cli.demanded import category_name, office_name
from monitor.cli.session import Session
from monitor.cli.show import DAY, day, json_option, print_json, print_table
from monitor.cli.sought import today

if TYPE_CHECKING:
    from monitor.casework import CaseFigures, CaseSurvey
    from monitor.config import Config

PERIOD = 90  # days that it counts unless told otherwise
BY = ("office", "category", "settlement")
FIGURES = ("recibidas", "abiertas", "vencidas", "atendidas", "a tiempo", "mediana")
PAGE = "demandas.html"


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
@click.option(
    "--page",
    "page_folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="CARPETA",
    help="Además, deja ahí la página para ver o imprimir, con el mapa de las colonias.",
)
@json_option
@click.pass_obj
def stats(
    session: Session,
    group: str,
    since: date | None,
    until: date | None,
    page_folder: Path | None,
    as_json: bool,
) -> None:
    from reports.tables import between

    this_day = today(session)
    first, last = since or this_day - timedelta(days=PERIOD - 1), until or this_day
    begins = midnight(session.config, first)
    ends = midnight(session.config, last, days=1)
    assert begins
    assert ends
    survey = session.archive.cases.survey(since=begins, until=ends, today=this_day)
    if page_folder:
        page = _page(session, survey, between(first, last), page_folder)
        click.echo(f"La página: {page}", err=True)
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


def _page(session: Session, survey: CaseSurvey, days: str, folder: Path) -> Path:
    """The report of those days alone, with its text, its data and its map beside it."""
    from monitor.local import utc_now
    from monitor.publishing import write
    from reports.demands.clothes import dress

    part = session.pipeline.reporter.demands(survey)
    worn = dress(part, session.config, span=f"del {days}", now=utc_now())
    texts = {PAGE: worn.html, "demandas.txt": worn.text, "demandas.json": worn.data}
    for name, content in {
        **worn.files,
        **{key: text.encode() for key, text in texts.items()},
    }.items():
        write(folder / name, content)
    for each in worn.lacking:
        click.echo(each, err=True)
    return folder / PAGE
