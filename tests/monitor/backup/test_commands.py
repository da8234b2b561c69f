"""The commands `backup` and `restore`, as a person types them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.archive import Archive
from monitor.backup import kept
from monitor.cli import main
from monitor.configfile import starter
from tests.monitor.archive.makers import tell_of

SETTINGS = starter().replace("<Municipio>", "Xaltepec").replace("<Estado>", "México")


class Typed:
    """An office on disk, and what its commands say."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["-c", str(self.home / "sources.yaml"), *arguments])
        said = self.capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    @property
    def backups(self) -> Path:
        return self.home.parent / "respaldos"

    def newest(self) -> str:
        return str(kept(self.backups)[0][1])


@pytest.fixture
def typed(tmp_path, capsys, monkeypatch) -> Typed:
    for name in ("SINTESIS_CONFIG", "SINTESIS_ARCHIVE", "SINTESIS_FOLDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("SINTESIS_BACKUP_PASSPHRASE", raising=False)
    home = tmp_path / "oficina"
    home.mkdir()
    written = f"{SETTINGS}\nbackup:\n  folder: ../respaldos\n  encrypt: no\n"
    (home / "sources.yaml").write_text(written, encoding="utf-8")
    return Typed(home, capsys)


def test_made_listed_verified_and_put_back(typed, tmp_path) -> None:
    status, said, _ = typed("backup")
    assert (status, "abierto y comprobado" in said) == (0, True)
    archive = Archive(f"sqlite:///{typed.home / 'sintesis.db'}")
    tell_of(archive, 1, text="Lo que vino después.")
    archive.close()
    status, said, _ = typed("backup", "list", "--json")
    [row] = json.loads(said)
    assert (status, row["is_there"], row["reason"]) == (0, True, None)
    status, said, _ = typed("backup", "verify")
    assert (status, "su acervo está sano: 0 notas" in said) == (0, True)
    into = tmp_path / "otra"
    status, said, _ = typed("restore", typed.newest(), "--into", str(into))
    assert (status, (into / "sintesis.db").exists()) == (0, True)
    status, said, _ = typed("restore", typed.newest())
    assert (status, "quedó en" in said) == (0, True)
    restored = Archive(f"sqlite:///{typed.home / 'sintesis.db'}")
    assert restored.counts().clippings == 0
    restored.close()


def test_where_there_is_an_archive_nothing_is_put(typed, tmp_path) -> None:
    typed("backup")
    (tmp_path / "otra").mkdir()
    (tmp_path / "otra/sintesis.db").write_bytes(b"de otro")
    status, _, said = typed("restore", typed.newest(), "--into", str(tmp_path / "otra"))
    assert (status, "Ya hay un acervo" in said) == (2, True)
    assert (tmp_path / "otra/sintesis.db").read_bytes() == b"de otro"


def test_while_a_run_works_it_is_refused_with_75(typed) -> None:
    typed("backup")
    archive = Archive(f"sqlite:///{typed.home / 'sintesis.db'}")
    with archive.exclusive():
        status, _, said = typed("restore", typed.newest())
        assert (status, "otra instancia" in said) == (75, True)
        assert typed("backup", "list")[0] == 0
    archive.close()


def test_a_new_machine_needs_no_settings_to_restore(typed, tmp_path) -> None:
    typed("backup")
    typed.home = tmp_path / "nueva"
    typed.home.mkdir()
    made = kept(tmp_path / "respaldos")[0][1]
    status, said, _ = typed("restore", str(made))
    assert (status, f"Se escribió {typed.home / 'sources.yaml'}" in said) == (0, True)
    assert "backup:" in (typed.home / "sources.yaml").read_text(encoding="utf-8")


def test_a_failure_is_told_and_listed(typed) -> None:
    place = typed.home / "sources.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace("  encrypt: no\n", ""), "utf-8")
    status, _, said = typed("backup")
    assert (status, "SINTESIS_BACKUP_PASSPHRASE" in said) == (1, True)
    assert "falló" in typed("backup", "list")[1]
    assert typed("backup", "verify")[0] == 2


def test_without_a_folder_it_says_where_to_say_it(typed) -> None:
    (typed.home / "sources.yaml").write_text(SETTINGS, encoding="utf-8")
    for command in (("backup",), ("backup", "list"), ("backup", "verify")):
        status, _, said = typed(*command)
        assert status in (1, 2)
        assert "backup.folder" in said


def test_what_is_no_backup_is_refused(typed, tmp_path) -> None:
    typed("backup")
    (tmp_path / "x.tar.gz").write_bytes(b"hola")
    for command in ("verify", "restore"):
        words = ("backup", "verify") if command == "verify" else ("restore",)
        status, _, said = typed(*words, str(tmp_path / "x.tar.gz"))
        assert (status, "respaldo" in said) == (1, True)


def test_a_run_makes_the_one_that_is_due_and_no_other(typed) -> None:
    typed("run", "--once", "--quiet")
    assert len(kept(typed.backups)) == 1
    typed("run", "--once", "--quiet")
    assert len(kept(typed.backups)) == 1


SECRETS = (
    "SINTESIS_SMTP_PASSWORD",
    "SINTESIS_IMAP_PASSWORD",
    "SINTESIS_OPEN311_KEY",
    "SINTESIS_BACKUP_PASSPHRASE",
    "SINTESIS_CHAT_DIRECTORES",
    "X_BEARER_TOKEN",
    "FACEBOOK_TOKEN",
    "INSTAGRAM_TOKEN",
    "THREADS_TOKEN",
    "YOUTUBE_API_KEY",
    "BLUESKY_APP_PASSWORD",
    "MASTODON_TOKEN",
    "REDDIT_CLIENT_SECRET",
    "PGPASSWORD",
)


def test_no_secret_is_in_a_backup_nor_in_what_is_said(typed, tmp_path) -> None:
    from monitor.sourcekinds import KINDS

    named = {*SECRETS, *(name for kind in KINDS.values() for name in kind.variables)}
    marker = "CANARIO-secreto-8842"
    code = "from monitor.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "-c", str(typed.home / "sources.yaml"), "backup"],
        env={"PATH": "/usr/bin:/bin", **{name: f"{marker}-{name}" for name in named}},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert marker not in done.stdout + done.stderr
    typed("restore", typed.newest(), "--into", str(tmp_path / "abierto"))
    looked = [
        path
        for folder in (typed.backups, tmp_path / "abierto", typed.home)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert len(looked) > 3
    assert not [path for path in looked if marker.encode() in path.read_bytes()]
    assert marker.encode() not in gzip.decompress(Path(typed.newest()).read_bytes())
