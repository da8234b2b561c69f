"""The names of a known place, found again in what somebody says of it. Pure.

A post names its place as no reader of addresses would know it: in small letters, in part, without
saying which is the street ("pantitlan y carmelo perez"). Beside a demand whose place is known its
names need only be said again. What divides a colonia ("SM 4", "el pueblo") tells two places apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monitor.folding import compose, fold
from monitor.likeness import (
    MINOR,
    crossing_keys,
    landmark_words,
    named,
    proper_words,
    settlement_key,
)
from monitor.model import Address

_TELLING: Final = 3  # letters: a longer word may be all that is said of a name
_NUMBERED: Final = ("calle", "c", "av", "avenida")  # what goes before a street that is a number
_SAINTS: Final = frozenset({"san", "santa", "santo"})
_DIVISIONS: Final[Mapping[str, str]] = {
    "supermanzana": "sm", "super manzana": "sm", "sm": "sm", "manzana": "mz", "mza": "mz",
    "mz": "mz", "edificio": "edificio", "edif": "edificio", "torre": "torre", "etapa": "etapa",
    "sector": "sector", "modulo": "modulo", "retorno": "retorno",
}  # fmt: skip
_DIVISION: Final = re.compile(
    rf"\b({'|'.join(_DIVISIONS)})\.? ?(?:numero |num\.? |no\.? ?|# ?)?"
    r"(\d{1,4}(?: ?[a-z]\b)?|[b-df-hj-np-tv-xz]\b)"
)
_KINDS: Final = r"\b(pueblo|unidad|barrio|ejido|ampliacion)(?: habitacional)?(?: de(?:l)?)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What of an address a text says."""

    streets: int = 0  # of the one that it is on and those that cross it
    settlement: bool = False
    beside: bool = False  # what it is next to
    called: bool = False  # … by its proper name


def said_of(address: Address, text: str) -> Said:
    line, known = _heard(text)
    return Said(
        streets=_streets(address, line, known),
        settlement=_is_settlement(settlement_key(address.settlement), line, known),
        beside=bool(landmark_words(address.landmark) & known),
        called=bool(proper_words(address.landmark) & known),
    )


@lru_cache(maxsize=256)  # a text is compared with many demands
def _heard(text: str) -> tuple[str, frozenset[str]]:
    """Its words in a line, and each."""
    words = named(text)
    return f" {' '.join(words)} ", frozenset(words)


def _streets(address: Address, line: str, known: Set[str]) -> int:
    keys = crossing_keys(address)
    whole = {key for key in keys if _is_whole(key, line)}
    spent = {word for key in whole for word in key.split()}
    last = {_last(key) for key in keys - whole} - spent
    return len(whole) + len(last & known)


def _is_whole(key: str, line: str) -> bool:
    if any(map(str.isalpha, key)):
        return f" {key} " in line
    return any(f" {kind} {key} " in line for kind in _NUMBERED)


def _last(key: str) -> str:
    """What a long name is told by: "villada" of "vicente villada"."""
    return next((word for word in reversed(key.split()) if word in _telling(key)), "")


def _telling(name: str) -> frozenset[str]:
    return frozenset(
        word for word in name.split() if len(word) > _TELLING and word.isalpha()
    ) - _SAINTS.union(MINOR)


def _is_settlement(key: str, line: str, known: Set[str]) -> bool:
    """Whole, or as it is told among neighbours: "santa martha norte"."""
    if not key:
        return False
    telling = _telling(key)
    return f" {key} " in line or (len(telling) > 2 and len(telling - known) < 2)


def are_divided(one: str, other: str, settlement: str = "") -> bool:
    """Whether two texts say different parts of one place: "SM 4" and "SM 6"."""
    first, second = _parts(one, settlement), _parts(other, settlement)
    return any(first[kind].isdisjoint(second[kind]) for kind in first.keys() & second.keys())


def _parts(text: str, settlement: str) -> Mapping[str, set[str]]:
    plain = fold(compose(text))
    found: dict[str, set[str]] = {}
    for kind, number in _DIVISION.findall(plain):
        found.setdefault(_DIVISIONS[kind], set()).add(number.replace(" ", ""))
    key = settlement_key(settlement)
    if key and (kinds := re.findall(rf"{_KINDS} {re.escape(key)}\b", " ".join(named(plain)))):
        found["kind"] = set(kinds)
    return found
