"""What a monthly report costs over 100,000 notes, with as many of the month before; and a count.

    python benchmarks/reporting.py

On SQLite, from the archive to page, text, data, pictures and paper. The notes are invented: 97
outlets, 400 authors, some three readings each, a third of them in stories of many impacts.
"""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import process_time

from measure import line
from sqlalchemy import Engine, insert

from monitor.archive import Archive
from monitor.archive.counted import Scope
from monitor.archive.database import open_engine, writing
from monitor.archive.schema import (
    analyses,
    clippings,
    items,
    places,
    readings,
    revisions,
    source_states,
)
from monitor.config import Config, Outlet, Profile, Source, Subject, SubjectKind
from monitor.model import PieceKind, Stance, computed_id
from monitor.periods import month_of
from monitor.reporting import Reporter
from reports.periodic.clothes import dress
from reports.periodic.model import Report
from reports.tables import ranks

NOTES = 100_000  # of each of two months
LIMIT = 10.0  # seconds of CPU
START = datetime(2026, 9, 1, 6, tzinfo=UTC)
DAYS = (30, 31)  # of September and October
CHUNK = 5_000
random = Random(20261123)
OUTLETS, AUTHORS, STORIES = 97, 400, 20_000
THEMES = ("agua", "seguridad", "movilidad", "obras", "salud", None)
KINDS = [PieceKind.NOTE] * 17 + [PieceKind.COLUMN, PieceKind.REPORT, PieceKind.SPONSORED]
STANCES = [Stance.NEUTRAL] * 6 + [Stance.NEGATIVE] * 3 + [Stance.POSITIVE] * 2
TEXT = "El gobierno municipal reparó la fuga de la colonia. " * 60  # some 3,100 characters

MADE = datetime(2026, 11, 1, 14, tzinfo=UTC)
MONTH = month_of(date(2026, 10, 1))

Rows = dict[str, list[dict[str, object]]]


def config() -> Config:
    kinds = [*SubjectKind, *[SubjectKind.DEPARTMENT] * 6, *[SubjectKind.PROGRAMME] * 6]
    return Config(
        profile=Profile(
            municipality="Villa Clara",
            state="Estado de México",
            places=("Villa Clara",),
            contact="prensa@villaclara.example",
        ),
        subjects=tuple(
            Subject(id=f"s{number}", name=f"Tema {number}", kind=kind)
            for number, kind in enumerate(kinds)
        ),
        outlets=tuple(
            Outlet(
                id=f"o{number}",
                name=f"Medio {number}",
                scope="local",
                medium="digital",
                reach=number * 1_000,
                sources=(Source(kind="feed", url=f"https://o{number}.example/rss"),),
            )
            for number in range(OUTLETS)
        ),
    )


def fill(engine: Engine, subjects: int) -> None:
    """Two months of notes, as they would be kept."""
    tables = (items, clippings, revisions, analyses, readings, places)
    made = (note(number, subjects) for number in range(2 * NOTES))
    while some := list(islice(made, CHUNK)):
        with writing(engine) as db:
            for table in tables:
                rows = [row for each in some for row in each[table.name]]
                db.execute(insert(table), rows)
    with writing(engine) as db:
        first = {"next_check_at": START, "announced": 0, "failures": 0}
        at = {"first_check_at": START - timedelta(days=40)}
        db.execute(insert(source_states), [{"source_id": "o1-feed", **first, **at}])
        db.exec_driver_sql("ANALYZE")


def note(number: int, subjects: int) -> Rows:
    key = computed_id(str(number))
    month = number // NOTES
    day = random.uniform(0, DAYS[month]) + (DAYS[0] if month else 0)
    at = START + timedelta(days=day)
    base = {"clipping_id": key, "revision": 1}
    read = {**base, "analyzer": "a"}
    story = min(int(random.paretovariate(0.7)), STORIES) if number % 3 else number + STORIES
    named = random.sample(range(subjects), random.choice((1, 2, 3, 4)))
    return {
        "items": [item(key, at)],
        "clippings": [
            {
                "number": number + 1,
                "id": key,
                "revision": 1,
                "outlet_id": f"o{number % OUTLETS}",
                "published_at": at,
                "tagged_by": "a",
                "about": f"s{named[0]}",
                "story_id": computed_id("story", str(month), str(story)),
                "told_revision": 1,
            }
        ],
        "revisions": [revision(base, number, at)],
        "analyses": [{**read, "kind": random.choice(KINDS).value, "theme": random.choice(THEMES)}],
        "readings": list(said(read, named)),
        "places": [where(read, random.randrange(300))],
    }


def item(key: str, at: datetime) -> dict[str, object]:
    empty = dict.fromkeys(("host", "summary", "detail", "title"), "")
    return empty | {"id": key, "source_id": "s", "guid": key, "first_seen_at": at, "attempts": 0}


def revision(base: dict[str, object], number: int, at: datetime) -> dict[str, object]:
    return base | {
        "source_id": "s",
        "outlet_id": f"o{number % OUTLETS}",
        "url": f"https://o{number % OUTLETS}.example/{number}",
        "title": f"Reparan la fuga número {number} de la colonia Centro",
        "text": TEXT,
        "fingerprint": "f",
        "author": f"Autora {random.randrange(AUTHORS)}",
        "kind": PieceKind.NOTE.value,
        "published_at": at,
        "collected_at": at,
    }


def said(read: dict[str, object], named: list[int]) -> Iterator[dict[str, object]]:
    for position, subject in enumerate(named):
        yield read | {
            "position": position,
            "subject_id": f"s{subject}",
            "stance": random.choice(STANCES).value,
            "evidence_field": "text",
            "evidence_start": 0,
            "evidence_end": 51,
            "mentions": random.randint(1, 6),
        }


def where(read: dict[str, object], number: int) -> dict[str, object]:
    return read | {
        "position": 0,
        "kind": "colonia",
        "name": f"Colonia {number}",
        "folded": f" colonia {number} ",
        "at_field": "text",
        "at_start": 0,
        "at_end": 5,
        "confidence": 0.9,
    }


def main() -> None:
    settings = config()
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'bench.db'}"
        archive, engine = Archive(address), open_engine(address)
        archive.migrate()
        fill(engine, len(settings.subjects))
        reporter = Reporter(config=settings, archive=archive, folder=Path(folder))
        yardstick = spent(lambda: archive.tallies.total(Scope()))
        built: list[Report] = []
        counting = spent(lambda: built.append(reporter.build(MONTH, made_at=MADE)))
        dressing = spent(lambda: dress(built[0], branding=settings.profile.branding))
        days = spent(
            lambda: archive.tallies.by_day(
                Scope(), ranks=ranks(settings), zone=settings.profile.zone
            )
        )
        engine.dispose()
        archive.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    compared = {"against": yardstick, "yardstick": "counting both months at all"}
    line(f"report: {NOTES:,} notes counted and compared", counting, "s", **compared)
    line("report: page, text, pictures and paper", dressing, "s", **compared)
    line(f"stats: {2 * NOTES:,} notes by day", days, "s", **compared)
    print(f"peak memory {peak:.0f} MB")
    assert built[0].impacts + built[0].uncounted > 0.95 * NOTES
    if counting + dressing > LIMIT:
        raise SystemExit(f"more than {LIMIT} s")


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of doing it once, as it is done."""
    started = process_time()
    work()
    return process_time() - started


if __name__ == "__main__":
    main()
