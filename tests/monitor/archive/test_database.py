"""The engine: alone or together, killed or refused, the archive keeps what it said it kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidRequestError

from monitor.archive import Archive
from monitor.archive.database import open_engine, reading, writing
from monitor.errors import ArchiveBusy, ArchiveError
from tests.monitor.archive.makers import (
    HOST,
    NOW,
    announce,
    close,
    edition,
    group,
    item,
    keep,
    mail,
    source,
    tell_of,
)

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from monitor.archive import Archive
from tests.monitor.archive.makers import tell_of
archive = Archive(sys.argv[1])
first = int(sys.argv[2])
print("ready", flush=True)
for number in range(first, first + int(sys.argv[3])):
    tell_of(archive, number, text=f"Texto {number}")
    print(number, flush=True)
"""
HOLDER = """
import sys, time
from monitor.archive import Archive
with Archive(sys.argv[1]).exclusive():
    print("held", flush=True)
    time.sleep(60)
"""


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


# together


def test_eight_threads_lose_nothing(archive) -> None:
    def work(thread: int) -> None:
        for number in range(thread * 10, thread * 10 + 5):
            tell_of(archive, number, text=f"Texto {number}")
            archive.hosts_waiting(now=NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    counts = archive.counts()
    assert (counts.items, counts.clippings, counts.mentions, counts.stories) == (40, 40, 40, 40)


def test_threads_that_announce_the_same_in_any_order_do_not_wait_for_each_other(archive) -> None:
    found = [item(number) for number in range(60)]

    def work(turn: int) -> int:
        return announce(archive, *(found if turn % 2 else reversed(found)))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(work, range(16))) == 60


def test_four_processes_write_at_once_and_nothing_is_lost(sqlite_url) -> None:
    writers = [python(WRITER, sqlite_url, writer * 100, 12) for writer in range(4)]
    assert [writer.wait(120) for writer in writers] == [0] * 4
    for writer in writers:
        writer.stdout.close()
    archive = Archive(sqlite_url)
    assert (archive.counts().clippings, archive.counts().stories) == (48, 48)
    assert archive.check() == []
    archive.close()


def test_a_process_killed_while_it_writes_loses_nothing_it_had_said(database_url) -> None:
    said: set[int] = set()
    for turn in range(3):
        writer = python(WRITER, database_url, turn * 1000, 1000)
        lines = [writer.stdout.readline() for _ in range(3 + turn * 4)]
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
        writer.wait(10)
        writer.stdout.close()
        said |= {int(line) for line in lines if line.strip().isdigit()}
    archive = Archive(database_url)
    kept = {each.clipping.text for each in archive.find(None, limit=5000)}
    assert {f"Texto {number}" for number in said} <= kept
    assert len(kept) <= len(said) + 6  # at most what each was writing
    assert archive.check() == []
    tell_of(archive, 9999, text="Sigue escribiendo")
    archive.close()


# alone


def test_only_one_runs_on_an_archive(database_url) -> None:
    one, other = Archive(database_url), Archive(database_url)
    with one.exclusive(), pytest.raises(ArchiveBusy, match="otra instancia"), other.exclusive():
        pass
    with other.exclusive():
        tell_of(other, 1)
    one.close()
    other.close()


def test_another_process_keeps_it_until_it_is_killed(database_url) -> None:
    archive = Archive(database_url)
    holder = python(HOLDER, database_url)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(ArchiveBusy), archive.exclusive():
        pass
    tell_of(archive, 1)  # who does not ask to be alone may still write
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    holder.stdout.close()
    deadline = time.monotonic() + 20
    while not _free(archive):
        assert time.monotonic() < deadline
        time.sleep(0.05)  # the server learns of the death of its client by itself
    archive.close()


def _free(archive: Archive) -> bool:
    try:
        with archive.exclusive():
            return True
    except ArchiveBusy:
        return False


