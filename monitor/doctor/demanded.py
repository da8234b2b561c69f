"""What of citizen demands nobody would attend, or waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from monitor.casework import Asked
from monitor.demands.moments import WAITING
from monitor.demands.sealed import told
from monitor.demands.states import RECEIVED
from monitor.doctor.findings import LATELY, Finding, Patient, well
from monitor.labels import DemandState, StepAction
from monitor.leaving import is_farewell

SILENCE: Final = timedelta(days=2)  # a card of which its office says nothing for longer
LOOKED: Final = 1000  # demands or texts that wait, at most
PROVED: Final = 10_000  # seals, the newest
SHOWN: Final = 8  # categories of one finding


def demanded(patient: Patient) -> Iterator[Finding]:
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
    yield from _unheard(patient)
    yield from _untold(patient)


def sealed(patient: Patient) -> Iterator[Finding]:
    """Whether somebody touched what was last done; all of it, `demands audit verify` looks at."""
    proof = patient.archive.cases.seals.verify(newest=PROVED)
    said = told(proof, patient.config.profile.zone)
    if proof.flaw is None:
        if proof.seals:
            yield well(said)
        return
    yield Finding(
        level="failure",
        what=said,
        remedy="Compare con un respaldo; todo lo revisa: sintesis demands audit verify",
    )


def _unheard(patient: Patient) -> Iterator[Finding]:
    """What was turned and its office has not said that it has."""
    cases, before = patient.archive.cases, patient.now - SILENCE
    turned = cases.find(Asked(states=(DemandState.ROUTED,)), limit=LOOKED)
    late = {each.folio: each for each in turned if each.routed_at and each.routed_at < before}
    said = cases.last_steps(list(late), (StepAction.NOTED,))
    quiet = [
        folio
        for folio, each in late.items()
        if not ((at := said.get((folio, StepAction.NOTED))) and at >= (each.routed_at or at))
    ]
    if quiet:
        shown = ", ".join(quiet[:SHOWN]) + ("…" if len(quiet) > SHOWN else "")
        yield Finding(
            level="warning",
            what=f"Llevan más de {SILENCE.days} días sin acuse de su dependencia: "
            f"{len(quiet)} ({shown})",
            remedy="Pregunte por teléfono si llegó la tarjeta, y revise su «email».",
        )


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
        if is_farewell(mail.message_id):
            continue
        for recipient in mail.recipients:
            if recipient.refused_at:
                about = f"del folio {mail.folio}" if mail.folio else "de la semana"
                yield Finding(
                    level="warning",
                    what=f"La carta {about} fue rechazada para {recipient.address}: "
                    f"{recipient.reason}",
                    remedy="Corrija el correo de la dependencia en sources.yaml.",
                )


def pushed(patient: Patient) -> Iterator[Finding]:
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
