"""docs/configuracion.md tells every key of the file, and no other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from monitor.config import Config

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs/configuracion.md").read_text(encoding="utf-8")
COMPUTED = {"id", "outlet_id"}


def inner(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for each in get_args(annotation) if (model := inner(each))), None)


def blocks(model: type[BaseModel] = Config, path: str = "") -> Iterator[tuple[str, dict]]:
    """Each block of the file: its path as the headings write it, and its fields."""
    yield path, model.model_fields
    for name, field in model.model_fields.items():
        if below := inner(field.annotation):
            many = "[]" if get_origin(field.annotation) is tuple else ""
            yield from blocks(below, f"{path}.{name}{many}".lstrip("."))


BLOCKS = dict(blocks())


def rows(path: str) -> dict[str, str]:
    """Key → what the table of this block says of being obligatory."""
    heading = f"## `{path}`\n" if path else "Las claves de primer nivel:\n"
    assert DOC.count(heading) == 1, f"a section «{heading.strip()}» in docs/configuracion.md"
    section = DOC.split(heading)[1].split("\n## ")[0].split("| clase |")[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section, flags=re.MULTILINE))


def obligation(path: str, name: str, field: FieldInfo) -> str:
    if path.endswith("sources[]") and name in COMPUTED:
        return "la calcula"
    return "sí" if field.is_required() else "no"


@pytest.mark.parametrize("path", BLOCKS)
def test_every_key_is_documented_and_says_if_it_is_obligatory(path):
    documented = rows(path)
    assert set(documented) == set(BLOCKS[path]), path
    for name, field in BLOCKS[path].items():
        assert documented[name].startswith(obligation(path, name, field)), f"{path}.{name}"


def test_every_variable_of_the_environment_is_documented():
    sources = [
        path.read_text(encoding="utf-8")
        for package in ("monitor", "nlp", "reports")
        for path in (ROOT / package).rglob("*.py")
    ]
    named = set(re.findall(r"\bSINTESIS_[A-Z_]+\b", os.linesep.join(sources)))
    assert named - {name for name in named if f"`{name}`" in DOC} == set()
