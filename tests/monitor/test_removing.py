"""What is forgotten leaves every copy: no byte below the office's folders says it any more."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.archive import Archive
from monitor.archive.database import open_engine, writing
from monitor.archive.records import Read
from monitor.archive.schema import items, revisions
from monitor.config import Config
from monitor.copies import Copies
from monitor.forgetting import Forgotten, forget
from monitor.keeping import FOLDER as ORIGINALS
from monitor.keeping import Keeper, name_of
from monitor.labels import PieceKind
from monitor.model import Clipping, Entry, Outcome
from monitor.packing import Packer
from monitor.shelving import Shelf
from monitor.snapshots import Shot, rewrite, verify, write
from monitor.snapshots.stored import GZIP
from tests.monitor.archive.asking import petition
from tests.monitor.archive.makers import analysis, announce, clipping, item
from tests.monitor.dying import mortals
from tests.monitor.packer import LATER
from tests.monitor.snapshots.pages import NOW, exposure, page
from tests.monitor.test_forgetting import (
    MAIL,
    NAME,
    PHONE,
    TEXT,
    a_clock_that_is_right,
    closed,
    demand_of,
    post,
)

PLANTED = [each.encode() for each in (NAME, PHONE, MAIL)]
EDITION = "2026-11-23T0700"
PICTURE = b"\xff\xd8\xff" + NAME.encode() * 20


def held_below(folder: Path) -> list[bytes]:
    """Which planted words any byte holds below a folder, packed bytes unpacked."""
    held = [each.read_bytes() for each in folder.rglob("*") if each.is_file()]
    held += [_unpacked(each) for each in held if each.startswith(b"\x1f\x8b")]
    return [word for word in PLANTED if any(word in each for each in held)]


def _unpacked(raw: bytes) -> bytes:
    whole = b""
    while raw:
        opened = zlib.decompressobj(GZIP)
        whole += opened.decompress(raw)
        raw = opened.unused_data
    return whole


def said(number: int) -> bytes:
    return f"<html><body><p>{TEXT} ({number})</p></body></html>".encode()


class Office:
    """One that kept, in one file, two posts of Casimira's and a note; and looked at one again."""

    def __init__(self, config: Config, archive: Archive, folder: Path) -> None:
        self.config, self.archive, self.folder = config, archive, folder
        self.copies = Copies(config=config, archive=archive, folder=folder / "copias")

    def lives(self) -> Clipping:
        kept = post(self.archive, 1)
        self.demand = demand_of(self.archive)
        closed(self.archive, self.demand)
        other = post(self.archive, 2, said=f"{TEXT} Otra vez.")
        self.note = self._read(3)
        self._keep([(kept, said(1)), (other, said(2)), (self.note, None)])
        again = Read(item_id=kept.id, outcome=Outcome.CLIPPED, page=page(1, said(1)))
        self.shelf.record(self.shelf.write([again], now=NOW + timedelta(days=1)))
        return kept

    @property
    def shelf(self) -> Shelf:
        place = self.folder / "copias"
        return Shelf(config=self.config, archive=self.archive, fetch=page, folder=place)  # type: ignore[arg-type]

    def _read(self, number: int) -> Clipping:
        announce(self.archive, item(number))
        read = Read(
            item_id=item(number).id, outcome=Outcome.CLIPPED, clipping=clipping(item(number))
        )
        self.archive.save_reads([read], now=NOW)
        return clipping(item(number))

    def _keep(self, kept: list[tuple[Clipping, bytes | None]]) -> None:
        reads = [
            Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=each, page=page(number, body))
            for number, (each, body) in enumerate(kept, start=1)
        ]
        self.shelf.record(self.shelf.write(reads, now=NOW))

    def forgets(self, **asked: bool) -> Forgotten:
        return forget(self.config, self.archive, folder=self.folder, now=LATER, **asked)

    def every(self) -> list[Shot]:
        return list(self.archive.snapshots.every())

    def faults(self) -> list[object]:
        return list(verify(self.folder / "copias", self.every()))


@pytest.fixture
def office(config, archive, database_url, tmp_path) -> Office:
    made = Office(config, archive, tmp_path / "ediciones")
    made.kept = made.lives()
    a_clock_that_is_right(database_url)
    return made


