"""Requiere atención: at most five stories, each with its reasons in words.

A story is here when the weights of its reasons reach `ENOUGH`; the heavier come first, and among
equals those that more outlets carry. To add a reason, write a function and its line in `REASONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.config import Config, Subject, SubjectKind
from monitor.model import Stance
from reports.accounts import Account
from reports.words import clean, plural, word

ID = "attention"
MOST = 5
ENOUGH = 3
MANY_OUTLETS = 5
OWN = {  # how much a negative stance towards one of these weighs
    SubjectKind.MAYOR: 5,
    SubjectKind.GOVERNMENT: 4,
    SubjectKind.PROGRAMME: 3,
    SubjectKind.DEPARTMENT: 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    weight: int
    words: str


def title(config: Config) -> str:
    return word("section", ID)


def choose(accounts: Sequence[Account]) -> tuple[Account, ...]:
    pressing = [each for each in accounts if _weight(each) >= ENOUGH]
    return tuple(sorted(pressing, key=_weight, reverse=True)[:MOST])


def explain(account: Account) -> tuple[str, ...]:
    return tuple(each.words for each in reasons(account) if each.words)


def reasons(account: Account) -> tuple[Reason, ...]:
    return tuple(found for reason in REASONS for found in reason(account))


def _weight(account: Account) -> int:
    return sum(each.weight for each in reasons(account))


def about(account: Account) -> Subject | None:
    """The weightiest of our own that is treated ill: what the reader must see first."""
    for subject in account.subjects:
        if subject.kind in OWN and account.stance_to(subject) is Stance.NEGATIVE:
            return subject
    return None


def _negative(account: Account) -> Iterable[Reason]:
    if subject := about(account):
        yield Reason(weight=OWN[subject.kind], words=_how_negative(account, subject))


def _how_negative(account: Account, subject: Subject) -> str:
    stances = [each.stance for each in account.readings(subject)]
    towards = f"negativa hacia {clean(subject.name)}"
    if len(stances) == 1:
        return towards
    return f"{towards} en {stances.count(Stance.NEGATIVE)} de {len(stances)} impactos"


def _widespread(account: Account) -> Iterable[Reason]:
    if account.audience >= MANY_OUTLETS:
        yield Reason(weight=3, words=f"la publican {plural(account.audience, 'outlet')}")


def _national(account: Account) -> Iterable[Reason]:
    if "national" in account.scopes and account.news:
        yield Reason(weight=1, words="llegó a la prensa nacional")


def _updated(account: Account) -> Iterable[Reason]:
    if account.updated:
        yield Reason(weight=1, words="")  # what changed is told beside every story


REASONS: tuple[Callable[[Account], Iterable[Reason]], ...] = (
    _negative,
    _widespread,
    _national,
    _updated,
)
