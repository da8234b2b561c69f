"""An office that wants alerts, and stories of its press as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.config import Alerts, Config
from monitor.model import Entry, PieceKind, Stance
from reports.alerts.deciding import due
from reports.alerts.model import Alert, Pace, Raised
from tests.reports import press

PRESS = [each.id for each in press.OUTLETS if each.medium not in {"network", "government"}]
REPROACH = "Vecinos acusan a la presidenta municipal de no atender la fuga."


def office(**said: object) -> Config:
    plain = press.config()
    profile = plain.profile.model_copy(update={"alerts": Alerts(**said)})
    return plain.model_copy(update={"profile": profile})


def note(
    outlet: str = "faro",
    *,
    stance: Stance = press.BAD,
    subject: str = "mayor",
    text: str = REPROACH,
    title: str = "Reclaman en San Jacinto por una fuga de agua",
    story: str = "fuga",
    told: bool = False,
    hours: float = 1.0,
    confidence: float = 0.9,
    kind: PieceKind = PieceKind.NOTE,
    author: str | None = None,
) -> Entry:
    piece = press.clipping(
        title, text, outlet_id=outlet, hours_before=hours, kind=kind, author=author
    )
    read = press.reading(piece, subject, stance, text.split(".")[0], confidence=confidence)
    return press.entry(piece, read, story=story, told_revision=1 if told else None)


def notes(number: int, **said: object) -> list[Entry]:
    """The same story in so many outlets of the press."""
    return [note(outlet, **said) for outlet in PRESS[:number]]  # type: ignore[arg-type]


@pytest.fixture
def alerts() -> Callable[..., tuple[Alert, ...]]:
    def decide(
        entries: list[Entry],
        config: Config | None = None,
        *,
        pace: Pace | None = None,
        raised: tuple[Raised, ...] = (),
        after: timedelta = timedelta(),
    ) -> tuple[Alert, ...]:
        return due(
            entries,
            config or office(words=()),
            pace=pace or Pace(notes=0),
            raised=raised,
            now=press.OPENED + after,
        )

    return decide


def told(entries: list[Entry]) -> list[Entry]:
    return [replace(each, told_revision=each.clipping.revision) for each in entries]
