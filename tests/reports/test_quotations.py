"""A quotation is shown from its first sentence to its last, or not at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.quotations import balanced, units
from reports.sentences import sentences, summary
from tests.reports import press


def grouped(text: str) -> list[str]:
    """What goes together, in brackets; what nothing completes, with a cross."""
    spans = sentences(text)
    found = []
    for place, unit in enumerate(units(text, spans)):
        if unit is None:
            found.append(f"x {text[slice(*spans[place])]}")
        elif unit[0] == place:
            found.append(text[spans[unit[0]][0] : spans[unit[-1]][1]])
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uno. “Dos. Tres”, dijo. Cuatro.", ["Uno.", "“Dos. Tres”, dijo.", "Cuatro."]),
        ("«Dos. Tres.» Cuatro.", ["«Dos. Tres.»", "Cuatro."]),
        ('"Dos. Tres", dijo. Y: "Sí. No".', ['"Dos. Tres", dijo.', 'Y: "Sí. No".']),
        ("”Dos. Tres”, dijo. Cuatro.", ["”Dos. Tres”, dijo.", "Cuatro."]),
        ("«Uno “dos. Tres” y. Más», dijo.", ["«Uno “dos. Tres” y. Más», dijo."]),
        ("Habló. “Dos. Tres.", ["Habló.", "x “Dos.", "x Tres."]),
        ("Dos. Tres”, dijo. Cuatro.", ["x Dos.", "x Tres”, dijo.", "Cuatro."]),
        ("“Dos. Tres.\nCuatro.", ["x “Dos.", "x Tres.", "Cuatro."]),
        ("‘Dos. Tres’, dijo.", ["‘Dos. Tres’, dijo."]),
        ("Vamos pa’ allá. Ven.", ["Vamos pa’ allá.", "Ven."]),
        ("Un tubo de 5” roto. Ya.", ["Un tubo de 5” roto.", "Ya."]),
        ("—No sé —dijo—. Quizá sí.\nCalló.", ["—No sé —dijo—. Quizá sí.", "Calló."]),
        ("- ¿Cuándo? Diga.\nCalló.", ["- ¿Cuándo? Diga.", "Calló."]),
    ],
)
def test_which_sentences_go_together(text: str, expected: list[str]) -> None:
    assert grouped(text) == expected


@settings(deadline=None)
@given(
    text=st.text(alphabet="Aa b.“”«»\n", max_size=120),
    evidence=st.text(alphabet="Aab", max_size=2),
)
def test_a_summary_never_shows_half_a_quotation(text: str, evidence: str) -> None:
    piece = press.clipping("Título", text)
    span = press.span_of(piece, evidence) if evidence in text else None
    told = summary(piece, title="Título", needed=[span] if span else [], evidence=span)
    pieces: list[str] = []
    for each in told:
        joined = pieces and not each.gap
        pieces = [*pieces[:-1], f"{pieces[-1]} {each.text}"] if joined else [*pieces, each.text]
    assert all(balanced(each) == each for each in pieces)


def test_a_summary_takes_the_whole_quotation_with_the_sentence_it_needs() -> None:
    text = "Hubo reclamos. “Tienen razón. El oficio llegó y nadie lo leyó”, dijo la edil. Y se fue."
    piece = press.clipping("Título", text)
    span = press.span_of(piece, "El oficio llegó")
    told = summary(piece, title="Título", needed=[span], evidence=span)
    assert [(each.text, each.evidence) for each in told] == [
        ("“Tienen razón.", False),
        ("El oficio llegó y nadie lo leyó”, dijo la edil.", True),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("“Tienen razón.", "Tienen razón."),
        ("Tienen razón”, dijo.", "Tienen razón, dijo."),
        ("Ayer “sí” y “no.", "Ayer “sí” y no."),
        ("«Así», dijo.", "«Así», dijo."),
        ("Sin comillas.", "Sin comillas."),
    ],
)
def test_half_a_quotation_loses_its_mark(sentence: str, expected: str) -> None:
    assert balanced(sentence) == expected


def test_a_page_of_marks_is_read_at_once() -> None:
    text = "“Dos. ‘Tres. " * 3000
    assert set(units(text, sentences(text))) == {None}
    assert re.sub(r"\s", "", balanced("”" * 9000)) == ""
