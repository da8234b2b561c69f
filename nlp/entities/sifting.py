"""Which names are places, by what stands before or over them, and which are only words.

"The arroyo *del Molino*" names no body, and neither does a jefe *de Drenaje*: a common noun by
itself. What announces a place is in `lexicons/names/grounds.txt`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from monitor.folding import fold
from monitor.model import Field, Place, PlaceKind, Span
from nlp import lexicons
from nlp.entities.model import Name, shipped
from nlp.entities.words import Lists, lists_of
from nlp.piece import Piece

REACH = 60  # characters before a name in which its noun is sought
GROUND = (PlaceKind.SETTLEMENT, PlaceKind.STREET, PlaceKind.CROSSING)
BODIES = Lists.ORGANISATION | Lists.ORGANISATION_HEAD
PROPER = Lists.ORGANISATION | Lists.FIRST | Lists.LAST
_BEFORE = re.compile(r"([^\W\d_]+\.?) ((?:de |del |de la |de las |de los )?)$")


def sifted(piece: Piece, names: Iterable[Name], places: Sequence[Place]) -> Iterator[Name]:
    """The names; a place, those that an address or a noun before them shows as one."""
    grounds = sorted((place.at for place in places if place.kind in GROUND), key=_start)
    starts = [_start(at) for at in grounds]
    for name in names:
        at = piece.span(name.start, name.end)
        before = bisect_right(starts, _start(at)) - 1
        words = piece.whole[name.start : name.end]
        inside = before >= 0 and _holds(grounds[before], at, words=words)
        yield name._replace(kind="LOC") if inside or _is_ground(piece.whole, name) else name


def _holds(ground: Span, at: Span, *, words: str) -> bool:
    """The name is inside, or goes on with the municipality: "Los Olivos de Xaltepec"."""
    if ground.field is not at.field or ground.end <= at.start:
        return False
    rest = words[len(words) - (at.end - ground.end) :]
    return at.end <= ground.end or (ground.start == at.start and rest.startswith(" de "))


def is_word(name: str, kind: str) -> bool:
    """Is it one common noun, which says nobody's name?"""
    if kind == "LOC" or not name.istitle() or not name.isalpha():
        return False
    lists = shipped().lists(name)
    return bool(lists & Lists.COMMON) and not lists & PROPER


def _start(at: Span) -> tuple[Field, int]:
    return at.field, at.start


def _is_ground(text: str, name: Name) -> bool:
    """The noun stands there: "calle Azucena", or before a link: "arroyo del Molino"."""
    before = _BEFORE.search(text, max(0, name.start - REACH), name.start)
    if name.kind == "LOC" or not before or not _announces(before[1]):
        return False
    first = fold(text[name.start : name.end].split()[0])
    named = text[name.start : name.end].isupper() or lists_of(first) & BODIES
    return not before[2] or not (named or name.kind == "PER")


def _announces(word: str) -> bool:
    """One or many of what lies or is built there."""
    folded = fold(word)
    singular = (folded.removesuffix("s"), folded.removesuffix("es"))
    return any(form in _grounds() for form in (folded, *singular))


@cache
def _grounds() -> frozenset[str]:
    return frozenset(map(fold, lexicons.words("names/grounds.txt")))
