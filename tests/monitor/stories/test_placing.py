"""A note goes to the story that it fits best, and never where an analyst said that it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import (
    Frequencies,
    Member,
    Newcomer,
    Note,
    Piece,
    Said,
    partition,
    place,
    probability,
    profile,
    read,
    shortlist,
)
from monitor.stories.likeness import alone

WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTHING = Frequencies(notes=0, of={})

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
CRASH_ELSEWHERE = (
    "Choca una camioneta en la carretera a Texcoco",
    "Una camioneta volcó en la carretera a Texcoco, frente al mercado San Juan; el conductor de "
    "34 años salió ileso y la vía quedó cerrada media hora.",
)


def note(words, *, hours=0):
    title, text = words
    its = Piece(id="", title=title, text=text, published_at=WHEN)
    return Note(
        profile=profile(read(its), NOTHING),
        published_at=WHEN + timedelta(hours=hours),
    )


def member(clipping_id, story_id, words, **more):
    return Member(id=clipping_id, story_id=story_id, note=note(words, **more))


def test_one_event_in_other_words_is_likelier_than_another_event():
    same = probability(note(CRASH), note(CRASH_AGAIN, hours=5))
    other = probability(note(CRASH), note(CRASH_ELSEWHERE, hours=5))
    assert same > 0.8
    assert other < 0.5


def test_likeness_does_not_depend_on_who_is_first():
    one, other = note(CRASH), note(CRASH_AGAIN, hours=30)
    assert probability(one, other) == pytest.approx(probability(other, one))


def test_notes_without_a_word_in_common_tell_nothing_of_each_other():
    empty = note(("", ""))
    assert probability(empty, empty) < 1e-9
    assert probability(note(CRASH), note(("Abren taller", "Habrá cursos de guitarra."))) < 1e-9


def test_a_follow_up_is_found_without_the_words_of_the_first_note():
    theft = ("Roban 14 reses en El Tular", "Abigeos se llevaron 14 reses de un rancho de El Tular.")
    later = ("La vaca que volvió sola", "El ranchero la halló en la tranca, junto al corral vacío.")
    other = ("Abren taller de guitarra", "El curso de guitarra empieza el lunes en El Tular.")
    assert probability(note(theft), note(later, hours=8)) > probability(note(theft), note(other))
    new = Newcomer(id="z", note=note(later, hours=8))
    assert place(new, [member("b", "b", theft), member("c", "c", other)]).story_id != "c"


def test_what_tells_an_event_for_the_first_time_needs_more_to_join():
    assert alone(note(CRASH)) > alone(note(("«Ya lo veía venir»", "El chofer iba en el celular.")))


def test_a_note_joins_the_story_that_it_fits_best():
    new = Newcomer(id="m", note=note(CRASH_AGAIN, hours=4))
    known = [member("b", "b", CRASH), member("a", "a", CRASH_ELSEWHERE)]
    assert shortlist(new, known)[0] == "b"
    assert place(new, known).story_id == "b"
    assert place(new, known).absorbed == ()


def test_a_story_is_called_after_the_smallest_id():
    new = Newcomer(id="a", note=note(CRASH_AGAIN, hours=4))
    placed = place(new, [member("b", "b", CRASH)])
    assert (placed.story_id, placed.absorbed) == ("a", ("b",))


def test_days_later_it_is_another_story():
    later = Newcomer(id="z", note=note(CRASH_AGAIN, hours=24 * 5))
    assert place(later, [member("b", "b", CRASH)]).story_id == "z"
    assert shortlist(later, [member("b", "b", CRASH)]) == ()


def test_a_story_does_not_run_on_for_weeks():
    story = [member(f"b{day}", "b", CRASH, hours=24 * day) for day in range(9)]
    new = Newcomer(id="z", note=note(CRASH_AGAIN, hours=24 * 9))
    assert place(new, story[-1:]).story_id == "b"
    assert place(new, story).story_id == "z"


def test_what_an_analyst_put_together_is_together():
    new = Newcomer(id="z", note=note(CRASH_ELSEWHERE))
    said = Said(together=frozenset({"b"}))
    assert shortlist(new, [], said) == ("b",)
    assert place(new, [member("b", "b", CRASH)], said).story_id == "b"


def test_a_note_is_never_where_an_analyst_said_that_it_is_not():
    new = Newcomer(id="z", note=note(CRASH))
    known = [member("b", "b", CRASH), member("c", "c", CRASH_AGAIN)]
    assert place(new, known, Said(apart=frozenset({"b"}))).story_id == "c"
    assert place(new, known, Said(apart=frozenset({"b", "c"}))).story_id == "z"


def test_two_stories_kept_apart_are_not_joined_by_a_copy_of_both():
    new = Newcomer(id="z", note=note(CRASH))
    known = [member("b", "b", CRASH), member("c", "c", CRASH)]
    assert place(new, known).absorbed == ("c",)
    divided = frozenset({("b", "c"), ("c", "b")})
    assert place(new, known, Said(divided=divided)) == place(new, known[:1])


@given(st.permutations(range(6)), st.sets(st.sampled_from("bc")), st.booleans())
def test_what_is_said_holds_whatever_else_is_known(order, apart, divided):
    known = [
        member(f"{story}{number}", story, words)
        for number, (story, words) in enumerate(
            [("b", CRASH), ("c", CRASH), ("b", CRASH_AGAIN), ("c", CRASH_ELSEWHERE)] * 2
        )
    ]
    pairs = frozenset({("b", "c"), ("c", "b")}) if divided else frozenset()
    said = Said(apart=frozenset(apart), divided=pairs)
    placed = place(Newcomer(id="z", note=note(CRASH)), [known[number] for number in order], said)
    joined = {placed.story_id, *placed.absorbed} - {"z"}
    assert not joined & apart
    assert not (divided and len(joined) > 1)


def test_the_same_notes_give_the_same_stories_in_whatever_order_they_are_given():
    texts = [CRASH, CRASH_AGAIN, CRASH_ELSEWHERE, CRASH]
    pieces = [
        Piece(id=f"n{at}", title=title, text=text, published_at=WHEN + timedelta(hours=at))
        for at, (title, text) in enumerate(texts)
    ]
    assert partition(pieces) == partition(reversed(pieces))
    assert partition(pieces) == {"n0": "n0", "n1": "n0", "n2": "n2", "n3": "n0"}
