"""Beside a stance stands who says it, whom it blames and how the event is, and nothing invented."""

from __future__ import annotations

import pytest

from monitor.model import (
    Entry,
    PieceKind,
    Quote,
    Responsible,
    Stance,
    Tone,
    Voice,
)
from reports import digest, render
from reports.model import StoryEntry
from reports.treatment import certainty, said
from tests.reports import press
from tests.reports.press import BAD, GOOD, PLAIN

WORDS = "«La presidenta nos prometió pipas y no llegó ninguna», reclamó Ofelia Barrera ayer."


def told(
    stance: Stance,
    *,
    quoted: str | None = None,
    speaker: str = "Ofelia Barrera",
    speaks_for: str | None = None,
    kind: PieceKind = PieceKind.NOTE,
    **reading: object,
) -> StoryEntry:
    piece = press.clipping("Título de la nota", WORDS, kind=kind, author="Eva Luna")
    quotes = [press.quote(piece, quoted, speaker, speaks_for)] if quoted else []
    found = press.reading(piece, "mayor", stance, WORDS[:50], **reading)  # type: ignore[arg-type]
    return shown(press.entry(piece, found, quotes=quotes))


def shown(*entries: Entry) -> StoryEntry:
    built = digest.build(press.edition(*entries), press.config())
    [story] = [story for section in built.sections for story in section.stories]
    return story


def test_a_quoted_critic_is_named() -> None:
    story = told(BAD, quoted="La presidenta nos prometió pipas", voice=Voice.QUOTED)
    assert said(story) == ("lo dice: Ofelia Barrera",)


def test_words_of_the_subject_are_its_own_whatever_was_measured() -> None:
    story = told(GOOD, quoted="La presidenta nos prometió", speaks_for="mayor", voice=Voice.QUOTED)
    assert said(story) == ("en sus propias palabras",)


def test_an_evidence_in_somebodys_mouth_is_not_the_outlets() -> None:
    most, least = "La presidenta nos prometió pipas y no", "La"
    assert said(told(BAD, quoted=most)) == ("lo dice: Ofelia Barrera",)
    assert said(told(BAD, quoted=least)) == ("lo dice: el medio",)


@pytest.mark.parametrize(
    ("stance", "voice", "kind", "expected"),
    [
        (BAD, Voice.QUOTED, PieceKind.NOTE, ("lo dice: alguien citado",)),
        (BAD, Voice.OUTLET, PieceKind.NOTE, ("lo dice: el medio",)),
        (PLAIN, Voice.OUTLET, PieceKind.NOTE, ()),
        (BAD, Voice.OUTLET, PieceKind.COLUMN, ()),  # who signs stands beside it
        (BAD, Voice.OUTLET, PieceKind.POST, ()),
        (GOOD, Voice.RELEASE, PieceKind.NOTE, ("lenguaje de boletín",)),
        (GOOD, Voice.SUBJECT, PieceKind.NOTE, ("en sus propias palabras",)),
    ],
)
def test_whose_voice_it_is(
    stance: Stance, voice: Voice, kind: PieceKind, expected: tuple[str, ...]
) -> None:
    assert said(told(stance, voice=voice, kind=kind)) == expected


@pytest.mark.parametrize(
    ("stance", "tone", "responsible", "expected"),
    [
        (BAD, Tone.NEGATIVE, Responsible.SUBJECT, ("responsabiliza a: Presidenta municipal",)),
        (BAD, Tone.NEGATIVE, Responsible.OTHER, ("responsabiliza a: otra autoridad",)),
        (BAD, Tone.NEUTRAL, Responsible.NOBODY, ()),
        (GOOD, Tone.NEGATIVE, Responsible.NOBODY, ("no culpa a nadie", "suceso: malo")),
        (BAD, Tone.POSITIVE, Responsible.NOBODY, ("suceso: bueno",)),
        (GOOD, Tone.POSITIVE, Responsible.SUBJECT, ()),  # nothing is wrong
    ],
)
def test_who_is_blamed_and_how_the_event_is(
    stance: Stance, tone: Tone, responsible: Responsible, expected: tuple[str, ...]
) -> None:
    story = told(stance, tone=tone, responsible=responsible, voice=Voice.QUOTED, quoted="La")
    assert said(story) == ("lo dice: Ofelia Barrera", *expected)


def test_a_shooting_is_bad_and_no_reproach() -> None:
    story = told(PLAIN, tone=Tone.NEGATIVE)
    assert story.stance is PLAIN
    assert said(story) == ("no culpa a nadie", "suceso: malo")
    page = render.html(digest.build(press.sample_edition(), press.config()))
    crash = page.partition("Choque entre combi")[0].rpartition('class="story')[2]
    assert "● Informativo" in crash
    assert "suceso: malo" in crash


def test_another_authority_is_named_when_it_is_followed() -> None:
    piece = press.clipping("Título", WORDS)
    readings = (
        press.reading(piece, "mayor", PLAIN, WORDS, tone=Tone.NEGATIVE, responsible=OTHER),
        press.reading(piece, "rival", BAD, WORDS, responsible=Responsible.SUBJECT),
    )
    assert "responsabiliza a: Rogelio Cantú" in said(shown(press.entry(piece, *readings)))


OTHER = Responsible.OTHER


@pytest.mark.parametrize(
    ("confidence", "corrected", "expected"),
    [
        (0.59, False, "por revisar"),
        (0.6, False, None),
        (0.0, False, None),  # nobody measured it
        (0.2, True, "corregido por monitorista"),
    ],
)
def test_a_doubtful_reading_and_a_corrected_one_say_so(
    confidence: float, corrected: bool, expected: str | None
) -> None:
    story = told(BAD, confidence=confidence, corrected=corrected)
    assert certainty(story) == expected


def test_nothing_is_said_of_what_nobody_measured() -> None:
    story = told(BAD, confidence=0.0, voice=Voice.OUTLET)
    assert (story.treatment, said(story)) == (None, ())


def test_both_clothes_say_it_beside_the_mark() -> None:
    entry = press.sample_edition().entries
    built = digest.build(press.edition(*entry), press.config())
    page, plain = render.html(built), " ".join(render.text(built).split())
    for words in (
        "Lo dice: Ofelia Barrera · responsabiliza a: Presidenta municipal",
        "por revisar",
        "corregido por monitorista",
        "Dónde: El Capulín; Las Flores",
    ):
        assert words in page
        assert words in plain
    assert "Negativo, por revisar · Gobierno municipal" in plain


def test_a_speaker_is_a_short_line() -> None:
    story = told(BAD, quoted="La presidenta", speaker="Una\n\u202evecina " * 40, voice=Voice.QUOTED)
    assert story.treatment is not None
    assert story.treatment.speaker is not None
    assert len(story.treatment.speaker) <= 70
    assert story.treatment.speaker.isprintable()


def test_a_quote_elsewhere_is_not_the_evidence() -> None:
    piece = press.clipping("Título", f"{WORDS} “Ya vamos a resolverlo”, dijo el director Rivas.")
    quotes = (
        press.quote(piece, "Ya vamos a resolverlo", "Rivas"),
        Quote(words=press.span_of(piece, "La presidenta nos prometió"), speaker="Ofelia Barrera"),
    )
    reading = press.reading(piece, "mayor", BAD, WORDS, voice=Voice.QUOTED)
    assert said(shown(press.entry(piece, reading, quotes=quotes))) == ("lo dice: Ofelia Barrera",)
