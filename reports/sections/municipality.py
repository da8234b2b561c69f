"""The municipality as a place, and whatever only its own press tells."""

from __future__ import annotations

from monitor.config import Config, SubjectKind
from reports.accounts import Account
from reports.words import word

ID = "municipality"


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    of_here = SubjectKind.PLACE in account.kinds or account.scopes == {"local"}
    return account.news and of_here
