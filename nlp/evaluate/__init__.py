"""What we ship, scored on any labelled file: one module per task, each with one `evaluate`.

A new task is one module here and one line in the command; scores carry dotted keys
("words.f1"), each beside its interval ("words.f1_ci") and the rows behind it ("words.f1_n").
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.errors import SintesisError

Row = Mapping[str, Any]


def read_rows(path: Path) -> list[Row]:
    """The rows of a labelled JSONL file; blank lines are skipped, a broken one is an error."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as failure:
        raise SintesisError(f"No se puede leer {path}: {failure}") from failure
    return list(_rows(lines, path))


def _rows(lines: list[str], path: Path) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(line, f"{path}, línea {number}")


def _row(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as failure:
        raise SintesisError(f"{where}: no es JSON ({failure}). Una fila por línea.") from failure
    if not isinstance(row, dict):
        raise SintesisError(f"{where}: se esperaba un objeto JSON entre llaves.")
    return row
