"""One process: what stops it stops it soon."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace

import pytest

from monitor.local import THREADS, tick
from monitor.model import Job
from tests.conftest import NOW


def test_what_has_not_begun_does_not_begin_after_an_interruption():
    stop, begun = Event(), []

    def do(job: Job, *, now: object) -> str:
        if job.key == "0":
            raise KeyboardInterrupt
        begun.append(job.key)
        stop.wait(0.3)
        return ""

    jobs = [Job(step="read", key=str(n), lock=f"host:{n}") for n in range(THREADS * 5)]
    pipeline = SimpleNamespace(plan=lambda now: jobs, do=do)
    with pytest.raises(KeyboardInterrupt):
        tick(pipeline, clock=lambda: NOW, stop=stop)
    assert stop.is_set()
    assert len(begun) < THREADS * 3
