"""A kept page, read back from its record.

Every record ends with a checksum of its own, which is looked at here: the library that reads WARC
gives what it can of a damaged one, and does not say so.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from monitor.errors import SnapshotError
from monitor.snapshots.records import Shot

GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a server answered then."""

    url: str
    content_type: str  # with its charset, as the server declared it
    body: bytes


def stored(folder: Path, shot: Shot) -> Stored:
    """The page of a record that is no revisit.

    Raises:
        SnapshotError: the file is not there or is damaged, or the page is not what it was.
    """
    try:
        record = first(packed(folder, shot))
        url = record.rec_headers.get_header("WARC-Target-URI")
        body = record.content_stream().read()
        declared = record.http_headers.get_header("Content-Type") or ""
    except (OSError, zlib.error, ArchiveLoadFailed, AttributeError, ValueError) as error:
        raise SnapshotError(
            f"{shot.file}: no se pudo leer la copia guardada de {shot.url}; "
            "recupérela de un respaldo"
        ) from error
    if sha256(body).hexdigest() != shot.digest:
        raise SnapshotError(f"{shot.file}: la copia guardada de {shot.url} está dañada")
    return Stored(url=url, content_type=declared, body=body)


def packed(folder: Path, shot: Shot) -> bytes:
    """The records of a page (its answer, then its request) as they are in the file."""
    with (folder / shot.file).open("rb") as file:
        file.seek(shot.offset)
        raw = file.read(shot.size)
    if len(raw) < shot.size:
        raise OSError(f"{shot.file} is shorter than it was")
    return raw


def first(raw: bytes) -> ArcWarcRecord:
    """The first of some packed records, once all have passed their checksums."""
    whole = b"".join(unpacked(raw))
    for record in ArchiveIterator(BytesIO(whole)):
        return record
    raise ValueError("no record")


def unpacked(raw: bytes) -> Iterator[bytes]:
    """Each packed record; `zlib.error` where one is not what it was."""
    while raw:
        opened = zlib.decompressobj(GZIP)
        record = opened.decompress(raw)
        if not opened.eof:
            raise zlib.error("a record that is cut")
        yield record
        raw = opened.unused_data
