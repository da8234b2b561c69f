"""What a look for alerts costs in an archive of 500,000 clippings, on SQLite.

    python benchmarks/alerts.py

1,200 notes a day; one in three is of an event in five outlets, and one event in ten is negative to
the government in all of them. Wall milliseconds, warm, beside those of finding that nothing is new.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from measure import line
from sqlalchemy import Engine, insert

from monitor.alerting import DAY, RECENT, WEEKS, Alerter
from monitor.archive import Archive
from monitor.archive.database import open_engine, writing
from monitor.archive.schema import (
    analyses,
    clippings,
    items,
    mentions,
    readings,
    revisions,
    sightings,
)
from monitor.config import Alerts, Config
from monitor.model import computed_id

CLIPPINGS, A_DAY, PER_EVENT, EVENTS = 500_000, 1_200, 5, 3
LIMIT = 50.0  # milliseconds
ROUNDS, CHUNK = 9, 5_000
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
TOLD = timedelta(hours=13)  # since the last edition
TEXT = (
    "Vecinos de la colonia Las Flores, en San Jacinto, acusan al gobierno municipal de no reparar "
    "la fuga de la calle Capulín. "
) * 20
random = Random(20261123)
Row = dict[str, object]


def office() -> Config:
    return Config.model_validate(
        {
            "profile": {
                "municipality": "San Jacinto",
                "state": "Estado de México",
                "places": ["San Jacinto"],
                "contact": "prensa@sanjacinto.example",
                "alerts": Alerts(),
            },
            "subjects": [{"id": "gobierno", "name": "Gobierno municipal", "kind": "government"}],
            "outlets": [
                {
                    "id": f"o{number}",
                    "name": f"Medio {number}",
                    "scope": "local",
                    "medium": "digital",
                    "sources": [{"kind": "feed", "url": f"https://o{number}.example/rss"}],
                }
                for number in range(97)
            ],
        }
    )


def rows() -> Iterator[dict[str, Row]]:
    """Each clipping as its tables hold it; the newest day is the first."""
    for number in range(CLIPPINGS):
        first = number - number % (EVENTS * PER_EVENT)
        key, at = computed_id(str(number)), NOW - (number + random.random()) * DAY / A_DAY
        shared = number % EVENTS == 0
        yield _rows(key, number, at, story=computed_id(str(first)) if shared else key)


def _rows(key: str, number: int, at: datetime, *, story: str) -> dict[str, Row]:
    revision = {"clipping_id": key, "revision": 1}
    read = {**revision, "analyzer": "b", "position": 0, "subject_id": "gobierno"}
    event = number // (EVENTS * PER_EVENT)
    stance = "negative" if event % 10 == 0 else "neutral"
    said = {"evidence_field": "text", "evidence_start": 0, "evidence_end": 118, "stance": stance}
    named = {"at_field": "text", "at_start": 47, "at_end": 66, "confidence": 0.9, "form": "full"}
    return {
        "items": {"id": key, "source_id": "s", "guid": key, "title": "", "summary": "", "host": ""}
        | {"detail": "", "first_seen_at": at, "attempts": 0},
        "sightings": {"item_id": key, "source_id": "s", "fingerprint": "", "first_seen_at": at}
        | {"changes": 0},
        "clippings": {"id": key, "revision": 1, "outlet_id": f"o{number % 97}", "published_at": at}
        | {"tagged_by": "b", "about": "gobierno", "story_id": story}
        | {"told_revision": int(at < NOW - TOLD)},
        "revisions": {**revision, "source_id": "s", "outlet_id": f"o{number % 97}", "text": TEXT}
        | {"title": f"Fuga {number} en San Jacinto", "fingerprint": "", "kind": "nota"}
        | {"published_at": at, "collected_at": at},
        "analyses": {**revision, "analyzer": "b", "language": "es"},
        "mentions": read | said | named,
        "readings": read | said | {"mentions": 1, "confidence": 0.9},
    }


def fill(engine: Engine) -> None:
    """All rows of the last days; of older ones, what the questions could stumble upon."""
    made = rows()
    tables = (items, sightings, clippings, revisions, analyses, mentions, readings)
    while some := list(islice(made, CHUNK)):
        recent = some[0]["clippings"]["published_at"] > NOW - timedelta(days=5)  # type: ignore[operator]
        with writing(engine) as db:
            for table in tables if recent else tables[:3]:
                db.execute(insert(table), [each[table.name] for each in some])


def wall(work: Callable[[], object]) -> float:
    """Milliseconds, the median of some rounds after one that warms up."""
    work()
    spent = []
    for _ in range(ROUNDS):
        started = perf_counter()
        work()
        spent.append((perf_counter() - started) * 1_000)
    return median(spent)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'bench.db'}"
        archive, engine = Archive(address), open_engine(address)
        archive.migrate()
        fill(engine)
        engine.dispose()
        report(archive, Path(folder))
        archive.close()


def report(archive: Archive, folder: Path) -> None:
    asked, alerter = archive.alerts, Alerter(config=office(), archive=archive, folder=folder)
    hours = {(NOW - each * DAY).date(): NOW - each * DAY for each in range(WEEKS + 1)}
    entries = asked.stories(recent=NOW - RECENT, since=NOW - 3 * DAY, least=2)
    print(f"alerts: {CLIPPINGS:,} clippings; {len(entries)} pieces in {stories(entries)} stories")
    found = len(alerter.look(now=NOW))
    costs = {
        "nothing new since the last look": wall(lambda: asked.pulse(since=NOW - DAY)),
        f"pace of an hour in 28 days (limit {LIMIT:g})": wall(lambda: asked.pace(hours)),
        f"alerts of a week (limit {LIMIT:g})": wall(lambda: asked.raised(since=NOW - 7 * DAY)),
        "stories that may not wait, whole": wall(
            lambda: asked.stories(recent=NOW - RECENT, since=NOW - 3 * DAY, least=2)
        ),
        f"a whole look, {found} alerts": wall(lambda: alerter.look(now=NOW)),
    }
    for name, cost in costs.items():
        yardstick = costs["nothing new since the last look"]
        line(name, cost, "ms", against=yardstick, yardstick="nothing new")


def stories(entries: tuple[object, ...]) -> int:
    return len({each.story_id for each in entries})  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
