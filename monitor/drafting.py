"""When an edition opens and when it leaves, with a visto bueno or without; a draft as it stands.

Without `profile.digest.approval` an edition opens at its hour and leaves when nothing waits to be
read. With it, it opens before as a draft, and leaves at its hour once somebody approved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.archive import Archive
from monitor.archive.records import DraftState
from monitor.config import Config
from monitor.model import Edition, Stance
from monitor.publishing import Publisher, due_edition, leaves_at, moment_of, next_edition
from reports.accounts import Account, accounts
from reports.headlines import headline
from reports.model import Digest
from reports.words import clean

SHORTEST = 6  # characters of an id that somebody types


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


def next_opening(config: Config, *, now: datetime) -> tuple[str, datetime] | None:
    """The next draft and when it opens; None where nobody asks for a visto bueno."""
    approval = config.profile.digest.approval
    if approval is None:
        return None
    edition = next_edition(config, now=now + approval.before)
    return edition.id, moment_of(config, edition.day, edition.hour) - approval.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story of a draft, as somebody who may change it needs it."""

    id: str
    short: str  # as much of the id as tells it from the others
    section: str | None  # where it is shown; None: it was dropped
    title: str
    outlet: str
    stance: Stance | None
    impacts: int
    summary: str
    reasons: tuple[str, ...]  # why it requires attention
    edited: bool  # the summary is the office's


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The draft of an edition as it stands now."""

    state: DraftState
    edition: Edition
    digest: Digest
    accounts: tuple[Account, ...]  # of dropped stories, too
    lines: tuple[Line, ...]  # as the page has them; those dropped last

    def account(self, story_id: str) -> Account:
        return next(each for each in self.accounts if each.id == story_id)

    def line(self, story_id: str) -> Line:
        return next(each for each in self.lines if each.id == story_id)


def draft_of(publisher: Publisher, state: DraftState, *, now: datetime) -> Draft:
    """What it would tell if it left now, or at its hour if that is still to come."""
    leaves = max(now, moment_of(publisher.config, state.day, state.hour))
    edition = publisher.edition(state.edition_id, opened_at=leaves, now=now)
    built = publisher.build(edition)
    told = accounts(edition, publisher.config)
    return Draft(
        state=state,
        edition=edition,
        digest=built,
        accounts=told,
        lines=tuple(_lines(built, told)),
    )


def _lines(built: Digest, told: Sequence[Account]) -> Iterator[Line]:
    short = shortened([each.id for each in told])
    shown = [(section.id, story) for section in built.sections for story in section.stories]
    for section_id, story in shown:
        yield Line(
            id=story.id,
            short=short[story.id],
            section=section_id,
            title=story.title,
            outlet=story.outlet,
            stance=story.stance,
            impacts=len(story.impacts),
            summary=" ".join(each.text for each in story.summary),
            reasons=story.reasons,
            edited=story.edited,
        )
    seen = {story.id for _, story in shown}
    yield from (_dropped(each, short[each.id]) for each in told if each.id not in seen)


def _dropped(account: Account, short: str) -> Line:
    first = account.subjects[0] if account.subjects else None
    return Line(
        id=account.id,
        short=short,
        section=None,
        title=headline(account.lead.clipping),
        outlet=clean(account.outlets[0].name),
        stance=account.stance_to(first) if first else None,
        impacts=len(account.entries),
        summary="",
        reasons=(),
        edited=False,
    )


def shortened(ids: Sequence[str]) -> Mapping[str, str]:
    """As much of each id as nobody takes for another; what is told apart keeps its mark."""
    starts = {each.partition("-")[0] for each in ids}
    length = next(
        number
        for number in range(SHORTEST, max(map(len, starts), default=0) + SHORTEST + 1)
        if len({start[:number] for start in starts}) == len(starts)
    )
    return {each: _short(each, length) for each in ids}


def _short(story_id: str, length: int) -> str:
    start, mark, apart = story_id.partition("-")
    return f"{start[:length]}{mark}{apart[:length]}"


def matching(written: str, ids: Sequence[str]) -> list[str]:
    """The ids that a part of one may mean; a story goes before what is told apart from it."""
    if written in ids:
        return [written]
    start, mark, apart = written.partition("-")
    found = [each for each in ids if each.partition("-")[0].startswith(start)]
    if mark:
        return [each for each in found if each.partition("-")[2].startswith(apart)]
    return [each for each in found if "-" not in each] or found
