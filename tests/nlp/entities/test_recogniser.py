"""Names in sentences: whole, of the right kind, whatever the case, and at any length of text."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nlp.entities.features import sheet
from nlp.entities.model import REMEMBERED, Recogniser, shipped
from nlp.entities.tags import TAGS, names, of
from nlp.entities.tokens import LONGEST_TEXT, lines
from nlp.entities.words import Shape, known, shape_of


def read(text):
    return [f"{kind} {text[start:end]}" for start, end, kind in shipped().names(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "La diputada Nadia Quezada Luévano pidió a la Secretaría de Salud un informe.",
            ["PER Nadia Quezada Luévano", "ORG Secretaría de Salud"],
        ),
        (
            "El accidente ocurrió en la colonia Lomas del Encanto, en Ecatepec.",
            ["LOC Lomas del Encanto", "LOC Ecatepec"],
        ),
        ("El miércoles habrá sesión, dijo ayer la vocera.", []),
        ("IMSS y CFE firmaron con Ramiro Otáñez", ["ORG IMSS", "ORG CFE", "PER Ramiro Otáñez"]),
        (
            "Hubo 14 heridos en Baja California Sur, informó la Guardia Nacional.",
            ["LOC Baja California Sur", "ORG Guardia Nacional"],
        ),
        ("", []),
        ("\n \n", []),
    ],
)
def test_names_are_found_whole_and_of_their_kind(text, said):
    assert read(text) == said


def test_every_line_is_read_by_itself():
    first, second = "Renunció Hilario Montemayor", "Guadalajara amaneció sin agua"
    assert read(f"{first}\n\n{second}") == read(first) + read(second)


@given(some.text(max_size=400))
def test_any_text_gives_names_in_order_that_do_not_overlap(text):
    found = shipped().names(text)
    assert all(0 <= name.start < name.end <= len(text) for name in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all("\n" not in text[name.start : name.end] for name in found)


def test_words_met_before_change_nothing():
    texts = ["Ximena Alcudia dijo que no", "la Alcaldía de Tuxcatepec", "PEMEX, sin Ximena"]
    fresh = [Recogniser().names(text) for text in texts]
    worn = Recogniser()
    worn.names(" ".join(f"Palabra{number}" for number in range(REMEMBERED + 10)))
    assert [worn.names(text) for text in texts] == fresh
    assert [worn.names(text) for text in texts] == fresh


@pytest.mark.parametrize("unit", ["¡", "A", "de ", "Juan ", "J. ", "\n", "#", "á1-", "“"])
def test_a_hostile_text_costs_no_more_than_its_length(unit):
    shipped().names("calienta")
    begun = process_time()
    shipped().names(unit * (LONGEST_TEXT // len(unit)))
    assert process_time() - begun < 6


def test_what_follows_a_very_long_text_is_not_looked_at():
    assert shipped().names("x " * (LONGEST_TEXT // 2) + "Juan Pérez") == []


@given(some.lists(some.sampled_from(["PER", "ORG", "LOC", ""]), max_size=12), some.data())
def test_tags_lead_back_to_the_names_they_were_made_from(kinds, data):
    spans, at = [], 0
    for kind in kinds:
        size = data.draw(some.integers(1, 4))
        spans += [(at, at + size - 1, kind)] if kind else []
        at += size
    assert list(names(of(at, spans))) == spans


def test_no_tag_stands_where_it_may_not():
    from nlp.entities.tags import allowed

    table = allowed()
    assert not table[TAGS.index("O"), TAGS.index("I-PER")]
    assert not table[TAGS.index("B-PER"), TAGS.index("L-ORG")]
    assert table[TAGS.index("B-PER"), TAGS.index("L-PER")]


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("Ana", Shape.CAPITAL),
        ("DIF", Shape.CAPITALS),
        ("N.", Shape.INITIAL),
        ("TikTok", Shape.MIXED),
        ("de", Shape.LINK),
        ("agua", Shape.LOWER),
        ("12", Shape.NUMBER),
        ("«", Shape.OPENING),
        ("\n", Shape.EDGE),
    ],
)
def test_the_shape_of_a_word(word, shape):
    assert shape_of(word) is shape


def test_runs_join_capitalised_words_over_links_only():
    [line] = lines("dijo Ana de la O ayer en Santa Fe")
    page = sheet([line], lambda word: known(word, frozenset()))
    runs = page.runs
    inside = [page.tokens[at].word for at in range(len(page.tokens)) if runs.first[at]]
    assert inside == ["Ana", "de", "la", "O", "Santa", "Fe"]
    assert page.tokens[runs.anchor[3]].word == "dijo"
