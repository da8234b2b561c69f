"""When an edition opens and when it leaves, with a visto bueno or without; a draft as it stands.

Without `profile.digest.approval` an edition opens at its hour and leaves when nothing waits to be
read. With it, it opens before as a draft, and leaves at its hour once somebody approved it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.archive import Archive
from monitor.config import Config
from monitor.publishing import due_edition, leaves_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An edition whose hour has come, and what it still waits for."""

    id: str
    overdue: bool  # it waited enough for what is being read
    approved: bool = False  # it waits for nothing: what it tells is settled


def due(config: Config, archive: Archive, *, now: datetime) -> list[Due]:
    """The editions to tell now; opens the one whose turn it is to open."""
    return [*_by_hour(config, archive, now=now), *_by_approval(config, archive, now=now)]


def _by_hour(config: Config, archive: Archive, *, now: datetime) -> Iterator[Due]:
    """The one that leaves by itself."""
    edition = due_edition(config, now=now)
    if edition is None or config.profile.digest.approval:
        return
    opened_at = archive.open_edition(edition.id, day=edition.day, hour=edition.hour, now=now)
    if opened_at:
        overdue = now - opened_at >= config.profile.digest.patience
        yield Due(id=edition.id, overdue=overdue)


def _by_approval(config: Config, archive: Archive, *, now: datetime) -> Iterator[Due]:
    """Those that somebody approved, also where nobody asks for that any more; the due draft."""
    open_draft(config, archive, now=now)
    for draft in archive.drafts.waiting():
        leaves = leaves_at(config, draft)
        if leaves and leaves <= now:
            approved = draft.approved_at is not None
            yield Due(id=draft.edition_id, overdue=not approved, approved=approved)


def open_draft(config: Config, archive: Archive, *, now: datetime) -> None:
    """Open the draft whose time has come, where the office asks for one."""
    if approval := config.profile.digest.approval:
        edition = due_edition(config, now=now + approval.before)
        if edition:
            archive.drafts.open(edition.id, day=edition.day, hour=edition.hour, now=now)
