"""Before an archive is brought up to date a copy of it is kept, or nothing is changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from monitor.archive import Archive
from monitor.archive.database import open_engine, reading, writing
from monitor.archive.migrate import STEPS, version, versions
from monitor.errors import ArchiveError

migrate = import_module("monitor.archive.migrate")  # the package has a function of its name


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    """An archive of two versions ago, still open, with a row that no checkpoint wrote."""
    place = tmp_path / "sintesis.db"
    engine = open_engine(f"sqlite:///{place}")
    with writing(engine) as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(STEPS))
        command.upgrade(config, versions()[-3])
        db.execute(text("INSERT INTO host_holds (host, until) VALUES ('a.test', '2026-11-23')"))
    yield place
    engine.dispose()


def kept(place: Path) -> list[str]:
    return sorted(path.name for path in place.parent.glob("*.antes-de-*"))


def version_of(place: Path) -> str:
    engine = open_engine(f"sqlite:///{place}")
    try:
        with reading(engine) as db:
            assert db.scalar(text("SELECT host FROM host_holds")) == "a.test"
            return version(db)
    finally:
        engine.dispose()


def brought_up(place: Path) -> None:
    archive = Archive(f"sqlite:///{place}")
    try:
        archive.migrate()
    finally:
        archive.close()


def test_the_archive_of_before_stays_beside_it(old) -> None:
    brought_up(old)
    name = f"sintesis.db.antes-de-{versions()[-1]}"
    assert kept(old) == [name]
    assert version_of(old) == versions()[-1]
    assert version_of(old.with_name(name)) == versions()[-3]


def test_only_the_last_one_is_kept_and_a_current_archive_makes_none(old) -> None:
    old.with_name("sintesis.db.antes-de-0001").write_bytes(b"de antes")
    brought_up(old)
    assert kept(old) == [f"sintesis.db.antes-de-{versions()[-1]}"]
    old.with_name(kept(old)[0]).unlink()
    brought_up(old)
    assert kept(old) == []


def test_a_new_archive_needs_none(tmp_path) -> None:
    brought_up(tmp_path / "nuevo.db")
    assert not list(tmp_path.glob("*.antes-de-*"))


def test_without_room_for_it_nothing_is_changed(old, monkeypatch) -> None:
    full = shutil.disk_usage(old.parent)._replace(free=1000)
    monkeypatch.setattr(migrate.shutil, "disk_usage", lambda place: full)
    with pytest.raises(ArchiveError, match="No se cambió nada"):
        brought_up(old)
    assert version_of(old) == versions()[-3]
    assert kept(old) == []


def test_a_step_that_breaks_leaves_the_archive_and_its_copy(old, monkeypatch) -> None:
    def broken(db) -> None:
        db.execute(text("DROP TABLE clippings"))
        raise KeyError("roto")

    monkeypatch.setattr(migrate, "_upgrade", broken)
    with pytest.raises(KeyError):
        brought_up(old)
    assert version_of(old) == versions()[-3]
    assert not list(old.parent.glob("*.part"))
