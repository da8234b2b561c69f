"""What of the machine asks for somebody: its parsers, its clock, its room."""

from __future__ import annotations

import os
import pyexpat
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.doctor.findings import Finding, Patient, well
from monitor.room import LEAST, left

SAFE: Final = (2, 4, 1)  # of expat
ROOM: Final = 500_000_000  # bytes below which a day's work may not fit


def parsers(patient: Patient) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield well(f"Python {version}, SQLite {sqlite3.sqlite_version}")
    yield from unsafe(pyexpat.EXPAT_VERSION, pyexpat.version_info)


def unsafe(name: str, version: tuple[int, ...]) -> Iterator[Finding]:
    """A parser of XML of before entities that multiply were bounded."""
    if version < SAFE:
        yield Finding(
            level="failure",
            what=f"{name} no se protege de canales XML hostiles",
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
    free = left(place)
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
            remedy=f"Libere espacio: con menos de {LEAST // 1_000_000} MB no se recoge nada nuevo.",
        )
