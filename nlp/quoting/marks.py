"""Where quotation marks open and close, of every kind and over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIRS = {"«": "»", "“": "”", '"': '"', "‘": "’", "'": "'", "„": "“", "‹": "›"}
_MARK = re.compile("[«»“”\"‘’'„‹›\n]")
_SINGLE = frozenset("‘'‹")
LONGEST = 3_000  # characters: a mark that closes later was never closed
LONGEST_SINGLE = 400
MOST_INSIDE = 60  # marks inside a quote: more are no quotation


@dataclass(frozen=True, slots=True)
class Marked:
    """`[start, end)` are the words; `opens` and `closes` the offsets around their marks."""

    start: int
    end: int
    opens: int
    closes: int
    closed: bool = True


def marked(text: str) -> Iterator[Marked]:
    """The outermost quoted words, in order."""
    marks = [match.start() for match in _MARK.finditer(text)]
    at = 0
    while at < len(marks):
        begin = marks[at]
        if not _opens(text, begin):
            at += 1
            continue
        last, end, closed = _close(text, marks, at)
        if end == begin:
            at = last
            continue
        if one := _trimmed(text, begin, end, closed=closed):
            yield one
        at = last + 1


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark not in _PAIRS:
        return mark == "”" and _before(text, at) == "\n" and _after(text, at).isalnum()
    if mark in "«“„":
        return True
    return not _is_word(_before(text, at)) and not _after(text, at).isspace()


def _close(text: str, marks: list[int], at: int) -> tuple[int, int, bool]:
    """The mark that closes this one, where its words end, and whether it truly closes.

    They end where they begin when nothing closes; then the next mark to look at is given.
    """
    begin = marks[at]
    opener = text[begin]
    closer = _PAIRS.get(opener, "”")
    longest = LONGEST_SINGLE if opener in _SINGLE else LONGEST
    depth = 0
    for number in range(at + 1, min(len(marks), at + MOST_INSIDE)):
        place, mark = marks[number], text[marks[number]]
        if place - begin > longest:
            break
        if mark == "\n":
            if opener in _SINGLE:
                break
            if not _goes_on(text, place):
                return number, place, False
        elif _closes(text, place, opener, closer):
            if not depth:
                return number, place, True
            depth -= 1
        elif mark == opener != closer and not _begins_line(text, place):
            depth += 1
    crowded = at + MOST_INSIDE < len(marks) and marks[at + MOST_INSIDE] - begin < longest
    return (at + MOST_INSIDE if crowded else at + 1), begin, False


def _closes(text: str, at: int, opener: str, closer: str) -> bool:
    mark = text[at]
    if mark != closer and not (opener in "“”" and mark in '"”'):
        return False
    if _begins_line(text, at) and opener != "'":
        return False  # it opens the next paragraph of the same speech
    return opener not in _SINGLE or not _is_word(_after(text, at))


def _goes_on(text: str, end_of_line: int) -> bool:
    """Does the next paragraph open again what this one left open?"""
    following = text[end_of_line : end_of_line + 4].strip()[:1]
    return bool(following) and following in '«“"»”'


def _begins_line(text: str, at: int) -> bool:
    return _before(text, at) == "\n"


def _trimmed(text: str, begin: int, end: int, *, closed: bool) -> Marked | None:
    start, stop = begin + 1, end
    while start < stop and text[start] in " \t\u00a0,.;:—–-":
        start += 1
    while stop > start and text[stop - 1] in " \t\u00a0,.;:—–-":
        stop -= 1
    closes = end + 1 if closed else end
    return Marked(start, stop, begin, closes, closed) if start < stop else None


def _before(text: str, at: int) -> str:
    return text[at - 1] if at else "\n"


def _after(text: str, at: int) -> str:
    return text[at + 1] if at + 1 < len(text) else "\n"


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
