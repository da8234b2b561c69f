"""What of the archive, and of the copies beside it, asks for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.doctor.findings import LATELY, Finding, Patient, well
from monitor.snapshots import FOLDER as COPIES

NEARLY: Final = 0.9  # of what the copies of a day may take


def archive(patient: Patient) -> Iterator[Finding]:
    problems = patient.archive.check()
    if not problems:
        counts = patient.archive.counts()
        yield well(
            f"El acervo está sano: {counts.clippings} notas, {counts.items} direcciones vistas, "
            f"{counts.editions} ediciones"
        )
    for problem in problems:
        yield Finding(
            level="failure",
            what=problem,
            remedy="Detenga el programa y recupere el último respaldo: sintesis restore ARCHIVO "
            "(«Respaldo y restauración» en docs/operacion.md).",
        )
    for advice in patient.archive.advice():
        yield Finding(level="warning", what=advice)


def copies(patient: Patient) -> Iterator[Finding]:
    """Whether pages are kept as they were, and today's still fit."""
    settings, shots = patient.config.snapshots, patient.archive.snapshots
    if count := shots.count():
        yield well(f"Copias guardadas: {count}")
    folder = patient.folder / COPIES
    if gone := [
        each for each in shots.files(since=patient.now - LATELY) if not (folder / each).is_file()
    ]:
        yield Finding(
            level="failure",
            what=f"Faltan archivos de copias guardadas: {len(gone)}, el primero {folder / gone[0]}",
            remedy="Recupérelos de un respaldo, o comparta la carpeta entre las máquinas que leen.",
        )
    today = patient.config.local(patient.now).replace(hour=0, minute=0, second=0, microsecond=0)
    taken = shots.size(since=today) / 1_000_000
    if settings.keep and taken > NEARLY * settings.daily:
        yield Finding(
            level="warning",
            what=f"Las copias de hoy ocupan {taken:.0f} de {settings.daily} MB: al llegar ya no "
            "se guardan más hasta mañana",
            remedy="Suba snapshots.daily en sources.yaml, si hay disco.",
        )
