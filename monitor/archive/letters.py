"""The letters about demands in the outbox: of one folio, or of none, as the mail of a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, select

from monitor.archive import outbox
from monitor.archive.database import reading, writing
from monitor.archive.records import MailState
from monitor.archive.schema import mails
from monitor.model import Mail


@dataclass(frozen=True, slots=True)
class Letters:
    """What is asked of letters, and told them; each method is one transaction."""

    _engine: Engine = field(repr=False)

    def post(self, new: Sequence[Mail], *, now: datetime) -> None:
        """Put letters of no single demand in the outbox; one that is there already stays so."""
        with writing(self._engine) as db:
            outbox.put(db, new, now=now)

    def has(self, message_id: str) -> bool:
        """Whether a letter was put there, whatever became of it."""
        with reading(self._engine) as db:
            query = select(mails.c.id).where(mails.c.message_id == message_id)
            return db.scalar(query) is not None

    def states(self, folio: str | None = None) -> list[MailState]:
        """How letters go, the newest first: those of a demand, or all."""
        with reading(self._engine) as db:
            return outbox.letters(db, folio)

    def refused(self, *, since: datetime) -> list[MailState]:
        """Those that somebody's server refused since then."""
        with reading(self._engine) as db:
            return outbox.letters_refused(db, since=since)
