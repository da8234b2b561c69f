"""What a petition's text orients itself by, with the words that say how: "frente al mercado".

`nlp.places` finds what has a name or a cue; here the cue is put back, and posts may say less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from nlp import lexicons
from nlp.places.tables import ARTICLES, CUES, LANDMARKS, Phrases, phrases
from nlp.places.words import Words

_MORE: Final[Phrases[bool]] = phrases(
    (row[0], True) for row in lexicons.rows("demands/landmarks.txt")
)
_WHERE: Final = frozenset(("en", "del", "de", "d", "x", "por", "sobre", "a", "al"))
_BACK: Final = 6  # tokens of the longest cue
_LONGEST: Final = 90  # characters of what is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """`[start, stop)` of a text says by what one orients oneself."""

    start: int
    stop: int
    told: str
    cued: bool


def landmarks(
    words: Words, known: Iterable[tuple[int, int]], *, taken: Collection[int]
) -> tuple[Landmark, ...]:
    """Those found already, with their cues, and those that only a post would call one."""
    found = [_landmark(words, first, end) for first, end in known]
    covered = {place for first, end in known for place in range(first, end)}
    found += _plain(words, {*covered, *taken})
    return tuple(sorted(found, key=lambda one: one.start))


def _plain(words: Words, taken: Collection[int]) -> Iterator[Landmark]:
    """ "en el mercado", "afuera de la secu": a noun that has no name."""
    done = 0
    for place in range(len(words)):
        if place < done or place in taken:
            continue
        noun = _MORE.at(words, place) or LANDMARKS.at(words, place)
        if not noun:
            continue
        at = place - (words.at(place - 1) in ARTICLES | {"un", "una"})
        if _cue(words, at) >= 0 or words.at(at - 1) in _WHERE:
            done = noun[0]
            yield _landmark(words, place, noun[0])


def _landmark(words: Words, first: int, end: int) -> Landmark:
    at = first - (words.at(first - 1) in ARTICLES | {"un", "una"})
    cue = _cue(words, at)
    begin = cue if cue >= 0 else at - (words.at(at - 1) in ("en", "del"))
    return Landmark(
        start=words.starts[begin],
        stop=words.ends[end - 1],
        told=words.written(begin, end)[:_LONGEST],
        cued=cue >= 0,
    )


def _cue(words: Words, end: int) -> int:
    """Where the cue that ends here begins; -1 where none does."""
    for place in range(max(0, end - _BACK), end):
        found = CUES.at(words, place)
        if found and found[0] == end:
            return place
    return -1
