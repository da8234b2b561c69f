"""The words of a page of a PDF that carries its text, by pdfium."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import pypdfium2
from pypdfium2 import raw

from monitor.newsprint.sheet import Sheet, Word

LEAST = 40  # letters: with fewer, what matters on the page is a picture
_APART = 0.22  # of a letter's size: farther, it is another word
_HYPHENS = "\u00ad\ufffe\u0002"


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def sheet(page: pypdfium2.PdfPage, number: int) -> Sheet | None:
    """The page as its text says it; None when it says next to nothing."""
    width, height = page.get_size()
    letters = _letters(page, height)
    if sum(1 for each in letters if each.text.isalnum()) < LEAST:
        return None
    return Sheet(number=number, width=width, height=height, words=tuple(_words(letters)))


def _letters(page: pypdfium2.PdfPage, height: float) -> list[_Letter]:
    text = page.get_textpage()
    found = []
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        letter = "-" if chr(code) in _HYPHENS else chr(code)
        left, bottom, right, top = text.get_charbox(at, loose=False)
        size = raw.FPDFText_GetFontSize(text, at)
        found.append(_Letter(letter, left, height - top, right, height - bottom, size))
    return found


def _words(letters: Sequence[_Letter]) -> Iterator[Word]:
    """Runs of letters without a gap, on one line."""
    for blank, run in groupby(letters, key=lambda each: each.text.isspace() or each.text == "\0"):
        if not blank:
            yield from (_word(part) for part in _parts(list(run)))


def _parts(run: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    part = [run[0]]
    for letter in run[1:]:
        last = part[-1]
        size = max(letter.size, 1.0)
        gap = letter.left - last.right
        if gap > _APART * size or gap < -2 * size or abs(letter.bottom - last.bottom) > size:
            yield part
            part = []
        part.append(letter)
    yield part


def _word(part: Sequence[_Letter]) -> Word:
    return Word(
        text="".join(each.text for each in part),
        left=min(each.left for each in part),
        top=min(each.top for each in part),
        right=max(each.right for each in part),
        bottom=max(each.bottom for each in part),
        size=median(each.size for each in part),
    )
