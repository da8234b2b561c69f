"""Where a petition is: the parts of its address, each from the words nearest to it.

`surveying` says all that the text tells of places; here each petition gets its own. A new part of
an address is a choice of `Locator._address`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar

from monitor.config import Config
from monitor.model import Address
from nlp import places as reading
from nlp.demands import streets
from nlp.demands.landmarks import Landmark
from nlp.demands.scope import Range, Scope, scopes
from nlp.demands.streets import Road
from nlp.demands.surveying import Parts, Postcode, Settled, Surveyor
from nlp.places import Found, gazetteer
from nlp.places.gazetteer import EMPTY, Gazetteer
from nlp.places.words import Words

_MOST: Final = 3  # streets that one crosses
_GAP: Final = 4  # characters or tokens between a street and what crosses it


class _At(Protocol):
    """Something at `[start, stop)` of a text."""

    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...


T = TypeVar("T", bound=_At)


class Locator:
    """Knows the places of one configuration.

    Raises:
        ConfigError: the catalogue cannot be read.
    """

    def __init__(self, config: Config) -> None:
        known = gazetteer.read(Path(config.gazetteer)) if config.gazetteer else EMPTY
        home = reading.home(config.profile, known)
        self.home = home.name  # as the catalogue names it
        self._gazetteer: Gazetteer = known
        self._surveyor = Surveyor(home, known)

    def address(
        self, text: str, said: Range, *, places: Sequence[Found], sentences: Iterable[Range]
    ) -> Address:
        """Where the petition of `[start, end)` is."""
        return self.addresses(text, [said], places=places, sentences=sentences)[0]

    def addresses(
        self,
        text: str,
        said: Sequence[Range],
        *,
        places: Sequence[Found],
        sentences: Iterable[Range],
    ) -> tuple[Address, ...]:
        """Where each petition is: what its words say, else those around it."""
        parts = self._surveyor.parts(text, places)
        return tuple(self._address(scope, parts) for scope in scopes(text, said, sentences))

    def _address(self, scope: Scope, parts: Parts) -> Address:
        road = _road(scope, parts)
        settled = _settlement(scope, parts, road)
        postcode = _nearest(parts.postcodes, scope)
        mark = _mark(scope, parts)
        called = _of_postcode(settled, postcode)
        municipality = self._municipality(settled, postcode, parts)
        latitude, longitude = self._centre(settled)
        return Address(
            street=road.name if road else "",
            number=_number(scope, parts, road) if road else "",
            between=_between(road, parts) if road else (),
            settlement=called or (settled.name if settled else ""),
            postcode=_digits(settled, postcode),
            landmark=mark.told if mark else "",
            municipality=municipality,
            latitude=latitude,
            longitude=longitude,
        )

    def _municipality(
        self, settled: Settled | None, postcode: Postcode | None, parts: Parts
    ) -> str:
        if settled and (settled.municipality or settled.called):
            return settled.municipality
        if postcode and postcode.municipality:
            return postcode.municipality
        return parts.elsewhere or self.home

    def _centre(self, settled: Settled | None) -> tuple[float | None, float | None]:
        if settled is None:
            return None, None
        if settled.called:
            return settled.called.centre or (None, None)
        rows = [
            row
            for row in self._gazetteer.rows(gazetteer.key(settled.name))
            if row.municipality == settled.municipality and row.latitude is not None
        ]
        return (rows[0].latitude, rows[0].longitude) if len(rows) == 1 else (None, None)


def _tier(one: _At, scope: Scope) -> int:
    """0 in the petition's words, 1 in its sentence, 2 around it, 3 elsewhere."""
    for tier, (start, end) in enumerate((scope.said, scope.sentence, scope.near)):
        if start <= one.start < end:
            return tier
    return 3


def _ranked(found: Iterable[T], scope: Scope, *, farthest: int = 2) -> list[T]:
    """Those within reach, the nearest first; of a tier, in reading order."""
    tiers = [(_tier(one, scope), one.start, one) for one in found]
    kept = sorted((one for one in tiers if one[0] <= farthest), key=lambda one: one[:2])
    return [one for _, _, one in kept]


