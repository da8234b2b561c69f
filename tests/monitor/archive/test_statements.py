"""Questions that run away are stopped, and no statement is made of words from outside."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from monitor.archive import Archive, database
from monitor.archive.database import open_engine, reading, within, writing
from monitor.errors import ArchiveError

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n"
LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {0}) " \
    "SELECT COUNT(*) FROM n"  # fmt: skip
OURS = Path(database.__file__).parent
ASKS = ("text", "execute", "exec_driver_sql", "scalar", "scalars", "executescript", "executemany")
# Names of our own tables, which no parameter may stand for.
KNOWN = {"erasing.py": 1}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def _ask(engine: Engine, statement: str = ENDLESS) -> None:
    with reading(engine) as db:
        db.execute(text(statement)).all()


def test_a_question_that_runs_away_is_stopped_and_says_what_to_do(engine: Engine) -> None:
    started = time.monotonic()
    with pytest.raises(ArchiveError, match="tardaba demasiado y se detuvo: acote la pregunta"):
        _ask(within(engine, seconds=0.3))
    assert 0.2 < time.monotonic() - started < 20
    _ask(engine, "SELECT 1")


def test_nobody_asks_without_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 0.2)
    with pytest.raises(ArchiveError, match="acote la pregunta"):
        _ask(engine)


def test_whoever_looks_at_everything_may_take_long(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SECONDS", 0.001)
    _ask(within(engine, seconds=None), LONG.format(300_000))
    with pytest.raises(ArchiveError):
        _ask(engine, LONG.format(30_000_000))


def test_each_question_has_its_own_time(engine: Engine) -> None:
    answered = []
    with reading(within(engine, seconds=0.5)) as db:
        for number in range(4):
            answered += db.scalars(text("SELECT CAST(:number AS INTEGER)"), {"number": number})
            time.sleep(0.2)
    assert answered == [0, 1, 2, 3]


def test_what_is_written_is_not_cut(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 0.001)
    with pytest.raises(ArchiveError):
        _ask(engine, LONG.format(30_000_000))

    def write(db: Connection) -> None:
        db.execute(text(LONG.format(300_000))).all()

    with writing(engine) as db:
        write(db)


def test_whoever_asks_from_outside_waits_less(archive: Archive) -> None:
    cases = archive.cases.within(seconds=0.2)
    with pytest.raises(ArchiveError, match="acote la pregunta"):
        _ask(cases._engine)
    assert cases.to_turn() == []


# statements


def _made(path: Path) -> Iterator[int]:
    """The lines where a statement is put together of parts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in ASKS and any(_is_made(part) for part in ast.walk(node.args[0])):
            yield node.lineno


def _is_made(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(each, ast.FormattedValue) for each in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return any(isinstance(each, ast.Constant | ast.JoinedStr) and
                   isinstance(getattr(each, "value", ""), str)
                   for each in (node.left, node.right))  # fmt: skip
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format"


def test_no_statement_is_made_of_words() -> None:
    found = {path.name: len(lines) for path in sorted(OURS.glob("*.py"))
             if (lines := list(_made(path)))}  # fmt: skip
    assert found == KNOWN, "give it as a parameter"


@pytest.mark.parametrize(
    "written",
    [
        'db.execute(text(f"SELECT {name}"))',
        'db.execute(text("SELECT %s" % name))',
        'db.exec_driver_sql("SELECT " + name)',
        'db.scalar(text("SELECT {}".format(name)))',
    ],
)
def test_the_guard_sees_each_way_of_making_one(written: str, tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(f"def ask(db, name):\n    {written}\n", encoding="utf-8")
    assert list(_made(path))
