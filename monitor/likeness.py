"""By what the places and words of two demands are found alike: folded keys, no I/O and no clock.

A word that names no place by itself ("avenida", "colonia", "frente a") is a row of
`placewords.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from csv import DictReader
from hashlib import blake2b
from importlib.resources import files
from typing import Final

from monitor.folding import compose, fold
from monitor.model import Address

_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 80  # characters of a key: an index cannot hold what a false place may be
_SHINGLE: Final = 3  # words that follow one another
SPOKEN: Final = 8  # words below which two equal texts may be of two people
_HASHES: Final = 8  # copies that share six tenths of their shingles share one of so many


def _shipped() -> Mapping[str, frozenset[str]]:
    lines = files("monitor").joinpath("placewords.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(DictReader(lines, delimiter="\t"))
    kinds = {row["of"] for row in rows}
    return {kind: frozenset(row["word"] for row in rows if row["of"] == kind) for kind in kinds}


_WORDS: Final = _shipped()
MINOR: Final = _WORDS["minor"]


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: lower case, no accents."""
    return tuple(_WORD.findall(fold(compose(text))))


def street_key(street: str) -> str:
    """A street without its kind: "Av. Pantitlán" and "avenida pantitlan" are one."""
    return _without(street, _WORDS["street"] | MINOR)


def settlement_key(settlement: str) -> str:
    return _without(settlement, _WORDS["settlement"] | MINOR)


def municipality_key(municipality: str) -> str:
    return _without(municipality, MINOR)


def landmark_words(landmark: str) -> frozenset[str]:
    """The words of a landmark that tell it from others: its proper name, if it has one."""
    said = frozenset(words(landmark)) - MINOR
    return (said - _WORDS["landmark"]) or said


def crossing_keys(address: Address) -> frozenset[str]:
    """Its street and those that cross it: two demands at one corner share two of them."""
    return frozenset(filter(None, map(street_key, (address.street, *address.between))))


def place_keys(address: Address) -> tuple[str, ...]:
    """By which a demand of that place is found; none when it says no place."""
    named = [f"s:{key}" for key in [settlement_key(address.settlement)] if key]
    named += [f"t:{key}" for key in sorted(crossing_keys(address))]
    if not address.settlement:
        named += [f"l:{word}" for word in sorted(landmark_words(address.landmark))]
    return tuple(key[:_LONGEST] for key in named)


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
    """By which whatever says the same demand is found: its place, or its words without one."""
    return place_keys(address) or copy_keys(text)


def _without(name: str, generic: Collection[str]) -> str:
    said = words(name)
    return " ".join(word for word in said if word not in generic) or " ".join(said)


def _least(parts: Collection[bytes], salt: int) -> str:
    seed = salt.to_bytes(8, "big")
    return min(blake2b(part, digest_size=6, salt=seed).hexdigest() for part in parts)
