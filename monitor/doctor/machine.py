"""What of the machine asks for somebody: its parsers, its clock, its room."""

from __future__ import annotations

import os
import pyexpat
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.doctor.findings import Finding, Patient, well

ROOM: Final = 500_000_000  # bytes below which a day's work may not fit


def parsers(patient: Patient) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield well(f"Python {version}, SQLite {sqlite3.sqlite_version}")
    if pyexpat.version_info < (2, 4, 1):
        yield Finding(
            level="failure",
            what=f"{pyexpat.EXPAT_VERSION} no se protege de canales XML hostiles",
            remedy="Actualice Python o expat (2.4.1 o posterior).",
        )


def clock(patient: Patient) -> Iterator[Finding]:
    zone = patient.config.profile.zone
    if zone.key != "America/Mexico_City":
        return
    july = datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(zone)
    if july.utcoffset() == timedelta(hours=-6):
        yield well("La zona horaria sabe que la Ciudad de México ya no tiene horario de verano")
        return
    yield Finding(
        level="failure",
        what="La base de zonas horarias es vieja: aún aplica horario de verano",
        remedy="Reinstale con: make install (trae tzdata).",
    )


def room(patient: Patient) -> Iterator[Finding]:
    place = next(
        each for each in (patient.folder, *patient.folder.resolve().parents) if each.exists()
    )
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK):
        yield Finding(
            level="failure",
            what=f"No se puede escribir en {place}",
            remedy="Cambie los permisos de la carpeta o use --folder.",
        )
    if free < ROOM:
        yield Finding(
            level="failure",
            what=f"Quedan {free // 1_000_000} MB de disco en {place}",
            remedy="Libere espacio: con el disco lleno no se archiva nada.",
        )
