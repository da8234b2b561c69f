"""The chain of what persons did: each row of a sealed table is sealed in its own transaction.

A seal holds the digest of its row, and the chain that of every seal before it, so that nobody
changes, adds or takes away a row unseen. To seal one more table: a line in SEALED, `note` where
its rows are written, and a migration that seals those of before.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, RowMapping, Table, exists, insert, select, text, update

from monitor.archive.analysed import corrections
from monitor.archive.rows import AnyRow, Record, chunks
from monitor.archive.schema import edits
from monitor.archive.schema_cases import demand_accesses, demand_steps
from monitor.archive.schema_keeping import seals
from monitor.archive.schema_stories import story_corrections

PENDING: Final = "unsealed"  # the option of a writing transaction that holds what it must seal
COVERED: Final = seals.name  # what is sealed when another seal loses its salt
_APPENDING: Final = 0x53696E73  # the key of PostgreSQL's lock of whoever seals
_SALT: Final = 16  # bytes

Key = tuple[str, int]  # a table and the number of its row


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table whose rows are sealed: what is digested, and when the row says that it was done."""

    table: Table
    moment: str
    columns: tuple[str, ...]  # without those that come later and are empty in older rows


# Without a name that may be empty for years: what is NULL is not digested.
SEALED: Final[Mapping[str, Sealed]] = {
    each.table.name: each
    for each in (
        Sealed(
            demand_steps,
            "at",
            ("number", "folio", "at", "by", "action", "before", "after", "note", "evidence"),
        ),
        Sealed(demand_accesses, "at", ("number", "at", "by", "what", "folio", "count")),
        Sealed(
            edits,
            "made_at",
            (
                "number", "edition_id", "action", "story_id", "before", "after", "made_by",
                "made_at",
            ),
        ),
        Sealed(
            corrections,
            "made_at",
            (
                "number", "clipping_id", "revision", "subject_id", "verdict", "stance", "tone",
                "responsible", "words", "evidence_field", "evidence_start", "evidence_end",
                "at_field", "at_start", "at_end", "made_by", "note", "made_at",
            ),
        ),
        Sealed(
            story_corrections,
            "said_at",
            ("number", "one", "other", "together", "said_by", "said_at"),
        ),
    )
}  # fmt: skip


def note(db: Connection, table: Table, numbers: Iterable[int]) -> None:
    """These rows were written now: they are sealed before the transaction ends."""
    db.get_execution_options()[PENDING].extend((table.name, number) for number in numbers)


def close(db: Connection) -> None:
    """Seal what this transaction wrote; whoever ends one calls it once."""
    if pending := db.get_execution_options().get(PENDING):
        append(db, pending)
        pending.clear()


def append(db: Connection, pending: Sequence[Key]) -> None:
    """Seal these rows, in their order; one that has a seal keeps the one that it has."""
    if db.dialect.name == "postgresql":  # on SQLite nobody else writes meanwhile
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _APPENDING})
    last = db.execute(
        select(seals.c.number, seals.c.chain).order_by(seals.c.number.desc()).limit(1)
    )
    number, before = last.one_or_none() or (0, "")
    written = _unsealed(db, pending)
    rows: list[Record] = []
    for key in dict.fromkeys(pending):
        if key in written:
            number += 1
            rows.append(_seal(number, key, written[key], before=before))
            before = rows[-1]["chain"]
    if rows:
        db.execute(insert(seals), rows)


def _seal(number: int, key: Key, its: tuple[datetime, bytes], *, before: str) -> Record:
    (of, row), (at, said) = key, its
    salt = secrets.token_bytes(_SALT)
    told = digest(salt, said)
    return {
        "number": number,
        "of": of,
        "row": row,
        "at": at,
        "salt": salt,
        "digest": told,
        "chain": chain(before, number, key, at, told),
    }


def digest(salt: bytes, said: bytes) -> str:
    return sha256(salt + said).hexdigest()


def chain(before: str, number: int, key: Key, at: datetime, told: str) -> str:
    """What ties a seal to all of those before it."""
    parts = (before, number, *key, at.astimezone(UTC).isoformat(), told)
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


# what rows say


