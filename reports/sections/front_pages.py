"""Front pages (*primeras planas*): what the printed press puts first, whoever it names."""

from __future__ import annotations

from monitor.config import Config
from reports.accounts import Account
from reports.words import word

ID = "front_pages"


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    return account.front
