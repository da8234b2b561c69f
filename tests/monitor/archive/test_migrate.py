"""Migrations: they end where the schema says, once, and never touch a newer archive."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, event, inspect, text

from monitor.archive import (  # noqa: F401 - tables of the schema
    Archive,
    schema_cases,
    schema_keeping,
    schema_stories,
)
from monitor.archive.database import open_engine, writing
from monitor.archive.migrate import STEPS, versions
from monitor.archive.schema import metadata
from monitor.errors import ArchiveError
from tests.monitor.archive.makers import NOW

OF_BEFORE = (
    "INSERT INTO editions (id, day, hour, opened_at, closed_at, kind) VALUES ('2026-11-22T07:00', "
    "'2026-11-22', '07:00', '2026-11-22 13:00:00', '2026-11-22 13:01:00', 'daily')",
    "INSERT INTO mails (id, edition_id, message_id, sender, message, created_at, attempts, "
    "retry_at, unsure, done_at, channel, list_id) VALUES "
    "('carta-1', '2026-11-22T07:00', '<1@x>', 's@x', {one}, '2026-11-22 13:01:00', 1, "
    "'2026-11-22 13:01:00', {no}, '2026-11-22 13:02:00', 'mail', ''), "
    "('carta-2', '2026-11-22T07:00', '<2@x>', 's@x', {two}, '2026-11-22 13:01:00', 2, "
    "'2026-11-22 13:01:00', {no}, NULL, 'mail', 'lista')",
    "INSERT INTO mail_recipients (mail_id, address, position, accepted_at, refused_at) VALUES "
    "('carta-1', 'a@x.test', 0, '2026-11-22 13:02:00', NULL), "
    "('carta-1', 'b@x.test', 1, NULL, '2026-11-22 13:02:00'), "
    "('carta-2', 'c@x.test', 0, NULL, NULL)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'nuevo 100%.db'}"
    return request.getfixturevalue("empty_postgres_url")


def test_the_steps_end_where_the_schema_says(database_url) -> None:
    engine = open_engine(database_url)
    only_there = engine.dialect.name

    def compared(thing, name, kind, _reflected, _other) -> bool:
        if only_there == "sqlite" and kind == "table":
            return not name.startswith("search")  # FTS5: see the next test
        return True

    with engine.connect() as db:
        context = MigrationContext.configure(
            db, opts={"include_object": compared, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


PARTLY = (  # tables with indexes of some of their rows
    "items",
    "clippings",
    "snapshots",
    "mails",
    "demands",
    "heard",
    "pushes",
    "replies",
    "removals",
)


def test_the_indexes_of_what_waits_have_their_conditions(database_url) -> None:
    """Alembic does not compare the conditions of indexes: this does."""
    engine = open_engine(database_url)
    with engine.connect() as db:
        made = {
            index["name"]: index["dialect_options"][f"{engine.dialect.name}_where"]
            for table in PARTLY
            for index in inspect(db).get_indexes(table)
            if f"{engine.dialect.name}_where" in index.get("dialect_options", {})
        }
    engine.dispose()
    wanted = {
        index.name: str(index.dialect_options["sqlite"]["where"].compile(dialect=engine.dialect))
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert len(made) == 17
    assert {name: _plain(str(condition)) for name, condition in made.items()} == {
        name: _plain(condition) for name, condition in wanted.items()
    }


def _plain(condition: str) -> str:
    for sign in '()"':
        condition = condition.replace(sign, "")
    for table in (*(f"{each}." for each in PARTLY), "::text"):
        condition = condition.replace(table, "")
    return " ".join(condition.split())


def test_the_words_of_sqlite_are_in_one_table(sqlite_url) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as db:
        made = db.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'search'"))
    engine.dispose()
    assert "title_words, text_words, title_stems, text_stems" in made
    assert "tokenize = 'ascii'" in made


def test_an_empty_place_becomes_an_archive_and_stays_one(empty_url) -> None:
    for _ in range(2):
        archive = Archive(empty_url)
        archive.migrate()
        assert archive.counts().items == 0
        assert archive.check() == []
        archive.close()


def test_two_may_prepare_it_at_once(empty_url) -> None:
    archives = [Archive(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Archive.migrate, archives))
    assert archives[0].counts().items == 0
    for archive in archives:
        archive.close()


def test_two_processes_may_prepare_it_at_once(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'dos.db'}"
    code = "import sys; from monitor.archive import Archive; Archive(sys.argv[1]).migrate()"
    processes = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    archive = Archive(url)
    assert archive.check() == []
    archive.close()


def test_a_newer_archive_is_refused_and_left_as_it_is(database_url) -> None:
    engine = create_engine(open_engine(database_url).url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    archive = Archive(database_url)
    with pytest.raises(ArchiveError, match=f"versión 9999, más nueva .* {versions()[-1]}"):
        archive.migrate()
    assert any("9999" in said for said in archive.check())
    archive.close()
    engine.dispose()


def test_what_is_not_prepared_says_so(empty_url) -> None:
    archive = Archive(empty_url)
    with pytest.raises(ArchiveError, match="aún no está preparado"):
        archive.counts()
    assert "vacía" in archive.check()[0]
    archive.close()


@pytest.mark.parametrize("after", [1, 9, 30])
def test_a_step_that_breaks_halfway_leaves_nothing(empty_url, after) -> None:
    archive = Archive(empty_url)
    made = count()

    @event.listens_for(archive._engine, "before_cursor_execute")
    def break_it(_db, _cursor, statement, _parameters, _context, _many) -> None:
        if statement.lstrip().startswith("CREATE") and next(made) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.migrate()
    engine = open_engine(empty_url)
    with engine.connect() as db:
        assert inspect(db).get_table_names() == []
    engine.dispose()
    event.remove(archive._engine, "before_cursor_execute", break_it)
    archive.migrate()
    assert archive.check() == []
    archive.close()


def test_an_archive_of_before_keeps_its_messages_and_who_has_them(empty_url) -> None:
    """Messages had to be of an edition: SQLite makes their table anew, and loses none."""
    bytes_of = {
        "sqlite": {"no": "0", "one": "X'756e6f'", "two": "X'646f73'"},
        "postgresql": {"no": "false", "one": "'uno'", "two": "'dos'"},
    }
    engine = open_engine(empty_url)
    with writing(engine) as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
        command.upgrade(config, "0004")
        for statement in OF_BEFORE:
            db.execute(text(statement.format(**bytes_of[db.dialect.name])))
    engine.dispose()
    archive = Archive(empty_url)
    archive.migrate()
    assert archive.check() == []
    assert archive.mails_due(now=NOW) == ["carta-2"]
    (second, first) = sorted(archive.mails("2026-11-22T07:00"), key=lambda each: -each.attempts)
    assert [each.address for each in first.recipients] == ["a@x.test", "b@x.test"]
    assert [each.accepted_at is not None for each in first.recipients] == [True, False]
    assert [each.address for each in second.recipients] == ["c@x.test"]
    taken = archive.claim("carta-2", now=NOW)
    assert taken is not None
    assert (taken.message, taken.recipients) == (b"dos", ("c@x.test",))
    archive.close()
    engine = open_engine(empty_url)
    with engine.connect() as db:
        assert {each["name"] for each in inspect(db).get_indexes("mails")} == {
            "ix_mails_edition_id",
            "ix_mails_folio",
            "mails_wait",
        }
        [key] = inspect(db).get_foreign_keys("mail_recipients")
        assert (key["referred_table"], key["options"]["ondelete"]) == ("mails", "CASCADE")
    engine.dispose()
