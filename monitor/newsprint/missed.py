"""Where a page bears ink like that of lines, and nothing was read: to be looked at again.

Dark cells of a grid that no word covers; those that touch are one place. A picture is too high for
a line, a rule too thin, dirt too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_CELLS: Final = 3  # of a letter's size
_DARK: Final = 0.62  # of the paper around: ink
_AROUND: Final = 24  # cells: how far the paper around reaches
_LEAST: Final = 0.06  # of a cell: with less ink, dirt
_MARGIN: Final = 0.25  # of a letter's size, around each word
_LOWEST: Final = 0.5  # of a letter's size, a line's ink …
_HIGHEST: Final = 6.0  # … and at most
_NARROWEST: Final = 1.5  # of a letter's size
_FULL: Final = 0.7  # of its cells: a box, a rule, a stain
_MOST: Final = 40  # places of a page

Box = tuple[float, float, float, float]  # left, top, right, bottom
_Cells = NDArray[np.bool_]


def places(image: Image.Image, covered: Iterable[Box], *, size: float) -> list[Box]:
    """The boxes of lines that nobody read, in pixels; `size` is that of the letters."""
    cell = max(2, round(size / _CELLS))
    dark = _dark(image, cell)
    for left, top, right, bottom in covered:
        margin = _MARGIN * size
        rows = slice(max(0, int((top - margin) / cell)), int((bottom + margin) / cell) + 1)
        across = slice(max(0, int((left - margin) / cell)), int((right + margin) / cell) + 1)
        dark[rows, across] = False
    found = (box for box in _joined(dark) if _is_line(dark, box))
    return [_pixels(box, cell) for box, _ in zip(found, range(_MOST), strict=False)]


def _dark(image: Image.Image, cell: int) -> _Cells:
    """The cells that bear ink, by what is light around each."""
    grey = np.asarray(image, dtype=np.uint8)
    high, wide = grey.shape[0] // cell, grey.shape[1] // cell
    parts = grey[: high * cell, : wide * cell].reshape(high, cell, wide, cell)
    light = Image.fromarray(parts.max(axis=(1, 3)).astype(np.uint8))
    small = light.resize((max(1, wide // _AROUND), max(1, high // _AROUND)), Image.Resampling.BOX)
    paper = np.asarray(small.resize((wide, high), Image.Resampling.BILINEAR), dtype=np.float32)
    ink = parts < (_DARK * paper)[:, None, :, None]
    return np.asarray(ink.mean(axis=(1, 3)) >= _LEAST)


_Place = tuple[int, int, int, int]  # first and last row, first and last column


def _joined(dark: _Cells) -> Iterator[_Place]:
    """Cells that touch, or nearly do from side to side."""
    waiting = {(int(row), int(column)) for row, column in np.argwhere(dark)}
    while waiting:
        begun = [waiting.pop()]
        rows, columns = [begun[0][0]], [begun[0][1]]
        while begun:
            row, column = begun.pop()
            rows.append(row)
            columns.append(column)
            for down in (-1, 0, 1):
                for across in (-3, -2, -1, 0, 1, 2, 3):
                    beside = (row + down, column + across)
                    if beside in waiting:
                        waiting.remove(beside)
                        begun.append(beside)
        yield min(rows), max(rows), min(columns), max(columns)


def _is_line(dark: _Cells, place: _Place) -> bool:
    first, last, left, right = place
    high, wide = (last - first + 1) / _CELLS, (right - left + 1) / _CELLS
    if not _LOWEST <= high <= _HIGHEST or wide < _NARROWEST:
        return False
    return bool(dark[first : last + 1, left : right + 1].mean() <= _FULL) or high < 1.5


def _pixels(place: _Place, cell: int) -> Box:
    first, last, left, right = place
    return (
        float((left - 2) * cell),
        float((first - 1) * cell),
        float((right + 3) * cell),
        float((last + 2) * cell),
    )
