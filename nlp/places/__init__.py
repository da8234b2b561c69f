"""Which places a text says, as they are said in Mexico, and in which municipality they are.

`PlaceReader` joins the steps; each is a module that reads words and gives spots:
`grammar` what a type announces, `crossings` where streets meet, `landmarks` what one orients
oneself by, `bare` what the catalogue knows, `municipalities` where all of that is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.config import Config, Profile
from monitor.model import PlaceKind
from nlp.places.bare import addressed, unannounced
from nlp.places.crossings import crossed
from nlp.places.gazetteer import EMPTY, Gazetteer, Settlement, key, read
from nlp.places.grammar import Reader, Spot, announced, is_postcode, postcode_spot
from nlp.places.landmarks import is_bare, oriented
from nlp.places.municipalities import Context, Home, Municipalities, Settled
from nlp.places.tables import HEADS, LINKS, ROLES
from nlp.places.words import Words, is_cased, words

SAINTS = ("san ", "santa ", "santo ")
WITHOUT_CATALOGUE = 0.9  # how sure the grammar alone is, of what it would be with one
_MOST = 200  # places of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`[start, end)` of a text says a place."""

    kind: PlaceKind
    name: str
    start: int
    end: int
    municipality: str | None
    postcode: str | None
    confidence: float


def reader(config: Config) -> PlaceReader:
    """A reader for the municipality of a configuration, with its catalogue if it has one.

    Raises:
        ConfigError: the catalogue cannot be read.
    """
    known = read(Path(config.gazetteer)) if config.gazetteer else EMPTY
    return PlaceReader(home(config.profile, known), known)


def home(profile: Profile, known: Gazetteer) -> Home:
    """The municipality of a profile, named as the catalogue does: "Alcaldía X" is its "X"."""
    called = (profile.municipality, *profile.places)
    seats = (known.seats.get(key(name)) for name in called)
    name = next((seat for seat in seats if seat), profile.municipality)
    return Home(name=name, called=called, state=profile.state)


