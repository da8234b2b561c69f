"""What hosts, databases and processes do to an archive, and what it keeps all the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from monitor.archive import Archive
from monitor.archive.database import open_engine, reading, writing
from monitor.errors import ArchiveError
from monitor.model import Harvest, Item
from tests.monitor.archive.makers import (
    HORIZON,
    HOST,
    NOW,
    analysis,
    announce,
    close,
    digest,
    edition,
    item,
    keep,
    mail,
    source,
    tell_of,
)

LOG = 4_000_000  # bytes of what SQLite writes beside the file before it takes it in


def test_a_long_reading_stops_no_writer_and_sees_what_it_saw(sqlite_url) -> None:
    archive, engine = Archive(sqlite_url), open_engine(sqlite_url)
    tell_of(archive, 1)
    log = Path(f"{make_url(sqlite_url).database}-wal")
    with reading(engine) as db:
        seen = db.scalar(text("SELECT count(*) FROM clippings"))
        for number in range(2, 42):
            tell_of(archive, number, text="relleno " * 2_000)
        assert db.scalar(text("SELECT count(*) FROM clippings")) == seen == 1
    held = log.stat().st_size
    for number in range(42, 62):
        tell_of(archive, number, text="relleno " * 2_000)
    assert log.stat().st_size < held + LOG
    assert archive.counts().clippings == 61
    engine.dispose()
    archive.close()


def test_a_connection_lost_in_the_middle_leaves_nothing_half_written(postgres_url) -> None:
    archive = Archive(postgres_url)
    tell_of(archive, 1)
    engine, other = open_engine(postgres_url), open_engine(postgres_url)

    def write() -> None:
        with writing(engine) as db:
            db.execute(text("UPDATE items SET title = 'a medias'"))
            me = db.scalar(text("SELECT pg_backend_pid()"))
            with writing(other) as its:
                its.execute(text("SELECT pg_terminate_backend(:me)"), {"me": me})
            db.execute(text("UPDATE items SET summary = 'a medias'"))

    with pytest.raises(ArchiveError):
        write()
    assert archive.trace(item(1).url or "").item.title == item(1).title
    with writing(engine) as db:
        db.execute(text("UPDATE items SET title = 'entera'"))
    assert archive.trace(item(1).url or "").item.title == "entera"
    for each in (engine, other):
        each.dispose()
    archive.close()


def test_what_a_database_has_no_room_for_is_kept(archive) -> None:
    """An index of PostgreSQL holds 8 kB of a row; its vector of words, 1 MB of a text."""
    chance = Random(104)
    address = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=2_000))
    words = " ".join(f"palabra{number}x{chance.randrange(10**9)}" for number in range(90_000))
    long = replace(item(1), url=f"https://{HOST}/{address}", guid="g" * 30_000, title="t\0" * 500)
    announce(archive, long)
    kept = keep(archive, long, f"alcantarillado {words}")
    archive.save_analyses([analysis(kept, "gobierno")])
    assert archive.counts().clippings == 1
    (found,) = archive.find("alcantarillado")
    assert found.clipping.url == long.url
    assert archive.check() == []


def test_the_same_id_in_two_sources_is_two_pieces(archive) -> None:
    for name in ("diario", "otro"):
        one = Item(source_id=f"{name}-feed", guid="1", url=None, title=f"De {name}", text="Sí.")
        archive.collected(source(name), Harvest(items=(one,)), now=NOW, horizon=HORIZON)
    waiting = archive.to_read("", now=NOW, limit=9)
    assert {each.item.title for each in waiting} == {"De diario", "De otro"}


@pytest.mark.parametrize("turn", range(3))
def test_of_two_that_close_an_edition_at_once_one_does(database_url, turn) -> None:
    archives = [Archive(database_url), Archive(database_url)]
    tell_of(archives[0], 1)
    entries = archives[0].unreported(now=NOW, since=NOW - timedelta(days=3))
    told, together = edition("2026-11-23T07:00", *entries), Barrier(2)

    def shut(number: int) -> None:
        together.wait(20)
        close(archives[number], told, mail(f"m{number}"))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(shut, range(2)))
    assert archives[0].digest(told.id) == digest(told)
    assert len(archives[0].mails()) == 1
    for each in archives:
        each.close()


def test_a_file_that_only_may_be_read_is_read_and_says_so(sqlite_url) -> None:
    archive = Archive(sqlite_url)
    tell_of(archive, 1)
    archive.close()
    path = make_url(sqlite_url).database
    sealed = Archive(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert sealed.counts().clippings == 1
    with pytest.raises(ArchiveError, match="no se puede escribir en él: revise los permisos"):
        announce(sealed, item(2))
    sealed.close()
