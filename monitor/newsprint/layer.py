"""The words of a page of a PDF that carries its text, by pdfium.

A page whose text is a watermark over a scan, or in an alphabet that only its font knows, is read as
a picture: `sheet` says None of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, radians
from statistics import median
from typing import Final

import pypdfium2
from pypdfium2 import raw

from monitor.newsprint.sheet import Sheet, Word

LEAST: Final = 40  # letters: with fewer, what matters on the page is a picture
_MARKED: Final = 900  # letters that a scan may bear beside itself: a watermark, a folio
_SCAN: Final = 0.5  # of the page, that a picture covers
LETTERS: Final = 150_000  # of a page
_APART: Final = 0.22  # of a letter's size: farther, it is another word …
_ROOM: Final = 0.12  # … where it is also so far from the room that each letter takes: a thin 1's
_FAR: Final = 1.2  # of a letter's size: farther, it is another line
_LEVEL: Final = 0.35  # of a letter's size: higher or lower, it is another line
_UPRIGHT: Final = cos(radians(8))
_HYPHENS: Final = "\u00ad\ufffe\u0002"
_BREAKS: Final = "\r\n"  # pdfium's own, also before a hyphen that hangs over the edge
_VOWELS: Final = frozenset("aeiouyáéíóúüàèìòù")
_READABLE: Final = 0.7  # of the longer words, those with a vowel


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float  # where its line stands
    size: float
    first: float  # of the room that its face gives it, across
    last: float


def sheet(page: pypdfium2.PdfPage, number: int) -> Sheet | None:
    """The page as its text says it; None when that says next to nothing, or nothing to us."""
    width, height = page.get_size()
    letters = list(_once(_letters(page)))
    written = sum(1 for each in letters if each.text.isalnum())
    if written < LEAST or (written < _MARKED and _is_scan(page, width * height)):
        return None
    words = tuple(_words(letters))
    if not _is_readable(words):
        return None
    return Sheet(number=number, width=width, height=height, words=words)


def _is_scan(page: pypdfium2.PdfPage, area: float) -> bool:
    found = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    boxes = (each.get_bounds() for each in found)
    return any(abs((x1 - x0) * (y1 - y0)) > _SCAN * area for x0, y0, x1, y1 in boxes)


def _is_readable(words: Sequence[Word]) -> bool:
    """Words have vowels; without a table of its letters a font gives any sign for any other."""
    longer = [each.text.lower() for each in words if len(each.text) > 3 and each.text.isalpha()]
    spoken = sum(not _VOWELS.isdisjoint(each) for each in longer)
    return bool(longer) and spoken >= _READABLE * len(longer)


def _letters(page: pypdfium2.PdfPage) -> Iterator[_Letter]:
    """Those that stand upright on what is seen of the page, in the order of the file."""
    text = page.get_textpage()
    place = _Place.of(page)
    for at in range(min(text.count_chars(), LETTERS)):
        code = raw.FPDFText_GetUnicode(text, at)
        if chr(code) in _BREAKS:
            continue
        if cos(raw.FPDFText_GetCharAngle(text, at) + place.turned) < _UPRIGHT:
            continue
        letter = "-" if chr(code) in _HYPHENS else chr(code)
        left, top, right, bottom = place.box(text.get_charbox(at, loose=False))
        _, base, _, _ = place.box((*_origin(text, at), *_origin(text, at)))
        if right < 0 or bottom < 0 or left > place.width or top > place.height:
            continue
        first, _, last, _ = place.box(text.get_charbox(at, loose=True))
        yield _Letter(letter, left, top, right, bottom, base, _size(text, at), first, last)


def _size(text: pypdfium2.PdfTextPage, at: int) -> float:
    """Many files ask for letters of size 1, and make them larger by a matrix."""
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text, at)
    if not raw.FPDFText_GetMatrix(text, at, matrix):
        return abs(float(size))
    return abs(float(size)) * hypot(matrix.c, matrix.d)


def _origin(text: pypdfium2.PdfTextPage, at: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text, at, x, y)
    return x.value, y.value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a point of the file is seen: a page may be turned, and show a part of itself."""

    width: float
    height: float
    left: float
    bottom: float
    right: float
    top: float
    turns: int  # quarters, clockwise

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> _Place:
        width, height = page.get_size()
        left, bottom, right, top = page.get_cropbox()
        turns = page.get_rotation() // 90
        return cls(
            width=width, height=height, left=left, bottom=bottom, right=right, top=top, turns=turns
        )

    @property
    def turned(self) -> float:
        return radians(90 * self.turns)

    def box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Left, top, right and bottom as seen, of left, bottom, right and top as written."""
        (x0, y0), (x1, y1) = self._seen(box[0], box[1]), self._seen(box[2], box[3])
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        return (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )[self.turns]


def _once(letters: Iterable[_Letter]) -> Iterator[_Letter]:
    """A letter printed twice, to look bold or shaded, is one."""
    last: _Letter | None = None
    for letter in letters:
        if last is None or not _is_again(last, letter):
            yield letter
        last = letter


def _is_again(last: _Letter, letter: _Letter) -> bool:
    moved = abs(letter.left - last.left) + abs(letter.base - last.base)
    return letter.text == last.text and not letter.text.isspace() and moved <= 0.1 * letter.size


def _words(letters: Sequence[_Letter]) -> Iterator[Word]:
    """Runs of letters without a gap, on one line."""
    line, last = 0, None
    for part in _runs(letters):
        if last is not None and not _goes_on(last, part[0]):
            line += 1
        last = part[-1]
        yield _word(part, line)


def _runs(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    for blank, run in groupby(letters, key=lambda each: each.text.isspace() or each.text == "\0"):
        if not blank:
            yield from _parts(list(run))


def _parts(run: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    part = [run[0]]
    for letter in run[1:]:
        if not _is_near(part[-1], letter, _APART) and not _is_beside(part[-1], letter):
            yield part
            part = []
        part.append(letter)
    yield part


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    return _is_near(last, letter, _FAR)


def _is_near(last: _Letter, letter: _Letter, most: float) -> bool:
    size = max(letter.size, last.size, 1.0)
    onward = letter.left >= last.left - 0.2 * size  # both halves of a ligature have one box
    near = letter.left - last.right <= most * size
    return onward and near and abs(letter.base - last.base) <= _LEVEL * size


def _is_beside(last: _Letter, letter: _Letter) -> bool:
    near = letter.first - last.last <= _ROOM * max(letter.size, last.size, 1.0)
    return near and _is_near(last, letter, 2 * _APART)


def _word(part: Sequence[_Letter], line: int) -> Word:
    return Word(
        text="".join(each.text for each in part),
        left=min(each.left for each in part),
        top=min(each.top for each in part),
        right=max(each.right for each in part),
        bottom=max(each.bottom for each in part),
        size=median(each.size for each in part),
        line=line,
    )
