"""What of the mail, the mailbox of answers and the chats asks for somebody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from monitor import leaving
from monitor.archive.records import MailState
from monitor.config import chat_variable
from monitor.doctor.findings import LATELY, Finding, Patient, well
from monitor.errors import FetchError
from monitor.fetch.mailbox import open_mailbox
from monitor.model import Channel
from monitor.replying import Replier
from reports import chat

PATIENCE: Final = timedelta(seconds=15)  # with a mailbox that does not answer


def addressed(patient: Patient) -> Iterator[Finding]:
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


def answered(patient: Patient) -> Iterator[Finding]:
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
            opened = well(f"El buzón de respuestas {replier.account.user} se abre")
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


def chatted(patient: Patient) -> Iterator[Finding]:
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


def delivered(patient: Patient) -> Iterator[Finding]:
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


def departed(patient: Patient) -> Iterator[Finding]:
    """Who asked to receive a list no more while the file still names them."""
    config, archive = patient.config, patient.archive
    listed = leaving.members(config)
    for each in archive.departures.all():
        if each.address in listed.get(each.list_id, ()):
            yield Finding(
                level="warning",
                what=f"{each.address} dejó «{leaving.named(each.list_id, config)}» el "
                f"{config.local(each.at):%d/%m/%Y} ({each.by}) y sigue en sources.yaml",
                remedy="Ya no se le envía: quítela del archivo o, si fue un error: "
                f"sintesis digest rejoin {each.address}",
            )
    for empty in leaving.emptied(config, archive):
        yield Finding(
            level="failure",
            what=f"Nadie recibe «{leaving.named(empty.id, config)}»: todos se dieron de baja",
            remedy="Ponga en sources.yaml a quien deba recibirla.",
        )


def _where_to_mend(mail: MailState) -> str:
    if mail.channel is Channel.CHAT:
        return f"Corrija la variable de entorno {chat_variable(mail.list_id)}."
    place = f"la lista «{mail.list_id}»" if mail.list_id else "profile.recipients"
    return f"Corrija la dirección en {place}."
