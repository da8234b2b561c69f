"""The office chooses the sections of its page and their order, and loses no story by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import SECTIONS, Config
from reports import digest
from reports.model import Digest
from tests.reports import press


def config(*sections: str) -> Config:
    known = press.config()
    chosen = known.profile.digest.model_copy(update={"sections": sections})
    profile = known.profile.model_copy(update={"digest": chosen})
    return known.model_copy(update={"profile": profile})


def built(*sections: str) -> Digest:
    return digest.build(press.sample_edition(), config(*sections))


USUAL = built()


def told(page: Digest) -> dict[str, str]:
    """The section of each story."""
    return {story.id: section.id for section in page.sections for story in section.stories}


def test_without_a_choice_the_page_is_the_usual() -> None:
    places = [each.id for each in USUAL.sections]
    assert places == sorted(places, key=SECTIONS.index)
    assert "rest" not in places


def test_the_page_has_the_order_of_the_office_and_each_story_stays_where_it_was() -> None:
    page = built(*reversed(SECTIONS))
    assert [each.id for each in page.sections] == [each.id for each in reversed(USUAL.sections)]
    assert told(page) == told(USUAL)


def test_what_a_section_left_goes_to_the_next_that_fits() -> None:
    page = built(*(each for each in SECTIONS if each != "attention"))
    moved = {key for key, where in told(USUAL).items() if where == "attention"}
    assert moved
    assert "rest" not in {told(page)[key] for key in moved}
    assert all(not story.reasons for section in page.sections for story in section.stories)


def test_what_fits_nowhere_is_told_last() -> None:
    page = built("columns", "mayor")
    *_, rest = page.sections
    assert (rest.id, rest.title) == ("rest", "Otras notas")
    assert {*told(page).values()} <= {"columns", "mayor", "rest"}


@pytest.mark.parametrize("said", ["sayings", "others", "figures", "coverage", "cover", "subject"])
def test_the_rest_of_the_page_does_not_change(said: str) -> None:
    assert getattr(built("mayor"), said) == getattr(USUAL, said)


@given(st.lists(st.sampled_from(SECTIONS), min_size=1))
def test_no_choice_loses_or_doubles_a_story(sections: list[str]) -> None:
    page = built(*sections)
    ids = [story.id for section in page.sections for story in section.stories]
    assert sorted(ids) == sorted(told(USUAL))
    places = [each.id for each in page.sections if each.id != "rest"]
    assert places == sorted(places, key=sections.index)
