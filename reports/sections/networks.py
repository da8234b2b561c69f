"""Social networks: what only people's messages tell."""

from __future__ import annotations

from monitor.config import Config
from reports.accounts import Account
from reports.words import word

ID = "networks"


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    return account.social
