"""What an analyst changed in a draft, between the edition and its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.edits import Edit, EditAction
from monitor.model import Edition, Entry, PieceKind
from reports import digest, render
from reports.editing import in_force
from reports.model import Digest, StoryEntry
from reports.sections import SECTIONS, attention
from tests.reports import press


def edit(
    number: int, action: EditAction, story: str = "agua", *, before: str = "", after: str = ""
) -> Edit:
    return Edit(
        number=number,
        edition_id="2026-11-23T07:00",
        action=action,
        story_id=story,
        before=before,
        after=after,
        made_by="Elvira\N{RIGHT-TO-LEFT OVERRIDE} Soto",
        made_at=press.OPENED,
    )


def drop(number: int, story: str = "agua") -> Edit:
    return edit(number, EditAction.DROP, story)


def pin(number: int, story: str) -> Edit:
    return edit(number, EditAction.PIN, story, after="attention")


def move(number: int, story: str, to: str) -> Edit:
    return edit(number, EditAction.MOVE, story, after=to)


def undo(number: int, of: int) -> Edit:
    return edit(number, EditAction.UNDO, before=str(of))


def built(*edits: Edit, edition: Edition | None = None) -> Digest:
    given = replace(edition or press.sample_edition(), edits=edits)
    return digest.build(given, press.config())


def section(of: Digest, key: str) -> list[str]:
    found = (each for each in of.sections if each.id == key)
    return [story.id for each in found for story in each.stories]


def story(of: Digest, key: str) -> StoryEntry:
    (found,) = (each for part in of.sections for each in part.stories if each.id == key)
    return found


def ids(of: Digest) -> list[str]:
    return [story.id for section in of.sections for story in section.stories]


def test_a_dropped_story_is_nowhere_on_the_page_nor_in_its_numbers() -> None:
    before, after = built(), built(drop(1))
    water = story(before, "agua")
    assert "agua" not in ids(after)
    assert after.cover.stories == before.cover.stories - 1
    assert after.cover.impacts == before.cover.impacts - len(water.impacts)
    assert not any(each.where.title == water.title for each in after.sayings)
    assert "Ofelia Barrera" not in render.text(after)
    assert after.unnamed == before.unnamed


def test_a_pinned_story_opens_what_requires_attention_and_says_who_pinned_it() -> None:
    before = built()
    first, *_ = section(before, "attention")
    after = built(pin(1, "luz"))
    assert section(after, "attention")[:2] == ["luz", first]
    assert story(after, "luz").reasons == ("fijada por Elvira Soto",)
    assert sorted(ids(after)) == sorted(ids(before))


def test_of_several_pinned_the_order_is_that_of_the_pins() -> None:
    market = next(each for each in section(built(), "government") if each != "luz")
    after = built(pin(1, market), pin(2, "luz"), pin(3, market))
    assert section(after, "attention")[:2] == ["luz", market]


def many(number: int) -> list[Entry]:
    """Stories that all require attention, the sooner the lower their number."""
    pieces = [
        press.clipping(f"Acusan a la alcaldesa {n}", "La alcaldesa mintió.", hours_before=20 - n)
        for n in range(number)
    ]
    return [
        press.entry(each, press.reading(each, "mayor", press.BAD, "La alcaldesa mintió."))
        for each in pieces
    ]


def test_what_requires_attention_stays_short_and_what_gives_way_is_told_below() -> None:
    edition = press.edition(*many(7))
    before = built(edition=edition)
    *_, last = section(before, "mayor")
    after = built(pin(1, last), edition=edition)
    assert len(section(after, "attention")) == attention.MOST
    assert section(after, "attention")[0] == last
    assert sorted(ids(after)) == sorted(ids(before))


def test_a_moved_story_is_told_in_that_section_and_in_no_other() -> None:
    after = built(move(1, "agua", "municipality"))
    assert "agua" in section(after, "municipality")
    assert ids(after).count("agua") == 1
    widest, *_ = section(after, "municipality")
    assert widest == "agua"  # six outlets carry it


def test_what_is_moved_to_attention_follows_what_is_there() -> None:
    after = built(move(1, "luz", "attention"))
    *_, last = section(after, "attention")
    assert last == "luz"
    assert story(after, "luz").reasons == ("puesta aquí por Elvira Soto",)


def test_a_story_moved_to_a_section_that_is_no_more_stays_in_its_own() -> None:
    assert ids(built(move(1, "luz", "deportes"))) == ids(built())


def test_the_last_word_on_where_a_story_goes_counts() -> None:
    assert ids(built(drop(1), pin(2, "agua"), drop(3))) == ids(built(drop(1)))
    assert section(built(drop(1), pin(2, "agua")), "attention")[0] == "agua"


def test_an_edited_summary_is_shown_as_such_and_its_proof_stands_beside_it() -> None:
    said = "Vecinos cerraron\nla avenida."
    after = story(built(edit(1, EditAction.SUMMARY, after=said)), "agua")
    assert [each.text for each in after.summary] == ["Vecinos cerraron la avenida."]
    assert after.edited
    assert after.quote
    assert "nos prometió pipas" in after.quote.text
    page = built(edit(1, EditAction.SUMMARY, after=said))
    for shown in (render.text(page), render.html(page)):
        assert " ".join(shown.split()).count("resumen editado por la oficina") == 1
    assert not story(built(), "agua").edited


def test_a_column_is_edited_apart_from_the_news_of_its_story() -> None:
    news = press.clipping("El alcalde compra patrullas", "El gobierno compró patrullas.")
    column = press.clipping(
        "Patrullas y votos", "El gobierno compra votos.", kind=PieceKind.COLUMN, author="E. Luna"
    )
    entries = [
        press.entry(each, press.reading(each, "government", press.PLAIN, "El gobierno"), story="s")
        for each in (news, column)
    ]
    edition = press.edition(*entries)
    (apart,) = section(built(edition=edition), "columns")
    assert ids(built(drop(1, apart), edition=edition)) == ["s"]
    assert ids(built(drop(1, "s"), edition=edition)) == [apart]


def test_what_was_said_of_a_story_holds_when_it_becomes_part_of_another() -> None:
    first, second = (
        press.entry(piece, press.reading(piece, "government", press.PLAIN, "El gobierno"))
        for piece in (
            press.clipping("Uno", "El gobierno compró."),
            press.clipping("Dos", "El gobierno vendió.", outlet_id="calle"),
        )
    )
    edits = (drop(1, second.story_id),)
    whole = press.edition(first, replace(second, story_id=first.story_id))
    assert ids(built(*edits, edition=press.edition(first, second))) == [first.story_id]
    assert ids(built(*edits, edition=whole)) == []


def test_an_edit_of_a_story_that_is_not_here_changes_nothing() -> None:
    edits = (drop(1, "otra"), pin(2, "otra"), edit(3, EditAction.SUMMARY, "otra", after="No."))
    assert built(*edits) == built()


def test_an_undone_edit_does_not_hold_until_its_undoing_is_undone() -> None:
    made = drop(1)
    assert in_force((made, undo(2, 1))) == ()
    assert in_force((made, undo(2, 1), undo(3, 2))) == (made,)
    assert in_force((made, undo(2, 1), undo(3, 2), undo(4, 3))) == ()


@pytest.mark.parametrize(("approved", "marked"), [(None, False), (True, False), (False, True)])
def test_an_edition_without_the_approval_that_is_asked_for_says_so(approved, marked) -> None:
    told = digest.build(replace(press.sample_edition(), approved=approved), press.config())
    for shown in (told.subject, render.text(told), render.html(told)):
        assert ("sin visto bueno" in shown.lower()) is marked


PLACES = st.sampled_from([each.id for each in SECTIONS])
STORIES = st.sampled_from(ids(built()))
EDITS = st.lists(
    st.one_of(
        st.builds(lambda s: (EditAction.DROP, s, ""), STORIES),
        st.builds(lambda s: (EditAction.PIN, s, "attention"), STORIES),
        st.builds(lambda s, to: (EditAction.MOVE, s, to), STORIES, PLACES),
        st.builds(lambda s: (EditAction.SUMMARY, s, "Otra cosa."), STORIES),
    ),
    max_size=6,
)


@settings(max_examples=20)  # each builds four digests
@given(EDITS)
def test_whatever_is_edited_each_story_is_told_once_or_was_dropped(
    made: Sequence[tuple[EditAction, str, str]],
) -> None:
    edits = [
        edit(number, action, key, after=after) for number, (action, key, after) in enumerate(made)
    ]
    last = {each.story_id: each for each in edits if each.action is not EditAction.SUMMARY}
    gone = {key for key, each in last.items() if each.action is EditAction.DROP}
    after = built(*edits)
    assert sorted(ids(after)) == sorted(set(ids(built())) - gone)
    assert after == built(*edits)
    later = [replace(each, made_at=each.made_at + timedelta(hours=1)) for each in edits]
    assert built(*later) == after  # when it was said changes nothing on the page
