"""Sections of the digest in the order of the page; a story is told in the first that takes it.

To add one: write `reports/sections/NAME.py` (ID, `title(config)`, `fits(account)`), its words in
`words.toml`, its line below and its id in `monitor.config.SECTIONS`. Together the sections take
every story; where the office chose some of them, `rest` takes what those leave. `demands` takes
none: it tells what citizens ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType

from monitor.config import Config, Subject
from reports.accounts import Account
from reports.model import Section
from reports.sections import (
    attention,
    columns,
    demands,
    front_pages,
    government,
    mayor,
    municipality,
    networks,
    paid,
    rest,
    state,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What a section is called, and which of the stories still untold it takes."""

    id: str
    title: Callable[[Config], str]
    choose: Callable[[Sequence[Account]], tuple[Account, ...]]
    explain: Callable[[Account], tuple[str, ...]]
    about: Callable[[Account], Subject | None]  # whom the story is told about: its mark


def _all_that(
    fits: Callable[[Account], bool],
) -> Callable[[Sequence[Account]], tuple[Account, ...]]:
    def choose(accounts: Sequence[Account]) -> tuple[Account, ...]:
        return tuple(account for account in accounts if fits(account))

    return choose


def _unexplained(account: Account) -> tuple[str, ...]:
    return ()


def _weightiest(account: Account) -> Subject | None:
    return account.subjects[0] if account.subjects else None


def _section(section: ModuleType) -> Chapter:
    return Chapter(
        id=section.ID,
        title=section.title,
        choose=_all_that(section.fits),
        explain=_unexplained,
        about=_weightiest,
    )


SECTIONS: tuple[Chapter, ...] = (
    Chapter(
        id=attention.ID,
        title=attention.title,
        choose=attention.choose,
        explain=attention.explain,
        about=lambda account: attention.about(account) or _weightiest(account),
    ),
    *map(
        _section,
        (
            mayor,
            government,
            municipality,
            columns,
            front_pages,
            state,
            demands,
            networks,
            paid,
        ),
    ),
)
REST = _section(rest)


def chapters(config: Config) -> tuple[Chapter, ...]:
    """The sections of the office's page, in the order in which they take their stories."""
    chosen = config.profile.digest.sections
    if not chosen:
        return SECTIONS
    return (*(each for each in SECTIONS if each.id in chosen), REST)


def placed(sections: Iterable[Section], config: Config) -> tuple[Section, ...]:
    """As the office's page has them; the rest last."""
    chosen = config.profile.digest.sections
    order = {key: number for number, key in reversed(list(enumerate(chosen)))}
    return tuple(sorted(sections, key=lambda each: order.get(each.id, len(order))))