def said(db: Connection, keys: Iterable[Key]) -> dict[Key, tuple[datetime, bytes]]:
    """When each of these rows was written and what it says now; none of one that is not there."""
    return {
        (of, row["number"]): (row[SEALED[of].moment], canonical(row))
        for of, some in _by_table(keys)
        for row in _rows(db, SEALED[of], some)
    }


def canonical(row: RowMapping) -> bytes:
    """The same bytes for the same row on both databases, whatever columns come later."""
    told = {key: _plain(value) for key, value in row.items() if value is not None}
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _by_table(keys: Iterable[Key]) -> Iterator[tuple[str, Sequence[int]]]:
    found: dict[str, list[int]] = defaultdict(list)
    for of, row in keys:
        found[of].append(row)
    for of, numbers in found.items():
        for some in chunks(numbers):
            yield of, some


def _rows(db: Connection, its: Sealed, numbers: Sequence[int]) -> Iterable[RowMapping]:
    columns = (its.table.c[name] for name in its.columns)
    return db.execute(select(*columns).where(its.table.c.number.in_(numbers))).mappings()


def _unsealed(db: Connection, pending: Sequence[Key]) -> dict[Key, tuple[datetime, bytes]]:
    """What the rows to seal say: of a covering, what the row that it covers says now."""
    sealed = {
        (of, row)
        for of, some in _by_table(pending)
        for row in db.scalars(select(seals.c.row).where(seals.c.of == of, seals.c.row.in_(some)))
    }
    fresh = [key for key in pending if key not in sealed]
    found = said(db, (key for key in fresh if key[0] != COVERED))
    coverings = [key for key in fresh if key[0] == COVERED]
    return found | covered(db, coverings)


# what is covered


def roots(db: Connection, coverings: Iterable[Key]) -> dict[Key, Key]:
    """The row that each of these coverings is of, through any number of coverings."""
    found: dict[Key, Key] = {}
    left = {key: key[1] for key in coverings}
    while left:
        numbers = sorted(set(left.values()))
        query = select(seals.c.number, seals.c.of, seals.c.row)
        of = {
            row.number: (row.of, row.row)
            for some in chunks(numbers)
            for row in db.execute(query.where(seals.c.number.in_(some)))
        }
        step = {key: of[number] for key, number in left.items() if number in of}
        found |= {key: its for key, its in step.items() if its[0] != COVERED}
        left = {key: its[1] for key, its in step.items() if its[0] == COVERED}
    return found


def covered(db: Connection, coverings: Sequence[Key]) -> dict[Key, tuple[datetime, bytes]]:
    """When each of these was covered, and what its row says now."""
    root = roots(db, coverings)
    now_says = said(db, set(root.values()))
    times = {
        row.number: row.covered_at
        for some in chunks([number for _, number in coverings])
        for row in db.execute(
            select(seals.c.number, seals.c.covered_at).where(seals.c.number.in_(some))
        )
    }
    return {
        key: (times[key[1]], now_says[its][1])
        for key, its in root.items()
        if its in now_says and times.get(key[1])
    }


def cover(db: Connection, table: Table, number: int, *, now: datetime) -> None:
    """What a row said of persons was covered: its digest can prove no guess from now on.

    That it was, and what is left, is sealed as well, so that nobody covers in our name.
    """
    key: Key = (table.name, number)
    while its := _seal_of(db, key):
        if its.covered_at is None:
            news = {"salt": None, "covered_at": now}
            db.execute(update(seals).where(seals.c.number == its.number).values(news))
            note(db, seals, [its.number])
            return
        key = (COVERED, its.number)


def _seal_of(db: Connection, key: Key) -> AnyRow | None:
    of, row = key
    query = select(seals.c.number, seals.c.covered_at).where(seals.c.of == of, seals.c.row == row)
    return db.execute(query).one_or_none()


def without_seal(db: Connection, its: Sealed, *, since: int = 0, limit: int = 1) -> list[int]:
    """The rows, from a number on, that have no seal, the first first."""
    sealed = exists().where(seals.c.of == its.table.name, seals.c.row == its.table.c.number)
    query = select(its.table.c.number).where(its.table.c.number >= since, ~sealed)
    return list(db.scalars(query.order_by(its.table.c.number).limit(limit)))
