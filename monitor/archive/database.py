"""The engine: how SQLite and PostgreSQL are opened, read, written and held alone.

Every statement of the archive runs inside `reading` or `writing`; no other module opens a
connection, and no exception of a library leaves them.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from monitor.archive import sealing
from monitor.errors import ArchiveBusy, ArchiveError
from monitor.refusals import refusal

BUSY_SECONDS: Final = 60
SECONDS: Final = 120.0  # the most that one question may take, where nobody says otherwise
_INSTRUCTIONS: Final = 50_000  # of SQLite, between two looks at the clock: about a millisecond
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a told edition or a sent mail must survive a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # the text of what falls out must not stay in the file
)
_QUERY_ONLY: Final = {True: "PRAGMA query_only = OFF", False: "PRAGMA query_only = ON"}
_EXCLUSIVE: Final = 0x53696E74  # the key of PostgreSQL's advisory lock: "Sint"
_LIMIT: Final = "seconds"  # the option of a reading transaction
_TOO_LONG: Final = "tardaba demasiado y se detuvo: acote la pregunta (menos días, otras palabras)"
_REMEDIES: Final = (
    ("interrupted", _TOO_LONG),
    ("statement timeout", _TOO_LONG),
    ("locked", "otro proceso lo tiene ocupado; vuelva a intentarlo en un momento"),
    ("disk is full", "el disco está lleno: libere espacio; lo guardado sigue ahí"),
    ("no space left", "el disco está lleno: libere espacio; lo guardado sigue ahí"),
    ("unable to open", "no se puede abrir: revise que exista la carpeta y que se pueda escribir"),
    ("readonly", "no se puede escribir en él: revise los permisos del archivo y de su carpeta"),
    ("malformed", "está dañado: recupere el último respaldo con «sintesis restore ARCHIVO»"),
    ("disk i/o", "el disco falla, o alguien borró sintesis.db-wal: detenga todo y use el doctor"),
    ("not a database", "no es un acervo de Síntesis: revise la dirección"),
    ("no such table", "aún no está preparado, o es de otro programa"),
    ("does not exist", "aún no está preparado, o la base de datos no existe"),
    ("connection", "no hay conexión con el servidor; revise que esté encendido y la dirección"),
)

_held: set[Path] = set()  # POSIX locks do not tell two openings of one process apart
_held_guard = threading.Lock()


def open_engine(url: str) -> Engine:
    address = _address(url)
    try:
        if address.get_backend_name() == "postgresql":
            return create_engine(
                address.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                connect_args={"options": "-c timezone=UTC"},
            )
        engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    except ModuleNotFoundError as error:
        raise ArchiveError(
            f"falta {error.name} para abrir {_shown(address)}: instale «sintesis[cluster]»"
        ) from error
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _start)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ArchiveError(
            f"no se entiende la dirección del acervo {url!r}: "
            "use «sqlite:///sintesis.db» o «postgresql://…»"
        ) from error
    memory = address.database in (None, "", ":memory:")
    backend = address.get_backend_name()
    if backend not in ("sqlite", "postgresql") or (backend == "sqlite" and memory):
        raise ArchiveError(
            f"el acervo no puede estar en {_shown(address)}: "
            "use «sqlite:///sintesis.db» o «postgresql://…»"
        )
    return address


def _shown(address: URL) -> str:
    return address.render_as_string(hide_password=True)


def _prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    late = partial(_late, record.info)
    connection.set_progress_handler(late, _INSTRUCTIONS)


def _begin(db: Connection) -> None:
    """A writer takes its turn at once: a reader that turns writer fails without waiting."""
    writes = bool(db.get_execution_options().get("writes"))
    db.exec_driver_sql(_QUERY_ONLY[writes])
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def within(engine: Engine, *, seconds: float | None) -> Engine:
    """The same, where no question may take longer; None: however long it takes."""
    return engine.execution_options(**{_LIMIT: seconds})


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view; whatever is written in it, or takes too long, fails."""
    seconds = engine.get_execution_options().get(_LIMIT, SECONDS)
    with wrapped(engine), within(engine, seconds=seconds).connect() as db, db.begin():
        if db.dialect.name == "postgresql":
            db.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            limit = {"limit": f"{int((seconds or 0) * 1000)}ms"}  # 0: none
            db.execute(text("SELECT set_config('statement_timeout', :limit, true)"), limit)
        yield db


def _start(db: Connection, *_: object) -> None:
    """A statement of SQLite begins: until when it may run."""
    seconds = db.get_execution_options().get(_LIMIT)
    db.info[_LIMIT] = None if seconds is None else time.monotonic() + seconds


def _late(info: Mapping[str, float | None]) -> bool:
    """Whether SQLite must give up the statement that it runs."""
    until = info.get(_LIMIT)
    return until is not None and time.monotonic() > until


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it or nothing; what a person did in it is sealed at its end."""
    options = {"writes": True, sealing.PENDING: []}
    with wrapped(engine), engine.execution_options(**options).begin() as db:
        yield db
        sealing.close(db)


@contextmanager
def wrapped(engine: Engine) -> Iterator[None]:
    """What the database answers as one of our errors; a wrong statement is a bug, and is seen."""
    try:
        yield
    except (DBAPIError, NoConnection, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        said = str(cause).strip().partition("\n")[0]
        remedy = next((hint for sign, hint in _REMEDIES if sign in said.lower()), "")
        message = f"el acervo {_shown(engine.url)}: {remedy or 'falló una operación'} ({said})"
        raise (ArchiveBusy if "locked" in said else ArchiveError)(message) from error


def insert(db: Connection, table: Table) -> Any:
    """The INSERT of this database, which knows ON CONFLICT on both in the same words."""
    return (postgresql if db.dialect.name == "postgresql" else sqlite).insert(table)


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Nobody else runs on this archive meanwhile; a killed process lets go by itself."""
    taken = _alone_on_file if engine.dialect.name == "sqlite" else _alone_on_server
    with taken(engine):
        yield


def _busy(engine: Engine) -> ArchiveBusy:
    return ArchiveBusy(f"otra instancia ya trabaja con el acervo {_shown(engine.url)}")


@contextmanager
def _alone_on_file(engine: Engine) -> Iterator[None]:
    path = Path(f"{engine.url.database}.lock").absolute()
    with _held_guard:
        if path in _held:
            raise _busy(engine)
        descriptor = _lock(path, busy=lambda: _busy(engine))
        _held.add(path)
    try:
        yield
    finally:
        with _held_guard:
            _held.discard(path)
            os.close(descriptor)


def _lock(path: Path, *, busy: Callable[[], ArchiveBusy]) -> int:
    # A record lock, not flock: a child that outlives a killed parent must not keep it.
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ArchiveError(f"no se puede crear {path}: {refusal(error)}") from error
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise busy() from error
    return descriptor


@contextmanager
def _alone_on_server(engine: Engine) -> Iterator[None]:
    with wrapped(engine):
        connection: PoolProxiedConnection = engine.raw_connection()
    try:
        with wrapped(engine):
            if not _advisory(connection, "SELECT pg_try_advisory_lock(%s)"):
                raise _busy(engine)
        try:
            yield
        finally:
            # Given back at once: the server takes its time to see that a session is gone.
            with suppress(Exception):
                _advisory(connection, "SELECT pg_advisory_unlock(%s)")
    finally:
        connection.invalidate()  # the lock ends with the session


def _advisory(connection: PoolProxiedConnection, statement: str) -> bool:
    cursor = connection.cursor()
    cursor.execute(statement, (_EXCLUSIVE,))
    row = cursor.fetchone()
    connection.commit()
    return bool(row and row[0])
