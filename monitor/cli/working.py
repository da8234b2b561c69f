"""Commands that do the work: `run`, `collect`, `retag`, `worker`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from monitor.cli.logs import one_line
from monitor.cli.session import Session
from monitor.cli.show import DAY, counted_notes, day, json_option, print_json, progress, safe

if TYPE_CHECKING:
    from monitor.local import Report
    from monitor.model import Job

PARTIAL = 3


@click.command(help="Vigila las fuentes y publica cada edición a su hora, hasta que se le detenga.")
@click.option("--once", is_flag=True, help="Hace lo que toca ahora y termina.")
@click.option(
    "--period",
    type=click.IntRange(1, 3600),
    default=15,
    show_default=True,
    help="Segundos entre dos miradas a lo que toca.",
)
@click.option("-q", "--quiet", is_flag=True, help="No cuenta lo que va haciendo.")
@click.pass_obj
def run(session: Session, once: bool, period: int, quiet: bool) -> int:
    from monitor import local

    report: Report = local.silent if quiet else tell
    with session.archive.exclusive():
        if once:
            local.tick(session.pipeline, clock=local.utc_now, report=report)
            return 0
        click.echo(_greeting(session), err=True)
        status = local.run(session.pipeline, report=report, period=period)
    click.echo("Síntesis se detuvo en orden; nada quedó a medias.", err=True)
    return status


def _greeting(session: Session) -> str:
    hours = ", ".join(f"{hour:%H:%M}" for hour in session.config.profile.digest.hours)
    sources = len(session.config.sources)
    lists = session.config.lists
    mailed = session.config.profile.recipients or any(not each.chat for each in lists)
    ways = ["por correo"] if session.config.mail and mailed else []
    ways += ["por chat"] if any(each.chat for each in lists) else []
    mail = " y ".join(ways) or f"en {session.folder} (no hay correo configurado)"
    return (
        f"Síntesis de {session.config.profile.municipality}: {sources} fuentes; "
        f"ediciones a las {hours}, {mail}. Ctrl-C para detener."
    )


def tell(job: Job, result: str) -> None:
    """One line a job, on stderr."""
    now = datetime.now().astimezone()
    click.echo(one_line(f"{now:%H:%M:%S}  {job.step:<8} {result}"), err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What one pass over the sources gave."""

    items: int
    clippings: int
    failing: Mapping[str, str]  # why, by source
    seconds: float


@click.command(help="Lee ahora las fuentes que toca (o las nombradas) y archiva lo que nos nombra.")
@click.option(
    "--source", "wanted", multiple=True, metavar="ID", help="Solo esta fuente (repetible)."
)
@click.option("--force", is_flag=True, help="Lee también las fuentes a las que aún no les toca.")
@json_option
@click.pass_obj
def collect(session: Session, wanted: tuple[str, ...], force: bool, as_json: bool) -> int:
    _known(session, wanted)
    with session.archive.exclusive():
        gathered = _gather(session, wanted or (tuple(session.config.sources) if force else ()))
    if as_json:
        print_json(gathered)
    else:
        click.echo(
            f"{gathered.items} notas nuevas vistas, {gathered.clippings} archivadas; "
            f"{len(gathered.failing)} de {len(session.config.sources)} fuentes con falla."
        )
        for source_id, detail in gathered.failing.items():
            click.echo(f"  {source_id}: {safe(detail)}")
    return PARTIAL if gathered.failing else 0


def _gather(session: Session, hurried: Sequence[str]) -> Gathered:
    from monitor import local
    from monitor.pipeline import GATHERING

    started = local.utc_now()
    session.archive.hurry(hurried, now=started)
    before = session.archive.counts()
    with progress() as bar:
        task = bar.add_task("Leyendo", total=None)

        def report(job: Job, result: str) -> None:
            bar.update(task, advance=1, description=safe(result)[:60])

        local.tick(session.pipeline, clock=local.utc_now, report=report, steps=GATHERING)
    after = session.archive.counts()
    return Gathered(
        items=after.items - before.items,
        clippings=after.clippings - before.clippings,
        failing={
            source_id: state.detail or ""
            for source_id, state in session.archive.source_states().items()
            if state.failures and source_id in session.config.sources
        },
        seconds=(local.utc_now() - started) / timedelta(seconds=1),
    )


