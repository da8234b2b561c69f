"""What the person who keeps the machine should know: one finding a line, each with its remedy.

A new examination is a generator here and a line in EXAMINATIONS.
"""

from __future__ import annotations

import os
import pyexpat
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from monitor import checkup
from monitor.archive import Archive
from monitor.archive.records import MailState
from monitor.casework import Asked
from monitor.config import Config, SubjectKind, chat_variable
from monitor.demands.moments import WAITING
from monitor.demands.states import RECEIVED
from monitor.errors import FetchError
from monitor.fetch.mailbox import open_mailbox
from monitor.health import Condition
from monitor.health.words import remarks
from monitor.model import Channel
from monitor.replying import Replier
from monitor.snapshots import FOLDER as COPIES
from reports import chat

Level = Literal["ok", "warning", "failure"]

NEARLY = 0.9  # of what the copies of a day may take
ROOM = 500_000_000  # bytes below which a day's work may not fit
PATIENCE = timedelta(seconds=15)  # with a mailbox that does not answer
LATELY = timedelta(days=7)  # a refusal is news for so long
LOOKED = 1000  # demands or texts that wait, at most
SHOWN = 8  # categories of one finding


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


def examine(config: Config, archive: Archive, *, folder: Path, now: datetime) -> Iterator[Finding]:
    """Every finding, well or ill, in the order of a person's questions."""
    patient = Patient(config=config, archive=archive, folder=folder, now=now)
    for examination in EXAMINATIONS:
        yield from examination(patient)


def _machine(patient: Patient) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _well(f"Python {version}, SQLite {sqlite3.sqlite_version}")
    if pyexpat.version_info < (2, 4, 1):
        yield Finding(
            level="failure",
            what=f"{pyexpat.EXPAT_VERSION} no se protege de canales XML hostiles",
            remedy="Actualice Python o expat (2.4.1 o posterior).",
        )


def _clock(patient: Patient) -> Iterator[Finding]:
    zone = patient.config.profile.zone
    if zone.key != "America/Mexico_City":
        return
    july = datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(zone)
    if july.utcoffset() == timedelta(hours=-6):
        yield _well("La zona horaria sabe que la Ciudad de México ya no tiene horario de verano")
        return
    yield Finding(
        level="failure",
        what="La base de zonas horarias es vieja: aún aplica horario de verano",
        remedy="Reinstale con: make install (trae tzdata).",
    )