class PlaceReader:
    """Reads places for one municipality, with the catalogue that there is."""

    def __init__(self, home: Home, gazetteer: Gazetteer = EMPTY) -> None:
        self._gazetteer = gazetteer
        self._municipalities = Municipalities(home, gazetteer)

    def read(self, text: str, sentences: Iterable[tuple[int, int]]) -> tuple[Found, ...]:
        """Every place, in reading order; `sentences` are offsets in the text."""
        told = words(text)
        reader = Reader(
            words=told,
            gazetteer=self._gazetteer,
            cased=is_cased(told),
            formal=text[:1].isupper() and not text.isupper() and text.rstrip()[-1:] == ".",
        )
        spots = self._spots(reader)[:_MOST]
        if not spots:
            return ()
        context = self._context(reader, spots, [start for start, _ in sentences])
        return tuple(self._found(spot, context) for spot in spots)

    def _spots(self, reader: Reader) -> list[Spot]:
        told = reader.words
        spots = [self._trimmed(told, spot) for spot in announced(reader)]
        spots = [spot for spot in spots if not self._abroad(told, spot)]
        spots += crossed(reader, spots)
        spots += [
            spot
            for whole in oriented(reader, spots)
            if (spot := self._trimmed(reader.words, whole)) == whole or not is_bare(told, spot)
        ]
        spots += [spot for spot in unannounced(reader, spots) if self._ours(reader, spot)]
        spots += addressed(reader, spots)
        spots += self._loose_postcodes(told, spots)
        return sorted(spots, key=lambda spot: (spot.first, -spot.end))

    def _abroad(self, told: Words, spot: Spot) -> bool:
        """ "las comunidades de Oaxaca", "un barrio de Kabul", "las colonias de Neza"."""
        known, type_ = self._municipalities, HEADS.at(told, spot.first)
        if type_ and type_[1].many and not self._gazetteer.rows(spot.key):
            return known.knows(spot.key)
        return told.at(spot.first) in ROLES["vague"] and known.foreign(spot.key)

    def _ours(self, reader: Reader, spot: Spot) -> bool:
        """A short name, or a saint's, may be any town: ours, or of a municipality that is named."""
        if self._municipalities.worldly(spot.key):
            return False
        if " " in spot.key and not spot.key.startswith(SAINTS):
            return True
        rows = self._gazetteer.rows(spot.key)
        said = self._municipalities.said(reader.words, [spot], cased=reader.cased)
        near = {self._municipalities.home.name, *(one.name for one in said)}
        return any(row.municipality in near for row in rows)

    def _trimmed(self, told: Words, spot: Spot) -> Spot:
        """ "Maravillas de Nezahualcóyotl" without the municipality, unless it is the name."""
        if spot.key and self._gazetteer.rows(spot.key):
            return spot
        for place in range(spot.end - 2, spot.name[0], -1):
            tail = key(told.written(place + 1, spot.end))
            # Without a capital "la laguna" is water, and no region of the north.
            common = not told.capital(place + 1) and self._municipalities.worldly(tail)
            linked = told.at(place) in ("de", "en") and not common
            if linked and self._municipalities.knows(tail):
                name = (spot.name[0], place)
                return Spot(
                    kind=spot.kind,
                    first=spot.first,
                    end=place,
                    name=name,
                    key=key(told.written(*name)),
                    sure=spot.sure,
                )
        return spot

    def _loose_postcodes(self, told: Words, spots: Sequence[Spot]) -> list[Spot]:
        """ "colonia El Sol, 57200": five digits that the catalogue knows, in an address."""
        known = self._gazetteer.postcodes
        after = sorted({spot.end for spot in spots})
        places = (at + (told.at(at) == ",") for at in after)
        return [
            postcode_spot(place, place)
            for place in places
            if is_postcode(told, place) and told.at(place) in known
        ]

    def _context(self, reader: Reader, spots: Sequence[Spot], starts: Sequence[int]) -> Context:
        told = reader.words
        postcodes = {
            spot.first: municipality
            for spot in spots
            if spot.kind is PlaceKind.POSTCODE
            and (municipality := self._gazetteer.postcodes.get(told.at(spot.name[0])))
        }
        said = self._municipalities.said(told, spots, cased=reader.cased)
        return Context(
            words=told,
            said=said,
            note=self._municipalities.of_note(said),
            spots=spots,
            settlements=[spot for spot in spots if spot.kind is PlaceKind.SETTLEMENT],
            sentences=[bisect_left(told.starts, start) for start in starts],
            postcodes=postcodes,
        )

    def _found(self, spot: Spot, context: Context) -> Found:
        settled = self._settled(spot, context)
        told = context.words
        sure = spot.sure if self._gazetteer.names else spot.sure * WITHOUT_CATALOGUE
        return Found(
            kind=spot.kind,
            name=_called(told, spot, self._gazetteer.rows(spot.key), settled),
            start=told.starts[spot.first],
            end=told.ends[spot.end - 1],
            municipality=settled.municipality,
            postcode=_postcode(told, spot, settled),
            confidence=round(sure * settled.sure if settled.municipality else sure, 3),
        )

    def _settled(self, spot: Spot, context: Context) -> Settled:
        """A street is where the colonia of its address is."""
        settle = self._municipalities.settle
        if spot.kind in (PlaceKind.SETTLEMENT, PlaceKind.POSTCODE):
            return settle(spot, context)
        colonia = context.colonia(spot)
        return settle(colonia, context) if colonia else settle(spot, context)


def _called(told: Words, spot: Spot, rows: Sequence[Settlement], settled: Settled) -> str:
    """The catalogue's spelling of the same name; else as it stands, with its capitals."""
    written = told.written(*spot.name)
    if spot.kind is PlaceKind.SETTLEMENT:
        own = [row for row in rows if row.municipality == settled.municipality] or rows
        official = next((row.name for row in own if key(row.name) == spot.key), None)
        if official:
            return official
    lower = written.islower() and spot.kind in (PlaceKind.SETTLEMENT, PlaceKind.STREET)
    return _titled(written) if lower else written


def _titled(written: str) -> str:
    """ "bordo de xochiaca" as it would be written."""
    cased = (word if word in LINKS else word.capitalize() for word in written.split())
    titled = " ".join(cased)
    return titled[:1].upper() + titled[1:]


def _postcode(told: Words, spot: Spot, settled: Settled) -> str | None:
    if spot.kind is PlaceKind.POSTCODE:
        return told.at(spot.name[0])
    return settled.row.postcode if settled.row and spot.kind is PlaceKind.SETTLEMENT else None
