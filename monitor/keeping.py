"""The originals that have no page of their own: newspapers, dropped files, pictures.

A file's name says what it holds, so that the same one is kept once, and a damaged one shows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOLDER = "originales"
PROOFS = "evidencias"  # of what came with the answers of offices, by folio


def name_of(body: bytes, suffix: str) -> str:
    """The name of a file that holds these bytes; `suffix` is ".pdf", ".jpg" …"""
    return f"{sha256(body).hexdigest()[:40]}{suffix.lower()}"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps originals under a folder."""

    folder: Path

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Write those that are not there yet; a killed process leaves no half of one."""
        for name, body in files.items():
            place = self.path(name)
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                part = place.with_suffix(f".{os.getpid()}.part")
                part.write_bytes(body)
                part.replace(place)

    def path(self, name: str) -> Path:
        """Where a kept file is.

        Raises:
            ValueError: it is no name of `name_of`.
        """
        if not name or Path(name).name != name or name.startswith("."):
            raise ValueError(f"no name of a kept file: {name!r}")
        return self.folder / name[:2] / name
