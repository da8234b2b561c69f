"""Names that a type announces: "colonia El Sol", "calles 4 y 5", "CP 57000", "km 17.5".

A type is a line of `nlp/lexicons/places/heads.tsv`; what makes a name is in `names`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model import PlaceKind
from nlp.places import names
from nlp.places.gazetteer import Gazetteer, key_of
from nlp.places.names import Name
from nlp.places.tables import CORNERS, HEADS, LINKS, NEVER, NUMBERS, ROLES, STOPS, UNITS, Head
from nlp.places.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Tokens `[first, end)` say a place; its name are those of `name`."""

    kind: PlaceKind
    first: int
    end: int
    name: tuple[int, int]
    key: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The words of one text, whether its capitals mean names, and what the catalogue knows."""

    words: Words
    gazetteer: Gazetteer
    cased: bool
    formal: bool = False  # a sentence written as one: what has no capital there is no name


_BULLETS = frozenset(("-", "–", "—", "•", "*", "\n", "\n\n", "·"))
_BETWEEN = _BULLETS - {"\n\n"} | {"."}  # the names of a list; an empty line ends it
_SEPARATORS = frozenset((",", ";", "y", "e", "o", "u"))
_SAID = ROLES["listing"]
_OPENING = 5  # words between "calles" and the list: "calles más afectadas son"
_MOST = 60  # names of one list
_LANDS = ROLES["landing"]
_ADJECTIVES, _UNSETTLED = ROLES["adjectives"], ROLES["unsettled"]
_DIRECTIONS, _ORDINALS = ROLES["directions"], ROLES["ordinals"]
_METRES, _LOOSE = ROLES["metres"], ROLES["loose"]
_POSTCODE = 5


def announced(reader: Reader) -> list[Spot]:
    """Every place that a type announces, in order."""
    words = reader.words
    spots: list[Spot] = []
    done = 0
    for place, token in enumerate(words.folded):
        if place < done:
            continue
        if token in HEADS.table and (found := HEADS.at(words, place)):
            spots += _of_head(reader, place, *found)
        elif token in _DIRECTIONS and words.capital(place) and words.numeral(place + 1):
            spots += _direction(words, place)
        elif token in _METRES:
            spots += _kilometre(words, place)
        elif token in ("cp", "c", "codigo"):
            spots += _postcode(words, place)
        if spots:
            done = max(done, spots[-1].end)
    return spots


def _of_head(reader: Reader, place: int, after: int, head: Head) -> Iterator[Spot]:
    words = reader.words
    if words.at(after) == "." and head.short:
        after += 1
    if head.many and words.capital(place) and words.word(place - 1):
        return  # "el programa Calles Vivas"
    if head.many:
        found = list(_list(reader, place, after, head))
        # "las calles de Iztapalapa": streets that nobody names.
        fewest = 3 if found and words.at(found[0].end) == "," else 2
        alone = len(found) < fewest and words.at(after) == "de" and head.kind is PlaceKind.STREET
        yield from () if alone else found
    elif words.at(place - 1) in _ORDINALS and words.at(place) in _LOOSE and not head.many:
        yield _whole(head.kind, place - 1, after)  # "Cuarta Avenida"
    elif _is_word(words, place):
        return
    elif (name := named(reader, after, head, place)) and _is_place(reader, place, head, name):
        yield _spot(reader, head, place, name, place if head.kept else name.first)


def _direction(words: Words, place: int) -> Iterator[Spot]:
    """ "Oriente 259" is a street of the east of the city, after what says where."""
    counted = words.at(place + 2) in UNITS
    if words.at(place - 1) in (*ROLES["by"], "y", ",", "entre", "con") and not counted:
        yield _whole(PlaceKind.STREET, place, place + 2)


def _whole(kind: PlaceKind, first: int, end: int) -> Spot:
    return Spot(kind=kind, first=first, end=end, name=(first, end), sure=names.SURE)


def _is_place(reader: Reader, place: int, head: Head, name: Name) -> bool:
    """ "pueblo de México" and "la comunidad UNAM" are none."""
    return (reader.words.at(place), name.key) not in NEVER and not _acronym(reader, head, name)


def _is_word(words: Words, place: int) -> bool:
    """ "otra calle", "la escuela privada": the word, not a type."""
    before = words.at(place - 1)
    if before in ("#", "@"):
        return True
    if words.at(place) in _ADJECTIVES and before.isalpha():
        return before not in _LANDS and not words.capital(place - 1)
    return before in _UNSETTLED


def _acronym(reader: Reader, head: Head, name: Name) -> bool:
    written = reader.words.written(name.first, name.end)
    alone = name.end - name.first == 1 and len(written) > 1 and written.isupper()
    return head.kind is PlaceKind.SETTLEMENT and alone and name.sure < names.KNOWN and reader.cased


def named(reader: Reader, place: int, head: Head, start: int) -> Name | None:
    """The name after a type, by its capitals or, in an address without them, by its neighbours."""
    words, gazetteer = reader.words, reader.gazetteer
    enlarged = head.kept and head.kind is PlaceKind.SETTLEMENT  # "ampliación" is a common word
    if reader.cased and not enlarged and (name := names.proper(words, place)):
        return _better(reader, name, head, start)
    if enlarged:
        name = names.listed(words, start, gazetteer)
        return Name(place, name.end, name.key, name.sure) if name and name.end > place else None
    if head.kind is PlaceKind.SETTLEMENT and (name := names.listed(words, place, gazetteer)):
        return name
    name = names.loose(words, place)
    return name if name and _may_be_loose(reader, head, name, start) else None


def _better(reader: Reader, name: Name, head: Head, start: int) -> Name:
    """The same name as the gazetteer has it: "del Valle" whole, "El Sol de Neza" cut."""
    if head.kind is not PlaceKind.SETTLEMENT:
        return name
    listed = names.listed(reader.words, name.first, reader.gazetteer)
    whole = Name(name.first, name.end, name.key, names.KNOWN)
    if listed and listed.end >= name.end:
        return Name(listed.first, listed.end, listed.key, names.KNOWN)
    if reader.gazetteer.rows(name.key):
        return whole
    inner = HEADS.at(reader.words, name.first)
    if inner and inner[1].kind is head.kind and not inner[1].kept and inner[0] < name.end:
        return Name(inner[0], name.end, key_of(reader.words.folded[inner[0] : name.end]), name.sure)
    return name


def _may_be_loose(reader: Reader, head: Head, name: Name, start: int) -> bool:
    """Where capitals say nothing, an address must show itself."""
    words = reader.words
    if words.numeral(name.first):
        return True
    if not (head.short or words.at(start) in _LOOSE):
        return False
    before = words.at(start - 1)
    if addressed(words, name.end) or (head.short and before != "mi"):
        return True
    if reader.cased or reader.formal or head.kept or words.at(name.first) in LINKS:
        return False
    return before in _LANDS or not words.word(start - 1)


def addressed(words: Words, place: int) -> bool:
    """Does an address go on here: a number, a corner, another type?"""
    if words.at(place) == ",":
        place += 1
    token = words.at(place)
    if words.numeral(place):
        return words.at(place + 1) not in ("de", "por", "y")
    if token in NUMBERS:
        return words.numeral(place + 1) or words.at(place + 1) in (".", "/")
    if token in CORNERS or token in ("entre", "casi"):
        return True
    found = HEADS.at(words, place)
    return bool(found and not found[1].many)


def _list(reader: Reader, place: int, after: int, head: Head) -> Iterator[Spot]:
    """The names of "colonias A, B y C"; with a colon they may stand one under the other."""
    words = reader.words
    one = Head(kind=head.kind)
    at, lines = _opening(reader, after)
    start = place if at == after else -1
    for _ in range(_MOST):
        name = named(reader, at, one, start) if at else None
        if not name or (lines and _goes_on(words, name.end)):
            return
        yield _spot(reader, one, start if start >= 0 else name.first, name, name.first)
        last = words.at(name.end) in ("y", "e") or words.at(name.end + 1) in ("y", "e")
        at = _following(words, name.end, lines=lines)
        start = -1
        if last and at and not lines:
            if name := named(reader, at, one, start):
                yield _spot(reader, one, name.first, name, name.first)
            return


def _goes_on(words: Words, place: int) -> bool:
    """In a list of lines, is this line more than a name?"""
    return words.at(place) == ":" or (words.word(place) and words.at(place) not in _SEPARATORS)


def _opening(reader: Reader, after: int) -> tuple[int, bool]:
    """Where the list begins, and whether it may have a name a line; 0 where there is none."""
    words = reader.words
    for place in range(after, min(after + _OPENING, len(words))):
        if words.at(place) in _SAID and place > after:
            begin = place + 1
            if words.at(begin) == ":":
                begin += 1
            colon = words.at(begin - 1) == ":"
            return _past_bullets(words, begin), colon
        if not words.word(place) or words.at(place) in ("y", "e"):
            break
        if words.capital(place) and reader.cased:
            break
    return (_past_bullets(words, after + 1), True) if words.at(after) == ":" else (after, False)


def _following(words: Words, end: int, *, lines: bool) -> int:
    """Where the next name of a list begins; 0 when it has ended."""
    place = end
    while words.at(place) in _SEPARATORS or (lines and words.at(place) in _BETWEEN):
        place += 1
    if words.at(place) == "asi" and words.at(place + 1) == "como":
        place += 2
    if place == end or (words.at(place) in STOPS and not words.capital(place)):
        return 0
    other = HEADS.at(words, place)
    return 0 if (other and not other[1].kept) or place >= len(words) else place


def _past_bullets(words: Words, place: int) -> int:
    while words.at(place) in _BULLETS and words.at(place):
        place += 1
    return place


def _spot(reader: Reader, head: Head, first: int, name: Name, begin: int) -> Spot:
    whole = head.kind is PlaceKind.STREET and reader.words.numeral(name.first)
    start = first if whole and _dated(reader.words, name) is False else begin
    return Spot(
        kind=head.kind,
        first=first,
        end=name.end,
        name=(start, name.end),
        key=name.key,
        sure=name.sure,
    )


def _dated(words: Words, name: Name) -> bool:
    """ "20 de Noviembre" is a name by itself; "4" is one only as "Calle 4"."""
    return name.end - name.first > 1


def _kilometre(words: Words, place: int) -> Iterator[Spot]:
    number = place + 2 if words.at(place + 1) == "." else place + 1
    before = words.numeral(place - 1)
    if words.numeral(number) and not before:
        yield Spot(
            kind=PlaceKind.LANDMARK,
            first=place,
            end=number + 1,
            name=(place, number + 1),
            sure=0.9 if words.at(number + 1) in ("de", "del") else 0.7,
        )


_POSTAL = (("cp",), ("c", ".", "p"), ("codigo", "postal"))


def _postcode(words: Words, place: int) -> Iterator[Spot]:
    """ "CP 57000", "C.P. 57000", "código postal: 57000"."""
    for written in _POSTAL:
        after = place + len(written)
        if tuple(words.folded[place:after]) == written:
            while words.at(after) in (".", ":", "#") and words.at(after):
                after += 1
            if is_postcode(words, after):
                yield postcode_spot(place, after)


def is_postcode(words: Words, place: int) -> bool:
    return len(words.at(place)) == _POSTCODE and words.at(place).isdigit()


def postcode_spot(first: int, number: int) -> Spot:
    return Spot(
        kind=PlaceKind.POSTCODE, first=first, end=number + 1, name=(number, number + 1), sure=0.99
    )