def _watched(patient: Patient) -> Iterator[Finding]:
    config = patient.config
    yield _well(
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


def _kept(patient: Patient) -> Iterator[Finding]:
    problems = patient.archive.check()
    counts = patient.archive.counts()
    if not problems:
        yield _well(
            f"El acervo está sano: {counts.clippings} notas, {counts.items} direcciones vistas, "
            f"{counts.editions} ediciones"
        )
    for problem in problems:
        yield Finding(
            level="failure",
            what=problem,
            remedy="Vea «Respaldo y restauración» en docs/operacion.md.",
        )
    for advice in patient.archive.advice():
        yield Finding(level="warning", what=advice)


def _room(patient: Patient) -> Iterator[Finding]:
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


def _copied(patient: Patient) -> Iterator[Finding]:
    """Whether pages are kept as they were, and today's still fit."""
    settings, shots = patient.config.snapshots, patient.archive.snapshots
    if count := shots.count():
        yield _well(f"Copias guardadas: {count}")
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


def _read(patient: Patient) -> Iterator[Finding]:
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


def _addressed(patient: Patient) -> Iterator[Finding]:
    config = patient.config
    mailed = bool(config.profile.recipients) or any(not each.chat for each in config.lists)
    if not (mailed and config.mail) and not any(each.chat for each in config.lists):
        yield Finding(
            level="warning",
            what=f"No hay correo configurado: las ediciones quedan en {patient.folder}",
            remedy="Configure «mail», y «profile.recipients» o «lists», en sources.yaml.",
        )
    elif mailed and config.mail is None:
        yield Finding(
            level="failure",
            what="Hay destinatarios de correo, pero no servidor: solo se entrega a los chats",
            remedy="Configure «mail» en sources.yaml.",
        )
    if config.mail and config.mail.user and not os.environ.get("SINTESIS_SMTP_PASSWORD"):
        yield Finding(
            level="failure",
            what=f"Falta la contraseña de {config.mail.user} en {config.mail.host}",
            remedy="Póngala en la variable de entorno SINTESIS_SMTP_PASSWORD.",
        )


def _answered(patient: Patient) -> Iterator[Finding]:
    """Whether the mailbox of answers opens, and what of it waits for a person."""
    replier = Replier(
        config=patient.config,
        archive=patient.archive,
        folder=patient.folder,
        password=os.environ.get("SINTESIS_IMAP_PASSWORD"),
    )
    if replier.account is None:
        return
    try:
        with open_mailbox(replier.account, password=replier.password, deadline=PATIENCE):
            opened = _well(f"El buzón de respuestas {replier.account.user} se abre")
        yield opened
    except FetchError as error:
        yield Finding(
            level="failure",
            what=f"El buzón de respuestas {replier.account.user} no se abre: {error.detail}",
            remedy="Revise demands.replies en sources.yaml y la variable SINTESIS_IMAP_PASSWORD.",
        )
    place = patient.archive.cases.replies.place(replier.account.address)
    if place.failures:
        yield Finding(
            level="warning",
            what=f"La última vez no se leyeron las respuestas: {place.detail}",
            remedy="Se reintenta sola; si sigue así, revise el buzón con un programa de correo.",
        )
    if waiting := patient.archive.cases.replies.waiting():
        yield Finding(
            level="warning",
            what=f"Respuestas de dependencias que esperan a una persona: {waiting}",
            remedy="Véalas con: sintesis demands replies",
        )


def _chatted(patient: Patient) -> Iterator[Finding]:
    """The addresses of chats are secrets: no finding shows one."""
    for asked in (each for each in patient.config.lists if each.chat):
        variable = chat_variable(asked.id)
        addresses = os.environ.get(variable, "").split()
        if not addresses:
            yield Finding(
                level="failure",
                what=f"Falta la dirección del chat «{asked.name}»: sus envíos esperan",
                remedy=f"Póngala en la variable de entorno {variable}.",
            )
        for number, address in enumerate(addresses, start=1):
            if not chat.is_understood(address):
                yield Finding(
                    level="failure",
                    what=f"No se entiende la dirección {number} del chat «{asked.name}»",
                    remedy=f"Corríjala en {variable}: vea «Chats» en docs/operacion.md.",
                )


def _delivered(patient: Patient) -> Iterator[Finding]:
    """What servers refused lately, and what still waits."""
    lists = {each.id: each for each in patient.config.lists}
    for mail in patient.archive.mails():
        to = f" ({lists[mail.list_id].name})" if mail.list_id in lists else ""
        lately = patient.now - mail.created_at < LATELY
        for recipient in mail.recipients if lately else ():
            if recipient.refused_at:
                yield Finding(
                    level="warning",
                    what=f"La edición {mail.edition_id}{to} fue rechazada para "
                    f"{recipient.address}: {recipient.reason}",
                    remedy=_where_to_mend(mail),
                )
        if mail.done_at is None and mail.attempts and mail.reason:
            yield Finding(
                level="failure",
                what=f"La edición {mail.edition_id}{to} sigue sin entregarse tras "
                f"{mail.attempts} intentos: {mail.reason}",
                remedy="Se reintenta sola; vea: sintesis digest deliveries " + mail.edition_id,
            )


def _where_to_mend(mail: MailState) -> str:
    if mail.channel is Channel.CHAT:
        return f"Corrija la variable de entorno {chat_variable(mail.list_id)}."
    place = f"la lista «{mail.list_id}»" if mail.list_id else "profile.recipients"
    return f"Corrija la dirección en {place}."


def _demanded(patient: Patient) -> Iterator[Finding]:
    """What of citizen demands nobody would attend, or waits for a person."""
    config, cases = patient.config, patient.archive.cases
    attended = {each for office in config.offices for each in office.categories}
    attended |= {each for route in config.demands.routes for each in route.categories}
    lacking = [each.id for each in config.taxonomy.values() if each.id not in attended]
    if config.offices and lacking:
        shown = ", ".join(lacking[:SHOWN]) + ("…" if len(lacking) > SHOWN else "")
        yield Finding(
            level="warning",
            what=f"Categorías de demandas que ninguna dependencia atiende: {shown}",
            remedy="Póngalas en «categories» de una dependencia, o en «demands.routes».",
        )
    held = [each for each in cases.find(Asked(states=(RECEIVED,)), limit=LOOKED) if each.held]
    if waiting := len(held) + len(cases.in_review(limit=LOOKED)):
        yield Finding(
            level="warning",
            what=f"Esperan a una persona: {waiting} demandas o textos",
            remedy="Decídalos con: sintesis demands review",
        )
    yield from _untold(patient)


def _untold(patient: Patient) -> Iterator[Finding]:
    """The offices that have demands and were told of none, and the letters that they lack."""
    config, cases = patient.config, patient.archive.cases
    for office in config.offices:
        if config.mail and office.email:
            continue
        if turned := cases.count(Asked(states=WAITING, office_id=office.id)):
            yield Finding(
                level="failure",
                what=f"Nadie le avisa a {office.name} de lo que tiene turnado ({turned})",
                remedy=f"Ponga el «email» de «{office.id}», y «mail», en sources.yaml.",
            )
    for mail in cases.letters.refused(since=patient.now - LATELY):
        for recipient in mail.recipients:
            if recipient.refused_at:
                about = f"del folio {mail.folio}" if mail.folio else "de la semana"
                yield Finding(
                    level="warning",
                    what=f"La carta {about} fue rechazada para {recipient.address}: "
                    f"{recipient.reason}",
                    remedy="Corrija el correo de la dependencia en sources.yaml.",
                )


def _pushed(patient: Patient) -> Iterator[Finding]:
    """What the receiving system does not take, or has not answered."""
    asked = patient.config.demands.open311
    if asked is None:
        return
    troubles = patient.archive.cases.pushes.in_trouble(str(asked.url).rstrip("/"), limit=LOOKED)
    refused = [each for each in troubles if each.outcome]
    if refused:
        yield Finding(
            level="failure",
            what=f"Demandas que el receptor no admite: {len(refused)} ({refused[0].reason})",
            remedy="Véalas con: sintesis demands receiver; y envíelas con: sintesis demands resend",
        )
    if waiting := [each for each in troubles if not each.outcome]:
        yield Finding(
            level="warning",
            what=f"Demandas que esperan al receptor: {len(waiting)} ({waiting[0].reason})",
            remedy="Se reintenta solo; revise la dirección, y la clave SINTESIS_OPEN311_KEY.",
        )


def _well(what: str) -> Finding:
    return Finding(level="ok", what=what)


EXAMINATIONS: tuple[Callable[[Patient], Iterator[Finding]], ...] = (
    _machine,
    _clock,
    _watched,
    _kept,
    _room,
    _copied,
    _read,
    _addressed,
    _answered,
    _chatted,
    _delivered,
    _demanded,
    _pushed,
)
