"""Grouping as it happens: on both databases, one note after another, under an analyst's eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import grouping
from monitor.archive.records import Read
from monitor.model import Field, Outcome, Place, PlaceKind, Span
from monitor.stories import unpacked
from monitor.stories.words import place_key
from tests.monitor.archive.makers import NOW, analysis, announce, clipping, item

CRASH = (
    "Choque de dos camiones deja doce heridos en la avenida Pantitlán",
    "Doce personas resultaron heridas cuando dos camiones de pasajeros chocaron en la avenida "
    "Pantitlán, a la altura de la colonia Las Águilas. Las lleva al hospital Protección Civil.",
)
CRASH_AGAIN = (
    "Atienden en el hospital a los lesionados de Las Águilas",
    "Protección Civil trasladó a las doce personas que iban en los dos camiones que se impactaron "
    "por la mañana en la colonia Las Águilas, sobre la avenida Pantitlán.",
)
CONCERT = (
    "Llenan la explanada con sones y jaraneros",
    "El festival de son jarocho reunió a seis mil asistentes en la explanada de Tepexco, donde "
    "tocaron ocho grupos hasta la medianoche sin que hubiera incidentes.",
)


def arrive(archive, number, words, *, hours=0, outlet="diario", **read):
    """A note is announced, read, tagged and grouped."""
    title, text = words
    announced = replace(item(number, title=title), published_at=NOW + timedelta(hours=hours))
    announce(archive, announced)
    kept = replace(clipping(announced, text), outlet_id=outlet)
    archive.save_reads([Read(item_id=kept.id, outcome=Outcome.CLIPPED, clipping=kept)], now=NOW)
    archive.save_analyses([replace(analysis(kept, "gobierno"), **read)])
    while grouping.group(archive, now=NOW):
        pass
    return kept.id


def story(archive, clipping_id):
    return archive.story(clipping_id).id


def together(archive, *ids):
    return len({story(archive, each) for each in ids}) == 1


def say(archive, *, merge=(), split=()):
    if merge:
        stories = [story(archive, each) for each in merge]
        return archive.merge_stories(stories, by="Elvira", now=NOW)
    return archive.split_story(split, by="Elvira", now=NOW)


def test_an_event_told_in_other_words_is_one_story(archive):
    one = arrive(archive, 1, CRASH)
    other = arrive(archive, 2, CRASH_AGAIN, hours=3, outlet="radio")
    concert = arrive(archive, 3, CONCERT, hours=3)
    assert together(archive, one, other)
    assert not together(archive, one, concert)
    assert archive.story(other).id == min(one, other)


def test_a_copy_is_found_days_later_under_another_headline_and_with_a_lead(archive):
    long = " ".join(f"{CONCERT[1]} Fue el día {number} de la fiesta." for number in range(3))
    one = arrive(archive, 1, (CONCERT[0], long))
    lead = "Con información de agencia, así lo cuentan quienes estuvieron en la plaza anoche. "
    copy = arrive(archive, 2, ("Crónica de una noche", lead + long), hours=24 * 5)
    assert together(archive, one, copy)


def test_what_is_too_old_is_no_longer_found(archive):
    one = arrive(archive, 1, CRASH)
    with archive.grouping() as desk:
        desk.forget(now=NOW + timedelta(days=31))
    assert not together(archive, one, arrive(archive, 2, CRASH, hours=2))


def test_grouping_goes_on_where_a_kill_left_it(archive, monkeypatch):
    monkeypatch.setattr(grouping, "BATCH", 1)
    for number, words in enumerate((CRASH, CRASH_AGAIN, CONCERT), start=1):
        announced = item(number, title=words[0])
        announce(archive, announced)
        kept = clipping(announced, words[1])
        archive.save_reads([Read(item_id=kept.id, outcome=Outcome.CLIPPED, clipping=kept)], now=NOW)
        archive.save_analyses([analysis(kept, "gobierno")])
    with pytest.raises(KeyboardInterrupt), archive.grouping() as desk:  # noqa: PT012
        ((first, _),) = desk.waiting(limit=1)
        desk.save(first.id, story_id=first.id)
        raise KeyboardInterrupt
    assert len(archive.ungrouped()) == 3
    assert [grouping.group(archive, now=NOW) for _ in range(4)] == [1, 1, 1, 0]
    assert archive.counts().stories == 2


def test_what_the_reading_settled_is_kept_with_the_note(archive):
    span = Span(field=Field.TEXT, start=0, end=4)
    place = Place(kind=PlaceKind.SETTLEMENT, name="Huizachal", at=span)
    arrive(archive, 1, CRASH, places=(place,))
    with archive.grouping() as desk:
        (kin,) = desk.members([story(archive, item(1).id)])
    profile = unpacked(kin.profile, signature=kin.signature)
    assert place_key("Huizachal") in profile.places


def test_a_merge_stays_merged_and_takes_new_notes(archive):
    crash, concert = arrive(archive, 1, CRASH), arrive(archive, 2, CONCERT)
    assert say(archive, merge=(crash, concert)) == min(crash, concert)
    again = arrive(archive, 3, CRASH, hours=2, outlet="faro")
    copy = arrive(archive, 4, CONCERT, hours=2, outlet="radio")
    assert together(archive, crash, concert, again, copy)
    assert [each.said_by for each in archive.story(crash).corrections] == ["Elvira"]


def test_what_was_split_never_comes_together_through_a_third(archive):
    one = arrive(archive, 1, CRASH)
    other = arrive(archive, 2, CRASH, hours=1, outlet="radio")
    assert together(archive, one, other)
    assert say(archive, split=[other]) == other
    assert not together(archive, one, other)
    third = arrive(archive, 3, CRASH, hours=2, outlet="faro")
    assert not together(archive, one, other)
    assert together(archive, third, one) or together(archive, third, other)


def test_those_that_are_split_off_stay_together(archive):
    ids = [arrive(archive, number, CRASH, hours=number) for number in range(1, 5)]
    say(archive, split=ids[:2])
    assert together(archive, *ids[:2])
    assert together(archive, *ids[2:])
    assert not together(archive, ids[0], ids[2])


def test_the_later_of_two_corrections_counts(archive):
    one = arrive(archive, 1, CRASH)
    other = arrive(archive, 2, CRASH, hours=1)
    say(archive, split=[other])
    say(archive, merge=(one, other))
    arrive(archive, 3, CRASH, hours=2)
    assert together(archive, one, other)
    assert [each.together for each in archive.story(one).corrections] == [False, True]


def test_a_split_of_all_or_across_stories_is_refused(archive):
    one, other = arrive(archive, 1, CRASH), arrive(archive, 2, CONCERT)
    assert say(archive, split=[one]) is None
    assert say(archive, split=[one, other]) is None
    assert say(archive, split=["0" * 24]) is None
    assert archive.story("0" * 24) is None
    assert archive.merge_stories(["0" * 24], by="", now=NOW) is None
    assert not archive.story(one).corrections


def test_a_piece_that_was_never_grouped_obeys_what_was_said_of_it(archive):
    """As when an archive is grouped anew."""
    one, concert = arrive(archive, 1, CRASH), arrive(archive, 2, CONCERT)
    other = arrive(archive, 3, CRASH, hours=1)
    say(archive, split=[other])
    say(archive, merge=(other, concert))
    from sqlalchemy import text

    from monitor.archive.database import writing

    with writing(archive._engine) as db:
        db.execute(text("UPDATE clippings SET story_id = NULL"))
    while grouping.group(archive, now=NOW):
        pass
    assert together(archive, other, concert)
    assert not together(archive, one, other)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["merge", "split", "arrive"]), st.integers(0, 9), st.integers(0, 9)
        ),
        max_size=10,
    )
)
def test_the_last_word_on_every_pair_holds_whatever_happens(archive, happenings):
    start = archive.counts().items + 1
    ids = [arrive(archive, start + at, (CRASH, CONCERT)[at % 2], hours=at / 10) for at in range(4)]
    for what, first, second in happenings:
        one, other = ids[first % len(ids)], ids[second % len(ids)]
        if what == "arrive":
            number = archive.counts().items + 1
            ids.append(arrive(archive, number, (CRASH, CONCERT)[first % 2], hours=second / 10))
        elif what == "merge" and not together(archive, one, other):
            say(archive, merge=(one, other))
            assert together(archive, one, other)
        elif what == "split" and one != other and together(archive, one, other):
            say(archive, split=[one])
            assert not together(archive, one, other)
    for each in ids:
        standing = {(c.one, c.other): c.together for c in archive.story(each).corrections}
        for (one, other), is_together in standing.items():
            if one in ids and other in ids and not is_together:
                assert not together(archive, one, other)
