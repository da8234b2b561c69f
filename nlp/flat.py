"""Text as names are searched in it: folded, one space between words, hyphens opened."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from monitor.folding import fold

# White space, the hyphen inside "Ermita-Iztapalapa", and characters that nobody sees.
LONG = 300  # characters from which a folded text is remembered
_UNEVEN = re.compile(r"\s{2,}|[^\S ]|(?<=\w)[-‐‑](?=\w)|[\u00ad\u200b-\u200f\u2060\ufeff]+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat text and how its offsets lead back to the text it was made from."""

    text: str
    starts: tuple[int, ...]  # offsets in the flat text from which …
    shifts: tuple[int, ...]  # … so many characters were lost before

    def original(self, offset: int) -> int:
        place = bisect_right(self.starts, offset) - 1
        return offset + (self.shifts[place] if place >= 0 else 0)


# One text is asked for many times while its piece is read, and then never again.
folded = lru_cache(8)(fold)


def flatten(text: str) -> Flat:
    """Of a short text; `whole` remembers long ones."""
    parts: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    done = lost = 0
    plain = folded(text) if len(text) > LONG else fold(text)
    for match in _UNEVEN.finditer(plain):
        put = "" if _UNSEEN.match(match[0]) else " "
        parts += [plain[done : match.start()], put]
        done = match.end()
        if len(match[0]) != len(put):
            lost += len(match[0]) - len(put)
            starts.append(done - lost)
            shifts.append(lost)
    return Flat("".join([*parts, plain[done:]]), tuple(starts), tuple(shifts))


whole = lru_cache(8)(flatten)


def spelling(words: str) -> str:
    """A name as it is searched in a flat text."""
    return flatten(words.strip()).text
