"""What the doctor says where no picture can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.config import Config, Outlet, Source
from monitor.doctor.findings import Finding, Patient
from monitor.doctor.watched import pictured
from monitor.newsprint import ocr

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)


def _found(config: Config, archive: Archive, kind: str, folder: Path) -> list[Finding]:
    source = Source(kind=kind, folder=str(folder), id="cronista-1", outlet_id="cronista")
    outlet = Outlet(
        id="cronista", name="El Cronista", scope="local", medium="newspaper", sources=(source,)
    )
    office = config.model_copy(update={"outlets": (*config.outlets, outlet)})
    return list(pictured(Patient(config=office, archive=archive, folder=folder, now=NOW)))


@pytest.mark.parametrize("kind", ["print", "folder"])
def test_sources_of_pictures_without_a_reader_are_told(
    config: Config, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    assert not _found(config, archive, kind, tmp_path)
    monkeypatch.setattr(ocr, "LANGUAGE", "zzz")
    (found,) = _found(config, archive, kind, tmp_path)
    assert found.level == "warning"
    assert "cronista-1" in found.what
    assert "make install" in found.remedy


def test_where_no_source_brings_pictures_nothing_is_said(
    config: Config, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "LANGUAGE", "zzz")
    assert not list(pictured(Patient(config=config, archive=archive, folder=tmp_path, now=NOW)))