def test_an_error_while_alone_is_the_callers_and_lets_go(database_url) -> None:
    archive = Archive(database_url)
    with pytest.raises(KeyError), archive.exclusive():
        raise KeyError("suyo")
    with archive.exclusive():
        pass
    archive.close()


# what is refused


@pytest.mark.parametrize(
    "url", ["", "sintesis.db", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "http://x"]
)
def test_an_address_that_is_none_of_ours_is_refused(url) -> None:
    with pytest.raises(ArchiveError, match="use «sqlite:///"):
        Archive(url)


def test_what_cannot_be_opened_says_what_to_do(tmp_path) -> None:
    missing = Archive(f"sqlite:///{tmp_path}/no/hay.db")
    with pytest.raises(ArchiveError, match="revise que exista la carpeta"):
        missing.migrate()
    with pytest.raises(ArchiveError, match="no se puede crear"), missing.exclusive():
        pass
    (tmp_path / "otro.db").write_bytes(b"esto no es una base de datos, es otra cosa " * 99)
    with pytest.raises(ArchiveError, match="no es un acervo"):
        Archive(f"sqlite:///{tmp_path}/otro.db").migrate()


def test_a_server_that_is_not_there_says_so_and_tells_no_password() -> None:
    archive = Archive("postgresql://ana:secreta@127.0.0.1:1/sintesis")
    with pytest.raises(ArchiveError, match="no hay conexión") as caught:
        archive.counts()
    assert "secreta" not in str(caught.value)
    archive.close()


def test_a_lost_connection_is_opened_again(postgres_url) -> None:
    archive = Archive(postgres_url)
    tell_of(archive, 1)
    engine = open_engine(postgres_url)
    with writing(engine) as db:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        db.execute(text(others))
    engine.dispose()
    assert archive.counts().clippings == 1
    archive.close()


def test_a_full_disk_says_so_and_loses_nothing(sqlite_url) -> None:
    archive = Archive(sqlite_url)
    tell_of(archive, 1)

    @event.listens_for(archive._engine, "connect")
    def little_room(connection, _record) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # no page more than there are

    archive._engine.dispose()
    announce(archive, item(2))
    with pytest.raises(ArchiveError, match="el disco está lleno"):
        keep(archive, item(2), "relleno " * 100_000)
    assert archive.counts().clippings == 1
    assert archive.check() == []
    archive.close()


def test_a_reader_cannot_write(database_url) -> None:
    engine = open_engine(database_url)
    with pytest.raises(ArchiveError), reading(engine) as db:
        db.execute(text("DELETE FROM items"))
    with writing(engine) as db:
        db.execute(text("DELETE FROM items"))
    engine.dispose()


def test_a_wrong_statement_is_a_bug_and_is_seen(database_url) -> None:
    engine = open_engine(database_url)
    with pytest.raises(InvalidRequestError), reading(engine) as db:
        db.begin()
    engine.dispose()


def test_writers_take_turns_and_readers_do_not_wait(sqlite_url) -> None:
    engine = open_engine(sqlite_url)
    archive = Archive(sqlite_url)
    with writing(engine) as db:
        db.execute(text("DELETE FROM items"))
        assert archive.counts().items == 0
    engine.dispose()
    archive.close()


# what it promises about its file


def test_damage_is_told(sqlite_url) -> None:
    archive = Archive(sqlite_url)
    tell_of(archive, 1, text="El texto fiel.")
    tell_of(archive, 2, text="Otro texto.")
    engine = open_engine(sqlite_url)
    with writing(engine) as db:
        db.execute(text("UPDATE revisions SET text = 'El texto falso.' WHERE text LIKE '%fiel.'"))
        db.execute(text("DELETE FROM search WHERE rowid = 2"))
    wrong_text, wrong_index = archive.check()
    assert item(1).id in wrong_text
    assert "faltan 1 notas" in wrong_index
    with writing(engine) as db:
        db.execute(text("UPDATE search_content SET c1 = 'otra' WHERE id = 1"))
    assert len(archive.check()) == 3
    engine.dispose()
    archive.close()
    path = Path(make_url(sqlite_url).database)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 3))
    broken = Archive(sqlite_url)
    assert any("dañado" in said for said in broken.check())
    broken.close()


