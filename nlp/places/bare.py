"""Settlements that the gazetteer knows and no type announces: "vecinos de Loma Bonita".

A name that is also a word, a person or a date needs a type, or people who live there.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model import PlaceKind
from nlp.places import names
from nlp.places.gazetteer import Gazetteer, key_of
from nlp.places.grammar import Reader, Spot
from nlp.places.names import Name
from nlp.places.tables import ARTICLES, DWELLERS, HOMONYMS, ROLES
from nlp.places.words import Words

_WHERE = ROLES["standing"]
_LIVED, _STOOD, _LOOSE = 0.88, 0.8, 0.66
_SHORTEST = 7  # letters of a name of one word


def unannounced(reader: Reader, taken: list[Spot]) -> list[Spot]:
    """Names of the gazetteer where people live or something happens."""
    if not reader.gazetteer.names:
        return []
    words = reader.words
    covered = {place for spot in taken for place in range(spot.first, spot.end)}
    spots: list[Spot] = []
    for place, token in enumerate(words.folded):
        if token in _WHERE:
            spots += _listed(reader, place + 1, lived=False)
        elif token in DWELLERS and words.at(place + 1) in ("de", "en"):
            spots += _listed(reader, place + 2, lived=True)
    return [spot for spot in spots if not covered.intersection(range(spot.first, spot.end))]


def _listed(reader: Reader, place: int, *, lived: bool) -> Iterator[Spot]:
    """The name that stands here, and those that follow it in a list."""
    words = reader.words
    while name := _name(reader, place, lived=lived):
        yield Spot(
            kind=PlaceKind.SETTLEMENT,
            first=name.first,
            end=name.end,
            name=(name.first, name.end),
            key=name.key,
            sure=(_LIVED if lived else _STOOD) if reader.cased else _LOOSE,
        )
        if words.at(name.end) not in (",", "y", "e"):
            return
        place = name.end + 1


def _name(reader: Reader, place: int, *, lived: bool) -> Name | None:
    words, gazetteer = reader.words, reader.gazetteer
    if not reader.cased:
        name = names.listed(words, place, gazetteer)
        return name if name and " " in name.key and _own(gazetteer, name, lived=False) else None
    if words.at(place) in ARTICLES and not words.capital(place):
        return None
    chunk = names.proper(words, place)
    name = _trimmed(words, gazetteer, chunk) if chunk else None
    return name if name and _own(gazetteer, name, lived=lived) else None


def _trimmed(words: Words, gazetteer: Gazetteer, chunk: Name) -> Name | None:
    """The whole chunk, or the chunk without "de MUNICIPALITY"."""
    if chunk.key in gazetteer.names:
        return chunk
    for place in range(chunk.end - 2, chunk.first, -1):
        if words.at(place) in ("de", "en"):
            key = key_of(words.folded[chunk.first : place])
            return Name(chunk.first, place, key, chunk.sure) if key in gazetteer.names else None
    return None


def _own(gazetteer: Gazetteer, name: Name, *, lived: bool) -> bool:
    """Is it a name that is nothing else?"""
    if name.key not in gazetteer.names or name.key in gazetteer.seats:
        return False
    if lived:
        return not name.key.isdigit()
    if name.key in HOMONYMS or name.key[:1].isdigit():
        return False
    return " " in name.key or len(name.key) >= _SHORTEST
