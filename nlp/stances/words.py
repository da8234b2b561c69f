"""A sentence as its words and marks, folded, with what is quoted and where clauses part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.folding import fold

_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPEN, _CLOSE = "“«", "”»"
_PARTS = frozenset(",;:()—–|/")
CONCEDING = frozenset({"aunque", "pese", "pesar"})
TURNING = frozenset({"pero", "empero"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or a mark; `text` is folded but for the ó that ends it."""

    text: str
    start: int
    end: int
    quoted: bool
    clause: int  # commas and other marks before it


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence and the target `[first, last)` among them."""

    words: tuple[Word, ...]
    first: int
    last: int
    question: bool

    @cached_property
    def texts(self) -> list[str]:
        return [word.text for word in self.words]

    def between(self, first: int, last: int) -> list[str]:
        return self.texts[max(0, first) : max(0, last)]

    @cached_property
    def quoted(self) -> bool:
        return any(word.quoted for word in self.words[self.first : self.last])


def sentence(text: str, start: int, end: int) -> Sentence:
    """The sentence with the target `[start, end)` of its characters."""
    words = tuple(_words(text))
    inside = [n for n, word in enumerate(words) if word.start < end and start < word.end]
    first = inside[0] if inside else 0
    last = inside[-1] + 1 if inside else 0
    return Sentence(words, first, last, "¿" in text or text.rstrip().endswith("?"))


def _words(text: str) -> Iterator[Word]:
    quoted, clause = False, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in _OPEN or (mark == '"' and not quoted):
            quoted = True
        elif mark in _CLOSE or mark == '"':
            quoted = False
        clause += mark in _PARTS
        yield Word(
            text=_spelt(mark), start=token.start(), end=token.end(), quoted=quoted, clause=clause
        )


def _spelt(word: str) -> str:
    folded = fold(word)
    return folded[:-1] + "ó" if word[-1] in "óÓ" else folded
