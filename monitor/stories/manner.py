"""How a note tells: as if nobody had heard of it, or as if everybody had.

A first note says «Un hombre», a place and how many; a follow-up says «el hombre», or quotes him.
A new manner is a name in MANNERS and a number in `manner`; then train again.
"""

from __future__ import annotations

import math
import re

from monitor.stories.amounts import amounts
from monitor.stories.words import LEAD, names, tokens

MANNERS = (
    "dateline",
    "quoted",
    "indefinite_first",
    "indefinite",
    "definite",
    "capitals",
    "figures",
    "length",
)
OPENING = 60  # characters

_DATELINE = re.compile(r"\s*[A-ZÁÉÍÓÚÜÑ][A-ZÁÉÍÓÚÜÑ., ]{3,40}[-–—]{1,2}\s")
_MARKS = frozenset('«"“¿¡')
_INDEFINITE = frozenset({"un", "una", "unos", "unas"})
_DEFINITE = frozenset({"el", "la", "los", "las", "del", "al"})


def manner(title: str, text: str) -> tuple[float, ...]:
    """One number for each of MANNERS: shares are of the words of the text."""
    every = tokens(text[:LEAD])
    said = [token for token in every if token[0].isalnum()]
    count = max(len(said), 1)
    first = said[0].lower() if said else ""
    return (
        float(bool(_DATELINE.match(text[:OPENING]))),
        float(not _MARKS.isdisjoint(title)),
        float(first in _INDEFINITE or any(amounts(said[:1]))),
        sum(token in _INDEFINITE for token in said) / count,
        sum(token in _DEFINITE for token in said) / count,
        sum(1 for _ in names(every, headline=False)) / count,
        sum(1 for _ in amounts(every)) / count,
        math.log(count),
    )
