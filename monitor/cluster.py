"""Runs the same pipeline on many machines, over PostgreSQL. The only file that knows Procrastinate.

The queue is only transport: if it dies or is emptied, the next `plan` finds the same work.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status as JobStatus
from procrastinate.schema import SchemaManager

from monitor.errors import ArchiveError
from monitor.local import Report
from monitor.model import Job
from monitor.pipeline import Pipeline

POLLING = 0.5  # seconds between two looks at the queue; a locked job starts at most that late
STALLED = 20  # seconds without a heartbeat after which a worker is given up
REMEMBERED = 72  # hours that a failed job is kept, for whoever looks into it
PLANNING = "plan"
_SCHEMA_LOCK = 7_431_206_118  # any number, the same for every worker

logging.getLogger("procrastinate").setLevel(logging.WARNING)


def conninfo(url: str) -> str:
    """The archive's address as libpq writes it."""
    scheme, _, rest = url.partition("://")
    return f"postgresql://{rest}" if scheme.startswith("postgresql") else url


def make_app(pipeline: Pipeline, url: str, *, report: Report) -> procrastinate.App:
    """The tasks that any worker may run: `do` one job, `plan` what is due, `rescue` what hangs."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo(url)))

    @app.task(name="do")
    def do(step: str, key: str) -> None:
        job = Job(step=step, key=key, lock="")
        report(job, pipeline.do(job, now=datetime.now(UTC)))
        _defer_plan(app)

    @app.periodic(cron="* * * * *")
    @app.task(name="plan", queue=PLANNING, queueing_lock="plan", lock="plan")
    def plan(timestamp: int) -> None:
        for job in pipeline.plan(datetime.now(UTC)):
            _defer_job(app, job)

    @app.periodic(cron="* * * * * */10")  # the sixth field is seconds
    @app.task(name="rescue", queue=PLANNING, queueing_lock="rescue")
    async def rescue(timestamp: int) -> None:
        """Drop what dead workers held: its locks go with it, and the plan finds the work again."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            if job.id is not None:
                await app.job_manager.finish_job_by_id_async(
                    job.id, status=JobStatus.FAILED, delete_job=True
                )

    @app.periodic(cron="17 3 * * *")
    @app.task(name="purge", queue=PLANNING, queueing_lock="purge")
    async def purge(timestamp: int) -> None:
        """Forget the jobs that a bug ended; those that ended well are deleted at once."""
        await app.job_manager.delete_old_jobs(nb_hours=REMEMBERED, include_failed=True)

    return app


def _defer_job(app: procrastinate.App, job: Job) -> None:
    with suppress(AlreadyEnqueued):  # it still waits since the last plan
        app.configure_task(
            "do", queue=job.step, lock=job.lock, queueing_lock=f"{job.step}:{job.key}"
        ).defer(step=job.step, key=job.key)


def _defer_plan(app: procrastinate.App) -> None:
    """What a job made due need not wait for the minute."""
    with suppress(AlreadyEnqueued):
        app.configure_task("plan", queueing_lock="plan", lock="plan").defer(timestamp=0)


def work(
    pipeline: Pipeline, url: str, *, steps: Sequence[str], concurrency: int, report: Report
) -> None:
    """Work until SIGTERM; as many machines as wanted may do so on one archive.

    Raises:
        ArchiveError: PostgreSQL cannot be reached.
    """
    try:
        prepare(url)
        asyncio.run(_work(pipeline, url, steps=steps, concurrency=concurrency, report=report))
    except (psycopg.Error, procrastinate.exceptions.ConnectorException) as error:
        raise ArchiveError(f"No se pudo trabajar sobre PostgreSQL: {error}") from error


async def _work(
    pipeline: Pipeline, url: str, *, steps: Sequence[str], concurrency: int, report: Report
) -> None:
    stopped = Event()
    app = make_app(replace(pipeline, stopping=stopped.is_set), url, report=report)
    async with app.open_async():
        with suppress(AlreadyEnqueued):  # another worker started a moment before
            await app.configure_task("plan", queueing_lock="plan", lock="plan").defer_async(
                timestamp=0
            )
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[PLANNING, *steps],
                concurrency=concurrency,
                fetch_job_polling_interval=POLLING,
                delete_jobs="successful",
                update_heartbeat_interval=STALLED / 3,
                stalled_worker_timeout=STALLED,
                install_signal_handlers=False,
            )
        )
        _stop_on_signals(working, stopped)
        with suppress(asyncio.CancelledError):
            await working


def _stop_on_signals(working: asyncio.Task[None], stopped: Event) -> None:
    """A worker takes no more jobs, and those in hand leave the rest of theirs."""

    def stop() -> None:
        stopped.set()
        working.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


def prepare(url: str) -> None:
    """Lay the queue's tables, once, though many workers start together."""
    with psycopg.connect(conninfo(url), autocommit=True) as db:
        db.execute("SELECT pg_advisory_lock(%s)", (_SCHEMA_LOCK,))
        found = db.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()
        if found and found[0] is None:
            db.execute(SchemaManager.get_schema())
