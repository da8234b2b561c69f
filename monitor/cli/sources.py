"""The command `sources`: what we read, how it goes, and a probe of every address."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

import click

from monitor.cli import discovering, healthy
from monitor.cli.session import Session
from monitor.cli.show import json_option, local_time, print_json, print_table, progress

if TYPE_CHECKING:
    from monitor.config import Source

PARTIAL = 3
PROBES = 8


@click.group(help="Las fuentes que se leen: su estado y una prueba de cada dirección.")
def sources() -> None:
    pass


@sources.command("list", help="Cada fuente con su última lectura y su falla, si la tiene.")
@json_option
@click.pass_obj
def list_sources(session: Session, as_json: bool) -> None:
    states = session.archive.source_states()
    known = session.config.sources
    if as_json:
        print_json(
            [
                {
                    "id": source.id,
                    "outlet": session.config.outlet[source.outlet_id].name,
                    "kind": source.kind,
                    "url": source.address,
                    "state": states.get(source.id),
                }
                for source in known.values()
            ]
        )
        return
    print_table(
        ("fuente", "estado", "última lectura", "notas", "medio"),
        (
            (
                source.id,
                _state_words(state.detail if state and state.failures else None, bool(state)),
                local_time(_local(session, state.last_success_at) if state else None),
                str(state.items) if state else "0",
                session.config.outlet[source.outlet_id].name,
            )
            for source in known.values()
            for state in (states.get(source.id),)
        ),
        keyed=True,
    )


def _local(session: Session, moment: datetime | None) -> datetime | None:
    return session.config.local(moment) if moment else None


def _state_words(failure: str | None, read: bool) -> str:
    if failure:
        return f"falla: {failure}"
    return "bien" if read else "sin leer todavía"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one reading of a source gave, outside the archive."""

    source_id: str
    url: str
    items: int
    newest: datetime | None
    seconds: float
    failure: str | None = None
    detail: str | None = None


@sources.command(
    help="Prueba cada fuente ahora, sin tocar el acervo. Termina con 3 si alguna falla."
)
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@json_option
@click.pass_obj
def check(session: Session, source_ids: tuple[str, ...], as_json: bool) -> int:
    wanted = _wanted(session, source_ids)
    probes = list(_probe_all(session, wanted))
    if as_json:
        print_json(probes)
    else:
        print_table(
            ("fuente", "estado", "notas", "la más nueva", "s"),
            (
                (
                    probe.source_id,
                    "bien" if not probe.failure else f"falla: {probe.detail}",
                    str(probe.items),
                    local_time(_local(session, probe.newest)),
                    f"{probe.seconds:.1f}",
                )
                for probe in probes
            ),
            keyed=True,
        )
        failed = sum(probe.failure is not None for probe in probes)
        click.echo(f"{len(probes) - failed} de {len(probes)} fuentes contestan bien.")
    return PARTIAL if any(probe.failure for probe in probes) else 0


def _wanted(session: Session, source_ids: tuple[str, ...]) -> list[Source]:
    for source_id in source_ids:
        if source_id not in session.config.sources:
            raise click.UsageError(
                f"No hay una fuente «{source_id}»; véalas con: sintesis sources list"
            )
    return [session.config.sources[each] for each in source_ids or session.config.sources]


def _probe_all(session: Session, wanted: list[Source]) -> Iterator[Probe]:
    """Many hosts at a time; the fetcher keeps to one request a host."""
    _ = session.fetcher  # opened once, before the threads ask for it
    with progress() as bar, ThreadPoolExecutor(PROBES) as pool:
        task = bar.add_task("Probando", total=len(wanted))
        for probe in pool.map(lambda source: _probe(session, source), wanted):
            bar.advance(task)
            yield probe


def _probe(session: Session, source: Source) -> Probe:
    from monitor.collectors import collect
    from monitor.errors import CollectError, FetchError
    from monitor.local import utc_now

    started = monotonic()
    items: tuple[datetime | None, ...] = ()
    failure = detail = None
    try:
        harvest = collect(
            source,
            session.fetcher,
            memos={},
            now=utc_now(),
            zone=session.config.zone_of(source),
            environment=session.environment,
        )
        items = tuple(item.published_at or item.updated_at for item in harvest.items)
    except FetchError as error:
        failure, detail = error.outcome.value, error.detail
    except CollectError as error:
        failure, detail = error.kind, error.detail
    return Probe(
        source_id=source.id,
        url=source.address,
        items=len(items),
        newest=max((moment for moment in items if moment), default=None),
        seconds=monotonic() - started,
        failure=failure,
        detail=detail,
    )


for _command in (*discovering.COMMANDS, *healthy.COMMANDS):
    sources.add_command(_command)
