"""The words that search sees, computed here for both databases so that both find the same.

A word is letters and digits, folded (ñ kept). Accents are often not typed, so a text gives two
stems of a word, with and without them, and a query only asks for what needs none.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]

from monitor.folding import compose, fold

_WORD: Final = re.compile(r"[^\W_]+")
_SHORT_PLURAL: Final = re.compile("..[aeiou]s$")
_PLURAL_OF_Z: Final = re.compile("..ces$")
_LONGEST: Final = 64  # characters of a word; both databases cut there
_local = threading.local()  # a stemmer holds its state: one for each thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a text that was composed, and where it stands there."""

    folded: str
    stems: tuple[str, ...]
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a composed text."""
    for match in _WORD.finditer(text):
        folded, stems = _read(match.group().lower()[:_LONGEST])
        yield Word(folded=folded, stems=stems, start=match.start(), end=match.end())


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(compose(text)))


@lru_cache(maxsize=8192)  # 4 MB; a day of the press says more words, most of them once
def _read(word: str) -> tuple[str, tuple[str, ...]]:
    folded = fold(word)
    return folded, tuple(dict.fromkeys([*_plain(folded), fold(_stem(word)), *_kept(folded)]))


@lru_cache(maxsize=4096)
def wanted(folded: str) -> tuple[str, ...]:
    """The stems that a word of a query asks for: the same with accents and without.

    "ingleses" loses only its plural, "inglés" loses more; asking for the word too joins them.
    """
    return tuple(sorted({*_plain(folded), folded}))


def _plain(folded: str) -> Iterator[str]:
    """The stems of a word without accents, with the plurals that Snowball leaves."""
    stem = _stem(folded)
    if stem == folded and _SHORT_PLURAL.search(folded):
        stem = _stem(folded[:-1])  # días, obras, ríos
    yield stem
    if _PLURAL_OF_Z.search(folded):
        yield _stem(f"{folded[:-3]}z")  # luces, jueces


def _kept(folded: str) -> Iterator[str]:
    # Snowball takes the end of "joven" and "orden" for that of a verb, but not in their plurals.
    if folded.endswith("en"):
        yield folded


def _stem(word: str) -> str:
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("spanish")
    return str(_local.stemmer.stemWord(word)) or word
