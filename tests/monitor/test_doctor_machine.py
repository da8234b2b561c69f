"""What the doctor says of the machine itself."""

from __future__ import annotations

import pytest

from monitor.doctor.machine import unsafe
from monitor.room import Room, left


@pytest.mark.parametrize(
    ("version", "is_told"), [((2, 2, 10), True), ((2, 4, 0), True), ((2, 4, 1), False)]
)
def test_a_parser_that_lets_entities_multiply_is_told(version, is_told):
    found = list(unsafe("expat_2.x", version))
    assert [each.level for each in found] == (["failure"] if is_told else [])


def test_room_is_asked_where_a_file_will_be(tmp_path):
    absent = tmp_path / "aún" / "no" / "sintesis.db"
    assert left(absent) > 0
    assert not Room(places=(absent,), least=2**70).is_left()
    assert Room(places=(absent,), least=0).is_left()
