"""What a backup holds, as its first member says it, and what such a list may say.

A file of a new kind is a root in ROOTS, the making of it in `making` and its place in `restoring`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from pydantic import TypeAdapter, ValidationError

from monitor.errors import BackupError
from monitor.keeping import PROOFS

NAME: Final = "manifiesto.json"
FORMAT: Final = 1
ARCHIVE: Final = {"sqlite": "acervo.db", "postgresql": "acervo.dump"}  # by kind of database
SETTINGS: Final = "configuracion"
FILE: Final = f"{SETTINGS}/sources.yaml"
ROOTS: Final = (SETTINGS, PROOFS)
LONGEST: Final = 99  # bytes of a name: one block of a tar holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of a backup."""

    name: str
    size: int  # bytes
    digest: str  # sha256, hexadecimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds, in its order, and when and by which program it was made."""

    at: datetime
    program: str  # its version
    schema: str  # the version of the tables
    database: str  # sqlite, postgresql
    members: tuple[Member, ...]
    rows: Mapping[str, int] = field(default_factory=dict)  # by table
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(member.size for member in self.members)

    @property
    def archive(self) -> str:
        """The name of the member that is the archive."""
        return ARCHIVE[self.database]


_MANIFEST: Final = TypeAdapter(Manifest)


def written(manifest: Manifest) -> bytes:
    told = asdict(manifest) | {"at": manifest.at.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def read(body: bytes) -> Manifest:
    """The manifest of a backup.

    Raises:
        BackupError: it is none, or names what a backup does not hold.
    """
    try:
        manifest = _MANIFEST.validate_json(body)
    except ValidationError as error:
        raise BackupError("no es un respaldo de Síntesis: su manifiesto no se entiende") from error
    if manifest.format != FORMAT:
        raise BackupError(
            f"el respaldo es de un formato ({manifest.format}) que este programa no conoce: "
            "actualice el programa"
        )
    _refuse_strange(manifest)
    return manifest


def _refuse_strange(manifest: Manifest) -> None:
    names = [member.name for member in manifest.members]
    if manifest.database not in ARCHIVE or names.count(manifest.archive) != 1:
        raise BackupError("no es un respaldo completo: le falta el acervo")
    if len(set(names)) < len(names):
        raise BackupError("el respaldo nombra dos veces el mismo archivo: no se toca nada")
    for member in manifest.members:
        if member.size < 0 or not (member.name == manifest.archive or is_ours(member.name)):
            raise BackupError(
                f"el respaldo trae un archivo que no es de un respaldo ({member.name!r}): "
                "no se toca nada"
            )


def is_ours(name: str) -> bool:
    """Whether a name is of a file below one of our roots, and of nowhere else."""
    parts = name.split("/")
    plain = all(part and not part.startswith(".") and part.isprintable() for part in parts)
    return (
        plain
        and len(parts) > 1
        and parts[0] in ROOTS
        and "\\" not in name
        and ":" not in name
        and len(name.encode()) <= LONGEST
        and str(PurePosixPath(name)) == name
    )
