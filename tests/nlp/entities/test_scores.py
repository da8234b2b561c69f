"""The recogniser on texts of an author whom it never read: floors that may only rise."""

from pathlib import Path

import pytest

import nlp
from monitor.errors import SintesisError
from nlp import lexicons
from nlp.entities.model import FILE, shipped
from nlp.evaluate import entities, read_rows

LABELLED = Path(nlp.__file__).parent / "labelled"
LISTS = sorted(path.name for path in (lexicons.FOLDER / "names").iterdir())


@pytest.fixture(scope="module")
def rows():
    return read_rows(LABELLED / "readings_test.jsonl")


def test_names_hold_their_floor_far_above_the_baseline(rows):
    scores = entities.evaluate(rows, shipped())
    assert scores["n"] >= 600
    assert scores["f1"] >= 0.88
    assert scores["spans.f1"] >= 0.94
    assert scores["PER.f1"] >= 0.89
    assert scores["baselines"]["capitals"]["f1"] < 0.5
    assert scores["f1_ci"][0] <= scores["f1"] <= scores["f1_ci"][1]
    assert scores["errors"]


def test_capitals_and_accents_matter_less_than_words(rows):
    def recased(change):
        return [{**row, "text": change(row["text"])} for row in rows]

    same_length = [row for row in rows if len(row["text"].upper()) == len(row["text"])]
    assert len(same_length) > 600
    upper = entities.evaluate(recased(str.upper), shipped())
    plain = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU")
    unaccented = entities.evaluate(recased(lambda text: text.translate(plain)), shipped())
    assert upper["f1"] >= 0.6
    assert unaccented["f1"] >= 0.82


def test_no_text_of_the_test_part_was_trained_on(rows):
    trained = read_rows(LABELLED / "readings.jsonl") + read_rows(LABELLED / "names.jsonl")
    assert not {row["text"] for row in rows} & {row["text"] for row in trained}


def test_the_weights_are_small():
    assert FILE.stat().st_size < 3_000_000


class Silent:
    def names(self, text):
        return []


def test_who_says_nothing_scores_nothing_and_predictions_tell_what_was_missed():
    row = {"text": "Llegó Ana", "entities": [[6, 9, "PER"]]}
    scores = entities.evaluate([row], Silent())
    assert scores["f1"] == scores["precision"] == scores["recall"] == 0
    assert entities.predictions([row], Silent()) == [
        {"text": "Llegó Ana", "missed": ["PER Ana"], "wrong": []}
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"text": "x"},
        {"text": 3, "entities": []},
        {"text": "xy", "entities": [[0, 1, "ANIMAL"]]},
        {"text": "xy", "entities": [[1, 1, "PER"]]},
        {"text": "xy", "entities": [["0", 1, "PER"]]},
    ],
)
def test_a_wrong_row_is_named(row):
    with pytest.raises(SintesisError, match="Fila 1"):
        entities.evaluate([row], Silent())


@pytest.mark.parametrize("name", LISTS)
def test_no_name_stands_twice_in_a_list_and_every_list_is_told_of(name):
    told = (Path(nlp.__file__).parent / "MODELS.md").read_text(encoding="utf-8")
    assert f"`{name}`" in told
    entries = [row[0] for row in lexicons.rows(f"names/{name}")]
    assert len(entries) == len(set(entries))
