"""Damage of any byte is found; nothing else is taken for damage."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from monitor.errors import SnapshotError
from monitor.snapshots import Exposure, Shot, export, stored, verify, write
from monitor.snapshots.stored import unpacked
from tests.monitor.snapshots.pages import NOW, exposure, page, records

EVERY = 7  # bytes: all of them take too long


@pytest.fixture
def kept(tmp_path: Path) -> list[Shot]:
    (first, second) = write(tmp_path, [exposure(1), exposure(2)], now=NOW)
    again = Exposure(clipping_id="3" * 24, revision=1, page=page(1), at=NOW, before=first)
    return [first, second, *write(tmp_path, [again], now=NOW)]


def flip(path: Path, at: int) -> None:
    whole = bytearray(path.read_bytes())
    whole[at] ^= 0x10
    path.write_bytes(bytes(whole))


def test_what_nobody_touched_is_well(tmp_path, kept):
    assert list(verify(tmp_path, kept)) == []


def test_any_flipped_byte_of_a_record_is_found(tmp_path, kept):
    """Head, body, request or checksum; the hour of the packing is seen by nobody."""
    first, second, revisit = kept
    for shot, other in ((second, [first]), (revisit, [])):
        path = tmp_path / shot.file
        sound = path.read_bytes()
        for at in range(shot.offset, shot.offset + shot.size, EVERY):
            flip(path, at)
            faults = list(verify(tmp_path, [*other, shot]))
            assert any(shot.url in each.reason for each in faults) or _reads(path) == _whole(sound)
            assert len([each for each in faults if not each.harmless]) <= 1
            path.write_bytes(sound)
        assert stored(tmp_path, first).body == page(1).body


def _whole(packed: bytes) -> bytes:
    return b"".join(unpacked(packed))


def _reads(path: Path) -> bytes | None:
    try:
        return _whole(path.read_bytes())
    except zlib.error:
        return None


def test_the_other_page_of_a_damaged_file_still_opens(tmp_path, kept):
    first, second, _ = kept
    flip(tmp_path / first.file, first.offset + first.size // 3)
    with pytest.raises(SnapshotError, match="copia guardada"):
        stored(tmp_path, first)
    assert stored(tmp_path, second).body == page(2).body


def test_a_file_that_is_cut_or_gone_is_told(tmp_path, kept):
    first, second, revisit = kept
    path = tmp_path / first.file
    path.write_bytes(path.read_bytes()[: second.offset + 5])
    (fault,) = verify(tmp_path, [first, second, revisit])
    assert second.url in fault.reason
    path.unlink()
    (fault,) = verify(tmp_path, [first, second, revisit])
    assert "falta el archivo, con 2 copias" in fault.reason


def test_a_damaged_beginning_is_told(tmp_path, kept):
    flip(tmp_path / kept[0].file, 30)
    (fault,) = verify(tmp_path, kept)
    assert "principio" in fault.reason


def test_what_a_kill_leaves_is_harmless(tmp_path, kept):
    write(tmp_path, [exposure(9)], now=NOW)
    (tmp_path / "2026" / "a.part").write_bytes(b"\x1f\x8b")
    faults = list(verify(tmp_path, kept))
    assert len(faults) == 2
    assert all(fault.harmless for fault in faults)


def test_what_is_exported_is_read_by_another_tool(tmp_path, kept):
    first, _, revisit = kept
    out = tmp_path / "fuera.warc.gz"
    assert export(tmp_path, [first, revisit], out, now=NOW) == 2
    kinds = [kind for kind, _, _ in records(out)]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    assert b"".join(unpacked(out.read_bytes())).count(b"WARC/1.1\r\n") == 5
    with out.open("rb") as file:
        assert [record.record_id for record in ArchiveIterator(file)][1] == first.record_id


def test_nothing_damaged_is_exported(tmp_path, kept):
    flip(tmp_path / kept[1].file, kept[1].offset + 40)
    out = tmp_path / "fuera.warc.gz"
    with pytest.raises(SnapshotError, match="sintesis snapshot verify"):
        export(tmp_path, kept, out, now=NOW)
    assert not list(tmp_path.glob("*fuera*"))
