"""Words to pieces: whole, cut around a target, and whatever characters come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.encoder import LONGEST, MASK, encoder


@given(text=st.text(max_size=400), data=st.data())
def test_any_text_has_pieces_and_a_target_within_the_longest(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = encoder().wording.marked(text, start, end)
    assert 0 < pieces.first < pieces.last < len(pieces.ids) <= LONGEST


def test_half_a_character_is_read_as_any_unknown_one():
    assert encoder().wording.plain("agua \ud83d fuga").ids


def test_a_long_sentence_is_cut_around_its_target():
    text = "agua " * 300 + "Ana Ruiz" + " fuga" * 300
    wording = encoder().wording
    pieces = wording.marked(text, 1500, 1508)
    assert len(pieces.ids) == LONGEST
    assert (
        pieces.ids[pieces.first : pieces.last]
        == wording.marked("x", 0, 1).ids[
            wording.marked("x", 0, 1).first : wording.marked("x", 0, 1).last
        ]
    )
    assert abs(pieces.first - (LONGEST - pieces.last)) < 10


def test_the_name_itself_is_never_in_the_pieces():
    wording = encoder().wording
    one = wording.marked("Acusan a Ana Ruiz de mentir", 9, 17)
    assert one == wording.marked("Acusan a Marisol Quintanar de mentir", 9, 26)
    assert one != wording.marked("Acusan a Ana Ruiz de mentir", 9, 17, name="Ana Ruiz")
    assert MASK == "OBJETIVO"


@pytest.mark.parametrize("text", ["", " ", "¿", "🚨" * 50])
def test_states_are_one_vector_a_piece(text):
    pieces = encoder().wording.plain(text)
    assert encoder().states(pieces).shape == (1, len(pieces.ids), 384)
