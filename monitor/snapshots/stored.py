"""A kept page, read back from its record."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from monitor.errors import SnapshotError
from monitor.snapshots.records import Shot


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
        with (folder / shot.file).open("rb") as file:
            file.seek(shot.offset)
            record = next(iter(ArchiveIterator(file)))
            url = record.rec_headers.get_header("WARC-Target-URI")
            body = record.content_stream().read()
            declared = record.http_headers.get_header("Content-Type") or ""
    except (OSError, StopIteration, ArchiveLoadFailed, AttributeError) as error:
        raise SnapshotError(
            f"{shot.file}: no se pudo leer la copia guardada; recupérela de un respaldo"
        ) from error
    if sha256(body).hexdigest() != shot.digest:
        raise SnapshotError(f"{shot.file}: la copia guardada de {shot.url} está dañada")
    return Stored(url=url, content_type=declared, body=body)
