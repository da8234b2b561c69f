"""What the person who keeps the machine should know: one finding a line, each with its remedy.

A new examination is a generator in the module of what it looks at, and its name in EXAMINATIONS.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.archive import Archive
from monitor.config import Config
from monitor.doctor import backed, demanded, kept, machine, told, watched
from monitor.doctor.findings import Examination, Finding, Patient
from monitor.errors import ArchiveError

__all__ = ["Finding", "examine"]

EXAMINATIONS: Final[tuple[Examination, ...]] = (
    machine.parsers,
    machine.clock,
    watched.watched,
    kept.archive,
    machine.room,
    kept.copies,
    backed.backed,
    watched.read,
    watched.pictured,
    told.addressed,
    told.answered,
    told.chatted,
    told.delivered,
    told.departed,
    demanded.demanded,
    demanded.pushed,
    demanded.sealed,
)


def examine(config: Config, archive: Archive, *, folder: Path, now: datetime) -> Iterator[Finding]:
    """Every finding, well or ill, in the order of a person's questions.

    An archive that cannot be asked ends them: what was found before is told all the same.
    """
    patient = Patient(config=config, archive=archive, folder=folder, now=now)
    try:
        for examination in EXAMINATIONS:
            yield from examination(patient)
    except ArchiveError as error:
        yield Finding(level="failure", what=f"No se pudo revisar lo demás: {error}")
