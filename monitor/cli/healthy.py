"""The commands `sources health` and `sources follow`: how each source is, and where it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from monitor.cli.session import Session
from monitor.cli.show import echo, json_option, print_json, print_table, safe

if TYPE_CHECKING:
    from monitor.health import Health

PARTIAL = 3
RECENT = timedelta(days=90)
WEEK = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
# How many are in each condition, in words: one, and several.
COUNTED = {
    "failing": ("falla", "fallan"),
    "silent": ("callada", "calladas"),
    "stale": ("abandonada", "abandonadas"),
    "unread": ("sin leer", "sin leer"),
}


@click.command(
    help="La salud de cada fuente: desde cuándo falla o calla, adónde se mudó y qué es lo usual "
    "en ella. No visita a nadie. Termina con 3 si alguna necesita atención."
)
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@json_option
@click.pass_obj
def health(session: Session, source_ids: tuple[str, ...], as_json: bool) -> int:
    from monitor.checkup import examine
    from monitor.local import utc_now

    wanted = _known(session, source_ids)
    now = utc_now()
    every = examine(session.config, session.archive, now=now)
    found = [each for each in every if each.source_id in wanted]
    if as_json:
        print_json(found)
    else:
        _print(session, sorted(found, key=_gravity), now=now, whole=bool(source_ids))
    return PARTIAL if any(each.is_alarm for each in found) else 0


def _known(session: Session, source_ids: Sequence[str]) -> frozenset[str]:
    for source_id in source_ids:
        if source_id not in session.config.sources:
            raise click.UsageError(
                f"No hay una fuente «{source_id}»; véalas con: sintesis sources list"
            )
    return frozenset(source_ids or session.config.sources)


def _gravity(each: Health) -> tuple[int, int, bool, str]:
    from monitor.health import Condition

    grave = list(Condition).index(each.condition)
    return not each.is_alarm, grave, not each.signs, each.source_id


def _print(session: Session, found: Sequence[Health], *, now: datetime, whole: bool) -> None:
    from monitor.health.words import remarks, state

    local = session.config.local
    print_table(
        ("fuente", "estado", "desde", "última nota", "al día", "textos"),
        (
            (
                each.source_id,
                state(each),
                _moment(local, each.since, now),
                _moment(local, each.last_item_at, now),
                "—" if each.habits.per_day is None else f"{each.habits.per_day:.1f}",
                "—" if each.habits.whole is None else f"{each.habits.whole:.0%}",
            )
            for each in found
        ),
        keyed=True,
    )
    for each in found:
        for remark in remarks(each, local):
            echo(safe(f"{each.source_id}: {remark.words}. {remark.remedy}".rstrip()))
        if whole:
            for line in _habits(each):
                echo(line)
    echo(_summary(found))


def _moment(local: Callable[[datetime], datetime], moment: datetime | None, now: datetime) -> str:
    """Short, so that a row is one line: what is months old is told by its year, not its hour."""
    if moment is None:
        return "—"
    return f"{local(moment):{'%d/%m %H:%M' if now - moment < RECENT else '%d/%m/%Y'}}"


def _habits(each: Health) -> Iterator[str]:
    if not each.habits.by_weekday:
        yield f"{each.source_id}: todavía no se sabe qué es lo usual"
        return
    days = " · ".join(
        f"{name} {count:.1f}" for name, count in zip(WEEK, each.habits.by_weekday, strict=True)
    )
    yield f"{each.source_id}: notas nuevas por día: {days}"
    hours = " · ".join(
        f"{hour} h {count:.1f}" for hour, count in enumerate(each.habits.by_hour) if count >= 0.05
    )
    yield f"{each.source_id}: y por hora: {hours}"


def _summary(found: Sequence[Health]) -> str:
    counts = Counter(each.condition.value for each in found)
    fine = sum(not each.is_alarm and each.condition.value != "unread" for each in found)
    others = [
        f"{counts[name]} {one if counts[name] == 1 else many}"
        for name, (one, many) in COUNTED.items()
        if counts[name]
    ]
    all_of_them = "1 fuente" if len(found) == 1 else f"{len(found)} fuentes"
    return f"{'; '.join([f'{fine} de {all_of_them} sin novedad', *others])}."


@click.command(help="Acepta el sitio al que se mudó una fuente: desde ahora se lee ahí.")
@click.argument("source_id", metavar="ID")
@click.pass_obj
def follow(session: Session, source_id: str) -> int:
    from monitor.local import utc_now

    _known(session, [source_id])
    there = session.archive.vitals.follow(session.config.sources[source_id], now=utc_now())
    if there is None:
        click.echo(f"{source_id} no se ha mudado: se lee donde dice sources.yaml.")
        return 1
    click.echo(safe(f"{source_id} se lee desde ahora en {there}"))
    click.echo("Póngala también en sources.yaml, para no depender de la dirección anterior.")
    return 0


COMMANDS = (health, follow)
