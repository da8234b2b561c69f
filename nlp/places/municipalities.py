"""In which municipality a place is: by postcode, by its sentence, by the note, or by ours.

A name that several municipalities hold and nothing settles stays without one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.folding import fold
from monitor.model import PlaceKind
from nlp.places.gazetteer import Gazetteer, Rows, Settlement, key, key_of
from nlp.places.grammar import Spot
from nlp.places.tables import ARTICLES, AUTHORITIES, CALLED, HOMONYMS, KNOWN, ROLES, WORLD
from nlp.places.words import Words

ATTACHED, SAID, BEFORE, AFTER, PARAGRAPH, NOTE, HOME = 0.97, 0.93, 0.9, 0.85, 0.8, 0.7, 0.72
ELSEWHERE = ""  # a city, a state, a country: no municipality of ours
ALONE = 0.78  # one municipality has that name, and nothing speaks for it
UNKNOWN = 0.8  # of all these, when no catalogue confirms it
_REACH = 14  # tokens between a place and the municipality that its address ends with
_PASSED = ROLES["closing"]
_LONGEST = 6  # words of a municipality's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The municipality whose press is read, and how it is called."""

    name: str
    called: tuple[str, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Tokens `[first, end)` name a municipality."""

    first: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Settled:
    municipality: str | None
    sure: float
    row: Settlement | None = None


class Municipalities:
    """Knows the names of municipalities of one configuration."""

    def __init__(self, home: Home, gazetteer: Gazetteer) -> None:
        self.home = home
        self._gazetteer = gazetteer
        named = {key(name): ELSEWHERE for name in WORLD}
        named |= {key(name): name for name, _ in KNOWN}
        named |= gazetteer.seats
        official = set(named.values())
        named |= {key(short): name for short, name in CALLED if name in official or short == name}
        named |= {key(name): home.name for name in (*home.called, home.name)}
        self._named = named
        self._covered = frozenset(gazetteer.seats.values())
        self._firsts = {name.split()[0] for name in named if name}
        near = {key(name) for name, state in KNOWN if fold(state) == fold(home.state)}
        shorts = {key(short) for short, name in CALLED if name in official}
        self._near = near | shorts | gazetteer.seats.keys()
        self._ours = frozenset(key(name) for name in (*home.called, home.name))

    def knows(self, name: str) -> bool:
        return name in self._named

    def worldly(self, name: str) -> bool:
        """Is it first of all a city, a state or a country?"""
        return self._named.get(name) == ELSEWHERE

    def foreign(self, name: str) -> bool:
        """A place of the world that no catalogue of ours holds."""
        return self.worldly(name) and not self._gazetteer.rows(name)

    def said(self, words: Words, spots: Sequence[Spot], *, cased: bool) -> list[Said]:
        """Where the text names a municipality, and not a street or a colonia called so."""
        covered = {place for spot in spots for place in range(spot.first, spot.end)}
        ends = {spot.end for spot in spots if spot.kind is not PlaceKind.LANDMARK}
        found: list[Said] = []
        done = 0
        for place, token in enumerate(words.folded):
            if token not in self._firsts or place < done or place in covered:
                continue
            if cased and not words.capital(place):
                continue
            if one := self._at(words, place, ends):
                found.append(one)
                done = one.end
        return found

    def _at(self, words: Words, place: int, ends: set[int]) -> Said | None:
        for end in range(min(place + _LONGEST, len(words)), place, -1):
            name = key_of(words.folded[place:end])
            if words.word(end - 1) and name in self._named:
                if self._plain(name) or _governed(words, place) or _closing(words, place, ends):
                    return Said(place, end, self._named[name])
                return None
        return None

    def _plain(self, name: str) -> bool:
        """Does the name alone say the municipality?"""
        if name in self._ours:
            return True
        own = (name in self._near or self._named[name] == ELSEWHERE) and name not in HOMONYMS
        return own and name not in self._gazetteer.names

    def of_note(self, said: Sequence[Said]) -> list[tuple[str, float]]:
        """Those that the note speaks of most; what it begins with counts twice, ours wins a tie."""
        ours = [one.name for one in said if one.name != ELSEWHERE]
        counts = Counter((*ours, *ours[:1]))
        order = sorted(counts, key=lambda name: (-counts[name], name != self.home.name))
        return [(name, PARAGRAPH if place == 0 else NOTE) for place, name in enumerate(order)]

    def settle(self, spot: Spot, context: Context) -> Settled:
        """The municipality of a place as its text and the catalogue settle it."""
        rows = self._gazetteer.rows(spot.key) if spot.kind is PlaceKind.SETTLEMENT else ()
        if spot.kind is PlaceKind.POSTCODE:
            return self._of_postcode(context.words.at(spot.name[0]))
        candidates = dict.fromkeys(row.municipality for row in rows)
        for name, sure in context.evidence(spot):
            if name in candidates:
                return Settled(name, sure, _row(rows, name))
            if name == ELSEWHERE:
                return Settled(None, sure)
            if spot.kind is not PlaceKind.SETTLEMENT:
                return Settled(name, sure)
            if sure >= (ATTACHED if name in self._covered else AFTER):
                return Settled(name, sure * UNKNOWN)
        return self._without_words(spot, candidates, rows)

    def _without_words(self, spot: Spot, candidates: dict[str, None], rows: Rows) -> Settled:
        """Nothing in the text speaks of a candidate."""
        home = self.home.name
        if home in candidates:
            sure = SAID if len(candidates) == 1 else HOME
            return Settled(home, sure, _row(rows, home))
        if len(candidates) == 1:
            [only] = candidates
            return Settled(only, ALONE, _row(rows, only))
        # A catalogue that has our colonias and not this one says that it is not ours.
        strange = spot.kind is PlaceKind.SETTLEMENT and home in self._covered
        return Settled(None, 1.0) if candidates or strange else Settled(home, HOME)

    def _of_postcode(self, digits: str) -> Settled:
        municipality = self._gazetteer.postcodes.get(digits)
        return Settled(municipality, 1.0 if municipality else UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a text says of municipalities, and where."""

    words: Words
    said: Sequence[Said]
    note: Sequence[tuple[str, float]]  # the municipalities of the whole note
    spots: Sequence[Spot]  # by first token
    settlements: Sequence[Spot]
    sentences: Sequence[int]  # the first token of each
    postcodes: dict[int, str]  # municipality by the first token of a postcode

    def evidence(self, spot: Spot) -> Iterator[tuple[str, float]]:
        """The municipalities that speak for a place, the strongest first."""
        end = self._address_end(spot)
        yield from self._postcode(spot, end)
        attached = [one for one in self.said if spot.end <= one.first <= end]
        yield from ((one.name, ATTACHED) for one in attached[:1])
        low, high = self._sentence(spot.first)
        inside = [one for one in self.said if low <= one.first < high and one.name != ELSEWHERE]
        before = [one for one in inside if one.first < spot.first]
        after = [one for one in inside if one.first >= spot.end]
        yield from ((one.name, BEFORE) for one in reversed(before))
        yield from ((one.name, AFTER) for one in after)
        yield from self.note

    def colonia(self, spot: Spot) -> Spot | None:
        """The settlement of the same address: after a street as a rule, else right before it."""
        end = self._address_end(spot)
        settlements = self.settlements
        after = (one for one in settlements if spot.end <= one.first <= end)
        low, high = self._sentence(spot.first)
        inside = [one for one in settlements if low <= one.first < high]
        near = [one for one in inside if one.first > spot.first] or inside
        return (
            next(after, None)
            or (near[0] if len(inside) == 1 else None)
            or _last([one for one in inside if one.end <= spot.first])
        )

    def _postcode(self, spot: Spot, end: int) -> Iterator[tuple[str, float]]:
        for place, municipality in self.postcodes.items():
            if spot.end <= place <= end:
                yield municipality, ATTACHED

    def _address_end(self, spot: Spot) -> int:
        """Where the address that a place begins ends: "calle 4, colonia El Sol, Neza"."""
        at = spot.end
        starts = {other.first: other for other in self.spots if other.end > spot.end}
        said = {one.first for one in self.said}
        while at - spot.end < _REACH and at not in said:
            word = self.words.at(at)
            if other := starts.get(at):
                at = other.end
            elif word and (word in _PASSED or word.isdigit()) and not self._stops(at):
                at += 1
            else:
                break
        return at

    def _stops(self, at: int) -> bool:
        """A period before a capital ends the sentence, and with it the address."""
        return self.words.at(at) == "." and at + 1 in self.sentences

    def _sentence(self, place: int) -> tuple[int, int]:
        at = bisect_right(self.sentences, place)
        low = self.sentences[at - 1] if at else 0
        high = self.sentences[at] if at < len(self.sentences) else len(self.words)
        return low, high


def _row(rows: Rows, municipality: str) -> Settlement | None:
    """The first row of a municipality; no postcode when its rows have several."""
    own = [row for row in rows if row.municipality == municipality]
    return own[0] if len({row.postcode for row in own}) == 1 else None


def _governed(words: Words, place: int) -> bool:
    """ "la alcaldía Benito Juárez", "el municipio de La Paz"."""
    for back in range(max(0, place - 4), place):
        if (found := AUTHORITIES.at(words, back)) and found[0] == place:
            return True
    return False


def _closing(words: Words, place: int, ends: set[int]) -> bool:
    """ "colonia Portales, Benito Juárez": what closes an address."""
    at = place - 1
    while words.at(at) in (",", "(", "en", "de") or words.at(at) in ARTICLES:
        if at in ends:
            return True
        at -= 1
    return False


def _last(spots: Sequence[Spot]) -> Spot | None:
    return spots[-1] if spots else None
