"""What an alert is made of: frozen values, from what is asked to what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.model import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many notes the last hour gave, and the same hour of each earlier day."""

    notes: int
    before: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert that a story gave before."""

    story_id: str
    at: datetime
    sizes: Mapping[str, int]  # of its reasons, by key
    about: str = ""  # as `Alert.about`


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The sentence that shows a reason."""

    text: str
    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a story cannot wait. Of one key, the same story gives another only at twice the size."""

    key: str  # "negative", "spike", or the name of a group of words
    size: int  # outlets that say so; for a spike, notes of the hour
    words: str
    proof: Proof | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A story that cannot wait, and why; the reasons that are new come first."""

    id: str  # of its edition: the same for one story and one hour of the clock
    story_id: str
    reasons: tuple[Reason, ...]
    entries: tuple[Entry, ...]
    raised_at: datetime
    about: str = ""  # the weightiest subject that it names; none: its first reason
    more: int = 0  # others that cannot wait either, and stay behind: an hour holds no more
