"""Summaries are whole sentences of the piece."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Span
from reports.sentences import LONGEST, sentences, summary
from tests.reports import press


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llegó. Se fue.", ["Llegó.", "Se fue."]),
        ("NEZA, Méx.– El Lic. Juan A. Pérez habló.", ["NEZA, Méx.– El Lic. Juan A. Pérez habló."]),
        ("¿Por qué? ¡Nadie sabe! Así es.", ["¿Por qué?", "¡Nadie sabe!", "Así es."]),
        ("«No hay agua.» Eso dijo.", ["«No hay agua.»", "Eso dijo."]),
        ("Costó 4.2 millones. La obra sigue.", ["Costó 4.2 millones.", "La obra sigue."]),
        ("Dijo que no. El alcalde calló.", ["Dijo que no.", "El alcalde calló."]),
        ("Entre Av. Juárez y C. 5 de Mayo.", ["Entre Av. Juárez y C. 5 de Mayo."]),
        ("Intertítulo\nLa nota sigue.", ["Intertítulo", "La nota sigue."]),
        ("Esperó… Y se fue.", ["Esperó…", "Y se fue."]),
        ("  \n \n", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@settings(deadline=None)
@given(text=st.text(alphabet='aÁñ .?!…\n«»"1M', max_size=80))
def test_sentences_leave_out_nothing_but_space(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


TEXT = (
    "Comenzó la obra de la avenida central este lunes por la mañana. Durará seis meses en total "
    "según el programa. Habrá desvíos en la zona. Participan cien personas en las cuadrillas. La "
    "alcaldesa la supervisó. Vecinos aplaudieron."
)


def told(words: str | None, *, title: str = "Obra", text: str = TEXT) -> list[str]:
    piece = press.clipping(title, text)
    span = press.span_of(piece, words) if words else None
    needed = [span] if span else []
    return [
        ("[…] " if each.gap else "") + ("*" if each.evidence else "") + each.text
        for each in summary(piece, title=title, needed=needed, evidence=span)
    ]


def test_the_sentence_that_names_is_there_and_gaps_are_marked() -> None:
    assert told("La alcaldesa la supervisó.") == [
        "Comenzó la obra de la avenida central este lunes por la mañana.",
        "Durará seis meses en total según el programa.",
        "[…] *La alcaldesa la supervisó.",
    ]


def test_without_anybody_named_it_opens_as_the_piece() -> None:
    assert told(None)[0].startswith("Comenzó")
    assert len(told(None)) == 3


def test_a_span_in_the_middle_of_a_sentence_brings_the_whole() -> None:
    assert "[…] *La alcaldesa la supervisó." in told("alcaldesa")


def test_evidence_in_the_title_marks_no_sentence() -> None:
    assert not any("*" in each for each in told("Título", title="Título de la obra"))


def test_a_post_is_not_told_twice() -> None:
    assert (
        told("No hay luz", title="No hay luz en la Nopalera", text="No hay luz en la Nopalera.")
        == []
    )


def test_only_a_text_without_full_stops_is_cut_and_it_shows() -> None:
    [sentence] = told(None, text="palabra " * 400)
    assert len(sentence) <= LONGEST + 1
    assert sentence.endswith("palabra…")


def test_an_evidence_beyond_the_text_is_nowhere() -> None:
    piece = press.clipping("Nota", "Corta y de una sola frase completa.")
    beyond = Span(field=press.Field.TEXT, start=900, end=910)
    assert [
        each.evidence for each in summary(piece, title="Nota", needed=[beyond], evidence=beyond)
    ] == [False]
