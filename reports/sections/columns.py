"""Columns, opinion, editorials and cartoons, whoever they name."""

from __future__ import annotations

from monitor.config import Config
from reports.accounts import Account
from reports.words import word

ID = "columns"


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    return account.opinion
