"""The state and the country: every other piece of news, so that none is left untold."""

from __future__ import annotations

from monitor.config import Config
from reports.accounts import Account
from reports.words import word

ID = "state"


def title(config: Config) -> str:
    return word("section", ID).format(state=config.profile.state)


def fits(account: Account) -> bool:
    return account.news