def test_the_records_of_a_covered_post_go_and_the_others_stay(office):
    """One post is forgotten; the one that still waits and the note are what they were."""
    before = [shot for shot in office.every() if shot.clipping_id != office.kept.id]
    assert len(office.every()) == 4
    done = office.forgets()
    assert done.copies == 2  # its page, and that it was looked at again
    assert "2 copias guardadas" in done.words
    after = office.every()
    assert [replace(shot, file="", offset=0) for shot in after] == [
        replace(shot, file="", offset=0) for shot in before
    ]
    assert office.faults() == []
    assert f"({1})".encode() not in b"".join(map(_unpacked, _warcs(office)))
    assert f"({2})".encode() in b"".join(map(_unpacked, _warcs(office)))
    assert "Nota número 3: año, niñez." in office.copies.of(office.note)


def _warcs(office: Office) -> list[bytes]:
    return [each.read_bytes() for each in office.folder.rglob("*.warc.gz")]


def _forget_the_other_too(office: Office) -> None:
    closed(office.archive, demand_of(office.archive))


@pytest.mark.parametrize("is_packed", [True, False], ids=["en un archivo", "sueltas"])
def test_no_byte_of_the_office_says_it_any_more(config, sqlite_url, tmp_path, is_packed):
    archive = Archive(sqlite_url)
    office = Office(config, archive, tmp_path / "ediciones")
    kept = office.lives()
    _forget_the_other_too(office)
    a_clock_that_is_right(sqlite_url)
    _picture_and_original(office, sqlite_url, kept)
    if is_packed:
        packer = Packer(config=config, archive=archive, folder=tmp_path / "ediciones/copias")
        while day := packer.due(now=LATER):
            packer.pack(day, now=LATER)
    assert held_below(tmp_path) == PLANTED
    rehearsed = office.forgets(dry_run=True)
    assert held_below(tmp_path / "ediciones") == PLANTED
    done = office.forgets()
    assert (done.copies, rehearsed.copies) == (5, 5)
    assert "se retirarían 5 copias guardadas" in rehearsed.words
    archive.close()
    assert held_below(tmp_path) == []


def _picture_and_original(office: Office, url: str, kept: Clipping) -> None:
    """Its picture in the same day, its original, and the page beside an edition."""
    seen = replace(exposure(7, PICTURE), clipping_id=kept.id, is_picture=True)
    office.shelf.record(write(office.folder / "copias", [seen], now=NOW))
    name = name_of(PICTURE, ".jpg")
    Keeper(office.folder / ORIGINALS).keep({name: PICTURE})
    _name(url, name, kept.id)
    place = office.folder / EDITION / "copias"
    place.mkdir(parents=True)
    (place / f"{kept.id}.html").write_text(f"<p>{NAME}, {PHONE}, {MAIL}</p>", encoding="utf-8")


def _name(url: str, name: str, *clipping_ids: str) -> None:
    """Say that these came from that original."""
    engine = open_engine(url)
    with writing(engine) as db:
        its = revisions.c.clipping_id.in_(clipping_ids)
        db.execute(update(revisions).where(its).values(file=name))
        db.execute(update(items).where(items.c.id.in_(clipping_ids)).values(file=name))
    engine.dispose()


def test_the_page_beside_an_edition_says_that_it_was_taken_away(office):
    place = office.folder / EDITION / "copias"
    place.mkdir(parents=True)
    (place / f"{office.kept.id}.html").write_text(NAME, encoding="utf-8")
    (place / f"{office.note.id}.html").write_text("La nota", encoding="utf-8")
    office.forgets()
    shown = (place / f"{office.kept.id}.html").read_text(encoding="utf-8")
    day = f"{office.config.local(LATER):%d/%m/%Y}"
    assert f"La copia de su página fue retirada por retención el {day}." in shown
    assert NAME not in shown
    assert (place / f"{office.note.id}.html").read_text(encoding="utf-8") == "La nota"
    assert not list(place.glob(".*"))


def test_an_edition_and_a_person_are_told_instead_of_failing(office):
    office.forgets()
    entries = [
        Entry(story_id="s", clipping=each, analysis=analysis(each))
        for each in (replace(office.kept, text="•", title="•", author=None), office.note)
    ]
    assert [each for each, _ in office.copies.beside(entries)] == [office.note.id]
    shown = office.copies.of(office.archive.clipping(office.kept.id))
    assert "fue retirada por retención el" in shown
    assert "La alcaldía no contesta" in shown
    assert office.copies.removed(office.note.id) == ""


