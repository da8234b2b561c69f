"""The clauses of a text, of one sentence or a part of it: the least that says a demand.

Posts have no stops: commas, signs, pictures and the words that join also end a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nlp import sentences

Range = tuple[int, int]  # [start, end) of a text

SHORTEST: Final = 12  # characters; what is shorter goes with what it stands beside
_BREAK: Final = re.compile(
    r"[.!?…;:,)\]»”]+(?=\s)"  # a sign ends a clause
    r"|[¡¿(\[«“—]|\s[-–—](?=\s)"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+"
    r"|\s(?=(?:y|e|pero|porque|pq|xq|ya que|aparte|adem[aá]s|tambi[eé]n|aunque|mientras)\s)",
    re.IGNORECASE,
)
_OPENING: Final = "¡¿([«“"
_WORD: Final = re.compile(r"\w")


def split(text: str) -> tuple[Range, ...]:
    """`[start, end)` of every clause, in order, without the white space around it."""
    return tuple(
        clause
        for start, end in sentences.split(text)
        for clause in _joined(text, list(_cut(text, start, end)))
    )


def _cut(text: str, start: int, end: int) -> Iterator[Range]:
    done = start
    for mark in _BREAK.finditer(text, start, end):
        at = mark.start() if mark[0][0] in _OPENING else mark.end()
        yield done, at
        done = at
    yield done, end


def _joined(text: str, parts: list[Range]) -> list[Range]:
    """No clause without enough to say something: it joins the one before, the first the next."""
    found: list[Range] = []
    for start, end in parts:
        if found and (_is_short(text, start, end) or _is_short(text, *found[-1])):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    trimmed = (_trimmed(text, start, end) for start, end in found)
    return [one for one in trimmed if _WORD.search(text, *one)]


def _is_short(text: str, start: int, end: int) -> bool:
    return len(text[start:end].strip()) < SHORTEST


def _trimmed(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
