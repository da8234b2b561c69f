"""What persons did is sealed with what they did, and no hand changes it unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from monitor.archive import Archive, sealing
from monitor.archive.amending import Correction, Verdict
from monitor.archive.database import open_engine, writing
from monitor.archive.migrate import STEPS
from monitor.archive.schema_cases import demand_steps
from monitor.archive.sealing import SEALED
from monitor.archive.seals import Harm, Proof
from monitor.casework import Access
from monitor.edits import EditAction
from monitor.labels import DemandState, StepAction
from monitor.model import Stance
from tests.monitor.archive.asking import change, receive, says
from tests.monitor.archive.makers import NOW
from tests.monitor.archive.told import kept

MORNING = "2026-11-23T07:00"
GUARDED = ("seals", "demand_accesses")


@contextmanager
def by_hand(url: str, *, guarded: bool = False) -> Iterator[Connection]:
    """Somebody who writes with the database's own tools, and puts its guards aside."""
    engine = open_engine(url)
    try:
        with engine.execution_options(writes=True).begin() as db:
            if not guarded:
                _put_aside(db)
            yield db
    finally:
        engine.dispose()


def _put_aside(db: Connection) -> None:
    if db.dialect.name == "postgresql":
        for table in GUARDED:
            db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    for name in list(db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
        db.execute(text(f'DROP TRIGGER "{name}"'))


def proof(archive: Archive, **asked: object) -> Proof:
    return archive.cases.seals.verify(**asked)


def harm(archive: Archive, **asked: object) -> tuple[object, ...] | None:
    found = proof(archive, **asked).flaw
    return found and (found.harm, found.of, found.row)


def look(archive: Archive, folio: str | None = None, *, by: str = "Elvira") -> None:
    archive.cases.accessed(Access(at=NOW, by=by, what="show", folio=folio, count=1))


@pytest.fixture
def folio(archive: Archive) -> str:
    """A demand that was received, turned, looked at twice, and attended: seals 1 to 6."""
    folio = receive(archive, 1)
    change(archive, folio, StepAction.ROUTED, DemandState.ROUTED, office_id="obras")
    look(archive, folio)
    look(archive, by="Ramiro")
    change(archive, folio, StepAction.ATTENDED, DemandState.ATTENDED)
    change(archive, folio, StepAction.NOTED)
    return folio


def test_an_archive_where_nobody_did_anything_has_no_head(archive) -> None:
    assert proof(archive) == Proof(head="", seals=0, covered=0, flaw=None)


def test_all_that_a_person_does_is_sealed(archive, folio) -> None:
    found = proof(archive)
    assert (found.flaw, found.seals, found.covered) == (None, 6, 0)
    assert found.head.startswith("6-")
    archive.drafts.open(MORNING, day=NOW.date(), hour="07:00", now=NOW)
    edit = {"story_id": "a", "before": "", "after": "x", "by": "Elvira", "now": NOW}
    archive.drafts.edit(MORNING, EditAction.PIN, **edit)
    archive.drafts.open("2026-11-23T18:00", day=NOW.date(), hour="18:00", now=NOW)  # copies it
    one = kept(archive, 7, ("alcaldesa", Stance.NEUTRAL), story="uno")
    other = kept(archive, 8, ("alcaldesa", Stance.NEUTRAL), story="dos")
    made = Correction(clipping_id=one.id, subject_id="alcaldesa", verdict=Verdict.NOT_MENTIONED)
    archive.correct(made, now=NOW)
    stories = [archive.story(each.id).id for each in (one, other)]
    archive.merge_stories(stories, by="Elvira", now=NOW)
    found = proof(archive)
    assert (found.flaw, found.seals) == (None, 6 + 2 + 1 + 1)


def test_what_was_given_up_halfway_leaves_no_seal(archive, folio) -> None:
    new = says(archive, 2)

    def give_up() -> None:
        with archive.cases.hearing() as desk:
            desk.receive(new, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    look(archive)
    assert proof(archive).seals == 7
    assert proof(archive).flaw is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE demand_steps SET by = 'Otro' WHERE number = 2",
            (Harm.CHANGED, "demand_steps", 2),
        ),
        (
            "UPDATE demand_steps SET at = '2026-11-23 20:00:00.000000' WHERE number = 3",
            (Harm.CHANGED, "demand_steps", 3),
        ),
        ("DELETE FROM demand_steps WHERE number = 2", (Harm.GONE, "demand_steps", 2)),
        ("DELETE FROM demand_accesses WHERE number = 2", (Harm.GONE, "demand_accesses", 2)),
        (
            "UPDATE demand_accesses SET by = 'Nadie' WHERE number = 1",
            (Harm.CHANGED, "demand_accesses", 1),
        ),
        (
            "INSERT INTO demand_accesses (number, at, by, what, count) "
            "VALUES (99, '2026-11-23 13:00:00.000000', 'Elvira', 'show', 1)",
            (Harm.ADDED, "demand_accesses", 99),
        ),
        (
            "UPDATE demand_steps SET note = (SELECT MIN(s.action) FROM demand_steps s "
            "WHERE s.number = 5 - demand_steps.number) WHERE number IN (2, 3)",
            (Harm.CHANGED, "demand_steps", 2),
        ),
        ("UPDATE seals SET digest = chain WHERE number = 3", (Harm.SEAL_CHANGED, None, None)),
        ("UPDATE seals SET number = 9 WHERE number = 6", (Harm.SEAL_GONE, None, None)),
        ("DELETE FROM seals WHERE number = 4", (Harm.SEAL_GONE, None, None)),
        (
            "UPDATE seals SET salt = NULL, covered_at = '2026-11-23 20:00:00' WHERE number = 2",
            (Harm.COVERED, "demand_steps", 2),
        ),
    ],
)
def test_the_first_row_that_a_hand_touched_is_named(
    archive, folio, database_url, statement, found
) -> None:
    with by_hand(database_url) as db:
        db.execute(text(statement))
    told = harm(archive)
    assert told[0] is found[0]
    if found[1]:
        assert told == found


