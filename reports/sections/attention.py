"""Requiere atención: at most five stories, each with its reasons in words.

A sure reproach weighs more than a doubtful one, the press more than one person's message, and a
bad event alone is no reproach: it is here only when many outlets tell it.

A story is here when the weights of its reasons reach `ENOUGH`; the heavier come first, and among
equals those that more outlets carry. To add a reason, write a function and its line in `REASONS`,
and tell the office how much it weighs: the table is in docs/guia-usuario.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.config import Config, Subject, SubjectKind
from monitor.model import Reading, Responsible, Stance, Tone
from reports import cases
from reports.accounts import Account
from reports.treatment import is_doubtful
from reports.words import clean, millions, plural, word

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
DOUBTFUL, SOCIAL, REPEATED, BLAMED = -2, -1, 1, 2  # what a negative stance weighs more, or less
BAD_EVENT, BAD_EVENT_IN_SEVERAL = 1, 2
WIDESPREAD, NATIONAL, WIDE_REACH, CORRECTED, FIRST_TIME = 3, 1, 1, 1, 1
GROWING, DOUBLED = 1, 2
UNATTENDED = 3
MANY_READERS = 0.25  # of all those that the file knows
MANY_JOINED = 3  # impacts since it was told
FEW_JOINED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    weight: int
    words: str


def title(config: Config) -> str:
    return word("section", ID)


def choose(accounts: Sequence[Account]) -> tuple[Account, ...]:
    pressing = [each for each in accounts if not each.paid and score(each) >= ENOUGH]
    return tuple(sorted(pressing, key=score, reverse=True)[:MOST])


def explain(account: Account) -> tuple[str, ...]:
    return tuple(each.words for each in reasons(account) if each.words)


def reasons(account: Account) -> tuple[Reason, ...]:
    return tuple(found for reason in REASONS for found in reason(account))


def score(account: Account) -> int:
    """The weights of its reasons together."""
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
        weight = OWN[subject.kind] + DOUBTFUL * doubt + SOCIAL * account.social
        weight += REPEATED * (len(found) >= SEVERAL_IMPACTS)
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
        yield Reason(weight=BLAMED, words="")  # told with how negative it is


def _is_held_responsible(account: Account, subject: Subject) -> bool:
    sure = (each for each in _against(account, subject) if not is_doubtful(each))
    return any(each.responsible is Responsible.SUBJECT for each in sure)


def _grave(account: Account) -> Iterable[Reason]:
    """Something bad happened, whoever is to blame."""
    tones = [each.tone for subject in account.subjects for each in account.readings(subject)]
    if tones and 2 * tones.count(Tone.NEGATIVE) > len(tones) and not account.social:
        several = account.audience >= SEVERAL_OUTLETS
        weight = BAD_EVENT_IN_SEVERAL if several else BAD_EVENT
        yield Reason(weight=weight, words="el suceso es malo")


def _widespread(account: Account) -> Iterable[Reason]:
    if account.audience >= MANY_OUTLETS:
        yield Reason(weight=WIDESPREAD, words=f"la publican {plural(account.audience, 'outlet')}")


def _national(account: Account) -> Iterable[Reason]:
    if "national" in account.scopes and account.news:
        yield Reason(weight=NATIONAL, words="llegó a la prensa nacional")


def _wide(account: Account) -> Iterable[Reason]:
    """Several outlets together, where the file says how many read them."""
    known = {outlet.id for outlet in account.outlets if outlet.reach}
    if len(known) > 1 and account.share >= MANY_READERS:
        words = f"suma {millions(account.readers)} lectores o visitas al mes"
        yield Reason(weight=WIDE_REACH, words=words)


def _growing(account: Account) -> Iterable[Reason]:
    """More outlets took up what an edition had told."""
    told = len(account.telling.clipping_ids) if account.telling else 0
    more = len(account.joined)
    if told and more >= FEW_JOINED:
        doubled = more >= max(told, MANY_JOINED)
        words = f"creció de {told} a {plural(told + more, 'impact')}"
        yield Reason(weight=DOUBLED if doubled else GROWING, words=words)


def _first_time(account: Account) -> Iterable[Reason]:
    """Somebody whom no edition had named for weeks; a place is named every day by somebody."""
    news = account.subjects if account.news else ()
    for subject in news:
        if subject.kind is not SubjectKind.PLACE and (days := account.unheard.get(subject.id)):
            words = f"primera vez en {days} días que se nombra a {clean(subject.name)}"
            yield Reason(weight=FIRST_TIME, words=words)
            return


def _unattended(account: Account) -> Iterable[Reason]:
    """One of its pieces says a demand whose term ended; the one that waits longest is named."""
    said = (account.unattended.get(entry.clipping.id) for entry in account.entries)
    found = [(due, folio) for folio, due in filter(None, said)]
    if found:
        due, folio = min(found)
        words = cases.said("section", "attention", folio=folio, day=cases.day_of(due))
        yield Reason(weight=UNATTENDED, words=words)


def _updated(account: Account) -> Iterable[Reason]:
    if account.updated:
        yield Reason(weight=CORRECTED, words="")  # what changed is told beside every story


REASONS: tuple[Callable[[Account], Iterable[Reason]], ...] = (
    _negative,
    _held_responsible,
    _grave,
    _widespread,
    _national,
    _wide,
    _growing,
    _first_time,
    _unattended,
    _updated,
)
