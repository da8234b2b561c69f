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

READ = 1600  # characters of a text: what happened is told first
STEM = 6  # letters
LONGEST = 40  # letters of a word
MOST_NAME = 5  # words of the name of a place
CAPITALS = 0.6  # of the words of a headline: beyond, a capital says nothing
FEW_WORDS = 4

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[.!?…:\n«»\"“”—]")
_WORD = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_LINKS = frozenset({"de", "del", "la", "las", "los", "el", "y"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one field says, in keys; a name is there as its words."""

    counts: Counter[int]  # stems, numbers and places
    names: frozenset[int]
    numbers: frozenset[int]
    places: frozenset[int]
    kinds: frozenset[int]  # of event


def words(text: str, *, headline: bool = False) -> Words:
    tokens = _TOKEN.findall(compose(text[:READ]))
    plain = headline and _shouts(tokens)
    places = frozenset(_places(tokens)) if not plain else frozenset[int]()
    numbers = [key for token in tokens if (key := _number(token))]
    stems = [key for token in tokens if (key := stem(token))]
    names = frozenset() if plain else frozenset(_names(tokens, headline=headline))
    kinds = frozenset(kind for token in tokens for kind in _kinds(token))
    return Words(
        counts=Counter([*stems, *numbers, *places, *kinds]),
        names=names,
        numbers=frozenset(numbers),
        places=places,
        kinds=kinds,
    )


def place_key(name: str) -> int:
    return _key(f"@{_plain_name(name.split())}")


def trigrams(text: str) -> frozenset[int]:
    """Keys of the runs of four characters of a headline, words apart."""
    said = f" {' '.join(_WORD.findall(fold(compose(text[:READ]))))} "
    return frozenset(_key(said[at : at + 4]) for at in range(len(said) - 3))


@lru_cache(maxsize=65536)
def stem(token: str) -> int:
    """The key of a word; 0 for one that says nothing."""
    folded = fold(token[:LONGEST])
    if len(folded) < 3 or not folded[0].isalpha() or folded in _listed("common.txt"):
        return 0
    return _key(folded[:STEM])


def _key(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) or 1


@lru_cache(maxsize=65536)
def _kinds(token: str) -> frozenset[int]:
    """The kinds of event of which a word tells."""
    folded = fold(token[:LONGEST])
    return frozenset(
        kind for start, kind in _starts().get(folded[:4], ()) if folded.startswith(start)
    )


@cache
def _starts() -> dict[str, tuple[tuple[str, int], ...]]:
    """(beginning of a word, kind) by the first four letters."""
    found: dict[str, list[tuple[str, int]]] = {}
    rows = (files("monitor.stories") / "kinds.tsv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        kind, _, starts = row.partition("\t")
        for start in [] if row.startswith("#") else starts.split():
            found.setdefault(start[:4], []).append((start, _key(f"~{kind}")))
    return {first: tuple(each) for first, each in found.items()}


@lru_cache(maxsize=4096)
def _number(token: str) -> int:
    """«doce», «12» and «12,0» are two of one; a year, a hundred or a one says little."""
    spelt = _spelt().get(fold(token[:LONGEST]))
    if spelt is None and not token[0].isdigit():
        return 0
    said = spelt or _SEPARATOR.sub("", token[:LONGEST])
    return 0 if said in {"0", "1"} or re.fullmatch(r"20[12]\d", said) else _key(f"#{said}")


def _names(tokens: list[str], *, headline: bool) -> Iterator[int]:
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


@cache
def _spelt() -> dict[str, str]:
    lines = (files("monitor.stories") / "numbers.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))
