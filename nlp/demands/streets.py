"""The street of a petition: its number, between which streets, and how the text says it.

`nlp.places` finds what a type announces; here is what posts leave out: "oriente 8", "lago mask y
aureliano ramos", "Nautla 14". Streets that come in series are in `demands/series.txt`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from monitor.folding import fold
from nlp import lexicons
from nlp.demands.known import LINKS
from nlp.places.gazetteer import key, key_of
from nlp.places.tables import CUES, HEADS, LANDMARKS, MONTHS, SHORTENED, STOPS, UNITS
from nlp.places.words import Words

_ROLES: Final = {row[0]: frozenset(row[1].split()) for row in lexicons.rows("demands/grammar.tsv")}
_WHOLE: Final = {"d": "de", "dl": "del", "dla": "de la"}
_SERIES: Final = frozenset(fold(word) for word in lexicons.words("demands/series.txt"))
_DIRECTIONS: Final = frozenset(("norte", "sur", "oriente", "poniente", "eje"))
_STANDING: Final = _ROLES["standing"] | {"de", "d", "con", "y", "e", "esquina", "esq", "entre"}
_CORNERS: Final = frozenset(("esquina", "esq", "casi"))
_NUMBERS: Final = frozenset(("#", "num", "numero", "no", "n", "n°", "nº"))
_ORDINALS: Final = frozenset(("primera", "segunda", "tercera", "cuarta", "quinta", "sexta"))
_GROUNDS: Final = _ROLES["grounds"]
_NO_STREETS: Final = (
    frozenset(
        key(name)
        for kind in ("organisations", "places")
        for name in lexicons.words(f"names/{kind}.txt")
    )
    | _ROLES["nowhere"]
)
_LONGEST: Final = 4  # words of the name of a street
_HOUSE: Final = 5  # figures of a number
_BEFORE_HOUSE: Final = frozenset(
    ("al", "del", "el", "numero", "num", "casa", "vecindad", "edificio")
)
_AT_HOUSE: Final = _ROLES["housing"]
_GOES_ON: Final = frozenset(
    ("col", "colonia", "entre", "esq", "esquina", "casi", "cp", "en", "barrio")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """Tokens `[first, end)` name a street; `joins` says how it stands to the one before."""

    first: int
    end: int
    start: int
    stop: int
    name: str
    sure: float
    joins: str = ""  # "" by itself, "meets" a corner, "between" one of two


class _Walk:
    """Finds the roads that nothing announces."""

    def __init__(self, words: Words, *, cased: bool, taken: Collection[int]) -> None:
        self._words, self._cased, self._taken = words, cased, taken

    def roads(self) -> Iterator[Road]:
        done = 0
        for place, token in enumerate(self._words.folded):
            if place < done or place in self._taken:
                continue
            end = self._serial(place) if token in _SERIES else self._ordinal(place)
            if end:
                done = end
                yield _road(self._words, place, end, sure=0.7)

    def standing(self) -> Iterator[Road]:
        """Names where something stands, in a text whose capitals mean names."""
        done = 0
        for place in range(len(self._words) if self._cased else 0):
            if place < done or place in self._taken:
                continue
            if end := self._housed(place) or self._stood(place):
                done = end
                yield _road(self._words, place, end, sure=0.6)

    def _ordinal(self, place: int) -> int:
        """ "4ta avenida"."""
        ordinal = SHORTENED.get(self._words.at(place), "") in _ORDINALS
        return place + 2 if ordinal and self._words.at(place + 1) in ("avenida", "av") else 0

    def _stood(self, place: int) -> int:
        """ "por Carmelo Pérez", "el camellón de Rojo Gómez": a name where something stands."""
        words = self._words
        if not self.names(place) or not self._is_ground(place):
            return 0
        end = place + 1
        while end - place < _LONGEST and end not in self._taken:
            after = end + 1 if words.at(end) in LINKS else end
            after += words.at(after) in LINKS and after > end
            if not self.names(after):
                break
            end = after + 1
        return end

    def _is_ground(self, place: int) -> bool:
        """Does what stands before the name stand on a street?"""
        words = self._words
        at = place - 1
        article = words.at(at) in ("la", "el")
        at -= article
        word = words.at(at)
        if word in ("de", "d", "del"):
            return words.at(at - 1) in _GROUNDS or words.at(at - 2) in _GROUNDS
        if word in _CORNERS or word in ("toda", "sobre", "lateral"):
            return True
        return word in ("en", "por", "x") and not article and not self._elsewhere(place)

    def _elsewhere(self, place: int) -> bool:
        """ "en Facebook", "por Protección Civil": names that no street has."""
        key = key_of([self._words.at(place)])
        return key in _NO_STREETS or (key_of(self._words.folded[place : place + 2]) in _NO_STREETS)

    def _serial(self, place: int) -> int:
        """ "oriente 8", "Lago Mask", "Virgen de Lourdes"."""
        words = self._words
        first = words.at(place)
        if words.numeral(place + 1):
            counted = words.at(place + 2) in UNITS
            end = place + 2
            if counted or place + 1 in self._taken:
                return 0
            letter = words.at(end) in ("a", "b", "c", "d") and words.capital(end)
            lettered = letter and not words.capital(end + 1)
            return end + lettered if first in _DIRECTIONS or first in HEADS.table else 0
        if first in _DIRECTIONS:
            return 0
        at = place + 1
        while words.at(at) in LINKS:
            at += 1
        if not self.names(at) or words.at(place - 1) not in _STANDING | {",", "", ".", "\n"}:
            return 0
        return at + 1 + self._more(at + 1)

    def names(self, place: int) -> bool:
        """May the word be of a name?"""
        words = self._words
        word = words.at(place)
        if not word.isalpha() or place in self._taken or word in _ROLES["plain"]:
            return False
        inside = self._cased and words.capital(place - 1)  # "Hortensia Nueva"
        if word in STOPS and not inside:
            return False
        return words.capital(place) if self._cased else len(word) > 2

    def _more(self, place: int) -> int:
        return int(self._cased and self.names(place))

    def _housed(self, place: int) -> int:
        """ "en Nautla 14", "Hortensia #112": a name that a number follows."""
        words = self._words
        if words.at(place - 1) not in _STANDING | {"", ",", ".", "\n"} or not self.names(place):
            return 0
        end = place + 1
        while end - place < _LONGEST and (
            self.names(end) or (words.at(end) in LINKS and self.names(end + 1))
        ):
            end += 1
        marked = words.at(end) in _NUMBERS and words.numeral(end + 1)
        dated = words.at(place) in MONTHS or words.at(end + 1) in UNITS | MONTHS | {"de", "%"}
        plain = words.numeral(end) and words.at(end).isdigit() and len(words.at(end)) in (2, 3)
        stands = words.at(place - 1) in ("en", ",", ".", "", "de")
        return end if marked or (plain and not dated and stands) else 0


def bare(words: Words, *, cased: bool, taken: Collection[int]) -> tuple[Road, ...]:
    """Streets that nothing announces, in tokens that no other place has."""
    return tuple(_Walk(words, cased=cased, taken=taken).roads())


def stood(words: Words, *, cased: bool, taken: Collection[int]) -> tuple[Road, ...]:
    """Proper names that nothing else explains, where a street would stand."""
    return tuple(_Walk(words, cased=cased, taken=taken).standing())


def crossing(words: Words, road: Road, *, cased: bool, taken: Collection[int]) -> list[Road]:
    """The streets that meet a road right after it, or before: "Lago Mask y Aureliano Ramos"."""
    walk = _Walk(words, cased=cased, taken=taken)
    found = []
    at, joined = road.end, ""
    at += words.at(at) == ","
    while words.at(at) in ("casi", "esquina", "esq", "con", "y", "e", "x", ".", "&", "/", "a"):
        joined = joined or ("meets" if words.at(at) not in (".", "a") else "")
        at += 1
    if words.at(at) == "entre":
        return _pair(walk, words, at + 1)
    if joined and (end := _named(walk, words, at)):
        found.append(_road(words, at, end, sure=0.6, joins="meets"))
    return found


def _pair(walk: _Walk, words: Words, place: int) -> list[Road]:
    first = _named(walk, words, place)
    if not first or words.at(first) not in ("y", "e"):
        return []
    second = _named(walk, words, first + 1)
    found = [_road(words, place, first, sure=0.6, joins="between")]
    return [*found, _road(words, first + 1, second, sure=0.6, joins="between")] if second else []


def _named(walk: _Walk, words: Words, place: int) -> int:
    """Where the name that begins here ends; 0 where none does."""
    at = place
    if words.at(at) in ("la", "el", "las", "los", "av", "calle", "avenida"):
        at += 1
    at += words.at(at) == "."
    if LANDMARKS.at(words, at) or CUES.at(words, at):
        return 0
    end = at
    while end - at < _LONGEST and (
        walk.names(end)
        or words.numeral(end)
        or (end > at and words.at(end) in LINKS and walk.names(end + 1))
    ):
        end += 1
    return end


def number(words: Words, road: Road) -> str:
    """The number of the house that a street is followed by: "#12", "núm. 12", "mz 3 lt 4"."""
    at = road.end
    apart = words.at(at) == ","
    at += apart
    if lot := _lot(words, at):
        return lot
    marked = False
    while words.at(at) in _NUMBERS | {".", "°", "º"} and at - road.end < _LONGEST:
        marked, at = True, at + 1
    # "calle Nardo, 4 baches": past a comma only a mark, or what follows, makes it a house.
    ends = not apart or not words.at(at + 1).isalpha() or words.at(at + 1) in _GOES_ON
    return _house(words, at, marked=marked) if marked or ends else ""


def house(words: Words, first: int, end: int) -> str:
    """The number that tokens `[first, end)` tell away from the street: "enfrente del 45"."""
    for place in range(first, end - 1):
        if words.at(place) in _BEFORE_HOUSE and words.at(place - 1) in _AT_HOUSE:
            found = _house(words, place + 1, marked=False)
            if found and words.at(place + 2) not in ("a", "am", "pm", "por", "casos"):
                return found
    return ""


def _house(words: Words, at: int, *, marked: bool) -> str:
    digits = words.at(at).split("-")[0].rstrip("abcdefgh")
    if not digits.isdigit() or len(digits) > _HOUSE or (len(digits) == _HOUSE and not marked):
        return ""
    after = words.at(at + 1)
    counted = after in UNITS | MONTHS | {"de", "%"} or (after == "y" and words.numeral(at + 2))
    return "" if counted and not marked else words.written(at, at + 1).upper()


def _lot(words: Words, at: int) -> str:
    """ "mz 3 lt 4", "manzana 3 lote 4"."""
    kinds = {"mz": "Mz", "mza": "Mz", "manzana": "Mz", "lt": "Lt", "lote": "Lt"}
    parts: list[str] = []
    while (kind := kinds.get(words.at(at))) and len(parts) < 2:
        at += 1 + (words.at(at + 1) == ".")
        if not words.numeral(at):
            break
        parts.append(f"{kind} {words.written(at, at + 1)}")
        at += 1 + (words.at(at + 1) == ",")
    return " ".join(parts)


def _road(words: Words, first: int, end: int, *, sure: float, joins: str = "") -> Road:
    return Road(
        first=first,
        end=end,
        start=words.starts[first],
        stop=words.ends[end - 1],
        name=called(words.written(first, end)),
        sure=sure,
        joins=joins,
    )


def called(written: str) -> str:
    """The name as it would be written: "hacienda d la gavia", "LAGO MASK"."""
    parts = [_WHOLE.get(word, word) for word in written.split()]
    while parts and fold(parts[0]) in ("de", "del"):
        parts = parts[1:]
    name = " ".join(parts)
    if not (name.islower() or name.isupper()):
        return name
    lower = [word.lower() for word in parts]
    kept = [word if word in LINKS else word[:1].upper() + word[1:] for word in lower]
    name = " ".join(kept)
    return name[:1].upper() + name[1:]


def prolonged(words: Words, end: int) -> int:
    """Where a name goes on: "Lago | de Chapala", "Virgen | del Camino", "San Felipe | d Jesús"."""
    at = end
    while words.at(at) in LINKS and at - end < 3:
        at += 1
    return at + 1 if at > end and words.capital(at) and words.at(at).isalpha() else end


def met_before(words: Words, road: Road, *, cased: bool, taken: Collection[int]) -> Road | None:
    """The street that a known one crosses: "riva palacio y | lago ontario"."""
    at = road.first - 1
    while words.at(at) in ("y", "e", "con", "esquina", "esq", "casi", "x", "&", "/", "."):
        at -= 1
    if at == road.first - 1 or words.at(at + 1) == ".":
        return None
    walk, first = _Walk(words, cased=cased, taken=taken), at + 1
    while first > 0 and at + 1 - first < 3 and walk.names(first - 1):
        first -= 1
    ended = words.at(first - 1) in _STANDING | LINKS | {",", "", ".", "\n", ":"}
    return _road(words, first, at + 1, sure=0.6) if first <= at and ended else None
