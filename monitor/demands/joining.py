"""Whether two texts say the same demand: their places first, then their words. Pure.

A thing at a point (a pothole, a lamp) is the same at its corner or on its stretch of street; what
befalls an area (no water, robberies) is the same in its colonia: `scope` of a category says which.
Where the places leave it open the words decide, and without any place only a copy is the same.
What people tell as different things at one place (`kin.tsv`) is one when their words are alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from importlib.resources import files
from typing import Final

from monitor.casework import Demand, Heard
from monitor.demands.spoken import Said, are_divided, said_of
from monitor.likeness import (
    MINOR,
    SPOKEN,
    crossing_keys,
    landmark_words,
    municipality_key,
    place_words,
    proper_words,
    settlement_key,
    shingles,
    street_key,
    words,
)
from monitor.model import Address

_STEM: Final = 5  # letters: "fugas" and "fuga" are one word, so are "apagada" and "apagado"
_FEW: Final = 4  # words: that two of so few are the same says little
COPY: Final = 0.6  # of the shingles of the shorter text
ALIKE, NEAR, HINTED = 0.35, 0.2, 0.1
_FAR_NUMBERS: Final = 60  # between two house numbers: another block


class Reach(IntEnum):
    """How surely two addresses are one place."""

    APART = 0
    UNSAID = 1  # one of them says no place
    LANDMARK = 2  # a landmark alone
    NEARBY = 3  # other streets of one colonia
    NAMED = 4  # a street that one of them only names
    STREET = 5  # a street, in a colonia that one does not say
    SETTLEMENT = 6  # a colonia alone
    THERE = 7  # a corner; a street of one colonia; a landmark of one colonia


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Why two texts are the same demand, or are not."""

    reach: Reach
    wording: float  # 0 to 1
    copied: float

    def is_same(self, *, point: bool) -> bool:
        if self.reach is Reach.APART:
            return False
        if self.copied >= COPY or self.reach is Reach.THERE:
            return True
        return self.wording >= _NEEDED[point].get(self.reach, _NEVER)

    @property
    def is_one_thing(self) -> bool:
        """Whether two texts of different categories tell one thing, each in its way."""
        return self.reach is Reach.THERE and max(self.wording, self.copied) >= NEAR


_NEVER: Final = 2.0
_VAGUE: Final = {Reach.LANDMARK: HINTED, Reach.NAMED: NEAR, Reach.STREET: HINTED}
_NEEDED: Final = {  # the wording that a place needs, for a thing at a point and for an area
    True: {**_VAGUE, Reach.SETTLEMENT: ALIKE},
    False: {**_VAGUE, Reach.NEARBY: NEAR, Reach.SETTLEMENT: 0.0},
}


def choose(new: Heard, demands: Iterable[Demand], *, point: bool) -> Demand | None:
    """The demand that a text says again, the likest of those that it may; None when it is new."""
    scored = [(best, demand) for demand in demands if (best := _best(new, demand, point=point))]
    return max(scored, key=_rank)[1] if scored else None


def _rank(scored: tuple[Likeness, Demand]) -> tuple[float, ...]:
    best, demand = scored
    return (best.copied >= COPY, best.reach, best.wording, -demand.heard_at.timestamp())


def _best(new: Heard, demand: Demand, *, point: bool) -> Likeness | None:
    """The likest of its texts that says the same, if one does."""
    akin = demand.category != new.petition.category
    if akin and any(each.clipping_id == new.clipping_id for each in demand.sources):
        return None  # one text asks for both
    compared = (likeness(new, source, point=point) for source in demand.sources)
    same = [one for one in compared if (one.is_one_thing if akin else one.is_same(point=point))]
    return max(same, key=lambda one: (one.reach, one.wording), default=None)


def kin(category: str) -> tuple[str, ...]:
    """Those as which somebody else may tell the same thing."""
    return _KIN.get(category, ())


