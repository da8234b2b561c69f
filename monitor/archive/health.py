"""Whether the archive is sound, and how much there is of everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, Table, func, select, text

from monitor.archive.database import reading, within, writing
from monitor.archive.migrate import version, versions
from monitor.archive.records import Counts
from monitor.archive.schema import (
    ITEM_WAITS,
    MAIL_WAITS,
    TELLS,
    UNGROUPED,
    UNTAGGED,
    clippings,
    editions,
    items,
    mails,
    mentions,
    revisions,
)
from monitor.errors import ArchiveError
from monitor.model import computed_id

_SAFE_SQLITE: Final = (3, 51, 3)
_MOST_NAMED: Final = 10


def count(db: Connection) -> Counts:
    outcomes = db.execute(
        select(items.c.outcome, func.count().label("rows_of_it"))
        .where(items.c.outcome.is_not(None))
        .group_by(items.c.outcome)
    )
    return Counts(
        items=_count(db, items),
        waiting=_count(db, items, ITEM_WAITS),
        outcomes={row.outcome: row.rows_of_it for row in outcomes},
        clippings=_count(db, clippings),
        revisions=_count(db, revisions),
        untagged=_count(db, clippings, UNTAGGED),
        ungrouped=_count(db, clippings, UNGROUPED),
        mentions=_count(db, mentions),
        stories=db.scalar(select(func.count(clippings.c.story_id.distinct()))) or 0,
        editions=_count(db, editions, editions.c.closed_at.is_not(None), TELLS),
        mails=_count(db, mails),
        mails_waiting=_count(db, mails, MAIL_WAITS),
    )


def _count(db: Connection, table: Table, *asked: ColumnElement[bool]) -> int:
    return db.scalar(select(func.count()).select_from(table).where(*asked)) or 0


def check(engine: Engine) -> list[str]:
    """What is wrong with the archive, in words; nothing when it is sound."""
    found: list[str] = []
    try:
        for wrong in _wrongs(engine):
            found.append(wrong)  # noqa: PERF402 - what was found before it breaks must be told
    except ArchiveError as error:
        found.append(str(error))
    return found


def _wrongs(engine: Engine) -> Iterator[str]:
    with reading(within(engine, seconds=None)) as db:  # all of it is looked at, however large
        if wrong := _wrong_version(db):
            yield wrong
            return
        if db.dialect.name == "sqlite":
            yield from _wrong_file(db)
        yield from _wrong_texts(db)
        yield from _wrong_index(db)
    if engine.dialect.name == "sqlite":
        with writing(engine) as db:  # FTS5 takes this question as an INSERT
            db.exec_driver_sql("INSERT INTO search(search) VALUES ('integrity-check')")


def _wrong_version(db: Connection) -> str | None:
    present = version(db)
    if present == versions()[-1]:
        return None
    return (
        f"el acervo es de la versión {present or 'vacía'} y este programa usa la "
        f"{versions()[-1]}: ejecute el programa una vez para ponerlo al día"
    )


def _wrong_file(db: Connection) -> Iterator[str]:
    for (said,) in db.execute(text("PRAGMA quick_check(10)")):
        if said != "ok":
            yield f"el archivo está dañado: {said}; recupere un respaldo: sintesis restore ARCHIVO"
    for row in db.execute(text("PRAGMA foreign_key_check")).fetchmany(_MOST_NAMED):
        yield f"en la tabla {row[0]} hay un renglón {row[1]} que apunta a uno que falta en {row[2]}"


def _wrong_texts(db: Connection) -> list[str]:
    """The clippings whose words are not those that were saved."""
    columns = [
        revisions.c.clipping_id,
        revisions.c.revision,
        revisions.c.title,
        revisions.c.text,
        revisions.c.fingerprint,
    ]
    rows = db.execute(select(*columns).execution_options(yield_per=500))
    harmed = [
        f"la nota {row.clipping_id} (revisión {row.revision}) no es la que se guardó"
        for row in rows
        if computed_id(row.title, row.text) != row.fingerprint
    ]
    return harmed[:_MOST_NAMED]


def _wrong_index(db: Connection) -> Iterator[str]:
    """The clippings that were read but that no search would find."""
    missing = db.scalar(
        text(
            "SELECT count(*) FROM clippings WHERE tagged_by IS NOT NULL"
            " AND number NOT IN (SELECT rowid FROM search)"
            if db.dialect.name == "sqlite"
            else "SELECT count(*) FROM clippings WHERE tagged_by IS NOT NULL"
            " AND number NOT IN (SELECT number FROM search)"
        )
    )
    if missing:
        yield f"faltan {missing} notas en el índice de búsqueda"


def advice(engine: Engine) -> list[str]:
    """What could be better on this machine although nothing is wrong."""
    present = sqlite3.sqlite_version_info
    if engine.dialect.name != "sqlite" or present >= _SAFE_SQLITE:
        return []
    wanted = ".".join(map(str, _SAFE_SQLITE))
    return [
        f"SQLite {sqlite3.sqlite_version} puede dañar un archivo en casos muy raros; "
        f"desde la {wanted} está corregido: actualícelo cuando pueda y respalde a diario"
    ]
