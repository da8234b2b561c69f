"""The light tokeniser of the recogniser: words and marks of a whole text, line by line.

spaCy's own cuts only the paragraphs that name somebody; this one reads everything in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_TEXT = 100_000  # characters; what follows is not looked at
LONGEST_WORD = 40  # characters: longer ones are no name
JOINT = "‐"  # stands for the hyphen inside "Solís-Ochoa"

_TOKEN = re.compile(
    r"\n"
    r"|[^\W\d_]\.(?!\w)"  # an initial: "Ximena N."
    r"|\d+(?:[.,:]\d+)*"
    r"|[^\W\d_]+\d*"
    r"|[^\w\s]"
    r"|\w+"
)


class Token(NamedTuple):
    """`[start, end)` of the text; both are -1 where a line begins or ends."""

    word: str
    start: int
    end: int


EDGE = Token("\n", -1, -1)


def lines(text: str) -> Iterator[list[Token]]:
    """The tokens of every line that has some."""
    line: list[Token] = []
    for match in _TOKEN.finditer(text, 0, LONGEST_TEXT):
        word = match[0]
        if word != "\n":
            start, end = match.span()
            joins = word == "-" and line and line[-1].end == start and text[end : end + 1].isalpha()
            line.append(Token(JOINT if joins else word[:LONGEST_WORD], start, end))
        elif line:
            yield line
            line = []
    if line:
        yield line
