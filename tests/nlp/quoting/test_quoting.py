"""Who says what: marks, dashes, clauses and headlines, and whom a bare verb speaks of."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import SintesisError
from nlp.evaluate import quotes, read_rows
from nlp.quoting import read

LABELLED = Path(__file__).parents[3] / "nlp" / "labelled" / "quotes.jsonl"
HOSTILE = ("“", '"', "—", "—a\n", "dijo que ", "dijo Ana, ", "“a b c d” ", "según ", "A. ", "\n«")


def said(text: str, title: str = "") -> list[tuple[str, str]]:
    whole = f"{title}\n{text}"
    return [(whole[one.start : one.end], one.speaker) for one in read(whole, title=len(title))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«No hay agua», dijo Elba Rosas.", ("No hay agua", "Elba Rosas")),
        ('"No hay agua", reclamó la vecina Elba Rosas.', ("No hay agua", "Elba Rosas")),
        ("Elba Rosas dijo: “Aquí no hay agua”.", ("Aquí no hay agua", "Elba Rosas")),
        ("‘Aquí no hay agua’, según Elba Rosas.", ("Aquí no hay agua", "Elba Rosas")),
        ("—Aquí no hay agua —dijo Elba Rosas.", ("Aquí no hay agua", "Elba Rosas")),
        ("Aquí no hay agua, lamentó la regidora.", ("Aquí no hay agua", "regidora")),
        ("La regidora aseguró ayer que no hay agua.", ("no hay agua", "regidora")),
        ("Según vecinos de Xico, no hay agua.", ("no hay agua", "vecinos de Xico")),
    ],
)
def test_each_way_of_telling_what_was_said(text: str, expected: tuple[str, str]) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "El programa “Caminos de Luz” llegó a la colonia.",
        "Detuvieron a Raúl N., alias “El Tuercas”.",
        "La denuncia que presentaron sigue en la fiscalía.",
        "Cabe señalar que el trámite es gratuito.",
        "El comandante no dijo que habría más patrullas.",
        "De acuerdo con el artículo 115, es competencia municipal.",
    ],
)
def test_what_nobody_says(text: str) -> None:
    assert said(text) == []


def test_a_surname_is_told_by_its_fullest_name() -> None:
    text = "“Ya quedó la obra”, dijo Solís. El director Marco Solís Peña cortó el listón."
    assert said(text) == [("Ya quedó la obra", "Marco Solís Peña")]


def test_a_bare_verb_is_of_the_last_who_spoke() -> None:
    text = "“No hay agua”, dijo Elba Rosas. Afuera llovía. “Y nadie nos avisó”, agregó."
    assert [speaker for _, speaker in said(text)] == ["Elba Rosas", "Elba Rosas"]


def test_a_bare_verb_is_of_a_person_who_acted_since() -> None:
    text = (
        "“No hay agua”, dijo Elba Rosas. El regidor Julio Mora visitó la calle. "
        "Prometió que volverá pronto."
    )
    assert [speaker for _, speaker in said(text)] == ["Elba Rosas", "Julio Mora"]


def test_a_speech_over_paragraphs_is_one() -> None:
    text = "“No hay agua.\n“Y nadie nos avisó”, dijo Elba Rosas."
    assert said(text) == [("No hay agua.\n“Y nadie nos avisó", "Elba Rosas")]


def test_headlines_sign_at_either_side() -> None:
    text = "La alcaldesa Rita Luna habló ayer."
    assert said(text, "Luna: no habrá aumento")[0] == ("no habrá aumento", "Rita Luna")
    assert said(text, "No habrá aumento: Luna")[0] == ("No habrá aumento", "Rita Luna")
    assert said(text, "Toluca: arranca el bacheo") == []


@given(st.text(alphabet=st.sampled_from("aAbñ “”\"«»‘'—-.,:;\n¿dijo que Ana"), max_size=300))
def test_any_text_is_read_and_no_two_sayings_overlap(text: str) -> None:
    found = read(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.timeout(20)
def test_a_hundred_kilobytes_of_anything_are_read_soon(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert isinstance(read(text, title=50_000), tuple)


def rows(part: str) -> list[quotes.Row]:
    return [row for row in read_rows(LABELLED) if row["part"] == part]


def test_quotes_hold_their_floor_on_words_they_were_not_written_for() -> None:
    scores = quotes.evaluate(rows("test"))
    assert scores["words.f1"] >= 0.91
    assert scores["speaker"] >= 0.92
    assert scores["words.f1"] > scores["baselines"]["marks"]["f1"] + 0.2


def test_the_labelled_spans_are_trimmed_words_of_their_text() -> None:
    for row in read_rows(LABELLED):
        for each in row["quotes"]:
            words = row[each["field"]][each["start"] : each["end"]]
            assert words
            assert words == words.strip(" .,;"), json.dumps(row, ensure_ascii=False)


def test_predictions_tell_every_row_and_a_wrong_row_is_named() -> None:
    [told] = quotes.predictions(rows("train")[1:2])
    assert told["predicted"][0]["speaker"] == "Marisol Quintanar"
    with pytest.raises(SintesisError, match="Fila 1"):
        quotes.evaluate([{"text": "x"}])
    with pytest.raises(SintesisError, match="speaker"):
        quotes.evaluate([{"text": "x", "quotes": [{"start": 0}]}])
