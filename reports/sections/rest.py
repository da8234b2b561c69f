"""The rest: what no section of those that the office chose takes, so that nothing is lost."""

from __future__ import annotations

from monitor.config import Config
from reports.accounts import Account
from reports.words import word

ID = "rest"


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    return True