def test_an_old_sqlite_is_told_as_advice_and_not_as_damage(archive, monkeypatch) -> None:
    assert archive.check() == []
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 3))
    assert archive.advice() == []
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    on_sqlite = archive._engine.dialect.name == "sqlite"
    assert [said for said in archive.advice() if "3.51.3" in said] == archive.advice()
    assert len(archive.advice()) == on_sqlite


# what waits is found through its index


def test_what_waits_is_found_through_a_partial_index(sqlite_url) -> None:
    archive = Archive(sqlite_url)
    asked: list[tuple[str, object]] = []

    @event.listens_for(archive._engine, "before_cursor_execute")
    def note(_db, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    archive.hosts_waiting(now=NOW)
    archive.to_read(HOST, now=NOW)
    archive.untagged_shards()
    archive.untagged("a")
    archive.ungrouped(limit=1)
    archive.unreported(now=NOW, since=NOW)
    archive.mails_due(now=NOW)
    plans = [_plan(archive, *each) for each in asked if each[0].startswith("SELECT")]
    waits = ("items_wait", "untagged", "ungrouped", "unreported", "mails_wait")
    found = [next((name for name in waits if name in plan), plan) for plan in plans]
    assert found == [
        "items_wait",
        "items_wait",
        "untagged",
        "untagged",
        "ungrouped",
        "unreported",
        "mails_wait",
    ]
    archive.close()


def test_what_is_stale_is_found_through_its_index_in_its_order(sqlite_url) -> None:
    archive = Archive(sqlite_url)
    told = tell_of(archive, 1)
    asked: list[tuple[str, object]] = []

    @event.listens_for(archive._engine, "before_cursor_execute")
    def note(_db, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    archive.stale("lector-2", since=NOW, before=told)
    archive.stale_counts("lector-2", since=NOW)
    plans = [_plan(archive, *each) for each in list(asked) if "tagged_by" in each[0]]
    assert len(plans) == 2
    assert all("clippings_by_analyzer" in plan for plan in plans)
    assert not any("TEMP B-TREE" in plan for plan in plans)
    archive.close()


def _plan(archive: Archive, statement: str, parameters: object) -> str:
    with reading(archive._engine) as db:
        rows = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return " | ".join(row.detail for row in rows)


def test_a_thousand_clippings_are_saved_in_seconds(archive) -> None:
    """The walk of a busy week, in batches; the bound is generous for a shared machine."""
    from monitor.archive.records import Read
    from monitor.model import Harvest, Outcome
    from tests.monitor.archive.makers import HORIZON, analysis, clipping

    body = "El ayuntamiento reparó los baches de la avenida y anunció nuevas luminarias. " * 40
    pieces = [item(number) for number in range(1000)]
    kept = [clipping(each, f"{body}{each.guid}") for each in pieces]
    started = time.process_time()
    for start in range(0, 1000, 200):
        batch = slice(start, start + 200)
        harvest = Harvest(items=tuple(pieces[batch]))
        archive.collected(source(), harvest, now=NOW, horizon=HORIZON)
        reads = [
            Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=each) for each in kept[batch]
        ]
        archive.save_reads(reads, now=NOW)
        archive.save_analyses([analysis(each, "gobierno", "alcaldesa") for each in kept[batch]])
    spent = time.process_time() - started
    assert archive.counts().mentions == 2000
    assert spent < 15, f"{spent:.1f} s of CPU"
    for each in kept[:20]:
        group(archive, each.id)
    entries = archive.unreported(now=NOW, since=pieces[0].published_at)
    close(archive, edition("2026-11-23T07:00", *entries), mail("m1"))
    assert len(archive.find("luminaria", limit=2000)) == 1000
