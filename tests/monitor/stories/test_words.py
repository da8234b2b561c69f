"""What a note is compared by: the same keys however it is written, other keys for other things."""

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import Frequencies, Piece, packed, profile, read, unpacked
from monitor.stories.words import stem, trigrams, words

NOTHING = Frequencies(notes=0, of={})


def piece(title, text="", **more):
    when = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Piece(id="a", title=title, text=text, published_at=when, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INUNDACIONES", "inundación"),
        ("Pantitlán", "pantitlan"),
        ("vecino", "VECINOS"),
        ("entregó", "ENTREGA"),
    ],
)
def test_a_word_is_the_same_in_capitals_without_accents_and_in_other_forms(one, other):
    assert stem(one) == stem(other) != 0


@pytest.mark.parametrize("word", ["de", "durante", "martes", "años", "dijo", "7"])
def test_some_words_say_nothing(word):
    assert stem(word) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("doce heridos", "12 heridos"), ("1,250 litros", "1250 litros"), ("3.5 km", "3.5 km")],
)
def test_a_number_is_the_same_in_words_and_figures(one, other):
    assert words(one).numbers == words(other).numbers
    assert len(words(one).numbers) == 1


def test_a_year_is_no_figure():
    assert not words("En 2026 hubo una").numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("en la colonia Héroes de la Patria y en otras", "col. Heroes Patria"),
        ("sobre la avenida Pantitlán, donde", "Av. Pantitlán"),
    ],
)
def test_a_place_is_the_name_after_its_head(one, other):
    assert words(one).places & words(other).places


def test_the_same_name_elsewhere_is_another_place():
    assert not words("la colonia Aurora").places & words("la colonia Jazmín").places
    assert not words("la colonia y sus vecinos").places


def test_names_are_capitals_inside_a_sentence():
    said = words("Ayer llovió. Vecinos culpan a Odaja. Hilario Montes lo negó.")
    assert said.names == {stem("Odaja"), stem("Hilario"), stem("Montes")}


def test_a_headline_in_capitals_names_nobody():
    assert not words("RESCATAN BOMBEROS A FAMILIA EN TEPEXCO", headline=True).names
    assert not words("Rescatan Bomberos A Familia En Tepexco", headline=True).names


def test_a_profile_comes_out_of_its_bytes_as_it_went_in():
    long = "El director Hilario Montes dijo que 40 litros llegan a la colonia Aurora. " * 9
    made = profile(read(piece("Vuelve el agua", long)), NOTHING)
    again = unpacked(packed(made), signature=made.signature)
    assert again.weights == pytest.approx(dict(made.weights), abs=0.01)
    for name in ("signature", "title", "names", "numbers", "places", "kinds", "senses", "grams"):
        assert getattr(again, name) == getattr(made, name)
    assert again.places
    assert again.senses
    assert again.names
    assert again.numbers


def test_bytes_of_another_version_are_only_a_signature():
    assert unpacked(b"\x63nada", signature=b"x").weights == {}
    assert unpacked(b"", signature=b"x").signature == b"x"


def test_what_is_common_these_days_weighs_less():
    its = read(piece("Socavón en la avenida Juárez", "Se abrió un socavón."))
    common = Frequencies(notes=5000, of={stem("socavón"): 4000})
    before, now = (profile(its, each).weights[stem("socavón")] for each in (NOTHING, common))
    assert now < before / 4


def test_a_place_that_the_reading_settled_counts_as_one_in_the_words():
    settled = profile(read(piece("Sin agua", places=("Aurora",))), NOTHING)
    written = profile(read(piece("Sin agua en la colonia Aurora")), NOTHING)
    assert settled.places == written.places != frozenset()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_a_profile(title, text):
    made = profile(read(piece(title, text)), NOTHING)
    assert unpacked(packed(made), signature=made.signature).grams == trigrams(title)


@pytest.mark.parametrize(
    "hostile", ["«" * 100_000, "A" * 100_000, "9," * 50_000, "a\u0301 " * 50_000]
)
def test_a_hostile_text_costs_little(hostile):
    started = process_time()
    profile(read(piece(hostile, hostile)), NOTHING)
    assert process_time() - started < 1
