"""Killed at any point, a backup leaves nothing that could be taken for one; the next clears it."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from monitor.archive.backups import Backups
from monitor.backup import beside, bundle, kept, making, proved, rotating
from monitor.backup.ciphers import Cipher
from tests.monitor.backup.conftest import NIGHT

POINTS = [
    (Backups, "dump"),
    (Backups, "faults"),
    (making, "collected"),
    (making, "settle"),
    (making, "unpacked"),
    (making, "name"),
    (beside, "settle"),
    (beside, "keep"),
    (rotating, "rotate"),
    (Backups, "tried"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point[1])
def test_no_half_file_is_taken_for_a_backup(office, point, when, monkeypatch) -> None:
    office.archive.close()
    child = os.fork()
    if child == 0:
        owner, name = point
        real = getattr(owner, name)

        def die(*given, **named) -> None:
            if when == "after":
                real(*given, **named)
            os._exit(9)

        monkeypatch.setattr(owner, name, die)
        office.make()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    for _, path in kept(office.backups):
        proved(path, cipher=Cipher(), folder=office.folder)
    made = office.make(NIGHT + timedelta(minutes=1))
    assert proved(made.file, cipher=Cipher(), folder=office.folder) == made.manifest
    assert not list(office.backups.rglob("*.part"))
    assert not list(office.folder.glob(".respaldo-*"))
    assert bundle.digest_of(made.file) == made.digest
