"""What waits in the outbox, out: claim, send, record; whatever the channel, each once.

The one exception is what nobody can know: a message that left whole while we, or the line, died
before the answer. It goes again, with the same Message-ID where its channel has one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.archive import Archive
from monitor.config import Config, chat_variable
from monitor.model import Channel, Mail
from reports import chat, mail
from reports.mail import Delivery

SEND_DEADLINE = timedelta(seconds=60)
CHAT_DEADLINE = timedelta(seconds=30)
CHAT_TRIES = 30  # more than a day: what a chat did not hear by then is no news


@dataclass(frozen=True, slots=True, kw_only=True)
class Postman:
    config: Config
    archive: Archive
    password: str | None = field(default=None, repr=False)  # of the SMTP relay
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # of the chats

    @property
    def channels(self) -> Collection[Channel]:
        """The ways out; without a server, mail waits for one."""
        return tuple(Channel) if self.config.mail else (Channel.CHAT,)

    def due(self, *, now: datetime) -> list[str]:
        return self.archive.mails_due(now=now, channels=self.channels)

    def send(self, mail_id: str, *, now: datetime) -> str:
        """Claim, send, record, until nothing of it waits or something must be tried later."""
        said: list[str] = []
        while claimed := self.archive.claim(mail_id, now=now, channels=self.channels):
            delivery = self._sent(claimed)
            self._record(claimed, delivery, now=now)
            said.append(_fate(delivery))
            if delivery.postponed:
                break
        return f"envío {mail_id}: {'; '.join(said) or 'nada que enviar'}"

    def _sent(self, claimed: Mail) -> Delivery:
        if claimed.channel is Channel.CHAT:
            addresses = self.environment.get(chat_variable(claimed.list_id))
            return _given_up(claimed, chat.send(claimed, addresses, deadline=CHAT_DEADLINE))
        assert self.config.mail
        return mail.send(claimed, self.config.mail, password=self.password, deadline=SEND_DEADLINE)

    def _record(self, claimed: Mail, delivery: Delivery, *, now: datetime) -> None:
        if delivery.accepted or delivery.refused:
            self.archive.delivered(
                claimed.id, accepted=delivery.accepted, refused=delivery.refused, now=now
            )
        if not delivery.postponed:
            return
        self.archive.postponed(
            claimed.id,
            reason=delivery.postponed,
            unsure=delivery.unsure,
            now=now,
            retry_at=now + _wait(_failures(claimed)),
        )


def _failures(claimed: Mail) -> int:
    """Tries that gave nothing: each part of a chat that arrived took one that did."""
    return claimed.attempts - (chat.arrived(claimed) if claimed.channel is Channel.CHAT else 0)


def _given_up(claimed: Mail, delivery: Delivery) -> Delivery:
    if not delivery.postponed or _failures(claimed) < CHAT_TRIES:
        return delivery
    reason = f"se dejó de intentar: {delivery.postponed}"
    return Delivery(refused=dict.fromkeys(claimed.recipients, reason))


def _fate(delivery: Delivery) -> str:
    taken = [f"aceptado para {len(delivery.accepted)}"] if delivery.accepted else []
    refused = [f"{who} rechazado: {why}" for who, why in delivery.refused.items()]
    later = [f"se reintentará ({delivery.postponed})"] if delivery.postponed else []
    return "; ".join((*taken, *refused, *later))


def _wait(failures: int) -> timedelta:
    """1, 2, 4 … minutes, at most an hour."""
    return min(timedelta(minutes=2 ** min(failures, 10)), timedelta(hours=1))
