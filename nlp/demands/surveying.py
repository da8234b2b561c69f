"""All that a text says of places, before it is known of which petition each is.

`Surveyor` joins what `nlp.places` found with what posts say in their own way: `settling` for
colonias, `streets`, `landmarks`. A new part of an address is a field of `Parts`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.model import PlaceKind
from nlp.demands import streets
from nlp.demands.known import LINKS, Called, Known, loose
from nlp.demands.landmarks import Landmark, landmarks
from nlp.demands.settling import Named, Settling
from nlp.demands.streets import Road
from nlp.places import Found
from nlp.places.gazetteer import Gazetteer, key_of
from nlp.places.municipalities import Home, Municipalities
from nlp.places.tables import ARTICLES
from nlp.places.words import Words, is_cased, tokens, words

CERTAIN: Final = 0.9  # how sure another municipality must be to take a name that we have too
_STREETS: Final = (PlaceKind.STREET, PlaceKind.CROSSING)
_THERE: Final = frozenset(("en", "desde"))
_PEOPLE: Final = frozenset(("vecinos", "vecinas", "habitantes", "colonos", "residentes"))
_SHORTEST: Final = 2  # words of a street's name that needs no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A settlement that a text names: ours as the catalogue knows it, or another's."""

    start: int
    stop: int
    name: str
    municipality: str
    postcode: str = ""
    called: Called | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcode:
    start: int
    stop: int
    digits: str
    municipality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that a text says of places, before it is known of which petition."""

    words: Words
    cased: bool
    settled: Sequence[Settled]
    roads: Sequence[Road]
    crossings: Sequence[tuple[int, int]]  # [start, stop)
    landmarks: Sequence[Landmark]
    postcodes: Sequence[Postcode]
    elsewhere: str  # another municipality, where the text says that it is there
    taken: frozenset[int]


class Surveyor:
    """Reads places for one municipality, as its catalogue names it."""

    def __init__(self, home: Home, gazetteer: Gazetteer) -> None:
        self._home = home.name
        self._municipalities = Municipalities(home, gazetteer)
        self._known = Known(home.name, gazetteer)
        self._settling = Settling(self._known)

    def parts(self, text: str, places: Sequence[Found]) -> Parts:
        told = words(text)
        cased = is_cased(told)
        placed = [(one, *self._tokens(told, one)) for one in places]
        taken = {at for _, first, end in placed for at in range(first, end)}
        on_road = _all(placed, *_STREETS)
        announced = tuple(_announced(told, placed))
        bare = streets.bare(told, cased=cased, taken=taken)
        bare += tuple(self._met(told, [*announced, *bare], cased=cased, taken=taken))
        on_road |= {at for road in bare for at in range(road.first, road.end)}
        named = self._settling.named(
            told,
            cased=cased,
            announced=_all(placed, PlaceKind.SETTLEMENT),
            taken=on_road,
        )
        taken |= on_road | {at for one in named for at in range(one.first, one.end)}
        bare += streets.stood(told, cased=cased, taken=taken)
        settled = tuple(self._settled(named, places))
        return Parts(
            words=told,
            cased=cased,
            settled=settled,
            roads=_in_order([*announced, *bare]),
            crossings=[(one.start, one.end) for one in places if one.kind is PlaceKind.CROSSING],
            landmarks=landmarks(told, _ranges(placed, PlaceKind.LANDMARK), taken=taken),
            postcodes=[_postcode(one) for one in places if one.kind is PlaceKind.POSTCODE],
            elsewhere="" if settled else self._elsewhere(told, cased=cased),
            taken=frozenset(taken),
        )

    def _tokens(self, told: Words, found: Found) -> tuple[int, int]:
        """The tokens of a place; of a street, without the colonia that follows its name."""
        first = bisect_right(told.starts, found.start) - 1
        end = bisect_left(told.starts, found.end)
        if found.kind is not PlaceKind.STREET:
            return first, end
        begin = end - len(tokens(found.name))
        for cut in range(max(begin, first) + 1, end):
            if self._settles(told, cut, end):
                while told.at(cut - 1) in LINKS:
                    cut -= 1
                return first, cut
        return first, self._prolonged(told, begin, end)

    def _settles(self, told: Words, first: int, end: int) -> bool:
        """ "Jazmín la Perla", "Ozumba de la Lomas de la Estancia": a colonia after the street."""
        tail = loose(key_of(told.folded[first:end]).split())
        called = self._known.called(tail)
        joined = told.at(first) in LINKS or told.at(first - 1) in LINKS
        return bool(called and called.whole and (len(tail) > 1 or joined))

    def _prolonged(self, told: Words, begin: int, end: int) -> int:
        """ "Lago | de Chapala", and not "14 | de la Maravillas"."""
        last = streets.prolonged(told, end)
        if last == end or end - begin >= _SHORTEST or told.numeral(end - 1):
            return end
        tail = range(end, min(last + _SHORTEST, len(told)))
        return end if any(self._settles(told, end, stop + 1) for stop in tail) else last

    def _met(
        self, told: Words, roads: Sequence[Road], *, cased: bool, taken: set[int]
    ) -> Iterator[Road]:
        """The streets that only their corner with another tells."""
        busy = taken | {at for road in roads for at in range(road.first, road.end)}
        for road in roads:
            met = streets.met_before(told, road, cased=cased, taken=busy)
            key = loose(key_of(told.folded[met.first : met.end]).split()) if met else ()
            if met and not self._known.called(key):
                yield met

    def _settled(self, named: Sequence[Named], places: Sequence[Found]) -> Iterator[Settled]:
        """Ours, and those of others that the reader of places is sure of."""
        others = [
            one
            for one in places
            if one.kind is PlaceKind.SETTLEMENT and one.municipality not in (None, self._home)
        ]
        for one in named:
            over = [each for each in others if each.start < one.stop and one.start < each.end]
            if not any(each.confidence >= CERTAIN for each in over):
                yield _ours(one)
        covered = [(one.start, one.stop) for one in named]
        for found in places:
            if found.kind is not PlaceKind.SETTLEMENT:
                continue
            free = not any(start < found.end and found.start < stop for start, stop in covered)
            if free or (found in others and found.confidence >= CERTAIN):
                yield Settled(
                    start=found.start,
                    stop=found.end,
                    name=found.name,
                    municipality=found.municipality or "",
                    postcode=found.postcode or "",
                )

    def _elsewhere(self, told: Words, *, cased: bool) -> str:
        """ "en Chimalhuacán no hay agua": another municipality, and never ours."""
        said = self._municipalities.said(told, (), cased=cased)
        if any(one.name == self._home for one in said):
            return ""
        for one in (each for each in said if each.name):  # a state's name may be a street's
            at = one.first - 1 - (told.at(one.first - 1) in ARTICLES)
            of_people = told.at(at) == "de" and told.at(at - 1) in _PEOPLE
            if told.at(at) in _THERE or of_people:
                return one.name
        return ""


def _ranges(placed: Sequence[tuple[Found, int, int]], kind: PlaceKind) -> list[tuple[int, int]]:
    return [(first, end) for one, first, end in placed if one.kind is kind]


def _postcode(found: Found) -> Postcode:
    return Postcode(
        start=found.start,
        stop=found.end,
        digits=found.postcode or found.name,
        municipality=found.municipality or "",
    )


def _all(placed: Sequence[tuple[Found, int, int]], *kinds: PlaceKind) -> set[int]:
    """The tokens of the places of some kinds."""
    return {at for one, first, end in placed if one.kind in kinds for at in range(first, end)}


def _announced(told: Words, placed: Sequence[tuple[Found, int, int]]) -> Iterator[Road]:
    for found, first, end in placed:
        if found.kind is PlaceKind.STREET:
            yield Road(
                first=first,
                end=end,
                start=found.start,
                stop=told.ends[end - 1],
                name=streets.called(_name(told, found, end)),
                sure=found.confidence,
            )


def _name(told: Words, found: Found, end: int) -> str:
    """The name as it was found, up to where it ends."""
    stop = told.ends[end - 1]
    if stop == found.end:
        return found.name
    if stop < found.end:
        return found.name[: len(found.name) - (found.end - stop)].strip()
    return f"{found.name} {' '.join(told.text[found.end : stop].split())}"


def _in_order(roads: Iterable[Road]) -> list[Road]:
    return sorted(roads, key=lambda road: road.start)


def _ours(one: Named) -> Settled:
    called = one.called
    return Settled(
        start=one.start,
        stop=one.stop,
        name=called.name,
        municipality=called.municipality,
        postcode=called.postcodes[0] if len(called.postcodes) == 1 else "",
        called=called,
    )
