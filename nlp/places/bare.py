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
from nlp.places.tables import DWELLERS, HOMONYMS, LINKS, ROLES
from nlp.places.words import Words

_WHERE, _OF = ROLES["standing"], ROLES["of"]
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
        elif token in _OF and reader.cased:
            spots += [spot for spot in _listed(reader, place + 1, lived=False) if " " in spot.key]
    free = [spot for spot in spots if not covered.intersection(range(spot.first, spot.end))]
    return list({spot.first: spot for spot in sorted(free, key=_certainty)}.values())


def _certainty(spot: Spot) -> float:
    return spot.sure


def addressed(reader: Reader, spots: list[Spot]) -> list[Spot]:
    """ "Cerrada Tordo 5, (en) Las Águilas": the colonia that follows a street in an address."""
    words = reader.words
    begun = {spot.first for spot in spots}
    found: list[Spot] = []
    for street in spots:
        at = street.end + words.numeral(street.end)
        if street.kind is not PlaceKind.STREET or words.at(at) != "," or at + 1 in begun:
            continue
        at += words.at(at + 1) == "en"
        name = _chunk(reader, at + 1) if reader.cased else None
        if name and name.key not in reader.gazetteer.seats:
            found.append(_spot(name, _STOOD))
    return found


def _listed(reader: Reader, place: int, *, lived: bool) -> Iterator[Spot]:
    """The name that stands here, and those that follow it in a list."""
    words = reader.words
    while name := _name(reader, place, lived=lived):
        yield _spot(name, (_LIVED if lived else _STOOD) if reader.cased else _LOOSE)
        if words.at(name.end) not in (",", "y", "e"):
            return
        place = name.end + 1


def _name(reader: Reader, place: int, *, lived: bool) -> Name | None:
    words, gazetteer = reader.words, reader.gazetteer
    if not reader.cased:
        # "en la mina", "en el sol": an article and no capital is a word.
        name = None if words.at(place) in LINKS else names.listed(words, place, gazetteer)
        return name if name and " " in name.key and _own(gazetteer, name, lived=False) else None
    name = _chunk(reader, place)
    return name if name and _own(gazetteer, name, lived=lived) else None


def _chunk(reader: Reader, place: int) -> Name | None:
    """The proper name that stands here, if the gazetteer has it whole."""
    words = reader.words
    if words.at(place) in LINKS and not words.capital(place):
        return None
    chunk = names.proper(words, place)
    return _trimmed(words, reader.gazetteer, chunk) if chunk else None


def _spot(name: Name, sure: float) -> Spot:
    return Spot(
        kind=PlaceKind.SETTLEMENT,
        first=name.first,
        end=name.end,
        name=(name.first, name.end),
        key=name.key,
        sure=sure,
    )


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
