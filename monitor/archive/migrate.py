"""Bring the tables of an archive to those of this program, and refuse a newer archive."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from monitor.archive.copying import copy_file
from monitor.archive.database import reading, writing
from monitor.errors import ArchiveError

STEPS: Final = Path(__file__).parent / "migrations"
BEFORE: Final = ".antes-de-"  # and a version: the file as it was before it
_ALONE: Final = 0x53696E75  # the key of PostgreSQL's lock while the tables change


@cache
def versions() -> tuple[str, ...]:
    """Those that this program knows, in order; the last one is its own."""
    found = (STEPS / "versions").glob("[0-9]*.py")
    return tuple(sorted(path.stem.partition("_")[0] for path in found))


def version(db: Connection) -> str | None:
    """That of the archive; None while it is empty."""
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def migrate(engine: Engine) -> None:
    """In one transaction: a process killed in it leaves the archive as it was."""
    with reading(engine) as db:
        if _is_current(db):
            return
    with writing(engine) as db:
        if db.dialect.name == "postgresql":
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})
        if not _is_current(db):  # another process may have been first
            _keep_before(engine, db)
            _upgrade(db)


def _is_current(db: Connection) -> bool:
    present = version(db)
    if present is not None and present not in versions():
        raise ArchiveError(
            f"el acervo es de la versión {present}, más nueva que este programa "
            f"(que llega a la {versions()[-1]}): actualice el programa"
        )
    return present == versions()[-1]


def _keep_before(engine: Engine, db: Connection) -> None:
    """A copy of a file as it was, beside it, in case that what follows should be undone.

    Others may read it meanwhile, and nobody writes: whoever migrates holds the turn.
    """
    if db.dialect.name != "sqlite" or version(db) is None:
        return
    place = Path(str(engine.url.database)).absolute()
    kept = place.with_name(f"{place.name}{BEFORE}{versions()[-1]}")
    part = kept.with_name(f"{kept.name}.part")
    _refuse_full(place)
    try:
        part.unlink(missing_ok=True)
        copy_file(engine, part)
        part.replace(kept)
    except OSError as error:
        raise ArchiveError(f"no se pudo copiar {place} para ponerlo al día: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    for older in place.parent.glob(f"{place.name}{BEFORE}*"):
        if older != kept:
            older.unlink(missing_ok=True)


def _refuse_full(place: Path) -> None:
    """A copy and the journal of the change need about the archive's room twice."""
    wal = place.with_name(f"{place.name}-wal")
    needed = 2 * (place.stat().st_size + (wal.stat().st_size if wal.exists() else 0))
    free = shutil.disk_usage(place.parent).free
    if free < needed:
        raise ArchiveError(
            f"no cabe la copia de {place} que se hace antes de ponerlo al día: hacen falta "
            f"{needed // 1_000_000 + 1} MB y quedan {free // 1_000_000}; libere espacio. No se "
            "cambió nada"
        )


def _upgrade(db: Connection) -> None:
    from alembic import command  # heavy, and seldom needed
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    command.upgrade(config, "head")
