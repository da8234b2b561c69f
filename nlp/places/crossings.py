"""Where two streets meet, and between which a stretch lies: "calle 4 esquina con Chimalhuacán".

A crossing covers its streets, which are told too. "entre las calles A y B" is one as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from monitor.model import PlaceKind
from nlp.places import names
from nlp.places.grammar import Reader, Spot
from nlp.places.names import Name
from nlp.places.tables import ARTICLES, CORNERS, HEADS, LANDMARKS, LINKS, ROLES, STOPS
from nlp.places.words import Words

_MEET, _AT, _SKIPPED = ROLES["meeting"], ROLES["happening"], ROLES["skipped"]
_BY = ROLES["by"]
_BACK = 6  # tokens of a name read backwards
_FAINT, _PLAIN = 0.7, 0.85


def crossed(reader: Reader, spots: list[Spot]) -> list[Spot]:
    """The crossings of a text, and the streets that only a crossing tells."""
    streets = [spot for spot in spots if spot.kind is PlaceKind.STREET]
    seen = _Streets(reader, streets)
    found: list[Spot] = []
    for place, word in enumerate(reader.words.folded):
        if word in CORNERS:
            found += seen.corner(place)
        elif word == "entre":
            found += seen.between(place)
        elif word in _MEET:
            found += seen.joined(place)
    return _once(found, streets)


class _Streets:
    """The streets of a text by where they begin and end."""

    def __init__(self, reader: Reader, streets: list[Spot]) -> None:
        self._reader = reader
        self._words = reader.words
        self._begins = {spot.first: spot for spot in streets}
        self._ends = {spot.end: spot for spot in streets}

    def corner(self, place: int) -> Iterator[Spot]:
        """ "A esquina con B"; "el cruce de A y B"."""
        words = self._words
        if words.at(place + 1) == ".":
            second = self._street(_past(words, place + 2, ("con", "de", "a")))
        else:
            second = self._street(_past(words, place + 1, ("con", "de", "a", "que", "forman")))
        first = self._before(place - (words.at(place - 1) == "casi"))
        if first and second:
            yield from _crossing(first, second, _PLAIN)
        elif second and words.at(second.end) in _MEET:
            third = self._street(_past(words, second.end + 1, ()))
            if third:
                yield from _crossing(second, third, _PLAIN)

    def between(self, place: int) -> Iterator[Spot]:
        """ "entre las calles A y B", "calle C, entre A y B"."""
        words = self._words
        after = _past(words, place + 1, ())
        known = self._ends.get(place) or self._ends.get(place - 1)
        typed = self._begins.get(after) or self._begins.get(after - 1)
        if not (known or typed):
            return
        first = typed or self._street(after)
        if first and words.at(first.end) in ("y", "e"):
            second = self._street(_past(words, first.end + 1, ()))
            if second:
                yield from (first, second)
                yield Spot(
                    kind=PlaceKind.CROSSING,
                    first=place,
                    end=second.end,
                    name=(place, second.end),
                    sure=_PLAIN,
                )

    def joined(self, place: int) -> Iterator[Spot]:
        """ "en Pantitlán y Av. 6", "en las calles A y B"."""
        words = self._words
        second = self._begins.get(_past(words, place + 1, ()))
        first = self._ends.get(place)
        if first and second and self._meets(place, first, second):
            yield from _crossing(first, second, _FAINT)
        elif second and not first:
            bare = self._bare_before(place)
            if bare and words.at(bare.first - 1) in _BY:
                yield from _crossing(bare, second, _FAINT)
        elif not second and self._reader.cased:
            yield from self._of_address(place, first)

    def _of_address(self, place: int, first: Spot | None) -> Iterator[Spot]:
        """ "en Cóndor y Gavilán, colonia …": what follows shows that both are streets."""
        words = self._words
        first = first or self._bare_before(place)
        name = names.proper(words, _past(words, place + 1, ()))
        if not (first and name and words.at(first.first - 1) in _BY):
            return
        head = HEADS.at(words, name.end + (words.at(name.end) == ","))
        if head and head[1].kind is PlaceKind.SETTLEMENT and not head[1].many:
            yield from _crossing(first, _bare(name), _FAINT)

    def _meets(self, place: int, first: Spot, second: Spot) -> bool:
        words = self._words
        slash = words.at(place) in ("/", "&")
        if _listing(words, first):
            return False
        return (slash or _where(words, first.first)) and _two(words, first, second)

    def _street(self, place: int) -> Spot | None:
        """The street that begins here, announced or bare."""
        words, reader = self._words, self._reader
        if place in self._begins or LANDMARKS.at(words, place):
            return self._begins.get(place)
        name = names.proper(words, place) if reader.cased else None
        if not name and (words.word(place) and words.at(place) not in STOPS):
            name = names.loose(words, place)
        return _bare(name) if name else None

    def _before(self, place: int) -> Spot | None:
        """The street that ends here, past a house number, a comma or "casi"."""
        words = self._words
        for back in (place, place - 1, place - 2, place - 3):
            if back in self._ends:
                return self._ends[back]
            word = words.at(back - 1)
            if word not in _SKIPPED and not word.isdigit():
                break
        return self._bare_before(place)

    def _bare_before(self, place: int) -> Spot | None:
        words, cased = self._words, self._reader.cased
        first = place
        while place - first < _BACK and _of_name(words, first - 1, cased=cased):
            first -= 1
        while first < place and words.at(first) in LINKS and not words.capital(first):
            first += 1
        if first == place or HEADS.at(words, first):
            return None
        return _bare(Name(first, place, "", names.UNSURE))


def _of_name(words: Words, place: int, *, cased: bool) -> bool:
    word = words.at(place)
    if not word or not words.word(place) or HEADS.at(words, place):
        return False
    if word in LINKS:
        return not cased or (words.capital(place - 1) and word not in ("el", "lo"))
    if word in STOPS:
        return False
    return not cased or words.capital(place) or words.numeral(place)


def _past(words: Words, place: int, joining: tuple[str, ...]) -> int:
    """Past what joins, and past an article that is not of the name."""
    while words.at(place) in joining and words.at(place):
        place += 1
    if words.at(place) in ARTICLES and not words.capital(place):
        place += 1
    return place


def _listing(words: Words, first: Spot) -> bool:
    """ "en las calles A y B" are two streets; "en calles A y B", or "calles de A y B", a corner."""
    head = HEADS.at(words, first.first)
    if not head or not head[1].many:
        return False
    return words.at(first.first - 1) in ARTICLES and words.at(head[0]) != "de"


def _where(words: Words, first: int) -> bool:
    """ "en la calle A y …": something happens there."""
    before = first - 1
    if words.at(before) in ARTICLES:
        before -= 1
    return words.at(before) in _AT


def _two(words: Words, first: Spot, second: Spot) -> bool:
    """No list of three: nothing before the first, nothing after the second."""
    return words.at(first.first - 1) != "," and words.at(second.end) not in ("y", "e")


def _bare(name: Name) -> Spot:
    return Spot(
        kind=PlaceKind.STREET,
        first=name.first,
        end=name.end,
        name=(name.first, name.end),
        key=name.key,
        sure=min(name.sure, _PLAIN),
    )


def _crossing(first: Spot, second: Spot, sure: float) -> Iterator[Spot]:
    yield from (first, second)
    yield Spot(
        kind=PlaceKind.CROSSING,
        first=first.first,
        end=second.end,
        name=(first.first, second.end),
        sure=min(sure, first.sure, second.sure),
    )


def _once(found: list[Spot], streets: list[Spot]) -> list[Spot]:
    """New streets and crossings; of crossings that overlap, the first and longest."""
    known = sorted((spot.first, spot.end) for spot in streets)
    kept: dict[tuple[int, int], Spot] = {}
    for spot in found:
        place = (spot.first, spot.end)
        if spot.kind is PlaceKind.STREET and not _overlaps(known, place):
            kept.setdefault(place, spot)
    crossings = sorted(
        (spot for spot in found if spot.kind is PlaceKind.CROSSING),
        key=lambda spot: (spot.first, -spot.end),
    )
    done = 0
    for spot in crossings:
        if spot.first >= done:
            kept[(-spot.first - 1, spot.end)] = spot
            done = spot.end
    return list(kept.values())


def _overlaps(known: list[tuple[int, int]], place: tuple[int, int]) -> bool:
    at = bisect_left(known, place)
    near = known[max(0, at - 1) : at + 1]
    return any(first < place[1] and place[0] < end for first, end in near)
