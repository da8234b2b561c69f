"""Words of one thing meet without a letter in common; figures are the same however written."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.folding import fold
from monitor.stories.amounts import amounts
from monitor.stories.manner import MANNERS, manner
from monitor.stories.senses import kinds, senses
from monitor.stories.words import tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("reses", "ABIGEOS"),
        ("becerro", "ranchero"),
        ("bomberos", "lumbre"),
        ("enfermera", "quirófano"),
        ("camioneta", "automóviles"),
        ("locatarios", "tianguis"),
    ],
)
def test_words_that_go_together_meet(one, other):
    assert senses(one) & senses(other)


@pytest.mark.parametrize(("one", "other"), [("reses", "quirófano"), ("becas", "balazos")])
def test_words_of_two_things_do_not(one, other):
    assert senses(one)
    assert not senses(one) & senses(other)


def test_a_whole_word_is_no_beginning():
    assert senses("res")
    assert not senses("res") & senses("resolvió")


def test_a_kind_of_event_is_no_other_thing():
    assert kinds("incendio")
    assert not kinds("incendio") & senses("incendio")


def test_of_a_long_note_only_the_beginning_says_what_it_speaks_of():
    filler = "Habló del asunto con calma y sin más que agregar. " * 8
    assert senses("abigeos") <= words(f"Los abigeos huyeron. {filler}").senses
    assert not senses("abigeos") & words(f"{filler} Los abigeos huyeron.").senses


@pytest.mark.parametrize("name", ["kinds.tsv", "senses.tsv"])
def test_the_lists_are_folded_and_say_nothing_twice(name):
    rows = (files("monitor.stories") / name).read_text(encoding="utf-8").splitlines()
    listed = dict(row.split("\t") for row in rows if not row.startswith("#"))
    assert len(listed) == sum(not row.startswith("#") for row in rows)
    for sense, beginnings in listed.items():
        each = beginnings.split()
        assert beginnings == fold(beginnings), sense
        assert min(len(one.rstrip(".")) for one in each) >= 3, sense
        assert len(set(each)) == len(each), sense


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("treinta y cinco heridos", ["35"]),
        ("cuarenta mil litros", ["40000"]),
        ("40,000 litros", ["40000"]),
        ("3.1 millones de pesos", ["3100000"]),
        ("veintidós equipos y dos focos", ["22", "2"]),
        ("a las 9:30 de 2026, un hombre", []),
        ("treinta y tantos", ["30"]),
        ("mil 500 corredores y 2 mil 300 más", ["1500", "2300"]),
    ],
)
def test_a_figure_is_read_whole(said, figures):
    assert list(amounts(tokens(said))) == figures


@given(st.text(max_size=200))
def test_any_text_has_figures_and_a_manner(text):
    assert all(amounts(tokens(text)))
    assert len(manner(text, text)) == len(MANNERS)


def told(title, text):
    return dict(zip(MANNERS, manner(title, text), strict=True))


def test_a_first_note_tells_otherwise_than_a_follow_up():
    first = told("Roban reses", "ATENCO.- Un grupo robó a un ganadero 14 reses.")
    later = told("«Volvió sola»", "La vaca volvió al corral.")
    assert first["dateline"] > later["dateline"]
    assert first["figures"] > later["figures"]
    assert first["indefinite"] > later["indefinite"]
    assert later["quoted"] > first["quoted"]
    assert later["definite"] > first["definite"]
