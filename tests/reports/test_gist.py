"""A story as an analyst tells it: headline, sentences, and what is new since it was told."""

from __future__ import annotations

from monitor.model import Clipping, Entry
from reports import digest, render
from reports.model import StoryEntry
from tests.reports import press
from tests.reports.press import BAD, PLAIN

OPENING = (
    "Una fuga en el colector de la avenida Hidalgo dejó sin agua a tres colonias de San Jacinto."
)
MIDDLE = "El organismo de agua reportó que la tubería dañada tiene más de 40 años de servicio."
LAST = "La presidenta municipal no quiso responder por qué no se cambió la tubería a tiempo."
NEWS = (
    "La reparación concluyó este lunes y el suministro volvió a las 3 mil 200 familias afectadas."
)


def piece(
    title: str, *sentences: str, outlet_id: str = "faro", hours_before: float = 2
) -> Clipping:
    return press.clipping(
        title, " ".join(sentences), outlet_id=outlet_id, hours_before=hours_before
    )


def entry(made: Clipping, evidence: str, stance: object = PLAIN) -> Entry:
    return press.entry(made, press.reading(made, "mayor", stance, evidence), story="fuga")  # type: ignore[arg-type]


def story(*entries: Entry, before: tuple[Clipping, ...] = ()) -> StoryEntry:
    edition = press.edition(*entries, before={"fuga": before})
    built = digest.build(edition, press.config())
    [found] = [each for section in built.sections for each in section.stories]
    return found


def test_the_sentence_that_shows_the_stance_is_always_among_those_told() -> None:
    filler = "Los vecinos recordaron que ya habían avisado de la falla en cuatro oficios distintos."
    found = story(entry(piece("Fuga deja sin agua", OPENING, MIDDLE, filler, LAST), LAST, BAD))
    assert [each.text for each in found.summary if each.evidence] == [LAST]
    assert found.summary[0].text == OPENING
    assert len(found.summary) <= 3


def test_a_headline_of_another_outlet_says_whose_it_is() -> None:
    lead = piece("¡Increíble! Abandonan a su suerte a tres colonias", OPENING, MIDDLE, LAST)
    other = piece(
        "Fuga en la avenida Hidalgo deja sin agua a tres colonias", OPENING, outlet_id="calle"
    )
    found = story(entry(lead, LAST), entry(other, OPENING))
    assert found.outlet == "El Faro del Oriente"
    assert found.title == "Fuga en la avenida Hidalgo deja sin agua a tres colonias"
    assert found.headline_of == "Calle y Plaza"
    assert story(entry(lead, LAST)).headline_of is None


def test_a_headline_that_the_lead_does_not_bear_out_is_not_its_own() -> None:
    lead = piece("¡Increíble! Abandonan a su suerte a tres colonias", OPENING, MIDDLE, LAST)
    other = piece("Inauguran biblioteca con cien mil libros nuevos", OPENING, outlet_id="calle")
    assert story(entry(lead, LAST), entry(other, OPENING)).title == lead.title


def test_an_office_does_not_head_what_the_press_tells() -> None:
    lead = piece("¡Increíble! Abandonan a su suerte a tres colonias", OPENING, MIDDLE, LAST)
    own = piece(
        "Fuga en la avenida Hidalgo deja sin agua a tres colonias", OPENING, outlet_id="gaceta"
    )
    assert story(entry(lead, LAST), entry(own, OPENING)).title == lead.title
    assert story(entry(own, OPENING)).title == own.title


def test_what_is_new_is_said_when_an_edition_told_the_story_before() -> None:
    told = piece("Fuga deja sin agua", OPENING, MIDDLE, hours_before=30)
    fresh = entry(piece("Vuelve el agua tras la fuga", OPENING, NEWS), OPENING)
    found = story(fresh, before=(told,))
    assert [each.text for each in found.added] == [NEWS]
    assert story(fresh).added == ()
    built = digest.build(press.edition(fresh, before={"fuga": (told,)}), press.config())
    assert "Nuevo:</b>" in render.html(built)
    assert f"Nuevo: {NEWS}" in " ".join(render.text(built).split())


def test_a_corrected_piece_is_no_news_of_itself() -> None:
    now = piece("Fuga deja sin agua", OPENING, NEWS)
    assert story(entry(now, OPENING), before=(press.replace(now, text=OPENING),)).added == ()


def test_a_sentence_of_another_outlet_says_whose_it_is() -> None:
    brief = piece(
        "Fuga deja sin agua a colonias", "Hay una fuga. Lo informó la presidenta.", hours_before=9
    )
    long = piece("Sin agua por una fuga en la avenida", OPENING, MIDDLE, outlet_id="vecinos")
    found = story(entry(brief, "Hay una fuga."), entry(long, OPENING))
    assert found.outlet == "El Faro del Oriente"
    assert "Vecinos de San Jacinto" in {each.outlet for each in found.summary}


def test_what_is_new_is_not_said_twice() -> None:
    told = piece("Fuga deja sin agua", OPENING, hours_before=30)
    fresh = entry(piece("Vuelve el agua tras la fuga", OPENING, NEWS, LAST), LAST, BAD)
    found = story(fresh, before=(told,))
    assert [each.text for each in found.added] == [NEWS]
    assert [(each.text, each.gap) for each in found.summary] == [(OPENING, False), (LAST, True)]


def test_a_summary_whose_opening_is_new_does_not_begin_with_a_gap() -> None:
    told = piece("Fuga deja sin agua", OPENING, hours_before=30)
    fresh = entry(piece("Vuelve el agua tras la fuga", NEWS, MIDDLE, OPENING, LAST), LAST, BAD)
    found = story(fresh, before=(told,))
    assert NEWS in [each.text for each in found.added]
    assert found.summary
    assert not found.summary[0].gap


def test_a_message_is_its_own_news() -> None:
    told = piece("", OPENING, hours_before=30, outlet_id="vecinos")
    again = piece("", NEWS, outlet_id="vecinos")
    assert story(entry(again, NEWS), before=(told,)).added == ()
