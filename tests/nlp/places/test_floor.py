"""How well places are read: floors on the labelled file, and what `evaluate places` says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.errors import SintesisError
from nlp.evaluate import places, read_rows
from nlp.places.municipalities import Home

LABELLED = Path(__file__).parents[3] / "nlp" / "labelled"
ROWS = read_rows(LABELLED / "places.jsonl")
HOME = Home(name="San Jacinto del Valle")


def scores(rows, known):
    read = places.Places(known=known, home=HOME)
    return places.evaluate(rows, read, known)


def test_the_test_part_stays_above_its_floors(catalogue):
    got = scores([row for row in ROWS if row["part"] == "test"], catalogue)
    assert got["n"] >= 100
    assert got["spans.f1"] >= 0.95
    assert got["colonia.f1"] >= 0.95
    assert got["calle.f1"] >= 0.95
    assert got["municipality.accuracy"] >= 0.97
    assert got["spans.f1"] > got["baseline.gazetteer.f1"] + 0.5


def test_without_a_catalogue_it_stays_useful():
    got = scores([row for row in ROWS if row["part"] == "test"], places.EMPTY)
    assert got["spans.f1"] >= 0.90


def test_no_text_stands_in_both_parts():
    texts = {part: {row["text"] for row in ROWS if row["part"] == part} for part in ("dev", "test")}
    assert len(ROWS) >= 300
    assert not texts["dev"] & texts["test"]


def test_predictions_show_the_truth_beside_what_was_said(catalogue):
    read = places.Places(known=catalogue, home=HOME)
    row = {
        "text": "Fuga en la colonia El Sol.",
        "places": [{"start": 11, "end": 25, "kind": "colonia", "municipality": HOME.name}],
    }
    [one] = places.predictions([row], read)
    assert one["places"] == one["predicted"]
    assert one["predicted"][0]["words"] == "colonia El Sol"
    json.dumps(one)


def test_the_baseline_takes_every_name_for_a_colonia(catalogue):
    said = places.named("Benito Juárez nació lejos de La Joya.", catalogue)
    assert list(said.values()) == [None, "Xaltepec de las Flores"]


@pytest.mark.parametrize(
    "row", [{"text": "x"}, {"text": "x", "places": [{"start": 0, "end": 1, "kind": "isla"}]}]
)
def test_a_row_that_is_not_of_this_shape_is_said(catalogue, row):
    with pytest.raises(SintesisError, match="Fila 1"):
        scores([row], catalogue)
