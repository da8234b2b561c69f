"""Where the proper name of a place ends, once a word has announced it.

Written with capitals, the capitals tell; without them, the gazetteer, or the words at which a name
cannot go on. What the name is of is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlp.places.gazetteer import Gazetteer, key_of
from nlp.places.tables import (
    HEADS,
    LINKS,
    MONTHS,
    NUMBERING,
    PARTS,
    ROLES,
    SHORTENED,
    STOPS,
    UNITS,
    VERBAL,
)
from nlp.places.words import Words

LONGEST = 9  # tokens of a name
LOOSE = 3  # words of a name that nothing but its neighbours ends
SURE, KNOWN, UNSURE = 0.93, 0.97, 0.6
_ANNOUNCING, _ORDINALS = ROLES["announcing"], ROLES["ordinals"]


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens `[first, end)` are a name; `key` is how the gazetteer knows it."""

    first: int
    end: int
    key: str
    sure: float


def proper(words: Words, place: int) -> Name | None:
    """A name written as one: capitals, numbers and what joins them."""
    first = _begin(words, place)
    end = _first_word(words, first)
    while end and end - first < LONGEST and (following := _next(words, end)):
        end = following
    if not end or all(words.at(place) in LINKS for place in range(first, end)):
        return None
    return Name(first, end, key_of(words.folded[first:end]), SURE)


def listed(words: Words, place: int, gazetteer: Gazetteer) -> Name | None:
    """The longest name of the gazetteer that stands here, however it is written."""
    for first in dict.fromkeys((place, _begin(words, place))):
        for end in range(min(first + LONGEST, len(words)), first, -1):
            if words.word(end - 1) or words.at(end - 1) in "ªº":
                key = key_of(words.folded[first:end])
                if gazetteer.rows(key):
                    return Name(first, end, key, KNOWN)
    return None


def loose(words: Words, place: int) -> Name | None:
    """A name without capitals: up to the first word that cannot be of it."""
    first = _begin(words, place)
    end, counted = first, 0
    while counted < LOOSE and _may_go_on(words, first, end):
        counted += words.at(end) not in LINKS
        end += 1
    while end > first and words.at(end - 1) in LINKS:
        end -= 1
    return Name(first, end, key_of(words.folded[first:end]), UNSURE) if end > first else None


def _begin(words: Words, place: int) -> int:
    """Past "de las" and an opening quote; an article with a capital is of the name."""
    if words.at(place) in "\"'“«" and words.at(place):
        place += 1
    if words.at(place) in ("de", "del") and not words.capital(place):
        place += 1
        if words.at(place) in ("la", "las", "los") and not words.capital(place):
            place += 1
    return place


def _first_word(words: Words, first: int) -> int:
    """Where the first word ends; 0 where no name begins."""
    if words.at(first) in LINKS and not words.capital(first):
        # "colonia la Perla": an article that lost its capital.
        return first + 2 if words.capital(first + 1) and not _announces(words, first + 1) else 0
    if words.numeral(first):
        return 0 if _counts(words, first) else first + 1
    return first + 1 if words.capital(first) and not _announces(words, first) else 0


def _next(words: Words, end: int) -> int:
    """Where the name ends with one more word; 0 when it is over."""
    if words.at(end) == "." and _shortened(words, end - 1) and words.capital(end + 1):
        return end + 2
    if words.capital(end):
        return 0 if _announces(words, end) else end + 1
    if words.numeral(end):
        return _number(words, end)
    if words.at(end) in PARTS and words.at(end - 1) in SHORTENED.keys() | _ORDINALS:
        return end + 1
    return _joined(words, end)


def _joined(words: Words, end: int) -> int:
    """Past "de las" when a capital, a month or a year follows."""
    after = end
    while words.at(after) in LINKS and after - end < 3:
        after += 1
    if after == end:
        return 0
    numbered = words.numeral(end - 1) and words.at(after) not in MONTHS
    if words.capital(after) and not (numbered or _announces(words, after) or _heads(words, after)):
        return after + 1
    if words.at(end) != "de":
        return 0
    month = words.numeral(end - 1) and words.at(after) in MONTHS
    year = words.numeral(after) and len(words.at(after)) == 4
    return after + 1 if month or year else 0


def _number(words: Words, end: int) -> int:
    """A number of the name ("Sección 2", "1ra sección"), not of a house."""
    if words.at(end - 1) in NUMBERING:
        return end + 1
    if words.at(end + 1) in PARTS and words.at(end) in SHORTENED:
        return end + 2
    dated = words.at(end + 1) == "de" and words.at(end + 2) in MONTHS
    return end + 1 if dated else 0


def _shortened(words: Words, place: int) -> bool:
    word = words.at(place)
    return word in SHORTENED or (len(word) == 1 and words.capital(place))


def _counts(words: Words, place: int) -> bool:
    return words.at(place + 1) in UNITS or "." in words.at(place) or words.at(place + 1) == "%"


def _announces(words: Words, place: int) -> bool:
    return words.at(place) in _ANNOUNCING


def _heads(words: Words, place: int) -> bool:
    found = HEADS.at(words, place)
    return bool(found and not found[1].many)


def _may_go_on(words: Words, first: int, place: int) -> bool:
    word = words.at(place)
    if not words.word(place) or word in STOPS or HEADS.at(words, place):
        return False
    if words.numeral(place):
        dated = words.at(place + 1) == "de" and words.at(place + 2) in MONTHS
        return not _counts(words, place) if place == first else dated
    previous = words.numeral(place - 1) and place - 1 == first
    dated = word == "de" and words.at(place + 1) in MONTHS
    if previous and not dated and word not in PARTS:
        return False
    return not word.endswith(VERBAL)