def test_an_original_of_others_stays(office, database_url):
    keeper = Keeper(office.folder / ORIGINALS)
    own, shared = name_of(b"suyo", ".png"), name_of(b"de varias", ".pdf")
    keeper.keep({own: b"suyo", shared: b"de varias"})
    _name(database_url, shared, office.kept.id, office.note.id)
    assert office.forgets(dry_run=True).copies == 2
    assert office.forgets().copies == 2
    assert keeper.path(shared).exists()
    assert office.archive.clipping(office.kept.id).file is None
    assert office.archive.clipping(office.note.id).file == shared


def test_news_keep_their_copy(config, archive, database_url, tmp_path):
    """The memory of the press is not of who was named in it."""
    office = Office(config, archive, tmp_path / "ediciones")
    kept = post(archive, 1, kind=PieceKind.NOTE)
    closed(archive, demand_of(archive))
    office._keep([(kept, said(1))])
    a_clock_that_is_right(database_url)
    assert (office.forgets(dry_run=True).copies, office.forgets().copies) == (0, 0)
    assert NAME in office.copies.of(archive.clipping(kept.id))


def test_a_post_that_another_demand_needs_keeps_its_copy(office):
    other = petition(office.kept, "La alcaldía no contesta", category="tramites")
    read = replace(analysis(office.kept, "gobierno"), petitions=(other,), private=())
    office.archive.save_analyses([read])
    assert (office.forgets(dry_run=True).copies, office.forgets().copies) == (0, 0)
    assert len(office.every()) == 4


def test_a_damaged_file_gives_up_what_must_go_and_keeps_the_rest(office):
    note = next(shot for shot in office.every() if shot.clipping_id == office.note.id)
    path = office.folder / "copias" / note.file
    raw = path.read_bytes()
    path.write_bytes(raw[: note.offset + 30] + b"\0" + raw[note.offset + 31 :])
    office.forgets()
    [fault] = office.faults()
    assert "está dañada" in fault.reason or "no se pudo leer" in fault.reason
    assert not path.exists()
    assert len(office.every()) == 2


def test_what_a_killed_packing_left_of_it_goes_too(office):
    """A file that nobody names, with nothing but what must go."""
    [first, *_] = [shot for shot in office.every() if shot.clipping_id == office.kept.id]
    folder = office.folder / "copias"
    [left] = rewrite(folder, [first], day=NOW.date(), now=NOW)
    assert office.forgets().copies == 2
    assert not (folder / left.file).exists()
    assert office.faults() == []


def test_a_file_that_is_lost_is_no_obstacle(office):
    for path in office.folder.rglob("*.warc.gz"):
        path.unlink()
    assert office.forgets().copies == 2
    assert {shot.clipping_id for shot in office.every()} & {office.kept.id} == set()


def test_a_full_disk_is_told_and_the_next_time_ends_it(office, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("monitor.snapshots.writing.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            office.forgets()
    assert "retirada por retención" in office.copies.of(office.archive.clipping(office.kept.id))
    done = office.forgets()
    assert (done.folios, done.copies) == ((), 2)
    assert done.words == "De lo que se anonimizó antes se retiraron 2 copias guardadas."
    assert office.faults() == []


@pytest.fixture
def dying(config, sqlite_url, tmp_path) -> Iterator[Callable[..., tuple[Office, int]]]:
    archive = Archive(sqlite_url)
    made = Office(config, archive, tmp_path / "modelo")
    kept = made.lives()
    _forget_the_other_too(made)
    _picture_and_original(made, sqlite_url, kept)
    archive.close()
    a_clock_that_is_right(sqlite_url)
    with mortals("forget", tmp_path, config) as die:

        def died(*where: object) -> tuple[Office, int]:
            status = die(*where)
            archive = Archive(f"sqlite:///{tmp_path / 'copia.db'}")
            office = Office(config, archive, tmp_path / "copia")
            office.note = made.note
            return office, status

        yield died


@pytest.mark.timeout(180)
def test_killed_at_any_step_the_next_time_ends_it(dying, tmp_path):
    died = 0
    calls = ("copy", "flush", "name", "move", "unlink", "erase", "sweep", "drop", "finish", "show")
    for call in calls:
        for when in ("before", "after"):
            office, status = dying(call, when, 1)
            died += status != 0
            assert "Nota número 3: año, niñez." in office.copies.of(office.note)
            assert [each for each in office.faults() if not each.harmless] == []
            office.forgets()
            assert "Nota número 3: año, niñez." in office.copies.of(office.note)
            office.archive.close()
            assert held_below(tmp_path / "copia") == []
    assert died == len(calls) * 2
