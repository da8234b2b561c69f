"""Which rows of a labelled file are scored: those of its test part, when it has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def tested(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows whose "part" is "test"; all of them, in a file without parts."""
    return [row for row in rows if row.get("part") == "test"] or rows
