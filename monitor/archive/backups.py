"""The backups that were tried: one row for each, good or not, and the archive as one file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, insert, select

from monitor.archive import dumping, health
from monitor.archive.database import reading, writing
from monitor.archive.rows import AnyRow, chunks
from monitor.archive.schema import items, revisions, snapshots
from monitor.archive.schema_keeping import backups


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupTry:
    """A backup that was tried."""

    at: datetime
    file: str = ""
    size: int = 0  # bytes
    digest: str = ""  # sha256 of the file
    reason: str | None = None  # why it is none; None: it was read back and is good


@dataclass(frozen=True, slots=True)
class Backups:
    """What is asked of backups, and told them."""

    _engine: Engine = field(repr=False)

    @property
    def kind(self) -> str:
        """Of the database: "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @property
    def place(self) -> Path | None:
        """The file of the archive, if it is one."""
        return Path(str(self._engine.url.database)).absolute() if self.kind == "sqlite" else None

    def tried(self, done: BackupTry) -> None:
        row = {name: getattr(done, name) for name in BackupTry.__slots__}
        with writing(self._engine) as db:
            db.execute(insert(backups), [row])

    def last(self, *, until: datetime, good: bool = False) -> BackupTry | None:
        """The last one tried, or the last good one; a clock that was ahead does not count."""
        its: list[ColumnElement[bool]] = [backups.c.at <= until]
        if good:
            its.append(backups.c.reason.is_(None))
        query = select(backups).where(*its).order_by(backups.c.at.desc(), backups.c.number.desc())
        with reading(self._engine) as db:
            row = db.execute(query.limit(1)).first()
            return _tried(row) if row else None

    def listed(self, *, limit: int = 60) -> list[BackupTry]:
        """The newest first."""
        query = select(backups).order_by(backups.c.number.desc()).limit(limit)
        with reading(self._engine) as db:
            return [_tried(row) for row in db.execute(query)]

    def dump(self, into: Path) -> None:
        """Copy the archive into a new file, whatever is being written meanwhile."""
        dumping.dump(self._engine, into)

    def faults(self, copy: Path) -> list[str]:
        """What is wrong with such a copy; nothing when it is sound."""
        if found := dumping.faults(copy, kind=self.kind):
            return found
        return [] if self.place else health.check(self._engine)  # a dump cannot be asked

    def load(self, copy: Path) -> None:
        """Fill an empty database of PostgreSQL with such a copy, all or nothing."""
        dumping.load(self._engine, copy)

    def row_counts(self, copy: Path) -> Mapping[str, int]:
        """By table, of such a copy."""
        return dumping.row_counts(self._engine, copy)

    def size(self) -> int:
        """About how many bytes the archive takes."""
        return dumping.size(self._engine)

    def named(self, files: Collection[str]) -> set[str]:
        """Those of these files of pages, or originals, that the archive still names."""
        found: set[str] = set()
        with reading(self._engine) as db:
            for some in chunks(sorted(files)):
                for column in (snapshots.c.file, items.c.file, revisions.c.file):
                    found |= set(db.scalars(select(column).where(column.in_(some))))
        return found


def _tried(row: AnyRow) -> BackupTry:
    return BackupTry(**{name: getattr(row, name) for name in BackupTry.__slots__})
