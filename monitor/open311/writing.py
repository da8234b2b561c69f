"""Rows as GeoReport writes them: JSON lists, XML elements, errors in both."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from lxml.etree import _Element

Value: TypeAlias = "str | int | float | bool | Fields | Sequence[Fields] | Sequence[str] | None"
Fields: TypeAlias = "dict[str, Value]"

_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(rows: Value) -> bytes:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def as_xml(rows: Value, *, root: str, item: str) -> bytes:
    """A list under `root`, each of its rows an `item`; a single row under `root` itself."""
    from lxml import etree

    tree = etree.Element(root)
    _fill(tree, rows, item=item)
    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="utf-8")
    return written


def error(code: int, description: str) -> list[Fields]:
    return [{"code": code, "description": description}]


def _fill(element: _Element, value: Value, *, item: str) -> None:
    from lxml import etree

    if isinstance(value, Mapping):
        for name, part in value.items():
            _fill(etree.SubElement(element, name), part, item=name.removesuffix("s"))
    elif isinstance(value, list | tuple):
        for row in value:
            _fill(etree.SubElement(element, item), row, item=item)
    else:
        element.text = _text(value)


def _text(value: Value) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else _UNWRITABLE.sub("", str(value))
