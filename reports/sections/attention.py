"""Requiere atención: at most five stories, each with its reasons in words.

A sure reproach weighs more than a doubtful one, the press more than one person's message, and a
bad event alone is no reproach: it is here only when many outlets tell it.

A story is here when the weights of its reasons reach `ENOUGH`; the heavier come first, and among
equals those that more outlets carry. To add a reason, write a function and its line in `REASONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.config import Config, Subject, SubjectKind
from monitor.model import Reading, Responsible, Stance, Tone
from reports.accounts import Account
from reports.treatment import is_doubtful
from reports.words import clean, plural, word

ID = "attention"
MOST = 5
ENOUGH = 3
MANY_OUTLETS = 5
SEVERAL_OUTLETS = 3
SEVERAL_IMPACTS = 3
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
    pressing = [each for each in accounts if not each.paid and _weight(each) >= ENOUGH]
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
        found = _against(account, subject)
        doubt = all(is_doubtful(each) for each in found)
        weight = OWN[subject.kind] - 2 * doubt - account.social + (len(found) >= SEVERAL_IMPACTS)
        words = _how_negative(account, subject)
        yield Reason(weight=weight, words=f"{words} (por revisar)" if doubt else words)


def _against(account: Account, subject: Subject) -> list[Reading]:
    return [each for each in account.readings(subject) if each.stance is Stance.NEGATIVE]


def _how_negative(account: Account, subject: Subject) -> str:
    every = account.readings(subject)
    towards = f"negativa hacia {clean(subject.name)}"
    if _is_held_responsible(account, subject):
        towards += ", a quien responsabiliza"
    if len(every) == 1:
        return towards
    return f"{towards} en {len(_against(account, subject))} de {len(every)} impactos"


def _held_responsible(account: Account) -> Iterable[Reason]:
    """What is wrong is laid at the door of our own."""
    subject = about(account)
    if subject and _is_held_responsible(account, subject):
        yield Reason(weight=2, words="")  # told with how negative it is


def _is_held_responsible(account: Account, subject: Subject) -> bool:
    sure = (each for each in _against(account, subject) if not is_doubtful(each))
    return any(each.responsible is Responsible.SUBJECT for each in sure)


def _grave(account: Account) -> Iterable[Reason]:
    """Something bad happened, whoever is to blame."""
    tones = [each.tone for subject in account.subjects for each in account.readings(subject)]
    if tones and 2 * tones.count(Tone.NEGATIVE) > len(tones) and not account.social:
        yield Reason(weight=1 + (account.audience >= SEVERAL_OUTLETS), words="el suceso es malo")


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
    _held_responsible,
    _grave,
    _widespread,
    _national,
    _updated,
)
