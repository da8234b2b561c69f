"""Words to blocks in reading order: cuts a page where white runs across it, again and again.

A region is cut by a white gutter from top to bottom into columns; where there is none, by white or
a change of letter size from side to side. What cannot be cut is a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from monitor.newsprint.sheet import Sheet, Word

_GUTTER: Final = 0.9  # of the body's size: the narrowest white between columns
_WHITE: Final = 1.3  # of the body's size: white between lines that parts two blocks
_OTHER_SIZE: Final = 1.22  # times: letters of another size begin another block
_FEW: Final = 3  # lines: fewer may have a gutter by chance
_DEEPEST: Final = 24  # cuts of one region inside another
MOST_WORDS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words of one line, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of one size that stand together, from the first to the last."""

    lines: tuple[Line, ...]
    page: int

    @property
    def size(self) -> float:
        return median(word.size for line in self.lines for word in line.words)

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        return max(line.right for line in self.lines)


def body_size(sheets: Iterable[Sheet]) -> float:
    """The size of most letters: that of the running text."""
    sizes = sorted(
        size
        for sheet in sheets
        for word in sheet.words
        for size in [word.size] * len(word.text)
        if word.size
    )
    return sizes[len(sizes) // 2] if sizes else 10.0


def blocks(sheet: Sheet, *, body: float) -> tuple[Block, ...]:
    """What stands on a page, in the order in which it is read."""
    words = list(sheet.words[:MOST_WORDS])
    found = _cut(words, body=body, depth=0)
    return tuple(Block(lines=lines, page=sheet.number) for lines in found if lines)


def _cut(words: Sequence[Word], *, body: float, depth: int) -> Iterator[tuple[Line, ...]]:
    if not words:
        return
    for cut in (_columns, _bands) if depth < _DEEPEST else ():
        parts = cut(words, body)
        if len(parts) > 1:
            for part in parts:
                yield from _cut(part, body=body, depth=depth + 1)
            return
    yield tuple(lines(words))


def _columns(words: Sequence[Word], body: float) -> list[list[Word]]:
    """Cut where no word stands, from top to bottom; a line or two have such gaps by chance."""
    if len(lines(words)) < _FEW:
        return [list(words)]
    least = max(_GUTTER * body, 0.7 * median(word.size or body for word in words))
    return _parted(words, low=_left, high=_right, least=least)


def _left(word: Word) -> float:
    return word.left


def _right(word: Word) -> float:
    return word.right


def _parted(
    words: Sequence[Word],
    *,
    low: Callable[[Word], float],
    high: Callable[[Word], float],
    least: float,
) -> list[list[Word]]:
    """The words in groups between which white of that width runs across."""
    groups: list[list[Word]] = []
    edge = float("-inf")
    for word in sorted(words, key=low):
        if not groups or low(word) - edge >= least:
            groups.append([])
        groups[-1].append(word)
        edge = max(edge, high(word))
    return groups


def _bands(words: Sequence[Word], body: float) -> list[list[Word]]:
    """Cut between lines where white or the size of the letters changes."""
    found = lines(words)
    bands = [[*found[0].words]]
    for before, line in pairwise(found):
        if _is_other(before, line, body):
            bands.append([])
        bands[-1] += line.words
    return bands


def _is_other(before: Line, line: Line, body: float) -> bool:
    least, most = sorted((before.size or body, line.size or body))
    white = line.top - before.bottom
    return most / max(least, 1.0) >= _OTHER_SIZE or white >= _WHITE * max(body, most)


def lines(words: Sequence[Word]) -> list[Line]:
    """Words that stand at one height, the highest first."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: ((each.top + each.bottom) / 2, each.left)):
        middle = (word.top + word.bottom) / 2
        row = next((row for row in reversed(rows[-2:]) if _holds(row[-1], middle, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [Line(words=tuple(sorted(row, key=_left))) for row in rows]


def _holds(last: Word, middle: float, word: Word) -> bool:
    return last.top <= middle <= last.bottom or word.top <= (last.top + last.bottom) / 2 <= (
        word.bottom
    )
