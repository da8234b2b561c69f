"""A passphrase opens one key, and that key all; one that anybody would guess closes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.backup import proved
from monitor.backup.ciphers import KEY, VARIABLE, opening, refuse_weak
from monitor.errors import BackupError
from tests.monitor.backup.conftest import NIGHT

ROOT = Path(__file__).parents[3]
PHRASE = "tortuga azul desvela tranvías"


def test_the_passphrase_that_closed_it_opens_it(office) -> None:
    made = office.make(passphrase=PHRASE, encrypt="sí")
    assert made.opened
    assert (office.backups / KEY).read_bytes().startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    assert (office.backups / KEY).stat().st_mode & 0o077 == 0
    assert made.file.stat().st_mode & 0o077 == 0
    cipher = opening(made.file, identity=None, passphrase=PHRASE)
    assert proved(made.file, cipher=cipher, folder=office.folder) == made.manifest
    with pytest.raises(BackupError, match="la frase de SINTESIS_BACKUP_PASSPHRASE no abre"):
        office.make(NIGHT + timedelta(days=1), passphrase=PHRASE.upper(), encrypt="sí")
    with pytest.raises(BackupError, match=VARIABLE):
        opening(made.file, identity=None, passphrase=None)


def test_a_key_that_was_lost_is_not_made_anew_over_what_it_closed(office, key) -> None:
    office.make(encrypt="sí", recipients=[key.public])
    with pytest.raises(BackupError, match=r"falta .*clave\.age"):
        office.make(NIGHT + timedelta(days=1), passphrase=PHRASE, encrypt="sí")


@pytest.mark.parametrize(
    "phrase",
    [
        "corta",
        "aaaaaaaaaaaaaaaa",
        "12 12 12 12 12 12",
        "Correct-Horse Battery staple",
        "ábcdefghijkl",
    ],
)
def test_a_passphrase_that_anybody_would_guess_is_refused(phrase) -> None:
    with pytest.raises(BackupError, match=VARIABLE):
        refuse_weak(phrase)
    refuse_weak(PHRASE)


def test_no_example_of_the_manuals_closes_a_backup() -> None:
    manuals = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *(ROOT / "examples").glob("*")]
    written = [
        phrase.strip("'\" ")
        for path in manuals
        if path.is_file()
        for phrase in re.findall(rf"{VARIABLE}=([^`]+)", path.read_text("utf-8", errors="replace"))
    ]
    assert written
    for phrase in written:
        with pytest.raises(BackupError):
            refuse_weak(phrase)


@pytest.mark.parametrize("body", [b"", b"hola", b"\xff" * 50, b"AGE-SECRET-KEY-1ROTA"])
def test_a_file_that_is_no_key_says_so(office, key, tmp_path, body) -> None:
    made = office.make(encrypt="sí", recipients=[key.public])
    (tmp_path / "no.txt").write_bytes(body)
    with pytest.raises(BackupError, match="no es una llave de age"):
        opening(made.file, identity=tmp_path / "no.txt", passphrase=None)
