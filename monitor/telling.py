"""How an edition last told a story: what the next one compares with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The last edition that told a story, and every piece of it that any edition told."""

    edition_id: str
    day: date  # local, of that edition
    hour: str  # "07:00"
    title: str  # the headline it bore there
    clipping_ids: frozenset[str]
