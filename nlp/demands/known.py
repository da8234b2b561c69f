"""The settlements of the catalogue by all that people call them: shortened, misspelt, in part.

A way of shortening is a function of `_called`; words that mean nothing in a name are in
`nlp/lexicons/demands/titles.txt`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from monitor.folding import fold
from nlp import lexicons
from nlp.places import tables
from nlp.places.gazetteer import Gazetteer, Settlement, key

Key = tuple[str, ...]  # the words of a name without those that join them

_SHORTEST_WORD: Final = 6  # letters of a word that stands for a whole name
_FUZZY_WORD: Final = 5  # letters of a word that may be misspelt
_TITLES: Final = frozenset(fold(word) for word in lexicons.words("demands/titles.txt"))
_COMMON: Final = frozenset(fold(word) for word in lexicons.words("demands/common.txt"))
_NUMBERS: Final = {
    row[1]: row[0] for row in reversed([*lexicons.rows("demands/numbers.tsv")]) if int(row[1]) > 1
}
_COUNTS: Final = frozenset(_NUMBERS.values())
_SHORTENED: Final = {row[0]: row[1] for row in lexicons.rows("demands/shortened.tsv")}
LINKS: Final = tables.LINKS | {"d", "dl", "dla"}
_ENLARGED: Final = "ampliacion"
_SECTION: Final = "seccion"
_SOUNDS: Final = (
    ("qu", "k"), ("c", "k"), ("ke", "se"), ("ki", "si"), ("z", "s"), ("v", "b"), ("h", ""),
    ("ll", "y"), ("x", "s"), ("j", "g"), ("ñ", "n"), ("rr", "r"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a name may stand for: the settlements of the catalogue that are called so."""

    names: tuple[str, ...]  # official, one or the sections of one
    whole: bool  # the official name, and not a part of it
    postcodes: tuple[str, ...]
    municipality: str
    rows: tuple[Settlement, ...] = ()

    @property
    def centre(self) -> tuple[float, float] | None:
        """The middle of the centres that are known, degrees."""
        known = [
            (row.latitude, row.longitude)
            for row in self.rows
            if row.latitude is not None and row.longitude is not None
        ]
        if not known:
            return None
        latitudes, longitudes = zip(*known, strict=True)
        return round(sum(latitudes) / len(known), 6), round(sum(longitudes) / len(known), 6)

    def of_postcode(self, digits: str) -> str:
        """The only one of its names that has a postcode; "" when it has one name, or several."""
        if len(self.names) == 1:
            return ""
        own = {row.name for row in self.rows if row.postcode == digits}
        return own.pop() if len(own) == 1 else ""

    @property
    def name(self) -> str:
        """The official name; what its sections share, where several are called so."""
        return self.names[0] if len(self.names) == 1 else _shared(self.names)


class Known:
    """The names of the settlements of one municipality."""

    def __init__(self, municipality: str, gazetteer: Gazetteer) -> None:
        own = _own(municipality, gazetteer)
        self._called = _index(own, municipality)
        self.firsts = frozenset(name[0] for name in self._called)
        self.longest = max(map(len, self._called), default=0)
        self._words = _vocabulary(self._called)

    def called(self, words: Key) -> Called | None:
        return self._called.get(words)

    def repaired(self, words: Key) -> Key:
        """The words as the catalogue spells them, where only one word of it is so near."""
        return tuple(self._repaired(word) for word in words)

    def _repaired(self, word: str) -> str:
        if len(word) < _FUZZY_WORD or not word.isalpha():
            return word
        near: set[str] = set()
        for form in _near(_sound(word)):
            near |= self._words.get(form, frozenset())
        return word if word in near or len(near) != 1 else next(iter(near))


def loose(words: Iterable[str]) -> Key:
    """A name's words as they are compared: nothing that joins, small numbers in letters."""
    spelt = (_SHORTENED.get(word, word) for word in words if word not in LINKS)
    return tuple(_NUMBERS.get(word, word) for word in spelt)


def _own(municipality: str, gazetteer: Gazetteer) -> dict[str, Settlement]:
    rows = {row for found in gazetteer.names.values() for row in found}
    return {f"{row.name}|{row.postcode}": row for row in rows if row.municipality == municipality}


def _index(own: Mapping[str, Settlement], municipality: str) -> dict[Key, Called]:
    seat = _key(municipality)
    rows: dict[str, list[Settlement]] = defaultdict(list)
    for _, row in sorted(own.items()):
        rows[row.name].append(row)
    strong: dict[Key, set[str]] = defaultdict(set)
    weak: dict[Key, set[str]] = defaultdict(set)
    for name in rows:
        for form in _official(name):
            strong[form].add(name)
        for form in _called(name):
            weak[form].add(name)
    chosen = {form: (names, True) for form, names in strong.items()}
    for form, names in weak.items():
        kept = _one(names)
        if form not in chosen and form != seat and kept:
            chosen[form] = (kept, False)
    return {
        form: Called(
            names=tuple(sorted(names)),
            whole=whole,
            postcodes=tuple(sorted({row.postcode for name in names for row in rows[name]})),
            municipality=municipality,
            rows=tuple(row for name in sorted(names) for row in rows[name]),
        )
        for form, (names, whole) in chosen.items()
        if form
    }


