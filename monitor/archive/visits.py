"""What one reading of a source leaves: when it is read next, signs of its health, what is gone.

A new sign is a column of `source_states`, a field of `SourceState`, and a value in `_signs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from courlan import extract_domain
from pydantic import HttpUrl
from sqlalchemy import Connection, select, update

from monitor.archive.database import insert
from monitor.archive.records import SourceState
from monitor.archive.rows import Record, chunks
from monitor.archive.schema import outages, source_states
from monitor.archive.sources import LONGEST_WAIT, memos_of, state_of
from monitor.archive.withdrawn import take_back
from monitor.config import Source
from monitor.model import Harvest, Item, Memo

GOOD_READINGS: Final = 3  # at an address that it moved to, before it is its own
WEEK: Final = timedelta(days=7)  # what only says "unchanged" is read whole so often …
DAY: Final = timedelta(days=1)  # … or so often, when it gives something each day
_HID: Final = timedelta(hours=6)  # what is older than this was there when it said "unchanged"
_DISTRUST: Final = timedelta(days=30)  # of what it says of changes, once it lied
_JITTER: Final = 0.1  # of a wait: sources that failed together do not come back together
_MISLED: Final = ("not_a_feed", "empty_feed", "not_found", "gone")  # there is nothing there


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a source is to be asked now."""

    source: Source  # at the address where it is
    memos: Mapping[str, Memo] = field(default_factory=dict)


def asking(db: Connection, source: Source, *, now: datetime) -> Asking:
    """At its new address if it has one, and without conditions if its answers need proof."""
    state = state_of_one(db, source.id)
    memos = memos_of(db, source.id)
    if state and (_is_distrusted(state, now) or wants_all(state, now)):
        memos = {address: _unconditional(memo) for address, memo in memos.items()}
    return Asking(source=_at_its_address(source, state), memos=memos)


def state_of_one(db: Connection, source_id: str) -> SourceState | None:
    row = db.execute(
        select(source_states).where(source_states.c.source_id == source_id)
    ).one_or_none()
    return state_of(row) if row else None


def _at_its_address(source: Source, state: SourceState | None) -> Source:
    if state is None or state.address is None or state.address_of != source.address:
        return source
    return source.model_copy(update={"url": HttpUrl(state.address)})


def _unconditional(memo: Memo) -> Memo:
    """Without what a server judges by; without a body's hash it is a collector's own."""
    return replace(memo, etag=None, last_modified=None) if memo.body_hash else memo


def _is_distrusted(state: SourceState, now: datetime) -> bool:
    return state.lied_at is not None and now - state.lied_at < _DISTRUST


