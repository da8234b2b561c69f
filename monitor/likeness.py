"""By what the places and words of two demands are found alike: folded keys, no I/O and no clock.

A word that names no place by itself ("avenida", "colonia", "frente a") is a row of
`placewords.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from csv import DictReader
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Final

from monitor.folding import compose, fold
from monitor.model import Address

_WORD: Final = re.compile(r"[^\W_]+")
_LETTERED: Final = re.compile(r"(\d)\s*-\s*([a-zA-Z])\b")
_LONGEST: Final = 80  # characters of a key: an index cannot hold what a false place may be
_TELLING: Final = 3  # letters: a longer word of a street may be all that is said of it
_NAMES: Final = 60  # words of a text that are looked up
_PHRASE: Final = 4  # words of the name of a colonia
_SHINGLE: Final = 3  # words that follow one another
SPOKEN: Final = 8  # words below which two equal texts may be of two people
_HASHES: Final = 8  # copies that share six tenths of their shingles share one of so many


def _shipped() -> tuple[Mapping[str, frozenset[str]], Mapping[str, str]]:
    lines = files("monitor").joinpath("placewords.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(DictReader(lines, delimiter="\t"))
    kinds = {row["of"] for row in rows}
    generic = {kind: frozenset(row["word"] for row in rows if row["of"] == kind) for kind in kinds}
    return generic, {row["word"]: row["means"] for row in rows if row["means"]}


_WORDS, _SHORT = _shipped()
MINOR: Final = _WORDS["minor"]


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: lower case, no accents."""
    return tuple(_WORD.findall(fold(compose(text))))


@lru_cache(maxsize=4096)  # the same colonias and streets are compared again and again
def named(place: str) -> tuple[str, ...]:
    """The words of a place, short ones whole: "Fco. Zarco", "Sur 69-A"."""
    said = words(_LETTERED.sub(r"\1\2", place))
    return tuple(_SHORT.get(word, word) for word in said)


def street_key(street: str) -> str:
    """A street without its kind: "Av. Pantitlán" and "avenida pantitlan" are one."""
    return _without(street, _WORDS["street"] | MINOR)


def settlement_key(settlement: str) -> str:
    return _without(settlement, _WORDS["settlement"] | MINOR)


def municipality_key(municipality: str) -> str:
    return _without(municipality, MINOR)


def landmark_words(landmark: str) -> frozenset[str]:
    """The words that say what thing it is and how it is called: "kinder", "xochipilli"."""
    return frozenset(named(landmark)) - MINOR - _WORDS["landmark"]


def proper_words(landmark: str) -> frozenset[str]:
    """The words of its proper name, by which it is one whatever its colonia; often none."""
    return landmark_words(landmark) - _WORDS["facility"]


def crossing_keys(address: Address) -> frozenset[str]:
    """Its street and those that cross it: two demands at one corner share two of them."""
    return frozenset(filter(None, map(street_key, (address.street, *address.between))))


def _street_words(address: Address) -> frozenset[str]:
    """Those that may name a street alone: "rojo gomez" is found as "javier rojo gomez"."""
    streets = crossing_keys(address)
    telling = {word for street in streets for word in street.split() if len(word) > _TELLING}
    return frozenset(telling | {street for street in streets if not telling & {*street.split()}})


def place_words(address: Address) -> frozenset[str]:
    """The words that say the place: two demands are no more alike for sharing them."""
    parts = (address.street, *address.between, address.settlement, address.landmark)
    return frozenset(word for part in parts for word in (*words(part), *named(part)))


def place_keys(address: Address) -> tuple[str, ...]:
    """By which a demand of that place is found; none when it says no place."""
    found = [f"s:{key}" for key in [settlement_key(address.settlement)] if key]
    found += [f"t:{word}" for word in sorted(_street_words(address))]
    if not address.settlement:
        found += [f"l:{word}" for word in sorted(proper_words(address.landmark))]
    return tuple(key[:_LONGEST] for key in found)


def copy_keys(text: str) -> tuple[str, ...]:
    """By which a copy of a text is found; none of a text so short that anybody may write it."""
    said = words(text)
    if len(said) < SPOKEN:
        return ()
    parts = {" ".join(part).encode() for part in shingles(said)}
    return tuple(f"x:{_least(parts, salt)}" for salt in range(_HASHES))


def shingles(said: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (said[at : at + _SHINGLE] for at in range(max(1, len(said) - _SHINGLE + 1)))


def keys(address: Address, text: str) -> tuple[str, ...]:
    """By which a demand is found: its place, or its words where it says none."""
    return place_keys(address) or (*copy_keys(text), *(f"w:{word}" for word in _names(text)))


def sought(address: Address, text: str) -> tuple[str, ...]:
    """The keys of whatever may be the same: of its place, and of any that its words may name."""
    found = list(keys(address, text))
    if not (address.street and address.settlement):
        found += [f"t:{word}" for word in _names(text)]
        found += [f"s:{name}" for name in _phrases(text)]
    found += [f"w:{word}" for part in _names_of(address) for word in part.split()]
    return tuple(dict.fromkeys(key[:_LONGEST] for key in found))


def _names_of(address: Address) -> Iterator[str]:
    yield from crossing_keys(address)
    yield settlement_key(address.settlement)


def _names(text: str) -> tuple[str, ...]:
    """The words that may name a street; of a long text, those that it says first."""
    telling = (word for word in named(text) if len(word) > _TELLING and word not in MINOR)
    return tuple(dict.fromkeys(telling))[:_NAMES]


def _phrases(text: str) -> Iterator[str]:
    """What may be the name of a colonia: up to four words that follow one another."""
    said = named(text)[:_NAMES]
    for at, first in enumerate(said):
        if first not in MINOR:
            yield from (" ".join(said[at : at + size]) for size in range(1, _PHRASE + 1))


def _without(name: str, generic: Collection[str]) -> str:
    said = named(name)
    return " ".join(word for word in said if word not in generic) or " ".join(said)


def _least(parts: Collection[bytes], salt: int) -> str:
    seed = salt.to_bytes(8, "big")
    return min(blake2b(part, digest_size=6, salt=seed).hexdigest() for part in parts)
