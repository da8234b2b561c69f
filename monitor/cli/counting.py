"""The command `stats`: how many notes there are of what `find` lists, by anything that matters.

To count by something else: a method of `archive.tallies`, a line in COUNTED, its words in
`reports/periods.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.asking import FILE, filters, known, midnight
from monitor.cli.session import Session
from monitor.cli.show import counted_notes, json_option, print_json, print_table
from monitor.model import PieceKind, Stance

if TYPE_CHECKING:
    from monitor.archive.counted import Scope
    from monitor.config import Config
    from monitor.periods import Count, Total
    from reports.tables import Line

BY = (
    "day",
    "week",
    "month",
    "outlet",
    "author",
    "subject",
    "stance",
    "theme",
    "kind",
    "medium",
    "place",
)
SHOWN = 30  # rows of a table that is not of days, weeks or months
MANY_TIMES = {
    "subject": "cada tema que nombra",
    "stance": "cada postura que toma",
    "place": "cada lugar que nombra",
}


@click.command(
    help="Cuenta las notas del acervo, las mismas que lista find: por día, medio, tema, asunto… "
    "La postura es hacia el tema de --subject o, si no se dice, cómo nos trata la nota."
)
@click.argument("words", nargs=-1, metavar="[PALABRAS]...")
@click.option(
    "--by", type=click.Choice(BY), default="day", show_default=True, help="Por qué se cuentan."
)
@filters
@click.option("--days", type=click.IntRange(1, 36_500), help="Los últimos días, con el de hoy.")
@click.option("--csv", "csv_path", type=FILE, metavar="ARCHIVO", help="Escribe aquí la tabla.")
@json_option
@click.pass_obj
def stats(
    session: Session,
    words: tuple[str, ...],
    by: str,
    outlet: str | None,
    subject: str | None,
    stance: str | None,
    theme: str | None,
    kind: str | None,
    entity: str | None,
    since: date | None,
    until: date | None,
    days: int | None,
    csv_path: Path | None,
    as_json: bool,
) -> None:
    from monitor.archive.counted import Scope
    from monitor.archive.find import Asked

    known(outlet, session.config.outlet, "un medio")
    known(subject, session.config.subject, "un tema")
    if by == "author" and stance:
        raise click.UsageError("--by author no admite --stance: no se hacen listas de críticos.")
    first, last = _dated(session.config, since, until, days=days)
    asked = Asked(
        outlet=outlet,
        subject=subject,
        stance=Stance(stance) if stance else None,
        theme=theme,
        kind=PieceKind(kind) if kind else None,
        entity=entity,
        since=midnight(session.config, first),
        until=midnight(session.config, last, days=1),
    )
    scope = Scope(asked=asked, query=" ".join(words) or None)
    rows = COUNTED[by](session, by, scope)
    _show(rows, session.archive.tallies.total(scope), by=by, csv_path=csv_path, as_json=as_json)


def _dated(
    config: Config, since: date | None, until: date | None, *, days: int | None
) -> tuple[date | None, date | None]:
    """The days asked for, both included."""
    from monitor.local import utc_now

    if days and (since or until):
        raise click.UsageError("--days no va con --since ni --until: diga uno u otros.")
    if since and until and since > until:
        raise click.UsageError("--since es posterior a --until: entre esos días no hay nada.")
    if days is None:
        return since, until
    today = config.local(utc_now()).date()
    return today - timedelta(days=days - 1), today


def _of_column(session: Session, by: str, scope: Scope) -> Sequence[Line]:
    column = "outlet" if by == "medium" else by
    ranks = _ranks(session)
    return _lines(session, by, session.archive.tallies.by_column(column, scope, ranks=ranks))


def _of_times(session: Session, by: str, scope: Scope) -> Sequence[Line]:
    zone = session.config.profile.zone
    return _lines(
        session, by, session.archive.tallies.by_day(scope, ranks=_ranks(session), zone=zone)
    )


def _of_subjects(session: Session, by: str, scope: Scope) -> Sequence[Line]:
    return _lines(session, by, session.archive.tallies.by_subject(scope))


def _of_stances(session: Session, by: str, scope: Scope) -> Sequence[Line]:
    return _lines(session, by, session.archive.tallies.by_stance(scope))


def _of_places(session: Session, by: str, scope: Scope) -> Sequence[Line]:
    profile = session.config.profile
    ours = (profile.municipality, *profile.places)
    counts = session.archive.tallies.by_place(scope, ranks=_ranks(session), ours=ours)
    return _lines(session, by, counts)


def _of_authors(session: Session, by: str, scope: Scope) -> Sequence[Line]:
    from reports.tables import authors

    return authors(session.archive.tallies.by_author(scope), session.config)


COUNTED: Mapping[str, Callable[[Session, str, Scope], Sequence[Line]]] = {
    **dict.fromkeys(("day", "week", "month"), _of_times),
    **dict.fromkeys(("outlet", "theme", "kind", "medium"), _of_column),
    "author": _of_authors,
    "subject": _of_subjects,
    "stance": _of_stances,
    "place": _of_places,
}


def _ranks(session: Session) -> Mapping[str, int]:
    from reports.tables import ranks

    return ranks(session.config)


def _lines(session: Session, by: str, counts: Iterable[Count]) -> Sequence[Line]:
    from reports.tables import lines

    return lines(counts, by=by, config=session.config)


def _show(
    rows: Sequence[Line], total: Total, *, by: str, csv_path: Path | None, as_json: bool
) -> None:
    from reports.tables import comma_separated

    if csv_path:
        csv_path.write_bytes(comma_separated(rows, by=by).encode("utf-8"))
        click.echo(f"{counted_notes(total.notes)} en {csv_path}", err=True)
    elif not as_json:
        _print(rows, total, by=by)
    if as_json:
        shown = [_row_json(each) for each in rows]
        print_json({"by": by, "notes": total.notes, "stories": total.stories, "rows": shown})


def _row_json(line: Line) -> dict[str, object]:
    found: dict[str, object] = {"key": line.key, "label": line.label, "notes": line.notes}
    return found | (asdict(line.tally) if line.tally else {})


def _print(rows: Sequence[Line], total: Total, *, by: str) -> None:
    from reports.tables import TIMES, columns, numbers, said

    shown = rows if by in TIMES else rows[:SHOWN]
    if rows:
        print_table(
            (said("by", by), *columns(by)),
            ((each.label, *map(str, numbers(each, by))) for each in shown),
        )
    if rest := len(rows) - len(shown):
        click.echo(f"y {rest} más: véalos con --csv o --json", err=True)
    stories = f"{total.stories} {'noticia' if total.stories == 1 else 'noticias'}"
    click.echo(f"{counted_notes(total.notes)} de {stories}{_twice(by)}", err=True)


def _twice(by: str) -> str:
    return f"; una nota cuenta en {MANY_TIMES[by]}" if by in MANY_TIMES else ""
