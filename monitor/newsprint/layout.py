"""Lines to blocks in reading order: cuts a page where white runs across it, again and again.

A region is cut by white from top to bottom into columns. Where something spans them, it is cut from
side to side into bands first, of which those that have the same columns stay together. What cannot
be cut is a block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median
from typing import Final

from monitor.newsprint.lines import Line

HEADLINE: Final = 1.28  # times the body's size
_GUTTER: Final = 0.45  # of the body's size: the narrowest white between columns
_WHITE: Final = 1.1  # of the body's size: white between lines that parts two blocks
_OTHER_SIZE: Final = 1.15  # times: letters of another size begin another block
_DEEPEST: Final = 40  # cuts of one region inside another
_LONGEST: Final = 400  # rows of one region
_SHRUNK: Final = 0.2  # of a line's height: accents and tails reach into the lines beside it

_Spans = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of one size that stand together, from the first to the last."""

    lines: tuple[Line, ...]

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def top(self) -> float:
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        return max(line.bottom for line in self.lines)

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        return max(line.right for line in self.lines)

    @property
    def words(self) -> int:
        return sum(len(line.words) for line in self.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def blocks(lines: Sequence[Line], *, body: float) -> tuple[Block, ...]:
    """What stands on a page, in the order in which it is read."""
    return tuple(Block(lines=tuple(part)) for part in _cut(lines, body=body, depth=0))


def _cut(region: Sequence[Line], *, body: float, depth: int) -> Iterator[Sequence[Line]]:
    if not region:
        return
    parts = _columns(region, body) if depth < _DEEPEST else [list(region)]
    if len(parts) == 1 and depth < _DEEPEST:
        parts = _bands(region, body)
    if len(parts) == 1:
        yield sorted(region, key=lambda line: (line.top, line.left))
        return
    for part in parts:
        yield from _cut(part, body=body, depth=depth + 1)


def _columns(region: Sequence[Line], body: float) -> list[list[Line]]:
    """Parted where no line stands, from top to bottom."""
    groups: list[list[Line]] = []
    edge = float("-inf")
    for line in sorted(region, key=lambda each: each.left):
        if not groups or line.left - edge >= _GUTTER * body:
            groups.append([])
        groups[-1].append(line)
        edge = max(edge, line.right)
    return groups


def _bands(region: Sequence[Line], body: float) -> list[list[Line]]:
    """Parted from side to side: what spans the columns, from the columns themselves."""
    rows = _rows(region)
    found: list[list[Line]] = []
    for first, last in _stretches(rows, region, body):
        start, end = _run(rows[first:last], region, body)
        parts = (rows[first : first + start], rows[first + start : first + end])
        found += [[*chain(*part)] for part in (*parts, rows[first + end : last]) if part]
    return found if len(found) > 1 else _by_size(rows, body)


def _stretches(
    rows: Sequence[list[Line]], region: Sequence[Line], body: float
) -> Iterator[tuple[int, int]]:
    """The rows between which other notes begin in all columns at once."""
    edges = [at for at in range(1, len(rows)) if _opens(rows, at, region, body)]
    yield from pairwise([0, *edges, len(rows)])


def _opens(rows: Sequence[list[Line]], at: int, region: Sequence[Line], body: float) -> bool:
    row, before = rows[at], rows[at - 1]
    if len(_columns(row, body)) > 1 and _is_over_all(rows, at - 1, region, body):
        return True
    white = min(line.top for line in row) - max(line.bottom for line in before)
    begins = _are_headlines(row, body) and not _are_headlines(before, body)
    if white < 0.8 * body or not begins:
        return False
    # One headline may be of its column alone, when the others have just ended.
    below = rows[at + 1] if at + 1 < len(rows) else []
    return len(_columns(row, body)) > 1 or (
        _is_over_all(rows, at, region, body) and len(_columns(below, body)) > 1
    )


def _is_over_all(rows: Sequence[list[Line]], at: int, region: Sequence[Line], body: float) -> bool:
    """A headline with nothing beside it, from the left on: that of all the columns below."""
    row = rows[at]
    if not _are_headlines(row, body) or len(_columns(row, body)) > 1:
        return False
    if min(line.left for line in row) - min(line.left for line in region) > 2 * body:
        return False
    right = max(line.right for line in row)
    above = [line.bottom for line in chain(*rows[max(0, at - 1) : at]) if line.left > right]
    below = [line.top for line in chain(*rows[at + 1 : at + 2]) if line.left > right]
    if not above or not below:
        return True
    # White beside it that is no higher than between paragraphs is not its own.
    height = max(line.bottom for line in row) - min(line.top for line in row)
    return min(below) - max(above) >= height + 0.5 * body


def _run(rows: Sequence[list[Line]], region: Sequence[Line], body: float) -> tuple[int, int]:
    """The most rows, one after another, through which one gutter runs; none: (0, 0)."""
    whole = _covered(region, body)
    best, most = (0, 0), 0
    for start in range(len(rows)):
        covered: _Spans = []
        count = 0
        for end in range(start, min(len(rows), start + _LONGEST)):
            covered = _merged([*covered, *_covered(rows[end], body)], body)
            count += len(rows[end])
            if len(covered) > 1 and count > most:
                best, most = (start, end + 1), count
            if covered == whole:
                break
    return best


def _covered(lines: Sequence[Line], body: float) -> _Spans:
    return _merged([(line.left, line.right) for line in lines], body)


def _merged(spans: _Spans, body: float) -> _Spans:
    """From left to right, those between which there is no gutter as one."""
    found: _Spans = []
    for left, right in sorted(spans):
        if found and left - found[-1][1] < _GUTTER * body:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _by_size(rows: Sequence[list[Line]], body: float) -> list[list[Line]]:
    """Lines of one column, parted by white and by the size of their letters."""
    found: list[list[Line]] = []
    for row in rows:
        if found and not _is_other(found[-1][-1], row[0], body):
            found[-1] += row
        else:
            found.append(list(row))
    return found


def _rows(region: Sequence[Line]) -> list[list[Line]]:
    """Lines between which a cut from side to side touches none."""
    rows: list[list[Line]] = []
    edge = float("-inf")
    for line in sorted(region, key=lambda each: _high(each)):
        if not rows or _high(line) >= edge:
            rows.append([])
        rows[-1].append(line)
        edge = max(edge, _low(line))
    return rows


def _high(line: Line) -> float:
    return line.top + _SHRUNK * (line.bottom - line.top)


def _low(line: Line) -> float:
    return line.bottom - _SHRUNK * (line.bottom - line.top)


def _are_headlines(lines_: Sequence[Line], body: float) -> bool:
    return all(line.size >= HEADLINE * body for line in lines_)


def _is_other(before: Line, line: Line, body: float) -> bool:
    least, most = sorted((before.size or body, line.size or body))
    white = line.top - before.bottom
    # Headlines are set with more white between their lines.
    return most / max(least, 1.0) >= _OTHER_SIZE or white >= _WHITE * max(body, 0.6 * most)


def is_under(block: Block, above: Block) -> bool:
    """Whether it stands below, and within what the other spans."""
    shared = min(block.right, above.right) - max(block.left, above.left)
    return block.top >= above.top and shared > 0.5 * min(
        block.right - block.left, above.right - above.left
    )


def touches(above: Block, block: Block) -> bool:
    """Whether nothing but a line's white stands between two blocks, one under the other."""
    reach = 1.6 * max(above.size, block.size)
    return is_under(block, above) and -reach <= block.top - above.bottom <= reach
