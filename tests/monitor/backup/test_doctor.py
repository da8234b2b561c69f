"""What the doctor says of backups, and of an archive that lost what no checkpoint wrote."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.archive.backups import BackupTry
from monitor.configbackup import Backup
from monitor.configdemands import Demands
from monitor.doctor import Finding, examine
from tests.monitor.backup.conftest import NIGHT, lay

ROOT = Path(__file__).parents[3]
DAY = timedelta(days=1)
PAGE = 4096


@pytest.fixture
def examined(office):
    def ask(now=NIGHT, *, backup: bool = True, **settings) -> list[Finding]:
        asked = Backup(folder=str(office.backups), **settings) if backup else None
        demands = Demands(retention="100 días")
        config = office.config.model_copy(update={"backup": asked, "demands": demands})
        found = examine(config, office.archive, folder=office.folder, now=now)
        return [each for each in found if "espaldo" in each.what]

    return ask


def test_an_office_without_backups_is_told(examined) -> None:
    [finding] = examined(backup=False)
    assert finding.level == "warning"
    assert "backup.folder" in finding.remedy
    [finding] = examined()
    assert (finding.level, finding.remedy) == ("warning", "Hágalo ahora con: sintesis backup")


def test_a_good_one_of_last_night_is_well(office, examined) -> None:
    made = office.make()
    [finding] = examined(NIGHT + DAY)
    assert finding.level == "ok"
    assert made.file.name in finding.what


def test_one_older_than_two_days_is_a_failure_with_its_reason(office, examined) -> None:
    office.make()
    [finding] = examined(NIGHT + 3 * DAY)
    assert finding.level == "failure"
    failed = BackupTry(at=NIGHT + 3 * DAY, reason="el disco está lleno")
    office.archive.backups.tried(failed)
    [finding] = examined(NIGHT + 3 * DAY)
    assert "el disco está lleno" in finding.what
    office.make(NIGHT + 2 * DAY)
    [finding] = examined(NIGHT + 3 * DAY)
    assert finding.level == "warning"


def test_one_that_is_no_longer_there_is_a_failure(office, examined) -> None:
    office.make().file.unlink()
    [finding] = examined(NIGHT + DAY)
    assert finding.level == "failure"
    assert "ya no está" in finding.what


def test_backups_kept_longer_than_personal_data_are_told(office, examined) -> None:
    office.make()
    assert len(examined(NIGHT, keep="100 días")) == 1
    warning = examined(NIGHT, keep="101 días")[-1]
    assert (warning.level, "lo que se olvida sigue en ellos" in warning.what) == ("warning", True)


def test_an_archive_older_than_its_backup_names_the_command(office, examined) -> None:
    office.make()
    lay(office.backups / "sintesis-20261124T083000Z.tar.gz", b"")
    assert len(examined(NIGHT + DAY)) == 1  # it may be making its row now
    warning = examined(NIGHT + DAY + timedelta(hours=1))[-1]
    assert "sintesis-wal" in warning.what.replace(".db", "")
    assert warning.remedy.endswith("sintesis-20261124T083000Z.tar.gz")


WRITER = """
import os, sys
from monitor.archive import Archive
from tests.monitor.archive.makers import tell_of
archive = Archive(sys.argv[1])
for number in range(1, 60):
    tell_of(archive, number, text=f"palabras {number} " * 500)
os._exit(0)
"""
HEAD, FRAME = 32, 24  # bytes before the first frame of a -wal, and before the page of each


def test_a_journal_deleted_by_hand_is_told_with_the_command_that_mends_it(
    sqlite_url, tmp_path, config
) -> None:
    """The power went in a checkpoint, with half of its pages written, and somebody "cleaned"."""
    place = tmp_path / "sintesis.db"
    done = subprocess.run([sys.executable, "-c", WRITER, sqlite_url], cwd=ROOT, check=False)
    assert done.returncode == 0
    journal = place.with_name("sintesis.db-wal")
    frames = journal.read_bytes()[HEAD:]
    with place.open("r+b") as file:
        for at in range(0, len(frames), (FRAME + PAGE) * 2):
            number = int.from_bytes(frames[at : at + 4])
            file.seek((number - 1) * PAGE)
            file.write(frames[at + FRAME : at + FRAME + PAGE])
    journal.unlink()
    place.with_name("sintesis.db-shm").unlink()
    broken = Archive(sqlite_url)
    told = [each for each in broken.check() if "sintesis restore" in each]
    findings = list(examine(config, broken, folder=tmp_path / "ediciones", now=NIGHT))
    broken.close()
    assert told
    assert [each.level for each in findings if each.what in told] == ["failure"] * len(told)
