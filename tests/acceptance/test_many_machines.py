"""Three workers on PostgreSQL, one killed in the middle, end like one machine on SQLite."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from monitor.archive import Archive
from monitor.cluster import conninfo
from monitor.demo.sink import MailSink
from tests.acceptance.office import cards, contents, editions, finish, office, press, start

PATIENCE = 200


def test_three_workers_one_killed(tmp_path: Path, postgres_url: str) -> None:
    boxes = tmp_path / "buzon-sola", tmp_path / "buzon-juntas"
    with press() as server, MailSink(boxes[0]) as one, MailSink(boxes[1]) as many:
        alone = office(tmp_path / "sola", server, one, pause="0 s")
        finish(alone, "run", "--once", "-q")
        server.log.busiest.clear()
        together = office(tmp_path / "juntas", server, many, pause="0.1 s")
        archive = Archive(postgres_url)
        archive.migrate()
        _three_workers(together, postgres_url, archive)
        busiest = max(server.busiest.values())
    got = contents(archive)
    archive.close()
    single = Archive(f"sqlite:///{alone.parent}/sintesis.db")
    assert got == contents(single)
    single.close()
    assert len(editions(boxes[1])) == 1
    assert cards(boxes[0]) == cards(boxes[1])
    assert busiest == 1  # one request at a time per host
    assert _finished_jobs(postgres_url) == 0


def _three_workers(config: Path, url: str, archive: Archive) -> None:
    workers = [start(config, "worker", "-q", archive=url) for _ in range(3)]
    try:
        _until(lambda: archive.counts().clippings > 0)
        workers[0].send_signal(signal.SIGKILL)
        _until(lambda: archive.counts().editions == 1 and archive.counts().mails_waiting == 0)
        _until(lambda: archive.counts().untagged == archive.counts().ungrouped == 0)
    finally:
        for worker in workers:
            worker.terminate()
        said = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [-signal.SIGKILL, 0, 0], said


def _until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, "it took too long"
        time.sleep(0.2)


def _finished_jobs(url: str) -> int:
    with psycopg.connect(conninfo(url)) as db:
        row = db.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"
        ).fetchone()
    return row[0] if row else 0
