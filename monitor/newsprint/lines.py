"""Words to the lines in which they were written, each within its own column.

Whoever made the page wrote a line's words one after another: what is only level with them is of
another column. A large first letter goes back to its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from monitor.newsprint.sheet import Sheet, Word

MOST_WORDS: Final = 30_000
_FAR: Final = 1.5  # of a letter's size: a gap as wide is no space between words
_NEAR: Final = 0.6  # of a letter's size: two pieces so near are of one line
_ALIKE: Final = 1.4  # times: letters of two sizes on one line
_SPECK: Final = 0.6  # of the body's size
_DROPPED: Final = 1.8  # times the body's size: a first letter that hangs over several lines
_ALONE: Final = frozenset({"a", "y", "o", "e", "u"})  # letters that are words
_AFTER: Final = frozenset(
    {"de", "el", "en", "la", "las", "lo", "los", "más", "que", "su", "sus", "un", "una"}
)  # words that follow those, and end none


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words of one line, from left to right."""

    words: tuple[Word, ...]
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def body_size(sheets: Iterable[Sheet]) -> float:
    """The size of most letters: that of the running text."""
    weights: dict[float, int] = {}
    for sheet in sheets:
        for word in sheet.words:
            size = round(word.size * 4) / 4
            weights[size] = weights.get(size, 0) + len(word.text)
    weights.pop(0.0, None)
    half, seen = sum(weights.values()) / 2, 0
    for size in sorted(weights):
        seen += weights[size]
        if seen >= half:
            return size
    return 10.0


def lines(words: Sequence[Word], *, body: float) -> list[Line]:
    """In no order that matters."""
    written = _dropped(words[:MOST_WORDS], body)
    found: list[Line] = []
    for _, run in groupby(written, key=lambda word: word.line):
        found += (_line(part) for part in _parts(list(run)))
    return _mended([line for line in found if not _is_speck(line, body)])


def _is_speck(line: Line, body: float) -> bool:
    """A letter or two that are too small to be read: dirt, the edge of a picture."""
    return line.size < _SPECK * body and len(line.text) <= 2


def _line(words: Sequence[Word]) -> Line:
    ordered = tuple(sorted(words, key=lambda word: word.left))
    return Line(
        words=ordered,
        left=ordered[0].left,
        top=min(word.top for word in ordered),
        right=max(word.right for word in ordered),
        bottom=max(word.bottom for word in ordered),
        size=median(word.size for word in ordered),
    )


def _parts(words: Sequence[Word]) -> Iterator[list[Word]]:
    part = [words[0]]
    for before, word in pairwise(words):
        if word.left - before.right > _FAR * max(before.size, word.size):
            yield part
            part = []
        part.append(word)
    yield part


def _mended(found: Sequence[Line]) -> list[Line]:
    """Pieces of one line that were written at different times: a name in bold, a figure."""
    done: list[Line] = []
    for line in sorted(found, key=lambda each: (round(each.bottom), each.left)):
        at = next((at for at in _last(done) if _goes_on(done[at], line)), None)
        if at is None:
            done.append(line)
        else:
            done[at] = _line((*done[at].words, *line.words))
    return done


def _last(done: Sequence[Line]) -> Iterator[int]:
    return iter(range(len(done) - 1, max(-1, len(done) - 13), -1))


def _goes_on(before: Line, line: Line) -> bool:
    size = min(before.size, line.size)
    gap = line.left - before.right
    level = min(before.bottom, line.bottom) - max(before.top, line.top)
    least = min(before.bottom - before.top, line.bottom - line.top)
    alike = max(before.size, line.size) <= _ALIKE * max(size, 1.0)
    return alike and -0.3 * size <= gap <= _NEAR * size and level > 0.6 * least


def _dropped(words: Sequence[Word], body: float) -> list[Word]:
    """With each large first letter joined to the word beside it."""
    capitals = [word for word in words if _is_capital(word, body)]
    if not capitals:
        return list(words)
    joined = {id(word): first for first in capitals if (word := _beside(first, words, body))}
    gone = {id(first) for first in joined.values()}
    return [
        _opened(joined[id(word)], word) if id(word) in joined else word
        for word in words
        if id(word) not in gone
    ]


def _is_capital(word: Word, body: float) -> bool:
    return len(word.text) == 1 and word.text.isupper() and word.size >= _DROPPED * body


def _beside(first: Word, words: Sequence[Word], body: float) -> Word | None:
    """The first word of the highest line that stands at its right."""
    near = [
        word
        for word in words
        if word.size <= _ALIKE * body
        and -0.2 * first.size <= word.left - first.right <= 2 * body
        and first.top - body <= word.top <= first.top + 0.4 * first.size
    ]
    highest = min((word.bottom for word in near), default=0.0)
    level = [word for word in near if word.bottom <= highest + body / 2]
    return min(level, key=lambda word: word.left, default=None)


def _opened(first: Word, word: Word) -> Word:
    """ "L" and "a" are "La"; "A" and "la", two words."""
    letter, rest = first.text, word.text
    apart = " " if letter.lower() in _ALONE and rest.lower() in _AFTER else ""
    return replace(word, text=f"{letter}{apart}{rest}")
