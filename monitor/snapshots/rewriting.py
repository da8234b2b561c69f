"""Copies records of some files into a new one, byte by byte; no file is ever changed in place.

The new file counts once the archive names it; until then the old ones do. A file that neither
names is what a killed process left.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from monitor.snapshots.records import Shot
from monitor.snapshots.stored import GZIP
from monitor.snapshots.writing import name_of, opened

_OURS: Final = re.compile(r"(\d{8}T\d{6})-[0-9a-f]{12}\.warc\.(?:gz|part)")

_ID: Final = re.compile(rb"^WARC-Record-ID: *(\S+)\r?$", re.MULTILINE)
CHUNK: Final = 65_536  # bytes


def rewrite(folder: Path, shots: Sequence[Shot], *, day: date, now: datetime) -> list[Shot]:
    """These records in one new file of that day, each as it is; where they are in it.

    Raises:
        OSError: a file is not there, or the disk is full; no new file is left.
    """
    name = name_of(day, now=now)
    with opened(folder, name, now=now) as (_, file):
        return [_copied(folder, shot, file, name) for shot in shots]


def _copied(folder: Path, shot: Shot, file: BinaryIO, name: str) -> Shot:
    """Of a file that was cut, what there is: `verify` tells it then as before."""
    with (folder / shot.file).open("rb") as source:
        source.seek(shot.offset)
        raw = source.read(shot.size)
    offset = file.tell()
    file.write(raw)
    return replace(shot, file=name, offset=offset)


def begun_in(folder: Path, days: Iterable[str]) -> dict[str, datetime]:
    """The files of ours in these folders ("2026/11/23"), and when each was begun."""
    return {
        f"{day}/{path.name}": _moment(told[1])
        for day in days
        for path in (folder / day).glob("*")
        if (told := _OURS.fullmatch(path.name))
    }


def _moment(said: str) -> datetime:
    return datetime.strptime(said, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def record_ids(path: Path) -> Iterator[str]:
    """Those of the records of a file, as far as it can be read."""
    try:
        for head in _heads(path):
            if told := _ID.search(head.partition(b"\r\n\r\n")[0]):
                yield told[1].decode("ascii", "replace")
    except (OSError, zlib.error):
        return


def _heads(path: Path) -> Iterator[bytes]:
    """How each record begins."""
    with path.open("rb") as file:
        opened, head = zlib.decompressobj(GZIP), b""
        data = file.read(CHUNK)
        while data:
            head = (head + opened.decompress(data))[:CHUNK]
            data = b""
            if opened.eof:
                yield head
                data, opened, head = opened.unused_data, zlib.decompressobj(GZIP), b""
            data = data or file.read(CHUNK)
