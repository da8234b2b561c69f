"""What the recogniser knows of one word by itself: its letters, its case, and our name lists."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import cache
from typing import NamedTuple
from zlib import crc32

from monitor.folding import fold
from nlp import lexicons
from nlp.entities import gazetteer
from nlp.entities.tokens import JOINT


class Lists(IntFlag):
    """The name lists that a word is in."""

    FIRST = 1
    LAST = 2
    PLACE = 4
    PLACE_PART = 8
    ORGANISATION = 16
    ORGANISATION_PART = 32
    ORGANISATION_HEAD = 64
    PLACE_HEAD = 128
    ROLE = 256
    OTHER = 512
    COMMON = 1024  # written in lower case in our labelled texts


NONE = Lists(0)


class Shape(IntEnum):
    """How a word is written."""

    EDGE = 0
    LOWER = 1
    CAPITAL = 2
    CAPITALS = 3
    INITIAL = 4
    MIXED = 5
    NUMBER = 6
    STOP = 7
    OPENING = 8
    CLOSING = 9
    COMMA = 10
    COLON = 11
    DASH = 12
    TAG = 13  # @ and #
    MARK = 14
    LINK = 15  # what may stand inside a name: "de", "la", "y"
    JOINT = 16  # the hyphen inside a word


NAMES = {Shape.CAPITAL, Shape.CAPITALS, Shape.INITIAL, Shape.MIXED}
LINKS = frozenset({"de", "del", "la", "las", "los", "el", "y", "e"})
_MARKS = {
    **dict.fromkeys(".!?…", Shape.STOP),
    **dict.fromkeys("“«‘([¿¡", Shape.OPENING),
    **dict.fromkeys("”»’)]", Shape.CLOSING),
    **dict.fromkeys("\"'", Shape.MARK),
    **dict.fromkeys(",;", Shape.COMMA),
    ":": Shape.COLON,
    **dict.fromkeys("-–—", Shape.DASH),
    **dict.fromkeys("@#", Shape.TAG),
    JOINT: Shape.JOINT,
}


class Word(NamedTuple):
    """`own` are the ids of its features where it stands, `near` of those its neighbours see."""

    folded: str
    low: int  # the number of the folded word
    shape: Shape
    lists: int
    opens: bool  # a longer name of our lists
    own: tuple[int, ...]
    near: tuple[int, ...]


def shape_of(word: str) -> Shape:
    if word == "\n":
        return Shape.EDGE
    if not word[0].isalnum():
        return _MARKS.get(word[0], Shape.MARK)
    if word[0].isdigit():
        return Shape.NUMBER
    if word.islower():
        return Shape.LINK if word in LINKS else Shape.LOWER
    if len(word.rstrip(".")) == 1:
        return Shape.INITIAL
    if word.isupper():
        return Shape.CAPITALS
    return Shape.CAPITAL if word[0].isupper() and word[1:].islower() else Shape.MIXED


def known(word: str, common: frozenset[int], *, unlisted: Lists = NONE) -> Word:
    """All that a word says by itself, as if it were in none of the `unlisted` lists."""
    low, shape = fold(word), shape_of(word)
    number = crc32(low.encode())
    lists = lists_of(low) & ~unlisted
    lists |= Lists.COMMON if number in common else Lists(0)
    ids = tuple(crc32(feature.encode()) for feature in _own(low, shape, lists))
    near = tuple(crc32(feature.encode()) for feature in _near(low, shape, lists))
    return Word(low, number, shape, int(lists), gazetteer.opens(low), ids, near)


def _own(low: str, shape: Shape, lists: Lists) -> tuple[str, ...]:
    return (
        f"w={low}",
        f"ws={low}={shape}",
        f"p2={low[:2]}",
        f"p3={low[:3]}",
        f"s2={low[-2:]}",
        f"s3={low[-3:]}",
        f"s4={low[-4:]}={shape}",
        f"h={shape}",
        f"l={lists}",
        f"lh={lists}={shape}",
        f"n={min(len(low), 12)}={shape}",
        *(f"o={one}={shape}" for one in lists),
    )


def _near(low: str, shape: Shape, lists: Lists) -> tuple[str, ...]:
    return (f"w={low}", f"s3={low[-3:]}", f"h={shape}", f"l={lists}", f"lh={lists}={shape}")


@cache
def _listed() -> dict[str, Lists]:
    found: dict[str, Lists] = {}
    for name, whole, part in _FILES:
        for entry in lexicons.words(f"names/{name}.txt"):
            parts = fold(entry).split()
            for word in parts:
                found[word] = found.get(word, NONE) | (whole if len(parts) == 1 else part)
    return found


_FILES = (
    ("first", Lists.FIRST, Lists.FIRST),
    ("last", Lists.LAST, Lists.LAST),
    ("places", Lists.PLACE, Lists.PLACE_PART),
    ("organisations", Lists.ORGANISATION, Lists.ORGANISATION_PART),
    ("org_heads", Lists.ORGANISATION_HEAD, Lists.ORGANISATION_HEAD),
    ("place_heads", Lists.PLACE_HEAD, Lists.PLACE_HEAD),
    ("roles", Lists.ROLE, Lists.ROLE),
    ("others", Lists.OTHER, Lists.OTHER),
)


def lists_of(low: str) -> Lists:
    return _listed().get(low.rstrip("."), NONE)
