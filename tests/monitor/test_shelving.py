"""Pages that became clippings are kept as they were, within what a day may take."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive.records import Read
from monitor.config import Config
from monitor.copies import Copies
from monitor.model import Entry, Exchange, Field, Outcome, Page, Span
from monitor.shelving import Shelf
from monitor.snapshots import stored, verify
from tests.monitor.archive.makers import analysis, announce, clipping, item
from tests.monitor.snapshots.pages import NOW, page, records

PHOTO = "https://diario.example/foto.jpg"
JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 8


@pytest.fixture
def shelf(config, archive, web, folder) -> Shelf:
    return Shelf(config=config, archive=archive, fetch=web, folder=folder / "copias")


def with_settings(shelf: Shelf, **changes: object) -> Shelf:
    settings = shelf.config.snapshots.model_copy(update=changes)
    return replace(shelf, config=shelf.config.model_copy(update={"snapshots": settings}))


def read_of(number: int, given: Page, *, revision: int = 1, photo: str | None = None) -> Read:
    kept = replace(clipping(item(number), revision=revision), image_url=photo)
    return Read(item_id=kept.id, outcome=Outcome.CLIPPED, clipping=kept, page=given)


def shelve(shelf: Shelf, *reads: Read, now=NOW) -> list:
    """As the step of reading does."""
    announce(shelf.archive, *(item(number) for number in range(1, 6)))
    shelved = shelf.shelved(reads, now=now)
    shelf.archive.save_reads(shelved, now=now)
    return [shot for read in shelved for shot in read.shots]


def test_what_became_a_clipping_is_kept_and_known(shelf):
    shelve(shelf, read_of(1, page(1)), read_of(2, page(2)))
    newest = shelf.archive.snapshots.newest([item(1).id, item(2).id, item(3).id])
    assert set(newest) == {item(1).id, item(2).id}
    assert stored(shelf.folder, newest[item(2).id]).body == page(2).body
    assert shelf.archive.snapshots.count() == 2


def test_what_has_no_page_is_not_kept(shelf):
    """A post; and a page of which nobody knows how it was asked for."""
    bare = replace(page(2), exchange=None)
    assert shelve(shelf, replace(read_of(1, page(1)), page=None), read_of(2, bare)) == []
    assert not shelf.folder.exists()


def test_each_revision_is_kept_and_the_last_is_shown(shelf):
    shelve(shelf, read_of(1, page(1)))
    later = NOW + timedelta(hours=3)
    shelve(shelf, read_of(1, page(1, b"<p>Corregida</p>"), revision=2), now=later)
    last, first = shelf.archive.snapshots.of(item(1).id)
    assert (last.revision, first.revision) == (2, 1)
    assert shelf.archive.snapshots.newest([item(1).id])[item(1).id] == last
    assert stored(shelf.folder, first).body == page(1).body


@pytest.mark.parametrize("says_so", [True, False], ids=["304", "mismos bytes"])
def test_a_page_that_is_what_it_was_is_a_revisit(shelf, says_so):
    shelve(shelf, read_of(1, page(1)))
    again = page(1)
    if says_so:
        silent = Exchange(sent=(), status=304, reason="Not Modified", received=())
        again = replace(again, body=b"", unchanged=True, exchange=silent)
    unchanged = Read(item_id=item(1).id, outcome=Outcome.CLIPPED, page=again)
    (shot,) = shelve(shelf, unchanged, now=NOW + timedelta(hours=3))
    assert shot.is_revisit
    kinds = [kind for kind, _, _ in records(shelf.folder / shot.file)]
    assert kinds == ["warcinfo", "revisit", "request"]
    profile = "server-not-modified" if says_so else "identical-payload-digest"
    assert profile in _whole(shelf.folder / shot.file)
    copies = Copies(config=shelf.config, archive=shelf.archive, folder=shelf.folder)
    shown = copies.of(shelf.archive.clipping(item(1).id))
    assert "Nota número 1: año, niñez." in shown
    assert "a las 10:05" in shown
    assert list(verify(shelf.folder, shelf.archive.snapshots.every())) == []


def _whole(path: Path) -> str:
    import gzip

    return gzip.decompress(path.read_bytes()).decode("utf-8")


def test_a_page_that_was_not_kept_is_not_referred_to(shelf):
    shelve(with_settings(shelf, keep=False), read_of(1, page(1)))
    unchanged = Read(item_id=item(1).id, outcome=Outcome.CLIPPED, page=page(1))
    assert shelve(shelf, unchanged) == []


def test_a_clipping_that_leaves_takes_nobodys_copy_with_it(shelf):
    """Two notes with one text: each has its bytes."""
    same = page(1).body
    shelve(shelf, read_of(1, page(1)))
    shelve(shelf, read_of(2, page(2, same)))
    shelf.archive.save_analyses([analysis(clipping(item(1)))])  # it names nobody, and leaves
    assert shelf.archive.clipping(item(1).id) is None
    (shot,) = shelf.archive.snapshots.every()
    assert stored(shelf.folder, shot).body == same


def test_pictures_are_kept_where_the_office_wants_them(shelf, web):
    exchange = Exchange(sent=(), status=200, reason="OK", received=())
    web.pages[PHOTO] = Page(url=PHOTO, body=JPEG, content_type="image/jpeg", exchange=exchange)
    shelve(shelf, read_of(1, page(1), photo=PHOTO))
    assert web.asked == []
    wanting = with_settings(shelf, images=True)
    shelve(wanting, read_of(2, page(2), photo=PHOTO), read_of(3, page(3), photo=f"{PHOTO}?no"))
    kept = shelf.archive.snapshots.of(item(2).id)
    assert [each.is_picture for each in kept] == [False, True]
    assert len(shelf.archive.snapshots.of(item(3).id)) == 1
    copies = Copies(config=shelf.config, archive=shelf.archive, folder=shelf.folder)
    assert 'src="data:image/jpeg;base64,' in copies.of(shelf.archive.clipping(item(2).id))
    assert "<img" not in copies.of(shelf.archive.clipping(item(3).id))


def test_a_day_that_is_full_keeps_no_more_and_says_so_once(shelf, caplog):
    import os

    small = with_settings(shelf, daily=1)
    shelve(small, read_of(1, page(1, os.urandom(900_000))))
    with caplog.at_level(logging.WARNING, "monitor.shelving"):
        assert shelve(small, read_of(2, page(2, os.urandom(900_000)))) == []
        assert shelve(small, read_of(3, page(3, os.urandom(900_000)))) == []
    assert len(caplog.records) == 1
    assert "llegaron a 1 MB" in caplog.text
    assert shelf.archive.clipping(item(3).id) is not None
    assert shelve(small, read_of(4, page(4)), now=NOW + timedelta(hours=18))  # the next day


def test_a_disk_that_takes_nothing_loses_no_note(shelf, caplog):
    shelf.folder.parent.mkdir(parents=True)
    shelf.folder.write_bytes(b"")  # a file where the folder should be
    with caplog.at_level(logging.WARNING, "monitor.shelving"):
        assert shelve(shelf, read_of(1, page(1))) == []
    assert "no se guardaron 1 copias" in caplog.text
    assert shelf.archive.clipping(item(1).id) is not None


def test_what_is_not_kept_or_is_damaged_is_told_from_the_text(shelf, config: Config):
    shelve(shelf, read_of(1, page(1)), replace(read_of(2, page(2)), page=None))
    copies = Copies(config=config, archive=shelf.archive, folder=shelf.folder)
    for number in (1, 2):
        if number == 1:
            (shot,) = shelf.archive.snapshots.of(item(1).id)
            (shelf.folder / shot.file).write_bytes(b"nada")
        shown = copies.of(shelf.archive.clipping(item(number).id))
        assert "<p>El gobierno reparó los baches.</p>" in shown
        assert "este es el texto que se leyó" in shown


def test_all_are_listed_by_file_whatever_their_number(shelf, monkeypatch):
    monkeypatch.setattr("monitor.archive.snapshots.PAGE", 2)
    shelve(shelf, *(read_of(number, page(number)) for number in (1, 2, 3)))
    shelve(shelf, read_of(4, page(4)), now=NOW + timedelta(days=1))
    every = list(shelf.archive.snapshots.every())
    assert [(each.file, each.offset) for each in every] == sorted(
        (each.file, each.offset) for each in every
    )
    assert len(every) == 4
    assert len(list(shelf.archive.snapshots.every(since=NOW + timedelta(hours=1)))) == 1
    assert len(list(shelf.archive.snapshots.every(until=NOW + timedelta(hours=1)))) == 3


def test_what_has_personal_data_has_no_copy_beside_the_edition(shelf):
    """A mark of the analysis, or the shape of it: the office itself may still open it."""
    shelve(shelf, *(read_of(number, page(number)) for number in (1, 2, 3)))
    copies = Copies(config=shelf.config, archive=shelf.archive, folder=shelf.folder)
    plain, called = clipping(item(1)), clipping(item(2), "Llame a don Beto, tel. 55 1234 5678.")
    named = clipping(item(3), "Rufina Tlacuilo vive ahí.")
    marked = replace(analysis(named), private=(Span(field=Field.TEXT, start=0, end=15),))
    entries = [
        Entry(story_id="s", clipping=plain, analysis=analysis(plain)),
        Entry(story_id="s", clipping=called, analysis=analysis(called)),
        Entry(story_id="s", clipping=named, analysis=marked),
    ]
    assert [each for each, _ in copies.beside(entries)] == [item(1).id]
