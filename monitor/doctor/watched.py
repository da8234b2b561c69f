"""What of the subjects and the sources asks for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor import checkup
from monitor.config import SubjectKind
from monitor.doctor.findings import Finding, Patient, well
from monitor.health import Condition
from monitor.health.words import remarks

PICTURED: Final = frozenset({"print", "folder"})  # kinds whose files may be scans


def watched(patient: Patient) -> Iterator[Finding]:
    config = patient.config
    yield well(
        f"{config.profile.municipality}: {len(config.subjects)} temas, "
        f"{len(config.outlets)} medios, {len(config.sources)} fuentes"
    )
    for name in (config.profile.municipality, config.profile.state, *config.profile.places):
        if "<" in name:
            yield Finding(
                level="failure",
                what=f"El perfil todavía dice «{name}»",
                remedy="Ponga en sources.yaml los datos de su municipio donde hay < >.",
            )
    today = config.local(patient.now).date()
    for subject in config.subjects:
        if subject.kind is not SubjectKind.MAYOR or not subject.holders:
            continue
        if not any(holder.holds_on(today) for holder in subject.holders):
            yield Finding(
                level="warning",
                what=f"Nadie figura hoy como titular de «{subject.name}»",
                remedy="Revise las fechas «since» y «until» de sus holders en sources.yaml.",
            )


def pictured(patient: Patient) -> Iterator[Finding]:
    """Sources whose files are pictures, where none can be read."""
    found = [each.id for each in patient.config.sources.values() if each.kind in PICTURED]
    if not found:
        return
    from monitor.newsprint.ocr import lacking  # with its pictures, only where they are needed

    if reason := lacking():
        yield Finding(
            level="warning",
            what=f"No se leen periódicos escaneados ni imágenes ({', '.join(found)}): {reason}",
            remedy="Reinstale con: make install (trae «tesserocr» y sus pesos). Lo demás se lee.",
        )


def read(patient: Patient) -> Iterator[Finding]:
    """What of the sources asks for somebody; `sources health` tells the rest."""
    found = checkup.examine(patient.config, patient.archive, now=patient.now)
    for each in found:
        if each.condition is Condition.UNREAD:
            continue
        for remark in remarks(each, patient.config.local):
            if remark.remedy:
                what = f"La fuente {each.source_id} {remark.words}"
                yield Finding(level="warning", what=what, remedy=remark.remedy)
    unread = sum(each.condition is Condition.UNREAD for each in found)
    if unread:
        yield Finding(
            level="warning",
            what=f"Fuentes que nunca se han leído: {unread}",
            remedy="Se leerán con: sintesis collect",
        )
