"""The offices of the fictional municipality: what each answers to its cards, and the days after.

Their words are in newsroom/answers.yaml; the mail that carries them answers the card that they
received, as a mail program would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from ruamel.yaml import YAML

from monitor.casework import Asked, Demand
from monitor.configvalues import Node
from monitor.demo.mailroom import USER, Mailroom
from monitor.demo.notes import NEWSROOM
from monitor.demo.press import Press
from monitor.pipeline import Pipeline

STEPS: Final = ("reply", "follow", "turn", "send")  # of the days when nobody reads the press
SOON: Final = timedelta(minutes=5)
DAYS: Final = 11  # that the clock goes on: some terms end, some reminders leave


class Answer(Node):
    """What an office says of a demand."""

    at: str  # "0 11:05": day and hour of the demo
    office: str
    category: str
    settlement: str | None = None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the answers of the offices arrive."""

    pipeline: Pipeline
    press: Press
    mailroom: Mailroom

    def moments(self) -> Iterator[datetime]:
        """Each moment after the last edition at which there is something to do.

        What offices answered until then has arrived when it is given.
        """
        waiting = sorted(answers(), key=lambda answer: self.press.moment(answer.at))
        days = {self.press.moment(f"{day} 09:30") for day in range(1, DAYS + 1)}
        for moment in sorted(days | {self.press.moment(answer.at) for answer in waiting}):
            while waiting and self.press.moment(waiting[0].at) <= moment:
                self._deliver(waiting.pop(0), moment)
            yield moment + SOON

    def _deliver(self, answer: Answer, at: datetime) -> None:
        if demand := self._meant(answer):
            self.mailroom.deliver(self._mail(answer, demand, at), at=at)

    def _meant(self, answer: Answer) -> Demand | None:
        asked = Asked(
            office_id=answer.office, category=answer.category, settlement=answer.settlement
        )
        return next(iter(self.pipeline.archive.cases.find(asked, limit=1)), None)

    def _mail(self, answer: Answer, demand: Demand, at: datetime) -> bytes:
        message = EmailMessage()
        office = self.pipeline.config.office[answer.office]
        message["From"] = office.email or ""
        message["To"] = USER
        message["Subject"] = f"RE: [Folio {demand.folio}]"
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{demand.folio}.{at:%Y%m%d%H%M}@xaltepec.example>"
        message.set_content(answer.text)
        return message.as_bytes()


def answers() -> tuple[Answer, ...]:
    """All that the offices answer."""
    text = (NEWSROOM / "answers.yaml").read_text(encoding="utf-8")
    return tuple(Answer.model_validate(dict(each)) for each in YAML(typ="safe").load(text))
