"""The copies of a past day become one file, and none is lost to a kill, damage or a reader."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.archive.records import Read
from monitor.copies import Copies
from monitor.errors import SnapshotError
from monitor.model import Job, Outcome
from monitor.packing import RETRY, SETTLED, Packer
from monitor.pipeline import Pipeline
from monitor.shelving import Shelf
from monitor.snapshots import Shot, record_ids, stored, verify, write
from monitor.snapshots.stored import packed
from tests.monitor.archive.makers import analysis, announce, clipping, item
from tests.monitor.dying import mortals
from tests.monitor.packer import NIGHT
from tests.monitor.snapshots.pages import NOW, exposure, page, records

DAY = "2026-11-23"
NEXT = NIGHT + timedelta(days=1)
BATCHES, PAGES = 4, 2


@pytest.fixture
def packer(config, archive, folder) -> Packer:
    return _packer(config, archive, folder / "copias")


def _packer(config, archive: Archive, folder: Path) -> Packer:
    """Of an office that read for a day, and looked at a page again on the next one."""
    shelf = Shelf(config=config, archive=archive, fetch=_nothing, folder=folder)
    numbers = range(1, 1 + BATCHES * PAGES)
    announce(archive, *(item(number) for number in numbers))
    for number in numbers[::PAGES]:
        some = [_read(each) for each in range(number, number + PAGES)]
        _shelve(shelf, some, now=NOW + timedelta(minutes=15 * number))
    again = Read(item_id=item(1).id, outcome=Outcome.CLIPPED, page=page(1))
    _shelve(shelf, [again], now=NOW + timedelta(days=1))
    return Packer(config=config, archive=archive, folder=folder)


def _nothing(url: str, **_: object) -> None:
    raise AssertionError(url)


def _read(number: int) -> Read:
    kept = clipping(item(number))
    return Read(item_id=kept.id, outcome=Outcome.CLIPPED, clipping=kept, page=page(number))


def _shelve(shelf: Shelf, reads: list[Read], *, now) -> None:
    shelf.archive.save_reads(shelf.shelved(reads, now=now), now=now)


def _files(packer: Packer) -> list[str]:
    found = (each for each in packer.folder.rglob("*") if each.is_file())
    return sorted(each.relative_to(packer.folder).as_posix() for each in found)


def _every(packer: Packer) -> list[Shot]:
    return list(packer.archive.snapshots.every())


def _bytes(packer: Packer) -> dict[str, bytes]:
    return {shot.record_id: packed(packer.folder, shot) for shot in _every(packer)}


def _copies(packer: Packer) -> Copies:
    return Copies(config=packer.config, archive=packer.archive, folder=packer.folder)


def _all_open(packer: Packer) -> None:
    """Every record by its digest, and a page by the revisit of another day."""
    shots = _every(packer)
    assert len(shots) == BATCHES * PAGES + 1
    assert [each for each in verify(packer.folder, shots) if not each.harmless] == []
    shown = _copies(packer).of(packer.archive.clipping(item(1).id))
    assert "Nota número 1: año, niñez." in shown


def test_the_files_of_a_day_become_one(packer):
    before, count = _bytes(packer), len(_files(packer))
    assert count == BATCHES + 1
    assert packer.due(now=NIGHT) == DAY
    assert packer.pack(DAY, now=NIGHT) == f"copias del {DAY}: {BATCHES * PAGES} en un archivo"
    one, other = _files(packer)
    assert one.startswith("2026/11/23/20261124T090500-")
    assert other.startswith("2026/11/24/20261124T130500-")
    assert _bytes(packer) == before  # to the byte
    kinds = [kind for kind, _, _ in records(packer.folder / one)]
    assert kinds == ["warcinfo", *["response", "request"] * BATCHES * PAGES]
    assert list(verify(packer.folder, _every(packer))) == []
    _all_open(packer)


def test_a_day_is_due_once_and_after_three(packer):
    midnight = packer.config.local(NIGHT).replace(hour=0, minute=0)
    assert packer.due(now=midnight + SETTLED - timedelta(seconds=1)) is None
    assert packer.due(now=midnight + SETTLED) == DAY
    packer.pack(DAY, now=NIGHT)
    assert packer.due(now=NIGHT) is None
    assert packer.due(now=NEXT) == "2026-11-24"
    packer.pack("2026-11-24", now=NEXT)
    assert packer.due(now=NEXT + timedelta(days=400)) is None


def test_the_night_does_it_by_itself_and_holds_nothing_else_up(packer, web):
    pipeline = Pipeline(
        config=packer.config, archive=packer.archive, fetch=web, folder=packer.folder.parent
    )
    *others, job = pipeline.plan(NIGHT)
    assert job == Job(step="pack", key=DAY, lock="pack")
    pipeline.do(job, now=NIGHT)
    assert len(_files(packer)) == 2
    assert pipeline.plan(NIGHT) == others


def test_what_the_archive_no_longer_knows_is_not_copied(packer):
    """A page that turned out to name nobody left the archive; its bytes leave the disk."""
    packer.archive.save_analyses([analysis(clipping(item(2)))])
    packer.pack(DAY, now=NIGHT)
    urls = {url for kind, url, _ in records(packer.folder / _files(packer)[0])}
    assert page(2).url not in urls
    assert page(3).url in urls
    assert list(verify(packer.folder, _every(packer))) == []


def test_a_damaged_file_stays_as_it_is(packer, caplog):
    """A backup mends it under the name that it has."""
    bad = next(shot for shot in _every(packer) if shot.clipping_id == item(3).id)
    path = packer.folder / bad.file
    sound = path.read_bytes()
    path.write_bytes(sound[: bad.offset + 40] + b"\0" + sound[bad.offset + 41 :])
    with caplog.at_level(logging.WARNING):
        packer.pack(DAY, now=NIGHT)
    assert bad.file in caplog.text
    assert len(_files(packer)) == 3
    assert {each.file for each in verify(packer.folder, _every(packer))} == {bad.file}
    assert packer.due(now=NIGHT) is None  # it is told once, not every night
    path.write_bytes(sound)
    _all_open(packer)


def test_a_file_that_is_not_here_stays_known(packer):
    """Another machine may have it, or a backup."""
    lost = _every(packer)[0]
    (packer.folder / lost.file).rename(packer.folder / "aparte")
    packer.pack(DAY, now=NIGHT)
    (packer.folder / "aparte").rename(packer.folder / lost.file)
    assert packer.archive.snapshots.in_file(lost.file)
    _all_open(packer)


def test_a_disk_that_takes_nothing_is_asked_again_in_an_hour(packer, caplog, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = _bytes(packer)
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr("monitor.snapshots.writing.os.fsync", full)
        assert packer.pack(DAY, now=NIGHT) == f"copias del {DAY}: quedan como estaban"
    assert "el disco está lleno" in caplog.text
    assert len(_files(packer)) == BATCHES + 1
    assert packer.due(now=NIGHT) is None
    assert packer.due(now=NIGHT + RETRY) == DAY
    packer.pack(DAY, now=NIGHT + RETRY)
    assert _bytes(packer) == before


def test_who_moves_second_moves_nothing(packer, monkeypatch):
    """Two at once: the archive knows where each record was when it was looked up."""
    from monitor import moving

    real, turns = moving.rewrite, []

    def slow(*given: object, **named: object) -> list[Shot]:
        after = real(*given, **named)
        if not turns:
            turns.append(1)
            packer.pack(DAY, now=NIGHT)  # somebody else, meanwhile
        return after

    monkeypatch.setattr(moving, "rewrite", slow)
    before = _bytes(packer)
    assert "cambiaron mientras tanto" in packer.pack(DAY, now=NIGHT)
    assert len(_files(packer)) == 2
    assert _bytes(packer) == before


@pytest.mark.parametrize("change", [{"file": "otro.warc.gz"}, {"record_id": "<urn:uuid:otro>"}])
def test_a_record_that_is_not_where_it_is_said_to_be_moves_none(packer, change):
    """It was moved, or it left the archive."""
    shots = _every(packer)
    after = [replace(shot, file="nuevo.warc.gz", offset=0) for shot in shots]
    believed = [replace(shots[0], **change), *shots[1:]]
    assert not packer.archive.snapshots.moved(believed, after)
    assert _every(packer) == shots


def test_who_looked_up_before_the_move_reads_after_it(packer, tmp_path, monkeypatch):
    old = _every(packer)
    copies = _copies(packer)
    known = copies.archive.snapshots.newest([item(3).id])
    packer.pack(DAY, now=NIGHT)
    with pytest.raises(SnapshotError):
        stored(packer.folder, known[item(3).id])
    monkeypatch.setattr(type(copies.archive.snapshots), "newest", lambda *_, **__: known)
    assert "Nota número 3: año, niñez." in copies.of(copies.archive.clipping(item(3).id))
    assert copies.export(old, tmp_path / "prueba.warc.gz", now=NIGHT) == len(old)
    assert list(copies.faults(old)) == []


def test_what_is_damaged_is_told_although_it_was_looked_up_twice(packer, tmp_path):
    for file in _files(packer):
        (packer.folder / file).write_bytes(b"nada")
    copies, shots = _copies(packer), _every(packer)
    assert "no se pudo leer la copia guardada" in copies.of(copies.archive.clipping(item(3).id))
    with pytest.raises(SnapshotError):
        copies.export(shots, tmp_path / "prueba.warc.gz", now=NIGHT)
    assert len([each for each in copies.faults(shots) if not each.harmless]) > BATCHES


def test_whatever_a_leftover_holds_is_read_in_silence(tmp_path, capfd):
    """The record that a page forged is no record."""
    forged = b"\r\nWARC-Record-ID: <urn:uuid:otro>\r\n" + bytes(range(256)) * 900
    shots = write(tmp_path, [exposure(1, forged), exposure(2)], now=NOW)
    path = tmp_path / shots[0].file
    whole = list(record_ids(path))
    assert len(whole) == 1 + 2 * len(shots)
    assert {shot.record_id for shot in shots} < set(whole)
    sound = path.read_bytes()
    for size in range(0, len(sound), 97):
        path.write_bytes(sound[:size])
        assert whole[: len(found := list(record_ids(path)))] == found
        path.write_bytes(sound[:size] + b"\0\xff" + sound[size + 2 :])
        list(record_ids(path))
    assert capfd.readouterr() == ("", "")


def test_files_of_others_and_of_no_note_stay(packer):
    """Only what is proved to be elsewhere goes."""
    theirs = packer.folder / "2026/11/23/apuntes.txt"
    theirs.write_text("de alguien", encoding="utf-8")
    [unknown] = write(packer.folder, [exposure(99)], now=NOW)
    packer.pack(DAY, now=NIGHT)
    assert theirs.exists()
    assert (packer.folder / unknown.file).exists()


# a kill


@pytest.fixture
def dying(config, sqlite_url, tmp_path) -> Iterator[Callable[..., tuple[Packer, int]]]:
    """An office like the first one, whose night died where it is told."""
    archive = Archive(sqlite_url)
    made = _packer(config, archive, tmp_path / "modelo")
    archive.close()
    with mortals("pack", tmp_path, config) as die:

        def died(*where: object) -> tuple[Packer, int]:
            status = die(*where)
            archive = Archive(f"sqlite:///{tmp_path / 'copia.db'}")
            return replace(made, archive=archive, folder=tmp_path / "copia"), status

        yield died


def _recovers(packer: Packer) -> None:
    """Every copy opens after the kill; the nights to come leave one file a day, and no other."""
    _all_open(packer)
    for now in (NIGHT + timedelta(minutes=1), NEXT):
        while day := packer.due(now=now):
            packer.pack(day, now=now)
    _all_open(packer)
    assert len(_files(packer)) == 2
    assert list(verify(packer.folder, _every(packer))) == []
    packer.archive.close()


@pytest.mark.timeout(120)
def test_killed_at_any_step_every_copy_opens(dying):
    died = 0
    calls = ("copy", "flush", "name", "rewrite", "update", "move", "unlink", "done")
    for call in calls:
        for when in ("before", "after"):
            for number in (1, 3):
                packer, status = dying(call, when, number)
                died += status != 0
                _recovers(packer)
    assert died > len(calls) * 2


@pytest.mark.timeout(120)
def test_killed_at_any_moment_every_copy_opens(dying):
    chance, died = random.Random(106), 0
    for _ in range(12):
        packer, status = dying("", chance.uniform(0, 0.06))
        died += status != 0
        _recovers(packer)
    assert died
