"""How backups are closed and opened: with age, in files that any program of age opens.

Keys named in sources.yaml close; whoever has the other half opens. A passphrase opens `clave.age`
beside the backups, the key with which everything there is closed: it is made once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from monitor.backup.files import put
from monitor.configbackup import Backup
from monitor.errors import BackupError
from monitor.folding import fold
from monitor.refusals import refusal

VARIABLE: Final = "SINTESIS_BACKUP_PASSPHRASE"
KEY: Final = "clave.age"
SUFFIX: Final = ".age"
SHORTEST: Final = 12  # characters of a passphrase
FEWEST: Final = 6  # different ones
_WRAPPED: Final = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_LARGEST_KEY: Final = 100_000
_CHUNK: Final = 1 << 20


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    def write(self, chunk: bytes, /) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cipher:
    """Who can open what is written, and whether we can; without recipients nothing is closed."""

    recipients: Sequence[Any] = field(default=(), repr=False)  # of pyrage
    identities: Sequence[Any] = field(default=(), repr=False)

    @property
    def suffix(self) -> str:
        return SUFFIX if self.recipients else ""

    @property
    def can_open(self) -> bool:
        return bool(self.identities) or not self.recipients

    def close(self, plain: Readable, into: Writable) -> None:
        if not self.recipients:
            while chunk := plain.read(_CHUNK):
                into.write(chunk)
            return
        import pyrage

        with _wrapped("no se pudo cifrar el respaldo"):
            pyrage.encrypt_io(plain, into, list(self.recipients))

    def open(self, closed: BinaryIO, into: Writable) -> None:
        """What a file of age holds; what was changed in it is never taken for good."""
        import pyrage

        with _wrapped("no se pudo abrir: la llave no es la suya, o está dañado"):
            pyrage.decrypt_io(closed, into, list(self.identities))


def sealing(settings: Backup, *, folder: Path, passphrase: str | None) -> Cipher:
    """With what the backups of an office are closed.

    Raises:
        BackupError: nobody said with what, or the passphrase is one that anybody would guess.
    """
    import pyrage

    if not settings.encrypt:
        return Cipher()
    named = [pyrage.x25519.Recipient.from_str(each) for each in settings.recipients]
    if passphrase:
        refuse_weak(passphrase)
        own = _own(folder, passphrase)
        return Cipher(recipients=(*named, own.to_public()), identities=(own,))
    if not named:
        raise BackupError(
            "el respaldo guarda datos personales y no hay con qué cifrarlo: ponga una frase en "
            f"{VARIABLE} o una llave de age en «backup.recipients» (o diga «encrypt: no»)"
        )
    return Cipher(recipients=tuple(named))


def opening(file: Path, *, identity: Path | None, passphrase: str | None) -> Cipher:
    """With what a backup is opened: the key of a file, else the one beside it."""
    if file.suffix != SUFFIX:
        return Cipher()
    place = identity or file.parent / KEY
    if not place.is_file():
        raise BackupError(
            f"el respaldo está cifrado y no está {place}: diga con --identity el archivo de su "
            "llave de age"
        )
    found = _identity(_body(place), place=place, passphrase=passphrase)
    return Cipher(recipients=(found.to_public(),), identities=(found,))


@contextmanager
def opened(file: Path, cipher: Cipher, *, stage: Path) -> Iterator[Path]:
    """The bundle in a backup, open below a folder for as long as it is read."""
    if not cipher.recipients:
        yield file
        return
    plain = stage / "abierto"
    try:
        with file.open("rb") as closed, plain.open("xb") as into:
            cipher.open(closed, into)
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def refuse_weak(passphrase: str) -> None:
    """Raises BackupError for one that is short, or written in a manual."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < FEWEST:
        raise BackupError(
            f"la frase de {VARIABLE} es muy corta: escriba por lo menos {SHORTEST} caracteres, "
            "como cuatro palabras al azar"
        )
    if _plain(passphrase) in _examples():
        raise BackupError(f"la frase de {VARIABLE} es un ejemplo de los manuales: escriba otra")


@cache
def _examples() -> frozenset[str]:
    rows = files(__package__).joinpath("examples.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_plain(row) for row in rows if row and not row.startswith("#"))


def _plain(passphrase: str) -> str:
    return "".join(filter(str.isalnum, fold(passphrase)))


def _own(folder: Path, passphrase: str) -> Any:
    """The key of the folder, made the first time."""
    import pyrage

    place = folder / KEY
    if place.exists():
        return _identity(_body(place), place=place, passphrase=passphrase)
    if any(folder.glob(f"*{SUFFIX}")):
        raise BackupError(
            f"falta {place}, que abre los respaldos de esa carpeta: recupérela, o diga otra "
            "carpeta en «backup.folder»"
        )
    made = pyrage.x25519.Identity.generate()
    with _wrapped("no se pudo guardar la llave del respaldo"):
        body = pyrage.passphrase.encrypt(str(made).encode(), passphrase, armored=True)
    if str(_identity(body, place=place, passphrase=passphrase)) != str(made):
        raise BackupError(f"no se pudo volver a leer {place}")
    put(place, body)
    return made


def _identity(body: bytes, *, place: Path, passphrase: str | None) -> Any:
    import pyrage

    if body.startswith(_WRAPPED):
        if not passphrase:
            raise BackupError(f"{place} se abre con una frase: póngala en {VARIABLE}")
        with _wrapped(f"la frase de {VARIABLE} no abre {place}"):
            body = pyrage.passphrase.decrypt(body, passphrase)
    lines = body.decode("ascii", "replace").split()
    secrets = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if len(secrets) != 1:
        raise BackupError(f"{place} no es una llave de age")
    with _wrapped(f"{place} no es una llave de age"):
        return pyrage.x25519.Identity.from_str(secrets[0])


def _body(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(_LARGEST_KEY)


@contextmanager
def _wrapped(failed: str) -> Iterator[None]:
    """What age says, as an error of ours; a key is never in its words."""
    import pyrage

    try:
        yield
    except (
        pyrage.EncryptError,
        pyrage.DecryptError,
        pyrage.IdentityError,
        pyrage.RecipientError,
        OSError,
    ) as error:
        raise BackupError(f"{failed} ({refusal(error)})") from error
