"""Where a demand may go from where it stands, and how its states are called in the office.

A new state is a `DemandState`, its row in FOLLOWS and its words in `words.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from monitor.errors import CaseError
from monitor.folding import compose, fold
from monitor.labels import DemandState, StepAction

Label = TypeVar("Label", bound=Enum)

RECEIVED, ROUTED, IN_PROGRESS = DemandState.RECEIVED, DemandState.ROUTED, DemandState.IN_PROGRESS
ATTENDED, DECLINED, NOT_OURS = DemandState.ATTENDED, DemandState.DECLINED, DemandState.NOT_OURS
CLOSED = DemandState.CLOSED

FOLLOWS: Final[Mapping[DemandState, tuple[DemandState, ...]]] = {
    RECEIVED: (ROUTED, DECLINED, NOT_OURS),
    ROUTED: (IN_PROGRESS, ATTENDED, DECLINED, NOT_OURS),
    IN_PROGRESS: (ATTENDED, DECLINED, NOT_OURS),
    ATTENDED: (CLOSED, ROUTED),
    DECLINED: (CLOSED, ROUTED),
    NOT_OURS: (CLOSED, ROUTED),
    CLOSED: (ROUTED,),
}
ACTIONS: Final[Mapping[DemandState, StepAction]] = {
    ROUTED: StepAction.ROUTED,
    IN_PROGRESS: StepAction.STARTED,
    ATTENDED: StepAction.ATTENDED,
    DECLINED: StepAction.DECLINED,
    NOT_OURS: StepAction.NOT_OURS,
    CLOSED: StepAction.CLOSED,
}


def check(folio: str, before: DemandState, after: DemandState) -> None:
    """Raises CaseError, which says what is possible, when one may not follow the other."""
    if after in FOLLOWS[before]:
        return
    possible = listed(said(each) for each in FOLLOWS[before])
    raise CaseError(
        f"El folio {folio} está en «{said(before)}» y no puede pasar a «{said(after)}». "
        f"De ahí puede pasar a: {possible}."
    )


def said(label: Enum) -> str:
    """The words of a state, an urgency, a competence or an action: "en atención"."""
    return _words()[_group(type(label))][label.value]


def understood(kind: type[Label], written: str) -> Label | None:
    """The label that somebody wrote, by its words or its key, in any case and accents."""
    asked = _plain(written)
    for label in kind:
        if asked in (_plain(said(label)), _plain(str(label.value))):
            return label
    return None


def listed(words: Iterable[str]) -> str:
    """ "a, b o c"."""
    *first, last = words
    return f"{', '.join(first)} o {last}" if first else last


def _plain(text: str) -> str:
    return " ".join(fold(compose(text)).replace("-", " ").replace("_", " ").split())


def _group(kind: type[Enum]) -> str:
    return kind.__name__


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
