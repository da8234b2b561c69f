"""A text as the grammar of places walks it: words and marks, folded, with where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.folding import fold
from nlp.piece import LONGEST_TEXT

SHARE = 0.1  # of words without a capital, where capitals mean names
# A word may carry hyphens (México-Puebla) and a number its decimals; a run of marks is one mark.
_TOKEN = re.compile(
    r"\d+(?:[.,:+]\d+)*[ªº°]?(?:-?[a-zñ]{1,3}\b)?|[^\W_]+(?:[-–'][^\W_]+)*|\n+|[^\w\s]{5,}|[^\w\s]|_+"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Token `i` is `folded[i]`, at `[starts[i], ends[i])` of the text."""

    text: str
    folded: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.folded)

    def at(self, place: int) -> str:
        """The folded token; nothing before the first and after the last."""
        return self.folded[place] if 0 <= place < len(self.folded) else ""

    def capital(self, place: int) -> bool:
        return 0 <= place < len(self.starts) and self.text[self.starts[place]].isupper()

    def numeral(self, place: int) -> bool:
        return 0 <= place < len(self.starts) and self.folded[place][0].isdigit()

    def word(self, place: int) -> bool:
        """A word or a number; a mark is none."""
        return 0 <= place < len(self.starts) and self.folded[place][0].isalnum()

    def written(self, first: int, end: int) -> str:
        """The tokens `[first, end)` as they stand, in one line."""
        if first >= end:
            return ""
        return " ".join(self.text[self.starts[first] : self.ends[end - 1]].split())


def tokens(text: str) -> list[str]:
    """The words and marks of a short text, folded."""
    return _TOKEN.findall(fold(text))


def is_cased(words: Words) -> bool:
    """Do capitals mean names here? Not in a text all in capitals, nor in one without any."""
    spelled = [at for at, word in enumerate(words.folded) if len(word) > 1 and word.isalpha()]
    lower = sum(not words.capital(at) for at in spelled)
    inside = any(words.capital(at) and words.word(at - 1) for at in range(1, len(words)))
    return inside and lower >= len(spelled) * SHARE


def words(text: str) -> Words:
    folded = fold(text[:LONGEST_TEXT])
    found = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    return Words(
        text,
        [token for token, _, _ in found],
        [start for _, start, _ in found],
        [end for _, _, end in found],
    )
