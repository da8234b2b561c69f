"""From the names of a piece to its entities: one for each person, body or place, however named.

A surname goes to the whole name before it, an acronym to what it stands for, a name has the kind
that most of its places say, and one that is only a word is nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.folding import fold
from monitor.model import Entity, EntityKind
from nlp.entities.model import Name
from nlp.entities.sifting import is_word
from nlp.entities.words import LINKS
from nlp.piece import Piece

MOST = 40  # entities of a piece
KINDS = {"PER": EntityKind.PERSON, "ORG": EntityKind.ORGANISATION, "LOC": EntityKind.PLACE}
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A name where it stands."""

    name: Name
    words: str
    key: Key  # its folded words but the links


def entities(piece: Piece, names: Iterable[Name]) -> tuple[Entity, ...]:
    """The most named first; those named as often, in the order of the piece."""
    places = [place for name in names if (place := _place(piece.whole, name)).key]
    fuller = _fuller(places, piece.whole)
    groups: dict[Key, list[Place]] = {}
    for place in places:
        groups.setdefault(fuller.get(place.key, place.key), []).append(place)
    told = [_entity(piece, key, group) for key, group in groups.items() if not _is_word(key, group)]
    return tuple(sorted(told, key=lambda one: -one.times)[:MOST])


def key(words: str) -> Key:
    """Two names with the same key are one."""
    folded = "".join(letter if letter.isalnum() else " " for letter in fold(words)).split()
    return tuple(word for word in folded if word not in LINKS)


def _place(text: str, name: Name) -> Place:
    words = " ".join(text[name.start : name.end].split())
    return Place(name, words, key(words))


def _is_word(whole: Key, group: Sequence[Place]) -> bool:
    return len(whole) == 1 and all(is_word(place.words, place.name.kind) for place in group)


def _entity(piece: Piece, whole: Key, group: Sequence[Place]) -> Entity:
    full = [place for place in group if place.key == whole]
    best = min(full, key=lambda place: place.words.isupper() and len(whole) > 1)
    [(kind, _)] = Counter(place.name.kind for place in [*full, *group]).most_common(1)
    at = piece.span(best.name.start, best.name.end)
    return Entity(kind=KINDS[kind], name=best.words, at=at, times=len(group))


def _fuller(places: Sequence[Place], text: str) -> dict[Key, Key]:
    """The key that each shorter one stands for."""
    found = _acronyms(places, text)
    people = list(dict.fromkeys(place.key for place in places if _is_full_person(place)))
    for place in places:
        if len(place.key) < 3 and place.key not in found:
            whole = _whole_name(place.key, people)
            if whole:
                found[place.key] = whole
    return {short: found.get(whole, whole) for short, whole in found.items()}


def _is_full_person(place: Place) -> bool:
    return place.name.kind == "PER" and len(place.key) > 1


def _whole_name(short: Key, people: Sequence[Key]) -> Key | None:
    """The longest name that says it all and more; no surname that two people share."""
    longer = [one for one in people if len(one) > len(short) and _within(short, one)]
    best = max(longer, key=len, default=None)
    return best if best and all(_within(one, best) for one in longer) else None


def _within(short: Key, whole: Key) -> bool:
    rest = iter(whole)
    return all(word in rest for word in short)


def _acronyms(places: Sequence[Place], text: str) -> dict[Key, Key]:
    """ "Comisión Nacional del Agua (Conagua)", and IMSS by its initials."""
    bodies = [place for place in places if place.name.kind != "PER" and len(place.key) > 1]
    initials = {_initials(place.words): place.key for place in reversed(bodies)}
    found = {
        place.key: initials[place.words.replace(".", "")]
        for place in places
        if place.words.replace(".", "") in initials
    }
    for whole, short in pairwise(places):
        between = text[whole.name.end : short.name.start].strip()
        closed = text[short.name.end : short.name.end + 1] == ")"
        if between == "(" and closed and _abbreviates(short.key, whole.key):
            found[short.key] = whole.key
    return found


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.split() if word[0].isupper())


def _abbreviates(short: Key, whole: Key) -> bool:
    """One word whose letters stand in that order in the longer name."""
    if len(short) != 1 or len(whole) < 2 or short[0][0] != whole[0][0]:
        return False
    rest = iter("".join(whole))
    return all(letter in rest for letter in short[0])
