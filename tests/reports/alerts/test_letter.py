"""An alert as it leaves: why, the story, where; the same bytes each time."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from lxml.html import fromstring

from reports.alerts import letter
from reports.alerts.deciding import due
from reports.alerts.model import Alert, Pace
from tests.reports import press
from tests.reports.alerts.conftest import note, notes, office


def alert_of(entries) -> Alert:
    (alert,) = due(entries, office(), pace=Pace(notes=0), raised=(), now=press.OPENED)
    return alert


@pytest.fixture
def written() -> letter.Letter:
    return letter.build(alert_of(notes(4)), office())


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style.*?</style>", "", page)).split())


def test_the_page_says_why_what_and_where(written):
    said = plain(letter.html(written))
    assert "Negativa hacia Presidenta municipal en 4 medios" in said
    assert "Vecinos acusan a la presidenta municipal de no atender la fuga." in said
    assert "Lunes 23 de noviembre de 2026, 07:00" in said
    for outlet in ("El Faro del Oriente", "Calle y Plaza", "La Tolvanera", "Radio del Lago"):
        assert outlet in said


def test_every_impact_is_linked_in_page_and_text(written):
    assert len(written.story.impacts) == 4
    for impact in written.story.impacts:
        assert impact.url in letter.html(written)
        assert impact.url in letter.text(written)


def test_the_subject_begins_with_what_it_is(written):
    assert written.subject == "Alerta: Reclaman en San Jacinto por una fuga de agua"
    assert written.digest.subject == written.subject


def test_a_sentence_that_the_story_shows_is_not_said_twice(written):
    assert written.reasons[0].proof is None
    assert "«Vecinos acusan" not in letter.text(written)


def test_a_sentence_that_the_story_does_not_show_stands_under_its_reason():
    alert = alert_of(notes(4))
    other = replace(alert.reasons[0].proof, text="Otra frase de la nota.")
    reasons = (replace(alert.reasons[0], proof=other),)
    written = letter.build(replace(alert, reasons=reasons), office())
    assert "«Otra frase de la nota.»" in letter.text(written)
    assert "«Otra frase de la nota.»" in plain(letter.html(written))


def test_the_same_alert_gives_the_same_bytes(written):
    again = letter.build(alert_of(notes(4)), office())
    for clothes in (letter.html, letter.text, letter.data):
        assert clothes(again) == clothes(written)


def test_the_data_hold_how_big_each_reason_was(written):
    data = json.loads(letter.data(written))
    assert [(each["key"], each["size"]) for each in data["reasons"]] == [("negative", 4)]
    assert data["story"]["title"] == "Reclaman en San Jacinto por una fuga de agua"
    assert "cover" not in data


def test_what_an_outlet_wrote_is_text_and_not_markup():
    evil = [
        note(each, title="<script>x</script> San Jacinto & «B»", story="mal")
        for each in ("faro", "calle", "lago")
    ]
    page = letter.html(letter.build(alert_of(evil), office()))
    assert fromstring(page).xpath("//script") == []
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_a_story_of_very_many_outlets_stays_short():
    config = office()
    alert = alert_of(notes(9))
    many = tuple(
        replace(each, clipping=replace(each.clipping, id=f"{each.clipping.id}{number}"))
        for each in alert.entries
        for number in range(30)
    )
    page = letter.html(letter.build(replace(alert, entries=many), config))
    assert len(page.encode()) < 60_000
    assert "y 230 más" in plain(page)


def test_an_office_that_shows_few_sections_is_alerted_of_any(written):
    config = office()
    few = config.profile.digest.model_copy(update={"sections": ("columns",)})
    profile = config.profile.model_copy(update={"digest": few})
    config = config.model_copy(update={"profile": profile})
    assert letter.build(alert_of(notes(4)), config).story.title == written.story.title


def test_the_edition_of_an_alert_tells_nothing():
    bare = letter.bare(letter.edition(alert_of(notes(4)), office()))
    assert bare.entries == ()
    assert bare.id.startswith("alerta-")


def test_a_chat_is_told_what_why_and_where(written):
    worn = letter.dress(written)
    assert worn.messages
    (whatsapp,), (telegram,) = worn.messages.whatsapp, worn.messages.telegram
    assert whatsapp.startswith("*Alerta · San Jacinto del Lago*\nLunes 23 de noviembre")
    assert "🔴 *Reclaman en San Jacinto por una fuga de agua*" in whatsapp
    assert "Por qué: negativa hacia Presidenta municipal en 4 medios" in whatsapp
    assert f'<a href="{written.story.url}">' in telegram
    assert "Negativa hacia Presidenta municipal" in worn.messages.script
    assert (worn.html, worn.text) == (letter.html(written), letter.text(written))
