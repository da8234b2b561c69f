"""What we ship, on demands that two other authors wrote: floors that may only rise; the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.joined import joiner
from monitor.errors import SintesisError
from monitor.labels import Competence
from monitor.model import Address, Field, Petition, Span
from nlp.demands import sure
from nlp.evaluate import demands, read_rows
from nlp.evaluate.demands import Reader
from nlp.evaluate.offices import Offices
from tests.nlp.conftest import CONFIG

LABELLED = Path(__file__).parents[3] / "nlp" / "labelled"

Row = Mapping[str, Any]


def test_demands_hold_their_floor_on_authors_who_taught_nothing() -> None:
    offices = Offices(LABELLED)
    reader = Reader(
        petitions=offices.petitions,
        category=offices.category,
        office=offices.office,
        join=joiner(offices.config),
        sure=sure(),
    )
    scores = demands.evaluate(read_rows(LABELLED / "demands_test.jsonl"), reader)
    assert scores["n"] >= 700
    assert scores["detection.f1"] >= 0.89
    assert scores["spans.f1"] >= 0.82
    assert scores["petitions.f1"] >= 0.67
    assert scores["category.macro_f1"] >= 0.81
    assert scores["category.macro_f1"] > scores["baselines"]["keywords"]["macro_f1"] + 0.15
    assert scores["office.top1"] >= 0.84
    assert scores["ece"] <= 0.06
    assert scores["turned.right"] >= 0.95
    assert scores["turned.share"] >= 0.18
    assert scores["joined.precision"] >= 0.85
    assert scores["joined.recall"] >= 0.6


TEXT = "no hay agua y la lámpara no prende"
ROW = {
    "id": "1",
    "text": TEXT,
    "event": "e1",
    "demands": [
        {
            "span": [0, 11],
            "category": "falta-de-agua",
            "urgency": "normal",
            "competence": "ours",
            "place": {"settlement": "El Sol"},
        },
        {"span": [14, 34], "category": "alumbrado"},
    ],
}


def petition(start: int, end: int, category: str, **given: Any) -> Petition:
    at = Span(field=Field.TEXT, start=start, end=end)
    return Petition(at=at, category=category, confidence=given.pop("confidence", 0.9), **given)


def scored(told: Sequence[Petition], *rows: Row, **given: Any) -> dict[str, Any]:
    reader = Reader(
        petitions=lambda row: told if row["text"] == TEXT else (),
        category=lambda row, said: "falta-de-agua",
        office=lambda row, category: {"falta-de-agua": "agua", "alumbrado": "luz"}.get(category),
        **given,
    )
    return demands.evaluate(rows or (ROW,), reader)


def test_a_petition_is_right_where_it_meets_a_demand_and_is_of_its_category() -> None:
    home = Address(settlement="el sol")
    told = [petition(3, 11, "falta-de-agua", address=home), petition(20, 34, "robo")]
    scores = scored(told, sure=0.5)
    assert scores["spans.f1"] == 1
    assert scores["petitions.f1"] == 0.5
    assert scores["settlement.exact"] == scores["urgency.accuracy"] == 1
    assert scores["category.top1"] == scores["office.top1"] == 0.5
    assert scores["turned.right"] == 0.5
    assert scores["turned.share"] == 1


def test_what_is_told_of_another_municipality_is_no_demand_of_ours() -> None:
    told = [petition(0, 11, "falta-de-agua", competence=Competence.NEIGHBOUR)]
    assert scored(told)["detection.f1"] == 0
    assert scored([petition(0, 11, "robo")])["detection.f1"] == 1


def test_two_petitions_never_meet_one_demand() -> None:
    told = [petition(0, 5, "falta-de-agua"), petition(5, 11, "falta-de-agua")]
    assert scored(told)["spans.precision"] == 0.5


def test_nothing_that_is_unsure_turns_by_itself() -> None:
    scores = scored([petition(0, 11, "falta-de-agua", confidence=0.4)], sure=0.5)
    assert scores["turned.right"] is None
    assert scores["turned.share"] == 0


def test_pairs_of_rows_of_one_event_are_joined_or_not() -> None:
    other = {**ROW, "id": "2"}
    third = {**ROW, "id": "3", "event": "e2"}
    told = [petition(0, 11, "falta-de-agua")]
    alone = scored(told, ROW, other, third, join=lambda told: [*map(str, range(len(told)))])
    assert (alone["joined.precision"], alone["joined.recall"]) == (None, 0)
    together = scored(told, ROW, other, third, join=lambda told: ["one"] * len(told))
    assert together["joined.recall"] == 1
    assert together["joined.precision"] == pytest.approx(1 / 3, abs=0.001)


def test_the_joiner_hears_one_after_another() -> None:
    home = Address(street="Nogal", between=("Roble",), settlement="Loma Bonita")
    far = Address(street="Ceiba", between=("Pino",), settlement="El Mirador")
    told = [
        ({**ROW, "id": str(number)}, petition(0, 11, "falta-de-agua", address=address))
        for number, address in enumerate((home, far, home))
    ]
    first, second, third = joiner(lambda row: CONFIG)(told)
    assert first == third != second


def test_predictions_tell_every_row_and_its_petitions() -> None:
    reader = Reader(
        petitions=lambda row: [petition(0, 11, "falta-de-agua")],
        category=lambda row, said: "robo",
        office=lambda row, category: None,
    )
    [row] = demands.predictions([ROW], reader)
    assert row["predicted"][0]["words"] == "no hay agua"
    assert demands.reliability([ROW], reader) == [(0.9, 1.0, 1)]


@pytest.mark.parametrize(
    "row",
    [
        {"text": "sin agua"},
        {"text": 3, "demands": []},
        {"text": "sin agua", "demands": [{"span": [4, 90], "category": "robo"}]},
        {"text": "sin agua", "demands": [{"span": [0, 3]}]},
    ],
)
def test_a_row_that_breaks_the_guide_is_named(row: Row) -> None:
    with pytest.raises(SintesisError, match="Fila 1"):
        scored([], row)
