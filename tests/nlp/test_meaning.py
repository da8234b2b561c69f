"""The vector of a piece: where its first words point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import meaning, themes
from nlp.encoder import encoder
from nlp.readings import reader

LEAK = ("Cuadrilla repara fuga en Las Palmas", "El agua corría por la calle desde el lunes.")
TAPS = ("Siguen sin servicio en la Aurora", "Las llaves están secas y las pipas no llegan.")
GOAL = ("Los Halcones ganan la final", "El delantero anotó de cabeza en el último minuto.")


def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    return float(
        meaning.direction(meaning.vector(*one)) @ meaning.direction(meaning.vector(*other))
    )


def test_pieces_about_one_thing_point_the_same_way_without_a_word_in_common():
    assert likeness(LEAK, TAPS) > likeness(LEAK, GOAL)
    assert likeness(LEAK, TAPS) > likeness(TAPS, GOAL)


def test_a_vector_is_one_signed_byte_for_each_of_its_parts():
    said = np.frombuffer(meaning.vector(*LEAK), dtype=np.int8)
    assert len(said) == meaning.SIZE
    assert np.abs(said).max() == 127
    assert np.linalg.norm(meaning.direction(said.tobytes())) == pytest.approx(1)


def test_what_comes_after_the_first_words_changes_nothing():
    title, text = LEAK
    long = f"{text} {'Nadie avisó. ' * 30}"
    assert meaning.vector(title, long) == meaning.vector(title, f"{long} Ganó el equipo de casa.")
    assert meaning.vector(title, long) != meaning.vector(title, text)


@given(st.text(max_size=400), st.text(max_size=400))
def test_an_opening_is_short_and_ends_with_a_word(title: str, text: str):
    said = meaning.opening(title, text)
    assert len(said) <= meaning.LEAD
    assert said == said.strip()


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [("Uno", "dos", "Uno. dos"), ("", " dos ", "dos"), ("Uno", "", "Uno"), ("", "", "")],
)
def test_title_and_text_are_read_as_two_sentences(title: str, text: str, said: str):
    assert meaning.opening(title, text) == said


def test_no_word_is_cut_but_one_that_never_ends():
    assert meaning.opening("", "abcde " * 99) == ("abcde " * 30).strip()
    assert meaning.opening("", "abcd " * 99) == ("abcd " * 36).strip()
    assert meaning.opening("", "a" * 999) == "a" * meaning.LEAD


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60), st.text(max_size=300))
def test_any_piece_has_a_vector(title: str, text: str):
    assert len(meaning.vector(title, text)) == meaning.SIZE


def test_the_analysis_keeps_the_vector_that_its_theme_was_read_with(tag):
    title, text = "Arranca pozo", "La alcaldesa Marisol Quintanar abrió la llave en San Jacinto."
    told = tag(text, title)
    assert told.vector == meaning.vector(title, text)
    theme = themes.read(title, text, vector=told.vector)
    assert (told.theme, told.theme_confidence) == theme


def test_who_names_nobody_watched_costs_no_vector(tag):
    assert tag("Llovió toda la tarde.", "Lluvia").vector == b""


def test_a_process_loads_one_encoder():
    assert reader()._encoder is encoder()


def test_the_shipped_weights_are_small_and_use_the_vector():
    assert Path(themes.MODEL).stat().st_size < 300_000
    weights = themes.shipped().weights
    assert weights.shape[1] == themes.columns()
    assert np.abs(weights[:, -meaning.SIZE :]).max() > 0
