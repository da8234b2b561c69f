"""Bring the tables of an archive to those of this program, and refuse a newer archive."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from monitor.archive.database import reading, writing
from monitor.errors import ArchiveError

STEPS: Final = Path(__file__).parent / "migrations"
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
            _upgrade(db)


def _is_current(db: Connection) -> bool:
    present = version(db)
    if present is not None and present not in versions():
        raise ArchiveError(
            f"el acervo es de la versión {present}, más nueva que este programa "
            f"(que llega a la {versions()[-1]}): actualice el programa"
        )
    return present == versions()[-1]


def _upgrade(db: Connection) -> None:
    from alembic import command  # heavy, and seldom needed
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    command.upgrade(config, "head")
