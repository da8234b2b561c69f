"""Copies of one text are one story, whoever arrives first; other texts never are."""

import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stories import (
    SAME,
    Member,
    Newcomer,
    Note,
    Profile,
    bands,
    place,
    shortlist,
    signature,
    similarity,
)

VOCABULARY = [
    f"{start}{middle}{end}" for start in "abcdefgh" for middle in "aeiou" for end in "lnrs"
]


def text(seed, words=240):
    return " ".join(random.Random(seed).choices(VOCABULARY, k=words))


def same(one, other):
    kin = set(bands(one)) & set(bands(other))
    return bool(kin) and similarity(one, other) >= SAME


ORIGINAL = text("agencia")
WORDS = ORIGINAL.split()


@pytest.mark.parametrize(
    "copy",
    [
        ORIGINAL,
        ORIGINAL.upper(),
        ORIGINAL.replace(" ", "\n"),
        " ".join(WORDS[:144]),  # the tail is cut to 60 %
        " ".join(WORDS[:120]),  # half of it
        text("entrada", 40) + " " + ORIGINAL,  # a lead is added
        text("entrada", 30) + " " + " ".join(WORDS[:150]),
        " ".join(word if place % 40 else "otra" for place, word in enumerate(WORDS)),  # edited
    ],
)
def test_a_copy_is_the_same_under_another_headline(copy):
    assert same(signature("Una cabeza", ORIGINAL), signature("Otra cabeza", copy))


@pytest.mark.parametrize("words", [5, 30, 240])
def test_other_texts_are_not_the_same(words):
    signatures = [signature(f"Nota {seed}", text(seed, words)) for seed in range(60)]
    pairs = ((a, b) for place, a in enumerate(signatures) for b in signatures[:place])
    assert not any(same(a, b) for a, b in pairs)


def test_a_phrase_in_common_makes_no_story():
    greeting = "Gracias por la visita vecinas y vecinos de la colonia"
    assert not same(
        signature("", f"{greeting} Aurora: mañana inicia el bacheo en la avenida principal"),
        signature("", f"{greeting} Reforma: se suspende la jornada de vacunación de mascotas"),
    )


def test_a_short_post_is_the_same_only_when_equal():
    post = "No hay agua en la colonia Aurora"
    assert same(signature("", post), signature("", "¡NO HAY AGUA en la colonia Aurora!"))
    assert not same(signature("", post), signature("", f"{post} Oriente"))


@pytest.mark.parametrize(("title", "text"), [("", ""), ("¡!", "… —"), ("", " \n ")])
def test_nothing_is_like_nothing(title, text):
    nothing = signature(title, text)
    assert not bands(nothing)
    assert similarity(nothing, nothing) == 0


def test_one_word_has_a_signature():
    assert same(signature("", "Iztapalapa"), signature("", "IZTAPALAPA"))


def test_the_accents_of_decomposed_letters_do_not_matter():
    assert signature("", "el señor López habló ayer de más obras") == signature(
        "", "el sen\u0303or Lo\u0301pez hablo\u0301 ayer de ma\u0301s obras"
    )


def test_a_signature_is_the_same_in_every_process():
    code = "from monitor.stories import *; print(signature('', 'uno dos tres cuatro cinco').hex())"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert answers == {signature("", "uno dos tres cuatro cinco").hex()}


WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)


def newcomer(clipping_id, its):
    note = Note(profile=Profile(signature=its, weights={}), published_at=WHEN)
    return Newcomer(id=clipping_id, note=note)


def grouped(arriving):
    """What the archive does with each clipping, in the order given."""
    kept = []
    for clipping_id, its in arriving:
        new = newcomer(clipping_id, its)
        near = [m for m in kept if set(bands(m.note.profile.signature)) & set(bands(its))]
        stories = shortlist(new, near)
        placed = place(new, [member for member in kept if member.story_id in stories])
        kept = [
            replace(member, story_id=placed.story_id)
            if member.story_id in placed.absorbed
            else member
            for member in kept
        ]
        kept.append(Member(id=clipping_id, story_id=placed.story_id, note=new.note))
    return {member.id: member.story_id for member in kept}


def cut(story, first, last):
    return signature("", " ".join(text(story, 200).split()[first:last]))


# Cuts of which some are like each other only through a third.
CUTS = [
    (f"{story}{number}", cut(story, first, last))
    for story in ("x", "y", "z")
    for number, (first, last) in enumerate([(0, 110), (40, 150), (90, 200), (0, 200)])
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(CUTS), st.integers(1, len(CUTS)))
def test_the_order_of_arrival_does_not_matter(arriving, some):
    kept = arriving[:some]
    assert grouped(kept) == grouped(sorted(kept))


def test_a_late_clipping_joins_two_stories():
    joined = grouped([CUTS[2], CUTS[0], CUTS[3]])
    assert joined == {"x0": "x0", "x2": "x0", "x3": "x0"}
