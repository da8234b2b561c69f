"""The words that announce, join and end the name of a place: `nlp/lexicons/places`, ready to use.

To teach a new word, add a line to its list; nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.folding import fold
from monitor.model import PlaceKind
from nlp import lexicons
from nlp.places.words import Words, words

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A word that announces a name."""

    kind: PlaceKind
    many: bool = False  # "colonias": a list follows
    kept: bool = False  # "Circuito", "Ampliación": part of the name
    named: bool = False  # a landmark that needs no cue before it, if it has a name
    ground: bool = False  # … whatever it does: a canal is nobody
    short: bool = False  # "col.", "av": the register of an address


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Phrases by their first word; the longest that stands at a place is found."""

    table: Mapping[str, tuple[tuple[tuple[str, ...], T], ...]]

    def at(self, text: Words, place: int) -> tuple[int, T] | None:
        """Where the longest phrase that begins here ends, and what it means."""
        for phrase, meaning in self.table.get(text.at(place), ()):
            end = place + len(phrase)
            if len(phrase) == 1 or text.folded[place:end] == list(phrase):
                return end, meaning
        return None


def phrases(entries: Iterable[tuple[str, T]]) -> Phrases[T]:
    table: dict[str, dict[tuple[str, ...], T]] = {}
    for written, meaning in entries:
        phrase = tuple(words(written).folded)
        table.setdefault(phrase[0], {}).setdefault(phrase, meaning)
    longest_first = {
        first: tuple(sorted(found.items(), key=lambda entry: -len(entry[0])))
        for first, found in table.items()
    }
    return Phrases(longest_first)


def _head(row: tuple[str, ...]) -> tuple[str, Head]:
    written, kind, number, *rest = row
    head = Head(
        kind=PlaceKind(kind),
        many=number == "many",
        kept="kept" in rest,
        short=len(written) <= 5 and written not in FULL,
    )
    return written, head


def _landmark(row: tuple[str, ...]) -> tuple[str, Head]:
    return row[0], Head(
        kind=PlaceKind.LANDMARK, kept=True, named=row[1] != "plain", ground=row[1] == "ground"
    )


def _folded(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in lexicons.words(f"places/{name}"))


FULL = frozenset(("calle", "eje", "vía", "ejido", "paseo"))  # short as words, not shortened
HEADS = phrases(_head(row) for row in lexicons.rows("places/heads.tsv"))
LANDMARKS = phrases(_landmark(row) for row in lexicons.rows("places/landmarks.tsv"))
CUES = phrases((row[0], True) for row in lexicons.rows("places/cues.txt"))
AUTHORITIES = phrases((row[0], True) for row in lexicons.rows("places/authorities.txt"))
DWELLERS = _folded("dwellers.txt")
STOPS = _folded("stops.txt")
UNITS = _folded("units.txt")
NUMBERING = _folded("numbering.txt")
KEPT = _folded("kept.txt")
STAFF = _folded("staff.txt")
NEVER = frozenset((fold(row[0]), fold(row[1])) for row in lexicons.rows("places/never.tsv"))
HOMONYMS = _folded("homonyms.txt") | _folded("heroes.txt")
SHORTENED = {fold(row[0]): row[1] for row in lexicons.rows("places/abbreviations.tsv")}
WORLD = tuple(lexicons.words("names/places.txt"))
CALLED = tuple((row[0], row[1]) for row in lexicons.rows("places/municipalities.tsv"))
KNOWN = tuple((row[0], row[1]) for row in lexicons.rows("municipalities.tsv"))

ROLES = {row[0]: frozenset(row[1].split()) for row in lexicons.rows("places/roles.tsv")}
VERBAL = tuple(sorted(lexicons.words("places/verbal.txt")))
LINKS, ARTICLES, MONTHS = ROLES["links"], ROLES["articles"], ROLES["months"]
CORNERS, NUMBERS, PARTS = ROLES["corners"], ROLES["numbers"], ROLES["parts"]
