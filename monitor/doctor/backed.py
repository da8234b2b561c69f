"""Whether what the office has could be had again: its backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from monitor.archive.backups import BackupTry
from monitor.backup import kept
from monitor.configbackup import Backup
from monitor.doctor.findings import Finding, Patient, well

OLD: Final = timedelta(days=2)  # without a good one for so long, something is wrong
SLACK: Final = timedelta(minutes=10)  # between a backup and its row


def backed(patient: Patient) -> Iterator[Finding]:
    settings = patient.config.backup
    if settings is None:
        yield Finding(
            level="warning",
            what="No se hacen respaldos: si falla el disco se pierde todo el acervo",
            remedy="Diga una carpeta en «backup.folder» de sources.yaml, de preferencia en otro "
            "disco.",
        )
        return
    good = patient.archive.backups.last(until=patient.now, good=True)
    yield from _lately(patient, settings, good)
    yield from _behind(patient, settings)
    yield from _too_long(patient, settings)


def _lately(patient: Patient, settings: Backup, good: BackupTry | None) -> Iterator[Finding]:
    last = patient.archive.backups.last(until=patient.now)
    failed = f"; el último intento falló: {last.reason}" if last and last.reason else ""
    if good is None or patient.now - good.at > OLD:
        since = f"es del {_day(patient, good)}" if good else "aún no hay ninguno"
        yield Finding(
            level="failure" if good or failed else "warning",
            what=f"Respaldos: {since}{failed}",
            remedy="Hágalo ahora con: sintesis backup",
        )
    elif not (Path(settings.folder) / good.file).is_file():
        yield Finding(
            level="failure",
            what=f"El último respaldo ya no está en {settings.folder}: {good.file}",
            remedy="Revise que el disco esté montado, y haga otro con: sintesis backup",
        )
    elif failed:
        yield Finding(
            level="warning",
            what=f"El último respaldo bueno es del {_day(patient, good)}{failed}",
            remedy="Se reintenta cada hora; o hágalo ahora con: sintesis backup",
        )
    else:
        yield well(f"Último respaldo: {_day(patient, good)}, {good.file}")


def _day(patient: Patient, good: BackupTry) -> str:
    return f"{patient.config.local(good.at):%d/%m/%Y a las %H:%M}"


def _behind(patient: Patient, settings: Backup) -> Iterator[Finding]:
    """An archive that does not know of a backup of its own has lost what it knew."""
    newest = next(iter(kept(Path(settings.folder))), None)
    known = patient.archive.backups.last(until=patient.now, good=True)
    if newest is None or (known and newest[0] <= known.at) or newest[0] > patient.now:
        return
    if patient.now - newest[0] < SLACK:
        return
    yield Finding(
        level="warning",
        what=f"El respaldo {newest[1].name} es más nuevo que el acervo: si no acaba de restaurar "
        "otro, al acervo le falta lo último (¿se borró sintesis.db-wal?)",
        remedy=f"Detenga el programa y recupérelo con: sintesis restore {newest[1]}",
    )


def _too_long(patient: Patient, settings: Backup) -> Iterator[Finding]:
    retention = patient.config.demands.retention
    if settings.keep > retention:
        yield Finding(
            level="warning",
            what=f"Los respaldos se guardan {settings.keep.days} días y los datos personales "
            f"{retention.days}: lo que se olvida sigue en ellos",
            remedy="Baje «backup.keep» o suba «demands.retention» en sources.yaml.",
        )
