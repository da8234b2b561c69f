"""What a story is about, and where its problem is: sure, ours, and nobody's address."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Entry, PieceKind, Place, PlaceKind, Tone
from reports import digest, render
from reports.model import Digest, StoryEntry
from tests.reports import press
from tests.reports.press import PLAIN

TEXT = "Vecinos de El Capulín piden ayuda en el cruce de Juárez y Nopal desde hace dos semanas."


def piece(
    *places: Place,
    theme: str | None = None,
    tone: Tone = Tone.NEGATIVE,
    number: int = 1,
    story: str | None = None,
    outlet_id: str = "faro",
) -> Entry:
    made = press.clipping(f"Nota {number}", TEXT, hours_before=number, outlet_id=outlet_id)
    reading = press.reading(made, "place", PLAIN, TEXT, tone=tone)
    return press.entry(made, reading, places=places, theme=theme, story=story)


def at(kind: PlaceKind, name: str, *, town: str | None = None, confidence: float = 0.9) -> Place:
    made = press.place(press.clipping("Nota", TEXT), "El Capulín", kind, town)
    return replace(made, name=name, confidence=confidence)


def told(*entries: Entry) -> Digest:
    return digest.build(press.edition(*entries), press.config())


def story(*entries: Entry) -> StoryEntry:
    [found] = [each for section in told(*entries).sections for each in section.stories]
    return found


def test_colonias_and_crossings_of_ours_and_no_address() -> None:
    places = (
        at(PlaceKind.CROSSING, "Juárez y Nopal"),
        at(PlaceKind.STREET, "calle Capulín 14"),
        at(PlaceKind.POSTCODE, "57000"),
        at(PlaceKind.SETTLEMENT, "El Capulín", town="San Jacinto del Lago"),
        at(PlaceKind.SETTLEMENT, "el capulin", town="San Jacinto"),
        at(PlaceKind.SETTLEMENT, "Otra de allá", town="Villa Clara"),
        at(PlaceKind.SETTLEMENT, "Quién sabe", confidence=0.3),
    )
    assert story(piece(*places)).places == ("El Capulín", "Juárez y Nopal")


def test_a_place_is_said_where_something_is_wrong() -> None:
    colonia = at(PlaceKind.SETTLEMENT, "El Capulín")
    assert story(piece(colonia, tone=Tone.POSITIVE)).places == ()
    assert story(piece(colonia, tone=Tone.NEUTRAL, outlet_id="vecinos")).places == ("El Capulín",)


def test_three_places_at_most() -> None:
    names = [f"Colonia {number}" for number in range(5)]
    places = (at(PlaceKind.SETTLEMENT, name) for name in names)
    assert story(piece(*places)).places == tuple(names[:3])


def test_the_theme_is_that_of_most_pieces_and_is_said() -> None:
    entries = [
        piece(theme=theme, number=number, story="a")
        for number, theme in enumerate(("agua", "salud", "agua"), start=1)
    ]
    assert story(*entries).theme == "agua"
    assert "· Agua" in render.html(told(*entries))
    doubtful = piece(theme="agua")
    unsure = replace(doubtful, analysis=replace(doubtful.analysis, theme_confidence=0.2))
    assert story(unsure).theme is None


def test_themes_are_counted_with_their_stance() -> None:
    entries = [
        piece(theme="agua", number=1),
        piece(theme="agua", number=2),
        piece(theme="movilidad", number=3),
        piece(theme="otro", number=4),
        piece(theme="fiestas_patronales", number=5),
    ]
    [figure] = [each for each in told(*entries).figures if each.id == "theme"]
    assert [(bar.label, bar.tally.neutral) for bar in figure.bars] == [
        ("Agua", 2),
        ("Fiestas patronales", 1),
        ("Movilidad", 1),
    ]


def test_a_theme_that_says_nothing_is_not_shown() -> None:
    page = render.html(told(piece(theme="otro")))
    assert "Otro" not in page
    assert PieceKind.NOTE not in page.partition('class="meta"')[2].partition("</p>")[0]
