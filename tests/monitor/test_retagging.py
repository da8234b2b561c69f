"""Retag: what is stale is read again in batches, once each, and what is new goes before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from monitor.model import Stance
from monitor.retagging import BATCH, retag, stale
from tests.monitor.archive.makers import analysis, announce, item, keep, tell_of


@dataclass
class Reader:
    """A tagger that finds the government in everything, and chokes on poison."""

    analyzer: str = "lector-2"
    parts: dict[str, str] = field(default_factory=lambda: {"code": "2"})
    read: list[str] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)

    def pipe(self, clippings) -> Iterator:
        given = list(clippings)
        self.batches.append(len(given))
        for each in given:
            self.read.append(each.id)
            poisoned = "veneno" if "veneno" in each.text else None
            said = analysis(each, "gobierno", stance=Stance.NEGATIVE, failed=poisoned)
            yield replace(said, analyzer=self.analyzer)


@pytest.fixture
def reader() -> Reader:
    return Reader()


def run(archive, reader, **asked):
    done = list(retag(archive, reader, **{"since": None, **asked}))
    return sum(each.read for each in done), [key for each in done for key in each.kept]


def test_all_that_is_stale_is_read_once_the_newest_first(archive, reader) -> None:
    told = [tell_of(archive, number) for number in range(1, 4)]
    assert stale(archive, reader, since=None) == {"lector-1": 3}
    assert run(archive, reader) == (3, [])
    assert reader.read == [each.id for each in reversed(told)]
    assert stale(archive, reader, since=None) == {}
    assert archive.analyzer_parts("lector-2") == {"code": "2"}
    assert run(archive, reader) == (0, [])
    assert all(each.readings[0].stance is Stance.NEGATIVE for each in archive.find(None))


def test_it_goes_by_batches_and_stops_at_its_limit(archive, reader, monkeypatch) -> None:
    monkeypatch.setattr("monitor.retagging.BATCH", 2)
    for number in range(1, 6):
        tell_of(archive, number)
    assert run(archive, reader, limit=3) == (3, [])
    assert reader.batches == [2, 1]
    assert stale(archive, reader, since=None) == {"lector-1": 2}
    assert run(archive, reader, limit=0) == (0, [])


def test_one_that_is_stopped_goes_on_where_it_was(archive, reader, monkeypatch) -> None:
    monkeypatch.setattr("monitor.retagging.BATCH", 1)
    told = [tell_of(archive, number) for number in range(1, 4)]
    stopped = retag(archive, reader, since=None)
    next(stopped)
    stopped.close()
    assert run(archive, reader) == (2, [])
    assert sorted(reader.read) == sorted(each.id for each in told)


def test_only_what_was_published_since(archive, reader) -> None:
    told = [tell_of(archive, number) for number in range(1, 4)]
    assert run(archive, reader, since=told[1].published_at) == (2, [])
    assert stale(archive, reader, since=None) == {"lector-1": 1}


def test_what_was_never_read_goes_before_what_is_stale(archive, reader) -> None:
    told = tell_of(archive, 9)
    announce(archive, item(1))
    new = keep(archive, item(1), "El gobierno avisa.")
    assert run(archive, reader) == (1, [])
    assert reader.read == [new.id, told.id]
    assert archive.untagged_shards() == []


def test_what_cannot_be_read_is_met_once_and_keeps_what_it_had(archive, reader) -> None:
    poisoned = tell_of(archive, 2, text="El gobierno y el veneno.")
    sound = tell_of(archive, 1)
    assert run(archive, reader) == (1, [poisoned.id])
    assert reader.read == [poisoned.id, sound.id]
    (found,) = archive.find("veneno")
    assert found.readings[0].stance is Stance.NEUTRAL


def test_a_note_that_changes_meanwhile_is_read_as_it_is(archive, reader) -> None:
    told = tell_of(archive, 1)
    batch = archive.stale("lector-2")
    changed = keep(archive, item(1), "El gobierno rectifica.", revision=2)
    archive.save_analyses(reader.pipe(batch))
    assert archive.untagged(told.id[0]) == [changed]
    assert run(archive, reader) == (0, [])
    assert archive.find("rectifica")[0].readings[0].stance is Stance.NEGATIVE


def test_batches_are_small_enough_for_others_to_write_between_them() -> None:
    assert BATCH <= 100
