from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.collectors import newspaper
from monitor.config import Source
from monitor.errors import CollectError
from monitor.model import Harvest, Memo, PieceKind
from tests.monitor.collectors.samples import MEXICO, expected, samples, told
from tests.monitor.collectors.samples import NOW as SUMMER
from tests.monitor.newsprint.drawn import STREET, drawn, page

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)


def _source(folder: Path) -> Source:
    return Source(kind="print", folder=str(folder), id="cronista", outlet_id="el-cronista")


def _drop(folder: Path, name: str, body: bytes) -> None:
    place = folder / name
    place.write_bytes(body)
    before = (NOW - timedelta(minutes=5)).timestamp()
    os.utime(place, (before, before))


def _collected(folder: Path, memos: dict[str, Memo] | None = None) -> Harvest:
    """What is read of it a day after the file came: it lies still, whatever the machine's clock."""
    now = max(NOW, datetime.now(tz=UTC) + timedelta(minutes=1))
    return newspaper.collect(
        _source(folder),
        None,  # type: ignore[arg-type]  # a folder asks nothing of the network
        memos=memos or {},
        now=now,
        zone=MEXICO,
    )


@pytest.mark.parametrize("sample", samples("print"), ids=lambda path: path.stem)
def test_a_saved_issue_gives_its_pieces(sample: Path) -> None:
    source = Source(kind="print", folder="periodicos", id="diario", outlet_id="el-cronista")
    found = newspaper.parse(
        source, sample.read_bytes(), name="cronista.pdf", now=SUMMER, zone=MEXICO
    )
    wanted = expected(sample)
    # How a page is drawn as a picture may change with the version of pdfium: its name with it.
    assert [{**told(each), "file": ""} for each in found] == [{**x, "file": ""} for x in wanted]


def test_each_note_is_a_piece_and_the_first_page_one_with_its_picture(tmp_path: Path) -> None:
    _drop(tmp_path, "cronista-2026-11-23.pdf", page("portada"))
    harvest = _collected(tmp_path)
    front, first, *others = harvest.items
    assert front.kind is PieceKind.FRONT_PAGE
    assert front.title == first.title == "Diez días sin agua en El Mirador"
    assert front.file is not None
    assert harvest.files[front.file].startswith(b"\xff\xd8\xff")
    assert first.file is not None
    assert harvest.files[first.file] == page("portada")
    assert [each.kind for each in (first, *others)] == [PieceKind.NOTE] * 5
    assert [each.summary for each in (first, *others)] == [
        "Primera plana",
        "Primera plana",
        "Página 2",
        "Página 3",
        "Página 3",
    ]
    assert {each.url for each in harvest.items} == {None}


def test_an_issue_is_read_once_and_the_same_again_is_the_same_notes(tmp_path: Path) -> None:
    _drop(tmp_path, "cronista.pdf", page("portada"))
    first = _collected(tmp_path)
    again = _collected(tmp_path, dict(first.memos))
    assert again.unchanged
    assert not again.items
    _drop(tmp_path, "cronista.pdf", page("portada") + b"\n% otra vez\n")
    assert {x.id for x in _collected(tmp_path, dict(first.memos)).items} == {
        x.id for x in first.items
    }


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("cronista_20261120.pdf", "2026-11-20"),
        ("20-11-2026.pdf", "2026-11-20"),
        ("2026.11.20 El Cronista.pdf", "2026-11-20"),
        ("cronista.pdf", "2026-11-23"),  # its folio says it
        ("99-99-2026.pdf", "2026-11-23"),
    ],
)
def test_the_day_is_that_of_the_name_or_of_the_folio(name: str, day: str) -> None:
    found = newspaper.parse(_source(Path()), page("portada"), name=name, now=NOW, zone=MEXICO)
    assert {each.published_at.date().isoformat() for each in found if each.published_at} == {day}


def test_what_cannot_be_read_is_a_row_with_its_reason(tmp_path: Path) -> None:
    _drop(tmp_path, "roto.pdf", b"%PDF-1.7\nnada")
    _drop(tmp_path, "sano.pdf", drawn(f"#head(24pt)[Cierran la avenida]\n{STREET}"))
    harvest = _collected(tmp_path)
    (broken,) = [each for each in harvest.items if each.text is None]
    assert "«roto.pdf»: el PDF está dañado o pide contraseña" in broken.summary
    assert harvest.note == broken.summary
    assert "Cierran la avenida" in {each.title for each in harvest.items}


def test_more_issues_than_one_reading_takes_wait_for_the_next(tmp_path: Path) -> None:
    for number in range(newspaper.READ + 1):
        _drop(tmp_path, f"{number}.pdf", drawn(f"#head(24pt)[Cierran {number} calles]\n{STREET}"))
    first = _collected(tmp_path)
    assert first.note == "1 por leer en la próxima visita"
    second = _collected(tmp_path, dict(first.memos))
    assert f"Cierran {newspaper.READ} calles" in {each.title for each in second.items}
    assert second.note is None


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CollectError, match="no existe la carpeta"):
        _collected(tmp_path / "nada")
