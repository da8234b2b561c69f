"""The ledger: every address that a source ever announced, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, bindparam, case, select, update

from monitor.archive.database import insert
from monitor.archive.records import Read, Waiting
from monitor.archive.rows import (
    AnyRow,
    Record,
    chunks,
    cleaned,
    clipping_of,
    item_of,
    item_row,
    memo_of,
)
from monitor.archive.schema import ITEM_WAITS, clippings, items, revisions, sightings
from monitor.archive.sources import held_hosts
from monitor.archive.withdrawn import DETAIL as TAKEN_BACK
from monitor.archive.withdrawn import put_back
from monitor.model import Item, Outcome, computed_id

# A piece that was read comes back when its source says that it changed; what is refused, gone or
# blocked does not.
_READ_AGAIN: Final = (
    Outcome.CLIPPED,
    Outcome.IRRELEVANT,
    Outcome.NO_TEXT,
    Outcome.NOT_ARTICLE,
    Outcome.PAYWALLED,
)
# What nobody could read, and somebody may bring.
_BROUGHT: Final = (
    Outcome.BLOCKED,
    Outcome.PAYWALLED,
    Outcome.ROBOTS,
    Outcome.GONE,
    Outcome.NOT_FOUND,
    Outcome.TOO_LARGE,
    Outcome.UNREACHABLE,
)
# A source that says at every poll that everything changed must not make us read it all each time.
_PROMPT_CHANGES: Final = 3
_RESTLESS_WAIT: Final = timedelta(hours=1)
_ANNOUNCED: Final = (
    "title",
    "summary",
    "text",
    "author",
    "published_at",
    "updated_at",
    "kind",
    "file",
)


def announce(
    db: Connection, found: Iterable[Item], *, source_id: str, now: datetime, horizon: timedelta
) -> tuple[int, int]:
    """Enter what a source announces; how many addresses are new, and how many new to it."""
    announced, prints = _distinct(found)
    if not announced:
        return 0, 0
    added = _add(db, announced, now=now, oldest=now - horizon)
    _bring(db, announced, now=now)
    before = _seen(db, list(announced), source_id=source_id)
    known = {key: row.fingerprint for key, row in before.items()}
    news = {key: print_ for key, print_ in prints.items() if known.get(key) != print_}
    _see(db, news, source_id=source_id, now=now)
    put_back(db, announced.values(), source_id=source_id, now=now)
    changed = [key for key in news if key in before]
    _retell(db, [announced[key] for key in changed], source_id=source_id)
    restless = {key for key in changed if before[key].changes >= _PROMPT_CHANGES}
    _read_again(db, [key for key in changed if key not in restless], at=now)
    _read_again(db, sorted(restless), at=now + _RESTLESS_WAIT)
    return added, len(news) - len(changed)


def _distinct(found: Iterable[Item]) -> tuple[dict[str, Item], dict[str, str]]:
    """Each address once, in the order of ids so that two writers never wait for each other."""
    copies: dict[str, list[Item]] = {}
    for item in map(cleaned, found):
        copies.setdefault(item.id, []).append(item)
    return (
        {key: copies[key][0] for key in sorted(copies)},
        {key: _print(copies[key]) for key in sorted(copies)},
    )


def _print(copies: Sequence[Item]) -> str:
    """One fingerprint of an address that a source lists twice, in whatever order it does."""
    prints = sorted({item.fingerprint for item in copies})
    return prints[0] if len(prints) == 1 else computed_id(*prints)


def _add(db: Connection, announced: Mapping[str, Item], *, now: datetime, oldest: datetime) -> int:
    rows = [item_row(item) | _first(item, now=now, oldest=oldest) for item in announced.values()]
    statement = insert(db, items).on_conflict_do_nothing().returning(items.c.id)
    return len(db.scalars(statement, rows).all())


def _bring(db: Connection, announced: Mapping[str, Item], *, now: datetime) -> None:
    """A page that its site would not let us read is read where somebody brings its text."""
    brought = {key: item for key, item in announced.items() if item.text is not None}
    closed = [outcome.value for outcome in _BROUGHT]
    for some in chunks(sorted(brought)):
        query = select(items.c.id).where(items.c.id.in_(some), items.c.text.is_(None))
        query = query.where(items.c.detail != TAKEN_BACK)  # a search may list it a while longer
        for key in db.scalars(query.where(items.c.outcome.in_(closed))).all():
            item = brought[key]
            news: Record = {"text": item.text, "file": item.file, "read_at": now, "attempts": 0}
            db.execute(update(items).where(items.c.id == key).values(news))


def _first(item: Item, *, now: datetime, oldest: datetime) -> Record:
    """How an item enters: it waits, unless it was published too long ago."""
    old = item.published_at is not None and item.published_at < oldest
    return {
        "first_seen_at": now,
        "outcome": Outcome.OLD.value if old else None,
        "detail": "se publicó antes del periodo que se sigue" if old else "",
        "attempts": 0,
        "read_at": None if old else now,
    }


def _seen(db: Connection, ids: Sequence[str], *, source_id: str) -> dict[str, AnyRow]:
    """How a source announced these before."""
    return {
        row.item_id: row
        for some in chunks(ids)
        for row in db.execute(
            select(sightings).where(
                sightings.c.item_id.in_(some), sightings.c.source_id == source_id
            )
        )
    }


def _see(db: Connection, prints: Mapping[str, str], *, source_id: str, now: datetime) -> None:
    if not prints:
        return
    statement = insert(db, sightings)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["item_id", "source_id"],
            set_={
                "fingerprint": statement.excluded.fingerprint,
                "changes": sightings.c.changes + 1,
            },
        ),
        [
            {
                "item_id": key,
                "source_id": source_id,
                "fingerprint": print_,
                "first_seen_at": now,
                "changes": 0,
            }
            for key, print_ in prints.items()
        ],
    )


def _retell(db: Connection, changed: Sequence[Item], *, source_id: str) -> None:
    """What its own source tells otherwise than before is kept as told now."""
    if not changed:
        return
    rows = [{f"its_{key}": value for key, value in item_row(item).items()} for item in changed]
    its = items.c.id == bindparam("its_id")
    news = {name: bindparam(f"its_{name}", type_=items.c[name].type) for name in _ANNOUNCED}
    db.execute(update(items).where(its, items.c.source_id == source_id).values(news), rows)


def _read_again(db: Connection, ids: Sequence[str], *, at: datetime) -> None:
    """Those that may be read again wait for it, unless they already do for an earlier hour."""
    outcomes = [outcome.value for outcome in _READ_AGAIN]
    for some in chunks(ids):
        db.execute(
            update(items)
            .where(
                items.c.id.in_(some),
                items.c.outcome.in_(outcomes),
                items.c.read_at.is_(None) | (items.c.read_at > at),
            )
            .values(read_at=at, attempts=0)
        )


def hosts_waiting(db: Connection, *, now: datetime) -> list[str]:
    return sorted(
        db.scalars(
            select(items.c.host)
            .distinct()
            .where(ITEM_WAITS, items.c.read_at <= now, items.c.host.not_in(held_hosts(now=now)))
        )
    )


def to_read(db: Connection, host: str, *, now: datetime, limit: int) -> list[Waiting]:
    """Those that wait longest first."""
    rows = db.execute(
        select(items)
        .where(ITEM_WAITS, items.c.host == host, items.c.read_at <= now)
        .order_by(items.c.read_at, items.c.first_seen_at, items.c.id)
        .limit(limit)
    ).all()
    latest = latest_of(db, [row.id for row in rows])
    return [waiting(row, latest.get(row.id)) for row in rows]


def latest_of(db: Connection, ids: Sequence[str]) -> dict[str, AnyRow]:
    """The latest revision of these clippings."""
    heads = and_(
        revisions.c.clipping_id == clippings.c.id, revisions.c.revision == clippings.c.revision
    )
    return {
        row.clipping_id: row
        for some in chunks(ids)
        for row in db.execute(
            select(revisions, clippings.c.withdrawn_at)
            .join(clippings, heads)
            .where(clippings.c.id.in_(some))
        )
    }


def waiting(row: AnyRow, latest: AnyRow | None) -> Waiting:
    """An item with the latest revision of its clipping."""
    return Waiting(
        item=item_of(row),
        attempts=row.attempts,
        first_seen_at=row.first_seen_at,
        memo=memo_of(row),
        clipping=clipping_of(latest) if latest else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )


def told_apart(reads: Iterable[Read], known_as: Mapping[str, str]) -> list[Read]:
    """The readings, where a piece that is here under another address is a duplicate."""
    return [
        replace(
            read,
            outcome=Outcome.DUPLICATE,
            detail=f"es otra dirección de {known_as[read.item_id]}",
            read_at=None,
        )
        if read.item_id in known_as
        else read
        for read in reads
    ]


def settle(db: Connection, reads: Sequence[Read], *, now: datetime) -> None:
    """Write down what became of each item, or when it is tried again."""
    rows = [_settled(read) for read in sorted(reads, key=lambda read: read.item_id)]
    its = items.c.id == bindparam("its_id")
    news: Record = {"read_at": bindparam("its_read_at"), "last_read_at": now}
    if decided := [row for row in rows if row["its_outcome"] is not None]:
        tries = (items.c.attempts + 1) * bindparam("its_tries")
        known: Record = {"outcome": bindparam("its_outcome"), "detail": bindparam("its_detail")}
        statement = update(items).where(its).values(news | known | {"attempts": tries})
        db.execute(statement, decided)
    if later := [row for row in rows if row["its_outcome"] is None]:
        said = bindparam("its_detail", type_=items.c.detail.type)
        detail = case((items.c.outcome.is_(None), said), else_=items.c.detail)
        again: Record = {"detail": detail, "attempts": items.c.attempts + 1}
        db.execute(update(items).where(its).values(news | again), later)
    _forget(db, [read.item_id for read in reads if _fell_out(read)])
    _remember(db, reads)


def _fell_out(read: Read) -> bool:
    return read.outcome not in (None, Outcome.CLIPPED) and read.read_at is None


def _forget(db: Connection, ids: Sequence[str]) -> None:
    """What falls out keeps its row, never the text that its source sent with it."""
    for some in chunks(sorted(ids)):
        sent = items.c.text.is_not(None)
        db.execute(update(items).where(items.c.id.in_(some), sent).values(text=None))


def _settled(read: Read) -> Record:
    return {
        "its_id": read.item_id,
        "its_outcome": read.outcome.value if read.outcome else None,
        "its_detail": read.detail,
        "its_read_at": read.read_at,
        "its_tries": 0 if read.read_at else 1,  # another reading starts counting anew
    }


def _remember(db: Connection, reads: Iterable[Read]) -> None:
    rows = [
        {
            "its_id": read.item_id,
            "its_etag": read.memo.etag,
            "its_last_modified": read.memo.last_modified,
            "its_body_hash": read.memo.body_hash,
        }
        for read in reads
        if read.memo
    ]
    if rows:
        names = ("etag", "last_modified", "body_hash")
        news: Record = {name: bindparam(f"its_{name}") for name in names}
        db.execute(update(items).where(items.c.id == bindparam("its_id")).values(news), rows)