def test_two_rows_that_change_places_are_seen(archive, folio, database_url) -> None:
    with by_hand(database_url) as db:
        for before, after in ((2, 77), (3, 2), (77, 3)):
            news = {"before": before, "after": after}
            db.execute(text("UPDATE demand_steps SET number = :after WHERE number = :before"), news)
    assert harm(archive) == (Harm.CHANGED, "demand_steps", 2)


def _cut(url: str) -> None:
    """The last thing that was done goes, and its seal with it."""
    with by_hand(url) as db:
        db.execute(text("DELETE FROM demand_steps WHERE number = 4"))
        db.execute(text("DELETE FROM seals WHERE number = 6"))


def test_a_tail_that_is_cut_is_seen_by_who_kept_its_head(archive, folio, database_url) -> None:
    head = archive.cases.seals.head()
    assert harm(archive, heads=[head]) is None
    _cut(database_url)
    assert harm(archive) is None, "what is left is whole"
    assert harm(archive, heads=[head])[0] is Harm.CUT
    look(archive)
    assert harm(archive, heads=[head])[0] is Harm.CUT, "another row of that number is another"
    assert harm(archive, heads=["what was never a head"])[0] is Harm.CUT


def test_a_tail_that_is_cut_is_seen_by_what_an_edition_told(archive, folio, database_url) -> None:
    data = json.dumps({"seal": archive.cases.seals.head()})
    row = {"id": MORNING, "day": NOW.date().isoformat(), "data": data}
    with by_hand(database_url, guarded=True) as db:
        told = "INSERT INTO editions (id, day, hour, opened_at, closed_at, data) VALUES "
        times = "'2026-11-23 13:00:00.000000', '2026-11-23 13:00:00.000000'"
        db.execute(text(f"{told} (:id, :day, '07:00', {times}, :data)"), row)
    assert harm(archive) is None
    _cut(database_url)
    assert harm(archive)[0] is Harm.CUT


def test_a_row_that_takes_the_number_of_one_that_went_is_told_and_stops_nobody(
    archive, folio, database_url
) -> None:
    with by_hand(database_url) as db:
        db.execute(text("DELETE FROM demand_steps WHERE number = 4"))
    change(archive, folio, StepAction.NOTED, by="Ramiro")
    look(archive)
    assert harm(archive)[:2] in {(Harm.CHANGED, "demand_steps"), (Harm.GONE, "demand_steps")}


