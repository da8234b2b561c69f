"""What the tests of collectors share: samples beside what they must give, sources, a clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config import Source
from monitor.model import Item

MEXICO = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 8, 21, 13, 30, tzinfo=UTC)
DATA = Path(__file__).parents[2] / "data"


def samples(kind: str) -> list[Path]:
    found = sorted((DATA / kind).glob("*.in"))
    assert found
    return found


def source(kind: str = "feed", *, text: str = "page") -> Source:
    url = f"https://diario.example.mx/{kind}.xml"
    return Source(kind=kind, url=url, text=text, id="diario", outlet_id="diario")


def told(item: Item) -> dict[str, Any]:
    """What an item says, without what it leaves unsaid, as JSON would keep it."""
    fields = {name: getattr(item, name) for name in Item.__slots__ if name != "source_id"}
    plain = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in fields.items()
    }
    return {name: value for name, value in plain.items() if value not in (None, "")}


def expected(sample: Path) -> Any:
    return json.loads(sample.with_suffix(".expected.json").read_text(encoding="utf-8"))


def throw(kind: type[Exception], arguments: tuple[Any, ...], state: dict[str, Any]) -> None:
    """Raise it in the child of a sandbox, made as pickle would not make it."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(state)
    raise error
