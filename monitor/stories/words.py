"""The words of a note by which it is compared: stems, proper names, numbers and places, as keys.

Words are folded and cut, so that a post without accents and a headline in capitals meet the note.
A new head of a place is a line in `heads.txt`; a word that says nothing, one in `common.txt`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from zlib import crc32

from monitor.folding import compose, fold
from monitor.stories.amounts import amounts
from monitor.stories.senses import kinds, senses

READ = 1600  # characters of a text: what happened is told first
LEAD = 320  # in which it is said of what: a long note speaks of more and more
STEM = 6  # letters
LONGEST = 40  # letters of a word
MOST_NAME = 5  # words of the name of a place
CAPITALS = 0.6  # of the words of a headline: beyond, a capital says nothing
FEW_WORDS = 4

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[.!?…:\n«»\"“”—]")
_WORD = re.compile(r"[^\W_]+")
_LINKS = frozenset({"de", "del", "la", "las", "los", "el", "y"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one field says, in keys; a name is there as its words."""

    counts: Counter[int]  # stems, numbers and places
    names: frozenset[int]
    numbers: frozenset[int]
    places: frozenset[int]
    kinds: frozenset[int]  # of event
    senses: frozenset[int]  # what its words speak of


def words(text: str, *, headline: bool = False) -> Words:
    said = tokens(text)
    plain = headline and _shouts(said)
    places = frozenset(_places(said)) if not plain else frozenset[int]()
    numbers = [_key(f"#{amount}") for amount in amounts(said)]
    stems = [key for token in said if (key := stem(token))]
    meant = [sense for token in tokens(text[:LEAD]) for sense in senses(token)]
    events = frozenset(kind for token in said for kind in kinds(token))
    return Words(
        counts=Counter([*stems, *numbers, *places, *events, *meant]),
        names=frozenset() if plain else frozenset(names(said, headline=headline)),
        numbers=frozenset(numbers),
        places=places,
        kinds=events,
        senses=frozenset(meant),
    )


def tokens(text: str) -> list[str]:
    """The words of what is read of a text, its figures and what ends a sentence."""
    return _TOKEN.findall(compose(text[:READ]))


def place_key(name: str) -> int:
    return _key(f"@{_plain_name(name.split())}")


def trigrams(text: str) -> frozenset[int]:
    """Keys of the runs of four characters of a headline, words apart."""
    said = f" {' '.join(_WORD.findall(fold(compose(text[:READ]))))} "
    return frozenset(_key(said[at : at + 4]) for at in range(len(said) - 3))


@lru_cache(maxsize=8192)
def stem(token: str) -> int:
    """The key of a word; 0 for one that says nothing."""
    folded = fold(token[:LONGEST])
    if len(folded) < 3 or not folded[0].isalpha() or folded in _listed("common.txt"):
        return 0
    return _key(folded[:STEM])


def _key(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) or 1


def names(tokens: list[str], *, headline: bool) -> Iterator[int]:
    """Words with a capital; the first of a sentence only when the next one has it too."""
    first = True
    for at, token in enumerate(tokens):
        if not token[0].isalnum():
            first = True
            continue
        follows = at + 1 < len(tokens) and tokens[at + 1][0].isupper()
        if token[0].isupper() and (not first or follows) and (key := stem(token)):
            yield key
        first = False


def _places(tokens: list[str]) -> Iterator[int]:
    heads = _listed("heads.txt")
    for at, token in enumerate(tokens):
        if fold(token) in heads and (name := _named(tokens[at + 1 : at + 1 + MOST_NAME + 2])):
            yield _key(f"@{name}")


def _named(tokens: list[str]) -> str:
    """The name that these words begin with: «. Héroes de la Patria y» → heroes de la patria."""
    if tokens and tokens[0] == ".":  # col. Aurora
        tokens = tokens[1:]
    found: list[str] = []
    for token in tokens[:MOST_NAME]:
        if not (token[0].isupper() or token[0].isdigit() or (token in _LINKS and tokens)):
            break
        found.append(token)
    while found and found[-1] in _LINKS:
        found.pop()
    named = any(token[0].isupper() or token[0].isdigit() for token in found)
    return _plain_name(found) if named else ""


def _plain_name(name: list[str]) -> str:
    return " ".join(fold(word) for word in name if fold(word) not in _LINKS)


def _shouts(tokens: list[str]) -> bool:
    """A headline in capitals, or Like This One."""
    long = [token for token in tokens if token[0].isalpha() and len(token) > 3]
    upper = sum(token[0].isupper() for token in long)
    return len(long) >= FEW_WORDS and upper >= CAPITALS * len(long)


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (files("monitor.stories") / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
