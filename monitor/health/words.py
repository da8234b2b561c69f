"""The health of a source in a person's words, from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from monitor.health import Condition, Health, Sign

Local = Callable[[datetime], datetime]

_WORDS: Final[Mapping[str, Any]] = tomllib.loads(
    files("monitor.health").joinpath("words.toml").read_text("utf-8")
)
_MOMENT: Final = "%d/%m/%Y %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to know of a source, and what to do about it; "" when there is nothing to do."""

    words: str
    remedy: str


def state(of: Health) -> str:
    """How it stands, in at most 16 letters."""
    if Sign.TURNED in of.signs:
        return str(_WORDS["sign"]["turned"]["state"])
    if of.condition is Condition.FAILING and of.kind in _WORDS["failure"]:
        return str(_WORDS["failure"][of.kind])
    if of.condition is Condition.WELL and of.signs:
        return str(_WORDS["sign"][of.signs[0].value]["state"])
    return str(_WORDS["condition"][of.condition.value]["state"])


def remarks(of: Health, local: Local) -> Iterator[Remark]:
    """The worst first; nothing of a source that is simply well."""
    if of.condition is not Condition.WELL:
        yield _remark(_WORDS["condition"][of.condition.value], of, local)
    for sign in of.signs:
        yield _remark(_WORDS["sign"][sign.value], of, local)


def _remark(row: Mapping[str, str], of: Health, local: Local) -> Remark:
    is_failure = row is _WORDS["condition"]["failing"]
    return Remark(
        words=row["says"].format(
            what=(of.detail if is_failure else of.moved_to) or "",
            since=f"{local(of.since):{_MOMENT}}" if of.since else "—",
            usual=usual(of.habits.per_day),
        ),
        remedy=row["remedy"].format(id=of.source_id),
    )


def usual(per_day: float | None) -> str:
    """What it gives on a usual day, of whatever day of the week."""
    if per_day is None:
        return "aún no se sabe"
    if per_day < 1:
        return f"{7 * per_day:.1f} notas por semana"
    return f"{per_day:.0f} {'nota' if round(per_day) == 1 else 'notas'} al día"
