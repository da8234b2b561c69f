"""The letters of a demand, dressed: page, text and volante; who receives each, and its name.

The name of a letter is the same whenever it is made, so that nothing leaves twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from monitor.casework import CaseFigures, Demand, Step
from monitor.config import Branding, Config, Office
from monitor.errors import TypesetError
from monitor.labels import StepAction
from reports import render
from reports.cards import telling
from reports.cards.model import Card, Letter, LetterKind, Weekly
from reports.cards.volante import volante
from reports.cases import said
from reports.mail import Attachment

Values = Mapping[str, object]
# What may send a card: to an office, to it again, to one that only has to know.
CARDED = (StepAction.ROUTED, StepAction.REOPENED, StepAction.NOT_OURS)


def card(
    demand: Demand, office: Office, config: Config, *, steps: Sequence[Step] = (), now: datetime
) -> Letter:
    """The card with which a demand is turned to an office.

    `demand` as it stands once turned; `steps` are those before: a demand that was turned once
    before gets a second card, with a name of its own.
    """
    told = telling.card(LetterKind.CARD, demand, office, config, steps=steps, now=now)
    return _letter(
        told,
        config,
        number=1 + _times(steps, *CARDED),
        to=_addresses(office.email),
        follows=None,
    )


def reminder(
    demand: Demand, office: Office, config: Config, *, steps: Sequence[Step] = (), now: datetime
) -> Letter:
    """What reminds an office of a card that it has. `steps` are those before."""
    told = telling.card(LetterKind.REMINDER, demand, office, config, steps=steps, now=now)
    return _letter(
        told,
        config,
        number=1 + _times(steps, StepAction.REMINDED),
        to=_addresses(office.email),
        follows=_card_of(demand.folio, steps),
    )


def escalation(
    demand: Demand, office: Office, config: Config, *, steps: Sequence[Step] = (), now: datetime
) -> Letter:
    """What tells who answers for an office that a demand is overdue; the office has a copy."""
    told = telling.card(LetterKind.ESCALATION, demand, office, config, steps=steps, now=now)
    above = (*_addresses(office.escalation), *config.demands.reminders.to)
    return _letter(
        told,
        config,
        number=1 + _times(steps, StepAction.ESCALATED),
        to=above or _addresses(office.email),
        cc=_addresses(office.email) if above else (),
        follows=_card_of(demand.folio, steps),
    )


def weekly(
    office: Office,
    demands: Sequence[Demand],
    config: Config,
    *,
    figures: CaseFigures | None = None,
    now: datetime,
) -> Letter:
    """What an office has open, once a week; personal data covered."""
    told = telling.weekly(office, demands, config, figures=figures, now=now)
    return Letter(
        id=weekly_name(office, config, now=now),
        kind=LetterKind.WEEKLY,
        folio=None,
        follows=None,
        subject=told.subject,
        to=_addresses(office.email),
        cc=(),
        html=weekly_html(told),
        text=weekly_text(told),
    )


def weekly_name(office: Office, config: Config, *, now: datetime) -> str:
    """What the letter of a week is called: by it one knows whether it left."""
    year, week, _ = config.local(now).isocalendar()
    return f"{office.id}.{year}-W{week:02}"


def card_html(card: Card) -> str:
    """As many sources as a mail program shows without cutting the page; the text has them all."""
    language, every = card.head.language, len(card.evidence)
    shown = every
    while True:
        values = {"card": card, "shown": card.evidence[:shown], "hidden": every - shown}
        page = _html("card.html.j2", language, values)
        if shown <= 1 or len(page.encode()) <= render.LIMIT:
            return page
        shown = shown * 2 // 3


def card_text(card: Card) -> str:
    return _text("card.txt.j2", card.head.language, {"card": card})


def weekly_html(told: Weekly) -> str:
    return _html("open.html.j2", told.head.language, {"weekly": told})


def weekly_text(told: Weekly) -> str:
    return _text("open.txt.j2", told.head.language, {"weekly": told})


def volante_of(
    demand: Demand, office: Office, config: Config, *, steps: Sequence[Step] = (), now: datetime
) -> bytes:
    """The volante alone, to be printed."""
    told = telling.card(LetterKind.CARD, demand, office, config, steps=steps, now=now)
    return volante(told, branding=config.profile.branding)


def _letter(
    told: Card,
    config: Config,
    *,
    number: int,
    to: tuple[str, ...],
    cc: tuple[str, ...] = (),
    follows: str | None,
) -> Letter:
    attached, lacking = _attached(told, config.profile.branding)
    return Letter(
        id=f"{told.folio}.{told.kind.value}.{number}",
        kind=told.kind,
        folio=told.folio,
        follows=follows,
        subject=told.subject,
        to=to,
        cc=cc,
        html=card_html(told),
        text=card_text(told),
        attachments=attached,
        lacking=lacking,
    )


def _attached(told: Card, branding: Branding) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The volante goes with every letter; one that cannot be set is said and left out."""
    name = f"volante-{told.folio}.pdf"
    try:
        made = volante(told, branding=branding)
    except TypesetError as error:
        return (), (f"folio {told.folio}, sin volante: {error}",)
    return (Attachment(name=name, content=made, kind="application/pdf"),), ()


def _times(steps: Sequence[Step], *actions: StepAction) -> int:
    return sum(each.action in actions for each in steps)


def _card_of(folio: str, steps: Sequence[Step]) -> str:
    """The name of the last card of a demand."""
    return f"{folio}.{LetterKind.CARD.value}.{max(1, _times(steps, *CARDED))}"


def _addresses(address: str | None) -> tuple[str, ...]:
    return (address,) if address else ()


_shared: Mapping[str, Callable[..., str]] = {"said": said}


def _html(name: str, language: str, values: Values) -> str:
    return render.page(name, language=language, values={**_shared, **values})


def _text(name: str, language: str, values: Values) -> str:
    return render.plain(name, language=language, values={**_shared, **values})
