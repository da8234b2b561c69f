"""The archive as one file: copied while others work on it, proved sound, and put back.

SQLite copies by its backup API and never as a file; PostgreSQL by its own `pg_dump`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select

from monitor.archive import health
from monitor.archive.copying import copy_file
from monitor.archive.database import open_engine, reading, wrapped
from monitor.archive.migrate import version, versions
from monitor.archive.schema import metadata
from monitor.errors import ArchiveError

HOURS: Final = 6  # the longest that a server may take to give its archive, or to take it
_QUEUE: Final = "procrastinate_*"  # the queue is only transport: what is due is asked again
_PASSED: Final = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")  # to the client's programs


def dump(engine: Engine, into: Path) -> None:
    """Copy the archive into a new file, whatever is being written meanwhile."""
    if engine.dialect.name == "sqlite":
        copy_file(engine, into)
        return
    plain = ("--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={_QUEUE}")
    where = (f"--file={into}", f"--dbname={_address(engine)}")
    _run("pg_dump", (*plain, *where), password=engine.url.password)


def faults(copy: Path, *, kind: str) -> list[str]:
    """What is wrong with a copy of a database of this kind, in words; nothing when it is sound."""
    return faults_of_file(copy) if kind == "sqlite" else faults_of_dump(copy)


def faults_of_file(copy: Path) -> list[str]:
    """The same of a file of SQLite; of one of before, its words are not looked at."""
    engine = open_engine(f"sqlite:///{copy}")
    try:
        with wrapped(engine), closing(sqlite3.connect(copy)) as db:
            found = [row[0] for row in db.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
        if not found:
            refuse_newer(schema(engine))
            found = health.check(engine) if schema(engine) == versions()[-1] else []
    except ArchiveError as error:
        found = [str(error)]
    finally:
        engine.dispose()
    if not found:
        _settle(copy)
    return found


def _settle(copy: Path) -> None:
    """One file again, after it was opened as an archive."""
    with closing(sqlite3.connect(copy)) as db:
        db.execute("PRAGMA journal_mode = DELETE")


def faults_of_dump(copy: Path) -> list[str]:
    """Whether a dump can be read to its end."""
    try:
        _run("pg_restore", ("--file=/dev/null", str(copy)))
    except ArchiveError as error:
        return [str(error)]
    return []


def schema(engine: Engine) -> str | None:
    """The version of the tables; None of an archive with nothing in it."""
    with reading(engine) as db:
        return version(db)


def refuse_newer(present: str | None) -> None:
    """Raises ArchiveError for the tables of a program of after this one, or of none."""
    if present not in versions():
        raise ArchiveError(
            f"el acervo respaldado es de la versión {present or 'vacía'} y este programa llega a "
            f"la {versions()[-1]}: actualice el programa antes de restaurarlo"
        )


def row_counts(engine: Engine, copy: Path) -> dict[str, int]:
    """How many rows each table of ours has: in the copy, or about, where it is no file to ask."""
    if engine.dialect.name != "sqlite":
        with reading(engine) as db:
            return dict(_counted(db))
    plain = create_engine(f"sqlite:///{copy}")
    try:
        with wrapped(plain), plain.connect() as db:
            return dict(_counted(db))
    finally:
        plain.dispose()


def size(engine: Engine) -> int:
    """About how many bytes the archive takes."""
    asked = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with reading(engine) as db:
        return int(db.exec_driver_sql(asked[engine.dialect.name]).scalar() or 0)


def _counted(db: Connection) -> Iterator[tuple[str, int]]:
    present = set(inspect(db).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in present:
            yield table.name, db.scalar(select(func.count()).select_from(table)) or 0


def load(engine: Engine, dump: Path) -> None:
    """Fill an empty database of PostgreSQL, all or nothing.

    Raises:
        ArchiveError: it is not empty, or the dump cannot be read.
    """
    with reading(engine) as db:
        if inspect(db).get_table_names():
            raise ArchiveError(
                "la base de datos no está vacía: cree otra («createdb …») y restaure en ella "
                "con --archive postgresql://…"
            )
    plain = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    where = (f"--dbname={_address(engine)}", str(dump))
    _run("pg_restore", (*plain, *where), password=engine.url.password)
    refuse_newer(schema(engine))


def _address(engine: Engine) -> str:
    """As libpq writes it, without the password: arguments can be seen by anybody."""
    bare = engine.url.set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)


def _environment(password: object) -> Mapping[str, str]:
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED or name.startswith(("PG", "LC_"))
    }
    return passed | ({"PGPASSWORD": str(password)} if password else {})


def _run(program: str, options: Iterable[str], *, password: object = None) -> None:
    found = shutil.which(program)
    if found is None:
        raise ArchiveError(
            f"falta el programa «{program}»: instale el cliente de PostgreSQL, de la versión del "
            "servidor (paquete postgresql-client)"
        )
    try:
        done = subprocess.run(  # noqa: S603 - a program of PATH, and no shell
            [found, "--no-password", *options],
            env=_environment(password),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=HOURS * 3600,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ArchiveError(f"no terminó «{program}»: {error}") from error
    if done.returncode:
        raise ArchiveError(f"falló «{program}»: {_told(done.stderr)}")


def _told(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip()]
    said = " · ".join(lines[-3:]) or "no dijo por qué"
    if "version mismatch" in stderr:
        return f"no es de la versión del servidor; instale la misma ({said})"
    return said
