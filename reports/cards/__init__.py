"""The letters of a citizen demand to the office that attends it: card, reminder, escalation, week.

`telling` says what each says, `letters` dresses it (the templates are `card.*`, `open.*` and
`volante.typ`), `posting` makes it a message. A new letter is a kind, a function of each.
"""

from __future__ import annotations

from reports.cards.letters import card, escalation, reminder, volante_of, weekly, weekly_name
from reports.cards.model import Letter, LetterKind
from reports.cards.posting import mail, message_id

__all__ = [
    "Letter",
    "LetterKind",
    "card",
    "escalation",
    "mail",
    "message_id",
    "reminder",
    "volante_of",
    "weekly",
    "weekly_name",
]
