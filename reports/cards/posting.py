"""A letter as a message of the outbox: to whom it goes and where its answers arrive."""

from __future__ import annotations

from datetime import datetime

from monitor.config import Config
from monitor.configvalues import mailbox_address
from monitor.model import Mail
from reports.cards.model import Letter
from reports.cards.telling import answers_to
from reports.mail import Addressees, Content, Thread, correspond, letter_id


def mail(letter: Letter, config: Config, *, sent_at: datetime) -> Mail | None:
    """None where the office has no address, or the file no server to send with."""
    if config.mail is None or not letter.to:
        return None
    return correspond(
        Thread(
            id=letter.id,
            follows=letter.follows,
            subject=letter.subject,
            reply_to=answers_to(config),
        ),
        content=Content(text=letter.text, html=letter.html, attachments=letter.attachments),
        addressees=Addressees(sender=config.mail.sender, to=letter.to, cc=letter.cc),
        sent_at=sent_at,
        domain=_domain(config),
    )


def message_id(name: str, config: Config) -> str:
    """The Message-ID of the letter with that name, as an answer refers to it."""
    return letter_id(name, domain=_domain(config))


def _domain(config: Config) -> str:
    sender = config.mail.sender if config.mail else config.profile.contact
    return mailbox_address(sender).rpartition("@")[2]
