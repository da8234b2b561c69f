"""What joining one text costs against 50,000 open demands, and a report over 500,000, on SQLite.

Categories are as frequent as in ten months of requests to a capital, colonias and streets follow
Zipf's law; one in six texts says no colonia.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from measure import line
from sqlalchemy import Engine, Table, insert

from monitor.archive import Archive
from monitor.archive.case_rows import address_row, heard_row
from monitor.archive.database import open_engine, writing
from monitor.archive.schema import clippings, items
from monitor.archive.schema_cases import demand_traits, demands, folios, heard
from monitor.casework import Heard
from monitor.config import Config, Outlet, Profile, Source
from monitor.configdemands import TAXONOMY, Demands
from monitor.hearing import BATCH, Hearing
from monitor.labels import Field, HeardState
from monitor.likeness import keys
from monitor.model import Address, Petition, Span, computed_id

OPEN, ALL, NEW, CHUNK = 50_000, 500_000, 400, 10_000
DAYS = 21
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = computed_id("text")
random = Random(20261123)
SYLLABLES = [f"{a}{b}" for a in "bcdfglmnprstvz" for b in "aeiou"]
CATEGORIES = list(TAXONOMY)
COMMON = {"falta-de-agua": 139, "alumbrado": 101, "arbol": 83, "fuga-de-agua": 65, "bache": 63}
CHANCES = [COMMON.get(category, 5) for category in CATEGORIES]
OFFICES = [f"oficina-{number}" for number in range(20)]


def names(count: int) -> list[str]:
    return ["".join(random.choices(SYLLABLES, k=4)).capitalize() for _ in range(count)]


COLONIAS, STREETS, WORDS = names(300), names(900), names(4000)
OF_COLONIA = [1 / (rank + 12) for rank in range(len(COLONIAS))]
OF_STREET = [1 / (rank + 20) for rank in range(len(STREETS))]


def address() -> Address:
    street, corner = random.choices(STREETS, OF_STREET, k=2)
    [colonia] = random.choices(COLONIAS, OF_COLONIA)
    return Address(
        settlement=colonia if random.random() < 5 / 6 else "",
        street=street if random.random() < 0.6 else "",
        between=(corner,) if random.random() < 0.3 else (),
        municipality="Xaltepec",
    )


def text(number: int, state: HeardState, folio: str | None) -> Heard:
    [category] = random.choices(CATEGORIES, CHANCES)
    words = " ".join(random.choices(WORDS, k=14)).lower()
    at = Span(field=Field.TEXT, start=0, end=len(words))
    return Heard(
        id=computed_id(str(number)),
        clipping_id=KEY,
        revision=1,
        source_id="s",
        outlet_id="o",
        url=None,
        title="",
        published_at=NOW - timedelta(days=DAYS * random.random()) if folio else NOW,
        quote=words,
        petition=Petition(at=at, category=category, confidence=0.99, address=address()),
        state=state,
        folio=folio,
    )


def folio_of(number: int) -> str:
    return f"2026-{number:05}"


def demand_row(number: int, source: Heard, *, answered: bool) -> dict[str, object]:
    received = source.published_at - timedelta(days=300 * random.random() if answered else 0)
    took = int(random.expovariate(1 / 150)) if answered else None
    said = source.petition
    return {
        "folio": folio_of(number),
        "year": 2026,
        "number": number,
        "state": "attended" if answered else "routed",
        "category": said.category,
        "confidence": said.confidence,
        "urgency": said.urgency.value,
        "reason": "",
        "competence": said.competence.value,
        "body": "",
        "office_id": OFFICES[CATEGORIES.index(said.category) % len(OFFICES)],
        **address_row(said.address),
        "heard_at": received,
        "last_heard_at": received,
        "received_at": received,
        "due_on": (received + timedelta(days=10)).date(),
        "attended_at": received + timedelta(hours=took) if took is not None else None,
        "answer": "attended" if answered else None,
        "in_time": took < 240 if took is not None else None,
        "took": took,
        "changed_at": received,
    }


def put(engine: Engine, table: Table, rows: Iterator[dict[str, object]]) -> None:
    while some := list(islice(rows, CHUNK)):
        with writing(engine) as db:
            db.execute(insert(table), some)


def fill_open(engine: Engine) -> None:
    item = dict.fromkeys(("host", "summary", "detail", "title"), "") | {"id": KEY, "guid": KEY}
    item |= {"source_id": "s", "first_seen_at": NOW, "attempts": 0}
    put(engine, items, iter([item]))
    clipping = {"id": KEY, "revision": 1, "outlet_id": "o", "published_at": NOW}
    put(engine, clippings, iter([clipping | {"told_revision": 1, "number": 1}]))
    said = [text(number, HeardState.JOINED, folio_of(number)) for number in range(1, OPEN + 1)]
    put(engine, demands, (demand_row(n, each, answered=False) for n, each in enumerate(said, 1)))
    put(engine, heard, map(heard_row, said))
    traits = (
        {"folio": each.folio, "category": each.petition.category, "place": key}
        for each in said
        for key in keys(each.petition.address, each.quote)
    )
    put(engine, demand_traits, traits)
    put(engine, folios, iter([{"year": NOW.year, "last": ALL}]))


def fill_answered(engine: Engine) -> None:
    """What no text can join any more: only counted."""
    some = [text(number, HeardState.JOINED, "x") for number in range(5_000)]
    rows = (demand_row(n, some[n % len(some)], answered=True) for n in range(OPEN + 1, ALL + 1))
    put(engine, demands, rows)


def arriving(engine: Engine) -> None:
    """Texts of another piece, that wait."""
    other = {"id": KEY[::-1], "revision": 1, "outlet_id": "o", "published_at": NOW}
    item = dict.fromkeys(("host", "summary", "detail", "title"), "")
    item |= {"source_id": "s", "first_seen_at": NOW, "attempts": 0, "id": KEY[::-1], "guid": "n"}
    put(engine, items, iter([item]))
    put(engine, clippings, iter([other | {"told_revision": 1, "number": 2}]))
    new = (text(ALL + number, HeardState.WAITING, None) for number in range(NEW))
    put(engine, heard, ({**heard_row(each), "clipping_id": KEY[::-1]} for each in new))


def office() -> Config:
    source = Source(kind="feed", url="https://diario.example/rss")
    outlet = Outlet(id="o", name="Diario", scope="local", medium="digital", sources=(source,))
    profile = Profile(
        municipality="Xaltepec", state="México", places=("Xaltepec",), contact="a@b.example"
    )
    demands_ = Demands(sure=0.5)
    return Config(profile=profile, subjects=(), outlets=(outlet,), demands=demands_)


def yardstick() -> float:
    """CPU seconds of a million additions: of this machine, today."""
    started = process_time()
    sum(range(1_000_000))
    return process_time() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        address_ = f"sqlite:///{Path(folder) / 'bench.db'}"
        archive, engine = Archive(address_), open_engine(address_)
        archive.migrate()
        fill_open(engine)
        arriving(engine)
        hearing, spent = Hearing(config=office(), archive=archive), []
        for _ in range(NEW // BATCH):
            started = process_time()
            spent.append((hearing.hear(now=NOW), process_time() - started))
        each = [seconds * 1000 / done for done, seconds in spent]
        unit = yardstick()
        name = f"demands: joining one against {OPEN:,} open"
        line(name, median(each), "ms", against=unit * 1000, yardstick="a million additions")
        fill_answered(engine)
        started = process_time()
        archive.cases.survey(since=NOW - timedelta(days=400), until=NOW, today=NOW.date())
        name = f"demands: a report over {ALL:,}"
        took = process_time() - started
        line(name, took, "s", against=unit, yardstick="a million additions")
        engine.dispose()
        archive.close()


if __name__ == "__main__":
    main()
