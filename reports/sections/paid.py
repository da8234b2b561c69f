"""What somebody paid for, and notices: told last, marked, and in none of the numbers."""

from __future__ import annotations

from monitor.config import Config
from reports.accounts import Account
from reports.words import word

ID = "paid"


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    return account.paid
