"""Makers of texts that ask for something, and of the demands that they become: all invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.archive import Archive
from monitor.archive.petitioned import heard_in
from monitor.casework import Change, Heard, Step
from monitor.labels import DemandState, Field, StepAction
from monitor.model import Address, Clipping, Petition, Span
from tests.monitor.archive.makers import NOW, analysis, announce, item, keep

LOMA = Address(settlement="Loma Bonita", municipality="Xaltepec")
LAMP = "la luminaria de la esquina lleva un mes apagada"


def petition(of: Clipping, quote: str, *, category: str = "alumbrado", **said: object) -> Petition:
    start = of.text.index(quote)
    at = Span(field=Field.TEXT, start=start, end=start + len(quote))
    return replace(Petition(at=at, category=category, confidence=0.97, address=LOMA), **said)


def says(
    archive: Archive,
    number: int,
    quote: str = LAMP,
    *,
    published_at: datetime = NOW,
    private: str = "",
    text: str = "",
    **said: object,
) -> Heard:
    """A text is announced, read and tagged: what it asks for waits to be heard."""
    whole = text or f"Vecinos: {quote}. Firmado."
    announced = replace(item(number), published_at=published_at)
    announce(archive, announced)
    kept = keep(archive, announced, whole)
    spans = ()
    if private:
        start = whole.index(private)
        spans = (Span(field=Field.TEXT, start=start, end=start + len(private)),)
    read = replace(analysis(kept), petitions=(petition(kept, quote, **said),), private=spans)
    archive.save_analyses([read])
    return next(iter(heard_in(kept, read)))


def receive(archive: Archive, number: int, quote: str = LAMP, *, now=NOW, **said: object) -> str:
    """A text becomes a demand of its own; its folio."""
    new = says(archive, number, quote, **said)
    with archive.cases.hearing() as desk:
        return desk.receive(new, now=now)


def change(
    archive: Archive,
    folio: str,
    action: StepAction,
    state: DemandState | None = None,
    *,
    now: datetime = NOW + timedelta(hours=1),
    before: DemandState | None = None,
    mails: tuple = (),
    by: str = "Elvira",
    **news: object,
) -> Step:
    step = Step(folio=folio, at=now, by=by, action=action, before=before)
    return archive.cases.change(Change(step=step, state=state, **news), mails=mails, now=now)
