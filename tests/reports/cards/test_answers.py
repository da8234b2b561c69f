"""What a card asks an office to write is what the reader of answers understands."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.demands.answers import folios, understood
from monitor.labels import DemandState
from reports import cases
from reports.cards import telling
from reports.cards.model import LetterKind
from tests.reports import asked

CARD = telling.card(
    LetterKind.CARD, asked.demand(), asked.SERVICES, asked.config(), steps=(), now=asked.NOW
)
STATES = dict(zip((each.word for each in CARD.answers), cases.answers(), strict=True))


@pytest.mark.parametrize("answer", CARD.answers, ids=lambda each: each.word)
def test_a_begun_answer_is_understood_as_it_is_sent(answer):
    asked_for = parse_qs(urlsplit(answer.url).query)
    said = understood(asked_for["body"][0].replace("\r\n", "\n"), subject=asked_for["subject"][0])
    assert said.state is DemandState(STATES[answer.word])
    assert folios(asked_for["subject"][0]) == ("2026-00012",)


@pytest.mark.parametrize("answer", CARD.answers, ids=lambda each: each.word)
def test_one_with_a_note_too(answer):
    said = understood(f"{answer.word}\n\nSe revisó ayer por la tarde.\n", subject=CARD.subject)
    assert said.state is DemandState(STATES[answer.word])
    assert "Se revisó ayer" in said.note