def _known(session: Session, wanted: tuple[str, ...]) -> None:
    for source_id in wanted:
        if source_id not in session.config.sources:
            raise click.UsageError(
                f"No hay una fuente «{source_id}»; véalas con: sintesis sources list"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """What a retag came to."""

    stale: int  # before it
    retagged: int
    failed: int  # could not be read again: they keep what they had


@click.command(
    help="Vuelve a etiquetar lo que leyó una versión anterior, de lo más nuevo a lo más viejo, sin "
    "detener lo demás. Si se interrumpe, sigue después donde iba."
)
@click.option("--since", type=day, metavar=DAY, help="Solo lo publicado desde este día.")
@click.option("--limit", type=click.IntRange(1), help="Cuántas notas, a lo más.")
@click.option("--dry-run", is_flag=True, help="Solo cuenta las que faltan.")
@json_option
@click.pass_obj
def retag(
    session: Session, since: date | None, limit: int | None, dry_run: bool, as_json: bool
) -> int:
    start = datetime.combine(since, time(), session.config.profile.zone) if since else None
    done = _retag(session, since=start, limit=0 if dry_run else limit)
    if as_json:
        print_json(done)
    elif dry_run:
        click.echo(f"{counted_notes(done.stale)} por volver a etiquetar.")
    else:
        left = max(0, done.stale - done.retagged - done.failed)
        click.echo(
            f"{counted_notes(done.retagged)} con etiquetas nuevas; {left} por volver a etiquetar."
        )
        if done.failed:
            click.echo(f"{counted_notes(done.failed)} sin poder leerse: queda lo que se tenía.")
    return PARTIAL if done.failed else 0


def _retag(session: Session, *, since: datetime | None, limit: int | None) -> Retagged:
    from monitor import retagging

    archive, tagger = session.archive, session.pipeline.tagger
    stale = sum(retagging.stale(archive, tagger, since=since).values())
    read = failed = 0
    with progress() as bar:
        total = stale if limit is None else min(limit, stale)
        task = bar.add_task("Etiquetando", total=total)
        for batch in retagging.retag(archive, tagger, since=since, limit=limit):
            read, failed = read + batch.read, failed + len(batch.kept)
            bar.update(task, completed=read + failed)
    return Retagged(stale=stale, retagged=read, failed=failed)


@click.command(help="Trabaja junto a otras máquinas sobre un acervo en PostgreSQL.")
@click.option(
    "--steps",
    help="Solo estos pasos, separados por comas: collect,read,tag,group,publish,alert,send.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Trabajos a la vez.",
)
@click.option("-q", "--quiet", is_flag=True, help="No cuenta lo que va haciendo.")
@click.pass_obj
def worker(session: Session, steps: str | None, concurrency: int, quiet: bool) -> None:
    from monitor.local import silent
    from monitor.pipeline import STEPS

    if not session.archive_url.startswith("postgresql"):
        raise click.UsageError(
            "«worker» necesita un acervo en PostgreSQL: sintesis --archive postgresql://… worker. "
            "En una sola máquina use: sintesis run"
        )
    wanted = tuple(step.strip() for step in steps.split(",")) if steps else tuple(STEPS)
    for step in wanted:
        if step not in STEPS:
            raise click.UsageError(f"No hay un paso «{step}»; los pasos son: {', '.join(STEPS)}")
    try:
        from monitor import cluster
    except ImportError as error:
        click.echo(f"Falta instalar el extra «cluster» ({error.name}).", err=True)
        sys.exit(1)
    cluster.work(
        session.pipeline,
        session.archive_url,
        steps=wanted,
        concurrency=concurrency,
        report=silent if quiet else tell,
    )
