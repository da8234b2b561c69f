"""What the lists say of each piece: of it and of nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Config
from monitor.model import Entry
from reports.impacts import brief, impact
from reports.words import UNPRINTABLE, clean
from tests.reports import press
from tests.reports.press import BAD, GOOD, PLAIN

TEXT = (
    "El mercado Hidalgo reabrió sus puertas tras ocho meses de obras en el poniente. Los 86 "
    "locatarios recibieron sus llaves por la mañana. El programa Luz en tu Calle colocó ahí "
    "cuarenta lámparas. Habrá música."
)


@pytest.fixture
def config() -> Config:
    return press.config()


def market(outlet_id: str = "faro", author: str | None = "Nora Belmont") -> Entry:
    piece = press.clipping("Reabre el mercado Hidalgo", TEXT, outlet_id=outlet_id, author=author)
    return press.entry(
        piece,
        press.reading(piece, "lights", GOOD, "El programa Luz en tu Calle colocó"),
        press.reading(piece, "place", PLAIN, "El mercado Hidalgo"),
    )


def test_an_impact_says_its_medium_author_and_programmes(config: Config) -> None:
    entry = market()
    told = impact(entry, config.outlet["faro"], stance=GOOD, config=config)
    assert (told.medium, told.author) == ("newspaper", "Nora Belmont")
    assert told.programmes == ("Programa Luz en tu Calle",)
    assert told.published_at.utcoffset() == config.profile.zone.utcoffset(
        told.published_at.replace(tzinfo=None)
    )


def test_who_signs_nothing_is_nobody(config: Config) -> None:
    entry = market(author="El Faro del Oriente")
    assert impact(entry, config.outlet["faro"], stance=None, config=config).author is None


def test_a_brief_has_only_sentences_of_the_piece_and_the_one_that_shows_the_stance() -> None:
    told = brief(market())
    assert "El programa Luz en tu Calle colocó ahí cuarenta lámparas." in told
    for sentence in told.replace("[…] ", "").removesuffix(".").split(". "):
        assert sentence in TEXT


def test_a_brief_of_a_piece_that_names_nobody_is_its_opening() -> None:
    piece = press.clipping("Reabre el mercado Hidalgo", TEXT)
    assert brief(press.entry(piece)).startswith("El mercado Hidalgo reabrió")


def test_a_piece_without_text_has_no_brief() -> None:
    piece = press.clipping("Reabre el mercado", "")
    assert brief(press.entry(piece, press.reading(piece, "mayor", BAD, "Reabre"))) == ""


@given(st.text(st.characters(codec=None)))
def test_clean_words_are_one_printable_line(text: str) -> None:
    said = clean(text)
    assert said == " ".join(said.split())
    assert not any(unicodedata.category(each) in UNPRINTABLE for each in said)
    assert not set(said) & {"\ufffe", "\uffff"}
    assert clean(said) == said


@given(st.text("abc ñ\u00a0\u2009\n\t\u200b\x00😡"))
def test_cleaning_loses_no_word(text: str) -> None:
    kept = "".join(each for each in text if each not in "\u200b\x00")
    assert clean(text) == " ".join(kept.split())
