"""A file of SQLite copied by its own means: never as a file, which others may be writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from monitor.archive.database import BUSY_SECONDS, wrapped


def copy_file(engine: Engine, into: Path) -> None:
    """Copy the archive as it stands, into one new file that needs no other beside it."""
    place = quote(str(Path(str(engine.url.database)).absolute()))
    with (
        wrapped(engine),
        closing(sqlite3.connect(f"file:{place}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as live,
        closing(sqlite3.connect(into)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