def _nearest(found: Iterable[T], scope: Scope) -> T | None:
    return next(iter(_ranked(found, scope)), None)


def _settlement(scope: Scope, parts: Parts, road: Road | None) -> Settled | None:
    """The nearest; of one tier the fullest, and ours before another's."""
    found = _ranked(parts.settled, scope, farthest=3)
    if not found:
        return None
    tier = _tier(found[0], scope)
    if tier == 3:
        return _last_before(found, scope) if _alone(found) else None
    same = [one for one in found if _tier(one, scope) == tier]
    reach = [one for one in found if _tier(one, scope) <= 2]
    return _fullest(_after(same, road), reach)


def _alone(found: Sequence[Settled]) -> bool:
    return len({(one.name, one.municipality) for one in found}) == 1


def _last_before(found: Sequence[Settled], scope: Scope) -> Settled:
    before = [one for one in found if one.start < scope.said[0]]
    return before[-1] if before else found[0]


def _after(found: Sequence[Settled], road: Road | None) -> Settled:
    """The one that follows the street of the address; else the first."""
    following = [one for one in found if road and one.start >= road.stop]
    return following[0] if following else found[0]


def _fullest(chosen: Settled, found: Sequence[Settled]) -> Settled:
    """ "colonia Tamaulipas … la sección Palmar": the section of what is chosen."""
    if chosen.called is None or len(chosen.called.names) == 1:
        return chosen
    inner = [
        one for one in found if one.called and set(one.called.names) < set(chosen.called.names)
    ]
    return inner[0] if inner else chosen


def _of_postcode(settled: Settled | None, postcode: Postcode | None) -> str:
    """The section that a postcode settles; "" where there is nothing to settle."""
    called = settled.called if settled else None
    return called.of_postcode(postcode.digits) if called and postcode else ""


def _digits(settled: Settled | None, postcode: Postcode | None) -> str:
    return postcode.digits if postcode else settled.postcode if settled else ""


def _road(scope: Scope, parts: Parts) -> Road | None:
    found = [road for road in parts.roads if not _only_between(road, parts)]
    near = _nearest(found, scope)
    if near is None and len({road.name for road in found}) == 1:
        return found[0]
    return near


def _number(scope: Scope, parts: Parts, road: Road) -> str:
    """What follows the street, else what its sentence tells of a house."""
    starts = parts.words.starts
    first, end = (bisect_left(starts, place) for place in scope.sentence)
    return streets.number(parts.words, road) or streets.house(parts.words, first, end)


def _only_between(road: Road, parts: Parts) -> bool:
    """One of "entre A y B" when another street is before them."""
    return any(
        start <= road.start < stop
        and parts.words.at(bisect_left(parts.words.starts, start)) == "entre"
        and any(other.stop <= start and start - other.stop < _GAP for other in parts.roads)
        for start, stop in parts.crossings
    )


def _between(road: Road, parts: Parts) -> tuple[str, ...]:
    """The streets that cross it."""
    for start, stop in parts.crossings:
        inside = [one for one in parts.roads if start <= one.start < stop and one != road]
        if start <= road.start < stop or 0 <= start - road.stop < _GAP:
            return tuple(one.name for one in inside[:_MOST])
    found = streets.crossing(parts.words, road, cased=parts.cased, taken=parts.taken)
    known = [one for one in parts.roads if _met(road, one, parts.words)]
    return tuple(one.name for one in (known or found)[:_MOST])


def _met(road: Road, other: Road, told: Words) -> bool:
    """Does the other begin right where this one meets it?"""
    gap = told.folded[road.end : other.first]
    joins = {"y", "e", "esquina", "esq", "casi", "con", "&", "/", "x"}
    return 0 < len(gap) <= _GAP and bool(joins.intersection(gap)) and not {",", "."} >= {*gap}


def _mark(scope: Scope, parts: Parts) -> Landmark | None:
    """A landmark with its cue before one that is only named."""
    found = _ranked(parts.landmarks, scope, farthest=1)
    cued = [one for one in found if one.cued]
    return next(iter([*cued, *found]), None)
