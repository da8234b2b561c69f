"""What an analyst changes in the draft of an edition: each edit a row that only grows.

`reports.editing` applies them between the Edition and its Digest; the archive keeps them. A new
kind of edit is a line in `EditAction`, what it does there, and its command in `monitor.cli`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EditAction(StrEnum):
    """What an edit does to a story."""

    DROP = "drop"  # the digest does not show it
    PIN = "pin"  # it opens what requires attention
    MOVE = "move"  # to another section
    SUMMARY = "edit-summary"
    STANCE = "stance"  # a correction of its pieces, too
    UNDO = "undo"  # of another edit, whose number is `before`


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of a story of a draft: what it was, what it is, who made it and when."""

    number: int
    edition_id: str
    action: EditAction
    story_id: str  # as the digest names it
    before: str  # a section, a summary, "SUBJECT=STANCE", or the number of an edit
    after: str
    made_by: str
    made_at: datetime
