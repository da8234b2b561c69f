"""Which stories of a period are told as negative."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Stance
from reports.periodic.stories import stories
from tests.reports import press, week


def test_a_story_told_well_by_most_is_not_told_as_negative():
    given = week.facts()
    every = replace(given, most_negative=[replace(each, negative=1) for each in given.most_told])
    negative, _ = stories(every, press.config())
    assert negative
    assert {each.stance for each in negative} == {Stance.NEGATIVE}
    assert len(negative) < len(given.most_told)
