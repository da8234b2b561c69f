"""The file of a backup: a tar, packed with gzip, whose first member says what the others are.

It is written and read as a stream, in little memory. Any program that opens a tar opens it, but
what we open is only plain files in the order, with the sizes and the digests of the manifest.
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from gzip import BadGzipFile, GzipFile
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from monitor.backup.manifest import NAME, Manifest, Member, read, written
from monitor.errors import BackupError

BLOCK: Final = 512  # of a tar
CHUNK: Final = 1 << 20
LEVEL: Final = 4  # of packing: above, it lasts much longer and gains little
LARGEST_MANIFEST: Final = 32_000_000
LARGEST_OLD: Final = 8**11  # bytes of a file in the plainest form of a header
MOST: Final = 500  # times that an honest backup may grow when it is opened; gzip allows 1,032
SMALL: Final = 64_000_000  # what may grow as it likes


def digest_of(path: Path) -> str:
    """sha256 of a file, hexadecimal."""
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


# writing


def packed(manifest: Manifest, source: Callable[[str], Path]) -> Iterator[bytes]:
    """The bytes of a bundle; `source` says where the file of each member is."""
    packer = zlib.compressobj(LEVEL, wbits=31)  # 31: as gzip writes it
    for chunk in _tar(manifest, source):
        if some := packer.compress(chunk):
            yield some
    yield packer.flush()


def _tar(manifest: Manifest, source: Callable[[str], Path]) -> Iterator[bytes]:
    body = written(manifest)
    yield _header(NAME, len(body), manifest)
    yield body + bytes(-len(body) % BLOCK)
    for member in manifest.members:
        yield _header(member.name, member.size, manifest)
        yield from _body(source(member.name))
        yield bytes(-member.size % BLOCK)
    yield bytes(BLOCK * 2)


def _header(name: str, size: int, manifest: Manifest) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(manifest.at.timestamp())
    if size < LARGEST_OLD:
        return info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def _body(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@dataclass(slots=True)
class Stream:
    """Bytes that come in pieces, read as a file is."""

    pieces: Iterator[bytes]
    _rest: memoryview = field(default=memoryview(b""))

    def read(self, size: int) -> bytes:
        while not self._rest:
            piece = next(self.pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        found, self._rest = self._rest[:size], self._rest[size:]
        return bytes(found)


# reading


def unpacked(path: Path, *, into: Path | None, room: int) -> Manifest:
    """Prove a bundle, and with `into` write its files below that folder, which is new.

    `room` is how many bytes it may take once open.

    Raises:
        BackupError: it is damaged, cut, too large, or holds what its manifest does not name.
    """
    try:
        with path.open("rb") as file, GzipFile(fileobj=file) as plain:
            manifest = _manifest(plain)
            _refuse_large(manifest, packed=path.stat().st_size, room=room)
            for member in manifest.members:
                _check(_next(plain), member)
                _copy(plain, member, into)
            _refuse_more(plain)
    except (BadGzipFile, EOFError, zlib.error, tarfile.HeaderError) as error:
        raise BackupError(f"el respaldo está dañado o incompleto ({error})") from error
    return manifest


def first(path: Path) -> Manifest:
    """What a bundle says that it holds, without a look at it."""
    try:
        with path.open("rb") as file, GzipFile(fileobj=file) as plain:
            return _manifest(plain)
    except (BadGzipFile, EOFError, zlib.error, tarfile.HeaderError) as error:
        raise BackupError(f"no es un respaldo, o está dañado ({error})") from error


def _manifest(plain: GzipFile) -> Manifest:
    header = _next(plain)
    if header.name != NAME or not 0 < header.size <= LARGEST_MANIFEST:
        raise BackupError("no es un respaldo de Síntesis: no empieza con su manifiesto")
    body = b"".join(_exactly(plain, header.size))
    _pad(plain, header.size)
    return read(body)


def _next(plain: GzipFile) -> tarfile.TarInfo:
    """The next header: of a plain file, or it is refused (links, folders, long names…)."""
    header = tarfile.TarInfo.frombuf(b"".join(_exactly(plain, BLOCK)), "utf-8", "strict")
    if header.type != tarfile.REGTYPE:
        raise BackupError(f"el respaldo trae algo que no es un archivo ({header.name!r})")
    return header


def _check(header: tarfile.TarInfo, member: Member) -> None:
    if (header.name, header.size) != (member.name, member.size):
        raise BackupError(f"el respaldo trae «{header.name!r}» donde va «{member.name}»")


def _refuse_large(manifest: Manifest, *, packed: int, room: int) -> None:
    if manifest.size > room:
        raise BackupError(
            f"el respaldo ocupa {manifest.size // 1_000_000:,} MB y solo caben "
            f"{max(room, 0) // 1_000_000:,}: libere espacio o use otro disco"
        )
    if manifest.size > max(SMALL, packed * MOST):
        raise BackupError("el respaldo crece al abrirse como ninguno: no se toca nada")


def _copy(plain: GzipFile, member: Member, into: Path | None) -> None:
    found = sha256()
    if into is None:
        _hashed(_exactly(plain, member.size), found.update)
    else:
        place = into / member.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:

            def keep(chunk: bytes) -> None:
                found.update(chunk)
                file.write(chunk)

            _hashed(_exactly(plain, member.size), keep)
    _pad(plain, member.size)
    if found.hexdigest() != member.digest:
        raise BackupError(f"«{member.name}» no es el que se respaldó: el archivo está dañado")


def _hashed(chunks: Iterable[bytes], take: Callable[[bytes], object]) -> None:
    for chunk in chunks:
        take(chunk)


def _exactly(plain: BinaryIO | GzipFile, size: int) -> Iterator[bytes]:
    while size:
        chunk = plain.read(min(CHUNK, size))
        if not chunk:
            raise EOFError("termina antes de tiempo")
        size -= len(chunk)
        yield chunk


def _pad(plain: GzipFile, size: int) -> None:
    _hashed(_exactly(plain, -size % BLOCK), lambda chunk: None)


def _refuse_more(plain: GzipFile) -> None:
    """Nothing follows the last member; so the check of gzip is read too."""
    if any(b"".join(_exactly(plain, BLOCK * 2))) or plain.read(1):
        raise BackupError("el respaldo trae más de lo que dice: no se toca nada")
