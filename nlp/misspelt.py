"""Words that sound or look like a watched one: "Cerkeda", "Alaves", "Istapalapa".

A word is sought by its sound, then by what is left of it without one letter or two, so that a
text costs one look-up a word however many are watched. A rule of sound is a line of `_SOUNDS`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SOUNDS = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"ch", "1"),
        (r"h", ""),
        (r"cqu|ck|qu|c(?![eiéí])|q", "k"),
        (r"ts|tz|sc(?=[ei])|[czx]", "s"),
        (r"v|w", "b"),
        (r"ll", "y"),
        (r"g(?=[ei])", "j"),
        (r"y(?![aeiou])", "i"),
        (r"(.)\1+", r"\1"),
    )
)
SHORTEST = 5  # letters: "Neza" is too short to be misspelt
REMEMBERED = 4096  # words whose answer is kept
ONE_SLIP = 6  # letters from which one may be wrong …
TWO_SLIPS = 10  # … and two; after its first name …
SURE = 8  # … two from here on


def sound(word: str) -> str:
    """How a folded word is heard, whatever letters write it."""
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word


class Near:
    """Finds which of some folded words another was meant to be."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(dict.fromkeys(word for word in words if len(word) >= SHORTEST))
        self._sounds = {sound(word): word for word in self.words}
        self._left: dict[str, set[str]] = defaultdict(set)
        for word in self.words:
            for left in _lacking(word):
                self._left[left].add(word)
        self.sounds_like = lru_cache(REMEMBERED)(self._sounds_like)
        self.looks_like = lru_cache(REMEMBERED)(self._looks_like)

    def _sounds_like(self, word: str) -> str | None:
        """The watched word that this one sounds as."""
        return self._sounds.get(sound(word))

    def closest(self, word: str) -> str | None:
        """The same with a letter more to be wrong, for where something else names the person."""
        scored = sorted((slips(word, one), one) for one in self.words)
        if not scored or word.count("ñ") > scored[0][1].count("ñ"):
            return None
        many, best = scored[0]
        return best if many <= (len(best) >= ONE_SLIP) + (len(best) >= SURE) else None

    def _looks_like(self, word: str) -> str | None:
        """The watched word that this one is but for a letter or two."""
        near = {one for left in _lacking(word) for one in self._left.get(left, ())}
        close = sorted((slips(word, one), one) for one in near if _may_be(word, one))
        return close[0][1] if close else None


def slips(one: str, other: str) -> int:
    """Letters wrong, lacking, too many, or changed with their neighbour."""
    before, last = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, wanted in enumerate(other, start=1):
            best = min(last[column] + 1, here[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and wanted == one[row - 2]:
                best = min(best, before[column - 2] + 1)
            here.append(best)
        before, last = last, here
    return last[-1]


def _may_be(word: str, meant: str) -> bool:
    """Few letters wrong, and no ñ that the name lacks: nobody writes one by a slip."""
    allowed = (len(meant) >= ONE_SLIP) + (len(meant) >= TWO_SLIPS)
    return word.count("ñ") <= meant.count("ñ") and slips(word, meant) <= allowed


def _lacking(word: str) -> Iterator[str]:
    """The word, and what is left of it without each letter, or two."""
    yield word
    if len(word) < ONE_SLIP - 1:
        return
    ones = {word[:place] + word[place + 1 :] for place in range(len(word))}
    yield from ones
    if len(word) >= TWO_SLIPS - 2:
        for left in ones:
            yield from (left[:place] + left[place + 1 :] for place in range(len(left)))
