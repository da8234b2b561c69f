"""Who left a list: kept as who and which, with the letter that tells them so, each once.

The key that signs the way out is made here at random the first time that it is asked for.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, select

from monitor.archive import outbox
from monitor.archive.database import insert, reading, writing
from monitor.archive.schema_keeping import departures, keys
from monitor.model import Mail

KEY: Final = "leaving"
KEY_SIZE: Final = 32  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Somebody receives a list no more."""

    address: str  # lower case
    list_id: str  # "" of the profile's recipients
    at: datetime
    by: str  # a person of the office, or the Message-ID of the mail that asked


@dataclass(frozen=True, slots=True)
class Departures:
    """What is asked of those who left, and told of them; each method is one transaction."""

    _engine: Engine = field(repr=False)

    def key(self) -> bytes:
        """What signs the way out of a list: the same for ever, whoever asks first."""
        known = select(keys.c.value).where(keys.c.name == KEY)
        with reading(self._engine) as db:
            found: bytes | None = db.scalar(known)
        if found is not None:
            return found
        made = {"name": KEY, "value": secrets.token_bytes(KEY_SIZE)}
        with writing(self._engine) as db:
            db.execute(insert(db, keys).values(made).on_conflict_do_nothing())
            kept: bytes = db.execute(known).scalar_one()
        return kept

    def all(self) -> list[Departure]:
        """The first who left first."""
        query = select(departures).order_by(departures.c.at, departures.c.address)
        with reading(self._engine) as db:
            return [
                Departure(address=row.address, list_id=row.list_id, at=row.at, by=row.by)
                for row in db.execute(query)
            ]

    def leave(self, gone: Departure, *, mails: Sequence[Mail] = ()) -> bool:
        """Keep it with its letter; False, and no letter, when they had left before."""
        new = departures.c.address
        with writing(self._engine) as db:
            row = insert(db, departures).values(asdict(gone)).on_conflict_do_nothing()
            if db.scalar(row.returning(new)) is None:
                return False
            outbox.put(db, mails, now=gone.at)
            return True

    def rejoin(self, address: str, list_id: str) -> bool:
        """They receive it again; False when they had not left."""
        its = (departures.c.address == address, departures.c.list_id == list_id)
        with writing(self._engine) as db:
            back = delete(departures).where(*its).returning(departures.c.address)
            return db.scalar(back) is not None
