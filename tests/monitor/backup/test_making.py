"""A backup is made while others work, holds what it must, and is claimed only once it was read."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from monitor.archive import dumping
from monitor.backup import bundle, making, proved
from monitor.backup.ciphers import Cipher, opening
from monitor.backup.files import alone
from monitor.errors import ArchiveBusy, BackupError
from tests.monitor.archive.makers import tell_of
from tests.monitor.backup.conftest import NIGHT, lay


def names(office) -> list[str]:
    return sorted(path.name for path in office.backups.iterdir())


def test_it_holds_the_archive_the_settings_and_the_proofs(office) -> None:
    made = office.make()
    assert [member.name for member in made.manifest.members] == [
        "acervo.db",
        "configuracion/lugares.csv",
        "configuracion/sources.yaml",
        "evidencias/2026-00001/foto.jpg",
    ]
    assert made.manifest.rows["clippings"] == 3
    assert made.manifest.schema == dumping.versions()[-1]
    assert names(office) == [
        ".cerrojo",
        "copias",
        "originales",
        "sintesis-20261123T083000Z.tar.gz",
    ]
    assert made.opened
    assert made.copies == 2


def test_any_program_that_opens_a_tar_opens_it(office, tmp_path) -> None:
    import tarfile

    made = office.make()
    with tarfile.open(made.file) as tar:
        tar.extractall(tmp_path / "x", filter="data")
    assert (tmp_path / "x/configuracion/sources.yaml").read_bytes() == office.settings.read_bytes()
    assert dumping.faults_of_file(tmp_path / "x/acervo.db") == []


def test_each_try_is_a_row(office) -> None:
    made = office.make()
    with pytest.raises(BackupError):
        office.make(encrypt="sí", now=NIGHT + timedelta(hours=1))
    failed, good = office.archive.backups.listed()
    assert (good.file, good.size, good.digest, good.reason) == (
        made.file.name,
        made.file.stat().st_size,
        bundle.digest_of(made.file),
        None,
    )
    assert "no hay con qué cifrarlo" in failed.reason
    assert office.archive.backups.last(until=NIGHT + timedelta(hours=2), good=True) == good


def test_it_is_whole_although_others_write_meanwhile(office) -> None:
    stop, numbers = Event(), iter(range(100, 10_000))

    def work() -> None:
        while not stop.is_set():
            tell_of(office.archive, next(numbers), text="Se escribe mientras se respalda.")

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(work)
        made = [office.make(NIGHT + timedelta(minutes=turn)) for turn in range(3)]
        stop.set()
        writing.result()
    rows = [each.manifest.rows["clippings"] for each in made]
    assert rows == sorted(rows)
    for each in made:
        assert proved(each.file, cipher=Cipher(), folder=office.folder) == each.manifest


def test_pages_that_no_checkpoint_wrote_are_in_it(office) -> None:
    assert office.database.with_name("sintesis.db-wal").stat().st_size > 0
    assert office.make().manifest.rows["clippings"] == 3


def test_a_harmed_archive_is_no_backup_and_the_good_one_stays(office) -> None:
    good = office.make().file
    office.archive.close()  # and so all is in its file
    with office.database.open("r+b") as file:
        file.seek(4096 * 6)
        file.write(os.urandom(4096 * 4))
    with pytest.raises(BackupError, match="dañado"):
        office.make(NIGHT + timedelta(days=60))
    assert good.exists()
    assert [name for name in names(office) if name.startswith("sintesis-")] == [good.name]


def test_a_disk_that_gives_back_other_bytes_is_no_backup(office, monkeypatch) -> None:
    real = making.settle

    def rotten(file) -> None:
        real(file)
        here = os.pread(file.fileno(), 1, 1000)
        os.pwrite(file.fileno(), bytes([here[0] ^ 1]), 1000)

    monkeypatch.setattr(making, "settle", rotten)
    with pytest.raises(BackupError, match="no es lo que se escribió"):
        office.make()
    assert not [name for name in names(office) if name.startswith("sintesis-")]
    assert not list(office.folder.glob(".respaldo-*"))


def test_only_who_has_the_key_opens_it(office, key, tmp_path) -> None:
    made = office.make(encrypt="sí", recipients=[key.public])
    assert not made.opened
    assert made.file.read_bytes().startswith(b"age-encryption.org/v1")
    copies = [path for path in office.backups.rglob("*") if path.is_file()]
    assert not [path for path in copies if b"WARC" in path.read_bytes()]
    cipher = opening(made.file, identity=key.file, passphrase=None)
    assert proved(made.file, cipher=cipher, folder=office.folder) == made.manifest
    with pytest.raises(BackupError, match="--identity"):
        opening(made.file, identity=None, passphrase="una frase que no es de nadie")


def test_without_anything_to_close_it_with_it_is_refused_unless_said(office) -> None:
    with pytest.raises(BackupError, match="SINTESIS_BACKUP_PASSPHRASE"):
        office.make(encrypt="sí")
    assert office.make(encrypt="no").file.suffix == ".gz"


def test_one_at_a_time(office) -> None:
    with alone(office.backups), pytest.raises(ArchiveBusy, match="ya se hace un respaldo"):
        office.make()
    assert office.archive.backups.listed() == []
    office.make()


@pytest.mark.parametrize("where", ["ediciones", "ediciones/respaldos", "."])
def test_it_never_lies_among_what_it_copies(office, where) -> None:
    backer = office.backer()
    asked = backer.config.backup.model_copy(update={"folder": str(office.home / where)})
    config = backer.config.model_copy(update={"backup": asked})
    inside = making.Backer(config=config, archive=office.archive, folder=office.folder)
    with pytest.raises(BackupError, match="no pueden estar en la carpeta"):
        inside.make(now=NIGHT)


def test_no_room_is_told_before_anything_is_written(office, monkeypatch) -> None:
    from monitor.backup import collecting

    monkeypatch.setattr(collecting, "SPARE", 10**18)
    with pytest.raises(BackupError, match="no cabe en el disco"):
        office.make()
    assert office.archive.backups.listed()[0].reason.startswith("no cabe")


def test_links_and_unfinished_files_are_left_out(office) -> None:
    proofs = office.folder / "evidencias/2026-00001"
    (proofs / "liga.jpg").symlink_to("/etc/passwd")
    lay(proofs / "a.part", b"a medias")
    (office.folder / "copias/liga.warc.gz").symlink_to("/etc/passwd")
    made = office.make()
    assert [each.name for each in made.manifest.members if "evidencias" in each.name] == [
        "evidencias/2026-00001/foto.jpg"
    ]
    assert made.copies == 2
