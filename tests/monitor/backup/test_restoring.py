"""A backup comes back whole, into its place in one step, and what was there stays aside."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.backup import Place, proved, restore, restoring
from monitor.backup.ciphers import Cipher, opening
from monitor.errors import ArchiveBusy, BackupError
from tests.monitor.archive.makers import tell_of
from tests.monitor.backup.conftest import NIGHT, ORIGINAL_NAME, PROOF, WARC, lay

PLAIN = Cipher()


def place(office) -> Place:
    return Place(archive_url=office.url, settings=office.settings, folder=office.folder)


def elsewhere(tmp_path: Path) -> Place:
    home = tmp_path / "otra-maquina"
    return Place(
        archive_url=f"sqlite:///{home / 'sintesis.db'}",
        settings=home / "sources.yaml",
        folder=home / "ediciones",
    )


def test_a_new_machine_has_all_of_it_again(office, key, texts, tmp_path) -> None:
    made = office.make(encrypt="sí", recipients=[key.public])
    cipher = opening(made.file, identity=key.file, passphrase=None)
    there = elsewhere(tmp_path)
    done = restore(made.file, there, cipher=cipher, now=NIGHT)
    assert texts(there.archive_url) == {
        f"Vecinos de la calle {number} piden agua." for number in (1, 2, 3)
    }
    assert there.settings.read_bytes() == office.settings.read_bytes()
    assert (there.settings.parent / "lugares.csv").exists()
    assert (there.folder / "evidencias/2026-00001/foto.jpg").read_bytes() == PROOF
    assert (there.folder / "copias/2026/11/22/a.warc.gz").read_bytes() == WARC
    assert (there.folder / "originales" / ORIGINAL_NAME[:2] / ORIGINAL_NAME).exists()
    assert (done.proofs, done.copies, done.damaged, done.aside) == (1, 2, (), None)
    archive = Archive(there.archive_url)
    known = archive.backups.last(until=NIGHT, good=True)
    archive.close()
    assert (known.file, known.digest) == (made.file.name, made.digest)
    assert not [path for path in there.folder.rglob("*") if path.name.startswith(".")]


def test_what_was_there_stays_aside_with_what_no_checkpoint_wrote(office, texts) -> None:
    made = office.make()
    tell_of(office.archive, 9, text="Lo que vino después.")
    kept = subprocess.run(  # dies with pages that are only in its -wal
        [
            sys.executable,
            "-c",
            "import os, sys\n"
            "from monitor.archive import Archive\n"
            "from tests.monitor.archive.makers import tell_of\n"
            "tell_of(Archive(sys.argv[1]), 10, text='Lo último.')\n"
            "os._exit(0)",
            office.url,
        ],
        check=False,
    )
    assert kept.returncode == 0
    done = restore(made.file, place(office), cipher=PLAIN, now=NIGHT)
    assert done.aside == office.home / "sintesis.db.antes-20261123-083000"
    assert len(texts(office.url)) == 3
    assert texts(f"sqlite:///{done.aside}") >= {"Lo que vino después.", "Lo último."}


def test_settings_that_changed_since_stay(office) -> None:
    made = office.make()
    office.settings.write_text("profile: {municipality: Otro}\n")
    done = restore(made.file, place(office), cipher=PLAIN, now=NIGHT)
    assert office.settings.read_text() == "profile: {municipality: Otro}\n"
    assert done.settings == (office.home / "sources.yaml.del-respaldo",)
    assert "Xaltepec" in done.settings[0].read_text()


def test_nothing_is_touched_while_a_run_works(office, texts) -> None:
    made = office.make()
    tell_of(office.archive, 9, text="Lo que vino después.")
    with office.archive.exclusive(), pytest.raises(ArchiveBusy):
        restore(made.file, place(office), cipher=PLAIN, now=NIGHT)
    assert "Lo que vino después." in texts(office.url)


def test_a_damaged_one_changes_nothing(office, texts) -> None:
    made = office.make()
    tell_of(office.archive, 9, text="Lo que vino después.")
    body = bytearray(made.file.read_bytes())
    body[len(body) // 2] ^= 1
    made.file.write_bytes(body)
    with pytest.raises(BackupError):
        restore(made.file, place(office), cipher=PLAIN, now=NIGHT)
    assert "Lo que vino después." in texts(office.url)
    assert not [path for path in office.home.iterdir() if "antes" in path.name]
    assert not list(office.folder.glob(".respaldo-*"))


def test_one_of_a_newer_program_is_refused(office, monkeypatch) -> None:
    from monitor.archive import dumping

    made = office.make()
    monkeypatch.setattr(dumping, "versions", lambda: ("0001", "0002"))
    with pytest.raises(BackupError, match="actualice el programa"):
        restore(made.file, place(office), cipher=PLAIN, now=NIGHT)


def test_an_archive_that_says_otherwise_than_its_manifest_is_refused(office, tmp_path) -> None:
    """The digests are right, and the tables are of a program of tomorrow."""
    from monitor.archive.database import open_engine, writing

    engine = open_engine(office.url)
    with writing(engine) as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(BackupError, match="9999"):
        office.make()


def test_the_wrong_key_opens_nothing(office, key, tmp_path) -> None:
    import pyrage

    made = office.make(encrypt="sí", recipients=[key.public])
    other = tmp_path / "otra.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    cipher = opening(made.file, identity=other, passphrase=None)
    with pytest.raises(BackupError, match="la llave no es la suya"):
        proved(made.file, cipher=cipher, folder=office.folder)
    assert not list(office.folder.glob(".respaldo-*"))


def test_a_copy_that_was_harmed_is_told_and_the_rest_comes_back(office, key, tmp_path) -> None:
    made = office.make(encrypt="sí", recipients=[key.public])
    harmed = office.backups / "copias/2026/11/22/a.warc.gz.age"
    harmed.write_bytes(harmed.read_bytes()[:-4] + b"xxxx")
    cipher = opening(made.file, identity=key.file, passphrase=None)
    there = elsewhere(tmp_path)
    done = restore(made.file, there, cipher=cipher, now=NIGHT)
    assert done.damaged == ("copias/2026/11/22/a.warc.gz",)
    assert done.copies == 1
    assert not (there.folder / "copias/2026/11/22/a.warc.gz").exists()


@pytest.mark.parametrize("step", ["_keep_aside", "name"])
def test_killed_while_it_is_put_in_place_nothing_is_lost(office, texts, step, monkeypatch) -> None:
    made = office.make()
    tell_of(office.archive, 9, text="Lo que vino después.")
    office.archive.close()
    child = os.fork()
    if child == 0:
        real = getattr(restoring, step)

        def die(*given) -> None:
            real(*given)
            os._exit(9)

        monkeypatch.setattr(restoring, step, die)
        restore(made.file, place(office), cipher=PLAIN, now=NIGHT)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    found = texts(office.url)
    aside = texts(f"sqlite:///{office.home / 'sintesis.db.antes-20261123-083000'}")
    assert "Lo que vino después." in aside
    assert len(found) == (4 if step == "_keep_aside" else 3)
    again = restore(made.file, place(office), cipher=PLAIN, now=NIGHT + timedelta(minutes=1))
    assert len(texts(office.url)) == 3
    assert again.aside
    assert not list(office.folder.glob(".respaldo-*"))


def test_links_in_the_folder_of_the_backups_bring_nothing_back(office, tmp_path) -> None:
    made = office.make()
    lay(tmp_path / "secreto", b"de otro")
    (office.backups / "copias/liga.warc.gz").symlink_to(tmp_path / "secreto")
    there = elsewhere(tmp_path)
    restore(made.file, there, cipher=PLAIN, now=NIGHT)
    assert not (there.folder / "copias/liga.warc.gz").exists()


def test_an_archive_of_a_server_comes_back_in_an_empty_one(
    office, postgres_url, empty_postgres_url, with_client
) -> None:
    archive = Archive(postgres_url)
    tell_of(archive, 1, text="En el servidor.")
    from dataclasses import replace

    backer = replace(office.backer(), archive=archive)
    made = backer.make(now=NIGHT)
    archive.close()
    assert made.manifest.archive == "acervo.dump"
    proved(made.file, cipher=PLAIN, folder=office.folder)
    with pytest.raises(BackupError, match="--archive"):
        restore(made.file, place(office), cipher=PLAIN, now=NIGHT)
    there = Place(archive_url=empty_postgres_url, settings=office.settings, folder=office.folder)
    restore(made.file, there, cipher=PLAIN, now=NIGHT)
    again = Archive(empty_postgres_url)
    assert [each.clipping.text for each in again.find("servidor")] == ["En el servidor."]
    assert again.check() == []
    again.close()
    with pytest.raises(BackupError, match="no está vacía"):
        restore(made.file, there, cipher=PLAIN, now=NIGHT)


def test_without_the_client_of_the_server_it_says_what_to_install(
    office, postgres_url, monkeypatch
) -> None:
    from dataclasses import replace

    monkeypatch.setenv("PATH", "/nada")
    archive = Archive(postgres_url)
    with pytest.raises(BackupError, match="postgresql-client"):
        replace(office.backer(), archive=archive).make(now=NIGHT)
    archive.close()
