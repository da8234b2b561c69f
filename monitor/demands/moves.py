"""What a person, an office or the system may do to a demand: each a Change, or a CaseError.

A new thing to do is a function that gives its Change; the archive keeps it with its Step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from monitor.casework import ANSWERED, OPEN, Change, Demand, Step
from monitor.configdemands import Closing
from monitor.demands.states import ACTIONS, CLOSED, DECLINED, NOT_OURS, ROUTED, check, said
from monitor.errors import CaseError
from monitor.folding import compose, fold
from monitor.labels import Competence, DemandState, StepAction, Urgency
from monitor.model import Address

OURSELVES: Final = "sintesis"  # who does what no person did
# What an office answers that somebody else must confirm before it is closed.
CONFIRMED: Final[Mapping[Closing, tuple[DemandState, ...]]] = {
    Closing.OFFICE: (),
    Closing.SECOND: (DemandState.ATTENDED, DemandState.DECLINED),
    Closing.CITIZEN: (DemandState.ATTENDED,),
}
_WITH_REASON: Final = (DECLINED, NOT_OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who says it, when, and with what proof."""

    by: str
    at: datetime
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What was wrong in a demand; None leaves as it is."""

    category: str | None = None
    urgency: Urgency | None = None
    address: Address | None = None
    competence: Competence | None = None
    body: str | None = None


def answer(
    demand: Demand, state: DemandState, word: Word, *, closing: Closing, body: str = ""
) -> Change:
    """What its office, or whoever follows it, says of a demand."""
    if state is ROUTED:
        raise CaseError(
            f"El folio {demand.folio} no se turna así: use «demands reassign» para darle una "
            "dependencia o «demands reopen» para reabrirlo."
        )
    check(demand.folio, demand.state, state)
    if state is CLOSED and must_be_confirmed(demand, closing):
        raise CaseError(
            f"El folio {demand.folio} no se cierra sin confirmación: lo pide la regla «closing: "
            f"{closing.value}». Use: sintesis demands confirm {demand.folio}"
        )
    if state in _WITH_REASON and not (word.note or body):
        raise CaseError(
            f"Para poner el folio {demand.folio} en «{said(state)}» diga por qué en la nota."
        )
    change = Change(step=_step(demand, ACTIONS[state], word, after=state), state=state)
    return replace(change, body=body) if body else change


def note(demand: Demand, word: Word) -> Change:
    """A note in its history; nothing else changes."""
    if not (word.note or word.evidence):
        raise CaseError(f"No se dijo nada del folio {demand.folio}: escriba una nota o un estado.")
    return Change(step=_step(demand, StepAction.NOTED, word))


def turn(demand: Demand, office_id: str, due_on: date, word: Word) -> Change:
    """To its first office, or to another: the term begins anew."""
    if demand.state not in OPEN:
        raise CaseError(
            f"El folio {demand.folio} está en «{said(demand.state)}»: para turnarlo otra vez, "
            f"ábralo con: sintesis demands reopen {demand.folio}"
        )
    if demand.office_id == office_id and demand.state is not DemandState.RECEIVED:
        raise CaseError(f"El folio {demand.folio} ya está en esa dependencia.")
    step = _step(demand, StepAction.ROUTED, word, after=ROUTED)
    return Change(step=step, state=ROUTED, office_id=office_id, due_on=due_on, held="")


def elsewhere(demand: Demand, office_id: str | None, word: Word) -> Change:
    """It is of another authority; an office of ours may be told."""
    check(demand.folio, demand.state, NOT_OURS)
    step = _step(demand, StepAction.NOT_OURS, word, after=NOT_OURS)
    return Change(step=step, state=NOT_OURS, office_id=office_id, held="")


def hold(demand: Demand, reason: str, word: Word) -> Change:
    """It waits for a person."""
    return Change(step=_step(demand, StepAction.NOTED, word), held=reason)


def reopen(demand: Demand, office_id: str, due_on: date, word: Word) -> Change:
    """What was answered or closed goes to its office again, with a new term."""
    if demand.is_open:
        raise CaseError(
            f"El folio {demand.folio} está en «{said(demand.state)}»: no hay qué reabrir."
        )
    if demand.merged_into:
        raise CaseError(f"El folio {demand.folio} se unió al {demand.merged_into}: reabra ese.")
    step = _step(demand, StepAction.REOPENED, word, after=ROUTED)
    return Change(step=step, state=ROUTED, office_id=office_id, due_on=due_on)


def confirm(demand: Demand, steps: Iterable[Step], word: Word, *, closing: Closing) -> Change:
    """The citizen or a second person says that it was attended: it is closed."""
    if demand.state not in ANSWERED:
        raise CaseError(
            f"El folio {demand.folio} está en «{said(demand.state)}»: se confirma lo que ya se "
            "respondió."
        )
    if closing is Closing.SECOND and _plain(word.by) == _plain(_who_answered(steps)):
        raise CaseError(
            f"{word.by} fue quien respondió el folio {demand.folio}: debe confirmarlo otra persona."
        )
    if closing is Closing.CITIZEN and must_be_confirmed(demand, closing) and not word.note:
        raise CaseError(
            f"Diga en la nota cómo confirmó el ciudadano el folio {demand.folio} (por ejemplo, "
            "«llamó el 3 de marzo»)."
        )
    return Change(step=_step(demand, StepAction.CONFIRMED, word, after=CLOSED), state=CLOSED)


def close(demand: Demand, word: Word) -> Change:
    """Nothing more was said of what was answered."""
    check(demand.folio, demand.state, CLOSED)
    return Change(step=_step(demand, StepAction.CLOSED, word, after=CLOSED), state=CLOSED)


def amend(demand: Demand, wrong: Amendment, word: Word, *, due_on: date | None = None) -> Change:
    """Put right what it says; one that waited for a person is looked at again."""
    if demand.anonymised_at:
        raise CaseError(f"El folio {demand.folio} ya se anonimizó: no se corrige.")
    waits = demand.state is DemandState.RECEIVED
    return Change(
        step=_step(demand, StepAction.AMENDED, word),
        category=wrong.category,
        urgency=wrong.urgency,
        address=wrong.address,
        competence=wrong.competence,
        body=wrong.body,
        due_on=due_on,
        held="" if waits else None,
    )


def remind(demand: Demand, action: StepAction, word: Word) -> Change:
    """Its office, or who answers for it, was told again."""
    return Change(step=_step(demand, action, word))


def changed(demand: Demand, change: Change) -> Demand:
    """The demand as the change leaves it: what a card must say before the archive keeps it."""
    plain = ("state", "office_id", "due_on", "category", "urgency", "reason", "competence", "body")
    news = {name: value for name in plain if (value := getattr(change, name)) is not None}
    if change.address is not None:
        news["address"] = change.address
    if change.step.action is StepAction.ROUTED:
        news["routed_at"] = change.step.at
    if change.state in OPEN:
        news |= {"attended_at": None, "closed_at": None}
    return replace(demand, **news)


def must_be_confirmed(demand: Demand, closing: Closing) -> bool:
    """Whether the rule asks that somebody else says so before it is closed."""
    return demand.state in CONFIRMED[closing]


def _who_answered(steps: Iterable[Step]) -> str:
    answers = [each.by for each in steps if each.after in ANSWERED]
    return answers[-1] if answers else ""


def _plain(name: str) -> str:
    return " ".join(fold(compose(name)).split())


def _step(
    demand: Demand, action: StepAction, word: Word, *, after: DemandState | None = None
) -> Step:
    return Step(
        folio=demand.folio,
        at=word.at,
        by=word.by,
        action=action,
        before=demand.state,
        after=after or demand.state,
        note=word.note,
        evidence=word.evidence,
    )
