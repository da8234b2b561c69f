"""The mayor: every piece of news that names who governs, under the name that the file gives."""

from __future__ import annotations

from monitor.config import Config, SubjectKind
from reports.accounts import Account

ID = "mayor"


def title(config: Config) -> str:
    named = (each.name for each in config.subjects if each.kind is SubjectKind.MAYOR)
    name = next(named, config.profile.municipality)
    return name[:1].upper() + name[1:]


def fits(account: Account) -> bool:
    return account.news and SubjectKind.MAYOR in account.kinds