def _shipped() -> Mapping[str, tuple[str, ...]]:
    lines = files(__package__).joinpath("kin.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    seen_as: dict[str, set[str]] = defaultdict(set)
    for thing, category in rows:
        seen_as[category] |= {other for name, other in rows if name == thing}
    return {category: tuple(sorted(others - {category})) for category, others in seen_as.items()}


_KIN: Final = _shipped()


def likeness(one: Heard, other: Heard, *, point: bool) -> Likeness:
    places = (one.petition.address, other.petition.address)
    return compare(places, (one.quote, other.quote), point=point)


def compare(places: tuple[Address, Address], quotes: tuple[str, str], *, point: bool) -> Likeness:
    names = frozenset().union(*map(place_words, places))
    return Likeness(
        reach=_told_reach(places, quotes, point=point),
        wording=_wording(*quotes, names),
        copied=_copied(*quotes),
    )


def _told_reach(places: tuple[Address, Address], quotes: tuple[str, str], *, point: bool) -> Reach:
    """By the addresses that were read, or by the names of one in the words of the other."""
    settlement = places[0].settlement or places[1].settlement
    if are_divided(*quotes, settlement):
        return Reach.APART
    read = reach(*places, point=point)
    if read is Reach.APART:
        return read
    said = [said_of(place, quote) for place, quote in zip(places, reversed(quotes), strict=True)]
    return max(read, *map(_said_reach, said))


def _said_reach(said: Said) -> Reach:
    if said.streets > 1 or (said.settlement and (said.streets or said.beside)):
        return Reach.THERE
    if said.streets:
        return Reach.THERE if said.beside else Reach.NAMED
    if said.settlement:
        return Reach.SETTLEMENT
    return Reach.LANDMARK if said.called else Reach.UNSAID


def reach(one: Address, other: Address, *, point: bool) -> Reach:
    if _differ(municipality_key(one.municipality), municipality_key(other.municipality)):
        return Reach.APART
    settlements = (settlement_key(one.settlement), settlement_key(other.settlement))
    if _differ(*settlements):
        return Reach.APART
    together = bool(settlements[0]) and settlements[0] == settlements[1]
    first, second = crossing_keys(one), crossing_keys(other)
    shared = _shared(first, second)
    if point and _is_elsewhere(one, other, first, second, shared):
        return Reach.APART
    if together and first and second and not shared:
        return Reach.NEARBY
    return _reach(one, other, together=together, shared=shared)


def _reach(one: Address, other: Address, *, together: bool, shared: int) -> Reach:
    beside = bool(landmark_words(one.landmark) & landmark_words(other.landmark))
    called = bool(proper_words(one.landmark) & proper_words(other.landmark))
    if shared > 1 or (together and (shared or beside)) or (shared and beside):
        return Reach.THERE
    if shared:
        return Reach.STREET
    if together:
        return Reach.SETTLEMENT
    return Reach.LANDMARK if called else Reach.UNSAID


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _is_elsewhere(
    one: Address,
    other: Address,
    first: frozenset[str],
    second: frozenset[str],
    shared: int,
) -> bool:
    """Whether both say where on the street, and it is not the same stretch."""
    if first and second and not shared:
        return True
    if len(first) > 1 and len(second) > 1 and shared < 2:
        return True
    return _are_far(one, other)


def _are_far(one: Address, other: Address) -> bool:
    if not (one.number.isdecimal() and other.number.isdecimal()):
        return False
    same = street_key(one.street) == street_key(other.street)
    return same and abs(int(one.number) - int(other.number)) > _FAR_NUMBERS


def _shared(first: Iterable[str], second: Iterable[str]) -> int:
    """How many streets both say: "rojo gomez" is "javier rojo gomez"."""
    rest = list(second)
    count = 0
    for street in first:
        match = next((each for each in rest if _is_one_street(street, each)), None)
        if match is not None:
            rest.remove(match)
            count += 1
    return count


def _is_one_street(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((set(one.split()), set(other.split())), key=len)
    return shorter <= longer and any(len(word) > 2 and word.isalpha() for word in shorter)


def _wording(one: str, other: str, places: frozenset[str]) -> float:
    """How much of the shorter text's words are in the other, those that say the place aside."""
    first, second = _stems(one, places), _stems(other, places)
    fewest = min(len(first), len(second))
    return len(first & second) / max(_FEW, fewest)


def _stems(text: str, places: frozenset[str]) -> frozenset[str]:
    return frozenset(
        word[:_STEM] for word in words(text) if word not in MINOR and word not in places
    )


def _copied(one: str, other: str) -> float:
    first, second = words(one), words(other)
    if min(len(first), len(second)) < SPOKEN:
        return 0.0
    parts = (set(shingles(first)), set(shingles(second)))
    return len(parts[0] & parts[1]) / min(map(len, parts))
