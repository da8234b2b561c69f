"""What stands in the JSON of an interface: what is not of the shape that is asked is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Table = Mapping[str, Any]


def table(value: Any, *path: str) -> Table:
    """The table at the end of a path of keys."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def tables(value: Any, *path: str) -> list[Table]:
    """The tables of the list at the end of a path of keys."""
    *before, last = path
    rows = table(value, *before).get(last)
    return [each for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []


def words(value: Any, *path: str) -> str:
    *before, last = path
    found = table(value, *before).get(last)
    return found if isinstance(found, str) else ""


def number(value: Any, *path: str) -> int:
    *before, last = path
    found = table(value, *before).get(last)
    return found if isinstance(found, int) else 0
