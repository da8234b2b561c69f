"""Which language a text is written in, by its small words; Spanish unless another is clear.

To add a language: a line in `lexicons/languages.tsv`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from nlp import lexicons

SPANISH = "es"
LONGEST = 3_000  # characters looked at
FEWEST = 3  # different small words of a language that must be there before it is believed
LEAD = 1.25  # times as many as of Spanish
_WORD = re.compile(r"[^\W\d_]+")
_LINKS = re.compile(r"https?://\S{1,200}|[@#]\w{1,60}")


def read(text: str) -> str:
    """ISO 639-1 (`nah` for Nahuatl, which has none)."""
    counted = Counter(_WORD.findall(_LINKS.sub(" ", text[:LONGEST]).lower()))
    scores = {code: _score(counted, words) for code, words in _languages().items()}
    best = max(scores, key=lambda code: (scores[code], code == SPANISH))
    return best if scores[best] > LEAD * scores[SPANISH] else SPANISH


def _score(counted: Counter[str], words: frozenset[str]) -> float:
    """How often its words are there, and a little for how many different ones."""
    found = counted.keys() & words
    if len(found) < FEWEST:
        return 0.0
    return sum(counted[word] for word in found) + 0.5 * len(found)


@cache
def _languages() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in lexicons.rows("languages.tsv")}
