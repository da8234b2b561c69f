"""Our word lists: plain files, one entry a line, `#` for comments; `MODELS.md` says whose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The lines of a list, each cut at its tabs."""
    yield from rows_of(FOLDER / name)


def rows_of(path: Path) -> Iterator[tuple[str, ...]]:
    """The lines of a list kept elsewhere."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield tuple(cell.strip() for cell in line.split("\t"))


def words(name: str) -> frozenset[str]:
    """The first column of a list."""
    return frozenset(row[0] for row in rows(name))
