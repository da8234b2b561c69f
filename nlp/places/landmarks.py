"""What one orients oneself by: "frente al mercado San Juan", "la estación Pantitlán del Metro".

After a cue ("frente a") any noun of `landmarks.tsv` is one; without a cue it needs a name.
"""

from __future__ import annotations

from monitor.model import PlaceKind
from nlp.places import names
from nlp.places.gazetteer import key_of
from nlp.places.grammar import Reader, Spot
from nlp.places.names import Name
from nlp.places.tables import (
    ARTICLES,
    CUES,
    HOMONYMS,
    KEPT,
    LANDMARKS,
    LINKS,
    NEVER,
    NUMBERING,
    ROLES,
    STAFF,
    Head,
)
from nlp.places.words import Words

_CUED, _NAMED = 0.88, 0.8
_BEFORE, _LINES = ROLES["orienting"], ROLES["lines"]


def oriented(reader: Reader, taken: list[Spot]) -> list[Spot]:
    """The landmarks of a text that no other place covers."""
    words = reader.words
    covered = {place for spot in taken for place in range(spot.first, spot.end)}
    spots: list[Spot] = []
    cued = -1
    done = 0
    for place, token in enumerate(words.folded):
        if token in CUES.table and (cue := CUES.at(words, place)):
            cued = _past_article(words, cue[0])
        if place < done or place in covered or token not in LANDMARKS.table:
            continue
        if found := LANDMARKS.at(words, place):
            spot = _landmark(reader, place, found[0], found[1], cued=place == cued)
            if spot and not covered.intersection(range(spot.first, spot.end)):
                spots.append(spot)
                done = spot.end
    return spots


def is_bare(words: Words, spot: Spot) -> bool:
    """Is nothing left of an uncued landmark but its noun: "la escuela" of "… de Kansas"?"""
    found = LANDMARKS.at(words, spot.first)
    return spot.sure < _CUED and bool(found and spot.end <= found[0])


def _past_article(words: Words, place: int) -> int:
    return place + 1 if words.at(place) in (*ARTICLES, "un", "una", "unas", "unos") else place


def _landmark(reader: Reader, place: int, after: int, head: Head, *, cued: bool) -> Spot | None:
    words = reader.words
    end = _named_end(reader, after)
    if (words.at(place), key_of(words.folded[after:end])) in NEVER:
        return None
    named = end > after and any(words.capital(each) for each in range(after, end))
    numbered = end > after and words.numeral(end - 1)
    if not cued and not (head.named and (named or numbered) and _located(words, place, head)):
        return None
    return Spot(
        kind=PlaceKind.LANDMARK,
        first=place,
        end=end,
        name=(place, end),
        sure=_CUED if cued else _NAMED,
    )


def _named_end(reader: Reader, after: int) -> int:
    """Where the adjectives and the name of a landmark end."""
    words = reader.words
    end = after
    while words.at(end) in KEPT:
        end += 1
    if words.at(end) == "numero" or words.at(end) == "num":
        end += words.numeral(end + 1)
    if words.numeral(end) and (words.at(end - 1) in NUMBERING or words.at(end - 1) == "numero"):
        end += 1
    elif name := _own_name(reader, end, bare=end == after):
        end = name.end
    return _line(words, end)


def _own_name(reader: Reader, place: int, *, bare: bool) -> Name | None:
    words = reader.words
    if not reader.cased:
        return names.loose(words, place) if bare and words.at(place) not in LINKS else None
    linked = words.at(place) in ("de", "del")
    if words.at(place) in ("a", "al"):
        place = _past_article(words, place + 1)
    name = names.proper(words, place)
    if not name or words.numeral(name.first):
        return None
    # "el pozo de Loma Alta" tells the colonia, and has no name.
    saint = name.key.startswith(("san ", "santa ", "santo "))
    known = name.key in reader.gazetteer.names and name.key not in HOMONYMS
    return None if linked and known and not saint else name


def _line(words: Words, end: int) -> int:
    """ "… del Metro", "… de la Línea 2 del Metrobús"."""
    if words.at(end) in ("del", "de") and words.at(end + 1) in _LINES:
        return end + 2
    return end


def _located(words: Words, place: int, head: Head) -> bool:
    """Does something happen there, or is it told who works there?"""
    before = place - 1
    if words.capital(place) and words.capital(before) and words.at(before) not in _BEFORE:
        return False  # "Santos Laguna"
    if head.ground:
        return True
    if words.at(before) in ARTICLES:
        before -= 1
    if words.at(before) in ("de", "del"):
        return words.at(before - 1) not in STAFF
    if words.at(before) in _BEFORE:
        return True
    return before < 0 or (not words.word(before) and words.capital(place))
