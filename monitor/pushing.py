"""Turned demands to a receiving system that speaks Open311, and its answer back.

An attempt is kept before it is made: after a kill or a silence the receiver is asked for our folio
before anything is sent again. What it refuses is told to a person, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from monitor.archive import Archive
from monitor.archive.pushed import Push, PushOutcome
from monitor.casework import Access, Change, Demand, Step
from monitor.config import Config
from monitor.demands import moves
from monitor.errors import CaseError, FetchError, RateLimited
from monitor.fetch import Fetch
from monitor.labels import DemandState, StepAction
from monitor.open311.receiving import Receiver, refusal

KEY: Final = "SINTESIS_OPEN311_KEY"
OURSELVES: Final = "open311"  # who does what the receiver did
BATCH: Final = 50  # demands of one job
TRIES: Final = 30  # of what fails in a way of its own: about five days
SOON: Final = timedelta(minutes=2)
LONGEST_WAIT: Final = timedelta(hours=6)
AWAY: Final = timedelta(hours=1)  # the receiver's address or our key is wrong: ask seldom
DOWN: Final = timedelta(minutes=5)
_ABOUT_US: Final = (401, 402, 403)  # our key, whatever the demand
_ABOUT_IT: Final = (400, 409, 413, 422)  # the demand, whatever the body says
_LATER: Final = (408, 425, 429)
_LOST: Final = (404, 410)  # of one request, when others are there


class _Hold(Exception):
    """The receiver is left alone for so long: what follows would fare the same."""

    def __init__(self, reason: str, pause: timedelta) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pause = pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Pusher:
    config: Config
    archive: Archive
    fetch: Fetch | None = field(repr=False)  # lets the receiver's host in; None: nobody asks
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the key

    @property
    def receiver(self) -> Receiver | None:
        asked = self.config.demands.open311
        if asked is None or self.fetch is None:
            return None
        return Receiver(
            url=str(asked.url).rstrip("/"),
            fetch=self.fetch,
            jurisdiction=asked.jurisdiction,
            key=self.environment.get(KEY),
        )

    def is_due(self, *, now: datetime) -> bool:
        receiver = self.receiver
        return receiver is not None and self.archive.cases.pushes.waits(receiver.url, now=now)

    def push(self, *, now: datetime) -> str:
        """Send what waits and read back what was sent; in words, what came of it."""
        receiver, told = self.receiver, list[str]()
        if receiver is None:
            return "no hay sistema receptor"
        for each in self.archive.cases.pushes.due(receiver.url, now=now, limit=BATCH):
            try:
                told.append(f"{each.folio}: {self._one(receiver, each, now)}")
            except _Hold as hold:
                self.archive.cases.pushes.hold(receiver.url, until=now + hold.pause)
                told.append(f"{each.folio}: {hold.reason}; se deja descansar al receptor")
                break
        return "; ".join(told) or "nada que enviar"

    def _one(self, receiver: Receiver, push: Push, now: datetime) -> str:
        """The next thing to do about a demand."""
        demand = self.archive.cases.demand(push.folio)
        if demand is None or not demand.is_open or demand.merged_into:
            self.archive.cases.pushes.ended(push, PushOutcome.SETTLED)
            return "ya tiene respuesta aquí"
        try:
            return self._next(push)(receiver, push, demand, now)
        except FetchError as error:
            return self._failed(push, demand, error, now)

    def _next(self, push: Push) -> Callable[[Receiver, Push, Demand, datetime], str]:
        if push.remote_id:
            return self._read
        if push.token:
            return self._numbered
        return self._sought if push.pushed_at else self._sent

    # forth

    def _sent(self, receiver: Receiver, push: Push, demand: Demand, now: datetime) -> str:
        pushes = self.archive.cases.pushes
        if not demand.address.is_located:
            pushes.postponed(push, reason="falta el lugar", retry_at=now + timedelta(days=1))
            return "falta el lugar: no se envía"
        if not pushes.begin(push, now=now, retry_at=now + _wait(push)):
            return "ya la envía otro proceso"
        ticket = receiver.send(demand, self.config)
        self.archive.cases.accessed(
            Access(at=now, by=receiver.url, what="open311", folio=demand.folio)
        )
        if ticket.remote_id:
            return self._taken(push, demand, ticket.remote_id, now)
        pushes.taken(push, remote_id=None, token=ticket.token, retry_at=now + SOON)
        return "recibida; aún sin número"

    def _sought(self, receiver: Receiver, push: Push, demand: Demand, now: datetime) -> str:
        """An attempt that nobody knows the end of: it may be there already."""
        assert push.pushed_at
        found = None
        try:
            found = receiver.find(demand, self.config, since=push.pushed_at)
        except FetchError as error:
            if error.status not in (404, 405, 501):  # those list nothing to anybody
                raise
        if found:
            return self._taken(push, demand, found, now)
        return self._sent(receiver, push, demand, now)

    def _numbered(self, receiver: Receiver, push: Push, demand: Demand, now: datetime) -> str:
        assert push.token
        number = receiver.number(push.token)
        if number:
            return self._taken(push, demand, number, now)
        return self._again(push, demand, "aún no da el número", now)

    def _taken(self, push: Push, demand: Demand, number: str, now: datetime) -> str:
        """Its number there: first beside the push, then in the demand with its Step."""
        later = now + self._every
        self.archive.cases.pushes.taken(push, remote_id=number, token=push.token, retry_at=later)
        self._note(demand, number, now)
        return f"recibida con el número {number}"

    def _note(self, demand: Demand, number: str, now: datetime) -> None:
        note = f"número {number} en el sistema receptor"
        step = Step(folio=demand.folio, at=now, by=OURSELVES, action=StepAction.PUSHED, note=note)
        local = self.config.local(now)
        self.archive.cases.change(Change(step=step, remote_id=number), now=local)

    # back

    def _read(self, receiver: Receiver, push: Push, demand: Demand, now: datetime) -> str:
        assert push.remote_id
        if demand.remote_id is None:  # killed between the two halves of `_taken`
            self._note(demand, push.remote_id, now)
        remote = receiver.read(push.remote_id)
        if remote is None:
            return self._again(push, demand, "no dice cómo va", now)
        if remote.status == "closed":
            return self._closed(receiver, push, demand, remote.notes, now)
        later = now + self._every
        self.archive.cases.pushes.read(push, status=remote.status, now=now, retry_at=later)
        return f"sigue en «{remote.status}»"

    def _closed(
        self, receiver: Receiver, push: Push, demand: Demand, notes: str, now: datetime
    ) -> str:
        assert push.remote_id
        pushes = self.archive.cases.pushes
        evidence = receiver.address_of(push.remote_id)
        note = notes or "atendida en el sistema receptor"
        word = moves.Word(by=OURSELVES, at=now, note=note, evidence=evidence)
        try:
            change = moves.answer(
                demand, DemandState.ATTENDED, word, closing=self.config.demands.closing
            )
            self.archive.cases.change(change, now=self.config.local(now))
        except CaseError as error:  # somebody answered it meanwhile: the next look settles it
            pushes.postponed(push, reason=str(error), retry_at=now + SOON)
            return str(error)
        pushes.read(push, status="closed", now=now, retry_at=now)
        pushes.ended(push, PushOutcome.CLOSED)
        return "atendida, según el receptor"

    # what fails

    def _failed(self, push: Push, demand: Demand, error: FetchError, now: datetime) -> str:
        said = refusal(error)
        reason = f"{error.detail}: {said}" if said else error.detail
        if isinstance(error, RateLimited):
            self.archive.cases.pushes.postponed(
                push, reason=reason, retry_at=now + error.retry_after
            )
            raise _Hold(reason, error.retry_after)
        if error.status is None:
            self.archive.cases.pushes.postponed(push, reason=reason, retry_at=now + _wait(push))
            raise _Hold(reason, DOWN)
        if push.remote_id and error.status in _LOST and said is None:
            self.archive.cases.pushes.postponed(push, reason=reason, retry_at=now + LONGEST_WAIT)
            return reason
        if error.status in _ABOUT_US or _is_misplaced(error, said):
            self.archive.cases.pushes.postponed(push, reason=reason, retry_at=now + AWAY)
            raise _Hold(reason, AWAY)
        if 400 <= error.status < 500 and error.status not in _LATER:
            return self._refused(push, demand, reason, now)
        return self._again(push, demand, reason, now)

    def _again(self, push: Push, demand: Demand, reason: str, now: datetime) -> str:
        """Later and later; what was read once is asked for as long as it is open."""
        if push.attempts >= TRIES and push.remote_id is None:
            return self._refused(push, demand, f"se dejó de intentar: {reason}", now)
        self.archive.cases.pushes.postponed(push, reason=reason, retry_at=now + _wait(push))
        return f"se reintentará ({reason})"

    def _refused(self, push: Push, demand: Demand, reason: str, now: datetime) -> str:
        note = f"el sistema receptor no la admite: {reason}"
        step = Step(folio=demand.folio, at=now, by=OURSELVES, action=StepAction.NOTED, note=note)
        self.archive.cases.pushes.ended(push, PushOutcome.REFUSED, reason=reason)
        self.archive.cases.change(Change(step=step), now=self.config.local(now))
        return note

    @property
    def _every(self) -> timedelta:
        asked = self.config.demands.open311
        return asked.every if asked else AWAY


def _is_misplaced(error: FetchError, said: str | None) -> bool:
    """Whether it is the address that is wrong: no error of GeoReport, and none of the demand."""
    assert error.status is not None
    silent = said is None and error.status not in (*_ABOUT_IT, *_LATER)
    return 300 <= error.status < 500 and silent


def _wait(push: Push) -> timedelta:
    """2, 4, 8 … minutes, at most six hours."""
    doubled: int = 2 ** min(push.attempts, 10)
    return min(SOON * doubled, LONGEST_WAIT)
