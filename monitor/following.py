"""After a demand was turned: reminders, escalation, the mail of the week, reopening and closing.

What is due follows from terms, history and the outbox alone: what a kill left undone is found
again, and what was told is not told twice. To add an errand: an `Errand` and a line in DOES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from monitor.archive import Archive
from monitor.casework import ANSWERED, Access, Asked, CaseFigures, Change, Demand
from monitor.config import Config, Office
from monitor.demands import moments, moves
from monitor.demands.moments import Clock, Errand, Told
from monitor.demands.moves import CONFIRMED, OURSELVES, Word
from monitor.demands.routing import Turn, turn_of
from monitor.demands.terms import calendar
from monitor.errors import CaseError
from monitor.labels import StepAction
from monitor.model import Mail
from monitor.turning import give, office_for
from reports import cards

AGAIN: Final = timedelta(minutes=10)  # between two looks: all that is due here goes by hours
SPAN: Final = timedelta(days=90)  # that the figures of a weekly mail count
AHEAD: Final = timedelta(days=7)  # days of rest between a reminder and the end of a term
WEEKLY: Final = "weekly"
TOLD: Final = (
    StepAction.ROUTED,
    StepAction.REOPENED,
    StepAction.REMINDED,
    StepAction.ESCALATED,
)


@dataclass(slots=True)
class _Memory:
    """When it last looked; it spares looks, and nothing hangs on it."""

    looked: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    config: Config
    archive: Archive
    _memory: _Memory = field(default_factory=_Memory, repr=False)

    def due(self, *, now: datetime) -> list[str]:
        """The keys of the errands of now: "remind:2026-00012", "weekly:obras"."""
        if not self.config.demands.turn:
            return []
        found = list(self._asked_again())
        turn = int(now.timestamp() // AGAIN.total_seconds())
        if turn != self._memory.looked:
            self._memory.looked = turn
            found += [*self._late(now), *self._settled(now), *self._weekly(now)]
        return found

    def follow(self, key: str, *, now: datetime) -> str:
        """Do one errand, if it is still due."""
        errand, _, about = key.partition(":")
        try:
            if errand == WEEKLY:
                return self._send_week(self.config.office[about], now=now)
            demand = self.archive.cases.demand(about)
            done = DOES[Errand(errand)](self, demand, now) if demand else None
        except CaseError as error:
            return f"folio {about}: {error}"
        return done or f"folio {about}: ya no hace falta"

    # what is due

    def _asked_again(self) -> Iterator[str]:
        """What was answered and a newer text says again; without an office it stays as it is."""
        folios = tuple(self.archive.cases.reheard())
        found = self.archive.cases.find(Asked(folios=folios), limit=len(folios)) if folios else ()
        for each in found:
            if self._office_again(each):
                yield f"{Errand.REOPEN}:{each.folio}"

    def _late(self, now: datetime) -> Iterator[str]:
        """The reminders and escalations of what is near its end, or past it."""
        today = self.config.local(now).date()
        until = today + self.config.demands.reminders.before + AHEAD
        near = self.archive.cases.due_to_follow(until=until)
        steps = self.archive.cases.last_steps([each.folio for each in near], TOLD)
        for each in near:
            told = {action: at for action in TOLD if (at := steps.get((each.folio, action)))}
            for errand in (Errand.REMIND, Errand.ESCALATE):
                if self._is_told(errand, each, told, now):
                    yield f"{errand}:{each.folio}"

    def _is_told(self, errand: Errand, demand: Demand, told: Told, now: datetime) -> bool:
        office = self.config.office.get(demand.office_id or "")
        if office is None or self.config.mail is None:
            return False
        clock = Clock(kept=calendar(self.config), now=now)
        reminders = self.config.demands.reminders
        if errand is Errand.REMIND:
            return bool(office.email) and moments.is_reminded(demand, clock, reminders, told)
        above = bool(office.escalation or reminders.to)
        return above and moments.is_escalated(demand, clock, reminders, told)

    def _settled(self, now: datetime) -> Iterator[str]:
        """What was answered long enough ago, and nobody has to confirm."""
        settings = self.config.demands
        states = tuple(each for each in ANSWERED if each not in CONFIRMED[settings.closing])
        before = now - settings.joining.days
        for folio in self.archive.cases.answered(states, before=before):
            yield f"{Errand.CLOSE}:{folio}"

    def _weekly(self, now: datetime) -> Iterator[str]:
        moment = moments.weekly_at(self.config, now=now)
        if moment is None or self.config.mail is None:
            return
        for office in self.config.offices:
            if office.email and self._is_unsent(office, moment) and self._open_of(office):
                yield f"{WEEKLY}:{office.id}"

    def _is_unsent(self, office: Office, moment: datetime) -> bool:
        name = cards.weekly_name(office, self.config, now=moment)
        return not self.archive.cases.letters.has(cards.message_id(name, self.config))

    def _open_of(self, office: Office) -> list[Demand]:
        asked = Asked(states=moments.WAITING, office_id=office.id)
        return self.archive.cases.find(asked, limit=500)

    # the errands

    def remind(self, demand: Demand, now: datetime) -> str | None:
        return self._tell(demand, Errand.REMIND, StepAction.REMINDED, now)

    def escalate(self, demand: Demand, now: datetime) -> str | None:
        return self._tell(demand, Errand.ESCALATE, StepAction.ESCALATED, now)

    def _tell(
        self, demand: Demand, errand: Errand, action: StepAction, now: datetime
    ) -> str | None:
        """Write the letter and keep it with its step: once for each moment, whoever is killed."""
        steps = self.archive.cases.steps(demand.folio)
        told: Told = {each.action: each.at for each in steps}
        if not (demand.is_open and self._is_told(errand, demand, told, now)):
            return None
        office = self.config.office[demand.office_id or ""]
        write = cards.reminder if errand is Errand.REMIND else cards.escalation
        letter = write(demand, office, self.config, steps=steps, now=now)
        mail = cards.mail(letter, self.config, sent_at=now)
        assert mail
        word = Word(by=OURSELVES, at=now, note=f"a {', '.join(mail.recipients)}")
        self._saw(mail, "card", folio=demand.folio, now=now)
        self._keep(moves.remind(demand, action, word), now=now, mail=mail)
        return "; ".join([f"folio {demand.folio}: {SAID[errand]} {word.note}", *letter.lacking])

    def close(self, demand: Demand, now: datetime) -> str | None:
        if not moments.is_closed(demand, self.config, now=now):
            return None
        days = self.config.demands.joining.days.days
        word = Word(by=OURSELVES, at=now, note=f"en {days} días nadie la dijo otra vez")
        self._keep(moves.close(demand, word), now=now)
        return f"folio {demand.folio}: cerrado"

    def reopen(self, demand: Demand, now: datetime) -> str | None:
        """What a text published after its answer says again goes to its office again."""
        turn = self._office_again(demand)
        if demand.reheard_at is None or turn is None:
            return None
        heard_on = self.config.local(demand.reheard_at)
        note = f"otro texto, del {heard_on:%d/%m/%Y %H:%M}, la dice después de la respuesta"
        word = Word(by=OURSELVES, at=now, note=note)
        return give(self.config, self.archive, demand, turn, word, now=now)

    def _office_again(self, demand: Demand) -> Turn | None:
        if demand.office_id in self.config.office:
            return office_for(demand, self.config, demand.office_id or "")
        return turn_of(demand, self.config)

    def _send_week(self, office: Office, *, now: datetime) -> str:
        moment = moments.weekly_at(self.config, now=now)
        found = self._open_of(office) if moment and self._is_unsent(office, moment) else []
        if moment is None or not found:
            return f"{office.id}: nada que enviar esta semana"
        figures = self._figures(office, now)
        letter = cards.weekly(office, found, self.config, figures=figures, now=moment)
        mail = cards.mail(letter, self.config, sent_at=now)
        assert mail
        self._saw(mail, WEEKLY, count=len(found), now=now)
        self.archive.cases.letters.post([mail], now=now)
        return f"{office.id}: correo semanal con {len(found)} abiertas"

    def _figures(self, office: Office, now: datetime) -> CaseFigures | None:
        today = self.config.local(now).date()
        survey = self.archive.cases.survey(since=now - SPAN, until=now, today=today)
        return next((each for each in survey.by_office if each.key == office.id), None)

    def _saw(
        self, mail: Mail, what: str, *, now: datetime, folio: str | None = None, count: int = 1
    ) -> None:
        for each in mail.recipients:
            access = Access(at=now, by=each, what=what, folio=folio, count=count)
            self.archive.cases.accessed(access)

    def _keep(self, change: Change, *, now: datetime, mail: Mail | None = None) -> None:
        mails = [mail] if mail else []
        self.archive.cases.change(change, mails=mails, now=self.config.local(now))


DOES: Final[Mapping[Errand, Callable[[Follower, Demand, datetime], str | None]]] = {
    Errand.REMIND: Follower.remind,
    Errand.ESCALATE: Follower.escalate,
    Errand.CLOSE: Follower.close,
    Errand.REOPEN: Follower.reopen,
}
SAID: Final[Mapping[Errand, str]] = {Errand.REMIND: "recordado", Errand.ESCALATE: "escalado"}