def _official(name: str) -> Iterator[Key]:
    """ "Benito Juárez (La Aurora)": whole, and each of its two names."""
    outer, _, inner = name.partition("(")
    yield _key(name)
    yield _key(outer)
    if inner:
        yield _key(inner)
    if " o " in outer:
        yield from map(_key, outer.split(" o "))


def _key(name: str) -> Key:
    return loose(key(name).split())


def _called(name: str) -> Iterator[Key]:
    """What people make of a name."""
    whole = _key(name.partition("(")[0])
    forms = [whole, *_sections(whole)]
    for form in forms:
        yield form
        yield from _untitled(form)
        yield from _enlarged(form)
    yield from _ends(whole)


def _sections(whole: Key) -> Iterator[Key]:
    """ "Tamaulipas Sección Palmar": "Tamaulipas", "Tamaulipas Palmar", "sección Palmar"."""
    plain = tuple(word for word in whole if word not in (_SECTION, "grupo", "super"))
    if plain != whole:
        yield plain
    for mark in (_SECTION, "grupo", "super"):
        if mark in whole:
            at = whole.index(mark)
            base, part = whole[:at], whole[at + 1 :]
            ordinal = not part
            yield base[:-1] if ordinal else base
            if part and len(part[0]) >= _SHORTEST_WORD and part[0] not in _NUMBERS.values():
                yield part
                yield (mark, *part)
                yield (base[0], mark, *part)


def _enlarged(form: Key) -> Iterator[Key]:
    """ "Santiago Acahualtepec segunda ampliación": "segunda ampliación (de) Santiago"."""
    if _ENLARGED not in form[1:]:
        return
    at = form.index(_ENLARGED)
    if at > 1:
        base, ordinal = form[: at - 1], form[at - 1]
        yield (ordinal, _ENLARGED, *base)
        yield (ordinal, _ENLARGED, base[0])
    yield (_ENLARGED, *form[:at])


def _untitled(form: Key) -> Iterator[Key]:
    if len(form) > 1 and form[0] in _TITLES:
        yield form[1:]
        yield from _untitled(form[1:])


def _ends(whole: Key) -> Iterator[Key]:
    """A rare word of a name, or its first or last words; an enlarged one stays so."""
    enlarged = whole[0] == _ENLARGED
    rest = whole[1:] if enlarged else whole
    ends = [part for size in range(2, len(rest)) for part in (rest[:size], rest[-size:])]
    ends += [
        (word,)
        for before, word in zip(("", *rest), rest, strict=False)
        if enlarged or (_is_rare(word) and not _is_ground(before))
    ]
    for part in ends:
        if enlarged:
            yield (_ENLARGED, *part)
        if not _is_ground(part[0]) and (not enlarged or len(part) > 1):
            yield part


def _is_rare(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word.isalpha() and word not in _COMMON | _COUNTS


def _is_ground(word: str) -> bool:
    """ "Bordo de Xochiaca", "Avenida Central": more than the settlement is called so."""
    return word in tables.HEADS.table or word in tables.LANDMARKS.table


def _one(names: set[str]) -> set[str]:
    """The name that all of them enlarge; the sections of one name; nothing otherwise."""
    if len(names) == 1:
        return names
    keys = {name: _key(name.partition("(")[0]) for name in names}
    shortest = min(names, key=lambda name: (len(keys[name]), name))
    if all(set(keys[shortest]) <= set(words) for words in keys.values()):
        return {shortest}
    return names if len(_shared(names).split()) > 0 and _same_base(keys.values()) else set()


def _same_base(keys: Iterable[Key]) -> bool:
    bases = {_base(words) for words in keys}
    return len(bases) == 1 and bases != {()}


def _base(words: Key) -> Key:
    for mark in (_SECTION, "grupo", "super", _ENLARGED):
        if mark in words[1:]:
            at = words.index(mark)
            return words[: at - 1] if at == len(words) - 1 else words[:at]
    return words


def _shared(names: Iterable[str]) -> str:
    """The words with which all of them begin, as they are written."""
    parts = [name.split() for name in sorted(names)]
    kept: list[str] = []
    for words in zip(*parts, strict=False):
        if len(set(words)) > 1 or fold(words[0]) in (_SECTION, "grupo", "super"):
            break
        kept.append(words[0])
    return " ".join(kept)


def _vocabulary(called: Iterable[Key]) -> dict[str, frozenset[str]]:
    """The words of names by how they sound, whole and with one letter less."""
    forms: dict[str, set[str]] = defaultdict(set)
    for word in {word for name in called for word in name}:
        if len(word) >= _FUZZY_WORD and word.isalpha():
            for form in _near(_sound(word)):
                forms[form].add(word)
    return {form: frozenset(words) for form, words in forms.items()}


def _near(sound: str) -> Iterator[str]:
    yield sound
    if len(sound) >= _FUZZY_WORD:
        yield from (sound[:place] + sound[place + 1 :] for place in range(1, len(sound)))


def _sound(word: str) -> str:
    """How a word sounds to who writes it as it sounds."""
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return word