def wants_all(state: SourceState, now: datetime) -> bool:
    """Whether it has said "unchanged" for so long that it must prove it."""
    if state.full_at is None:
        return False
    lived = max(now - state.first_check_at, DAY)
    patience = DAY if state.items / (lived / DAY) >= 1 else WEEK
    return now - state.full_at >= patience


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one registered domain."""
    return _site(one) == _site(other)


def _site(address: str) -> str:
    """Its registered domain; of a name that nobody registers, the host."""
    host = urlsplit(address).hostname or ""
    return extract_domain(address) or host.removeprefix("www.")


def succeeded(
    db: Connection,
    source: Source,
    harvest: Harvest,
    *,
    announced: int,
    doubled: bool,
    now: datetime,
) -> None:
    """It was read: whatever failed before is over. To be called before its memos are kept."""
    before = state_of_one(db, source.id)
    news: Record = {
        "next_check_at": now + source.every,
        "last_success_at": now,
        "failures": 0,
        "kind": None,
        "detail": None,
        "failing_since": None,
        "note": harvest.note,
    }
    news |= _moved(before, source, harvest)
    news |= _signs(before, harvest, now=now)
    if announced:
        news["last_item_at"] = now
    if doubled:
        news["doubled_at"] = now
    if before:
        news |= _truth(db, before, harvest, now=now)
    _save(db, source.id, now=now, news=news, announced=announced)
    _end_outage(db, before, now=now)
    take_back(db, harvest.gone, source_id=source.id, now=now)


def _moved(before: SourceState | None, source: Source, harvest: Harvest) -> Record:
    """Where it leads for good; a place of the same site is its own after some good readings."""
    if harvest.moved_to is None:
        return {"moved_to": None, "moved_times": 0}
    known = before.moved_times if before and before.moved_to == harvest.moved_to else 0
    times = known + bool(harvest.items)
    news: Record = {"moved_to": harvest.moved_to, "moved_times": times}
    if times >= GOOD_READINGS and same_site(source.address, harvest.moved_to):
        written = before.address_of if before and before.address == source.address else None
        news |= {"address": harvest.moved_to, "address_of": written or source.address}
    return news


def _signs(before: SourceState | None, harvest: Harvest, *, now: datetime) -> Record:
    """What its body showed; nothing when it gave none."""
    gave = bool(harvest.memos) or not harvest.unchanged or before is None
    news: Record = {"full_at": now} if gave else {}
    if harvest.unchanged:
        return news
    dates = [each for item in harvest.items if (each := item.published_at)]
    if before and before.newest_at:
        dates.append(before.newest_at)
    newest = max(dates, default=None)
    return news | {
        "listed": len(harvest.items),
        "ahead": sum(_is_ahead(item, now) for item in harvest.items),
        "mended": harvest.mended,
        "newest_at": min(newest, now) if newest else None,
    }


def _is_ahead(item: Item, now: datetime) -> bool:
    """A date in the future is read as the moment of the reading: no true one is the same."""
    moment = item.published_at or item.updated_at
    return moment is not None and moment >= now


def _truth(db: Connection, before: SourceState, harvest: Harvest, *, now: datetime) -> Record:
    """Whether it said "unchanged" of what it gives once it is asked without conditions.

    Another body under the same mark proves it. Notes that are older than its last "unchanged" may
    have been late for everybody: only when that happens twice does it lie.
    """
    if not wants_all(before, now) or harvest.unchanged or before.last_success_at is None:
        return {}
    known = memos_of(db, before.source_id)
    if any(_same_mark(known.get(at), memo) for at, memo in harvest.memos.items()):
        return {"lied_at": now}
    since, until = before.full_at, before.last_success_at - _HID
    dates = (item.published_at for item in harvest.items)
    if not any(since < each < until for each in dates if each and since):
        return {}
    again = before.doubted_at is not None and now - before.doubted_at < _DISTRUST
    return {"doubted_at": now} | ({"lied_at": now} if again else {})


def _same_mark(known: Memo | None, memo: Memo) -> bool:
    """Two bodies under one mark of the server."""
    if known is None or known.body_hash == memo.body_hash:
        return False
    marks = [(known.etag, memo.etag), (known.last_modified, memo.last_modified)]
    return any(one is not None and one == other for one, other in marks)


def _end_outage(db: Connection, before: SourceState | None, *, now: datetime) -> None:
    if before is None or before.failing_since is None or before.failing_since >= now:
        return
    row = {
        "source_id": before.source_id,
        "began_at": before.failing_since,
        "ended_at": now,
        "kind": before.kind or "",
    }
    db.execute(insert(db, outages).values(row).on_conflict_do_nothing())


def failed(
    db: Connection, source: Source, *, kind: str, detail: str, now: datetime, wait: timedelta | None
) -> None:
    """It could not be read: try again later, and later, but never give it up."""
    before = db.execute(
        select(source_states.c.failures, source_states.c.failing_since, source_states.c.address)
        .where(source_states.c.source_id == source.id)
        .with_for_update()
    ).one_or_none()
    failures = (before.failures if before else 0) + 1
    later = _back_off(source, failures)
    news: Record = {
        "next_check_at": now + max(later, wait or timedelta()),
        "failures": failures,
        "kind": kind,
        "detail": detail,
        "failing_since": (before.failing_since if before else None) or now,
    }
    if before and before.address == source.address and kind in _MISLED:
        news |= {"address": None, "address_of": None, "moved_times": 0}  # the written one, again
    _save(db, source.id, now=now, news=news)


def _back_off(source: Source, failures: int) -> timedelta:
    """1, 2, 4 … 64 times the usual wait, a day at most unless the usual wait is longer."""
    every = source.every
    longest = min(every * (1 << min(failures - 1, 6)), LONGEST_WAIT)
    digest = blake2b(f"{source.id} {failures}".encode(), digest_size=2).digest()
    spread = _JITTER * int.from_bytes(digest) / 0x10000
    return max(every, longest * (1 - spread))


def _save(
    db: Connection, source_id: str, *, now: datetime, news: Record, announced: int = 0
) -> None:
    first = {"source_id": source_id, "first_check_at": now, "announced": announced, "failures": 0}
    statement = insert(db, source_states).values(first | news)
    more = {"announced": source_states.c.announced + announced}
    db.execute(statement.on_conflict_do_update(index_elements=["source_id"], set_=news | more))


def hurry(db: Connection, ids: Sequence[str], *, now: datetime) -> None:
    """They are due now, whatever they wait for; a host that asked for a pause still has it."""
    later = source_states.c.next_check_at > now
    for some in chunks(ids):
        its = source_states.c.source_id.in_(some)
        db.execute(update(source_states).where(its, later).values(next_check_at=now))


def follow(db: Connection, source: Source, *, now: datetime) -> str | None:
    """Read it from now on where it moved, as a person says; where that is, or None."""
    state = state_of_one(db, source.id)
    if state is None or state.moved_to is None:
        return None
    news = {"address": state.moved_to, "address_of": source.address, "next_check_at": now}
    db.execute(update(source_states).where(source_states.c.source_id == source.id).values(**news))
    return state.moved_to
