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
SYLLABLES = (
    *("tla", "pan", "co", "yo", "te", "pec", "xo", "chi", "mil", "ca", "ix", "ta", "huac", "huil"),
    *("zi", "ma", "zun", "cuau", "tit", "ez", "bar", "men", "gui", "lo", "ra", "so", "to", "ve"),
    *("ri", "na", "du", "que", "fer", "lan", "dor", "mon", "ter", "al", "gar", "pu", "ber", "sal"),
    *("ces", "tor", "rue", "nes", "pal", "qui", "bor"),
)
ENDINGS = ("", "", "n", "z", "s", "l", "tlán", "co", "pa", "r", "ez", "o", "a", "án")
CASES = {"upper": 0.03, "lower": 0.02, "plain lower": 0.03, "title": 0.015, "plain": 0.025}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What a name may be changed into."""

    first: Sequence[str]
    last: Sequence[str]
    whole: dict[str, list[str]]  # by kind, of one word
    parts: Sequence[str]  # the own words of longer names


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
    parts: list[str] = []
    for row in rows:
        for start, end, kind in row["entities"]:
            words = row["text"][start:end].split(" ")
            own = [word for word in words if word.isalpha() and word[0].isupper()]
            parts += [word for word in own if len(word) > 3 and not _is_head(word)]
            whole[kind] += own if len(words) == 1 and own and not _is_head(own[0]) else []
    first, last = (sorted(lexicons.words(f"names/{name}.txt")) for name in ("first", "last"))
    return Pool(first=first, last=last, whole=whole, parts=parts)


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
        return " ".join(
            _other_person(word, place == size - 1, size, pool, random)
            for place, word in enumerate(words)
        )
    if len(words) == 1 and random.random() < 0.5:
        return _other_word(name, kind, pool, random)
    return " ".join(
        word if _stays(word) or random.random() < 0.3 else _own_word(pool, random) for word in words
    )


def _stays(word: str) -> bool:
    return not word.isalpha() or not word[0].isupper() or word.isupper() or _is_head(word)


def _other_person(word: str, is_last: bool, size: int, pool: Pool, random: Random) -> str:
    if not word.isalpha() or not word[0].isupper() or word.isupper():
        return word
    lists = lists_of(fold(word))
    if lists & Lists.FIRST and (not is_last or (size == 1 and not lists & Lists.LAST)):
        return random.choice(pool.first)
    draw = random.random()
    if draw < 0.5:
        return random.choice(pool.last)
    return random.choice(pool.parts) if draw < 0.75 else _invented(random)


def _other_word(name: str, kind: str, pool: Pool, random: Random) -> str:
    if name.isupper():
        return "".join(random.choices("ABCDEFGILMNOPRSTUVX", k=random.choice((3, 3, 4, 4, 5))))
    return name if _is_head(name) or not name.isalpha() else random.choice(pool.whole[kind])


def _own_word(pool: Pool, random: Random) -> str:
    draw = random.random()
    if draw < 0.5:
        return random.choice(pool.parts)
    return random.choice(pool.last) if draw < 0.65 else _invented(random)


def _invented(random: Random) -> str:
    syllables = random.choices(SYLLABLES, k=random.choice((2, 3, 3, 4)))
    return ("".join(syllables) + random.choice(ENDINGS)).capitalize()


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
