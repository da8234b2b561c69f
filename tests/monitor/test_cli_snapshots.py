"""What the office does with the pages that it keeps; and the WARC of the demo, read by others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.snapshots import Shot
from tests.monitor.snapshots.pages import records


@pytest.fixture(scope="module")
def shots(office) -> list[Shot]:
    archive = Archive(f"sqlite:///{office / 'sintesis.db'}")
    found = list(archive.snapshots.every())
    archive.close()
    return found


@pytest.fixture
def copies(office) -> Path:
    return office / "ediciones" / "copias"


def test_another_tool_reads_the_demo_without_complaint(copies, shots):
    found = [each for path in sorted(copies.rglob("*.warc.gz")) for each in records(path)]
    kept = {url for kind, url, _ in found if kind in ("response", "revisit")}
    assert {shot.url for shot in shots} <= kept
    assert len(shots) > 50
    assert all(b"<html" in body for kind, _, body in found if kind == "response")


def test_the_page_of_an_edition_opens_the_copies_beside_it(office):
    editions = [each.parent for each in (office / "ediciones").glob("2026-*T*/sintesis.html")] or [
        each.parent for each in (office / "ediciones").glob("*T*/sintesis.html")
    ]
    linked = 0
    for place in editions:
        page = (place / "sintesis.html").read_text(encoding="utf-8")
        links = re.findall(r'<a href="(copias/[0-9a-f]{24}\.html)"[^>]*>copia', page)
        linked += len(links)
        for link in links:
            copy = (place / link).read_text(encoding="utf-8")
            assert "Copia guardada" in copy
            assert "<script" not in copy.lower()
            assert "<img" not in copy.lower()
        assert "copias/" not in (place / "sintesis.txt").read_text(encoding="utf-8")
    assert linked > 20


def test_no_mail_links_to_what_it_does_not_bring(office):
    letters = [each for each in (office / "buzon").rglob("*") if each.is_file()]
    assert letters
    assert not [each for each in letters if b"copias/" in each.read_bytes()]


def test_a_copy_is_shown_and_written(sintesis, shots, tmp_path):
    page = tmp_path / "copia.html"
    status, said, _ = sintesis("snapshot", "show", shots[0].clipping_id, "--html", str(page))
    assert status == 0
    assert "página" in said
    written = page.read_text(encoding="utf-8")
    assert shots[0].url in written
    assert shots[0].digest in written
    status, said, _ = sintesis("snapshot", "show", shots[0].url, "--json")
    assert shots[0].digest in {each["digest"] for each in json.loads(said)}


def test_notes_are_exported_for_another_tool(sintesis, shots, tmp_path):
    out = tmp_path / "prueba.warc.gz"
    ids = sorted({shot.clipping_id for shot in shots})[:2]
    theirs = [shot for shot in shots if shot.clipping_id in ids]
    status, said, _ = sintesis("snapshot", "export", *ids, "--warc", str(out))
    assert (status, f"Listo: {len(theirs)} copias" in said) == (0, True)
    found = [url for kind, url, _ in records(out) if kind in ("response", "revisit")]
    assert sorted(found) == sorted(shot.url for shot in theirs)


def test_days_are_exported_or_all(sintesis, shots, tmp_path):
    out = tmp_path / "prueba.warc.gz"
    status, said, _ = sintesis("snapshot", "export", "--warc", str(out))
    assert (status, f"Listo: {len(shots)} copias" in said) == (0, True)
    day = min(shot.at for shot in shots).astimezone().date().isoformat()
    for asked in (("--until", "2020-01-01"), ("--since", day, shots[0].clipping_id)):
        status, _, complaint = sintesis("snapshot", "export", "--warc", str(out), *asked)
        assert status == 2
        assert complaint


def test_all_are_verified_and_damage_fails(sintesis, copies, shots):
    status, said, _ = sintesis("snapshot", "verify")
    assert (status, f"Copias guardadas: {len(shots)}; todas están bien." in said) == (0, True)
    path = copies / shots[3].file
    sound = path.read_bytes()
    try:
        path.write_bytes(sound[: shots[3].offset + 20] + b"\0" + sound[shots[3].offset + 21 :])
        status, said, _ = sintesis("snapshot", "verify")
        assert status == 1
        assert f"✗ {shots[3].file}" in said
        assert "con problemas: 1" in said
        status, said, _ = sintesis("snapshot", "verify", "--json")
        (fault,) = [each for each in json.loads(said)["faults"] if not each["harmless"]]
        assert fault["file"] == shots[3].file
        path.unlink()
        status, said, _ = sintesis("doctor")
        assert "Faltan archivos de copias guardadas: 1" in said
    finally:
        path.write_bytes(sound)
    status, said, _ = sintesis("doctor")
    assert f"Copias guardadas: {len(shots)}" in said


def test_a_note_that_nobody_has_is_told(sintesis):
    status, _, complaint = sintesis("snapshot", "show", "https://nadie.example/nota")
    assert status == 2
    assert "no está en el acervo" in complaint
