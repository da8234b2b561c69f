"""What an examination is given and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from monitor.archive import Archive
from monitor.config import Config

Level = Literal["ok", "warning", "failure"]

LATELY: Final = timedelta(days=7)  # a refusal is news for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    level: Level
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is examined."""

    config: Config
    archive: Archive
    folder: Path
    now: datetime


Examination = Callable[[Patient], Iterator[Finding]]


def well(what: str) -> Finding:
    return Finding(level="ok", what=what)
