"""What never changes is kept once; what left the office leaves, what a disk lost does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.archive.backups import Backups
from tests.monitor.backup.conftest import NIGHT, ORIGINAL_NAME, WARC, lay

DAY = timedelta(days=1)
COPY = "copias/2026/11/22/a.warc.gz"


def test_each_is_kept_once_and_only_new_ones_are_added(office) -> None:
    office.make()
    kept = office.backups / COPY
    assert kept.read_bytes() == WARC
    before = kept.stat().st_ino
    lay(office.folder / "copias/2026/11/23/b.warc.gz", b"otra")
    made = office.make(NIGHT + DAY)
    assert made.copies == 1
    assert kept.stat().st_ino == before


def test_what_left_the_office_leaves_with_the_last_backup_that_may_name_it(office) -> None:
    office.make(keep=3 * DAY)
    (office.folder / COPY).unlink()
    lay(office.folder / "copias/2026/11/22/dia.warc.gz", b"juntas")
    for days in (1, 2, 3):
        assert office.make(NIGHT + days * DAY, keep=3 * DAY).gone == 0
        assert (office.backups / COPY).exists()
    assert office.make(NIGHT + 4 * DAY, keep=3 * DAY).gone == 2  # the first backup, and its copy
    assert not (office.backups / COPY).exists()
    assert (office.backups / "copias/2026/11/22/dia.warc.gz").exists()


@pytest.mark.parametrize("lost", [COPY, f"originales/{ORIGINAL_NAME[:2]}/{ORIGINAL_NAME}"])
def test_what_a_disk_lost_and_the_archive_still_names_stays(office, lost, monkeypatch) -> None:
    asked = []

    def named(self, files):
        asked.extend(files)
        return set(files)

    monkeypatch.setattr(Backups, "named", named)
    office.make()
    (office.folder / lost).unlink()
    assert office.make(NIGHT + DAY).gone == 0
    assert (office.backups / lost).exists()
    assert asked == [lost.removeprefix("copias/") if "copias" in lost else ORIGINAL_NAME]


def test_the_archive_says_which_files_it_names(archive) -> None:
    from dataclasses import replace

    from tests.monitor.archive.makers import announce, item, keep

    read = item(1)
    announce(archive, replace(read, file="abc.pdf"))
    keep(archive, read, "Un texto")
    assert archive.backups.named(["abc.pdf", "otro.pdf"]) == {"abc.pdf"}


def test_a_copy_closed_with_the_key_is_the_same_once_open(office, key) -> None:
    import pyrage

    office.make(encrypt="sí", recipients=[key.public])
    closed = office.backups / f"{COPY}.age"
    secret = pyrage.x25519.Identity.from_str(key.file.read_text().split()[-1])
    assert pyrage.decrypt(closed.read_bytes(), [secret]) == WARC
