"""What a person gives by hand: how it stands in the ledger, and how it enters it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from monitor.archive import analyses, clippings, ledger
from monitor.archive.database import reading, writing
from monitor.archive.records import Read, Waiting
from monitor.archive.schema import items
from monitor.model import Analysis, Item

_EVER = timedelta(days=365 * 200)


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked of what was given, and told."""

    _engine: Engine = field(repr=False)

    def standing(self, item_id: str) -> Waiting | None:
        """An item as it stands, whoever announced it; None when nobody did."""
        with reading(self._engine) as db:
            return _standing(db, item_id)

    def take(
        self,
        item: Item,
        read: Read,
        told: Sequence[Analysis],
        *,
        parts: Mapping[str, str],
        keep: bool,
        now: datetime,
    ) -> Waiting | None:
        """Enter an item, what was read of it and what that says; how it then stands.

        With `keep` it stays although it names nobody.
        """
        with writing(self._engine) as db:
            ledger.announce(db, [item], source_id=item.source_id, now=now, horizon=_EVER)
            known_as = clippings.add(db, [read.clipping] if read.clipping else [])
            ledger.settle(db, ledger.told_apart([read], known_as), now=now)
            told = [] if known_as else told
            kept = {each.clipping_id for each in told} if keep else frozenset[str]()
            analyses.save(db, told, parts=parts, kept=kept)
            return _standing(db, item.id)


def _standing(db: Connection, item_id: str) -> Waiting | None:
    row = db.execute(select(items).where(items.c.id == item_id)).one_or_none()
    if row is None:
        return None
    return ledger.waiting(row, ledger.latest_of(db, [row.id]).get(row.id))
