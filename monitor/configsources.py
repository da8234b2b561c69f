"""The shape of a source in `sources.yaml`: where it is read, and how.

Which keys a kind needs is in `sourcekinds.toml`.
"""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field, model_validator

from monitor.configvalues import (
    Imap,
    Node,
    PositiveDuration,
    Quiet,
    TimeZone,
    WebAddress,
    Words,
    YesNo,
    refusal,
)
from monitor.sourcekinds import KINDS


class Source(Node):
    """An address that we read (*fuente*)."""

    kind: str  # a key of monitor.sourcekinds.KINDS
    url: WebAddress | None = None  # the kind's own when absent
    account: Words | None = None  # of a network: who posts; of a newsletter: who sends it
    query: Words | None = None  # of a network: the words that are searched
    hashtag: Words | None = None
    selector: Words | None = None  # of a page: the CSS of its links; without it they are guessed
    folder: Words | None = None  # where files arrive, beside sources.yaml
    mailbox: Imap | None = None
    comments: YesNo = False  # of a network: what people answer is read too
    every: PositiveDuration = timedelta(minutes=15)
    hours: Quiet | None = None  # "06:00-23:00": it is not visited outside of them
    text: str = Field(default="page", pattern="^(page|entry)$")  # entry: it carries the whole piece
    timezone: TimeZone | None = None  # of dates without a zone; the profile's when absent
    ours: YesNo = False  # all that it says is said to us, although it does not name us
    id: str = ""  # set by Config: outlet id, kind and position
    outlet_id: str = ""  # set by Config

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Source:
        kind = KINDS.get(self.kind)
        if kind is None:
            return self  # monitor.configfile says so, with the nearest name
        missing = [key for key in kind.needs if getattr(self, key) is None]
        if missing:
            raise refusal("source_needs", keys=", ".join(missing))
        if kind.one_of and all(getattr(self, key) is None for key in kind.one_of):
            raise refusal("source_needs_one", keys=", ".join(kind.one_of))
        return self

    @property
    def address(self) -> str:
        """Where it is asked; of what is on this machine, its folder."""
        if self.url is not None:
            return str(self.url)
        kind = KINDS.get(self.kind)
        return (kind and kind.url) or f"{self.kind}:{self.folder or self.account or ''}"

    @property
    def described(self) -> str:
        """Its address, and of whom or what it is asked: no two sources have the same."""
        asked = (self.account, self.query, self.hashtag, self.folder)
        return " ".join([self.address, *(each for each in asked if each)])
