"""What is planted is found by its shape and the words beside it; what is nobody's is left."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.casework import MASK
from monitor.privacy import Kind, covered, found, joined

FOLDER = Path(__file__).parent


def lines(name: str) -> list[str]:
    whole = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in whole if line and not line.startswith("#")]


PLANTED = [line.split("\t") for line in lines("planted.tsv")]
CLEAN = lines("clean.txt")


@pytest.mark.parametrize(("kind", "planted", "frame"), PLANTED)
def test_what_is_planted_is_found_whole(kind: str, planted: str, frame: str) -> None:
    text = frame.replace("{}", planted)
    datum = next(each for each in found(text, spoken=True) if each.kind == kind)
    assert planted in text[datum.start : datum.end]
    left = text[: datum.start] + text[datum.end :]
    assert left.replace(" ", "").startswith(frame.split("{}")[0].replace(" ", "")[:4])


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_nobodys_is_left(text: str) -> None:
    assert [text[each.start : each.end] for each in found(text, spoken=True)] == []


def test_the_lists_are_as_long_as_they_were_asked_for():
    assert len(CLEAN) >= 150
    assert len(PLANTED) >= 60
    assert {each[0] for each in PLANTED} == {each.value for each in Kind} - {"name"}


def test_a_text_is_covered_and_keeps_its_length_and_its_spaces():
    text = "Sin agua. Mi cel 55 1234 5678, Lupita"
    assert covered(text) == "Sin agua. Mi cel •• •••• ••••, Lupita"
    assert covered(text, [(31, 37)]) == "Sin agua. Mi cel •• •••• ••••, ••••••"
    assert len(covered(text, [(31, 37)])) == len(text)


def test_names_of_networks_are_somebodys_only_where_the_public_speaks():
    assert found("según @lupita_hdz", spoken=False) == ()
    assert [each.kind for each in found("según @lupita_hdz", spoken=True)] == ["handle"]
    assert found("@edilesa_dora llamó", spoken=True, public={"edilesa_dora"}) == ()


def test_a_telephone_of_an_office_is_somebodys_once_somebody_claims_it():
    assert found("Protección Civil: 55 5743 1122") == ()
    assert found("Protección Civil no contesta, 55 5743 1122") != ()
    assert found("Ya fui a la alcaldía. Llámenme al 55 5743 1122") != ()


def test_wide_digits_and_hard_spaces_hide_nothing():
    assert covered("cel ５５１２３４５６７８") == "cel " + MASK * 10
    assert covered("cel 55\u00a01234\u00a05678") == "cel ••\u00a0••••\u00a0••••"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_keeps_its_length_and_is_covered_once(text: str) -> None:
    once = covered(text, spoken=True)
    assert len(once) == len(text)
    assert covered(once, spoken=True) == once


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_joined_spans_are_the_same_characters_apart(spans: list[tuple[int, int]]) -> None:
    kept = joined(spans)
    wanted = {place for start, end in spans for place in range(start, end)}
    assert {place for start, end in kept for place in range(start, end)} == wanted
    assert all(one[1] < other[0] for one, other in pairwise(kept))


def test_a_short_text_takes_little():
    text = "No hay agua en Morelos 123, vivo en Pirules #8, mi cel es 55 1234 5678, ya avisé al 072"
    found(text)
    best = min(_seconds(text) for _ in range(20))
    assert best < 0.002  # 0.0003 measured on an idle machine


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "vivo en 1 " * 1_000, "a@" * 5_000, "placas " * 4_000]
)
def test_no_text_takes_long(text: str) -> None:
    assert _seconds(text) < 5


def _seconds(text: str) -> float:
    began = perf_counter()
    found(text, spoken=True)
    return perf_counter() - began
