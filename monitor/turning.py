"""From a received demand to the office that attends it: decide, write the card, keep both at once.

What is due is asked of the archive; a demand that nobody can turn says why and waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from monitor.archive import Archive
from monitor.casework import Access, Asked, Change, Demand
from monitor.config import Config, Office
from monitor.demands import moves
from monitor.demands.moves import OURSELVES, Word
from monitor.demands.routing import Elsewhere, Held, Turn, decide, term_at
from monitor.demands.terms import calendar, due_on
from monitor.errors import CaseError
from monitor.labels import Competence, DemandState
from monitor.model import Mail
from reports import cards

PAGE: Final = 500  # demands of one look
OVERLAP: Final = timedelta(minutes=10)  # of two looks: a change may be kept after its hour


@dataclass(slots=True)
class _Memory:
    """Since when nothing that waited for a person was looked at; None before the first look."""

    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turner:
    config: Config
    archive: Archive
    _memory: _Memory = field(default_factory=_Memory, repr=False)

    def due(self, *, now: datetime) -> list[str]:
        """The folios to turn now. What waited is looked at again when it, or the file, changed."""
        if not self.config.demands.turn:
            return []
        freed = list(self._freed())
        if not freed:
            self._memory.looked_at = now - OVERLAP
        return list(dict.fromkeys([*self.archive.cases.to_turn(), *freed]))

    def _freed(self) -> Iterator[str]:
        asked = Asked(states=(DemandState.RECEIVED,), changed_since=self._memory.looked_at)
        for each in _every(self.archive, asked):
            if each.held in tuple(Held) and not isinstance(decide(each, self.config), Held):
                yield each.folio

    def turn(self, folio: str, *, now: datetime) -> str:
        """Give it to its office; twice is once."""
        demand = self.archive.cases.demand(folio)
        if demand is None or demand.state is not DemandState.RECEIVED:
            return f"folio {folio}: ya no espera turno"
        try:
            return self._turned(demand, Word(by=OURSELVES, at=now), now=now)
        except CaseError as error:
            return f"folio {folio}: {error}"

    def _turned(self, demand: Demand, word: Word, *, now: datetime) -> str:
        decision = decide(demand, self.config)
        if isinstance(decision, Held):
            if demand.held != decision:
                held = moves.hold(demand, decision.value, word)
                self.archive.cases.change(held, now=self.config.local(now))
            return f"folio {demand.folio}: espera a una persona"
        if isinstance(decision, Elsewhere):
            return self._told(demand, decision, word, now=now)
        return give(self.config, self.archive, demand, decision, word, now=now)

    def _told(self, demand: Demand, decision: Elsewhere, word: Word, *, now: datetime) -> str:
        """What is of another authority is recorded, and the office that takes such things knows."""
        office = decision.office
        change = moves.elsewhere(demand, office.id if office else None, word)
        keep(self.config, self.archive, demand, change, now=now)
        whose = demand.body or {Competence.PRIVATE: "particulares"}.get(demand.competence, "")
        return f"folio {demand.folio}: de otra autoridad{f' ({whose})' if whose else ''}"


def give(
    config: Config, archive: Archive, demand: Demand, turn: Turn, word: Word, *, now: datetime
) -> str:
    """Turn it to an office, or reopen it there, with its card; what came of it, in words."""
    last = due_on(calendar(config), now, days=turn.days, urgency=demand.urgency)
    act = moves.turn if demand.is_open else moves.reopen
    lacking = keep(config, archive, demand, act(demand, turn.office.id, last, word), now=now)
    return "; ".join(
        [f"folio {demand.folio}: turnado a {turn.office.name}, vence {last}", *lacking]
    )


def office_for(demand: Demand, config: Config, office_id: str) -> Turn:
    """The turn to an office that a person chose."""
    office = config.office.get(office_id)
    if office is None:
        known = ", ".join(config.office)
        raise CaseError(f"No hay una dependencia «{office_id}». Hay: {known or 'ninguna'}")
    return Turn(office=office, days=term_at(office, demand, config))


def keep(
    config: Config, archive: Archive, demand: Demand, change: Change, *, now: datetime
) -> Sequence[str]:
    """Keep a change that gives a demand to an office, with its card; what the card lacks."""
    after = moves.changed(demand, change)
    office = config.office.get(after.office_id or "")
    if office is None:
        archive.cases.change(change, now=config.local(now))
        return ()
    mails, lacking = _card(config, archive, after, office, now=now)
    if mails and office.email:
        seen = Access(at=now, by=office.email, what="card", folio=demand.folio)
        archive.cases.accessed(seen)
    archive.cases.change(change, mails=mails, now=config.local(now))
    return lacking if mails else (*lacking, untold(office, config))


def untold(office: Office, config: Config) -> str:
    """Why nobody of an office was told."""
    lacks = "no tiene correo" if config.mail else "no hay servidor de correo"
    return f"nadie le avisó a {office.name}: {lacks}"


def _card(
    config: Config, archive: Archive, demand: Demand, office: Office, *, now: datetime
) -> tuple[list[Mail], Sequence[str]]:
    if config.mail is None or office.email is None:
        return [], ()  # nobody would receive it: it is not even written
    steps = archive.cases.steps(demand.folio)
    letter = cards.card(demand, office, config, steps=steps, now=now)
    mail = cards.mail(letter, config, sent_at=now)
    return ([mail] if mail else []), letter.lacking


def _every(archive: Archive, asked: Asked) -> Iterator[Demand]:
    offset = 0
    while some := archive.cases.find(asked, limit=PAGE, offset=offset):
        yield from some
        offset += len(some)


def term_until(demand: Demand, office: Office, config: Config) -> date | None:
    """The last day of a demand that its office has, counted again after it was put right."""
    if demand.routed_at is None or not demand.is_open:
        return None
    days = term_at(office, demand, config)
    return due_on(calendar(config), demand.routed_at, days=days, urgency=demand.urgency)
