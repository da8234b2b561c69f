"""Copies kept pages into a WARC file of their own, which any reader of WARC opens."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from monitor.errors import SnapshotError
from monitor.snapshots.records import Shot
from monitor.snapshots.stored import packed, unpacked
from monitor.snapshots.writing import begun


def export(folder: Path, shots: Iterable[Shot], to: Path, *, now: datetime) -> int:
    """The records as they were written, byte by byte; how many pages there are.

    Raises:
        SnapshotError: one of them cannot be read; no file is left.
    """
    part = to.with_name(f".{to.name}.part")
    count = 0
    try:
        with part.open("wb") as file:
            begun(file, to.name, now=now)
            for count, shot in enumerate(shots, start=1):  # noqa: B007 - how many there were
                file.write(_sound(folder, shot))
            file.flush()
            os.fsync(file.fileno())
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return count


def _sound(folder: Path, shot: Shot) -> bytes:
    try:
        raw = packed(folder, shot)
        for _ in unpacked(raw):
            pass
    except (OSError, zlib.error) as error:
        raise SnapshotError(
            f"{shot.file}: la copia guardada de {shot.url} no está o está dañada; "
            "vea: sintesis snapshot verify"
        ) from error
    return raw
