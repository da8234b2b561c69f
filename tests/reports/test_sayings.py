"""Lo que se dijo: exact words, who said them and where; a few, and none twice."""

from __future__ import annotations

from monitor.model import Entry, PieceKind, Quote, Voice
from reports import digest, render
from reports.model import Saying
from tests.reports import press
from tests.reports.press import BAD, GOOD, PLAIN

OWN = "Vamos a cumplir con cada una de las colonias"
CRITIC = "La alcaldesa prometió pipas y no llegó ninguna"


def piece(
    text: str,
    *quotes: tuple[str, str, str | None],
    number: int = 1,
    story: str | None = None,
    kind: PieceKind = PieceKind.NOTE,
    outlet_id: str = "faro",
    stance: object = PLAIN,
    evidence: str | None = None,
) -> Entry:
    made = press.clipping(
        f"Nota {number}", text, hours_before=number, kind=kind, outlet_id=outlet_id
    )
    reading = press.reading(made, "mayor", stance, evidence or text, voice=Voice.QUOTED)  # type: ignore[arg-type]
    return press.entry(
        made, reading, story=story, quotes=[press.quote(made, *each) for each in quotes]
    )


def sayings(*entries: Entry) -> list[Saying]:
    return list(digest.build(press.edition(*entries), press.config()).sayings)


def own(number: int, **changes: object) -> Entry:
    words = f"{OWN}, y son {number}"
    return piece(
        f"“{words}”, dijo la alcaldesa.",
        (words, "Maribel Ochoa", "mayor"),
        number=number,
        **changes,
    )  # type: ignore[arg-type]


def critic(number: int, **changes: object) -> Entry:
    words = f"{CRITIC} en {number} días"
    text = f"“{words}”, reclamó Ofelia Barrera."
    return piece(text, (words, "Ofelia Barrera", None), number=number, stance=BAD, **changes)  # type: ignore[arg-type]


def test_who_governs_first_and_then_others_with_their_stance() -> None:
    first, second = sayings(critic(1), own(2))
    assert (first.text, first.speaker, first.own, first.about) == (
        f"{OWN}, y son 2",
        "Maribel Ochoa",
        True,
        None,
    )
    assert (second.speaker, second.own) == ("Ofelia Barrera", False)
    assert second.about is not None
    assert (second.about.id, second.about.stance) == ("mayor", BAD)
    assert second.where.outlet == "El Faro del Oriente"


def test_three_of_each_at_most_and_one_a_story() -> None:
    found = sayings(*map(own, range(1, 6)), *map(critic, range(6, 12)))
    assert [each.own for each in found] == [True] * 3 + [False] * 3
    assert len(sayings(own(1, story="a"), own(2, story="a"))) == 1


def test_copies_are_said_once() -> None:
    copies = [own(1, outlet_id=each.id) for each in press.OUTLETS[:3]]
    assert len(sayings(*copies)) == 1


def test_only_exact_words_of_somebody_named() -> None:
    told = f"La alcaldesa dijo que {OWN.lower()} del poniente."
    assert sayings(piece(told, (OWN.lower(), "Maribel Ochoa", "mayor"))) == []
    assert sayings(piece(f"“{OWN}”, se oyó.", (OWN, "", "mayor"))) == []
    assert sayings(piece("“Sí”, dijo.", ("Sí", "Maribel Ochoa", "mayor"))) == []
    [dash] = sayings(piece(f"—{OWN} —dijo Ochoa.", (OWN, "Maribel Ochoa", "mayor")))
    assert dash.text == OWN


def test_neither_posts_nor_columns_nor_neutral_words() -> None:
    assert sayings(own(1, kind=PieceKind.COLUMN), own(2, kind=PieceKind.POST)) == []
    text = f"“{CRITIC}”, dijo Ofelia Barrera."
    assert sayings(piece(text, (CRITIC, "Ofelia Barrera", None))) == []


def test_marks_inside_and_hostile_speakers_are_cleaned() -> None:
    words = "Les «cumplimos» a todas las colonias del poniente"
    [each] = sayings(piece(f"“{words}”, dijo.", (words, "Maribel\n\u202eOchoa", "mayor")))
    assert each.text == words.replace("«", "“").replace("»", "”")
    assert each.speaker == "Maribel Ochoa"


def test_the_words_may_stand_in_a_headline() -> None:
    made = press.clipping(f"“{OWN}”: Maribel Ochoa", "La alcaldesa habló ayer ante los vecinos.")
    quote = Quote(words=press.span_of(made, OWN), speaker="Maribel Ochoa", subject_id="mayor")
    entry = press.entry(made, press.reading(made, "mayor", GOOD, "La alcaldesa"), quotes=[quote])
    assert [each.text for each in sayings(entry)] == [OWN]


def test_both_clothes_have_them() -> None:
    told = digest.build(press.edition(critic(1), own(2)), press.config())
    page, plain = render.html(told), " ".join(render.text(told).split())
    for words in (f"«{OWN}, y son 2»", "Maribel Ochoa", "hacia Presidenta municipal"):
        assert words in page
        assert words in plain
    assert "Presidenta municipal, en sus palabras" in page
