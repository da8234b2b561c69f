"""What is due is forgotten to the last byte, and only that; what it did stays in the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.engine import make_url

from monitor.archive import Archive
from monitor.archive.database import open_engine, reading, writing
from monitor.archive.records import Read
from monitor.archive.schema import source_states
from monitor.configdemands import Demands
from monitor.errors import CaseError
from monitor.forgetting import forget
from monitor.labels import DemandState, Outcome, PieceKind, StepAction
from monitor.model import Address, Clipping, Field, Mail, Span
from tests.monitor.archive.asking import change, petition
from tests.monitor.archive.makers import NOW, analysis, announce, clipping, item

YEARS = timedelta(days=800)
LATER = NOW + YEARS
NAME, PHONE, MAIL = "Casimira Zurbarán", "55 1849 2736", "casimira.zz@correo.example"
QUOTE = f"soy {NAME} y no hay luz, mi cel es {PHONE}"
TEXT = f"Vecinos: {QUOTE}. Escriban a {MAIL}. La alcaldía no contesta."


@pytest.fixture
def office(config):
    """Those of two years and a little are due."""
    return config.model_copy(update={"demands": Demands(retention=timedelta(days=730))})


def post(
    archive: Archive, number: int, *, kind: PieceKind = PieceKind.POST, said: str = TEXT
) -> Clipping:
    """A post of Casimira's, tagged: its petition waits to be heard."""
    told = replace(item(number, title=f"Dice {NAME}"), text=said, summary=said, author=NAME)
    announce(archive, told)
    kept = replace(clipping(told, said), kind=kind, author=NAME)
    read = Read(item_id=told.id, outcome=Outcome.CLIPPED, clipping=kept)
    archive.save_reads([read], now=NOW)
    at = [said.index(word) for word in (NAME, PHONE)]
    private = tuple(
        Span(field=Field.TEXT, start=start, end=start + len(word))
        for start, word in zip(at, (NAME, PHONE), strict=True)
    )
    asked = petition(kept, QUOTE, address=Address(street="Mimosas", number="4178"))
    archive.save_analyses(
        [replace(analysis(kept, "gobierno"), petitions=(asked,), private=private)]
    )
    return kept


def demand_of(archive: Archive) -> str:
    """The demand of what waits first."""
    [new, *_] = archive.cases.waiting()
    with archive.cases.hearing() as desk:
        return desk.receive(new, now=NOW)


def closed(archive: Archive, folio: str) -> None:
    letter = Mail(
        id=f"tarjeta-{folio}",
        message_id=f"<{folio}@sintesis.example>",
        sender="sintesis@villa.example",
        recipients=("obras@villa.example",),
        message=f"Atienda a {NAME}, {PHONE}, {MAIL}".encode(),
    )
    change(archive, folio, StepAction.ROUTED, DemandState.ROUTED, mails=(letter,))
    change(archive, folio, StepAction.ATTENDED, DemandState.ATTENDED, by=MAIL)
    change(archive, folio, StepAction.CLOSED, DemandState.CLOSED)


def a_clock_that_is_right(url: str, *, now: datetime = LATER) -> None:
    """The source was read an hour ago."""
    engine = open_engine(url)
    with writing(engine) as db:
        db.execute(update(source_states).values(last_success_at=now - timedelta(hours=1)))
    engine.dispose()


@pytest.fixture
def archive(database_url) -> Iterator[Archive]:
    opened = Archive(database_url)
    yield opened
    opened.close()


@pytest.fixture
def due(archive, database_url) -> str:
    """The folio of a demand that was closed two years and more ago."""
    post(archive, 1)
    folio = demand_of(archive)
    closed(archive, folio)
    a_clock_that_is_right(database_url)
    return folio


def in_bytes(url: str, *planted: str) -> list[str]:
    """Which of these are anywhere in the files of an archive."""
    place = Path(make_url(url).database)
    held = b"".join(each.read_bytes() for each in place.parent.glob(f"{place.name}*"))
    return [each for each in planted if each.encode() in held or each.lower().encode() in held]


TABLES = (
    "heard",
    "demands",
    "demand_steps",
    "replies",
    "mails",
    "items",
    "revisions",
    "analyses",
    "entities",
    "quotes",
    "search",
)


def everything(url: str) -> str:
    """All that the tables hold, as words."""
    engine = open_engine(url)
    with reading(engine) as db:
        rows = [row for name in TABLES for row in db.execute(text(f'SELECT * FROM "{name}"')).all()]
    engine.dispose()
    return "\n".join(
        each.decode(errors="replace") if isinstance(each, bytes) else str(each)
        for row in rows
        for each in row
    )


FOLDER = Path("no-hay-carpeta")
PLANTED = (NAME, PHONE, MAIL, "Casimira", "zurbaran", "18492736", "1849", "4178")


def test_what_is_due_is_covered_wherever_it_was(archive, office, due, database_url):
    held = everything(database_url)
    assert all(each in held for each in (NAME, PHONE, MAIL, "4178", "zurbaran"))
    done = forget(office, archive, folder=FOLDER, now=LATER)
    assert (done.folios, done.erased.quotes, done.erased.posts) == ((due,), 1, 1)
    assert done.erased.letters == 1
    assert [each for each in PLANTED if each in everything(database_url)] == []
    demand = archive.cases.demand(due)
    assert demand.anonymised_at == LATER
    assert demand.address.street == "Mimosas"
    assert "no hay luz" in demand.sources[0].quote
    assert len(demand.sources[0].quote) == len(QUOTE)


