"""What changed since a story was told is said in few words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Entry, Stance
from monitor.telling import Telling
from reports import digest, render
from reports.model import EditionFigure, StoryEntry, Tally
from reports.words import clean
from tests.reports import press

LONG = " ".join(f"palabra{number}" for number in range(40))


def told(
    before: str | None, now: str, *, old_title: str = "Título", lead: bool = True
) -> StoryEntry:
    piece = press.clipping("Título", now, revision=2, outlet_id="faro" if lead else "tolvanera")
    first = replace(piece, revision=1, title=old_title, text=before) if before is not None else None
    entry = press.entry(
        piece, press.reading(piece, "mayor", Stance.NEUTRAL, now), story="a", told_revision=1
    )
    other = press.clipping("Otra", "Otra nota del mismo asunto.")
    others = [press.entry(other, press.reading(other, "mayor", Stance.NEUTRAL, "Otra"), story="a")]
    entries = [replace(entry, told=first), *([] if lead else others)]
    [section] = digest.build(press.edition(*entries), press.config()).sections
    return section.stories[0]


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        (
            "El choque dejó 9 heridos en la avenida.",
            "El choque dejó 2 heridos en la avenida.",
            "; decía «choque dejó 9 heridos en» y ahora dice «choque dejó 2 heridos en»",
        ),
        ("Habló el edil.", "Habló el edil. Luego se retractó.", "; se agregó «Luego se retractó.»"),
        ("Habló el edil. Mintió.", "Habló el edil.", "; se quitó «Mintió.»"),
        ("No no no.", "No no.", "; se quitó «no»"),
        (f"Inicio {LONG} fin.", "Inicio otro fin.", ""),
        ("Igual.", "Igual.", ""),
        (None, "Igual.", ""),
    ],
)
def test_a_short_change_is_shown(before: str | None, now: str, shown: str) -> None:
    assert told(before, now).change == f"la nota fue corregida{shown}"


def test_a_long_addition_is_begun() -> None:
    change = told("Inicio.", f"Inicio. {LONG}").change or ""
    assert change.endswith("palabra11…»")


def test_another_headline_goes_before_other_words() -> None:
    change = told("Uno.", "Dos.", old_title="Otro título").change
    assert change == (
        "la nota fue corregida; antes se titulaba «Otro título»; decía «Uno.» y ahora dice «Dos.»"
    )
    alone = told("Uno.", "Uno.", old_title="Otro título").change
    assert alone == "la nota fue corregida; antes se titulaba «Otro título»"


@pytest.mark.parametrize(("others", "said"), [(1, "hay otro cambio"), (2, "hay otros 2 cambios")])
def test_of_several_changes_the_first_is_shown_and_the_rest_are_counted(
    others: int, said: str
) -> None:
    gap = " ".join(f"igual{number}" for number in range(20))
    before = f"Eran 9 heridos. {gap}" + f" dos muertos {gap}" * others
    now = before.replace("Eran 9", "Eran 2").replace("dos muertos", "tres muertos")
    change = told(before, now).change or ""
    assert "; decía «Eran 9 heridos. igual0» y ahora dice «Eran 2 heridos. igual0»" in change
    assert change.endswith(f"; {said}")


def test_a_text_written_anew_is_not_compared_word_by_word() -> None:
    before = " ".join(f"vieja{number} y" for number in range(300))
    now = " ".join(f"nueva{number} y" for number in range(300))
    assert told(before, now).change == "la nota fue corregida"


@given(before=st.text("ab .", max_size=60), now=st.text("ab .", max_size=60))
def test_what_is_quoted_of_a_change_stands_in_one_text_or_the_other(before: str, now: str) -> None:
    old, new = (f"Inicio {each} fin." for each in (before, now))
    change = told(old, new).change or ""
    for quoted in re.findall("«([^»…]*)", change):
        assert any(quoted in clean(text) for text in (old, new))


def of_story(outlet_id: str, *, told_revision: int | None = None) -> Entry:
    text = f"Lo cuenta {outlet_id} esta mañana."
    piece = press.clipping(f"Título de {outlet_id}", text, outlet_id=outlet_id)
    return press.entry(
        piece,
        press.reading(piece, "mayor", Stance.NEUTRAL, text),
        story="a",
        told_revision=told_revision,
    )


def again(
    *entries: Entry, title: str = "Así se tituló", hour: str = "07:00", others: int = 2
) -> StoryEntry:
    """The story as it is told after an edition told it, of these and of other pieces."""
    telling = Telling(
        edition_id=f"2026-11-22T{hour}",
        day=date(2026, 11, 22),
        hour=hour,
        title=title,
        clipping_ids=frozenset(f"contada{number}" for number in range(others)),
    )
    edition = replace(press.edition(*entries), tellings={"a": telling})
    history = [EditionFigure(day=date(2026, 11, 22), hour="07:00", tally=Tally(neutral=2))]
    built = digest.build(edition, press.config(), history=history)
    return built.sections[0].stories[0]


def test_copies_that_come_late_are_impacts_more_of_what_was_told() -> None:
    story = again(of_story("faro"))
    assert story.change == (
        "+1 impacto (El Faro del Oriente); se contó en la edición del dom 22, 07:00, "
        "como «Así se tituló»"
    )
    assert story.earlier is not None
    assert (story.earlier.edition, story.earlier.impacts) == ("2026-11-22T07:00", 2)
    assert story.earlier.joined == ("El Faro del Oriente",)
    assert (story.fresh, story.updated) == (False, False)


def test_the_headline_of_then_is_said_only_when_it_is_another() -> None:
    story = again(of_story("faro"), title="Título de faro")
    assert (
        story.change == "+1 impacto (El Faro del Oriente); se contó en la edición del dom 22, 07:00"
    )


def test_many_that_join_are_counted() -> None:
    outlets = ("faro", "calle", "tolvanera", "lago", "pregon")
    change = again(*(of_story(each) for each in outlets)).change or ""
    assert change.startswith(
        "+5 impactos (El Faro del Oriente, Radio del Lago, Calle y Plaza y 2 más); se contó"
    )


def test_a_correction_is_no_impact_more() -> None:
    entry = of_story("faro", told_revision=1)
    piece = replace(entry.clipping, revision=2)
    before = replace(entry.clipping, text="Lo cuenta faro esta noche.")
    story = again(
        replace(
            entry,
            clipping=piece,
            analysis=replace(entry.analysis, revision=2),
            told=before,
        ),
        title="Título de faro",
    )
    assert story.change == (
        "la nota fue corregida; decía «faro esta noche.» y ahora dice «faro esta mañana.»; "
        "se contó en la edición del dom 22, 07:00"
    )
    assert story.earlier is not None
    assert story.earlier.joined == ()


def test_a_story_is_new_when_editions_came_before_and_none_told_it() -> None:
    history = [EditionFigure(day=date(2026, 11, 22), hour="07:00", tally=Tally(neutral=2))]
    edition = press.edition(of_story("faro"))
    for given_history, fresh in ((history, True), ([], False)):
        built = digest.build(edition, press.config(), history=given_history)
        story = built.sections[0].stories[0]
        assert (story.fresh, story.earlier, story.change) == (fresh, None, None)
        assert ("· nueva" in render.text(built)) is fresh


def test_the_head_says_how_many_were_told_before() -> None:
    telling = Telling(
        edition_id="x",
        day=date(2026, 11, 22),
        hour="07:00",
        title="",
        clipping_ids=frozenset({"contada"}),
    )
    other = replace(of_story("calle"), story_id="b")
    edition = replace(press.edition(of_story("faro"), other), tellings={"a": telling})
    history = [EditionFigure(day=date(2026, 11, 22), hour="07:00", tally=Tally(neutral=2))]
    built = digest.build(edition, press.config(), history=history)
    assert built.cover.followed == 1
    for shown in (render.html(built), render.text(built)):
        assert "1 nueva; 1 ya se había contado y cambió" in shown
    assert digest.build(edition, press.config()).cover.followed is None


def test_a_correction_of_another_outlet_says_whose() -> None:
    assert (told("Uno.", "Uno. Dos.", lead=False).change or "").startswith(
        "la nota de La Tolvanera fue corregida"
    )


def test_without_a_correction_nothing_is_said() -> None:
    piece = press.clipping("Título", "Texto.")
    entry = press.entry(piece, press.reading(piece, "mayor", Stance.NEUTRAL, "Texto."))
    [section] = digest.build(press.edition(entry), press.config()).sections
    assert section.stories[0].change is None


@pytest.mark.parametrize(("hours", "tardy"), [(25.1, True), (24.5, False), (2.0, False)])
def test_what_was_out_well_before_the_last_edition_came_late(hours: float, tardy: bool) -> None:
    text = "Lo cuenta el faro esta mañana."
    piece = press.clipping("Título", text, hours_before=hours)
    entry = press.entry(piece, press.reading(piece, "mayor", Stance.NEUTRAL, text))
    history = [EditionFigure(day=date(2026, 11, 22), hour="07:00", tally=Tally(neutral=2))]
    built = digest.build(press.edition(entry), press.config(), history=history)
    assert built.sections[0].stories[0].tardy is tardy
    assert ("llegó tarde" in render.html(built)) is tardy
    told = digest.build(
        press.edition(replace(entry, told_revision=1)), press.config(), history=history
    )
    assert not told.sections[0].stories[0].tardy
    assert not digest.build(press.edition(entry), press.config()).sections[0].stories[0].tardy
