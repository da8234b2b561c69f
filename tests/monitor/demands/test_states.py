"""What may follow what, and how states are said and understood."""

from __future__ import annotations

from itertools import pairwise

import pytest

from monitor.demands.states import FOLLOWS, check, said, understood
from monitor.errors import CaseError
from monitor.labels import Competence, DemandState, HeardState, StepAction, Urgency

S = DemandState


@pytest.mark.parametrize("label", [*DemandState, *Urgency, *Competence, *HeardState, *StepAction])
def test_every_label_has_its_words(label):
    assert said(label)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.RECEIVED, S.ATTENDED),  # nobody has it yet
        (S.RECEIVED, S.CLOSED),
        (S.ROUTED, S.RECEIVED),
        (S.ROUTED, S.CLOSED),  # nobody answered
        (S.IN_PROGRESS, S.CLOSED),
        (S.ATTENDED, S.DECLINED),
        (S.CLOSED, S.ATTENDED),
    ],
)
def test_a_wrong_change_says_what_is_possible(before, after):
    with pytest.raises(CaseError) as refused:
        check("2026-00007", before, after)
    said_so = str(refused.value)
    assert "2026-00007" in said_so
    assert all(f"{said(each)}" in said_so for each in (before, after, *FOLLOWS[before]))


def test_the_usual_way_is_open_from_beginning_to_end():
    way = (S.RECEIVED, S.ROUTED, S.IN_PROGRESS, S.ATTENDED, S.CLOSED, S.ROUTED)
    assert [after in FOLLOWS[before] for before, after in pairwise(way)] == [True] * 5
    for before, after in pairwise(way):
        check("2026-00007", before, after)


def test_every_state_can_be_left_and_none_follows_itself():
    assert set(FOLLOWS) == set(DemandState)
    assert all(after and before not in after for before, after in FOLLOWS.items())


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("en atención", S.IN_PROGRESS),
        ("EN ATENCION", S.IN_PROGRESS),
        ("en-atencion", S.IN_PROGRESS),
        ("in_progress", S.IN_PROGRESS),
        ("No procede", S.DECLINED),
        ("de-otra-autoridad", S.NOT_OURS),
        ("atendida", S.ATTENDED),
        ("quién sabe", None),
        ("", None),
    ],
)
def test_a_state_is_understood_as_people_write_it(written, state):
    assert understood(DemandState, written) is state
