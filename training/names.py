"""More labelled texts from ours: other names in the same places, other cases, accents dropped.

The names of each author come back often, so that without this the recogniser would learn them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from monitor.folding import fold
from nlp import lexicons
from nlp.entities.words import Lists, lists_of

Row = dict[str, Any]
SURNAME = (
    *("bar", "men", "gui", "lo", "ra", "so", "ve", "ri", "na", "du", "que", "fer", "lan", "dor"),
    *("mon", "ter", "al", "gar", "ber", "sal", "tor", "rue", "nes", "pal", "qui", "bor", "za"),
    *("ar", "eche", "goi", "ur", "iz", "ola", "mu", "cas", "vi", "lla", "te", "pe", "ro", "cha"),
)
SURNAME_ENDINGS = ("", "ez", "az", "o", "a", "án", "és", "ín", "elo", "arte", "eta", "al", "os")
FIRST_ENDINGS = ("ina", "io", "ia", "aldo", "encia", "ano", "ín", "ela", "iel", "ardo", "isa", "o")
TOWN = (
    *("tla", "pan", "co", "yo", "te", "pec", "xo", "chi", "mil", "ca", "ix", "ta", "huac", "huil"),
    *("zi", "ma", "zun", "cuau", "ac", "tzin", "tet", "coa", "ne", "a", "chal", "te", "tol", "za"),
)
TOWN_ENDINGS = ("tlán", "pan", "co", "tepec", "la", "pa", "titla", "huacán", "tla", "", "ro", "lco")
JOINED = 0.02  # of the people, with a hyphen between surnames
REAL = 0.15  # of the names of places and bodies, changed into one of our lists
CASES = {"upper": 0.06, "lower": 0.02, "plain lower": 0.03, "title": 0.015, "plain": 0.025}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What a name may be changed into."""

    first: Sequence[str]
    last: Sequence[str]
    whole: dict[str, list[str]]  # by kind, of one word
    real: dict[str, Sequence[str]]  # by kind, places and bodies that everybody knows
    parts: dict[str, list[str]]  # by kind, the own words of longer names


def more(rows: Sequence[Row], *, swaps: int, seed: int) -> list[Row]:
    """The rows, each again with other names, and some of all in another case."""
    random = Random(seed)
    pool = _pool(rows)
    named = [row for row in rows if row["entities"]]
    swapped = [_swapped(row, pool, random) for _ in range(swaps) for row in named]
    told = [*rows, *swapped]
    return told + [other for row in told if (other := _recased(row, random.random()))]


def _pool(rows: Sequence[Row]) -> Pool:
    whole: dict[str, list[str]] = {"PER": [], "ORG": [], "LOC": []}
    parts: dict[str, list[str]] = {"PER": [], "ORG": [], "LOC": []}
    for row in rows:
        for start, end, kind in row["entities"]:
            words = row["text"][start:end].split(" ")
            own = [word for word in words if word.isalpha() and word[0].isupper()]
            parts[kind] += [word for word in own if len(word) > 3 and not _is_head(word)]
            whole[kind] += own if len(words) == 1 and own and not _is_head(own[0]) else []
    first, last = _listed("first"), _listed("last")
    real = {"LOC": _listed("places"), "ORG": _listed("organisations")}
    return Pool(first=first, last=last, whole=whole, parts=parts, real=real)


def _listed(name: str) -> list[str]:
    return sorted(lexicons.words(f"names/{name}.txt"))


def _is_head(word: str) -> bool:
    return bool(lists_of(fold(word)) & (Lists.ORGANISATION_HEAD | Lists.PLACE_HEAD))


def _swapped(row: Row, pool: Pool, random: Random) -> Row:
    text, entities, done = "", [], 0
    for start, end, kind in sorted(row["entities"]):
        text += row["text"][done:start]
        name = _other(row["text"][start:end], kind, pool, random)
        entities.append([len(text), len(text) + len(name), kind])
        text, done = text + name, end
    return row | {"text": text + row["text"][done:], "entities": entities}


def _other(name: str, kind: str, pool: Pool, random: Random) -> str:
    words = name.split(" ")
    if not name[0].isupper():
        return name
    if kind == "PER":
        size = len(words)
        others = [
            _other_person(word, place == size - 1, size, pool, random)
            for place, word in enumerate(words)
        ]
        joint = "-" if random.random() < JOINED and others[-1].isalpha() and size > 1 else " "
        return joint.join([" ".join(others[:-1]), others[-1]]).strip()
    if random.random() < REAL and not _is_head(words[0]):
        return random.choice(pool.real[kind])
    if len(words) == 1 and random.random() < 0.5:
        return _other_word(name, kind, pool, random)
    return " ".join(
        word if _stays(word) or random.random() < 0.3 else _own_word(kind, pool, random)
        for word in words
    )


def _stays(word: str) -> bool:
    return not word.isalpha() or not word[0].isupper() or word.isupper() or _is_head(word)


def _other_person(word: str, is_last: bool, size: int, pool: Pool, random: Random) -> str:
    if not word.isalpha() or not word[0].isupper() or len(word) == 1:
        return word
    if word.isupper():
        return random.choice(pool.last).upper()
    lists = lists_of(fold(word))
    if lists & Lists.FIRST and (not is_last or (size == 1 and not lists & Lists.LAST)):
        return random.choice(pool.first) if random.random() < 0.85 else _first_name(random)
    draw = random.random()
    if draw < 0.5:
        return random.choice(pool.last)
    return random.choice(pool.parts["PER"]) if draw < 0.75 else _surname(random)


def _other_word(name: str, kind: str, pool: Pool, random: Random) -> str:
    if name.isupper():
        return "".join(random.choices("ABCDEFGILMNOPRSTUVX", k=random.choice((3, 3, 4, 4, 5))))
    return name if _is_head(name) or not name.isalpha() else random.choice(pool.whole[kind])


def _own_word(kind: str, pool: Pool, random: Random) -> str:
    draw = random.random()
    if draw < 0.5:
        return random.choice(pool.parts[kind])
    return random.choice(pool.last) if draw < 0.6 else _town(random)


def _first_name(random: Random) -> str:
    return ("".join(random.choices(SURNAME, k=2)) + random.choice(FIRST_ENDINGS)).capitalize()


def _surname(random: Random) -> str:
    syllables = random.choices(SURNAME, k=random.choice((1, 2, 2, 3)))
    return ("".join(syllables) + random.choice(SURNAME_ENDINGS)).capitalize()


def _town(random: Random) -> str:
    syllables = random.choices(TOWN, k=random.choice((1, 2, 2, 3)))
    return ("".join(syllables) + random.choice(TOWN_ENDINGS)).capitalize()


def _recased(row: Row, draw: float) -> Row | None:
    """The row in the case that the draw falls on; most fall on none."""
    for case, share in CASES.items():
        if draw < share:
            text = _cased(row["text"], case)
            return row | {"text": text} if len(text) == len(row["text"]) else None
        draw -= share
    return None


def _cased(text: str, case: str) -> str:
    if case == "upper":
        return text.upper()
    if case == "title":
        return " ".join(_titled(text.split(" ")))
    lower = text.lower() if case != "plain" else text
    return lower if case == "lower" else "".join(_plain(letter) for letter in lower)


def _titled(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield word[:1].upper() + word[1:] if len(word) > 2 else word


def _plain(letter: str) -> str:
    return letter if letter in "ñÑ" else unicodedata.normalize("NFD", letter)[0]
