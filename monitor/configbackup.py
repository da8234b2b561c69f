"""The shape of `backup:` in `sources.yaml`: where backups lie, when one is due, who opens it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, model_validator

from monitor.configvalues import Node, PositiveDuration, Words, YesNo, hour, refusal


def age_key(value: str) -> str:
    """A public key of age, with which anyone may close and only its owner opens."""
    import pyrage  # heavy, and few files name a key

    if value.upper().startswith("AGE-SECRET-KEY"):
        raise refusal("age_secret")
    try:
        pyrage.x25519.Recipient.from_str(value)
    except pyrage.RecipientError as error:
        raise refusal("age_key") from error
    return value


def whole_days(value: timedelta) -> timedelta:
    """Backups are made once a day: those kept for less would be none."""
    if value < timedelta(days=1):
        raise refusal("backup_keep")
    return value


AgeKey = Annotated[str, AfterValidator(age_key)]
ClockHour = Annotated[time, BeforeValidator(hour)]
Kept = Annotated[PositiveDuration, AfterValidator(whole_days)]


class Backup(Node):
    """The backups of the archive (*respaldos*)."""

    folder: Words  # beside the file, or where it says; load() says where that is
    at: ClockHour = time(2, 30)
    keep: Kept = timedelta(days=30)
    recipients: tuple[AgeKey, ...] = ()  # public keys of age
    encrypt: YesNo = True

    @model_validator(mode="after")
    def _meant(self) -> Backup:
        if self.recipients and not self.encrypt:
            raise refusal("plain_backup")
        return self
