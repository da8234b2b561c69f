"""The government: its departments and programmes."""

from __future__ import annotations

from monitor.config import Config, SubjectKind
from reports.accounts import Account
from reports.words import word

ID = "government"
KINDS = frozenset({SubjectKind.GOVERNMENT, SubjectKind.PROGRAMME, SubjectKind.DEPARTMENT})


def title(config: Config) -> str:
    return word("section", ID)


def fits(account: Account) -> bool:
    return account.news and bool(KINDS & account.kinds)
