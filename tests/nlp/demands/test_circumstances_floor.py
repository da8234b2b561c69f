"""What the circumstances of demands must keep on the test part: another author's texts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from monitor.configfile import load
from monitor.folding import fold
from nlp import places, sentences
from nlp.demands.circumstances import Circumstances, Said
from nlp.piece import LONGEST_TEXT

ROOT = Path(__file__).parents[3]
LABELLED = ROOT / "nlp" / "labelled" / "demands_test.jsonl"
OFFICES = {"Nezahualcóyotl": "sources.yaml", "Iztapalapa": "examples/iztapalapa.yaml"}
DAY = date(2026, 11, 23)


def settlement(name: str) -> str:
    """A name as it is compared: without its aside."""
    return fold(name.partition("(")[0]).strip()


@pytest.fixture(scope="module")
def pairs():
    """(label, circumstance) of every demand."""
    readers = {}
    for home, file in OFFICES.items():
        config = load(ROOT / file)
        readers[home] = (places.reader(config), Circumstances(config))
    found = []
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        reader, circumstances = readers[row["home"]]
        text = row["text"][:LONGEST_TEXT]
        lines = list(sentences.split(text))
        said = [
            Said(start=one["span"][0], end=one["span"][1], category=one["category"])
            for one in row["demands"]
        ]
        told = circumstances.read(
            text, said, places=reader.read(text, lines), sentences=lines, day=DAY
        )
        found += zip(row["demands"], told, strict=True)
    return found


def share(hits):
    hits = list(hits)
    return sum(hits) / len(hits)


def test_the_colonia_is_the_one_that_is_said(pairs):
    assert len(pairs) > 400
    exact = share(
        settlement(label["place"].get("settlement", "")) == settlement(one.address.settlement)
        for label, one in pairs
    )
    assert exact >= 0.87


def test_whom_the_law_asks(pairs):
    assert share(label["competence"] == one.competence for label, one in pairs) >= 0.87


def test_how_urgent_it_is(pairs):
    levels = {label["urgency"] for label, _ in pairs}
    scores = []
    for level in levels:
        right = sum(label["urgency"] == level == one.urgency for label, one in pairs)
        said = sum(one.urgency == level for _, one in pairs)
        true = sum(label["urgency"] == level for label, _ in pairs)
        scores.append(2 * right / (said + true))
    assert len(scores) == 3
    assert sum(scores) / 3 >= 0.58