def test_the_bytes_of_the_file_hold_none_of_it(sqlite_url, config):
    archive = Archive(sqlite_url)
    post(archive, 1)
    folio = demand_of(archive)
    closed(archive, folio)
    a_clock_that_is_right(sqlite_url)
    assert in_bytes(sqlite_url, *PLANTED[:5]) == list(PLANTED[:5])
    forget(config, archive, folder=FOLDER, now=LATER)
    assert in_bytes(sqlite_url, *PLANTED) == []
    assert archive.check() == []
    archive.close()
    assert in_bytes(sqlite_url, *PLANTED) == []


def test_the_files_that_came_with_answers_go(archive, office, due, tmp_path):
    proofs = tmp_path / "evidencias"
    for name in (f"{due}/a1.jpg", f"{due}/b2.pdf", "2099-00001/c3.jpg"):
        (proofs / name).parent.mkdir(parents=True, exist_ok=True)
        (proofs / name).write_bytes(b"x")
    assert forget(office, archive, folder=tmp_path, now=LATER, dry_run=True).files == 0
    assert (proofs / due / "a1.jpg").exists()
    assert forget(office, archive, folder=tmp_path, now=LATER).files == 2
    assert sorted(each.name for each in proofs.rglob("*.*")) == ["c3.jpg"]


def test_the_history_says_what_was_done_and_nothing_is_done_twice(archive, office, due):
    assert forget(office, archive, folder=FOLDER, now=LATER, by="Elvira").words == (
        "Se anonimizaron 1 demanda cerrada antes del "
        f"{office.local(LATER - office.demands.retention):%d/%m/%Y}: "
        "1 cita, 1 publicación, 1 correo, 0 respuestas, 0 copias guardadas y "
        "0 archivos de evidencia."
    )
    last = archive.cases.steps(due)[-1]
    assert (last.action, last.by, last.at) == (StepAction.ANONYMISED, "Elvira", LATER)
    assert last.note == "datos personales cubiertos: 1 cita, 1 publicación, 1 correo"
    assert forget(office, archive, folder=FOLDER, now=LATER).folios == ()
    assert len(archive.cases.steps(due)) == 5


def test_a_rehearsal_says_what_it_would_do_and_does_nothing(archive, office, due, database_url):
    before = everything(database_url)
    done = forget(office, archive, folder=FOLDER, now=LATER, dry_run=True)
    assert (done.folios, done.words[:19]) == ((due,), "Se anonimizarían 1 ")
    assert everything(database_url) == before


def test_what_is_open_or_closed_of_late_stays(archive, office, database_url):
    for number in (1, 2):
        post(archive, number)
    first, second = demand_of(archive), demand_of(archive)
    closed(archive, first)
    early = NOW + timedelta(days=700)
    a_clock_that_is_right(database_url, now=early)
    assert forget(office, archive, folder=FOLDER, now=early).folios == ()
    a_clock_that_is_right(database_url)
    assert forget(office, archive, folder=FOLDER, now=LATER).folios == (first,)
    assert archive.cases.demand(second).sources[0].quote == QUOTE


def test_a_post_that_another_demand_needs_stays(archive, office, database_url):
    kept = post(archive, 1)
    folio = demand_of(archive)
    other = petition(kept, "La alcaldía no contesta", category="tramites")
    archive.save_analyses([replace(analysis(kept, "gobierno"), petitions=(other,), private=())])
    assert len(archive.cases.waiting()) == 1
    closed(archive, folio)
    a_clock_that_is_right(database_url)
    done = forget(office, archive, folder=FOLDER, now=LATER)
    assert (done.erased.quotes, done.erased.posts) == (1, 0)
    assert archive.clipping(kept.id).text == TEXT
    assert NAME not in archive.cases.demand(folio).sources[0].quote


def test_news_stay_whole_and_are_found(archive, office, database_url):
    kept = post(archive, 1, kind=PieceKind.NOTE)
    folio = demand_of(archive)
    closed(archive, folio)
    a_clock_that_is_right(database_url)
    assert forget(office, archive, folder=FOLDER, now=LATER).erased.posts == 0
    assert archive.clipping(kept.id).text == TEXT
    assert [each.clipping.id for each in archive.find("zurbaran")] == [kept.id]


def test_a_covered_post_is_found_by_what_it_still_says(archive, office, due):
    forget(office, archive, folder=FOLDER, now=LATER)
    assert len(archive.find("alcaldia contesta")) == 1
    assert archive.find("zurbaran") == []
    assert archive.find("18492736") == []


def test_nothing_is_forgotten_by_a_clock_that_jumped(archive, office, due):
    with pytest.raises(CaseError, match="revise el reloj"):
        forget(office, archive, folder=FOLDER, now=LATER + timedelta(days=300))
    assert archive.cases.demand(due).anonymised_at is None


def test_what_was_no_demand_is_forgotten_too(archive, office, database_url):
    post(archive, 1)
    [new] = archive.cases.waiting()
    with archive.cases.hearing() as desk:
        desk.reject(new, by="Elvira", now=NOW)
    a_clock_that_is_right(database_url)
    done = forget(office, archive, folder=FOLDER, now=LATER)
    assert (done.rejected, done.erased.posts) == (1, 1)
    assert NAME not in everything(database_url)
    assert forget(office, archive, folder=FOLDER, now=LATER).rejected == 0
