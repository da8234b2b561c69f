"""Runs the pipeline in this process, on one machine: threads at the rim, a timer, a clean stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor as TimerPool
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.clock import Watch
from monitor.heap import few_arenas
from monitor.model import Job
from monitor.pipeline import Pipeline

logger = logging.getLogger(__name__)
# A look that lasts longer than the period is no news: the next one makes up for it.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

THREADS = 8
WAKE = 0.2  # seconds: how late a signal may be noticed
PERIOD = 15  # seconds between two looks at what is due

Report = Callable[[Job, str], None]
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def silent(job: Job, result: str) -> None:
    """The report of a run that nobody watches."""


def tick(
    pipeline: Pipeline,
    *,
    clock: Clock,
    report: Report = silent,
    stop: threading.Event | None = None,
    steps: Iterable[str] | None = None,
) -> int:
    """Do all that is due, and what that makes due, until nothing is; returns how many jobs.

    Raises whatever a job raises that is not an expected failure: a bug is loud.
    """
    stopped = stop or threading.Event()
    wanted = frozenset(steps) if steps else None
    done = 0
    few_arenas()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="paso") as pool:
        while not stopped.is_set() and (jobs := _wanted(pipeline.plan(clock()), wanted)):
            running = [
                pool.submit(_in_turn, pipeline, queue, clock, report, stopped)
                for queue in _queues(jobs)
            ]
            try:
                done += sum(future.result() for future in running)
            except BaseException:  # a bug, Ctrl-C: what has not begun must not begin
                stopped.set()
                raise
    return done


def _wanted(jobs: list[Job], steps: frozenset[str] | None) -> list[Job]:
    return [job for job in jobs if steps is None or job.step in steps]


def _queues(jobs: Iterable[Job]) -> list[list[Job]]:
    """Jobs that share a lock go one after the other."""
    queues: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        queues[job.lock].append(job)
    return list(queues.values())


def _in_turn(
    pipeline: Pipeline,
    jobs: Sequence[Job],
    clock: Clock,
    report: Report,
    stopped: threading.Event,
) -> int:
    done = 0
    for job in jobs:
        if stopped.is_set():
            break
        report(job, pipeline.do(job, now=clock()))
        done += 1
    return done


def _every(period: int, look: Callable[[], None]) -> BackgroundScheduler:
    """A look that is missed is made up for by the next (coalesce), and two never overlap."""
    scheduler = BackgroundScheduler(executors={"default": TimerPool(1)}, timezone=UTC)
    scheduler.add_job(
        look,
        "interval",
        seconds=period,
        next_run_time=utc_now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler


def _tell(warning: str) -> None:
    if warning:
        logger.warning(warning)


def run(pipeline: Pipeline, *, report: Report, period: int = PERIOD) -> int:
    """Look for work every `period` seconds until SIGTERM or SIGINT; returns the exit status."""
    stopped = threading.Event()
    crashes: list[BaseException] = []
    asked: list[int] = []  # signals
    stoppable = replace(pipeline, stopping=stopped.is_set)

    watch = Watch()

    def look() -> None:
        try:
            _tell(watch.jumped(utc_now()))
            tick(stoppable, clock=utc_now, report=report, stop=stopped)
        except BaseException as error:  # a bug: stop the run and tell it, do not loop over it
            crashes.append(error)
            stopped.set()

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)  # no lock: it may interrupt this very thread while it holds one

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler = _every(period, look)
    scheduler.start()
    while not asked and not stopped.wait(WAKE):
        pass
    stopped.set()
    scheduler.shutdown(wait=True)
    if crashes:
        raise crashes[0]
    return 0
