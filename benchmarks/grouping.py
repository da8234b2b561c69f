"""What grouping one note costs, against 200,000 notes of the last 14 days, on SQLite.

The words of the notes follow Zipf's law over 60,000 invented ones. The notes that are timed tell
events that have nine notes already; the archive holds only what grouping asks for.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from measure import cpu, line
from sqlalchemy import Engine, insert

from monitor import grouping, stories
from monitor.archive import Archive
from monitor.archive.database import open_engine, writing
from monitor.archive.schema import clippings, items, revisions
from monitor.archive.schema_stories import trait_counts
from monitor.model import Clipping, computed_id
from monitor.stories.words import stem

NOTES, DAYS, PER_EVENT = 200_000, 14, 10
WORDS, LENGTH = 60_000, 90  # of the language; of what is read of a note
CHUNK = 5_000
Kept = tuple[dict[str, object], dict[str, object], list[tuple[int, int, int]]]
NEW = 100  # notes that are timed, in the batches of the pipeline
START = datetime(2026, 11, 9, 12, tzinfo=UTC)
random = Random(20261123)
SYLLABLES = [f"{a}{b}" for a in "bcdfglmnprstvz" for b in "aeiou"]
LANGUAGE = ["".join(random.choices(SYLLABLES, k=3)) for _ in range(WORDS)]
CHANCES = [1 / (rank + 8) for rank in range(WORDS)]
POOL = random.choices(LANGUAGE, CHANCES, k=2_000_000)


def sample(count: int) -> list[str]:
    at = random.randrange(len(POOL) - count)
    return POOL[at : at + count]


KEYS = [stem(word) for word in LANGUAGE]
KEY_POOL = random.choices(KEYS, CHANCES, k=2_000_000)


def note(number: int) -> Clipping:
    """One of ten that tell its event: a third of its words are those of the event."""
    event = Random(number % NEW)
    theirs = [event.choice(LANGUAGE) for _ in range(LENGTH // 3)]
    words = sample(LENGTH - len(theirs)) + theirs
    random.shuffle(words)
    return Clipping(
        id=computed_id(str(number)),
        revision=1,
        source_id="s",
        outlet_id=f"o{number % 97}",
        url=None,
        title=" ".join(theirs[:9]).capitalize(),
        text=" ".join(word.capitalize() if at % 11 == 0 else word for at, word in enumerate(words)),
        published_at=START + timedelta(days=number % NEW % (DAYS - 1), hours=random.random() * 20),
        collected_at=START,
    )


def fill(engine: Engine) -> None:
    """The events of the notes that are timed, as they would be kept, and then all the others."""
    counts = Counter(KEY_POOL[:50_000])
    made = map(partial(kept, counts=counts), range(NOTES))
    while some := list(islice(made, CHUNK)):
        with writing(engine) as db:
            db.execute(insert(items), [row[0] for row in some])
            db.execute(insert(clippings), [row[1] for row in some])
            keys = sorted(key for row in some for key in row[2])
            db.exec_driver_sql("INSERT INTO traits VALUES (?, ?, ?)", keys)
    count(engine)


def count(engine: Engine) -> None:
    """How often each word would have been counted, each day."""
    share = NOTES * LENGTH / DAYS / len(KEY_POOL)
    of = {0: NOTES / DAYS} | {key: n * share for key, n in Counter(KEY_POOL).items()}
    first = day_of(START)
    with writing(engine) as db:
        for day in range(first, first + DAYS):
            rows = [{"day": day, "trait": key, "notes": round(n) or 1} for key, n in of.items()]
            db.execute(insert(trait_counts), rows)


def kept(number: int, *, counts: Counter[int]) -> Kept:
    each = note(number) if number < NEW * (PER_EVENT - 1) else None
    event, published = number, START + timedelta(days=DAYS * random.random())
    if each:
        event, published = number % NEW, each.published_at
        profile = stories.profile(
            stories.read(piece(each)), stories.Frequencies(notes=50_000 // LENGTH, of=counts)
        )
    else:
        profile = invented()
    found = {*profile.sought, *stories.bands(profile.signature)}
    key = computed_id(str(number))
    row = {
        "number": number + 1,
        "id": key,
        "revision": 1,
        "outlet_id": f"o{number % 97}",
        "published_at": published,
        "tagged_by": "b",
        "story_id": computed_id(str(event)),
        "signature": profile.signature,
        "profile": stories.packed(profile),
        "told_revision": 1,
    }
    return item_row(key), row, [(day_of(published), trait, number + 1) for trait in found]


def invented() -> stories.Profile:
    """A profile of random words, without the text that would give it."""
    at = random.randrange(len(KEY_POOL) - LENGTH)
    said = set(KEY_POOL[at : at + LENGTH])
    weights = {key: random.uniform(1, 9) for key in said}
    size = len(stories.signature("", "uno dos tres"))
    return stories.Profile(
        signature=b"\1\x60\0\0\0" + random.randbytes(size - 5),
        weights=dict(sorted(weights.items(), key=lambda each: -each[1])),
        title=frozenset(islice(said, 8)),
        names=frozenset(islice(said, 12)),
        grams=frozenset(random.choices(KEYS, k=60)),
    )


def day_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 86_400


def piece(each: Clipping) -> stories.Piece:
    return stories.Piece(
        id=each.id, title=each.title, text=each.text, published_at=each.published_at
    )


def item_row(key: str) -> dict[str, object]:
    empty = dict.fromkeys(("host", "summary", "detail", "title"), "")
    more = {"source_id": "s", "guid": key, "first_seen_at": START, "attempts": 0}
    return empty | more | {"id": key}


def arriving(engine: Engine, count: int) -> None:
    """Notes that wait for their story, each of a known event."""
    new = [note(NEW * PER_EVENT + number) for number in range(count)]
    new = [replace(each, id=computed_id(f"new {each.id}")) for each in new]
    with writing(engine) as db:
        db.execute(insert(items), [item_row(each.id) for each in new])
        for number, each in enumerate(new, start=NOTES + 1):
            waits = {"number": number, "id": each.id, "revision": 1, "outlet_id": each.outlet_id}
            waits |= {"published_at": each.published_at, "tagged_by": "b", "told_revision": 0}
            db.execute(insert(clippings), [waits])
            db.execute(insert(revisions), [revision(each)])


def revision(each: Clipping) -> dict[str, object]:
    return {
        "clipping_id": each.id,
        "revision": 1,
        "source_id": "s",
        "outlet_id": each.outlet_id,
        "title": each.title,
        "text": each.text,
        "fingerprint": each.fingerprint,
        "kind": "nota",
        "published_at": each.published_at,
        "collected_at": START,
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'bench.db'}"
        archive, engine = Archive(address), open_engine(address)
        archive.migrate()
        fill(engine)
        arriving(engine, NEW)
        signed = note(0)
        yardstick = cpu(lambda: stories.signature(signed.title, signed.text)) * 1000
        spent = []
        for _ in range(NEW // grouping.BATCH):
            started = process_time()
            done = grouping.group(archive, now=START + timedelta(days=DAYS))
            spent.append((process_time() - started) * 1000 / done)
        name = f"grouping: a note against {NOTES:,}"
        line(name, median(spent), "ms", against=yardstick, yardstick="its signature")
        engine.dispose()
        archive.close()


if __name__ == "__main__":
    main()
