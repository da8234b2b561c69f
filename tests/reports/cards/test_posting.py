"""A letter as a message: its name never changes, its answers arrive, nothing breaks its headers."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from functools import partial

import pytest

from monitor.labels import StepAction
from monitor.model import Mail
from reports import cards
from tests.reports import asked

ROUTED = asked.step(StepAction.ROUTED)
REMINDED = asked.step(StepAction.REMINDED)


def posted(make, *, steps=(), config=None, office=asked.SERVICES) -> Mail:
    known = config or asked.config()
    letter = make(asked.demand(), office, known, steps=steps, now=asked.NOW)
    mail = cards.mail(letter, known, sent_at=asked.NOW)
    assert mail is not None
    return mail


def read(mail: Mail):
    return message_from_bytes(mail.message, policy=default)


def test_answers_go_to_the_mailbox_of_demands():
    message = read(posted(cards.card))
    assert message["Reply-To"] == "demandas@sanjacinto.example"
    assert message["To"] == "enlace.servicios@sanjacinto.example"
    assert message["From"] == "Síntesis <sintesis@sanjacinto.example>"
    assert "[Folio 2026-00012]" in message["Subject"]
    assert "List-Unsubscribe" not in message


def test_a_reminder_continues_the_last_card():
    first, again = posted(cards.card), posted(cards.card, steps=(ROUTED,))
    reminder = read(posted(cards.reminder, steps=(ROUTED,)))
    later = read(posted(cards.reminder, steps=(ROUTED, ROUTED)))
    assert reminder["In-Reply-To"] == reminder["References"] == first.message_id
    assert later["In-Reply-To"] == again.message_id
    assert "In-Reply-To" not in read(first)


def test_each_letter_has_a_name_of_its_own_that_never_changes():
    makers = [
        partial(posted, cards.card),
        partial(posted, cards.card, steps=(ROUTED,)),
        partial(posted, cards.reminder, steps=(ROUTED,)),
        partial(posted, cards.reminder, steps=(ROUTED, REMINDED)),
        partial(posted, cards.escalation, steps=(ROUTED,)),
    ]
    ids = [make().message_id for make in makers]
    assert ids == [make().message_id for make in makers]
    assert len(set(ids)) == len({make().id for make in makers}) == len(makers)
    assert cards.message_id("2026-00012.card.1", asked.config()) == ids[0]


def test_the_volante_is_attached():
    message = read(posted(cards.card))
    [volante] = message.iter_attachments()
    assert volante.get_filename() == "volante-2026-00012.pdf"
    assert volante.get_content().startswith(b"%PDF-")


def test_who_has_no_address_is_sent_nothing():
    nobody = asked.SERVICES.model_copy(update={"email": None, "escalation": None})
    letter = cards.card(asked.demand(), nobody, asked.config(), now=asked.NOW)
    assert cards.mail(letter, asked.config(), sent_at=asked.NOW) is None
    without = asked.config().model_copy(update={"mail": None})
    reachable = cards.card(asked.demand(), asked.SERVICES, without, now=asked.NOW)
    assert cards.mail(reachable, without, sent_at=asked.NOW) is None


@pytest.mark.parametrize(
    "said",
    [
        "Bcc: otra@malo.example",
        "línea\r\nBcc: otra@malo.example",
        "=?utf-8?q?x?=",
        "\u202eabc\x00def",
        "«comillas» & <b>negritas</b>",
    ],
)
def test_nothing_that_a_place_is_called_breaks_a_header(said):
    address = replace(asked.HOLE, settlement=said)
    letter = cards.card(
        asked.demand(address=address), asked.SERVICES, asked.config(), now=asked.NOW
    )
    mail = cards.mail(letter, asked.config(), sent_at=asked.NOW)
    message = read(mail)
    assert "Bcc" not in message
    assert mail.recipients == ("enlace.servicios@sanjacinto.example",)


def test_the_letter_of_a_week_is_one_a_week_and_office():
    config = asked.config()
    letter = cards.weekly(asked.SERVICES, [asked.demand()], config, now=asked.NOW)
    other = cards.weekly(asked.WATER, [], config, now=asked.NOW)
    mails = [cards.mail(each, config, sent_at=asked.NOW) for each in (letter, other)]
    assert letter.id == "servicios.2026-W48"
    assert len({each.message_id for each in mails}) == 2
