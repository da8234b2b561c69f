"""The Spanish words of every problem of `sources.yaml`; they stand in `messages.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> Mapping[str, Any]:
    text = files(__package__).joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(name: str, /, **values: object) -> str:
    """The words of one kind of problem, with its values in their places."""
    words: str = table()["problems"].get(name) or table()["problems"]["unknown"]
    return words.format_map({"kind": name, **values})


def of_yaml(problem: str) -> str:
    """What YAML's own complaint means to whoever wrote the file."""
    rows = table()["yaml"]
    known = (row["words"] for row in rows if re.search(row["says"], problem))
    words: str = next(known, table()["problems"]["syntax"])
    return words
