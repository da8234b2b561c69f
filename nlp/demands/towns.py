"""Municipalities named in a text, each under one name, so that nobody is read by where it is.

What is asked of another town is not asked of us; which town that is must not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from monitor.model import PlaceKind
from nlp.places import Found
from nlp.places.gazetteer import EMPTY, Gazetteer
from nlp.places.municipalities import Home, Municipalities
from nlp.places.words import is_cased, words

OURS, OTHER = "Neza", "Ecatepec"  # what models are shown for any of ours, and of others
_PLACES: Final = (PlaceKind.STREET, PlaceKind.SETTLEMENT, PlaceKind.CROSSING, PlaceKind.LANDMARK)

Range = tuple[int, int]


class Town(NamedTuple):
    """`[start, end)` of a text names a municipality."""

    start: int
    end: int
    ours: bool


class Towns:
    """Finds them, for one municipality."""

    def __init__(self, home: Home, gazetteer: Gazetteer = EMPTY) -> None:
        self._home = home.name
        self._known = Municipalities(home, gazetteer)

    def named(self, text: str, places: Iterable[Found]) -> tuple[Town, ...]:
        """In reading order; `places` are those of the text, whose names are no municipality's."""
        told = words(text)
        taken = [(place.start, place.end) for place in places if place.kind in _PLACES]
        said = self._known.said(told, (), cased=is_cased(told))
        found = (
            Town(told.starts[one.first], told.ends[one.end - 1], one.name == self._home)
            for one in said
        )
        return tuple(town for town in found if not _within(town, taken))


def shown(text: str, clause: Range, towns: Iterable[Town]) -> str:
    """A clause as models see it."""
    return "".join(_parts(text, clause, towns))


def _parts(text: str, clause: Range, towns: Iterable[Town]) -> Iterator[str]:
    done, end = clause
    for town in towns:
        if town.start >= done and town.end <= end:
            yield text[done : town.start]
            yield OURS if town.ours else OTHER
            done = town.end
    yield text[done:end]


def _within(town: Town, taken: Iterable[Range]) -> bool:
    return any(start <= town.start and town.end <= end for start, end in taken)