REFUSED = (
    "UPDATE seals SET chain = 'x' WHERE number = 2",
    "UPDATE seals SET salt = NULL WHERE number = 2",
    "UPDATE seals SET salt = NULL, covered_at = at, digest = 'x' WHERE number = 2",
    "DELETE FROM seals WHERE number = 6",
    "UPDATE demand_accesses SET by = 'Otro'",
    "DELETE FROM demand_accesses",
)
OF_ONE = {
    "sqlite": "INSERT OR REPLACE INTO seals SELECT * FROM seals WHERE number = 6",
    "postgresql": "TRUNCATE demand_accesses",
}


@pytest.mark.parametrize("statement", [*REFUSED, None])
def test_the_database_itself_refuses(archive, folio, database_url, statement) -> None:
    statement = statement or OF_ONE[database_url.partition(":")[0]]

    def write() -> None:
        with by_hand(database_url, guarded=True) as db:
            db.execute(text(statement))

    with pytest.raises(DBAPIError, match="rows only grow"):
        write()
    assert proof(archive).flaw is None


def test_what_is_forgotten_is_covered_and_the_chain_still_proves(
    archive, folio, database_url
) -> None:
    phone = "55 1234 5678"
    other = receive(archive, 2, f"hay un bache, llamen al {phone}", private=phone)
    noted = change(archive, other, StepAction.NOTED, by=f"del {phone}")
    assert noted.number
    eraser = archive.cases.eraser
    eraser.erase(other, by="sintesis", now=NOW)
    found = proof(archive)
    assert (found.flaw, found.covered) == (None, 1)
    with by_hand(database_url) as db:
        salts = db.scalar(
            text("SELECT COUNT(*) FROM seals WHERE salt IS NULL AND covered_at IS NOT NULL")
        )
        assert salts == 1, "nobody can try numbers until one gives the digest"
        db.execute(
            text("UPDATE demand_steps SET note = 'x' WHERE number = :n"), {"n": noted.number}
        )
    assert harm(archive)[0] is Harm.CHANGED, "what was left is sealed as well"


def test_what_is_covered_twice_is_still_proved(archive, folio, database_url) -> None:
    engine = open_engine(database_url)
    for word in ("una", "otra"):
        with writing(engine) as db:
            db.execute(demand_steps.update().where(demand_steps.c.number == 2).values(note=word))
            sealing.cover(db, demand_steps, 2, now=NOW)
    engine.dispose()
    found = proof(archive)
    assert (found.flaw, found.covered, found.seals) == (None, 2, 8)


def test_the_newest_are_looked_at_alone(archive, folio, database_url) -> None:
    with by_hand(database_url) as db:
        db.execute(text("UPDATE demand_steps SET by = 'Otro' WHERE number = 1"))
    assert harm(archive, newest=2) is None
    assert proof(archive, newest=2).seals == 2
    assert harm(archive, newest=100) == (Harm.CHANGED, "demand_steps", 1)
    with by_hand(database_url) as db:
        row = {"folio": folio, "at": "2026-11-23 13:00:00.000000"}
        values = "(77, :folio, :at, 'Otro', 'noted', '', '')"
        columns = "(number, folio, at, by, action, note, evidence)"
        db.execute(text(f"INSERT INTO demand_steps {columns} VALUES {values}"), row)
    assert harm(archive, newest=2) == (Harm.ADDED, "demand_steps", 77)


def test_many_at_once_make_one_chain(archive, folio) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda number: look(archive, by=f"Elvira {number}"), range(30)))
    found = proof(archive)
    assert (found.flaw, found.seals) == (None, 36)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'nuevo.db'}"
    return request.getfixturevalue("empty_postgres_url")


def test_what_was_done_before_there_were_seals_is_sealed_once(empty_url) -> None:
    engine = open_engine(empty_url)
    with writing(engine) as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
        command.upgrade(config, "0007")
        for _ in range(3):
            values = "('2026-11-23 13:00:00.000000', 'Elvira', 'show', NULL, 1)"
            columns = "(at, by, what, folio, count)"
            db.execute(text(f"INSERT INTO demand_accesses {columns} VALUES {values}"))
    engine.dispose()
    archive = Archive(empty_url)
    archive.migrate()
    found = proof(archive)
    assert (found.flaw, found.seals) == (None, 3)
    look(archive)
    assert proof(archive).seals == 4
    archive.close()


def test_no_column_of_a_sealed_table_is_left_out() -> None:
    """A column that comes later may be: then it is named here, with why it needs no seal."""
    for its in SEALED.values():
        assert set(its.columns) == {column.name for column in its.table.columns}
