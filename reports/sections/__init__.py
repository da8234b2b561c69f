"""Sections of the digest in the order of the page; a story is told in the first that takes it.

To add one: write `reports/sections/NAME.py` (ID, `title(config)`, `fits(account)`), its words in
`words.toml` and its line below. Together the sections take every story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from monitor.config import Config, Subject
from reports.accounts import Account
from reports.sections import (
    attention,
    columns,
    front_pages,
    government,
    mayor,
    municipality,
    networks,
    paid,
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


SECTIONS: tuple[Chapter, ...] = (
    Chapter(
        id=attention.ID,
        title=attention.title,
        choose=attention.choose,
        explain=attention.explain,
        about=lambda account: attention.about(account) or _weightiest(account),
    ),
    *(
        Chapter(
            id=section.ID,
            title=section.title,
            choose=_all_that(section.fits),
            explain=_unexplained,
            about=_weightiest,
        )
        for section in (
            mayor,
            government,
            municipality,
            columns,
            front_pages,
            state,
            networks,
            paid,
        )
    ),
)
